package admin

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/markup"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// workingRef stands in an address for the working copy; revisions have their
// number, and what gave way has its id behind asidePrefix.
const (
	workingRef  = "now"
	asidePrefix = "kept-"
)

func asideRef(id int64) string { return asidePrefix + itoa(id) }

// contextRunes is how much of a text stays in sight around a change.
const contextRunes = 160

// side is one of two states of a post that are compared.
type side struct {
	Ref, Label string
	By         string
	At         time.Time
	Verb       string // published or saved
	Note       string
	Kept       bool // neither the working copy nor a revision
	in         post.Input
}

// comparisonPage shows what differs between two states of a post.
type comparisonPage struct {
	frame
	Post     post.Post
	From, To side
	Texts    []comparedText
	Details  []comparedDetail
	Restores []side // those of the two that can become the working copy again
	Asks     bool   // changes that were never published would give way
	Form     form
}

// comparedText is a text that differs; what is the same far from any change is
// set apart in it.
type comparedText struct {
	Label string
	Parts []markup.DiffPart
}

// comparedDetail is a setting that differs.
type comparedDetail struct{ Label, From, To string }

func (a *Admin) comparison(w http.ResponseWriter, r *http.Request, v *visit) error {
	q, err := a.shownPost(r, v)
	if err != nil {
		return err
	}
	return a.showComparison(w, r, v, q, query(r, "from"), query(r, "to"), form{}, http.StatusOK)
}

func (a *Admin) showComparison(w http.ResponseWriter, r *http.Request, v *visit, q post.Post, from, to string, f form, status int) (err error) {
	p := comparisonPage{frame: a.frame(r, v, "What changed"), Post: q, Form: f}
	ctx := r.Context()
	if from, to, err = a.sidesOr(ctx, q, from, to); err != nil {
		return err
	}
	if p.From, err = a.side(ctx, q, from); err != nil {
		return err
	}
	if p.To, err = a.side(ctx, q, to); err != nil {
		return err
	}
	p.Texts = comparedTexts(p.From.in, p.To.in)
	if p.Details, err = a.comparedDetails(ctx, p.From.in, p.To.in); err != nil {
		return err
	}
	if approved(v, q) == nil {
		for _, s := range []side{p.From, p.To} {
			if s.Ref != workingRef {
				p.Restores = append(p.Restores, s)
			}
		}
	}
	if p.Asks, err = a.Posts.Unrecorded(ctx, q); err != nil {
		return err
	}
	return a.show(w, status, "comparison", p)
}

// sidesOr fills in what the address leaves out: the newest revision and the one
// before it.
func (a *Admin) sidesOr(ctx context.Context, q post.Post, from, to string) (string, string, error) {
	if from != "" && to != "" {
		return from, to, nil
	}
	newest, err := a.Posts.RevisionsBefore(ctx, q.ID, 0, 2)
	if err != nil {
		return "", "", err
	}
	if to == "" {
		to = workingRef
		if from == "" && len(newest) > 1 {
			to = itoa(int64(newest[0].Number))
		}
	}
	if from == "" && len(newest) > 0 {
		from = itoa(int64(newest[len(newest)-1].Number))
	}
	return from, to, nil
}

// side finds a state of a post by the name that it has in addresses.
func (a *Admin) side(ctx context.Context, q post.Post, ref string) (s side, err error) {
	s.Ref, s.Verb = ref, "saved"
	by := q.UpdatedBy
	kept, isKept := strings.CutPrefix(ref, asidePrefix)
	number, numErr := strconv.ParseInt(strings.TrimPrefix(ref, asidePrefix), 10, 64)
	switch {
	case ref == workingRef:
		s.Label, s.At, s.in = "Working copy", q.UpdatedAt, q.Input
	case numErr != nil || number <= 0:
		return s, fault.New(fault.NotFound, "There is no such state of this post; choose two in the list of its revisions.")
	case isKept:
		one, err := a.Posts.Aside(ctx, q.ID, number)
		if err != nil {
			return s, err
		}
		s.Label, s.At, s.in, s.Kept, by = "Kept text "+kept, one.SavedAt, one.Input, true, one.SavedBy
	default:
		r, err := a.Posts.RevisionNumber(ctx, q.ID, number)
		if err != nil {
			return s, err
		}
		s.Label, s.Verb, s.At, s.Note, s.in, by = "Revision "+ref, "published", r.PublishedAt, r.Note, r.Input, r.PublishedBy
	}
	s.By, err = a.nameOf(ctx, by)
	return s, err
}

func comparedTexts(from, to post.Input) []comparedText {
	var out []comparedText
	for _, t := range []struct{ label, from, to string }{
		{"Headline", from.Headline, to.Headline}, {"Standfirst", from.Standfirst, to.Standfirst}, {"Text", from.Body, to.Body},
	} {
		if t.from != t.to {
			out = append(out, comparedText{t.label, markup.Around(markup.DiffWords(t.from, t.to), contextRunes)})
		}
	}
	return out
}

// comparedDetails says in words what differs beside the texts.
func (a *Admin) comparedDetails(ctx context.Context, from, to post.Input) ([]comparedDetail, error) {
	before, err := a.detailsOf(ctx, from)
	if err != nil {
		return nil, err
	}
	after, err := a.detailsOf(ctx, to)
	if err != nil {
		return nil, err
	}
	var out []comparedDetail
	for i, d := range before {
		if d.Value != after[i].Value {
			out = append(out, comparedDetail{d.Name, d.Value, after[i].Value})
		}
	}
	return out, nil
}

// detailsOf are the settings of a post in words.
func (a *Admin) detailsOf(ctx context.Context, in post.Input) ([]pair, error) {
	section, author, err := a.groupNames(ctx)
	if err != nil {
		return nil, err
	}
	tags, err := a.tagNamesOf(ctx, in.TagIDs)
	if err != nil {
		return nil, err
	}
	picture, err := a.pictureName(ctx, in.LeadMediaID)
	if err != nil {
		return nil, err
	}
	return []pair{
		{"Kind", capital(in.Kind)},
		{"Who may read all of it", accessName(in.Access)},
		{"Layout", layoutName(in.Layout)},
		{"Sections", namesOf(in.SectionIDs, section)},
		{"Tags", namesOf(in.TagIDs, tags)},
		{"Authors", namesOf(in.AuthorIDs, author)},
		{"Series", seriesName(in)},
		{"Address", in.Slug},
		{"Lead picture", picture},
		{"What it shows", in.LeadAlt},
		{"Caption", in.LeadCaption},
		{"Credit", in.LeadCredit},
	}, nil
}

// seriesName is the series of a post with its place in it.
func seriesName(in post.Input) string {
	if in.Part == 0 {
		return in.Series
	}
	return in.Series + ", part " + itoa(in.Part)
}

// namesOf joins names; what has none any more is said to be gone.
func namesOf(ids []int64, name func(id string) string) string {
	var out []string
	for _, id := range ids {
		n := name(itoa(id))
		if n == "" {
			n = "one that was deleted"
		}
		out = append(out, n)
	}
	return strings.Join(out, ", ")
}

func (a *Admin) tagNamesOf(ctx context.Context, ids []int64) (func(id string) string, error) {
	names := map[string]string{}
	for _, id := range ids {
		t, err := a.Posts.Tag(ctx, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		names[itoa(id)] = t.Name
	}
	return func(id string) string { return names[id] }, nil
}

func (a *Admin) pictureName(ctx context.Context, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	m, err := a.Media.Get(ctx, id)
	switch {
	case fault.Is(err, fault.NotFound):
		return "one that was deleted", nil
	case err != nil:
		return "", err
	}
	return m.Name + " (picture " + itoa(id) + ")", nil
}

// restorePost makes an older state the working copy. It asks once where
// changes that were never published would give way.
func (a *Admin) restorePost(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := id(r, "id")
	if err != nil {
		return err
	}
	q, err := a.visible(r.Context(), v, n, staff.PostWriteAny)
	if err != nil {
		return err
	}
	if err := approved(v, q); err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	o, err := restorationOf(f)
	if err != nil {
		return err
	}
	out, err := a.Posts.Restore(r.Context(), n, v.me.ID, o)
	switch {
	case err == nil && out.Gaps:
		return see(w, r, postPath(n), "restored-gaps")
	case err == nil:
		return see(w, r, postPath(n), "restored")
	case !mendable(err):
		return err
	}
	if q, err2 := a.Posts.Get(r.Context(), n); err2 == nil {
		return a.showComparison(w, r, v, q, workingRef, f.Get("of"), returned(f, err), statusOf(err))
	}
	return err
}

func restorationOf(f page.Form) (o post.Restoration, err error) {
	of := f.Get("of")
	kept, isKept := strings.CutPrefix(of, asidePrefix)
	number, numErr := strconv.ParseInt(kept, 10, 64)
	if numErr != nil || number <= 0 {
		return o, missing()
	}
	if isKept {
		o.AsideID = number
	} else {
		o.Number = number
	}
	o.Replace = f.Get("replace") == "yes"
	o.Version, err = versionOf(f)
	return o, err
}
