package claim

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

// SourceTag names the pages that show a source.
func SourceTag(id int64) string { return fmt.Sprintf("source:%d", id) }

func noSource(cause error) error {
	return fault.New(fault.NotFound, "This source was not found.").Because(cause)
}

// missing makes a sentence of a row that is not there.
func missing(err error, sentence func(error) error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return sentence(err)
	}
	return err
}

// CreateSource makes a source. An unnamed one is known to whoever makes it.
func (s *Store) CreateSource(ctx context.Context, by staff.Actor, in SourceInput) (v Source, err error) {
	defer fault.Wrap(&err, "claim.CreateSource(%s)", in.Kind) // never with a name: it may be that of one who must not be named
	if err := in.clean(); err != nil {
		return Source{}, err
	}
	now := s.now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		keys, err := sourceKeys(ctx, tx, in)
		if err != nil {
			return err
		}
		v, err = insertSource(ctx, tx, by, in, keys, db.Ms(now))
		if errors.Is(err, sql.ErrNoRows) {
			return keyTaken(err, in.Key)
		}
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "source.create", v.subject(), "")
	})
	return v, err
}

// subject is how the audit log names it: by number, since the log outlives names.
func (v Source) subject() string { return fmt.Sprintf("source %d", v.ID) }

func keyTaken(cause error, key string) error {
	return invalid(cause, "key", "The key “%s” is taken; choose another one.", key)
}

func invalid(cause error, field, format string, args ...any) error {
	var p fault.Problems
	p.Add(field, format, args...)
	e, _ := fault.As(p.Err())
	return e.Because(cause)
}

// sourceKeys are the keys to try for a new source.
func sourceKeys(ctx context.Context, tx *db.Tx, in SourceInput) ([]string, error) {
	switch {
	case in.Kind == Unnamed:
		last, err := db.One(ctx, tx, db.Value[int64], `SELECT COALESCE(max(id), 0) FROM source`)
		return []string{fmt.Sprint(unnamedKey, last+1), fmt.Sprint(unnamedKey, last+2), fmt.Sprint(unnamedKey, last+3)}, err
	case in.Key != "":
		return []string{in.Key}, nil
	case in.Name == "":
		return keysFrom(in.Kind, "source"), nil
	}
	return keysFrom(in.Name, "source"), nil
}

// insertSource takes the first key that is free; without one the error is sql.ErrNoRows.
func insertSource(ctx context.Context, tx *db.Tx, by staff.Actor, in SourceInput, keys []string, now int64) (v Source, err error) {
	knows := any(nil)
	if in.Kind == Unnamed {
		knows = db.NullID(by.StaffID)
	}
	for _, key := range keys {
		v, err = db.One(ctx, tx, scanSource, `INSERT INTO source (key, kind, name, role, affiliation, url, archived_url, public_description,
			reason_for_anonymity, known_to, folded, created_by, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
			ON CONFLICT (key) DO NOTHING RETURNING `+sourceColumns, key, in.Kind, in.Name, in.Role, in.Affiliation, in.URL, in.ArchivedURL,
			in.PublicDescription, in.ReasonForAnonymity, knows, in.found(), by.StaffID, now)
		if !errors.Is(err, sql.ErrNoRows) {
			return v, err
		}
	}
	return v, err
}

// Source reads a source.
func (s *Store) Source(ctx context.Context, id int64) (v Source, err error) {
	defer fault.Wrap(&err, "claim.Source(%d)", id)
	v, err = db.One(ctx, s.DB, scanSource, `SELECT `+sourceColumns+` FROM source WHERE id = $1`, id)
	return v, missing(err, noSource)
}

// SourceByKey finds a source by its key.
func (s *Store) SourceByKey(ctx context.Context, key string) (v Source, err error) {
	defer fault.Wrap(&err, "claim.SourceByKey(%q)", key)
	v, err = db.One(ctx, s.DB, scanSource, `SELECT `+sourceColumns+` FROM source WHERE key = $1`, key)
	return v, missing(err, noSource)
}

// KnownTo is which of the staff knows an unnamed source; 0 for nobody who is
// still here. It is for the desk alone and in nothing that is exported.
func (s *Store) KnownTo(ctx context.Context, id int64) (staffID int64, err error) {
	defer fault.Wrap(&err, "claim.KnownTo(%d)", id)
	staffID, err = db.One(ctx, s.DB, db.Value[int64], `SELECT COALESCE(known_to, 0) FROM source WHERE id = $1`, id)
	return staffID, missing(err, noSource)
}

// UpdateSource changes a source. A stale version is fault.Conflict. One that
// was named can become unnamed, and then all that named it is gone from the
// record; one that was not named stays so, since what it said without its name
// would be shown with it.
func (s *Store) UpdateSource(ctx context.Context, by staff.Actor, id, version int64, in SourceInput) (v Source, err error) {
	defer fault.Wrap(&err, "claim.UpdateSource(%d, version %d)", id, version)
	if in.Kind == Unnamed && in.Key != "" { // the key that it has
		in.Key = ""
	}
	if err := in.clean(); err != nil {
		return Source{}, err
	}
	now := s.now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := db.One(ctx, tx, scanSource, `SELECT `+sourceColumns+` FROM source WHERE id = $1`, id)
		if err != nil {
			return missing(err, noSource)
		}
		if old.Version != version {
			return fault.New(fault.Conflict, "Somebody changed this source in between; look at it again and repeat your change.")
		}
		v, err = updateSource(ctx, tx, by, old, in, db.Ms(now))
		if err != nil {
			return err
		}
		if err := page.Changed(ctx, tx, SourceTag(id)); err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "source.change", v.subject(), "")
	})
	if db.IsUnique(err) {
		err = keyTaken(err, in.Key)
	}
	return v, err
}

func updateSource(ctx context.Context, tx *db.Tx, by staff.Actor, old Source, in SourceInput, now int64) (Source, error) {
	knows := any(nil)
	switch {
	case old.Kind == Unnamed && in.Kind != Unnamed:
		return Source{}, invalid(nil, "kind", "An unnamed source stays unnamed, with all it said; make a new source for what it says under its name.")
	case old.Kind == Unnamed:
		in.Key = old.Key
		was, err := db.One(ctx, tx, db.Value[int64], `SELECT COALESCE(known_to, 0) FROM source WHERE id = $1`, old.ID)
		if err != nil {
			return Source{}, err
		}
		knows = db.NullID(was)
	case in.Kind == Unnamed:
		in.Key, knows = fmt.Sprint(unnamedKey, old.ID), db.NullID(by.StaffID)
	case in.Key == "":
		in.Key = old.Key
	}
	return db.One(ctx, tx, scanSource, `UPDATE source SET key = $1, kind = $2, name = $3, role = $4, affiliation = $5, url = $6, archived_url = $7,
		public_description = $8, reason_for_anonymity = $9, known_to = $10, folded = $11, updated_at = $12, version = version + 1
		WHERE id = $13 RETURNING `+sourceColumns, in.Key, in.Kind, in.Name, in.Role, in.Affiliation, in.URL, in.ArchivedURL,
		in.PublicDescription, in.ReasonForAnonymity, knows, in.found(), now, old.ID)
}

// DeleteSource removes a source that no claim names.
func (s *Store) DeleteSource(ctx context.Context, by staff.Actor, id int64) (err error) {
	defer fault.Wrap(&err, "claim.DeleteSource(%d)", id)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `DELETE FROM source WHERE id = $1`, id)
		if err == nil && n == 0 {
			err = noSource(nil)
		}
		if err != nil {
			return err
		}
		return s.audit(ctx, tx, by, "source.delete", Source{ID: id}.subject(), "")
	})
	if db.IsForeign(err) {
		err = fault.New(fault.Conflict, "Claims name this source, so it stays on record.").Because(err)
	}
	return err
}

// SourceFilter chooses sources; its zero value chooses all.
type SourceFilter struct {
	Kind   string
	Query  string // a part of what is public of it, whatever its case and accents
	Before int64  // only ids under it; 0 begins with the newest
	Limit  int    // 1 to 100; 0 means 30
}

// Sources lists sources, the newest first; next is the Before of the following
// page, 0 at the end.
func (s *Store) Sources(ctx context.Context, f SourceFilter) (list []Source, next int64, err error) {
	defer fault.Wrap(&err, "claim.Sources(%q)", f.Kind)
	var p fault.Problems
	if f.Kind != "" {
		one(&p, "kind", f.Kind, SourceKinds())
	}
	line(&p, "query", f.Query, queryMost)
	if err := p.Err(); err != nil {
		return nil, 0, err
	}
	var w where
	w.add("id < %s", before(f.Before))
	if f.Kind != "" {
		w.add("kind = %s", f.Kind)
	}
	if q := fold(f.Query); q != "" {
		w.add(`folded LIKE %s ESCAPE '\'`, within(q))
	}
	limit := pageSize(f.Limit)
	list, err = db.All(ctx, s.DB, scanSource, `SELECT `+sourceColumns+` FROM source WHERE `+w.String()+` ORDER BY id DESC LIMIT `+w.arg(limit+1), w.args...)
	if len(list) > limit {
		list = list[:limit]
		next = list[limit-1].ID
	}
	return list, next, err
}

// before is where a list that is read by falling ids begins.
func before(id int64) int64 {
	if id < 1 {
		return math.MaxInt64
	}
	return id
}
