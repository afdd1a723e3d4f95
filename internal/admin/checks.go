package admin

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"onrecord/internal/check"
	"onrecord/internal/fault"
	"onrecord/internal/markup"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// mark is a finding as the writing page shows it: with the words it is about,
// and those around them, by which the page finds them in the text as it stands.
type mark struct {
	Rule     string      `json:"rule"`
	Level    check.Level `json:"level"`
	Sentence string      `json:"sentence"`
	Field    string      `json:"field"`
	Quote    string      `json:"quote"`
	Before   string      `json:"before"`
	After    string      `json:"after"`
}

// marksAround is how many bytes of the text go with a mark on each side.
const marksAround = 60

// checkRecord reads what was typed beside the record. It stores nothing and
// stops nobody.
func (a *Admin) checkRecord(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := readPost(w, r)
	if err != nil {
		return err
	}
	in := inputOf(f)
	old, err := a.publishedOf(r.Context(), v, f.Int("post"))
	if err != nil {
		return err
	}
	list, err := a.findings(r.Context(), in, old)
	if err != nil {
		return err
	}
	marks := []mark{}
	for _, one := range list {
		marks = append(marks, markOf(one, in))
	}
	return sendJSON(w, http.StatusOK, struct {
		Marks []mark `json:"marks"`
	}{marks})
}

// publishedOf is what readers have of a post, as far as the person may see it.
func (a *Admin) publishedOf(ctx context.Context, v *visit, id int64) (r post.Revision, err error) {
	if id == 0 {
		return r, nil
	}
	p, err := a.visible(ctx, v, id, staff.PostReadAny)
	if err != nil || p.RevisionID == 0 {
		return r, err
	}
	live, err := a.Posts.Published(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return r, nil // it was taken off the site a moment ago
	}
	return live.Revision, err
}

// findings are those of a text as it was typed, beside what readers have of it.
func (a *Admin) findings(ctx context.Context, in post.Input, old post.Revision) ([]check.Finding, error) {
	if len(in.Body) > post.MaxBody {
		return nil, nil // it cannot be stored
	}
	in.Body = strings.ToValidUTF8(in.Body, "\uFFFD")
	s, err := a.Site.Get(ctx)
	if err != nil {
		return nil, err
	}
	known, err := a.Claims.Resolve(ctx, a.DB, check.Refs(markup.Parse(in.Body).Bindings()))
	if err != nil {
		return nil, err
	}
	carried := map[string]int{}
	for ref, c := range old.Claims {
		carried[ref] = c.Version
	}
	return check.Text(check.Input{
		Published: old.Body, Carried: carried,
		Language: s.Language, Lasting: in.Kind == post.Explainer || in.Kind == post.Page, Body: in.Body,
		Fields: []check.Field{{Name: "headline", Text: in.Headline}},
		Claims: check.Recorded(known), Today: a.Now(),
	}), nil
}

func markOf(f check.Finding, in post.Input) mark {
	text := in.Headline
	if f.Field == "body" {
		text = strings.ToValidUTF8(in.Body, "\uFFFD")
	}
	whole := func(s string) string { return strings.ToValidUTF8(s, "") } // a cut may part a letter
	return mark{
		f.Rule, f.Level, f.Sentence, f.Field, text[f.Start:f.End],
		whole(text[max(0, f.Start-marksAround):f.Start]), whole(text[f.End:min(len(text), f.End+marksAround)]),
	}
}

// recordPoint says on the checklist what the record makes of a text. Hints are
// for who writes and do not count.
func (a *Admin) recordPoint(ctx context.Context, in post.Input) (point, error) {
	p := point{Label: "Against the record", Field: "body"}
	list, err := a.findings(ctx, in, post.Revision{})
	against, odd := 0, 0
	first := ""
	for _, f := range list {
		switch f.Level {
		case check.Error, check.Block:
			if against++; against == 1 {
				first = f.Sentence
			}
		case check.Warning:
			if odd++; odd == 1 && against == 0 {
				first = f.Sentence
			}
		}
	}
	switch {
	case against > 0:
		p.Say = fmt.Sprintf("%s it. %s", count(against, "place contradicts", "places contradict"), first)
	case odd > 0:
		p.Say = fmt.Sprintf("%s. %s", count(odd, "thing to look at", "things to look at"), first)
	default:
		p.Good, p.Say = true, "Nothing contradicts it."
	}
	return p, err
}
