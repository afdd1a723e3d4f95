package newsletter

import (
	"context"
	"fmt"
	"strings"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/post"
)

const columns = `id, slug, name, description, sender_name, sender_address, reply_to, list_id, accent, header, footer, layout,
	is_default, archived_at, version, created_at, updated_at`

func scan(r db.Row) (n Newsletter, err error) {
	var isDefault, archived, created, updated int64
	err = r.Scan(&n.ID, &n.Slug, &n.Name, &n.Description, &n.SenderName, &n.SenderAddress, &n.ReplyTo, &n.ListID, &n.Accent, &n.Header, &n.Footer, &n.Layout,
		&isDefault, &archived, &n.Version, &created, &updated)
	n.IsDefault, n.ArchivedAt, n.CreatedAt, n.UpdatedAt = isDefault != 0, db.Time(archived), db.Time(created), db.Time(updated)
	return n, err
}

func found[T any](v T, err error) (T, error) {
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "This newsletter was not found; it may have been removed.").Because(err)
	}
	return v, err
}

func get(ctx context.Context, q db.Querier, id int64) (Newsletter, error) {
	return found(db.One(ctx, q, scan, `SELECT `+columns+` FROM newsletter WHERE id = $1`, id))
}

// Get finds a newsletter by its ID.
func (s *Store) Get(ctx context.Context, id int64) (_ Newsletter, err error) {
	defer fault.Wrap(&err, "newsletter.Get(%d)", id)
	return get(ctx, s.DB, id)
}

// BySlug finds a newsletter by its slug, retired or not.
func (s *Store) BySlug(ctx context.Context, slug string) (_ Newsletter, err error) {
	defer fault.Wrap(&err, "newsletter.BySlug(%q)", slug)
	return found(db.One(ctx, s.DB, scan, `SELECT `+columns+` FROM newsletter WHERE slug = $1`, clip(slug)))
}

// clip keeps text from an address fit to be looked for.
func clip(s string) string {
	if len(s) > 400 || !page.Clean(s) {
		return ""
	}
	return s
}

// List gives the newsletters in the order they were made; retired ones only if asked for.
func (s *Store) List(ctx context.Context, retired bool) (_ []Newsletter, err error) {
	defer fault.Wrap(&err, "newsletter.List(%v)", retired)
	return db.All(ctx, s.DB, scan, `SELECT `+columns+` FROM newsletter WHERE archived_at = 0 OR $1 = 1 ORDER BY id`, db.Bit(retired))
}

// Create makes a newsletter.
func (s *Store) Create(ctx context.Context, in Input) (n Newsletter, err error) {
	defer fault.Wrap(&err, "newsletter.Create(%q)", in.Slug)
	if err := in.check(); err != nil {
		return n, err
	}
	now := s.Now()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		n, err = s.insert(ctx, tx, in, db.Ms(now))
		return err
	})
	return n, err
}

// CreateIn is Create within a transaction, for a site that is being set up.
func (s *Store) CreateIn(ctx context.Context, tx *db.Tx, in Input) (n Newsletter, err error) {
	defer fault.Wrap(&err, "newsletter.CreateIn(%q)", in.Slug)
	if err := in.check(); err != nil {
		return n, err
	}
	return s.insert(ctx, tx, in, db.Ms(s.Now()))
}

const taken = "Another newsletter has this address; choose a different one."

func (s *Store) insert(ctx context.Context, tx *db.Tx, in Input, now int64) (Newsletter, error) {
	tries := []string{in.Slug}
	if in.Slug == "" {
		tries = slugTries(in.Name, "newsletter")
	}
	for _, slug := range tries {
		list := in.ListID
		if list == "" {
			list = s.listID(slug)
		}
		n, err := db.One(ctx, tx, scan, `INSERT INTO newsletter
			(slug, name, description, sender_name, sender_address, reply_to, list_id, accent, header, footer, layout, is_default, created_at, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) ON CONFLICT (slug) DO NOTHING RETURNING `+columns,
			slug, in.Name, in.Description, in.SenderName, in.SenderAddress, in.ReplyTo, list, in.Accent, in.Header, in.Footer, in.Layout, db.Bit(in.IsDefault), now)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return n, err
		}
		return n, page.Changed(ctx, tx, "newsletters")
	}
	return Newsletter{}, field("slug", taken)
}

// listID names the list for mail programs. Outside ASCII a slug says nothing
// in a List-Id, so it is left to the host.
func (s *Store) listID(slug string) string {
	host := strings.Trim(strings.ToLower(s.Base.Hostname()), "[].")
	id := strings.Trim(asciiSlug(slug), "-") + "." + strings.ReplaceAll(host, ":", "-")
	if !listID.MatchString(id) {
		id = "newsletter." + strings.ReplaceAll(host, ":", "-")
	}
	if !listID.MatchString(id) {
		id = "newsletter.onrecord.invalid"
	}
	return id
}

func asciiSlug(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' {
			return r
		}
		return -1
	}, s)
}

func field(name, format string, args ...any) error {
	var p fault.Problems
	p.Add(name, format, args...)
	return p.Err()
}

// slugTries are the slugs to try for a text, best first.
func slugTries(text, otherwise string) []string {
	base := post.Slugify(text)
	if r := []rune(base); len(r) > mostSlug-4 {
		base = strings.Trim(string(r[:mostSlug-4]), "-")
	}
	if base == "" {
		base = otherwise
	}
	out := []string{base}
	for i := 2; i <= 99; i++ {
		out = append(out, fmt.Sprintf("%s-%d", base, i))
	}
	return out
}

// Update changes a newsletter; a stale version is a fault.Conflict. The list's
// name for mail programs never changes, since readers sort their mail by it.
func (s *Store) Update(ctx context.Context, id, version int64, in Input) (n Newsletter, err error) {
	defer fault.Wrap(&err, "newsletter.Update(%d)", id)
	if err := in.check(); err != nil {
		return n, err
	}
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		old, err := current(ctx, tx, id, version)
		if err != nil {
			return err
		}
		if in.Slug == "" {
			in.Slug = old.Slug
		}
		if in.ListID != "" && in.ListID != old.ListID {
			return field("list_id", "The list's name cannot change, since readers' mail programs sort by it.")
		}
		n, err = db.One(ctx, tx, scan, `UPDATE newsletter SET slug = $1, name = $2, description = $3, sender_name = $4, sender_address = $5, reply_to = $6,
			accent = $7, header = $8, footer = $9, layout = $10, is_default = $11, updated_at = $12, version = version + 1 WHERE id = $13 RETURNING `+columns,
			in.Slug, in.Name, in.Description, in.SenderName, in.SenderAddress, in.ReplyTo, in.Accent, in.Header, in.Footer, in.Layout, db.Bit(in.IsDefault), now, id)
		if db.IsUnique(err) {
			return field("slug", taken)
		}
		if err != nil {
			return err
		}
		return changed(ctx, tx, id)
	})
	return n, err
}

func current(ctx context.Context, tx *db.Tx, id, version int64) (Newsletter, error) {
	n, err := get(ctx, tx, id)
	if err == nil && n.Version != version {
		err = fault.New(fault.Conflict, "Somebody else changed this newsletter in the meantime; look at what is there now and change it again.")
	}
	return n, err
}

func changed(ctx context.Context, tx *db.Tx, id int64) error {
	return page.Changed(ctx, tx, "newsletters", fmt.Sprintf("newsletter:%d", id), "issues")
}

// Retire ends a newsletter: it takes no subscription and no issue any more; its
// archive stays. What is under way or planned must be finished or cancelled first.
func (s *Store) Retire(ctx context.Context, id, version int64) (n Newsletter, err error) {
	defer fault.Wrap(&err, "newsletter.Retire(%d)", id)
	now := db.Ms(s.Now())
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		if n, err = current(ctx, tx, id, version); err != nil || !n.ArchivedAt.IsZero() {
			return err
		}
		open, err := db.One(ctx, tx, db.Value[int64], `SELECT count(*) FROM issue WHERE newsletter_id = $1 AND state NOT IN ('draft', 'sent', 'cancelled')`, id)
		if err != nil {
			return err
		}
		if open > 0 {
			return fault.New(fault.Conflict, "An issue of this newsletter is planned or under way; cancel it or let it finish first.")
		}
		n, err = db.One(ctx, tx, scan, `UPDATE newsletter SET archived_at = $1, is_default = 0, updated_at = $1, version = version + 1 WHERE id = $2 RETURNING `+columns, now, id)
		if err != nil {
			return err
		}
		return changed(ctx, tx, id)
	})
	return n, err
}
