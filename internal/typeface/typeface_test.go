package typeface

import (
	"io/fs"
	"os"
	"strings"
	"testing"
)

// built skips a test where the front end was not built, and fails where it must be.
func built(t *testing.T) {
	t.Helper()
	if names, _ := fs.Glob(Files(), "*.woff2"); len(names) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("the typefaces are not there; run make")
		}
		t.Skip("the typefaces are not there; run make")
	}
}

func TestEveryFaceHasItsFilesAndNoFileIsLeftOver(t *testing.T) {
	built(t)
	used := map[string]bool{}
	for _, p := range Pairs() {
		p.CSS(func(file string) string { used[file] = true; return file })
		if p.Own() && !p.Built() {
			t.Errorf("%s is not built", p.ID)
		}
	}
	names, err := fs.Glob(Files(), "*.woff2")
	if err != nil || len(names) != len(used) {
		t.Errorf("%d files, %d are used: %v", len(names), len(used), err)
	}
	for file := range used {
		if _, err := fs.Stat(Files(), file); err != nil {
			t.Error(err)
		}
	}
}

// A post page has some 23 kB beside its typefaces and its pictures.
func TestWhatAPageNeedsAtOnceStaysSmall(t *testing.T) {
	built(t)
	const most = 36 << 10
	for _, p := range Pairs() {
		var sum int64
		for _, file := range p.First(true) {
			info, err := fs.Stat(Files(), file)
			if err != nil {
				t.Fatal(err)
			}
			sum += info.Size()
		}
		if t.Log(p.ID, sum); sum > most || (sum == 0) == p.Own() {
			t.Errorf("%s: %d bytes", p.ID, sum)
		}
	}
}

func TestAPairIsOnlyForScriptsThatItHas(t *testing.T) {
	built(t)
	for lang, want := range map[string]string{"en": "daily", "tr": "daily", "pt-BR": "daily", "ar": System, "he": System, "zh": System, "ja": System, "hi": System} {
		if got := For("daily", lang).ID; got != want {
			t.Errorf("%s: %s", lang, got)
		}
	}
	if For("nowhere", "en").ID != System || For("", "en").CSS(nil) != "" {
		t.Error("an unknown pair is not the reader's own")
	}
}

func TestTheStylesheetKeepsThePageStill(t *testing.T) {
	css := For("daily", "en").CSS(func(file string) string { return "/assets/type/" + file })
	if css == "" {
		built(t)
	}
	for _, want := range []string{"font-display:swap", `local("Georgia")`, "size-adjust:", "ascent-override:", `--head:"Libre Franklin"`, `--text:"Literata"`} {
		if !strings.Contains(css, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(css, "http") || strings.Contains(css, "Bitter") {
		t.Error("it names another host or another pair")
	}
}
