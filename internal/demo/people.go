package demo

import (
	"context"
	"fmt"
	"slices"

	"onrecord/internal/fault"
	"onrecord/internal/post"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

var sections = []post.SectionInput{
	{Name: "Harbour", Description: "Boats, ferries, the mole, the lamp, and what the blackboard at the slip says.", Position: 1},
	{Name: "Weather", Description: "What the station expects, how sure it is, and how often it was wrong.", Position: 2},
	{Name: "Nature", Description: "The shore, the skerries and the sky above them.", Position: 3},
	{Name: "Food", Description: "What grows, swims, ferments and rises on Farrow.", Position: 4},
	{Name: "Schools", Description: "One school, ninety-one pupils, and everything that they build.", Position: 5},
	{Name: "Culture", Description: "Music, books, the market hall and long evenings.", Position: 6},
}

func (f *filler) addSections(ctx context.Context) error {
	f.sections = map[string]int64{}
	for _, in := range sections {
		s, err := f.Posts.SectionBySlug(ctx, post.Slugify(in.Name))
		if fault.Is(err, fault.NotFound) {
			s, err = f.Posts.CreateSection(ctx, in)
		}
		if err != nil {
			return err
		}
		f.sections[in.Name] = s.ID
	}
	return nil
}

// header is the menu of the publication: its sections and who makes it.
func (f *filler) header() []site.Item {
	var items []site.Item
	for _, in := range sections {
		items = append(items, site.Item{To: fmt.Sprintf("%s:%d", site.ToSection, f.sections[in.Name])})
	}
	return append(items, site.Item{Label: "About us", To: "/about"}, site.Item{Label: "Newsletters", To: "/newsletters"})
}

// addAuthors gives each author a page and a place on the staff.
func (f *filler) addAuthors(ctx context.Context) error {
	f.staff, f.authors = map[string]int64{f.content.owner(): f.owner.ID}, map[string]int64{}
	people, err := f.Staff.List(ctx)
	if err != nil {
		return err
	}
	for _, d := range f.content.authors {
		if err := f.hire(ctx, people, d); err != nil {
			return err
		}
		if err := f.addAuthor(ctx, d); err != nil {
			return err
		}
		f.step()
	}
	return nil
}

// hire invites an author to the staff, and accepts.
func (f *filler) hire(ctx context.Context, people []staff.Person, d document) error {
	name, email := d.fields["name"], d.fields["email"]
	i := slices.IndexFunc(people, func(p staff.Person) bool { return p.Email == email })
	if i >= 0 && !people[i].Invited {
		f.staff[name] = people[i].ID
		return nil
	}
	if i >= 0 { // invited by a filling that was cut off before the invitation was accepted
		if err := f.Staff.Remove(ctx, f.owner, people[i].ID); err != nil {
			return err
		}
	}
	_, token, err := f.Staff.Invite(ctx, f.owner, staff.PersonInput{Name: name, Email: email, Role: staff.Role(d.fields["role"])})
	if err != nil {
		return err
	}
	p, err := f.Staff.AcceptInvitation(ctx, token, Password)
	if err != nil {
		return err
	}
	f.staff[name] = p.ID
	return nil
}

func (f *filler) addAuthor(ctx context.Context, d document) error {
	in := post.AuthorInput{
		Name: d.fields["name"], Bio: d.text,
		MediaID: f.pictures[d.fields["image"]].ID, StaffID: f.staff[d.fields["name"]],
	}
	a, err := f.Posts.AuthorBySlug(ctx, post.Slugify(in.Name))
	switch {
	case fault.Is(err, fault.NotFound):
		a, err = f.Posts.CreateAuthor(ctx, in)
	case err == nil && a.Bio == "":
		in.Slug = a.Slug
		a, err = f.Posts.UpdateAuthor(ctx, a.ID, a.Version, in)
	}
	f.authors[in.Name] = a.ID
	return err
}
