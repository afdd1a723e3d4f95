package locale

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

//go:embed tables/*.json
var files embed.FS

const english = "en"

// table is one language as its file says it.
type table struct {
	Name     string                 `json:"name"`
	Calendar calendar               `json:"calendar"`
	Messages map[string]translation `json:"messages"`

	tag language.Tag
}

// translation is one translation: a text, or one text for each plural form.
type translation struct {
	text  string
	forms map[string]string
}

// UnmarshalJSON reads a string or an object of plural forms.
func (m *translation) UnmarshalJSON(b []byte) error {
	if bytes.HasPrefix(b, []byte("{")) {
		return json.Unmarshal(b, &m.forms)
	}
	return json.Unmarshal(b, &m.text)
}

func (t *table) find(key string) (translation, bool) {
	m, ok := t.Messages[key]
	return m, ok
}

func (t *table) isEnglish() bool {
	base, _ := t.tag.Base()
	return base.String() == english
}

// catalogue is every table, read once.
type catalogue struct {
	tables  []*table // English first
	matcher language.Matcher
	ready   map[string]*Locale
}

// loaded panics on a broken table, which the package's tests rule out.
var loaded = sync.OnceValue(func() *catalogue {
	c, err := load()
	if err != nil {
		panic(err)
	}
	return c
})

func load() (*catalogue, error) {
	entries, err := files.ReadDir("tables")
	if err != nil {
		return nil, err
	}
	c := &catalogue{ready: map[string]*Locale{}}
	for _, e := range entries {
		t, err := readTable(e.Name())
		if err != nil {
			return nil, fmt.Errorf("tables/%s: %w", e.Name(), err)
		}
		c.tables = append(c.tables, t)
	}
	slices.SortFunc(c.tables, func(a, b *table) int {
		if (a.tag.String() == english) != (b.tag.String() == english) {
			return map[bool]int{true: -1, false: 1}[a.tag.String() == english]
		}
		return strings.Compare(a.tag.String(), b.tag.String())
	})
	var tags []language.Tag
	for _, t := range c.tables {
		tags = append(tags, t.tag)
		c.ready[t.tag.String()] = newLocale(t.tag, t)
	}
	c.matcher = language.NewMatcher(tags)
	return c, nil
}

func readTable(name string) (*table, error) {
	b, err := files.ReadFile(path.Join("tables", name))
	if err != nil {
		return nil, err
	}
	t := &table{}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(t); err != nil {
		return nil, err
	}
	t.tag, err = language.Parse(strings.TrimSuffix(name, ".json"))
	return t, err
}
