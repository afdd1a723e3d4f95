package site

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// Code is what the owner puts into the head of the pages that are the same for
// everybody. It runs with the rights of the site: see docs/decisions/025.
type Code struct {
	HTML      string   // at most MostCode characters
	Hosts     []string // that it may ask for anything, such as "cdn.example" or "*.example.net"; at most MostHosts
	On        bool
	Version   int64 // 0 before the first
	UpdatedAt time.Time
}

// What custom code may be.
const (
	MostCode  = 20_000
	MostHosts = 20
)

// Hash tells one code from another in the audit log, which does not hold it.
func (c Code) Hash() string {
	sum := sha256.Sum256([]byte(c.HTML + "\n" + strings.Join(c.Hosts, "\n")))
	return hex.EncodeToString(sum[:])
}

// Shown is what pages carry; "" when it is switched off.
func (c Code) Shown() string {
	if !c.On {
		return ""
	}
	return c.HTML
}

// Policy is a Content-Security-Policy widened by what the code needs: each
// listed host, and the hash of each script and stylesheet that stands in it.
func (c Code) Policy(policy string) string {
	if c.Shown() == "" {
		return policy
	}
	var hosts []string
	for _, h := range c.Hosts {
		hosts = append(hosts, "https://"+h)
	}
	more := map[string][]string{"script-src": c.hashes("script"), "style-src": c.hashes("style")}
	names := []string{"script-src", "style-src", "img-src", "media-src", "font-src", "connect-src", "frame-src"}
	parts := strings.Split(policy, "; ")
	for _, name := range names {
		add := append(more[name], hosts...)
		i := slices.IndexFunc(parts, func(p string) bool { return strings.HasPrefix(p, name+" ") })
		switch {
		case len(add) == 0:
		case i < 0:
			parts = append(parts, name+" "+strings.Join(add, " "))
		default:
			parts[i] += " " + strings.Join(add, " ")
		}
	}
	return strings.Join(parts, "; ")
}

// hashes are the sources by which a policy lets through what stands in the code.
func (c Code) hashes(tag string) (out []string) {
	for _, inline := range inlines(c.HTML, tag) {
		sum := sha256.Sum256([]byte(inline))
		out = append(out, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	return out
}

var hostName = regexp.MustCompile(`^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`)

func (c *Code) check() error {
	var p fault.Problems
	text(&p, "html", &c.HTML, MostCode)
	var hosts []string
	for _, h := range c.Hosts {
		h = strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(strings.TrimSpace(h)), "https://"), "/")
		switch {
		case h == "" || slices.Contains(hosts, h):
		case !hostName.MatchString(h) || len(h) > 253:
			p.Add("hosts", "%q is no name of a host; write one a line, such as cdn.example.com or *.example.com.", cutTo(h, 60))
		default:
			hosts = append(hosts, h)
		}
	}
	if c.Hosts = hosts; len(hosts) > MostHosts {
		p.Add("hosts", "There may be at most %d hosts.", MostHosts)
	}
	if sentence, args := c.wrong(); sentence != "" {
		p.Add("html", sentence, args...)
	}
	return p.Err()
}

func cutTo(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// Code gives the custom code; the zero Code before there is any.
func (s *Store) Code(ctx context.Context) (_ Code, err error) {
	defer fault.Wrap(&err, "site.Code()")
	return readCode(ctx, s.d)
}

func readCode(ctx context.Context, q db.Querier) (Code, error) {
	c, err := db.One(ctx, q, scanCode, `SELECT html, hosts, enabled, version, updated_at FROM site_code WHERE id = 1`)
	if errors.Is(err, sql.ErrNoRows) {
		return Code{}, nil
	}
	return c, err
}

func scanCode(r db.Row) (c Code, err error) {
	var hosts string
	var on, updated int64
	err = r.Scan(&c.HTML, &hosts, &on, &c.Version, &updated)
	c.Hosts, c.On, c.UpdatedAt = strings.Fields(hosts), on != 0, db.Time(updated)
	return c, err
}

// SetCode replaces the custom code that was read at in.Version, and has also
// done in the same transaction. A stale version is fault.Conflict; code that
// could break pages or does what it should not is fault.Invalid on html or hosts.
func (s *Store) SetCode(ctx context.Context, in Code, also func(tx *db.Tx, c Code) error) (out Code, err error) {
	defer fault.Wrap(&err, "site.SetCode(%d)", in.Version)
	if err := in.check(); err != nil {
		return Code{}, err
	}
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		was, err := readCode(ctx, tx)
		if err != nil {
			return err
		}
		if was.Version != in.Version {
			return errChanged()
		}
		if _, err := tx.Exec(ctx, `INSERT INTO site_code (id, html, hosts, enabled, version, updated_at) VALUES (1, $1, $2, $3, $4, $5)
			ON CONFLICT (id) DO UPDATE SET html = excluded.html, hosts = excluded.hosts, enabled = excluded.enabled, version = excluded.version, updated_at = excluded.updated_at`,
			in.HTML, strings.Join(in.Hosts, " "), db.Bit(in.On), was.Version+1, db.Ms(now)); err != nil {
			return err
		}
		if out, err = readCode(ctx, tx); err != nil {
			return err
		}
		if err := also(tx, out); err != nil {
			return err
		}
		return page.Changed(ctx, tx, topic)
	})
	return out, err
}
