package web_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/post"
	"onrecord/internal/site"
	"onrecord/internal/theme"
	"onrecord/internal/web"
)

// put writes files of a theme, by name and text; an empty text takes it away.
func (p *paper) put(name string, files ...string) {
	p.t.Helper()
	for i := 0; i < len(files); i += 2 {
		at := filepath.Join(p.themes.Dir, name, files[i])
		p.ok(os.MkdirAll(filepath.Dir(at), 0o755))
		if files[i+1] == "" {
			p.ok(os.Remove(at))
			continue
		}
		p.ok(os.WriteFile(at, []byte(files[i+1]), 0o644))
	}
}

const (
	named   = `{"name": "Harbour", "version": "1"}`
	mark    = `{{define "card-meta"}}<p class="meta">By the sea, {{.Published.Text}}</p>{{end}}`
	marked  = "By the sea, "
	seconds = 20 * time.Second
)

// until waits for a page to say something.
func (p *paper) until(what string, there func() bool) {
	p.t.Helper()
	for end := time.Now().Add(seconds); !there(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("never: %s", what)
		}
	}
}

func (p *paper) says(path, words string) func() bool {
	return func() bool { return strings.Contains(p.get(path).is(200).body, words) }
}

func TestAThemeStandsInFrontOfTheDefaultLookAndABrokenOneNeverTakesItsPlace(t *testing.T) {
	t.Parallel()
	p := open(t, newSQLite(t))
	ferry, _ := p.fill()
	ctx, stop := context.WithCancel(p.ctx)
	watched := make(chan error, 1)
	go func() { watched <- p.web.Watch(ctx) }()
	t.Cleanup(func() { stop(); p.ok(<-watched) })

	p.put("harbour", "theme.json", named, "templates/parts/mine.html", mark,
		"assets/css/80-mine.css", `.meta { background: url(mark.svg) }`, "assets/mark.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
	p.get("/").lacks(marked)
	p.settings(func(s *site.Site) { s.Theme = "harbour" })
	p.get("/").is(200, marked)
	if css := p.sheetOf(); !strings.Contains(css, `url("/assets/mark-`) || !strings.Contains(css, ".masthead") {
		t.Error("the stylesheet has not both, or names a file that is not served")
	}
	if trouble := p.web.ThemeTrouble(); trouble != "" {
		t.Fatal(trouble)
	}

	// A change is shown by itself; one that breaks is not, and says where.
	p.put("harbour", "templates/parts/mine.html", strings.Replace(mark, "By", "Down by", 1))
	p.until("the change", p.says("/", "Down by the sea"))
	p.put("harbour", "templates/parts/mine.html", "\n"+`{{define "card-meta"}}<p>{{if false}}{{.Writer}}{{end}}</p>{{end}}`)
	p.until("the problem is said", func() bool {
		return strings.Contains(p.web.ThemeTrouble(), "mine.html:2: there is no .Writer in Card")
	})
	p.get("/").is(200, "Down by the sea")
	p.get("/"+ferry.Slug).is(200, "<h1>")
	p.put("harbour", "templates/parts/mine.html", mark)
	p.until("it works again", p.says("/", ">"+marked))
	if trouble := p.web.ThemeTrouble(); trouble != "" {
		t.Error(trouble)
	}

	// What only real data breaks is shown in the default look.
	p.put("harbour", "templates/post.html", `{{define "main"}}<h1>{{.Headline}}</h1>{{if eq .Headline "No sample"}}{{index .Tags 9}}{{end}}{{end}}`)
	p.until("the post page", func() bool { return !strings.Contains(p.get("/"+ferry.Slug).is(200).body, "post-head") })
	odd := p.publish(post.Input{Headline: "No sample", Body: "Text."})
	p.get("/"+odd.Slug).is(200, "post-head", `rel="canonical"`)
	if !strings.Contains(p.web.ThemeTrouble(), "default look") {
		t.Error("nobody is told:", p.web.ThemeTrouble())
	}

	// A theme that is gone leaves the last good state; one that never was, the default look.
	p.ok(os.RemoveAll(filepath.Join(p.themes.Dir, "harbour")))
	p.until("the folder is missed", func() bool { return strings.Contains(p.web.ThemeTrouble(), "There is no theme") })
	p.get("/").is(200, marked)
	p.settings(func(s *site.Site) { s.Theme = "../harbour" })
	p.get("/").is(200).lacks(marked)
	p.settings(func(s *site.Site) { s.Theme = "" })
	p.get("/").is(200).lacks(marked)
	if trouble := p.web.ThemeTrouble(); trouble != "" {
		t.Error(trouble)
	}
}

func TestAThemeThatCouldHarmIsRefusedWithThePlace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(at, text string) {
		if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(dir, at)), 0o755), os.WriteFile(filepath.Join(dir, at), []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	write("theme.json", named)
	card := func(text string) string { return `{{define "card-meta"}}` + text + `{{end}}` }
	for _, c := range []struct{ says, text string }{
		{"", mark},
		{"templates/parts/mine.html:2: there is no .Writer in Card", "\n" + card(`<p>{{if false}}{{.Writer}}{{end}}</p>`)},
		{"templates/parts/mine.html:1: missing value for if", card(`<p>{{if}}</p>`)},
		{"takes too long", card(`{{range 1000000000000}}{{end}}`)},
		{"too long or writes too much", card(`{{$x := "twice"}}{{range 60}}{{$x = printf "%s%s" $x $x}}{{end}}`)},
		{"too long or writes too much", card(`{{$x := t "%[1]999999d%[1]999999d" 1}}`)},
		{`template "card-meta" calls itself`, card(`{{template "card-meta" .}}`)},
		{`there is no template "nowhere"`, card(`{{if false}}{{template "nowhere"}}{{end}}`)},
		{"browsers refuse styles and scripts", card(`<p style="color: red">x</p>`)},
		{"loads https://cdn.example/x.png from another host", card(`<img src="https://cdn.example/x.png" alt="">`)},
		{`themes have no function "call"`, card(`{{call .Published}}`)},
		{"larger than 256 kB", strings.Repeat("<!-- -->", theme.MostTemplate/8) + "more"},
	} {
		write("templates/parts/mine.html", c.text)
		problems, err := web.CheckTheme(dir)
		said := ""
		if err != nil {
			said = fault.Sentence(err)
		}
		for _, p := range problems {
			said += p.String() + "\n"
		}
		if !strings.Contains(said, c.says) || (c.says == "") != (err == nil && len(problems) == 0) {
			t.Errorf("%.60s: %v", c.text, said)
		}
	}
}
