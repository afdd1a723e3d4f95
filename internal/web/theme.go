package web

import (
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/site"
	"onrecord/internal/theme"
)

// looks are the look that comes with the program and that of the theme in use.
//
// A theme is tried before it is served: read, parsed, and every page of it made
// of sample data. What fails never takes the place of what works: the last good
// state of the same theme stays, or else the look that comes with the program.
type looks struct {
	base  *look
	shelf theme.Shelf
	fixed string // a folder that is used whatever the settings say
	log   *slog.Logger
	heard func() // told when another look is served

	mu      sync.Mutex
	name    string // of the theme that the site asked for last
	now     *look  // its last good state; nil where there was none
	before  *look  // the state before, whose files pages that were sent still name
	print   string // of the folder as it was tried last
	trouble string // why that state is not served
}

// of is the look of the site as it is set now.
func (k *looks) of(s site.Site) *look {
	name := s.Theme
	if k.fixed != "" {
		name = k.fixed
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if name != k.name {
		k.name, k.now, k.print, k.trouble = name, nil, "", ""
		if name != "" {
			k.try(k.folder(name))
		}
	}
	if k.now != nil {
		return k.now
	}
	return k.base
}

// folder is where a theme lies; "" for one that is not there.
func (k *looks) folder(name string) string {
	if k.fixed != "" {
		return k.fixed
	}
	at, err := k.shelf.Path(name)
	if err != nil {
		k.trouble = fault.Sentence(err)
	}
	return at
}

// try takes the state of the folder that is there now if it works. The caller
// holds the lock.
func (k *looks) try(dir string) {
	if dir == "" {
		return
	}
	k.print, k.trouble = theme.Print(dir), ""
	next, err := k.base.themed(dir)
	if err != nil {
		k.trouble = fault.Sentence(err)
		k.log.Error("the theme is broken; the last good state of it is served, or else the default look", "theme", dir, "problem", k.trouble)
		return
	}
	k.before, k.now = k.now, next
	k.log.Info("theme loaded", "theme", dir)
}

// themed is the look with the theme of a folder over it; fault.Invalid names
// the first thing that is wrong with it.
func (k *look) themed(dir string) (*look, error) {
	f, err := theme.Load(dir)
	if err != nil {
		return nil, err
	}
	next, problems := k.over(f)
	if i := slices.IndexFunc(problems, func(p theme.Problem) bool { return !p.Warning }); i >= 0 {
		return nil, problems[i].Err()
	}
	return next, nil
}

// Watch looks at the folder of the theme in use and takes up what changed in
// it, until ctx ends.
func (s *Web) Watch(ctx context.Context) error {
	if st, err := s.Site.Get(ctx); err == nil {
		s.looks.of(st) // a broken theme is told of at the start
	}
	tick := time.NewTicker(themeFresh)
	defer tick.Stop()
	seen := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			seen = s.looks.look(seen)
		}
	}
}

// themeFresh is how often the folder is looked at. A change is taken up once
// the folder is the same twice, so that half a copy is not tried.
const themeFresh = 400 * time.Millisecond

// look takes up a change of the folder; seen is the state of a moment ago.
func (k *looks) look(seen string) string {
	k.mu.Lock()
	name, was := k.name, k.print
	k.mu.Unlock()
	if name == "" {
		return ""
	}
	dir := k.fixed
	if dir == "" {
		dir, _ = k.shelf.Path(name)
	}
	now := theme.Print(dir)
	if now == was || now != seen {
		return now
	}
	k.mu.Lock()
	before := k.now
	if k.name == name {
		k.try(k.folder(name))
		k.print = now // also of a folder that is gone: it is tried again when it changes
	}
	changed := k.now != before
	k.mu.Unlock()
	if changed {
		k.heard()
	}
	return now
}

// failed notes that a page could not be made with the theme that is served.
func (k *looks) failed(err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.trouble = fmt.Sprintf("A page could not be made with it and was shown in the default look: %v.", err)
}

// serve answers with a file of a look that is or was served.
func (k *looks) serve(w http.ResponseWriter, r *http.Request) error {
	k.mu.Lock()
	all := []*look{k.now, k.before, k.base}
	k.mu.Unlock()
	err := fault.New(fault.NotFound, fault.Missing)
	for _, one := range all {
		if one == nil {
			continue
		}
		if tried := one.assets.Serve(w, r); !fault.Is(tried, fault.NotFound) {
			return tried
		}
	}
	return err
}

// ThemeTrouble says why the theme that the site chose is not served as it is
// now; "" when it is.
func (s *Web) ThemeTrouble() string {
	s.looks.mu.Lock()
	defer s.looks.mu.Unlock()
	return s.looks.trouble
}

// ThemeWorks tries a theme of the shelf, as the settings do before they choose
// it; fault.Invalid says what is wrong with it.
func (s *Web) ThemeWorks(name string) error {
	dir, err := s.looks.shelf.Path(name)
	if err == nil {
		_, err = s.looks.base.themed(dir)
	}
	return err
}

// layers are the templates, those of the program before those of the theme.
func (k *look) layers() ([]fs.FS, error) {
	base, err := fs.Sub(k.theme, "templates")
	if err != nil || k.own == nil {
		return []fs.FS{base}, err
	}
	return []fs.FS{base, k.own.Templates}, nil
}

// plainly makes a page in the look that comes with the program, since the
// theme could not: nothing was sent yet.
func (f *frame) plainly(w http.ResponseWriter, status int, name string, view any, cause error) error {
	f.looks.log.Error("the theme could not make a page; it is shown in the default look", "page", name, "error", cause)
	f.looks.failed(cause)
	base := f.looks.base
	set, err := base.set(f.l)
	if err != nil {
		return err
	}
	d := base.wear(f.site)
	f.CSS, f.Icon, f.JS, f.Fonts = d.css, d.icon, base.assets.URL("site.js"), d.fonts.on(f.Kind)
	return set.Render(w, status, name, view)
}
