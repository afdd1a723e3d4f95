package web

import (
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"onrecord/internal/locale"
	"onrecord/internal/page"
	"onrecord/internal/site"
	"onrecord/internal/theme"
	"onrecord/internal/typeface"
)

// look is the theme: its templates, parsed once for each language that was
// asked for, and its assets, with a stylesheet and an icon per accent colour.
type look struct {
	theme  fs.FS         // that comes with the program
	own    *theme.Folder // that the publication has of its own; nil for none
	assets *page.Assets
	css    string // of the theme

	mu    sync.Mutex
	sets  map[string]*page.Set
	dress map[dressOf]dress
}

// dressOf is what the generated assets depend on.
type dressOf struct {
	accent   site.Colour
	scheme   string
	letter   string
	typeface string
}

// dress is where the generated assets are.
type dress struct {
	css, icon string
	fonts     firstFonts
}

// firstFonts are the addresses of the typefaces that a page needs at once.
type firstFonts struct{ post, other []string }

// on is what a kind of page needs.
func (f firstFonts) on(kind string) []string {
	if kind == "post" {
		return f.post
	}
	return f.other
}

// sharedTemplates are parsed together with every page of a theme.
var sharedTemplates = []string{"layout.html", "parts/*.html"}

func newLook(base fs.FS, own *theme.Folder) (*look, error) {
	files, err := fs.Sub(base, "assets")
	if err == nil && own != nil {
		files, err = own.Over(files)
	}
	if err != nil {
		return nil, err
	}
	k := &look{theme: base, own: own, assets: page.NewAssets(files, "/assets/"), sets: map[string]*page.Set{}, dress: map[dressOf]dress{}}
	if k.css, err = sheet(files, k.assets); err != nil {
		return nil, err
	}
	if err := k.addTypefaces(); err != nil {
		return nil, err
	}
	_, err = k.set(locale.For("en"))
	return k, err
}

// set is the theme's templates in the locale's language.
func (k *look) set(l *locale.Locale) (*page.Set, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if s, ok := k.sets[l.Tag()]; ok {
		return s, nil
	}
	layers, err := k.layers()
	if err != nil {
		return nil, err
	}
	funcs := template.FuncMap{
		"t":     l.T,
		"n":     func(one, many string, n int64) string { return l.N(one, many, n) },
		"asset": k.asset,
	}
	if k.own != nil {
		maps.Copy(funcs, boundedFuncs(l.T))
	}
	s, err := page.NewLayers(layers, funcs, sharedTemplates...)
	if err != nil {
		return nil, err
	}
	if k.own != nil {
		s.Bound()
	}
	k.sets[l.Tag()] = s
	return s, nil
}

// asset is where a file of the theme's assets is served.
func (k *look) asset(name string) (string, error) {
	if !k.assets.Has(name) {
		return "", fmt.Errorf("there is no asset %q", name)
	}
	return k.assets.URL(name), nil
}

// unexecuted are the templates that were executed in no language.
func (k *look) unexecuted() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	left := k.sets["en"].Unexecuted()
	for _, s := range k.sets {
		never := s.Unexecuted()
		left = slices.DeleteFunc(left, func(name string) bool { return !slices.Contains(never, name) })
	}
	return left
}

// announcer is the address of the theme's script for announcements, if it has one.
func (k *look) announcer() string {
	if !k.assets.Has("announcement.js") {
		return ""
	}
	return k.assets.URL("announcement.js")
}

// icon is the site's icon.
func (k *look) icon(s site.Site) string { return icon(site.AccentOf(s), initial(s.Name)) }

// wear gives the stylesheet and the icon in the site's colour, making them
// when they are not there.
func (k *look) wear(s site.Site) dress {
	accent, pair := site.AccentOf(s), typeface.For(s.Typeface, s.Language)
	of := dressOf{accent: accent, scheme: s.Scheme, letter: initial(s.Name), typeface: pair.ID}
	k.mu.Lock()
	defer k.mu.Unlock()
	d, ok := k.dress[of]
	if !ok {
		css := inScheme(colours(accent)+k.css+pair.CSS(k.fontURL), s.Scheme)
		d = dress{css: k.assets.Add("site.css", []byte(css)), icon: k.assets.Add("icon.svg", []byte(icon(accent, of.letter)))}
		d.fonts = firstFonts{k.fontURLs(pair.First(true)), k.fontURLs(pair.First(false))}
		k.dress[of] = d
	}
	return d
}

// colours are the variants of the accent: as a ground, the ink on it, and as
// text, with the contrast that WCAG AA asks for in both schemes.
func colours(accent site.Colour) string {
	set := func(w site.Worn) string {
		return fmt.Sprintf(":root{--accent:%s;--accent-ink:%s;--accent-text:%s}", w.Fill, w.Ink, w.Text)
	}
	return set(accent.Light()) + "@media(prefers-color-scheme:dark){" + set(accent.Dark()) + "}\n"
}

// icon is the first letter of the publication on its colour.
func icon(accent site.Colour, letter string) string {
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="%s"/>`+
		`<text x="32" y="47" font-family="Charter,Georgia,'Noto Serif',serif" font-size="44" font-weight="700" text-anchor="middle" fill="%s">%s</text></svg>`,
		accent, accent.Ink(), template.HTMLEscapeString(letter))
}

// initial is the letter that a publication is known by.
func initial(name string) string {
	if rest, ok := strings.CutPrefix(name, "The "); ok {
		name = rest
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(name))
	if r == utf8.RuneError {
		return "•"
	}
	return strings.ToUpper(string(r))
}
