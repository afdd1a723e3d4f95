package admin

import (
	"fmt"
	"net/http"
	"strings"

	"onrecord/internal/claim"
	"onrecord/internal/staff"
)

// factsPage is the form of what is known of a claim: of a new claim, or of a
// new version of one.
type factsPage struct {
	frame
	Claim                    claim.Claim // zero for a new one
	Form                     form
	Kinds, Statuses, Changes []option
	Hops                     []hopFields
	Conditions               []conditionFields
	Sources                  []claim.Source // to choose from, the newest first
	MaySign                  bool
}

// hopFields are the fields of one step of a chain.
type hopFields struct {
	N                                          int
	Place, Source, Verb, Whom, Said, URL, Kept field
	More                                       bool // one of those that are folded away is filled
}

// conditionFields are the fields of one condition.
type conditionFields struct {
	N                           int
	Kind, Claim, Words, Due, Is field
}

const (
	mostSteps   = claim.MaxChains * claim.MaxHops
	firstHop    = "first"
	sourceRange = 100 // how many sources are offered while typing
)

func hopName(n int, name string) string       { return fmt.Sprintf("hop%d_%s", n, name) }
func conditionName(n int, name string) string { return fmt.Sprintf("condition%d_%s", n, name) }

func (a *Admin) newClaim(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showFacts(w, r, v, claim.Claim{}, filled("status", claim.Reported, "kind", claim.Fact), http.StatusOK)
}

func (a *Admin) showFacts(w http.ResponseWriter, r *http.Request, v *visit, c claim.Claim, f form, status int) error {
	p := factsPage{
		frame: a.frame(r, v, "New claim"), Claim: c, Form: f, Kinds: kindChoices(""), Statuses: statusChoices(""), Changes: changeChoices(), MaySign: v.can(staff.RecordSignOff),
	}
	if c.ID != 0 {
		p.Title = "New version"
	}
	more := 0
	if f.Value("more") != "" {
		more = 2
	}
	if err := p.addHops(more); err != nil {
		return err
	}
	if err := p.addConditions(more); err != nil {
		return err
	}
	var err error
	if p.Sources, _, err = a.Claims.Sources(r.Context(), claim.SourceFilter{Limit: sourceRange}); err != nil {
		return err
	}
	return a.show(w, status, "facts", p)
}

// filledRows is the number of the last row in which one of the fields is filled.
func filledRows(f form, most int, field func(n int, name string) string, names ...string) int {
	for n := most; n > 0; n-- {
		for _, name := range names {
			if strings.TrimSpace(f.Value(field(n, name))) != "" {
				return n
			}
		}
	}
	return 0
}

// addHops makes the rows of the chains: those that are filled and some more.
func (p *factsPage) addHops(more int) error {
	f := p.Form
	rows := min(max(filledRows(f, mostSteps, hopName, "source", "whom", "said", "url", "kept")+1, 2)+more, mostSteps)
	for n := 1; n <= rows; n++ {
		h := hopFields{N: n}
		for _, d := range []struct {
			to          *field
			name, label string
			pairs       []any
		}{
			{&h.Place, "place", "Place in the chain", []any{"options", []option{{firstHop, "It said so first"}, {"then", "It has it from the row above"}}}},
			{&h.Source, "source", "Source, by its key", []any{"mono", true, "max", claim.MaxKey, "list", "sources"}},
			{&h.Verb, "verb", "What it did", []any{"options", verbChoices()}},
			{&h.Whom, "whom", "To whom", []any{"max", claim.MaxName}},
			{&h.Said, "said", "When", []any{"kind", "datetime-local"}},
			{&h.URL, "url", "Web address", []any{"kind", "url", "max", claim.MaxURL}},
			{&h.Kept, "kept", "Archived copy", []any{"kind", "url", "max", claim.MaxURL}},
		} {
			var err error
			if *d.to, err = newField(f, hopName(n, d.name), d.label, d.pairs...); err != nil {
				return err
			}
		}
		h.More = h.Whom.Value+h.Said.Value+h.URL.Value+h.Kept.Value != "" || h.Whom.Error+h.Said.Error+h.URL.Error+h.Kept.Error != ""
		p.Hops = append(p.Hops, h)
	}
	return nil
}

func (p *factsPage) addConditions(more int) error {
	f := p.Form
	rows := min(filledRows(f, claim.MaxConditions, conditionName, "claim", "words", "due")+1+more, claim.MaxConditions)
	for n := 1; n <= rows; n++ {
		c := conditionFields{N: n}
		for _, d := range []struct {
			to          *field
			name, label string
			pairs       []any
		}{
			{&c.Kind, "kind", "It holds", []any{"options", choicesOf(claim.ConditionKinds(), conditionWord)}},
			{&c.Words, "words", "In words", []any{"max", claim.MaxStatement, "placeholder", "the road opens"}},
			{&c.Claim, "claim", "Or a claim, by its key", []any{"mono", true, "max", claim.MaxKey}},
			{&c.Due, "due", "By when", []any{"kind", "datetime-local"}},
			{&c.Is, "state", "How it stands", []any{"options", choicesOf(claim.ConditionStates(), conditionWord)}},
		} {
			var err error
			if *d.to, err = newField(f, conditionName(n, d.name), d.label, d.pairs...); err != nil {
				return err
			}
		}
		p.Conditions = append(p.Conditions, c)
	}
	return nil
}

func choicesOf(list []string, word func(string) string) (out []option) {
	for _, s := range list {
		out = append(out, option{s, capital(word(s))})
	}
	return out
}

func verbChoices() []option { return choicesOf(claim.Verbs(), func(s string) string { return s }) }
