package check

import (
	"bytes"
	"embed"
	"encoding/json"
	"path"
	"strings"
	"sync"

	tag "golang.org/x/text/language"
)

//go:embed rules.json
var ruleFile []byte

//go:embed tables/*.json
var tableFiles embed.FS

// rule is one line of rules.json.
type rule struct {
	Level    Level  `json:"level"`
	Sentence string `json:"sentence"`
}

var rules = sync.OnceValue(func() map[string]rule {
	var all map[string]rule
	if err := json.Unmarshal(ruleFile, &all); err != nil {
		panic(err) // the package's tests rule it out
	}
	return all
})

// lists is what a file in tables/ says of one language, in lower case.
type lists struct {
	Attribution   []string `json:"attribution"` // what shows that somebody says it
	Condition     []string `json:"condition"`
	Several       []string `json:"several"` // what sells one source as more
	Total         []string `json:"total"`
	TotalRow      []string `json:"total_row"` // how the last row of a table begins
	Partial       []string `json:"partial"`   // what shows that parts are not all
	From          []string `json:"from"`
	To            []string `json:"to"`
	Change        []string `json:"change"`
	ShareOf       []string `json:"share_of"` // of what there is never more than all
	Of            []string `json:"of"`
	Relative      []string `json:"relative"` // dates that only the day of writing explains
	Abbreviations []string `json:"abbreviations"`
	According     []string `json:"according"` // before the name of who says it
	Says          []string `json:"says"`      // behind it
	Months        []string `json:"months"`    // from January
	Weekdays      []string `json:"weekdays"`  // from Sunday
	Today         []string `json:"today"`
	Yesterday     []string `json:"yesterday"`
	Leading       []string `json:"leading"` // what stands before a name and is not of it
	Empty         []string `json:"empty"`   // words that tell no claim from another
}

// language is a table made ready to be looked up.
type language struct {
	attribution, condition, several, total, totalRow, partial, from, to, change, shareOf, of, relative, abbreviations, according, says, today, yesterday, leading, empty phrases
	months, weekdays                                                                                                                                                     map[string]int
}

var languages = sync.OnceValue(func() map[string]*language {
	all := map[string]*language{"": lists{}.ready()}
	entries, err := tableFiles.ReadDir("tables")
	for _, e := range entries {
		var b []byte
		if b, err = tableFiles.ReadFile(path.Join("tables", e.Name())); err != nil {
			break
		}
		var l lists
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.DisallowUnknownFields()
		if err = dec.Decode(&l); err != nil {
			break
		}
		all[strings.TrimSuffix(e.Name(), ".json")] = l.ready()
	}
	if err != nil {
		panic(err) // the package's tests rule it out
	}
	return all
})

func languageOf(name string) *language {
	t, err := tag.Parse(name)
	if err != nil || t == tag.Und {
		t = tag.English
	}
	base, _ := t.Base()
	if l, ok := languages()[base.String()]; ok {
		return l
	}
	return languages()[""]
}

func (l lists) ready() *language {
	return &language{
		attribution: newPhrases(l.Attribution), condition: newPhrases(l.Condition), several: newPhrases(l.Several), total: newPhrases(l.Total),
		totalRow: newPhrases(l.TotalRow), partial: newPhrases(l.Partial), from: newPhrases(l.From), to: newPhrases(l.To), change: newPhrases(l.Change),
		shareOf: newPhrases(l.ShareOf), of: newPhrases(l.Of), relative: newPhrases(l.Relative), abbreviations: newPhrases(l.Abbreviations),
		according: newPhrases(l.According), says: newPhrases(l.Says), today: newPhrases(l.Today), yesterday: newPhrases(l.Yesterday),
		leading: newPhrases(l.Leading), empty: newPhrases(l.Empty), months: places(l.Months), weekdays: places(l.Weekdays),
	}
}

// places are the places of words in their list, from 1.
func places(list []string) map[string]int {
	at := map[string]int{}
	for i, w := range list {
		at[w] = i + 1
	}
	return at
}

// phrases are runs of words by their first.
type phrases map[string][][]string

func newPhrases(list []string) phrases {
	p := phrases{}
	for _, s := range list {
		words := strings.Fields(s)
		if len(words) > 0 {
			p[words[0]] = append(p[words[0]], words[1:])
		}
	}
	return p
}

// at is how many words of a phrase begin at a word, 0 if none does.
func (p phrases) at(list []word, i int) int {
	longest := 0
	for _, rest := range p[list[i].low] {
		n := 0
		for n < len(rest) && i+1+n < len(list) && list[i+1+n].low == rest[n] {
			n++
		}
		if n == len(rest) {
			longest = max(longest, n+1)
		}
	}
	return longest
}

// in is whether a phrase is among the words, and at which of them.
func (p phrases) in(list []word) (int, bool) {
	for i := range list {
		if p.at(list, i) > 0 {
			return i, true
		}
	}
	return 0, false
}

func (p phrases) any(list []word) bool {
	_, ok := p.in(list)
	return ok
}
