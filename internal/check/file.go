package check

import (
	"strings"
	"time"

	"onrecord/internal/figure"
)

// File is a Markdown file as it is checked: findings carry lines of the file.
type File struct {
	Input
	first int            // the line of the file in which the body begins
	lines map[string]int // and those of the other fields
}

// ParseFile reads a file whose front matter may say what it is and what the
// record says: title, subject, language, kind, scheduled, and claims
// by key with kind, text, figure, status, as_of, chain, condition and changed.
// Keys that it does not know mean nothing to it.
func ParseFile(src string) (File, error) {
	entries, text, first, err := front(src)
	if err != nil {
		return File{}, err
	}
	f := File{Input: Input{Language: "en", Body: text, Claims: map[string]Claim{}}, first: first, lines: map[string]int{}}
	for _, e := range entries {
		if e.key == "language" || e.key == "lang" {
			f.Language = e.value
		}
	}
	for _, e := range entries {
		if err := f.take(e); err != nil {
			return File{}, err
		}
	}
	return f, nil
}

func (f *File) take(e entry) error {
	switch e.key {
	case "title", "headline", "subject":
		f.Fields = append(f.Fields, Field{e.key, e.value})
		f.lines[e.key] = e.line
	case "kind":
		f.Lasting = e.value == "explainer" || e.value == "page"
	case "scheduled":
		f.Scheduled = e.value == "true" || e.value == "yes"
	case "today":
		return date(e, &f.Today)
	case "claims":
		for _, c := range e.under {
			claim, err := f.claim(c)
			if err != nil {
				return err
			}
			f.Claims[c.key] = claim
		}
	}
	return nil
}

func date(e entry, to *time.Time) (err error) {
	if *to, err = time.Parse(time.DateOnly, e.value); err != nil {
		return &FrontError{e.line, "a date is written like 2026-05-04"}
	}
	return nil
}

func (f *File) claim(under entry) (Claim, error) {
	c := Claim{Key: under.key, Kind: "fact", Version: 1}
	for _, e := range under.under {
		switch e.key {
		case "kind":
			c.Kind = e.value
		case "text", "quote":
			c.Text = e.value
		case "status":
			c.Status = e.value
		case "figure":
			var ok bool
			if c.Figure, ok = figure.For(f.Language).Parse(e.value); !ok {
				return c, &FrontError{e.line, "this is no figure"}
			}
		case "as_of":
			if err := date(e, &c.AsOf); err != nil {
				return c, err
			}
		case "chain", "chains", "source":
			c.chains(e.values())
		case "condition", "conditions":
			c.Conditions = e.values()
		case "changed":
			c.Changed = e.values()
		}
	}
	return c, nil
}

// chains reads "Ministry > News agency" and counts those who said it first. In
// brackets stands who has no name, and after a colon why.
func (c *Claim) chains(list []string) {
	roots := map[string]bool{}
	for _, s := range list {
		var chain []Hop
		for _, name := range strings.Split(s, ">") {
			name = strings.TrimSpace(name)
			hop := Hop{Name: name}
			if strings.HasPrefix(name, "(") {
				hop = Hop{Unnamed: true, Described: strings.Contains(name, ":")}
			}
			chain = append(chain, hop)
		}
		roots[strings.ToLower(strings.TrimSpace(strings.Split(s, ">")[0]))] = true
		c.Chains = append(c.Chains, chain)
	}
	c.Roots = len(roots)
}

// Findings are those of the file, with its lines.
func (f File) Findings() []Finding {
	list := Text(f.Input)
	for i := range list {
		if line, ok := f.lines[list[i].Field]; ok {
			list[i].Line = line
		} else {
			list[i].Line += f.first - 1
		}
	}
	return list
}
