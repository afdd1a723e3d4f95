package theme

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"onrecord/internal/fault"
)

// folder makes a theme of files, by name and text.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		at := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const said = `{"name": "Harbour", "version": "1"}`

func TestAFolderHoldsPlainFilesOfKnownKindsAlone(t *testing.T) {
	for says, files := range map[string][]string{
		"this file is missing":      {"templates/home.html", "x"},
		"cannot be read":            {"theme.json", "{"},
		"unknown field":             {"theme.json", `{"name": "H", "scripts": true}`},
		"1 to 60 characters":        {"theme.json", `{"name": ""}`},
		`"extend" or "own"`:         {"theme.json", `{"name": "H", "styles": "none"}`},
		"there are the folders":     {"theme.json", said, "bin/run.html", "x"},
		"there is theme.json alone": {"theme.json", said, "run.sh", "x"},
		"files that end in":         {"theme.json", said, "assets/run.exe", "x"},
		"letters without accents":   {"theme.json", said, "assets/höhe.css", "x"},
		"lies too deep":             {"theme.json", said, "assets/a/b/c/d/e/f/g.css", "x"},
		"larger than 256 kB":        {"theme.json", said, "templates/home.html", strings.Repeat("x", MostTemplate+1)},
		"larger than 2048 kB":       {"theme.json", said, "assets/a.css", strings.Repeat("x", MostFile+1)},
	} {
		if _, err := Load(folder(t, files...)); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), says) {
			t.Errorf("%q: %v", says, err)
		}
	}
	many := []string{"theme.json", said}
	for i := range MostFiles {
		many = append(many, fmt.Sprintf("assets/%d.css", i), "x")
	}
	if _, err := Load(folder(t, many...)); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "at most 400 files") {
		t.Errorf("many files: %v", err)
	}
	f, err := Load(folder(t, "theme.json", said, ".git/config", "x", "README.md", "x", "assets/css/a.css", "a"))
	if err != nil || f.Name != "Harbour" || len(f.Files()) != 3 {
		t.Errorf("a good one: %+v %v", f, err)
	}
}

func TestNoLinkLeadsOutOfATheme(t *testing.T) {
	dir := folder(t, "theme.json", said, "assets/a.css", "x")
	secret := filepath.Join(folder(t, "secret.css", "secret"), "secret.css")
	for _, at := range []string{"assets/b.css", "templates"} {
		if err := os.Symlink(secret, filepath.Join(dir, at)); err != nil {
			t.Skip(err)
		}
		if _, err := Load(dir); !fault.Is(err, fault.Invalid) || strings.Contains(fault.Sentence(err), "secret") {
			t.Errorf("%s: %v", at, err)
		}
		if err := os.Remove(filepath.Join(dir, at)); err != nil {
			t.Fatal(err)
		}
	}
	shelf := Shelf{Dir: t.TempDir()}
	if err := os.Symlink(dir, filepath.Join(shelf.Dir, "linked")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"linked", "..", "../linked", "", ".", "/etc", "a/b", "UPPER", strings.Repeat("a", 41)} {
		if _, err := shelf.Load(name); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if got := shelf.List(); len(got) != 0 {
		t.Errorf("listed: %+v", got)
	}
}

func TestAnArchiveStaysWithinItself(t *testing.T) {
	f, err := Load(folder(t, "theme.json", said, "assets/css/a.css", "a"))
	if err != nil {
		t.Fatal(err)
	}
	var once, again bytes.Buffer
	if err := f.Pack(&once); err != nil {
		t.Fatal(err)
	}
	if err := f.Pack(&again); err != nil || !bytes.Equal(once.Bytes(), again.Bytes()) {
		t.Error("the same theme has two archives")
	}
	back, err := Unpack(once.Bytes())
	if err != nil || string(back.Read("assets/css/a.css")) != "a" {
		t.Fatalf("unpacked: %v", err)
	}
	shelf := Shelf{Dir: filepath.Join(t.TempDir(), "themes")}
	for range 2 { // the second takes the place of the first
		if err := shelf.Put("harbour", back); err != nil {
			t.Fatal(err)
		}
	}
	if got := shelf.List(); len(got) != 1 || got[0].Title != "Harbour" || got[0].Problem != "" {
		t.Errorf("the shelf has %+v", got)
	}
	for _, name := range []string{"../out.css", "/etc/out.css", `assets\..\out.css`, "assets/../../out.css"} {
		if _, err := Unpack(archive(t, name, "x", 0)); !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), "outside") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Unpack(archive(t, "assets/l.css", "/etc/passwd", os.ModeSymlink)); !strings.Contains(fault.Sentence(err), "links are not followed") {
		t.Errorf("a link: %v", err)
	}
	if _, err := Unpack(archive(t, "assets/bomb.css", strings.Repeat("0", MostFile*4), 0)); !strings.Contains(fault.Sentence(err), "larger than") {
		t.Errorf("a bomb: %v", err)
	}
	if _, err := Unpack([]byte("no archive")); !fault.Is(err, fault.Invalid) {
		t.Errorf("no archive: %v", err)
	}
}

// archive is a zip with theme.json and one file more.
func archive(t *testing.T, name, text string, mode os.FileMode) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for at, body := range map[string]string{"theme.json": said, name: text} {
		h := &zip.FileHeader{Name: at, Method: zip.Deflate}
		if at == name {
			h.SetMode(0o644 | mode)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
