package member

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// exportRows is how many members are read at a time.
const exportRows = 1000

// ExportCSV writes the members that f picks, the oldest first, as CSV that
// Import reads back; Before and Limit of f do not count. Cells that a
// spreadsheet would run begin with an apostrophe, which Import takes off.
// Progress, which may be nil, hears the number of rows written.
func (s *Store) ExportCSV(ctx context.Context, w io.Writer, f Filter, progress func(rows int64)) (err error) {
	defer fault.Wrap(&err, "member.ExportCSV(%+v)", f)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(columnNames[:]); err != nil {
		return err
	}
	slugs, err := newsletterSlugs(ctx, s.d)
	if err != nil {
		return err
	}
	var after, n int64
	for {
		page, err := s.exportPage(ctx, f, after)
		if err != nil {
			return err
		}
		for i := len(page) - 1; i >= 0; i-- { // byIDs gives the newest first
			if err := out.Write(cells(page[i], slugs)); err != nil {
				return err
			}
		}
		n += int64(len(page))
		if progress != nil {
			progress(n)
		}
		if len(page) < exportRows {
			out.Flush()
			return out.Error()
		}
		after = page[0].ID
	}
}

func cells(m Member, slugs map[int64]string) []string {
	var letters []string
	for _, s := range m.Subscriptions {
		if slug := slugs[s.NewsletterID]; slug != "" && m.Subscribed(s.NewsletterID) {
			letters = append(letters, slug)
		}
	}
	row := []string{m.Email, m.Name, string(m.Status), strings.Join(m.Labels, ","), m.CreatedAt.Format(time.RFC3339Nano), strings.Join(letters, " ")}
	for i := range row {
		row[i] = guard(row[i])
	}
	return row
}

// exportPage reads the next members upwards by id. It may look at all of them:
// nobody waits for a page here, and the order is that of the table.
func (s *Store) exportPage(ctx context.Context, f Filter, after int64) (page []Member, err error) {
	sets := f.sets()
	var q statement
	q.add("SELECT c.id FROM member c WHERE c.id > @", after).also(sets[0], sets[1:])
	q.add(" ORDER BY c.id LIMIT @", exportRows)
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		ids, err := db.All(ctx, tx, db.Value[int64], q.text.String(), q.args...)
		if err != nil {
			return err
		}
		page, err = byIDs(ctx, tx, ids)
		return err
	})
	return page, err
}

// RefusalsCSV writes every refused row of an import with its reason, guarded
// like ExportCSV.
func (s *Store) RefusalsCSV(ctx context.Context, w io.Writer, importID int64) (err error) {
	defer fault.Wrap(&err, "member.RefusalsCSV(%d)", importID)
	out := csv.NewWriter(w)
	if err := out.Write([]string{"row", "email", "reason"}); err != nil {
		return err
	}
	for after := int64(0); ; {
		list, err := s.Refusals(ctx, importID, after, exportRows)
		if err != nil {
			return err
		}
		for _, r := range list {
			after = r.Row
			if err := out.Write([]string{strconv.FormatInt(r.Row, 10), guard(r.Email), guard(r.Reason)}); err != nil {
				return err
			}
		}
		if len(list) < exportRows {
			out.Flush()
			return out.Error()
		}
	}
}
