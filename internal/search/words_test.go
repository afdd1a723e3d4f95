package search

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func words(text string) (out []string) {
	tokens(text, func(t token) { out = append(out, t.word) })
	return out
}

func TestWordsAreFoldedAndCutAlikeWhateverTheyAreWrittenIn(t *testing.T) {
	for _, c := range []struct {
		text string
		want string
	}{
		{"Hello, World! 3.5", "hello world 3 5"},
		{"", ""},
		{" \t\n--__''", ""},
		{"don't O’Brien", "don t o brien"},
		{"Élan ÉLAN e\u0301lan", "elan elan elan"},
		{"Ångström ŁÓDŹ Ørsted İstanbul ısı", "angstrom lodz orsted istanbul isi"},
		{"Straße STRASSE œuvre", "strasse strasse oeuvre"},
		{"ﬁne ｆｕｌｌ ２０２６ x²", "fine full 2026 x2"},
		{"ΛΌΓΟΣ λόγος", "λογοσ λογοσ"},
		{"Ёлка ёлка", "елка елка"},
		{"שָׁלוֹם שלום", "שלום שלום"},
		{"مُحَمَّد محـمد", "محمد محمد"},
		{"हिन्दी", "हिन्दी"},
		{"한국어", "한국어"},
		{"hy\u00adphen zero\u200dwidth", "hyphen zerowidth"},
		{"東京", "東 東京 京"},
		{"東京 都", "東 東京 京 都"},
		{"ガラス", "ガ ガラ ラ ラス ス"},
		{"a東b", "a 東 b"},
		{"น้ำ", strings.Join(words("น้ำ"), " ")},
		{"bad\xffbyte", "bad byte"},
		{strings.Repeat("x", 100), strings.Repeat("x", 64)},
	} {
		if got := strings.Join(words(c.text), " "); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestAWordKnowsWhereItStands(t *testing.T) {
	const text = "Café ＡＢ, 東京 e\u0301té Straße"
	var got []string
	tokens(text, func(k token) { got = append(got, text[k.from:k.to]) })
	want := []string{"Café", "ＡＢ", "東", "東京", "京", "e\u0301té", "Straße"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestAQueryIsWordsWhateverIsTyped(t *testing.T) {
	show := func(q string) string {
		var out []string
		for _, t := range terms(q) {
			if t.prefix {
				t.word += "*"
			}
			out = append(out, t.word)
		}
		return strings.Join(out, " ")
	}
	for q, want := range map[string]string{
		"":                        "",
		`"`:                       "",
		"* - + ()":                "",
		"ferry":                   "ferry*",
		"The Ferry":               "ferry* the",
		`"night ferry" NEAR(x)`:   "ferry near night x*",
		"headline:ferry OR -no":   "ferry headline no* or",
		"ferry ferry fer":         "fer* ferry",
		"東京都":                     "京都* 東京",
		"東":                       "東*",
		"in 東京 today":             "in today* 東京",
		strings.Repeat("a ", 999): "a a*",
	} {
		if got := show(q); got != want {
			t.Errorf("%q: %q, want %q", q, got, want)
		}
	}
	var many []string
	for i := range 40 {
		many = append(many, strings.Repeat("w", i+1))
	}
	if n := len(terms(strings.Join(many, " "))); n != mostTerms {
		t.Errorf("%d words of a long query", n)
	}
}

func marked(parts []Part) string {
	var b strings.Builder
	for _, p := range parts {
		if p.Match {
			b.WriteString("[" + p.Text + "]")
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func TestASnippetShowsWhereTheWordsStandClosest(t *testing.T) {
	filler := strings.Repeat("nothing of note here at all. ", 30)
	text := filler + "A ferry left. " + filler + "The night ferry from Sandgate was late. " + filler
	got := marked(snippet(text, terms("ferry night")))
	if !strings.Contains(got, "The [night] [ferry] from Sandgate") || !strings.HasPrefix(got, "… ") || !strings.HasSuffix(got, " …") {
		t.Errorf("%q", got)
	}
	if n := len([]rune(got)); n > 300 {
		t.Errorf("%d characters", n)
	}
	if got := marked(snippet("Short  text\nof two lines.", terms("absent"))); got != "Short text of two lines." {
		t.Errorf("%q", got)
	}
	if got := snippet("", terms("x")); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestWordsAreMarkedWhereTheyStand(t *testing.T) {
	for _, c := range []struct{ text, query, want string }{
		{"The Café and the cafeteria", "cafe", "The [Café] and the [cafeteria]"},
		{"The Café and the cafeteria", "cafe the", "[The] [Café] and [the] cafeteria"},
		{"<b>ferry</b>", "ferry", "<b>[ferry]</b>"},
		{"東京都と京都", "京都", "東[京都]と[京都]"},
		{"東京都", "東", "[東]京都"},
		{"東京都", "東京都", "[東京都]"},
	} {
		if got := marked(highlight(c.text, terms(c.query))); got != c.want {
			t.Errorf("%q in %q: %q", c.query, c.text, got)
		}
	}
}

func TestHostileTextIsCutInLinearTime(t *testing.T) {
	for name, unit := range map[string]string{
		"accents": "\u0301", "an e under accents": "e\u0301\u0302\u0303", "vowel signs": "\u0e31", "joiners": "\u200d", "broken bytes": "\xff\xfe", "kanji": "東",
		"jamo": "\u1100\u1161\u11a8", "one word": "x", "spaces": " ", "compatibility": "\ufdfa",
	} {
		cut := func(n int) time.Duration {
			text := "a東" + strings.Repeat(unit, n/len(unit))
			start := time.Now()
			snippet(text, terms("a 東 e"))
			return time.Since(start)
		}
		var small, large time.Duration
		for range 5 { // others use the machine too; what is not linear is slow each time
			cut(10_000)
			if small, large = cut(40_000), cut(640_000); large <= 60*small+50*time.Millisecond {
				break
			}
		}
		if large > 60*small+50*time.Millisecond {
			t.Errorf("%s: sixteen times the text took %v after %v", name, large, small)
		}
	}
}

func FuzzSnippetsAreMadeOfTheText(f *testing.F) {
	f.Add("The night ferry, late again", "ferry nig")
	f.Add("東京都\u3099\u0e33と京都 e\u0301\xff", "京都 e")
	f.Fuzz(func(t *testing.T, text, query string) {
		words := terms(query)
		var b strings.Builder
		for _, p := range highlight(text, words) {
			b.WriteString(p.Text)
		}
		if b.String() != text {
			t.Fatalf("%q became %q", text, b.String())
		}
		whole := strings.Join(strings.Fields(text), " ")
		got := ""
		for _, p := range snippet(text, words) {
			got += p.Text
		}
		if !strings.Contains(whole, strings.TrimSuffix(strings.TrimPrefix(got, "… "), " …")) {
			t.Fatalf("%q is no piece of %q", got, whole)
		}
	})
}
