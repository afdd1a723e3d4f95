package admin

import (
	"net/http"

	"onrecord/internal/claim"
	"onrecord/internal/figure"
	"onrecord/internal/locale"
	"onrecord/internal/staff"
)

// versionRow is a version with what differs from the one before.
type versionRow struct {
	claim.Version
	Value   string // the figure in words
	Chain   string // the chains in words
	Who     string
	Was     []difference
	Printed bool
	MayRank bool
}

// difference is one thing that a version changed.
type difference struct{ What, From, To string }

// addVersions lists the versions, the newest first. Of each it is said what it
// changed, so one more than is shown is read.
func (a *Admin) addVersions(r *http.Request, v *visit, p *claimPage) error {
	ctx, id := r.Context(), p.Claim.ID
	list, next, err := a.Claims.Versions(ctx, id, beforeID(r, "before"), versionRun)
	if err != nil {
		return err
	}
	names := map[int64]string{}
	for i, one := range list {
		row := versionRow{Version: one, Chain: one.Attribution(v.tongue()), Printed: one.Number == p.Claim.Printed.Number, MayRank: v.can(staff.RecordSignOff)}
		row.Value = valueOf(one, v.tongue())
		switch {
		case i+1 < len(list):
			row.Was = differences(list[i+1], one, v.tongue())
		case one.Number > 1:
			before, err := a.Claims.VersionOf(ctx, id, one.Number-1)
			if err != nil {
				return err
			}
			row.Was = differences(before, one, v.tongue())
		}
		if _, known := names[one.RecordedBy]; !known {
			if names[one.RecordedBy], err = a.nameOf(ctx, one.RecordedBy); err != nil {
				return err
			}
		}
		row.Who = names[one.RecordedBy]
		p.Versions = append(p.Versions, row)
	}
	if next != 0 {
		p.Older = with(r, "before", itoa(next)) + "#versions"
	}
	return nil
}

// valueOf is the figure of a version in words; "" without one.
func valueOf(v claim.Version, l *locale.Locale) string {
	if !v.HasFigure() {
		return ""
	}
	return v.Value(l)
}

// differences says what a version changed: figure, status, words and chain.
func differences(old, now claim.Version, l *locale.Locale) (out []difference) {
	add := func(what, from, to string) {
		if from != to {
			out = append(out, difference{what, from, to})
		}
	}
	add("figure", valueOf(old, l), valueOf(now, l))
	add("status", claim.StatusWord(desk(), old.Status), claim.StatusWord(desk(), now.Status))
	add("words", old.Text, now.Text)
	add("formula", old.Formula, now.Formula)
	add("chain", old.Attribution(l), now.Attribution(l))
	return out
}

// changeWords say what a version is to the one before.
var changeWords = map[string]string{
	claim.First: "First on record", claim.Update: "Update", claim.Correction: "Correction", claim.Clarification: "Clarification", claim.Retraction: "Retraction",
}

// ChangeWord says what it is to the one before.
func (v versionRow) ChangeWord() string { return changeWords[v.Change] }

// changeChoices are what a version can be to the one before.
func changeChoices() []option {
	return []option{
		{claim.Update, "Update: it was right, and the world moved"},
		{claim.Correction, "Correction: it was wrong"},
		{claim.Clarification, "Clarification: true, and misleading"},
		{claim.Retraction, "Retraction: withdrawn"},
	}
}

// conditionWords say in a word what a condition is and how it stands.
var conditionWords = map[string]string{
	claim.OnlyIf: "only if", claim.Unless: "unless", claim.Until: "until",
	claim.Unknown: "not known yet", claim.Met: "met", claim.Unmet: "not met", claim.Void: "void",
}

func conditionWord(s string) string { return conditionWords[s] }

// readFigure reads typed words, such as "at least 1,200 people", in the
// language of the site.
func readFigure(words string, l *locale.Locale) (figure.Figure, bool) {
	return figure.For(l.Tag()).Parse(words)
}

// newVersion shows the form of a version; it begins with what is known.
func (a *Admin) newVersion(w http.ResponseWriter, r *http.Request, v *visit) error {
	c, err := a.claimOf(r)
	if err != nil {
		return err
	}
	last, err := a.Claims.VersionOf(r.Context(), c.ID, c.Latest)
	if err != nil {
		return err
	}
	f, err := a.versionForm(r.Context(), v, c, last)
	if err != nil {
		return err
	}
	return a.showFacts(w, r, v, c, f, http.StatusOK)
}
