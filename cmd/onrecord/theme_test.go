package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAThemeIsMadeCheckedPackedAndInstalled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	out, _ := must(t, "theme", "new", "harbour", "--data", data)
	at := strings.TrimSpace(out)
	if at != filepath.Join(data, "themes", "harbour") {
		t.Fatalf("it lies in %q", at)
	}
	if out, _ := must(t, "theme", "check", at); out != "The theme works.\n" {
		t.Errorf("a new theme: %s", out)
	}
	if _, errs, code := onrecord(t, "theme", "new", "harbour", "--data", data); code == 0 || !strings.Contains(errs, "exists") {
		t.Errorf("over another: %d %s", code, errs)
	}
	file := filepath.Join(dir, "harbour.zip")
	must(t, "theme", "export", "harbour", file, "--data", data)
	other := filepath.Join(dir, "other")
	must(t, "theme", "install", file, "--data", other)
	for _, name := range []string{"theme.json", "templates/parts/mine.html", "assets/css/80-mine.css"} {
		a, err := os.ReadFile(filepath.Join(at, name))
		b, err2 := os.ReadFile(filepath.Join(other, "themes", "harbour", name))
		if err != nil || err2 != nil || string(a) != string(b) {
			t.Errorf("%s is not the same: %v %v", name, err, err2)
		}
	}
	if err := os.WriteFile(filepath.Join(at, "templates", "post.html"), []byte("{{define \"main\"}}<h1>{{.Headline}}</h1>\n{{.Nowhere}}{{end}}"), 0o644); err != nil {
		t.Fatal(err)
	}
	out, errs, code := onrecord(t, "theme", "check", at)
	if code != 1 || !strings.Contains(out, "templates/post.html:2: there is no .Nowhere in PostPage") || !strings.Contains(errs, "would not show") {
		t.Errorf("a broken theme: %d\n%s%s", code, out, errs)
	}
	if _, _, code := onrecord(t, "theme", "export", "harbour", filepath.Join(dir, "broken.zip"), "--data", data); code != 1 {
		t.Error("a broken theme is packed")
	}
	// On start, a broken theme gives way to the default look and says so.
	s := serve(t, "--data", data, "--theme", at)
	s.stop(t)
	if !strings.Contains(s.logs.String(), "the theme is broken") {
		t.Errorf("nobody is told:\n%s", s.logs)
	}
}
