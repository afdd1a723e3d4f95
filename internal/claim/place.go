package claim

import (
	"context"
	"fmt"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/markup"
)

// Place is where a text that was bound to the record prints a claim.
type Place struct {
	Ref     Ref // the version that it prints
	Words   string
	Locator string // the name of the text, and which of its bindings
}

// Places lists where a text prints what its cards say, as far as the surface
// carries it.
func Places(name string, doc *markup.Document, cards markup.Claims, carries func(markup.Binding) bool) (out []Place) {
	if len(cards) == 0 {
		return nil
	}
	for i, b := range doc.Bindings() {
		card, ok := cards[b.Ref()]
		if !ok || !carries(b) {
			continue
		}
		words := b.Words
		if b.Printed {
			words = card.Value
		}
		out = append(out, Place{Ref{card.Key, int64(card.Version)}, words, fmt.Sprintf("%s/%d", name, i+1)})
	}
	return out
}

// OnPages and InMail say what a page or feed, and a mail, carries of a text.
func OnPages(b markup.Binding) bool { return b.Web }

// InMail is OnPages for mail.
func InMail(b markup.Binding) bool { return b.Mail }

// Prints finds the versions that places print, for Used and Carried.
func (s *Store) Prints(ctx context.Context, q db.Querier, places []Place) (out []Print, err error) {
	defer fault.Wrap(&err, "claim.Prints(%d places)", len(places))
	if len(places) == 0 {
		return nil, nil
	}
	refs := make([]Ref, len(places))
	for i, p := range places {
		refs[i] = p.Ref
	}
	found, err := s.Resolve(ctx, q, refs)
	if err != nil {
		return nil, err
	}
	for _, p := range places {
		if b, ok := found[p.Ref]; ok {
			out = append(out, Print{ClaimID: b.Claim.ID, VersionID: b.Version.ID, Mode: Pinned, Words: p.Words, Locator: p.Locator})
		}
	}
	return out, nil
}
