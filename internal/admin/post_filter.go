package admin

import (
	"context"
	"net/http"

	"onrecord/internal/fault"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// States of the list that are no status of a post.
const (
	handedIn  = "handed-in" // waits for the editors
	unpublics = "changes"   // published, with changes that readers do not see
)

// postFilters are the words of the list's address; the first stand open.
func postFilters() []string {
	return []string{"q", "section", "kind", "tag", "author", "access", "sort", "n"}
}

// postFilter reads the filters of the address. One that cannot be read comes
// back with its message, and no posts: a list that left the filter out would
// look like its answer.
func (a *Admin) postFilter(ctx context.Context, r *http.Request, v *visit) (f post.ListFilter, err error) {
	var p fault.Problems
	f = post.ListFilter{
		Status: query(r, "status"), Query: query(r, "q"), Kind: query(r, "kind"), Access: query(r, "access"), Sort: query(r, "sort"),
		SectionID: beforeID(r, "section"), AuthorID: beforeID(r, "author"), Limit: postRun,
	}
	if query(r, "n") == "100" {
		f.Limit = 100
	}
	switch f.Status {
	case handedIn:
		f.Status, f.HandedIn = "", true
	case unpublics:
		f.Status, f.Changed = "", true
	}
	if !v.can(staff.PostReadAny) {
		f.AuthorStaffID = v.me.ID
	}
	if names := tagNames(query(r, "tag")); len(names) > 0 {
		tags, err := a.knownTags(ctx, names[:1])
		if err != nil && !fault.Is(err, fault.Invalid) {
			return f, err
		}
		if err != nil {
			p.Add("tag", "There is no tag “%s”.", names[0])
			return f, p.Err()
		}
		f.TagID = tags[0].ID
	}
	f.Before, err = post.ParseCursor(r.URL.Query().Get("before"))
	return f, err
}

// addChoices offers what the list can be filtered by, and what can be done to
// the posts that are chosen.
func (a *Admin) addChoices(ctx context.Context, v *visit, p *postsPage) error {
	sections, err := a.Posts.Sections(ctx)
	if err != nil {
		return err
	}
	p.Sections, p.ToSection = []option{{"", "All sections"}}, []option{{"", "No section"}}
	for _, s := range sections {
		p.Sections, p.ToSection = append(p.Sections, idOption(s.ID, s.Name)), append(p.ToSection, idOption(s.ID, s.Name))
	}
	authors, err := a.Posts.Authors(ctx)
	if err != nil {
		return err
	}
	p.Authors = []option{{"", "All authors"}}
	for _, one := range authors {
		p.Authors = append(p.Authors, idOption(one.ID, one.Name))
	}
	p.Kinds = []option{{"", "All kinds"}}
	for _, kind := range post.Kinds() {
		p.Kinds = append(p.Kinds, option{kind, capital(kind)})
	}
	p.Accesses = []option{{"", "For all and for members"}, {post.Everyone, "For everyone"}, {post.Members, "For members"}}
	p.Sorts = []option{{"", "Last changed first"}, {post.SortPublished, "Last published first"}, {post.SortScheduled, "Last scheduled first"}, {post.SortCreated, "Last begun first"}}
	p.Sizes = []option{{"", "30 a page"}, {"100", "100 a page"}}
	for _, d := range bulkDeeds() {
		if v.can(d.needs) {
			p.Deeds = append(p.Deeds, option{d.Name, d.Label})
		}
	}
	return nil
}
