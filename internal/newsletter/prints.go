package newsletter

import (
	"context"
	"fmt"
	"strings"

	"onrecord/internal/claim"
	"onrecord/internal/markup"
	"onrecord/internal/post"
)

// bound is a text of the issue itself with what it prints of the record now.
func (s *Store) bound(ctx context.Context, src string) (*markup.Document, error) {
	cards, err := s.Posts.Cards(ctx, post.Input{Body: src})
	return markup.Parse(src).With(cards), err
}

// prints is what the mail prints of the record: the texts of the issue itself,
// and of each post all of it, or how it begins where that is all there is.
func (s *Store) prints(ctx context.Context, d draft, page issuePage) ([]claim.Print, error) {
	var list []claim.Place
	for _, part := range []struct{ name, src string }{{"header", d.newsletter.Header}, {"intro", d.issue.Intro}, {"footer", d.newsletter.Footer}} {
		if !strings.Contains(part.src, "claim:") {
			continue
		}
		cards, err := s.Posts.Cards(ctx, post.Input{Body: part.src})
		if err != nil {
			return nil, err
		}
		list = append(list, claim.Places(part.name, markup.Parse(part.src), cards, claim.InMail)...)
	}
	for n, p := range d.posts {
		in := claim.Places(fmt.Sprintf("post-%d", p.PostID), p.Revision.Document(), p.Revision.Claims, claim.InMail)
		if page.Posts[n].Body == "" {
			in = within(page.Posts[n].Excerpt, in)
		}
		list = append(list, in...)
	}
	return s.Posts.Claims.Prints(ctx, s.DB, list)
}

// within keeps the places that an excerpt reaches, which are the first ones.
func within(excerpt string, list []claim.Place) (out []claim.Place) {
	for _, p := range list {
		_, rest, ok := strings.Cut(excerpt, p.Words)
		if !ok {
			break
		}
		out, excerpt = append(out, p), rest
	}
	return out
}
