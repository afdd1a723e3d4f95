package markup

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/yuin/goldmark/renderer/html"
)

type example struct {
	Markdown string `json:"markdown"`
	HTML     string `json:"html"`
	Example  int    `json:"example"`
	Section  string `json:"section"`
}

// spec is the CommonMark specification's own test suite, which travels with the
// source of the parser.
func spec(t testing.TB) []example {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/yuin/goldmark").Output()
	if err != nil {
		t.Fatalf("the parser's source is not in the module cache: %v", err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "_test", "spec.json"))
	if err != nil {
		t.Fatal(err)
	}
	var list []example
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) < 650 {
		t.Fatalf("the suite has only %d examples", len(list))
	}
	return list
}

func TestTheParserPassesTheCommonMarkSuite(t *testing.T) {
	raw := rawHTML{func(b []byte) []byte { return b }}
	m := engine(raw, html.WithUnsafe(), html.WithXHTML())
	for _, e := range spec(t) {
		if got, _, _ := render(m, e.Markdown, false); got != e.HTML {
			t.Errorf("example %d (%s)\n%s\ngot  %q\nwant %q", e.Example, e.Section, e.Markdown, got, e.HTML)
		}
	}
}
