package web

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"html/template"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const documented = "../../docs/themes.md"

// TestTheDataOfThemesIsDocumented writes the list of what templates are given
// from the types themselves, and fails when the document says something else.
func TestTheDataOfThemesIsDocumented(t *testing.T) {
	body, err := os.ReadFile(documented)
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(body), "-->\n")
	if !ok {
		t.Fatal("the mark is gone after which the list stands")
	}
	want := head + "-->\n" + dataList(t)
	if os.Getenv("ONRECORD_WRITE") != "" {
		if err := os.WriteFile(documented, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(body) != want {
		t.Error("docs/themes.md is not what the types say: ONRECORD_WRITE=1 go test ./internal/web -run TestTheDataOfThemesIsDocumented")
	}
}

func dataList(t *testing.T) string {
	comments := commentsOf(t)
	var b strings.Builder
	data := pageData()
	byType := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(data)) {
		of := reflect.TypeOf(data[name]).Name()
		byType[of] = append(byType[of], "`"+name+"`")
	}
	types := map[string]reflect.Type{}
	reach(t, reflect.TypeFor[Page](), types)
	for _, of := range data {
		reach(t, reflect.TypeOf(of), types)
	}
	for _, of := range slices.Sorted(maps.Keys(byType)) {
		write(&b, types[of], strings.Join(byType[of], ", ")+": ", comments)
	}
	for _, of := range slices.Sorted(maps.Keys(types)) {
		if byType[of] == nil {
			write(&b, types[of], "", comments)
		}
	}
	return b.String()
}

// harmless are the methods that templates may call: they read their own value
// and give another.
var harmless = map[string]bool{"Moment.Zero": true, "Signup.As": true}

// reach finds every type of the data; anything but plain values is refused,
// and so is a method that is not known to be harmless.
func reach(t *testing.T, of reflect.Type, seen map[string]reflect.Type) {
	switch of.Kind() {
	case reflect.Pointer, reflect.Slice:
		reach(t, of.Elem(), seen)
	case reflect.Struct:
		if _, ok := seen[of.Name()]; ok {
			return
		}
		seen[of.Name()] = of
		for _, one := range []reflect.Type{of, reflect.PointerTo(of)} {
			for i := range one.NumMethod() {
				if name := of.Name() + "." + one.Method(i).Name; !harmless[name] {
					t.Errorf("themes can call %s", name)
				}
			}
		}
		for i := range of.NumField() {
			if f := of.Field(i); f.IsExported() && (f.Name != "Page" || !f.Anonymous) {
				reach(t, f.Type, seen)
			} else if !f.Anonymous {
				t.Errorf("%s.%s is no data", of.Name(), f.Name)
			}
		}
	case reflect.String, reflect.Bool, reflect.Int, reflect.Int64:
	default:
		t.Errorf("%s is no plain value", of)
	}
}

func write(b *strings.Builder, of reflect.Type, pages string, comments map[string]string) {
	fmt.Fprintf(b, "\n### %s\n%s%s\n\n", of.Name(), pages, comments[of.Name()])
	for i := range of.NumField() {
		f := of.Field(i)
		if f.Anonymous {
			fmt.Fprintf(b, "- all of [Page](#page)\n")
			continue
		}
		fmt.Fprintf(b, "- `.%s` %s", f.Name, kindOf(f.Type))
		if c := comments[of.Name()+"."+f.Name]; c != "" {
			fmt.Fprintf(b, ": %s", c)
		}
		b.WriteByte('\n')
	}
	if of.Name() == "Signup" {
		fmt.Fprintf(b, "- `.As \"name\"` [Signup](#signup): the same form under a name, which tells the server what it said\n")
	}
	if of.Name() == "Moment" {
		fmt.Fprintf(b, "- `.Zero` yes or no: there is no time\n")
	}
}

func kindOf(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return kindOf(t.Elem()) + ", or nothing"
	case reflect.Slice:
		return "list of " + kindOf(t.Elem())
	case reflect.Struct:
		return "[" + t.Name() + "](#" + strings.ToLower(t.Name()) + ")"
	case reflect.Bool:
		return "yes or no"
	case reflect.Int, reflect.Int64:
		return "number"
	}
	if t == reflect.TypeFor[template.HTML]() {
		return "HTML"
	}
	return "text"
}

// commentsOf reads what the sources say of each type and field.
func commentsOf(t *testing.T) map[string]string {
	out := map[string]string{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, "../media/variant.go") {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if g, ok := n.(*ast.GenDecl); ok && g.Tok == token.TYPE {
				for _, s := range g.Specs {
					note(out, g, s.(*ast.TypeSpec))
				}
			}
			return true
		})
	}
	return out
}

func note(out map[string]string, g *ast.GenDecl, s *ast.TypeSpec) {
	line := func(c *ast.CommentGroup) string { return strings.Join(strings.Fields(c.Text()), " ") }
	of, ok := s.Type.(*ast.StructType)
	if !ok {
		return
	}
	out[s.Name.Name] = line(g.Doc)
	for _, f := range of.Fields.List {
		for _, name := range f.Names {
			out[s.Name.Name+"."+name.Name] = line(f.Comment)
		}
	}
}
