package site

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// ListedRedirect is one with what is to be known about it.
type ListedRedirect struct {
	Redirect
	OnTo string // where the reader ends, when its target is redirected as well
}

// Redirects lists all, in the order of their paths.
func (s *Store) Redirects(ctx context.Context) (out []ListedRedirect, err error) {
	defer fault.Wrap(&err, "site.Redirects()")
	list, err := allRedirects(ctx, s.d)
	t := routesOf(list)
	for _, r := range list {
		l := ListedRedirect{Redirect: r}
		if to, through, endless := t.follow(r.Source); through && !endless {
			l.OnTo = to
		}
		out = append(out, l)
	}
	return out, err
}

// PutRedirect stores a redirect, in place of another from the same path. A
// wrong field is fault.Invalid on source or target; so is a loop.
func (s *Store) PutRedirect(ctx context.Context, in Redirect) (out Redirect, err error) {
	defer fault.Wrap(&err, "site.PutRedirect(%q)", in.Source)
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		list, err := allRedirects(ctx, tx)
		if err != nil {
			return err
		}
		p := &fault.Problems{}
		t := routesOf(list)
		if in.fit(t, p); p.Err() != nil {
			return p.Err()
		}
		if out, err = put(ctx, tx, in, now); err != nil {
			return err
		}
		return redirectsChanged(ctx, tx)
	})
	return out, err
}

// fit checks a redirect alone and among the others, and puts it there.
func (r *Redirect) fit(t *routes, p *fault.Problems) {
	if r.check(p); p.Err() != nil {
		return
	}
	was, _, known := t.find(r.Source)
	if known = known && was.Source == r.Source; !known && len(t.exact)+len(t.prefix) >= MostRedirects {
		p.Add("source", "There may be at most %d redirects; remove some first.", MostRedirects)
		return
	}
	t.put(*r)
	from := r.Source
	if r.Prefix {
		from += "/x"
	}
	if _, _, endless := t.follow(from); endless {
		p.Add("target", "This leads back to where it came from; readers would never arrive.")
		delete(t.exact, r.Source)
		delete(t.prefix, r.Source)
		if known {
			t.put(was)
		}
	}
}

func put(ctx context.Context, tx *db.Tx, r Redirect, now time.Time) (Redirect, error) {
	return db.One(ctx, tx, scanRedirect, `INSERT INTO redirect (source, target, prefix, status, updated_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (source) DO UPDATE SET target = excluded.target, prefix = excluded.prefix, status = excluded.status, updated_at = excluded.updated_at
		RETURNING id, source, target, prefix, status`,
		r.Source, r.Target, db.Bit(r.Prefix), r.Status(), db.Ms(now))
}

// RemoveRedirect removes one; one that is gone is no error.
func (s *Store) RemoveRedirect(ctx context.Context, id int64) (err error) {
	defer fault.Wrap(&err, "site.RemoveRedirect(%d)", id)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM redirect WHERE id = $1`, id); err != nil {
			return err
		}
		return redirectsChanged(ctx, tx)
	})
}

// ExportRedirects writes all as CSV, as ImportRedirects reads it.
func (s *Store) ExportRedirects(ctx context.Context, w io.Writer) (err error) {
	defer fault.Wrap(&err, "site.ExportRedirects()")
	list, err := allRedirects(ctx, s.d)
	if err != nil {
		return err
	}
	out := csv.NewWriter(w)
	rows := [][]string{{"from", "to", "kind", "status"}}
	for _, r := range list {
		kind := "exact"
		if r.Prefix {
			kind = "prefix"
		}
		rows = append(rows, []string{r.Source, r.Target, kind, strconv.Itoa(r.Status())})
	}
	return out.WriteAll(rows)
}

// ImportReport tells what became of a file of redirects.
type ImportReport struct {
	Stored  int
	Refused []RefusedRedirect // the first hundred
	More    int               // refused beside those
}

// RefusedRedirect is one row that was not taken.
type RefusedRedirect struct {
	Line     int
	Source   string
	Sentence string
}

const mostRefused = 100

// ImportRedirects stores the rows of a CSV file: from, to, and if one likes
// kind (exact, prefix) and status (301, 302). Good rows are stored in one
// transaction, each in place of another from the same path; the others are
// reported. A file that cannot be read is fault.Invalid on field file.
func (s *Store) ImportRedirects(ctx context.Context, file io.Reader) (report ImportReport, err error) {
	defer fault.Wrap(&err, "site.ImportRedirects()")
	rows, err := redirectRows(file)
	if err != nil {
		return ImportReport{}, err
	}
	return s.putRows(ctx, rows)
}

// PutRedirects is ImportRedirects for a list, at most MostRedirects long; a
// line of the report is the place in it, from 1.
func (s *Store) PutRedirects(ctx context.Context, list []Redirect) (_ ImportReport, err error) {
	defer fault.Wrap(&err, "site.PutRedirects()")
	rows := make([]redirectRow, len(list))
	for i, r := range list {
		rows[i] = redirectRow{Redirect: r, line: i + 1}
	}
	return s.putRows(ctx, rows[:min(len(rows), MostRedirects)])
}

func (s *Store) putRows(ctx context.Context, rows []redirectRow) (report ImportReport, err error) {
	now := s.now()
	err = s.d.Write(ctx, func(tx *db.Tx) error {
		report = ImportReport{}
		list, err := allRedirects(ctx, tx)
		if err != nil {
			return err
		}
		t := routesOf(list)
		for _, row := range rows {
			if sentence := row.fit(t); sentence != "" {
				report.refuse(row, sentence)
				continue
			}
			report.Stored++
			if _, err := put(ctx, tx, row.Redirect, now); err != nil {
				return err
			}
		}
		return redirectsChanged(ctx, tx)
	})
	return report, err
}

func (r *ImportReport) refuse(row redirectRow, sentence string) {
	if len(r.Refused) == mostRefused {
		r.More++
		return
	}
	source := row.Source
	if utf8.RuneCountInString(source) > 100 {
		source = string([]rune(source)[:100]) + "…"
	}
	r.Refused = append(r.Refused, RefusedRedirect{row.line, source, sentence})
}

type redirectRow struct {
	Redirect
	line  int
	wrong string
}

// fit gives what is wrong with the row, or "".
func (row *redirectRow) fit(t *routes) string {
	if row.wrong != "" {
		return row.wrong
	}
	p := &fault.Problems{}
	if row.Redirect.fit(t, p); p.Err() != nil {
		return fault.FieldsOf(p.Err())[0].Message()
	}
	return ""
}

func errFile(sentence string, args ...any) error {
	var p fault.Problems
	p.Add("file", sentence, args...)
	return p.Err()
}

func redirectRows(file io.Reader) ([]redirectRow, error) {
	in := csv.NewReader(file)
	in.FieldsPerRecord, in.TrimLeadingSpace = -1, true
	var rows []redirectRow
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				return nil, errFile("Line %d cannot be read as CSV: put cells with commas or quotes into quotes.", bad.Line)
			}
			return nil, err
		}
		if len(rows) == MostRedirects {
			return nil, errFile("A file may have at most %d rows; cut it into several.", MostRedirects)
		}
		line, _ := in.FieldPos(0)
		for i := range cells {
			cells[i] = strings.TrimSpace(strings.TrimPrefix(cells[i], "\ufeff"))
		}
		if line == 1 && len(cells) > 0 && strings.EqualFold(cells[0], "from") {
			continue
		}
		rows = append(rows, rowOf(cells, line))
	}
}

func rowOf(cells []string, line int) redirectRow {
	cells = append(cells, "", "", "", "")
	row := redirectRow{Redirect: Redirect{Source: cells[0], Target: cells[1], Prefix: cells[2] == "prefix", Forever: cells[3] != "302"}, line: line}
	switch {
	case cells[2] != "" && cells[2] != "exact" && cells[2] != "prefix":
		row.wrong = "The third cell is exact or prefix, or empty."
	case cells[3] != "" && cells[3] != "301" && cells[3] != "302":
		row.wrong = "The fourth cell is 301 or 302, or empty."
	}
	return row
}
