package claim

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

func noClaim(cause error) error {
	return fault.New(fault.NotFound, "This claim was not found.").Because(cause)
}

// Create makes a claim with its first version.
func (s *Store) Create(ctx context.Context, by staff.Actor, in Input, first VersionInput) (c Claim, err error) {
	defer fault.Wrap(&err, "claim.Create(%q)", in.Key)
	var p fault.Problems
	in.clean(&p)
	if first.Change == "" {
		first.Change = First
	}
	if first.Text == "" {
		first.Text = in.Statement
	}
	first.clean(&p, in.Kind)
	if first.Change != First {
		p.Add("change", "The first version of a claim is new.")
	}
	if err := p.Err(); err != nil {
		return Claim{}, err
	}
	signer, err := s.signer(ctx, first.SignedBy)
	if err != nil {
		return Claim{}, err
	}
	now := s.now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		c, err = insertClaim(ctx, tx, by, in, db.Ms(now))
		if err != nil {
			return err
		}
		if err := s.insertVersion(ctx, tx, c, 1, by, first, signer, now); err != nil {
			return err
		}
		if err := s.audit(ctx, tx, by, "claim.create", c.Key, first.Status); err != nil {
			return err
		}
		c, err = load(ctx, tx, c.ID)
		return err
	})
	return c, err
}

// insertClaim takes the key asked for, or one made of the statement.
func insertClaim(ctx context.Context, tx *db.Tx, by staff.Actor, in Input, now int64) (Claim, error) {
	keys := []string{in.Key}
	if in.Key == "" {
		keys = keysFrom(in.Statement, "claim")
	}
	for _, key := range keys {
		id, err := db.One(ctx, tx, db.Value[int64], `INSERT INTO claim (key, kind, statement, folded, story_id, created_by, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (key) DO NOTHING RETURNING id`,
			key, in.Kind, in.Statement, in.found(key), in.StoryID, by.StaffID, now)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return Claim{}, err
		}
		return bareClaim(ctx, tx, id)
	}
	return Claim{}, keyTaken(nil, in.Key)
}

// Update changes the statement and the story of a claim. Its key stands in
// texts and its kind says what its versions are, so both stay. A stale version
// is fault.Conflict.
func (s *Store) Update(ctx context.Context, by staff.Actor, id, version int64, in Input) (c Claim, err error) {
	defer fault.Wrap(&err, "claim.Update(%d, version %d)", id, version)
	var p fault.Problems
	in.clean(&p)
	if err := p.Err(); err != nil {
		return Claim{}, err
	}
	now := s.now()
	return s.change(ctx, id, version, now, func(tx *db.Tx, old Claim) error {
		if in.Key != "" && in.Key != old.Key || in.Kind != old.Kind {
			return invalid(nil, "key", "The key and the kind of a claim stay as they are; make another claim.")
		}
		if _, err := tx.Exec(ctx, `UPDATE claim SET statement = $1, folded = $2, story_id = $3 WHERE id = $4`, in.Statement, in.found(old.Key), in.StoryID, id); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "claim.change", old.Key, "")
	})
}

// AddVersion records what is known now. It never changes what was recorded
// before; all that rests on the claim is marked for review. A stale version of
// the claim is fault.Conflict; 0 asks for none in particular.
func (s *Store) AddVersion(ctx context.Context, by staff.Actor, id, version int64, in VersionInput) (c Claim, err error) {
	defer fault.Wrap(&err, "claim.AddVersion(%d, version %d)", id, version)
	now := s.now()
	signer, err := s.signer(ctx, in.SignedBy)
	if err != nil {
		return Claim{}, err
	}
	return s.change(ctx, id, version, now, func(tx *db.Tx, old Claim) error {
		return s.addVersion(ctx, tx, by, old, in, signer, now)
	})
}

// AddVersionIn is AddVersion within the transaction of what it is a part of,
// such as a correction.
func (s *Store) AddVersionIn(ctx context.Context, tx *db.Tx, by staff.Actor, id int64, in VersionInput) (v Version, err error) {
	defer fault.Wrap(&err, "claim.AddVersionIn(%d)", id)
	now := s.now()
	signer, err := s.signer(ctx, in.SignedBy)
	if err != nil {
		return Version{}, err
	}
	old, err := bareClaim(ctx, tx, id)
	if err != nil {
		return Version{}, err
	}
	if err := s.addVersion(ctx, tx, by, old, in, signer, now); err != nil {
		return Version{}, err
	}
	if _, err := tx.Exec(ctx, `UPDATE claim SET version = version + 1, updated_at = $1 WHERE id = $2`, db.Ms(now), id); err != nil {
		return Version{}, err
	}
	if err := page.Changed(ctx, tx, Tag(id)); err != nil {
		return Version{}, err
	}
	return oneVersion(ctx, tx, id, old.Latest+1)
}

// Delete removes a claim that nothing carried and nothing rests on, with its
// versions. One that is kept is fault.Conflict, and the sentence says by what.
func (s *Store) Delete(ctx context.Context, by staff.Actor, id, version int64) (err error) {
	defer fault.Wrap(&err, "claim.Delete(%d, version %d)", id, version)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := bareClaim(ctx, tx, id)
		if err != nil {
			return err
		}
		if version != 0 && old.Version != version {
			return fault.New(fault.Conflict, "Somebody changed this claim in between; look at it again.")
		}
		if _, err := tx.Exec(ctx, `DELETE FROM claim WHERE id = $1`, id); err != nil {
			return err
		}
		if err := page.Changed(ctx, tx, Tag(id)); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "claim.delete", old.Key, old.Statement)
	})
	if db.IsForeign(err) {
		return s.whyKept(ctx, id, err)
	}
	return err
}

// whyKept says what holds a claim that could not be deleted.
func (s *Store) whyKept(ctx context.Context, id int64, cause error) error {
	counts, err := s.UseCounts(ctx, s.DB, id)
	if err != nil {
		return err
	}
	on, err := db.All(ctx, s.DB, db.Value[string], `SELECT DISTINCT c.key FROM claim_input i JOIN claim_version v ON v.id = i.version_id JOIN claim c ON c.id = v.claim_id
		WHERE i.claim_id = $1 AND c.id <> $1 ORDER BY c.key LIMIT 6`, id)
	if err != nil {
		return err
	}
	why := "was carried by " + CarriedBy(counts)
	if len(counts) == 0 {
		why = "is what " + strings.Join(on, ", ") + " rests on"
	}
	return fault.New(fault.Conflict, "This claim %s, so it stays on record; deprecate it with a reason instead.", why).Because(cause)
}

// Reviewed notes that somebody looked at a claim after what it rests on had
// changed, and that it may stay as it is.
func (s *Store) Reviewed(ctx context.Context, by staff.Actor, id, version int64) (c Claim, err error) {
	defer fault.Wrap(&err, "claim.Reviewed(%d, version %d)", id, version)
	return s.change(ctx, id, version, s.now(), func(tx *db.Tx, old Claim) error {
		if _, err := tx.Exec(ctx, `DELETE FROM claim_review WHERE claim_id = $1`, id); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "claim.review", old.Key, "")
	})
}

// signer is the name of who signs a confirmation off: somebody of the staff who may.
func (s *Store) signer(ctx context.Context, id int64) (string, error) {
	if id == 0 {
		return "", nil
	}
	p, err := s.Staff.Get(ctx, id)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	if err != nil || p.Disabled || !staff.Can(p.Role, staff.RecordSignOff) {
		return "", invalid(err, "status", "A claim is confirmed by the sign-off of somebody who may; ask an editor.")
	}
	return p.Name, nil
}
