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

// place is one place of an issue that prints a claim.
type place struct {
	ref            claim.Ref
	words, locator string
}

// prints is what the mail prints of the record: the texts of the issue itself,
// and of each post all of it, or how it begins where that is all there is.
func (s *Store) prints(ctx context.Context, d draft, page issuePage) ([]claim.Print, error) {
	var list []place
	for _, part := range []struct{ name, src string }{{"header", d.newsletter.Header}, {"intro", d.issue.Intro}, {"footer", d.newsletter.Footer}} {
		if !strings.Contains(part.src, "claim:") {
			continue
		}
		cards, err := s.Posts.Cards(ctx, post.Input{Body: part.src})
		if err != nil {
			return nil, err
		}
		list = append(list, places(part.name, markup.Parse(part.src), cards)...)
	}
	for n, p := range d.posts {
		in := places(fmt.Sprintf("post-%d", p.PostID), p.Revision.Document(), p.Revision.Claims)
		if page.Posts[n].Body == "" {
			in = within(page.Posts[n].Excerpt, in)
		}
		list = append(list, in...)
	}
	return s.known(ctx, list)
}

// places lists where a text prints claims in a mail.
func places(name string, doc *markup.Document, cards markup.Claims) (out []place) {
	for i, b := range doc.Bindings() {
		card, ok := cards[b.Ref()]
		if !ok || !b.Mail {
			continue
		}
		words := b.Words
		if b.Printed {
			words = card.Value
		}
		out = append(out, place{claim.Ref{Key: card.Key, Number: int64(card.Version)}, words, fmt.Sprintf("%s/%d", name, i+1)})
	}
	return out
}

// within keeps the places that an excerpt reaches, which are the first ones.
func within(excerpt string, list []place) (out []place) {
	for _, p := range list {
		_, rest, ok := strings.Cut(excerpt, p.words)
		if !ok {
			break
		}
		out, excerpt = append(out, p), rest
	}
	return out
}

// known finds the versions that were printed.
func (s *Store) known(ctx context.Context, list []place) ([]claim.Print, error) {
	if len(list) == 0 {
		return nil, nil
	}
	refs := make([]claim.Ref, len(list))
	for i, p := range list {
		refs[i] = p.ref
	}
	found, err := s.Posts.Claims.Resolve(ctx, s.DB, refs)
	if err != nil {
		return nil, err
	}
	var out []claim.Print
	for _, p := range list {
		if b, ok := found[p.ref]; ok {
			out = append(out, claim.Print{ClaimID: b.Claim.ID, VersionID: b.Version.ID, Mode: claim.Pinned, Words: p.words, Locator: p.locator})
		}
	}
	return out, nil
}
