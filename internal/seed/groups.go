package seed

import (
	"context"

	"onrecord/internal/fault"
	"onrecord/internal/post"
)

// found are the ids that posts refer to.
type found struct{ sections, tags, authors []int64 }

// groups finds the sections, tags and authors of the load data, or makes them.
func groups(ctx context.Context, s *post.Store) (g found, err error) {
	for _, name := range sectionNames {
		v, err := s.SectionBySlug(ctx, slug(name))
		if fault.Is(err, fault.NotFound) {
			v, err = s.CreateSection(ctx, post.SectionInput{Slug: slug(name), Name: name})
		}
		if err != nil {
			return g, err
		}
		g.sections = append(g.sections, v.ID)
	}
	tags, err := s.EnsureTags(ctx, tagNames)
	if err != nil {
		return g, err
	}
	for _, t := range tags {
		g.tags = append(g.tags, t.ID)
	}
	for _, name := range authorNames {
		v, err := s.AuthorBySlug(ctx, slug(name))
		if fault.Is(err, fault.NotFound) {
			v, err = s.CreateAuthor(ctx, post.AuthorInput{Slug: slug(name), Name: name})
		}
		if err != nil {
			return g, err
		}
		g.authors = append(g.authors, v.ID)
	}
	return g, nil
}
