// Package search finds published posts by their words.
//
// Both engines are given the same words, folded and cut in Go, and are asked
// the same plain question, so they give the same posts in the same order:
// first those with every word in the headline, then the newest.
//
// Invariants:
//  1. What is indexed is what readers see: the current revision of a published
//     post, read in the transaction that writes the words.
//  2. Nothing that anybody types is an error or an operator.
package search

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Store keeps the words of published posts.
type Store struct{ d *db.DB }

// New makes a Store over d.
func New(d *db.DB) *Store { return &Store{d: d} }

// Query is what a reader looks for.
type Query struct {
	// Text is taken as words alone. Every word must be in the post; the last
	// one may be the beginning of a word. Of more than 400 characters or 16
	// words the rest is not looked for.
	Text   string
	Filter        // narrows it
	Before Cursor // where the page before ended; the zero Cursor is the top
	Limit  int    // 1 to 100; 0 means 20
}

// Results are one page of finds.
type Results struct {
	Hits []Hit
	Next Cursor // zero when there is no more
}

// Hit is one post found.
type Hit struct {
	PostID   int64
	Headline []Part
	Snippet  []Part // some 220 characters of the text around the words; may be empty
}

// Part is a run of plain text; Match marks a word that was looked for.
type Part struct {
	Text  string
	Match bool
}

const (
	limitUsual = 20
	limitMost  = 100
)

// Find gives one page of posts with every word of q; none for a q without a
// word.
func (s *Store) Find(ctx context.Context, q Query) (res Results, err error) {
	defer fault.Wrap(&err, "search.Find(%+v)", q)
	words := terms(q.Text)
	if len(words) == 0 {
		return Results{}, nil
	}
	limit := min(q.Limit, limitMost)
	if limit <= 0 {
		limit = limitUsual
	}
	err = s.d.Read(ctx, func(tx *db.Tx) error {
		found, err := look(ctx, tx, words, q, limit+1)
		if err != nil {
			return err
		}
		if len(found) > limit {
			found = found[:limit]
			last := found[limit-1]
			res.Next = Cursor{InText: last.inText, Place: last.place}
		}
		res.Hits, err = show(ctx, tx, found, words)
		return err
	})
	return res, err
}

// look finds up to limit posts after the cursor of q: from those with every word in
// the headline first, and then from the others.
func look(ctx context.Context, tx *db.Tx, words []term, q Query, limit int) (found []place, err error) {
	after := q.Before
	for _, inText := range []bool{false, true} {
		from := int64(top)
		switch {
		case after.InText && !inText, len(found) == limit:
			continue
		case after.InText == inText && !after.IsZero():
			from = after.Place
		}
		more, err := engineOf(tx).match(ctx, tx, words, q.Filter, inText, from, limit-len(found))
		if err != nil {
			return nil, err
		}
		found = append(found, more...)
	}
	return found, nil
}

// show marks the words in what readers see of each post. A post that was taken
// down a moment ago, and is still indexed, is left out.
func show(ctx context.Context, tx *db.Tx, found []place, words []term) ([]Hit, error) {
	if len(found) == 0 {
		return nil, nil
	}
	ids := make([]any, len(found))
	for i, f := range found {
		ids[i] = f.postID
	}
	texts, err := db.All(ctx, tx, scanText, published+`WHERE p.id IN (`+db.In(len(ids), 1)+`)`, ids...)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]text, len(texts))
	for _, t := range texts {
		byID[t.postID] = t
	}
	hits := make([]Hit, 0, len(found))
	for _, f := range found {
		t, ok := byID[f.postID]
		if !ok {
			continue
		}
		running := t.standfirst + "\n" + t.plain()
		hits = append(hits, Hit{PostID: f.postID, Headline: highlight(t.headline, words), Snippet: snippet(running, words)})
	}
	return hits, nil
}
