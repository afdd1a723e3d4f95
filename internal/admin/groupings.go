package admin

import (
	"context"
	"strconv"

	"onrecord/internal/markup"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// sections are the parts of the publication.
func sections(a *Admin) grouping {
	read := func(f page.Form) post.SectionInput {
		return post.SectionInput{Slug: f.Text("slug"), Name: f.Text("name"), Description: f.Text("description"), Position: int(f.Int("position"))}
	}
	return grouping{
		path: "/admin/sections", one: "section", many: "sections", edit: staff.TaxonomyEdit,
		note: "The parts of the publication, in the order in which the site shows them. All are listed.",
		list: func(ctx context.Context, _, _ string) (rows []groupRow, _ string, err error) {
			list, err := a.Posts.Sections(ctx)
			for _, s := range list {
				rows = append(rows, groupRow{s.ID, s.Name, s.Description, a.urls.Section(s.Slug)})
			}
			return rows, "", err
		},
		get: func(ctx context.Context, v *visit, id int64) (groupItem, error) {
			s, err := a.Posts.Section(ctx, id)
			f := filled("version", itoa(s.Version), "name", s.Name, "slug", s.Slug, "description", s.Description, "position", strconv.Itoa(s.Position))
			return groupItem{s.ID, s.Version, s.Name, a.urls.Section(s.Slug), v.can(staff.TaxonomyEdit), f}, err
		},
		fresh: filled("position", "0"),
		create: func(ctx context.Context, f page.Form) (int64, error) {
			in := read(f)
			if err := f.Err(); err != nil {
				return 0, err
			}
			s, err := a.Posts.CreateSection(ctx, in)
			return s.ID, err
		},
		update: func(ctx context.Context, _ *visit, id int64, f page.Form) error {
			in := read(f)
			version, err := versionOf(f)
			if err != nil {
				return err
			}
			_, err = a.Posts.UpdateSection(ctx, id, version, in)
			return err
		},
		remove: a.Posts.DeleteSection,
	}
}

// tags are the topics that posts share.
func tags(a *Admin) grouping {
	read := func(f page.Form) post.TagInput {
		return post.TagInput{Slug: f.Text("slug"), Name: f.Text("name"), Description: f.Text("description")}
	}
	return grouping{
		path: "/admin/tags", one: "tag", many: "tags", edit: staff.TaxonomyEdit, searched: true,
		note: "Topics that posts share, in the order of their addresses, 30 a page.",
		list: func(ctx context.Context, query, after string) (rows []groupRow, next string, err error) {
			list, next, err := a.Posts.TagPage(ctx, post.GroupFilter{Query: query, After: after})
			for _, t := range list {
				rows = append(rows, groupRow{t.ID, t.Name, t.Description, a.urls.Tag(t.Slug)})
			}
			return rows, next, err
		},
		get: func(ctx context.Context, v *visit, id int64) (groupItem, error) {
			t, err := a.Posts.Tag(ctx, id)
			f := filled("version", itoa(t.Version), "name", t.Name, "slug", t.Slug, "description", t.Description)
			return groupItem{t.ID, t.Version, t.Name, a.urls.Tag(t.Slug), v.can(staff.TaxonomyEdit), f}, err
		},
		create: func(ctx context.Context, f page.Form) (int64, error) {
			t, err := a.Posts.CreateTag(ctx, read(f))
			return t.ID, err
		},
		update: func(ctx context.Context, _ *visit, id int64, f page.Form) error {
			version, err := versionOf(f)
			if err != nil {
				return err
			}
			_, err = a.Posts.UpdateTag(ctx, id, version, read(f))
			return err
		},
		remove: a.Posts.DeleteTag,
	}
}

// authors are the names in bylines.
func authors(a *Admin) grouping {
	return grouping{
		path: "/admin/authors", one: "author", many: "authors", edit: staff.AuthorEditAny, searched: true,
		note: "The names in bylines, in the order of their addresses, 30 a page.",
		list: func(ctx context.Context, query, after string) (rows []groupRow, next string, err error) {
			list, next, err := a.Posts.AuthorPage(ctx, post.GroupFilter{Query: query, After: after})
			for _, p := range list {
				rows = append(rows, groupRow{p.ID, p.Name, markup.Parse(p.Bio).Excerpt(120), a.urls.Author(p.Slug)})
			}
			return rows, next, err
		},
		get: func(ctx context.Context, v *visit, id int64) (groupItem, error) {
			p, err := a.Posts.Author(ctx, id)
			mine := p.StaffID != 0 && p.StaffID == v.me.ID && v.can(staff.AuthorEditOwn)
			return groupItem{p.ID, p.Version, p.Name, a.urls.Author(p.Slug), mine || v.can(staff.AuthorEditAny), authorForm(p)}, err
		},
		create: func(ctx context.Context, f page.Form) (int64, error) {
			in, err := authorInput(f)
			if err != nil {
				return 0, err
			}
			p, err := a.Posts.CreateAuthor(ctx, in)
			return p.ID, err
		},
		update:     a.updateAuthor,
		remove:     a.Posts.DeleteAuthor,
		addChoices: a.addAuthorChoices,
	}
}

func authorForm(p post.Author) form {
	f := filled("version", itoa(p.Version), "name", p.Name, "slug", p.Slug, "bio", p.Bio, "url", p.URL)
	if p.MediaID != 0 {
		f.values.Set("media_id", itoa(p.MediaID))
	}
	if p.StaffID != 0 {
		f.values.Set("staff_id", itoa(p.StaffID))
	}
	return f
}

func authorInput(f page.Form) (post.AuthorInput, error) {
	in := post.AuthorInput{
		Slug: f.Text("slug"), Name: f.Text("name"), Bio: f.Body("bio"), URL: f.Text("url"),
		MediaID: f.Int("media_id"), StaffID: f.Int("staff_id"),
	}
	return in, f.Err()
}

// updateAuthor changes an author. Who may only edit their own page cannot tie
// it to somebody else.
func (a *Admin) updateAuthor(ctx context.Context, v *visit, id int64, f page.Form) error {
	in, err := authorInput(f)
	if err != nil {
		return err
	}
	version, err := versionOf(f)
	if err != nil {
		return err
	}
	if !v.can(staff.AuthorEditAny) {
		in.StaffID = v.me.ID
	}
	_, err = a.Posts.UpdateAuthor(ctx, id, version, in)
	return err
}

// addAuthorChoices offers a portrait and, to those who may edit everybody's
// page, the staff that an author may be.
func (a *Admin) addAuthorChoices(ctx context.Context, v *visit, p *groupPage) (err error) {
	p.Author = true
	if p.Portrait, err = a.chooser(ctx, "media_id", p.Form.Value("media_id")); err != nil {
		return err
	}
	if !v.can(staff.AuthorEditAny) {
		return nil
	}
	people, err := a.Staff.List(ctx)
	if err != nil {
		return err
	}
	p.Staff = []option{{"", "Nobody on the staff"}}
	for _, q := range people {
		p.Staff = append(p.Staff, idOption(q.ID, q.Name))
	}
	return nil
}

// excerpt is the beginning of a longer text.
func excerpt(s string) string {
	if r := []rune(s); len(r) > 120 {
		return string(r[:119]) + "…"
	}
	return s
}
