package page

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"text/template/parse"
)

// Layout is the template that a page's rendering begins with.
const Layout = "layout"

// Set is a set of pages, each parsed together with the shared files. It knows
// which of its templates were ever executed.
type Set struct {
	pages   map[string]*template.Template
	buffers sync.Pool
	seen    []*seen
	bounded bool
}

type seen struct {
	name string
	ran  atomic.Bool
}

// NewSet parses the files of fsys whose names match a pattern in shared
// (path.Match) and, with a copy of those for each, every other *.html file: a
// page, named by its path without ".html".
func NewSet(fsys fs.FS, funcs template.FuncMap, shared ...string) (*Set, error) {
	return NewLayers([]fs.FS{fsys}, funcs, shared...)
}

// NewLayers is NewSet for several folders: each may define templates of those
// before it anew, by their names, and has the last word on them.
func NewLayers(layers []fs.FS, funcs template.FuncMap, shared ...string) (*Set, error) {
	s := &Set{pages: map[string]*template.Template{}}
	s.buffers.New = func() any { return new(bytes.Buffer) }
	base := template.New("").Funcs(template.FuncMap{"executed": s.executed}).Funcs(funcs)
	pages := map[string][]fs.FS{}
	for _, layer := range layers {
		own, common, err := sortFiles(layer, shared)
		if err != nil {
			return nil, err
		}
		for _, name := range common {
			if err := parseFile(base, layer, name); err != nil {
				return nil, err
			}
		}
		for _, name := range own {
			pages[name] = append(pages[name], layer)
		}
	}
	for _, t := range base.Templates() {
		s.watch(t, t.Name())
	}
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		if err := s.addPage(base, pages[name], name); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func sortFiles(fsys fs.FS, shared []string) (own, common []string, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".html" {
			return err
		}
		is := func(pattern string) bool { ok, _ := path.Match(pattern, name); return ok }
		if slices.ContainsFunc(shared, is) {
			common = append(common, name)
		} else {
			own = append(own, name)
		}
		return nil
	})
	return own, common, err
}

func parseFile(into *template.Template, fsys fs.FS, name string) error {
	text, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	if _, err := into.New(name).Parse(string(text)); err != nil {
		return fmt.Errorf("template %s: %w", name, err)
	}
	return nil
}

func (s *Set) addPage(base *template.Template, layers []fs.FS, name string) error {
	t, err := base.Clone()
	if err != nil {
		return err
	}
	before := map[string]*parse.Tree{}
	for _, shared := range t.Templates() {
		before[shared.Name()] = shared.Tree
	}
	for _, layer := range layers {
		if err := parseFile(t, layer, name); err != nil {
			return err
		}
	}
	page := strings.TrimSuffix(name, ".html")
	for _, own := range t.Templates() {
		if own.Tree != before[own.Name()] {
			s.watch(own, page+": "+own.Name())
		}
	}
	s.pages[page] = t
	return nil
}

// watch puts an action that prints nothing at the head of t, which notes that
// t was executed. Files that only define other templates are not watched.
func (s *Set) watch(t *template.Template, name string) {
	if t.Tree == nil || parse.IsEmptyTree(t.Tree.Root) {
		return
	}
	text := "{{if executed " + strconv.Itoa(len(s.seen)) + "}}{{end}}"
	trees, err := parse.Parse("", text, "", "", map[string]any{"executed": s.executed})
	if err != nil {
		panic(err) // the text is ours
	}
	t.Tree.Root.Nodes = slices.Insert(t.Tree.Root.Nodes, 0, trees[""].Root.Nodes...)
	s.seen = append(s.seen, &seen{name: name})
}

func (s *Set) executed(i int) bool {
	s.seen[i].ran.Store(true)
	return false
}

// Unexecuted names the templates that were never executed, for tests.
func (s *Set) Unexecuted() []string {
	var out []string
	for _, x := range s.seen {
		if !x.ran.Load() {
			out = append(out, x.name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// ErrTemplate is that a page could not be made, and nothing of it was sent.
var ErrTemplate = errors.New("template of page")

// Render renders page name to a buffer and then answers with it. When the
// template fails nothing was written. The type is HTML unless one is set.
func (s *Set) Render(w http.ResponseWriter, status int, name string, data any) error {
	buf := s.buffers.Get().(*bytes.Buffer)
	defer s.buffers.Put(buf)
	buf.Reset()
	if err := s.RenderTo(buf, name, data); err != nil {
		return fmt.Errorf("%w %s: %w", ErrTemplate, name, err)
	}
	h := w.Header()
	if h.Get("Content-Type") == "" {
		h["Content-Type"] = htmlType
	}
	h.Set("Content-Length", strconv.Itoa(buf.Len()))
	w.WriteHeader(status)
	_, err := w.Write(buf.Bytes())
	return err
}

var htmlType = []string{"text/html; charset=utf-8"}

// RenderTo writes page name to w, from its layout on.
func (s *Set) RenderTo(w io.Writer, name string, data any) error {
	return s.RenderBlock(w, name, Layout, data)
}

// RenderBlock writes one template of page name to w.
func (s *Set) RenderBlock(w io.Writer, name, block string, data any) error {
	t, ok := s.pages[name]
	if !ok {
		return fmt.Errorf("no page template %q", name)
	}
	if s.bounded {
		w = newBudget(w)
	}
	return t.ExecuteTemplate(w, block, data)
}
