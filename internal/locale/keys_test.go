package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"
)

// key is a sentence that the program says: where, and its plural if it counts.
type key struct{ at, many string }

// spoken are the folders whose every call of T and N (t and n in templates)
// speaks to readers.
var spoken = []string{".", "../markup/strings.go", "../claim/attribution.go", "../web", "../menu", "../newsletter", "../../themes"}

// refusing are the files whose faults readers may see, and the functions in
// them where it is not all.
var refusing = map[string][]string{
	"../fault/fault.go":         nil,
	"../comment/text.go":        nil,
	"../comment/write.go":       nil,
	"../comment/own.go":         nil,
	"../page/form.go":           nil,
	"../mail/address.go":        nil,
	"../member/address.go":      nil,
	"../member/check.go":        {"pass", "checkName"},
	"../member/signin.go":       nil,
	"../member/signup.go":       nil,
	"../member/subscription.go": nil,
	"../newsletter/token.go":    nil,
	"../post/cursor.go":         nil,
	"../post/view.go":           {"BySlug"},
	"../search/cursor.go":       nil,
	"../site/sign.go":           nil,
}

// collect finds every sentence that the sources say to readers.
func collect(t *testing.T) map[string]key {
	t.Helper()
	keys := map[string]key{}
	for _, root := range spoken {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil || d.IsDir():
				return err
			case strings.HasSuffix(path, "_test.go"):
				return nil
			case strings.HasSuffix(path, ".go"):
				goKeys(t, path, keys, false)
			case strings.HasSuffix(path, ".html") || strings.HasSuffix(path, ".txt"):
				templateKeys(t, path, keys)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for path, functions := range refusing {
		goKeys(t, path, keys, true, functions...)
	}
	public, err := filepath.Glob("../web/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range public {
		if !strings.HasSuffix(path, "_test.go") {
			goKeys(t, path, keys, true)
		}
	}
	return keys
}

// goKeys finds T("…") and N("…", "…") with constants, and with faults also
// what fault.New, Problems.Add and the like are given.
func goKeys(t *testing.T, path string, keys map[string]key, faults bool, only ...string) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	consts := constants(t, filepath.Dir(path))
	ast.Inspect(file, func(n ast.Node) bool {
		if f, ok := n.(*ast.FuncDecl); ok && len(only) > 0 && !slices.Contains(only, f.Name.Name) {
			return false
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		at := set.Position(call.Pos()).String()
		text := func(i int) string {
			if i < len(call.Args) {
				return constant(call.Args[i], consts)
			}
			return ""
		}
		switch name := called(call.Fun); {
		case (name == "T" || name == "t") && text(0) != "":
			add(keys, text(0), key{at: at})
		case (name == "N" || name == "n") && text(0) != "" && text(1) != "":
			add(keys, text(0), key{at: at, many: text(1)})
		case faults && (name == "New" || name == "Add" || name == "invalid" || name == "problem") && text(1) != "":
			add(keys, text(1), key{at: at})
		}
		return true
	})
	if faults && strings.HasSuffix(path, "/fault.go") {
		for _, name := range []string{"Unknown", "Missing"} {
			add(keys, consts[name], key{at: path})
		}
	}
}

func add(keys map[string]key, english string, k key) {
	if old, ok := keys[english]; ok && k.many == "" {
		k.many = old.many
	}
	keys[english] = k
}

func called(f ast.Expr) string {
	switch f := f.(type) {
	case *ast.SelectorExpr:
		return f.Sel.Name
	case *ast.Ident:
		return f.Name
	}
	return ""
}

// constant is the text of a literal, of literals joined by +, or of a constant.
func constant(e ast.Expr, consts map[string]string) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return s
		}
	case *ast.Ident:
		return consts[e.Name]
	case *ast.BinaryExpr:
		a, b := constant(e.X, consts), constant(e.Y, consts)
		if a != "" && b != "" {
			return a + b
		}
	}
	return ""
}

// constants are the text constants of a package.
func constants(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			g, ok := decl.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, spec := range g.Specs {
				v := spec.(*ast.ValueSpec)
				for i, name := range v.Names {
					if i < len(v.Values) {
						out[name.Name] = constant(v.Values[i], out)
					}
				}
			}
		}
	}
	return out
}

// templateKeys finds {{t "…"}}, {{.T "…"}}, {{n "…" "…" x}} and the like.
func templateKeys(t *testing.T, path string, keys map[string]key) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tree := parse.New(path)
	tree.Mode = parse.SkipFuncCheck
	set := map[string]*parse.Tree{}
	if _, err := tree.Parse(string(data), "", "", set); err != nil {
		t.Fatal(err)
	}
	for _, tree := range set {
		if tree.Root != nil {
			walk(tree.Root, func(args []parse.Node) { commandKey(path, args, keys) })
		}
	}
}

func commandKey(path string, args []parse.Node, keys map[string]key) {
	if len(args) < 2 {
		return
	}
	first, ok := args[1].(*parse.StringNode)
	if !ok {
		return
	}
	switch lastName(args[0]) {
	case "t", "T":
		add(keys, first.Text, key{at: path})
	case "n", "N":
		if many, ok := args[2].(*parse.StringNode); ok {
			add(keys, first.Text, key{at: path, many: many.Text})
		}
	}
}

func lastName(n parse.Node) string {
	switch n := n.(type) {
	case *parse.IdentifierNode:
		return n.Ident
	case *parse.FieldNode:
		return n.Ident[len(n.Ident)-1]
	case *parse.VariableNode:
		return n.Ident[len(n.Ident)-1]
	case *parse.ChainNode:
		return n.Field[len(n.Field)-1]
	}
	return ""
}

func walk(n parse.Node, command func([]parse.Node)) {
	branch := func(b *parse.BranchNode) {
		walk(b.Pipe, command)
		walk(b.List, command)
		if b.ElseList != nil {
			walk(b.ElseList, command)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			walk(c, command)
		}
	case *parse.ActionNode:
		walk(n.Pipe, command)
	case *parse.TemplateNode:
		if n.Pipe != nil {
			walk(n.Pipe, command)
		}
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			walk(c, command)
		}
	case *parse.CommandNode:
		command(n.Args)
		for _, a := range n.Args {
			walk(a, command)
		}
	case *parse.IfNode:
		branch(&n.BranchNode)
	case *parse.RangeNode:
		branch(&n.BranchNode)
	case *parse.WithNode:
		branch(&n.BranchNode)
	}
}

func TestEveryLanguageSaysWhatTheProgramSaysAndNothingElse(t *testing.T) {
	keys := collect(t)
	if len(keys) < 5 {
		t.Fatalf("only %d sentences were found; the search has gone blind", len(keys))
	}
	sorted := slices.Sorted(maps.Keys(keys))
	for _, table := range loaded().tables {
		lang := table.tag.String()
		missing, err := Missing(lang, sorted)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range missing {
			t.Errorf("%s lacks %q, said at %s", lang, k, keys[k].at)
		}
		for k, m := range table.Messages {
			said, ok := keys[k]
			switch {
			case !ok:
				t.Errorf("%s has %q, which nobody says", lang, k)
			case (said.many != "") != (m.forms != nil):
				t.Errorf("%s: %q counts here and not there, or the other way round", lang, k)
			}
		}
	}
}

func TestEveryPluralHasTheFormsOfItsLanguage(t *testing.T) {
	for _, table := range loaded().tables {
		want := map[string]bool{}
		for _, n := range []int64{1_000_000, 10_000_000} {
			want[form(table.tag, n)] = true
		}
		for n := range int64(2000) {
			want[form(table.tag, n)] = true
		}
		for k, m := range table.Messages {
			if m.forms == nil {
				continue
			}
			if got := slices.Sorted(maps.Keys(m.forms)); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
				t.Errorf("%s: %q has %v, needs %v", table.tag, k, got, slices.Sorted(maps.Keys(want)))
			}
		}
	}
}

var verb = regexp.MustCompile(`%(?:\[\d+\])?[a-z%]`)

// verbs are the verbs of a format with their places.
func verbs(format string) map[string]int {
	out := map[string]int{}
	next := 1
	for _, v := range verb.FindAllString(format, -1) {
		at := strconv.Itoa(next)
		if i := strings.Index(v, "]"); i > 0 {
			at = v[2:i]
		} else {
			next++
		}
		out[at+v[len(v)-1:]]++
	}
	return out
}

func TestATranslationHasTheVerbsOfItsKey(t *testing.T) {
	for _, table := range loaded().tables {
		for k, m := range table.Messages {
			if m.forms == nil && !maps.Equal(verbs(m.text), verbs(k)) {
				t.Errorf("%s: %q and %q have other verbs", table.tag, k, m.text)
			}
			for name, text := range m.forms {
				for v := range verbs(text) { // a form such as "two" may leave the number out
					if verbs(k)[v] == 0 {
						t.Errorf("%s: %q, %s: %q has a verb of its own", table.tag, k, name, text)
					}
				}
			}
			if strings.TrimSpace(m.text) == "" && m.forms == nil {
				t.Errorf("%s: %q is empty", table.tag, k)
			}
		}
	}
}
