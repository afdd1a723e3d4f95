// Package search finds published posts by their words.
//
// Both engines are given the same words, folded and cut in Go, and are asked
// the same plain question, so they give the same posts in the same order:
// first those with every word in the headline, then the newest.
package search

import (
	"context"

	"onrecord/internal/db"
)

// Store keeps the words of published posts. What readers may find is what the
// post's current revision says; Index and Remove bring the words in line.
type Store struct{ d *db.DB }

// New makes a Store over d.
func New(d *db.DB) *Store { return &Store{d: d} }

// Query is what a reader looks for.
type Query struct {
	// Text is taken as words alone; nothing in it is an error. Every word must
	// be in the post, the last one may be the beginning of a word.
	Text   string
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
	Snippet  []Part // some 200 characters of the text around the words; may be empty
}

// Part is a run of plain text; Match marks a word that was looked for.
type Part struct {
	Text  string
	Match bool
}

// Index brings the words of a post in line with its current revision; those of
// a post that is not published are removed. It may be run again.
func (s *Store) Index(ctx context.Context, postID int64) error { panic("pending") }

// Remove is the reaction to an unpublication. Like Index it looks at what the
// post is now, so the two may come in any order.
func (s *Store) Remove(ctx context.Context, postID int64) error { return s.Index(ctx, postID) }

// Find gives one page of posts with every word of q.
func (s *Store) Find(ctx context.Context, q Query) (Results, error) { panic("pending") }

// Rebuild indexes every published post anew while search goes on working.
// It calls progress, if not nil, now and then.
func (s *Store) Rebuild(ctx context.Context, progress func(done, total int64)) error {
	panic("pending")
}
