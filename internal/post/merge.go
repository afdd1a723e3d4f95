package post

import (
	"context"
	"slices"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/markup"
)

// Begun is what somebody who saves had begun from.
type Begun struct {
	Version int64 // of the post
	// Seen is the version at which it was decided that they may save. What was
	// saved since is not joined with: it may have changed what they may do.
	Seen int64
	// Base is the text at Version; nil when it is not known.
	Base *Input
	// Tried is what they sent before and heard no answer to; nil for nothing.
	Tried *Input
}

// SaveJoined writes the working copy like Save. When somebody else saved in
// between, in other passages and other fields, both changes are joined and
// joined is true. What both changed in different ways is left to people, with
// the error of Save.
func (s *Store) SaveJoined(ctx context.Context, id, by int64, from Begun, in Input) (p Post, joined bool, err error) {
	defer fault.Wrap(&err, "post.SaveJoined(%d, version %d)", id, from.Version)
	if in, err = clean(in); err != nil {
		return Post{}, false, err
	}
	for _, one := range []**Input{&from.Base, &from.Tried} {
		*one = cleaned(*one)
	}
	now := s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		joined = false
		old, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		text, version := in, from.Version
		if version != old.Version && old.Version == from.Seen {
			text, joined, err = from.join(in, old)
			if err != nil {
				return err
			}
			version = old.Version
		}
		p, err = save(ctx, tx, old, version, by, text, now)
		return err
	})
	return p, joined && err == nil, err
}

// cleaned is a base as it would be stored; what could not be is none.
func cleaned(base *Input) *Input {
	if base == nil {
		return nil
	}
	in, err := clean(*base)
	if err != nil {
		return nil
	}
	return &in
}

// join puts mine where old is, with what others changed since.
func (from Begun) join(mine Input, old Post) (in Input, joined bool, err error) {
	if from.Tried != nil && from.Tried.sameText(old.Input) {
		return mine, false, nil // it had arrived
	}
	if from.Base == nil {
		return Input{}, false, conflict(mine, old)
	}
	in, ok := merge(*from.Base, mine, old.Input)
	if !ok || cleaned(&in) == nil { // together they may be too long
		return Input{}, false, conflict(mine, old)
	}
	return in, !mine.sameText(in), nil
}

// sameText is same for an input whose address was left to the program.
func (in Input) sameText(stored Input) bool {
	if in.Slug == "" {
		in.Slug = stored.Slug
	}
	return in.same(stored)
}

// merge joins two changes of base, field by field and the text by paragraphs.
// It is false when both changed the same thing in different ways.
func merge(base, mine, theirs Input) (Input, bool) {
	out, ok := mine, true
	pick := func(to *string, base, theirs string) {
		switch {
		case *to == base:
			*to = theirs
		case theirs != base && theirs != *to:
			ok = false
		}
	}
	pick(&out.Kind, base.Kind, theirs.Kind)
	pick(&out.Access, base.Access, theirs.Access)
	pick(&out.Layout, base.Layout, theirs.Layout)
	pick(&out.Slug, base.Slug, theirs.Slug)
	pick(&out.Headline, base.Headline, theirs.Headline)
	pick(&out.Standfirst, base.Standfirst, theirs.Standfirst)
	for _, rel := range relations() {
		to, was, other := rel.of(&out), *rel.of(&base), *rel.of(&theirs)
		switch {
		case slices.Equal(*to, was):
			*to = other
		case !slices.Equal(other, was) && !slices.Equal(other, *to):
			ok = false
		}
	}
	// A series and the place in it belong together, as do a picture and what is said of it.
	switch was, other := base.place(), theirs.place(); {
	case mine.place() == was:
		out.Series, out.Part = theirs.Series, theirs.Part
	case other != was && other != mine.place():
		ok = false
	}
	switch was, other := base.lead(), theirs.lead(); {
	case mine.lead() == was:
		out.LeadMediaID, out.LeadAlt, out.LeadCaption, out.LeadCredit = theirs.LeadMediaID, theirs.LeadAlt, theirs.LeadCaption, theirs.LeadCredit
	case other != was && other != mine.lead():
		ok = false
	}
	body, joined := markup.Merge(base.Body, mine.Body, theirs.Body)
	out.Body = body
	return out, ok && joined
}

type placeInSeries struct {
	series string
	part   int64
}

func (in Input) place() placeInSeries { return placeInSeries{in.Series, in.Part} }

type lead struct {
	id                   int64
	alt, caption, credit string
}

func (in Input) lead() lead { return lead{in.LeadMediaID, in.LeadAlt, in.LeadCaption, in.LeadCredit} }
