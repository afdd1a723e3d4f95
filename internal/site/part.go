package site

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Part is a part of the settings that is changed by itself, so that two people
// only meet where they change the same part.
type Part string

// The parts.
const (
	General    Part = "general"
	Design     Part = "design"
	Navigation Part = "navigation"
	Members    Part = "members"
	Languages  Part = "languages"
	Social     Part = "social"
	Announcing Part = "announcement"
)

// Parts lists every part, in the order in which a new site needs them.
var Parts = []Part{General, Design, Navigation, Members, Languages, Social, Announcing}

// of is what a part consists of. A field of Site that staff change belongs to
// exactly one of them.
func (p Part) of(s Site) []any {
	switch p {
	case General:
		return []any{s.Name, s.Tagline, s.Description, s.TimeZone, s.Publisher, s.PostalAddress, s.ContactEmail}
	case Design:
		return []any{s.Accent, s.Scheme, s.Front, s.Layout, s.Typeface, s.Theme, s.LogoMediaID}
	case Navigation:
		return []any{s.Header, s.Footer}
	case Members:
		return []any{s.Comments}
	case Languages:
		return []any{s.Language}
	case Social:
		return []any{s.Social}
	case Announcing:
		return []any{s.Announcement}
	}
	return nil
}

// Mark tells one state of a part from another; Change wants it back.
func (s Site) Mark(p Part) string {
	b, err := json.Marshal(p.of(s))
	if err != nil {
		panic(err) // it is made of texts and numbers
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Change has edit change one part of the site as it is now; mark is the part's
// when the person saw it. A part that changed since is fault.Conflict, a wrong
// field fault.Invalid. Edit may run again.
func (s *Store) Change(ctx context.Context, p Part, mark string, edit func(*Site)) (out Site, err error) {
	defer fault.Wrap(&err, "site.Change(%q)", p)
	if mark == "" || !slices.Contains(Parts, p) {
		return Site{}, fault.New(fault.Invalid, "Something is missing in this form; open the page again and repeat it.")
	}
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		in, err := read(ctx, tx)
		if err != nil {
			return err
		}
		if in.Mark(p) != mark {
			return errChanged()
		}
		edit(&in)
		if err := in.check(); err != nil {
			return err
		}
		out, err = update(ctx, tx, in.Version, in, now)
		return err
	})
	return out, err
}

func errChanged() error {
	return fault.New(fault.Conflict, "Somebody else changed these settings meanwhile; look at theirs and save yours again.")
}
