package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/markup"
	"onrecord/internal/post"
)

// clashPage shows two versions of a post that two people saved: the one that
// is stored, and the one that came second and is not.
type clashPage struct {
	frame
	Post    post.Post // theirs, as it is stored
	By      string
	Texts   []clashText
	Details []clashDetail
	Kept    []pair // the fields that the page does not show, as they were sent
}

// clashText is a field of text that differs.
type clashText struct {
	Name, Label, Mine, Theirs string
	Rows                      int
	Diff                      []markup.DiffPart // from theirs to mine
}

// clashDetail is something else that differs.
type clashDetail struct{ Label, Mine, Theirs string }

type pair struct{ Name, Value string }

// clash answers a save that came second. Nothing was stored; the text that was
// sent is in the page, beside the other one.
func (a *Admin) clash(w http.ResponseWriter, r *http.Request, v *visit, e edit, theirs post.Post) error {
	p := clashPage{frame: a.frame(r, v, "Two versions"), Post: theirs}
	var err error
	if p.By, err = a.nameOf(r.Context(), theirs.UpdatedBy); err != nil {
		return err
	}
	p.Texts = clashTexts(e.in, theirs.Input)
	if p.Details, err = a.clashDetails(r.Context(), v, e, theirs); err != nil {
		return err
	}
	p.Kept = keptFields(e, p.Texts)
	return a.show(w, http.StatusConflict, "clash", p)
}

func clashTexts(mine, theirs post.Input) []clashText {
	var out []clashText
	for _, t := range []clashText{
		{Name: "headline", Label: "Headline", Mine: mine.Headline, Theirs: theirs.Headline, Rows: 2},
		{Name: "standfirst", Label: "Standfirst", Mine: mine.Standfirst, Theirs: theirs.Standfirst, Rows: 3},
		{Name: "body", Label: "Text", Mine: mine.Body, Theirs: theirs.Body, Rows: 18},
	} {
		if t.Mine != t.Theirs {
			t.Diff = markup.DiffWords(t.Theirs, t.Mine)
			out = append(out, t)
		}
	}
	return out
}

// keptFields are the fields that the page sends along unseen.
func keptFields(e edit, shown []clashText) []pair {
	drop := []string{"version", "base", "tried", "then", "take_headline", "take_standfirst", "take_body", "take_details"}
	for _, t := range shown {
		drop = append(drop, t.Name)
	}
	var out []pair
	for name, values := range e.form.Values {
		if slices.Contains(drop, name) {
			continue
		}
		for _, value := range values {
			out = append(out, pair{name, value})
		}
	}
	slices.SortStableFunc(out, func(a, b pair) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// clashDetails says in words what differs beside the texts.
func (a *Admin) clashDetails(ctx context.Context, v *visit, e edit, theirs post.Post) ([]clashDetail, error) {
	f, err := a.postForm(ctx, v, theirs)
	if err != nil {
		return nil, err
	}
	section, author, err := a.groupNames(ctx)
	if err != nil {
		return nil, err
	}
	asIs := func(value string) string { return value }
	picture := func(id string) string { return "picture " + id }
	var out []clashDetail
	for _, d := range []struct {
		label  string
		fields []string
		say    func(string) string
	}{
		{"Kind", []string{"kind"}, capital},
		{"Who may read all of it", []string{"access"}, accessName},
		{"Layout", []string{"layout"}, layoutName},
		{"Sections", []string{"section", "also"}, section},
		{"Tags", []string{"tags"}, asIs},
		{"Authors", []string{"author"}, author},
		{"Series", []string{"series", "part"}, asIs},
		{"Address", []string{"slug"}, asIs},
		{"Lead picture", []string{"lead_media_id"}, picture},
		{"What it shows", []string{"lead_alt"}, asIs},
		{"Caption", []string{"lead_caption"}, asIs},
		{"Credit", []string{"lead_credit"}, asIs},
	} {
		mine, other := wordsOf(e.form.Values, d.fields, d.say), wordsOf(f.values, d.fields, d.say)
		// An empty address is one that the program chooses.
		if mine != other && (d.label != "Address" || mine != "") {
			out = append(out, clashDetail{d.label, mine, other})
		}
	}
	return out, nil
}

// accessName says who may read a post whole.
func accessName(access string) string {
	if access == post.Members {
		return "Members"
	}
	return "Everyone"
}

// groupNames gives the name of a section and of an author by the id in a form.
func (a *Admin) groupNames(ctx context.Context) (section, author func(id string) string, err error) {
	names := map[string]string{}
	sections, err := a.Posts.Sections(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, s := range sections {
		names["section"+itoa(s.ID)] = s.Name
	}
	authors, err := a.Posts.Authors(ctx)
	for _, p := range authors {
		names["author"+itoa(p.ID)] = p.Name
	}
	by := func(kind string) func(string) string { return func(id string) string { return names[kind+id] } }
	return by("section"), by("author"), err
}

// wordsOf says what stands in some fields of a form.
func wordsOf(values map[string][]string, names []string, say func(string) string) string {
	var out []string
	for _, value := range fieldsOf(values, names) {
		if word := say(value); word != "" {
			out = append(out, word)
		}
	}
	return strings.Join(out, ", ")
}

// fieldsOf lists what stands in some fields, each value once.
func fieldsOf(values map[string][]string, names []string) []string {
	var out []string
	for _, n := range names {
		for _, v := range values[n] {
			if v != "" && !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return out
}

// at is the element at i, or a zero one.
func at[T any](list []T, i int) (zero T) {
	if i < 0 || i >= len(list) {
		return zero
	}
	return list[i]
}

// nameOf is the name of one of the staff, or a word for somebody who left.
func (a *Admin) nameOf(ctx context.Context, id int64) (string, error) {
	if id == 0 {
		return "Somebody", nil
	}
	p, err := a.Staff.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return "Somebody who left", nil
	}
	return p.Name, err
}
