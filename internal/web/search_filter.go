package web

import (
	"net/url"
	"slices"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/search"
)

// mostOffered is how many authors the search page lists.
const mostOffered = 200

// filterNames are the parameters that narrow a search.
func filterNames() []string { return []string{"section", "author", "kind", "from", "until"} }

// narrow reads the filters of the address and shows them with what else can be
// chosen. What does not exist finds nothing.
func (s *Web) narrow(f *frame, v *SearchPage) (search.Filter, error) {
	asked := f.r.URL.Query()
	for _, name := range filterNames() {
		if !page.Clean(asked.Get(name)) {
			return search.Filter{}, fault.New(fault.BadRequest, "These words hold characters that cannot be read; please type them again.")
		}
		v.Filters.Any = v.Filters.Any || asked.Get(name) != ""
	}
	v.Filters.Clear = searchPath(v, nil)
	out, err := s.inSection(f, v, asked.Get("section"))
	if err != nil {
		return out, err
	}
	if err := s.byAuthor(f, v, asked.Get("author"), &out); err != nil {
		return out, err
	}
	if out.Kind = asked.Get("kind"); out.Kind != "" && !slices.Contains(post.Kinds(), out.Kind) {
		out = search.Nothing()
	}
	v.Filters.Kinds = f.kinds(out.Kind)
	v.Filters.From, v.Filters.Until = asked.Get("from"), asked.Get("until")
	from, until := f.day(v, v.Filters.From), f.day(v, v.Filters.Until)
	if out.From = from; !until.IsZero() {
		out.Until = until.AddDate(0, 0, 1)
	}
	return out, nil
}

func (s *Web) inSection(f *frame, v *SearchPage, slug string) (out search.Filter, err error) {
	all, err := s.Posts.Sections(f.r.Context())
	for _, section := range all {
		v.Filters.Sections = append(v.Filters.Sections, Choice{Value: section.Slug, Label: section.Name, Chosen: section.Slug == slug})
		if section.Slug == slug {
			out.SectionID = section.ID
		}
	}
	if slug != "" && out.SectionID == 0 {
		out = search.Nothing()
	}
	return out, err
}

// byAuthor offers the authors whom readers know.
func (s *Web) byAuthor(f *frame, v *SearchPage, slug string, out *search.Filter) error {
	all, err := s.Posts.Credited(f.r.Context(), mostOffered)
	if err != nil {
		return err
	}
	for _, a := range all {
		v.Filters.Authors = append(v.Filters.Authors, Choice{Value: a.Slug, Label: a.Name, Chosen: a.Slug == slug})
		if a.Slug == slug {
			out.AuthorID = a.ID
		}
	}
	if slug == "" || out.AuthorID != 0 {
		return nil
	}
	a, err := s.Posts.AuthorBySlug(f.r.Context(), slug) // beyond those that are listed, or nobody
	switch {
	case fault.Is(err, fault.NotFound):
		*out = search.Nothing()
	case err != nil:
		return err
	default:
		out.AuthorID = a.ID
	}
	return nil
}

func (f *frame) kinds(chosen string) []Choice {
	out := make([]Choice, 0, len(post.Kinds()))
	for _, kind := range post.Kinds() {
		label := f.kind(kind)
		switch kind {
		case post.Article:
			label = f.l.T("Article")
		case post.Page:
			label = f.l.T("Page")
		}
		out = append(out, Choice{Value: kind, Label: label, Chosen: kind == chosen})
	}
	return out
}

// day is the beginning of a day in the site's zone; zero for none, and with a
// problem for what is no day.
func (f *frame) day(v *SearchPage, typed string) time.Time {
	if typed == "" {
		return time.Time{}
	}
	at, err := time.ParseInLocation(time.DateOnly, typed, f.zone)
	if err != nil || at.Year() < 1900 || at.Year() > 2100 {
		v.Filters.Problem = f.l.T("Write a day like %s.", "2026-11-08")
		return time.Time{}
	}
	return at
}

// searchPath is the address of a search with the filters of asked.
func searchPath(v *SearchPage, asked url.Values) string {
	path := "/search?q=" + encode(v.Query)
	for _, name := range filterNames() {
		if value := asked.Get(name); value != "" {
			path += "&" + name + "=" + encode(value)
		}
	}
	return path
}
