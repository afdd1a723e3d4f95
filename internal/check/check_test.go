package check

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the expected findings anew")

// TestTheCorpusHasTheFindingsBesideIt reads each file of testdata and compares
// its findings with those in the file beside it, in the form of the command.
func TestTheCorpusHasTheFindingsBesideIt(t *testing.T) {
	files, err := filepath.Glob("testdata/*.md")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	seen := map[string]bool{}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := ParseFile(string(src))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var b strings.Builder
		list := f.Findings()
		for _, one := range list {
			seen[one.Rule] = true
			text := f.Body
			for _, field := range f.Fields {
				if field.Name == one.Field {
					text = field.Text
				}
			}
			fmt.Fprintf(&b, "%d:%s:%s: %s | %s\n", one.Line, one.Rule, one.Level, one.Sentence, text[one.Start:one.End])
		}
		if again := f.Findings(); !slices.Equal(again, list) {
			t.Errorf("%s has other findings when it is read again", name)
		}
		beside := strings.TrimSuffix(name, ".md") + ".txt"
		if *update {
			if err := os.WriteFile(beside, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(beside)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(want) {
			t.Errorf("%s\n%s", name, diff(string(want), b.String()))
		}
	}
	for name := range rules() {
		if !seen[name] && name != "edited-figure" {
			t.Errorf("no file shows the rule %s", name)
		}
	}
}

func diff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var b strings.Builder
	for _, l := range w {
		if !slices.Contains(g, l) {
			b.WriteString("- " + l + "\n")
		}
	}
	for _, l := range g {
		if !slices.Contains(w, l) {
			b.WriteString("+ " + l + "\n")
		}
	}
	return b.String()
}

func TestAnEditOfAPublishedFigureIsStopped(t *testing.T) {
	f, err := ParseFile("---\nclaims:\n  toll:\n    status: confirmed\n---\nThe quake killed [1,300 people](claim:toll), they said.\n")
	if err != nil {
		t.Fatal(err)
	}
	f.Published, f.Carried = "The quake killed [1,200 people](claim:toll), they said.\n", map[string]int{"toll": 1}
	list := f.Findings()
	if len(list) != 1 || list[0].Rule != "edited-figure" || list[0].Level != Block || list[0].Claim != "toll" || list[0].Line != 6 {
		t.Fatalf("findings %+v", list)
	}
	claim := f.Claims["toll"]
	claim.Version = 2
	f.Claims["toll"] = claim
	if list := f.Findings(); len(list) != 0 {
		t.Errorf("with a new version there are still %+v", list)
	}
	f.Published, f.Carried = "The quake killed [some 1,300 people](claim:toll), they said. It was late.\n", map[string]int{"toll": 2}
	if list := f.Findings(); len(list) != 1 {
		t.Errorf("a modifier that was dropped makes %+v", list)
	}
}

func TestFrontMatterThatIsNoneIsRefusedWithItsLine(t *testing.T) {
	for src, want := range map[string]string{
		"---\nclaims:\n  toll:\n    figure: many\n---\n": "line 4: this is no figure",
		"---\ntitle\n---\n":                                   "line 2: a line of the front matter is “key: value”",
		"---\na: b\n   c: d\n---\n":                           "line 3: this line is indented otherwise than those above it",
		"---\ntoday: soon\n---\n":                             "line 2: a date is written like 2026-05-04",
		"---\nclaims:\n  x:\n    as_of: 4 May 2026\n---\n":    "line 4: a date is written like 2026-05-04",
		"---\n" + strings.Repeat("a:\n", 3) + "\tb: c\n---\n": "line 5: a line of the front matter is “key: value”",
	} {
		if _, err := ParseFile(src); err == nil || err.Error() != want {
			t.Errorf("%q: %v", src, err)
		}
	}
	for _, src := range []string{"", "---\n", "---\nno end", "---", "text\n---\n", "---\n\n# c\ntitle: 'a: b' # c\n---"} {
		if _, err := ParseFile(src); err != nil {
			t.Errorf("%q: %v", src, err)
		}
	}
	deep := "---\n"
	for i := range 2000 {
		deep += strings.Repeat(" ", i) + "a:\n"
	}
	_, _ = ParseFile(deep + "---\n")
}

// median is a text like the median article: 700 words, 5 figures, 3 quotes.
func median() Input {
	paragraph := strings.Repeat("The harbour office has kept its books since the first winter, and nobody in Farrow remembers a year in which the ice came so early. ", 5) + "\n\n"
	special := "“We have never seen anything like it before,” said Ada Quay, and at least [1,200 people](claim:toll) agreed, the office said. It rose from 3 to 5 per cent.\n\n"
	return Input{
		Language: "en", Body: strings.Repeat(paragraph+special, 5), Fields: []Field{{"headline", "Ice keeps 1,200 people from the sea"}}, Today: time.Now(),
		Claims: map[string]Claim{"toll": {Key: "toll", Status: "reported", Chains: [][]Hop{{{Name: "Harbour office"}}}, Roots: 1}},
	}
}

func BenchmarkMedianArticle(b *testing.B) {
	in := median()
	b.ReportMetric(float64(len(strings.Fields(in.Body))), "words")
	for b.Loop() {
		Text(in)
	}
}

func TestAMedianArticleTakesLittleTime(t *testing.T) {
	in := median()
	best := time.Hour
	for range 5 {
		start := time.Now()
		Text(in)
		best = min(best, time.Since(start))
	}
	if best > 20*time.Millisecond {
		t.Errorf("it took %v", best)
	}
}

func FuzzText(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.md")
	for _, name := range files {
		src, _ := os.ReadFile(name)
		f.Add(string(src))
	}
	f.Add("“a (b [c” \\* &amp; |\n|-|\n[1](claim:a) <claim:a>")
	f.Fuzz(func(t *testing.T, src string) {
		file, err := ParseFile(src)
		if err != nil {
			return
		}
		file.Published = file.Body + " [2](claim:toll)"
		for _, one := range file.Findings() {
			if one.Start < 0 || one.End < one.Start || one.Line < 1 || one.Sentence == "" || strings.Contains(one.Sentence, "%!") {
				t.Errorf("%q: %+v", src, one)
			}
			if one.Field == body && one.End > len(strings.ToValidUTF8(file.Body, "\uFFFD")) {
				t.Errorf("%q: %+v", src, one)
			}
		}
	})
}

// TestOrdinaryPostsHaveFewMarks reads the demo publication, which was written
// with nothing of this in mind.
func TestOrdinaryPostsHaveFewMarks(t *testing.T) {
	files, err := filepath.Glob("../demo/content/posts/*.md")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d posts, %v", len(files), err)
	}
	marks := 0
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := ParseFile(string(src))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		f.Claims = map[string]Claim{}
		for _, one := range f.Findings() {
			marks++
			if one.Level == Error && one.Claim == "" {
				t.Errorf("%s: %+v", name, one)
			}
		}
	}
	if marks > len(files)/2 {
		t.Errorf("%d posts have %d marks", len(files), marks)
	}
}
