// Package rules holds the house to its own rules: who may import whom, what
// SQL both engines speak, how large a file may grow.
package rules

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// tiers is the order of docs/ARCHITECTURE.md: a package imports only what
// stands lower. The floor (fault, db) is what the rest of tier 0 stands on.
var tiers = map[string]int{
	"fault": -2, "db": -1,
	"job": 0, "limit": 0, "page": 0, "mail": 0, "blob": 0, "live": 0, "markup": 0, "locale": 0, "fetch": 0, "placard": 0, "chart": 0, "figure": 0, "typeface": 0, "theme": 0,
	"site": 1, "staff": 1, "member": 1, "media": 1, "link": 1, "reading": 1,
	"claim": 2,
	"post":  3, "check": 3,
	"story": 4, "newsletter": 4, "comment": 4, "margin": 4, "menu": 4,
	"correction": 5, "feed": 5, "search": 5, "federation": 5,
	"web": 6, "admin": 6, "api": 6, "transfer": 6, "seed": 6, "demo": 6,
}

// sideways are the imports within a tier that docs/decisions explains.
var sideways = map[[2]string]bool{}

const module = "onrecord/internal/"

func TestAPackageImportsOnlyLowerTiers(t *testing.T) {
	seen := 0
	eachGo(t, "internal", func(path string) {
		from := owner(path)
		if strings.Contains(filepath.ToSlash(path), "test/") || strings.HasSuffix(path, "_test.go") {
			return
		}
		tier, known := tiers[from]
		if !known {
			t.Errorf("%s: package %q has no tier; give it one here and in docs/ARCHITECTURE.md", path, from)
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, imp := range file.Imports {
			name, _ := strconv.Unquote(imp.Path.Value)
			rest, ours := strings.CutPrefix(name, module)
			if !ours {
				continue
			}
			seen++
			to, _, _ := strings.Cut(rest, "/")
			if to != from && tiers[to] >= tier && !sideways[[2]string{from, to}] {
				t.Errorf("%s imports %s: tier %d may not use tier %d", path, to, tier, tiers[to])
			}
			if strings.HasSuffix(rest, "test") {
				t.Errorf("%s imports %s, which is for tests", path, name)
			}
		}
	})
	if seen == 0 {
		t.Fatal("no import was looked at")
	}
}

// owner is the package folder right under internal.
func owner(path string) string {
	rest := strings.TrimPrefix(filepath.ToSlash(path), "../../internal/")
	name, _, _ := strings.Cut(rest, "/")
	return name
}

func eachGo(t *testing.T, under string, look func(path string)) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join("..", "..", under), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if !d.IsDir() && strings.HasSuffix(path, ".go") {
			look(path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
