package site

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// topic is announced at each commit that changed the site, and tags its pages.
const topic = "site"

// fresh is how long a row is served from memory, since another process may
// have changed it.
const fresh = time.Second

// kept is the site as it was read at a moment.
type kept struct {
	site Site
	at   time.Time
}

// Heard drops the site from memory when tags name it, or are nil; it is meant
// for page.Cache.OnChange. Without it a page that another process's change
// dropped could be made again from a row that is up to a second old, and stay.
func (s *Store) Heard(tags []string) {
	if tags == nil || slices.Contains(tags, topic) || slices.Contains(tags, redirectTopic) {
		s.drop()
	}
}

func (s *Store) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.generation++
	s.kept.Store(nil)
	s.redirects.Store(nil)
}

// begin and keep make sure that a row read before a change is not kept after it.
func (s *Store) begin() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.generation
}

func (s *Store) keep(k *kept, generation int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.generation == generation {
		s.kept.Store(k)
	}
}

// Get gives the site, at most a second old; fault.NotFound before it is set up.
func (s *Store) Get(ctx context.Context) (_ Site, err error) {
	defer fault.Wrap(&err, "site.Get()")
	if k := s.kept.Load(); k != nil && time.Since(k.at) < fresh {
		return k.site.clone(), nil
	}
	generation, at := s.begin(), time.Now()
	site, err := read(ctx, s.d)
	if err != nil {
		return Site{}, err
	}
	s.keep(&kept{site: site.clone(), at: at}, generation)
	return site, nil
}

// Ready tells whether the site is set up.
func (s *Store) Ready(ctx context.Context) (bool, error) {
	_, err := s.Get(ctx)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	return err == nil, err
}

// Update replaces the settings of in, which was read at version. A stale
// version is fault.Conflict, a wrong field fault.Invalid.
func (s *Store) Update(ctx context.Context, version int64, in Site) (out Site, err error) {
	defer fault.Wrap(&err, "site.Update(%d)", version)
	if err := in.check(); err != nil {
		return Site{}, err
	}
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		out, err = update(ctx, tx, version, in, now)
		return err
	})
	return out, err
}

func update(ctx context.Context, tx *db.Tx, version int64, in Site, now time.Time) (Site, error) {
	n, err := tx.Exec(ctx, `UPDATE site SET name = $1, tagline = $2, description = $3, language = $4, time_zone = $5, accent = $6,
		publisher = $7, postal_address = $8, contact_email = $9, logo_media_id = $10, header_menu = $11, footer_menu = $12, social = $13,
		scheme = $14, front = $15, comments = $16, layout = $17, typeface = $18, theme = $19, announcement = $20,
		version = version + 1, updated_at = $21 WHERE id = 1 AND version = $22`,
		in.Name, in.Tagline, in.Description, in.Language, in.TimeZone, in.Accent,
		in.Publisher, in.PostalAddress, in.ContactEmail, in.LogoMediaID, menuText(in.Header), menuText(in.Footer), links(in.Social),
		in.Scheme, in.Front, in.Comments, in.Layout, in.Typeface, in.Theme, in.Announcement.stored(), db.Ms(now), version)
	if err != nil {
		return Site{}, err
	}
	out, err := read(ctx, tx)
	if err == nil && n == 0 {
		err = errChanged()
	}
	if err != nil {
		return Site{}, err
	}
	return out, changed(ctx, tx)
}

// changed drops the site from the memory of every process and every page with it.
func changed(ctx context.Context, tx *db.Tx) error {
	tx.Announce(topic)
	return page.Changed(ctx, tx, topic)
}

// MarkRestored notes in tx that this database came from a backup, so that the
// site holds its mail back until ClearRestored. Without a site it does nothing.
func (s *Store) MarkRestored(ctx context.Context, tx *db.Tx, at time.Time) (err error) {
	defer fault.Wrap(&err, "site.MarkRestored()")
	return restored(ctx, tx, at)
}

// ClearRestored lets a restored site send again.
func (s *Store) ClearRestored(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "site.ClearRestored()")
	return s.d.Write(ctx, func(tx *db.Tx) error { return restored(ctx, tx, time.Time{}) })
}

func restored(ctx context.Context, tx *db.Tx, at time.Time) error {
	if _, err := tx.Exec(ctx, `UPDATE site SET restored_at = $1, version = version + 1 WHERE id = 1`, db.Ms(at)); err != nil {
		return err
	}
	return changed(ctx, tx)
}

func read(ctx context.Context, q db.Querier) (Site, error) {
	site, err := db.One(ctx, q, scan, `SELECT name, tagline, description, language, time_zone, accent, publisher, postal_address,
		contact_email, logo_media_id, header_menu, footer_menu, social, scheme, front, comments, layout, typeface, theme, announcement,
		version, restored_at, created_at, updated_at FROM site WHERE id = 1`)
	if errors.Is(err, sql.ErrNoRows) {
		return Site{}, fault.New(fault.NotFound, "This site is not set up yet; open the setup link that the server printed when it started.").Because(err)
	}
	return site, err
}

func scan(r db.Row) (s Site, err error) {
	var header, footer, social, announcement string
	var restored, created, updated int64
	err = r.Scan(&s.Name, &s.Tagline, &s.Description, &s.Language, &s.TimeZone, &s.Accent, &s.Publisher, &s.PostalAddress,
		&s.ContactEmail, &s.LogoMediaID, &header, &footer, &social, &s.Scheme, &s.Front, &s.Comments, &s.Layout, &s.Typeface, &s.Theme, &announcement,
		&s.Version, &restored, &created, &updated)
	if err != nil {
		return Site{}, err
	}
	s.RestoredAt, s.CreatedAt, s.UpdatedAt = db.Time(restored), db.Time(created), db.Time(updated)
	return s, errors.Join(readMenu(header, &s.Header), readMenu(footer, &s.Footer), json.Unmarshal([]byte(social), &s.Social), s.Announcement.read(announcement))
}

// links are kept as JSON, since nobody asks the database about them.
func links(l []Link) string {
	if len(l) == 0 {
		return "[]"
	}
	b, err := json.Marshal(l)
	if err != nil {
		panic(err) // two strings always marshal
	}
	return string(b)
}

// clone keeps callers from sharing the slices of the kept site.
func (s Site) clone() Site {
	s.cloneMenus()
	s.Social = append([]Link(nil), s.Social...)
	return s
}
