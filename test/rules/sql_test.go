package rules

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// banned is what only one engine speaks, or what the engines mean differently.
var banned = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`(?i)\bnow\(\)|\bcurrent_timestamp\b`), "the clock is Go's"},
	{regexp.MustCompile(`::`), "casts by :: are PostgreSQL's alone"},
	{regexp.MustCompile(`(?i)\bilike\b`), "ILIKE is PostgreSQL's alone"},
	{regexp.MustCompile(`(?i)=\s*any\b`), "= ANY is PostgreSQL's alone"},
	{regexp.MustCompile(`\?\d`), "?N is SQLite's alone"},
	{regexp.MustCompile(`(?i)\blike\b`), "LIKE folds case on SQLite only; compare a prefix by its bounds"},
	{regexp.MustCompile(`(?i)\boffset\s+\$`), "page by key, not by OFFSET"},
	{regexp.MustCompile(`(?i)\binsert or\b|\breplace into\b`), "use ON CONFLICT"},
	{regexp.MustCompile(`(?i)\b(string_agg|group_concat)\b`), "the order of aggregated text differs"},
}

// engineOwn are the files that may speak one engine's own SQL.
var engineOwn = map[string]bool{
	"internal/db/dialect.go": true,
}

var (
	looksLikeSQL = regexp.MustCompile(`(?is)^\s*(select|insert into|update\s+\w+\s+set|delete from|with\s+\w+)\b`)
	placeholder  = regexp.MustCompile(`\$(\d+)`)
	orderBy      = regexp.MustCompile(`(?is)order by\s+(.+?)(?:\blimit\b|\bfor update\b|\bon conflict\b|\)|$)`)
	endsInKey    = regexp.MustCompile(`(?i)(\bid|_id|\bslug|\bkey|\bstate|\bmonth|\bnumber|\bposition|\brow_no|\bterm|\blabel|\btag|\bname|\bn|\bstatus|\blist|\bplace|\bhash|\browid|\btable_name)(\s+(asc|desc))?\s*$`)
)

func TestSQLIsOfTheSubsetThatBothEnginesSpeak(t *testing.T) {
	n := 0
	eachGo(t, "internal", func(path string) {
		rel := strings.TrimPrefix(filepath.ToSlash(path), "../../")
		if strings.HasSuffix(path, "_test.go") || strings.Contains(rel, "test/") {
			return
		}
		for at, text := range literals(t, path) {
			if !looksLikeSQL.MatchString(text) {
				continue
			}
			n++
			if !engineOwn[rel] && !strings.HasPrefix(rel, "internal/search/") {
				for _, b := range banned {
					if b.pattern.MatchString(text) {
						t.Errorf("%s: %s\n\t%s", at, b.why, strings.TrimSpace(text))
					}
				}
			}
			if why := misordered(text); why != "" {
				t.Errorf("%s: %s\n\t%s", at, why, strings.TrimSpace(text))
			}
			for _, m := range orderBy.FindAllStringSubmatch(text, -1) {
				if last := strings.TrimSpace(m[1]); !strings.HasSuffix(last, gap) && !endsInKey.MatchString(last) {
					t.Errorf("%s: ORDER BY ends in no key, so equal rows have no order: %q", at, strings.TrimSpace(m[1]))
				}
			}
		}
	})
	if n < 20 {
		t.Fatalf("only %d statements were found; the lint has gone blind", n)
	}
}

// misordered says what is wrong with the placeholders: SQLite numbers by first
// use when text is joined, so $2 must not stand before $1.
func misordered(text string) string {
	if strings.Contains(text, gap) {
		return "" // what is joined in may hold the placeholders that seem to be missing
	}
	next := 1
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		if n > next {
			return "placeholder $" + m[1] + " stands before $" + strconv.Itoa(next)
		}
		if n == next {
			next++
		}
	}
	return ""
}

// literals are the string constants of a file, with those joined by + joined,
// keyed by where they stand. A joined variable counts as nothing.
func literals(t *testing.T, path string) map[string]string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.BinaryExpr:
			if e.Op == token.ADD {
				if text := joined(e); strings.Trim(text, gap) != "" {
					out[set.Position(e.Pos()).String()] = text
					return false
				}
			}
		case *ast.BasicLit:
			if text := joined(e); text != gap {
				out[set.Position(e.Pos()).String()] = text
			}
		}
		return true
	})
	return out
}

func joined(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, _ := strconv.Unquote(e.Value)
			return s
		}
	case *ast.BinaryExpr:
		return joined(e.X) + joined(e.Y)
	case *ast.ParenExpr:
		return joined(e.X)
	}
	return gap
}

// gap stands for a part of a statement that is not in the text.
const gap = "\x00"

func TestTheLintSeesWhatItShould(t *testing.T) {
	if misordered("SELECT $2, $1") == "" || misordered("SELECT $1, $2, $1, $3") != "" {
		t.Error("placeholder order is not seen")
	}
	if !endsInKey.MatchString("updated_at DESC, id DESC") || endsInKey.MatchString("updated_at") {
		t.Error("the last key of ORDER BY is not seen")
	}
}
