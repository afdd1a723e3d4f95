package staff

import (
	"context"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Setup makes the site and its owner for whoever has the setup token, in one
// transaction. Wrong fields are named site_name, language, time_zone, name,
// email and password.
func (s *Store) Setup(ctx context.Context, token string, in SetupInput) (owner Person, err error) {
	defer fault.Wrap(&err, "staff.Setup()")
	if err := s.CheckSetupToken(ctx, token); err != nil {
		return Person{}, err
	}
	var problems fault.Problems
	who := PersonInput{Name: in.Name, Email: in.Email, Role: Owner}
	normal := who.check(&problems)
	checkPassword(&problems, "password", in.Password, strings.TrimSpace(in.Email))
	in.Name, in.Email = who.Name, who.Email
	hash := ""
	if problems.Err() == nil {
		if hash, err = s.hasher.hash(ctx, in.Password); err != nil {
			return Person{}, err
		}
	}
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		all := problems
		err := s.ClaimSite(ctx, tx, token, in)
		if err != nil && !fault.Is(err, fault.Invalid) {
			return err
		}
		for _, f := range fault.FieldsOf(err) {
			all.Add(f.Name, f.Format, f.Args...)
		}
		if err := all.Err(); err != nil {
			return err
		}
		if owner, err = insert(ctx, tx, who, normal, hash, now); err != nil {
			return err
		}
		if err := audit(ctx, tx, owner.Actor(), "setup", subject(owner), in.SiteName, now); err != nil {
			return err
		}
		if s.OnSetup == nil {
			return nil
		}
		return s.OnSetup(ctx, tx, owner, in)
	})
	if err != nil {
		return Person{}, err
	}
	return owner, nil
}
