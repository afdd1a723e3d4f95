package post

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/locale"
	"onrecord/internal/markup"
	"onrecord/internal/staff"
)

// MaxOverride is how long the reason for printing what is withdrawn may be, in characters.
const MaxOverride = 500

// UnknownClaimsError says which claims a text names that are not on record. It
// is the cause of an error of kind fault.Invalid on the body; errors.As finds
// it, so that a form can offer to make them.
type UnknownClaimsError struct {
	Missing []markup.Binding // the first of each claim or version
}

func (e *UnknownClaimsError) Error() string {
	return fmt.Sprintf("%d claims are not on record", len(e.Missing))
}

// WithdrawnClaimsError says which claims a text prints that are refuted or
// retracted. It is the cause of an error of kind fault.Invalid on override.
type WithdrawnClaimsError struct{ Keys []string }

func (e *WithdrawnClaimsError) Error() string {
	return "withdrawn: " + strings.Join(e.Keys, ", ")
}

// bound is what a text prints of the record.
type bound struct {
	claims    markup.Claims
	prints    []claim.Print
	missing   []markup.Binding
	withdrawn []string // keys
	live      bool     // it prints what is current, not what was pinned
}

// bind looks up the claims that a text is bound to, as the record is now. The
// time says in which zone its days are.
func (s *Store) bind(ctx context.Context, q db.Querier, in Input, zone *time.Location) (b bound, err error) {
	if !strings.Contains(in.Body, "claim:") {
		return b, nil
	}
	bindings := markup.Parse(in.Body).Bindings()
	refs := make([]claim.Ref, len(bindings))
	for i, v := range bindings {
		refs[i] = claim.Ref{Key: v.Key, Number: int64(v.Version)}
	}
	found, err := s.Claims.Resolve(ctx, q, refs)
	if err != nil || len(refs) == 0 {
		return b, err
	}
	l := locale.For(s.Language(ctx))
	b.claims = markup.Claims{}
	unknown := map[string]bool{}
	for i, v := range bindings {
		known, ok := found[refs[i]]
		switch {
		case ok:
			b.add(i+1, v, known, in.Kind, l, zone)
		case !unknown[v.Ref()]:
			unknown[v.Ref()] = true
			b.missing = append(b.missing, v)
		}
	}
	return b, nil
}

// add notes that the nth binding of a text prints a version.
func (b *bound) add(nth int, v markup.Binding, known claim.Bound, kind string, l *locale.Locale, zone *time.Location) {
	card, seen := b.claims[v.Ref()]
	if !seen {
		card = known.Card(l, zone)
		b.claims[v.Ref()] = card
	}
	p := claim.Print{ClaimID: known.Claim.ID, VersionID: known.Version.ID, Mode: claim.Pinned, Words: v.Words, Locator: fmt.Sprintf("body/%d", nth)}
	if v.Printed {
		p.Words = card.Value
	}
	if v.Printed && v.Version == 0 && (kind == Explainer || kind == Page) {
		p.Mode, b.live = claim.Live, true
	}
	if v.Web { // what mails alone print, their issues note
		b.prints = append(b.prints, p)
	}
	if status := known.Version.Status; !seen && v.Title == "" && (status == claim.Refuted || status == claim.Retracted) {
		b.withdrawn = append(b.withdrawn, known.Claim.Key)
	}
}

// publishable tells what of the record stands in the way of a publication.
func (b bound) publishable(override string) error {
	if len(b.missing) > 0 {
		names := make([]string, len(b.missing))
		for i, v := range b.missing {
			names[i] = "“" + v.Ref() + "”"
		}
		format := "The text names a claim that is not on record: %s. Make it, or take the link out."
		if len(names) > 1 {
			format = "The text names claims that are not on record: %s. Make them, or take the links out."
		}
		return invalid(&UnknownClaimsError{b.missing}, "body", format, strings.Join(names, ", "))
	}
	if len(b.withdrawn) > 0 && override == "" {
		return invalid(&WithdrawnClaimsError{b.withdrawn}, "override",
			"The text prints what is refuted or withdrawn: %s. Change the text, or say why it is printed all the same.", strings.Join(b.withdrawn, ", "))
	}
	return nil
}

// note writes down, with the revision, what it prints of the record.
func (s *Store) note(ctx context.Context, tx *db.Tx, r Revision, b bound, override string) error {
	if len(b.prints) == 0 {
		return nil
	}
	if len(b.withdrawn) > 0 {
		err := s.Claims.Overridden(ctx, tx, staff.Actor{StaffID: r.PublishedBy}, fmt.Sprintf("post %d", r.PostID), b.withdrawn, override)
		if err != nil {
			return err
		}
	}
	return s.Claims.Used(ctx, tx, claim.Surface{Kind: claim.PostRevision, ID: r.ID}, b.prints)
}

// moved tells whether a revision prints something live that is another by now.
func (b bound) moved(r Revision) bool { return b.live && claimsJSON(b.claims) != claimsJSON(r.Claims) }

func claimsJSON(c markup.Claims) string {
	if len(c) == 0 {
		return ""
	}
	out, err := json.Marshal(c)
	if err != nil {
		panic(err) // texts and numbers cannot fail
	}
	return string(out)
}

// ReadClaims reads what a revision keeps of the claims that it printed.
func ReadClaims(s string) (c markup.Claims, err error) {
	if s == "" {
		return nil, nil
	}
	err = json.Unmarshal([]byte(s), &c)
	return c, err
}

// Document is the whole text with what it printed of the record.
func (r Revision) Document() *markup.Document { return markup.Parse(r.Body).With(r.Claims) }

// Public is Input.Public with what the text printed of the record.
func (r Revision) Public() *markup.Document { return r.Input.Public().With(r.Claims) }

// Cards is what a text would print of the record now. What is not on record is
// not in it.
func (s *Store) Cards(ctx context.Context, in Input) (_ markup.Claims, err error) {
	defer fault.Wrap(&err, "post.Cards()")
	b, err := s.bind(ctx, s.DB, in, s.Zone(ctx))
	return b.claims, err
}
