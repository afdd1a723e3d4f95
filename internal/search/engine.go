package search

import (
	"context"
	"fmt"
	"strings"

	"onrecord/internal/db"
)

// place is one post found.
type place struct {
	postID, place int64
	inText        bool
}

func scanPlace(r db.Row) (p place, err error) {
	err = r.Scan(&p.postID, &p.place)
	return p, err
}

// engine is what the two engines do differently: keep words and match them.
type engine interface {
	put(ctx context.Context, tx *db.Tx, all []entry) error
	remove(ctx context.Context, tx *db.Tx, postIDs []any) error
	// match finds posts under a place that pass a filter, the highest first:
	// those with every word in the headline, or, inText, all others with every word.
	match(ctx context.Context, tx *db.Tx, words []term, f Filter, inText bool, under int64, limit int) ([]place, error)
	settle(ctx context.Context, tx *db.Tx) error
}

func engineOf(tx *db.Tx) engine {
	if tx.Engine == db.SQLite {
		return sqlite{}
	}
	return postgres{}
}

func find(ctx context.Context, tx *db.Tx, inText bool, query string, args ...any) ([]place, error) {
	found, err := db.All(ctx, tx, scanPlace, query, args...)
	for i := range found {
		found[i].inText = inText
	}
	return found, err
}

// sqlite keeps words in an FTS5 table that holds no text; its rowid is the
// place, so rows come in order and reading stops when a page is full.
type sqlite struct{}

func (sqlite) put(ctx context.Context, tx *db.Tx, all []entry) error {
	docs, words := make([][]any, len(all)), make([][]any, len(all))
	for i, e := range all {
		docs[i] = []any{e.postID, e.place}
		words[i] = []any{e.place, e.headline, e.words}
	}
	if err := tx.InsertMany(ctx, "search_doc", []string{"post_id", "place"}, docs); err != nil {
		return err
	}
	return tx.InsertMany(ctx, "search_word", []string{"rowid", "headline", "words"}, words)
}

func (sqlite) remove(ctx context.Context, tx *db.Tx, postIDs []any) error {
	in := `post_id IN (` + db.In(len(postIDs), 1) + `)`
	if _, err := tx.Exec(ctx, `DELETE FROM search_word WHERE rowid IN (SELECT place FROM search_doc WHERE `+in+`)`, postIDs...); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `DELETE FROM search_doc WHERE `+in, postIDs...)
	return err
}

func (sqlite) match(ctx context.Context, tx *db.Tx, words []term, f Filter, inText bool, under int64, limit int) ([]place, error) {
	// Words are letters and digits alone, so quoting them is enough.
	all := joined(words, `"`, ` * `, " AND ")
	match := "{headline} : (" + all + ")"
	if inText {
		match = "({words} : (" + all + ")) NOT (" + match + ")"
	}
	from, to := f.bounds(under)
	where, args := f.where([]any{match, to, from})
	return find(ctx, tx, inText, `SELECT d.post_id, d.place FROM search_word w JOIN search_doc d ON d.place = w.rowid
		WHERE search_word MATCH $1 AND w.rowid < $2 AND w.rowid >= $3`+where+` ORDER BY w.rowid DESC LIMIT `+placeholder(args), append(args, limit)...)
}

// settle merges what many writes left in pieces.
func (sqlite) settle(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO search_word (search_word, rank) VALUES ('merge', 500)`)
	return err
}

// postgres keeps words as vectors without positions, so that an index of them
// answers without looking at the vectors again.
type postgres struct{}

func (postgres) put(ctx context.Context, tx *db.Tx, all []entry) error {
	rows := make([][]any, len(all))
	for i, e := range all {
		rows[i] = []any{e.postID, e.place, e.headline, e.words}
	}
	return tx.InsertMany(ctx, "search_doc", []string{"post_id", "place", "headline", "words"}, rows)
}

func (postgres) remove(ctx context.Context, tx *db.Tx, postIDs []any) error {
	_, err := tx.Exec(ctx, `DELETE FROM search_doc WHERE post_id IN (`+db.In(len(postIDs), 1)+`)`, postIDs...)
	return err
}

func (postgres) match(ctx context.Context, tx *db.Tx, words []term, f Filter, inText bool, under int64, limit int) ([]place, error) {
	all := joined(words, `'`, `:*`, " & ")
	match := `d.headline @@ CAST($1 AS tsquery)`
	if inText {
		match = `d.words @@ CAST($1 AS tsquery) AND NOT ` + match
	}
	from, to := f.bounds(under)
	where, args := f.where([]any{all, to, from})
	return find(ctx, tx, inText, `SELECT d.post_id, d.place FROM search_doc d WHERE `+match+` AND d.place < $2 AND d.place >= $3`+where+
		` ORDER BY d.place DESC LIMIT `+placeholder(args), append(args, limit)...)
}

// settle has the planner know the words.
func (postgres) settle(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `ANALYZE search_doc`)
	return err
}

// placeholder is the one that comes after args.
func placeholder(args []any) string { return fmt.Sprintf("$%d", len(args)+1) }

// joined writes words as an expression of an engine.
func joined(words []term, quote, star, and string) string {
	var b strings.Builder
	for i, t := range words {
		if i > 0 {
			b.WriteString(and)
		}
		b.WriteString(quote + t.word + quote)
		if t.prefix {
			b.WriteString(star)
		}
	}
	return b.String()
}
