package rules

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const fileMost = 800

func TestNoFileIsTooLong(t *testing.T) {
	for _, under := range []string{"internal", "cmd", "test", "themes"} {
		eachGo(t, under, func(path string) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if n := bytes.Count(data, []byte("\n")); n > fileMost {
				t.Errorf("%s has %d lines; split it before it passes %d", path, n, fileMost)
			}
		})
	}
}

func TestEachDirectDependencyEarnsItsPlace(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := os.ReadFile("../../docs/dependencies.md")
	if err != nil {
		t.Fatal(err)
	}
	direct := 0
	for line := range strings.Lines(string(mod)) {
		f := strings.Fields(line)
		if len(f) < 2 || strings.Contains(line, "// indirect") || !strings.Contains(f[0], ".") || !strings.HasPrefix(f[1], "v") {
			continue
		}
		direct++
		if !strings.Contains(string(doc), "`"+f[0]+"`") {
			t.Errorf("docs/dependencies.md says nothing of %s", f[0])
		}
	}
	if direct == 0 {
		t.Fatal("no dependency was found")
	}
}

func TestTheArchitectureNamesEveryPackage(t *testing.T) {
	doc, err := os.ReadFile("../../docs/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	dirs, err := filepath.Glob("../../internal/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range dirs {
		if name := filepath.Base(dir); !regexp.MustCompile(`\b` + name + `\b`).Match(doc) {
			t.Errorf("docs/ARCHITECTURE.md does not name %s", name)
		}
	}
}

func TestNoCgoIsNeeded(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-f", "{{if .CgoFiles}}{{if not .Standard}}{{.ImportPath}}{{end}}{{end}}", "./cmd/onrecord")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if s := strings.TrimSpace(string(out)); s != "" {
		t.Errorf("these need cgo: %s", s)
	}
}
