package search

import (
	"fmt"
	"math"
	"time"

	"onrecord/internal/db"
)

// Filter narrows a search. Zero fields do not.
type Filter struct {
	SectionID, AuthorID int64
	Kind                string
	From, Until         time.Time // of the first publication; Until itself is out
}

// none is the filter that no post passes, for what does not exist.
const none = -1

// Nothing is a filter that lets no post through.
func Nothing() Filter { return Filter{SectionID: none} }

// bounds are the places that the days of the filter leave, and the cursor.
func (f Filter) bounds(under int64) (from, to int64) {
	from, to = math.MinInt64, under
	if !f.From.IsZero() {
		from = placeOf(0, db.Ms(f.From))
	}
	if !f.Until.IsZero() {
		to = min(to, placeOf(0, db.Ms(f.Until)))
	}
	return from, to
}

// where adds to args what the filter asks of post d.post_id, and gives the
// conditions. Where a post stands and what kind it is are read as they are now,
// so that a change of either needs no new words.
func (f Filter) where(args []any) (string, []any) {
	sql := ""
	on := func(list string) {
		args = append(args, list)
		sql += fmt.Sprintf(` AND EXISTS (SELECT 1 FROM listing l WHERE l.post_id = d.post_id AND l.list = $%d)`, len(args))
	}
	if f.SectionID != 0 {
		on(fmt.Sprintf("section:%d", f.SectionID))
	}
	if f.AuthorID != 0 {
		on(fmt.Sprintf("author:%d", f.AuthorID))
	}
	if f.Kind != "" {
		args = append(args, f.Kind)
		sql += fmt.Sprintf(` AND EXISTS (SELECT 1 FROM post p JOIN revision r ON r.id = p.revision_id WHERE p.id = d.post_id AND r.kind = $%d)`, len(args))
	}
	return sql, args
}
