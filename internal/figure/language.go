package figure

import (
	"bytes"
	"embed"
	"encoding/json"
	"path"
	"strings"
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/number"
)

//go:embed tables/*.json
var tableFiles embed.FS

// table is what a file in tables/ says of one language. All of it is in lower
// case and may be empty.
type table struct {
	Numbers        map[string]int64    `json:"numbers"`          // up to ninety-nine
	Scales         map[string]int      `json:"scales"`           // powers of ten by name
	ShortScales    map[string]int      `json:"short_scales"`     // and by letters behind digits
	Sets           map[string]int64    `json:"sets"`             // such as a dozen
	Fractions      map[string]int      `json:"fractions"`        // third: 3
	FractionGoesOn []string            `json:"fraction_goes_on"` // what may follow "a third" where it is a share and no ordinal
	Articles       []string            `json:"articles"`         // before a fraction, a scale or a set they are 1
	Half           string              `json:"half"`
	NoHalfAfter    []string            `json:"no_half_after"` // the second half
	One            string              `json:"one"`           // says mostly nothing
	And            string              `json:"and"`
	In             string              `json:"in"` // one in five
	Minus          []string            `json:"minus"`
	Between        []string            `json:"between"`
	To             []string            `json:"to"`
	From           []string            `json:"from"`
	Before         map[string]Modifier `json:"before"`
	After          map[string]Modifier `json:"after"`
	Units          map[string]string   `json:"units"`
	NoFigureAfter  []string            `json:"no_figure_after"`  // what makes the number before it none: 9 am
	NoFigureBefore []string            `json:"no_figure_before"` // what the number after it is the name of: article 5
	YearAfter      []string            `json:"year_after"`
	Months         []string            `json:"months"`
	Nouns          []string            `json:"nouns"`         // plurals without the usual ending
	NoNouns        []string            `json:"no_nouns"`      // words with the ending that are none
	NoAdjectives   []string            `json:"no_adjectives"` // what cannot stand between a number and what it counts
	Print          printed             `json:"print"`
}

// printed says how figures are written.
type printed struct {
	Modifiers map[Modifier]string  `json:"modifiers"` // with %s for the number
	Between   string               `json:"between"`
	Scales    []scale              `json:"scales"` // largest first
	Scaled    string               `json:"scaled"` // a number and its scale
	Symbols   map[string][2]string `json:"symbols"`
	Fractions map[string][2]string `json:"fractions"`
}

type scale struct {
	exp  int
	name string
}

// UnmarshalJSON reads [6, "million"].
func (s *scale) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[2]any{&s.exp, &s.name})
}

// Language finds and writes figures in one language. It does not change and may
// be used by many goroutines at once.
type Language struct {
	*lexicon
	group  string // between thousands
	second int    // digits in the groups above the first
	point  string
}

// lexicon is a table made ready to be looked up. Phrases are tokens joined by
// spaces.
type lexicon struct {
	table
	sets    map[string]map[string]bool
	units   map[string]string
	before  map[string]Modifier
	after   map[string]Modifier
	longest int // tokens of the longest phrase
}

// lexicons are all there are, by language; "" is the one without words.
var lexicons = sync.OnceValue(func() map[string]*lexicon {
	all := map[string]*lexicon{"": newLexicon(table{})}
	entries, err := tableFiles.ReadDir("tables")
	for _, e := range entries {
		name := strings.TrimSuffix(e.Name(), ".json")
		if name == "units" {
			continue
		}
		var b []byte
		if b, err = tableFiles.ReadFile(path.Join("tables", e.Name())); err != nil {
			break
		}
		var t table
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.DisallowUnknownFields()
		if err = dec.Decode(&t); err != nil {
			break
		}
		all[name] = newLexicon(t)
	}
	if err != nil {
		panic(err) // the package's tests rule it out
	}
	return all
})

// For is the language of a BCP 47 tag such as "en-GB". One that has no table
// knows digits and symbols alone; what is no tag is English.
func For(tag string) *Language {
	t, err := language.Parse(tag)
	if err != nil || t == language.Und {
		t = language.English
	}
	base, _ := t.Base()
	l := &Language{lexicon: lexicons()[base.String()]}
	if l.lexicon == nil {
		l.lexicon = lexicons()[""]
	}
	l.separators(t)
	return l
}

// separators learns from CLDR how the language writes a number.
func (l *Language) separators(tag language.Tag) {
	if latin, err := tag.SetTypeForKey("nu", "latn"); err == nil {
		tag = latin
	}
	printer := message.NewPrinter(tag)
	groups := strings.FieldsFunc(printer.Sprint(number.Decimal(1234567890)), isDigit)
	l.point = strings.Trim(printer.Sprint(number.Decimal(0.5)), "05")
	l.second = 3
	if len(groups) > 0 {
		l.group = groups[0]
	}
	if len(groups) > 3 {
		l.second = 2
	}
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func newLexicon(t table) *lexicon {
	x := &lexicon{table: t, units: map[string]string{}, before: map[string]Modifier{}, after: map[string]Modifier{}}
	x.sets = map[string]map[string]bool{
		"fraction": set(t.FractionGoesOn), "article": set(t.Articles), "minus": set(t.Minus), "between": set(t.Between),
		"to": set(t.To), "from": set(t.From), "after": set(t.NoFigureAfter), "name": set(t.NoFigureBefore), "year": set(t.YearAfter),
		"month": set(t.Months), "noun": set(t.Nouns), "no half": set(t.NoHalfAfter), "no noun": set(t.NoNouns), "no adjective": set(t.NoAdjectives),
	}
	for code, u := range units() {
		for _, form := range append(strings.Fields(u.Signs), code, u.Symbol) {
			x.phrase(form, func(p string) { x.units[p] = code })
		}
	}
	for form, code := range t.Units {
		x.phrase(form, func(p string) { x.units[p] = code })
	}
	for form, m := range t.Before {
		x.phrase(form, func(p string) { x.before[p] = m })
	}
	for form, m := range t.After {
		x.phrase(form, func(p string) { x.after[p] = m })
	}
	return x
}

func set(list []string) map[string]bool {
	s := map[string]bool{}
	for _, w := range list {
		s[w] = true
	}
	return s
}

func (x *lexicon) phrase(form string, put func(string)) {
	var parts []string
	for _, t := range (&Language{lexicon: x}).scan(form) {
		parts = append(parts, t.text)
	}
	if len(parts) > 0 {
		x.longest = max(x.longest, len(parts))
		put(strings.Join(parts, " "))
	}
}

func (x *lexicon) is(t token, name string) bool { return t.kind == word && x.sets[name][t.low] }
