package page

import (
	"context"
	"crypto/rand"
	"time"

	"onrecord/internal/db"
)

// changes is the topic under which tags are announced in this process.
const changes = "page_change"

// Changed notes in the writing transaction that what the tags name is about to
// change. Pages that depend on one of them are dropped from the caches of this
// process when tx commits, and from those of other processes within a second.
func Changed(ctx context.Context, tx *db.Tx, tags ...string) error {
	at, mark := db.Ms(time.Now()), rand.Text()
	seen := make(map[string]bool, len(tags))
	rows := make([][]any, 0, len(tags))
	for _, tag := range tags {
		if tag == "" || seen[tag] {
			continue
		}
		seen[tag] = true
		rows = append(rows, []any{tag, mark, at})
	}
	if len(rows) == 0 {
		return nil
	}
	if err := tx.InsertMany(ctx, "page_change", []string{"tag", "mark", "at"}, rows); err != nil {
		return err
	}
	tx.Announce(changes, append([]string{mark}, tags...)...)
	return nil
}
