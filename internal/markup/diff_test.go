package markup

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

func TestADiffSaysWhatAPersonWouldSay(t *testing.T) {
	for _, test := range []struct{ a, b, want string }{
		{"", "", ""},
		{"same", "same", "=same"},
		{"", "new", "+new"},
		{"old", "", "-old"},
		{"The boat left at nine.", "The boat left at ten.", "=The boat left at |-nine|+ten|=."},
		{"at least 1,200 people", "about 900 people", "-at least 1,200|+about 900|= people"},
		{"the 07:20 boat.", "the 06:55 boat.", "=the |-07:20|+06:55|= boat."},
		{"a b c d", "a c d e", "=a |-b |=c d|+ e"},
		{"港が開いた", "港は開いた", "=港|-が|+は|=開いた"},
		{"one\n\ntwo", "one\n\nnew\n\ntwo", "=one\n\n|+new\n\n|=two"},
	} {
		var got []string
		for _, p := range checkDiff(t, test.a, test.b) {
			got = append(got, string(p.Op)+p.Text)
		}
		if s := strings.Join(got, "|"); s != test.want {
			t.Errorf("%q, %q\ngot  %s\nwant %s", test.a, test.b, s, test.want)
		}
	}
}

func TestADiffIsShortest(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	words := func(n int) []string {
		list := make([]string, n)
		for i := range list {
			list[i] = string(rune('a' + random.IntN(4)))
		}
		return list
	}
	for range 300 {
		a, b := words(random.IntN(30)), words(random.IntN(30))
		kept := 0
		for _, p := range checkDiff(t, strings.Join(a, ","), strings.Join(b, ",")) {
			if p.Op == '=' {
				kept += len(tokens(p.Text))
			}
		}
		if best := common(tokens(strings.Join(a, ",")), tokens(strings.Join(b, ","))); kept != best {
			t.Fatalf("%v\n%v\nkeeps %d of %d", a, b, kept, best)
		}
	}
}

// common is the length of the longest common subsequence, found the slow way.
func common(a, b []string) int {
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

func TestADiffOfLongTextsIsBoundedInTime(t *testing.T) {
	long := func(seed uint64) string {
		random := rand.New(rand.NewPCG(seed, 0))
		var b strings.Builder
		for range 100_000 {
			fmt.Fprintf(&b, "w%d ", random.IntN(50_000))
		}
		return b.String()
	}
	a, b := long(1), long(2)
	start := time.Now()
	checkDiff(t, a, b)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("two unlike texts of 100,000 words took %v", took)
	}
	edited := strings.Replace(a, a[300_000:300_400], "a new passage ", 1)
	start = time.Now()
	if parts := checkDiff(t, a, edited); len(parts) > 10 {
		t.Errorf("one edit is shown as %d parts", len(parts))
	}
	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("one edit in a long text took %v", took)
	}
}

func TestADiffOfTheLongestTextsWithNothingInCommonIsCheap(t *testing.T) {
	const longest = 1 << 20 // of the text of a post
	start := processor(t)
	DiffWords(strings.Repeat("a ", longest/2), strings.Repeat("b ", longest/2))
	if took := processor(t) - start; took > 4*time.Second {
		t.Errorf("it took %v of the processor", took)
	}
}
