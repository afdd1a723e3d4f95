package post

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"time"

	"onrecord/internal/db"
)

// untitled is the slug of what has nothing to make one from.
const untitled = "untitled"

// keepsSlug tells whether a post without a wish for a slug keeps the one it
// has: once readers know it, and as long as the headline would give it again.
func (p Post) keepsSlug(headline string) bool {
	if p.Slug == "" || !p.FirstPublishedAt.IsZero() {
		return p.Slug != ""
	}
	base := slugBase(headline)
	if slices.Contains(numbered(base), p.Slug) {
		return true
	}
	rest, ok := strings.CutPrefix(p.Slug, base+"-")
	return ok && len(rest) == randomLen && rest[randomLen-1] == randomMark
}

// slugBase is the slug that a title asks for.
func slugBase(title string) string {
	base := cutSlug(Slugify(title), slugMost-slugRoom)
	if base == "" {
		return untitled
	}
	return base
}

// A slug that comes after nine others of the same base ends in letters of
// chance and a mark by which keepsSlug knows it again.
const (
	randomLen  = 6
	randomMark = '1' // rand.Text has no 1
	slugRoom   = 1 + randomLen
)

// numbered are the slugs to try for a base, in order.
func numbered(base string) []string {
	out := []string{base}
	for n := 2; n < 10; n++ {
		out = append(out, fmt.Sprintf("%s-%d", base, n))
	}
	return out
}

// candidates are the slugs to try for a base, the last one of chance.
func candidates(base string) []string {
	return append(numbered(base), base+"-"+strings.ToLower(rand.Text()[:randomLen-1])+string(randomMark))
}

// takeSlug gives post p the slug it is to have for in and lets go of one that
// it waited with in vain. The constraint of post_slug decides who has it.
func takeSlug(ctx context.Context, tx *db.Tx, p Post, in Input, now time.Time) (string, error) {
	if in.Slug == p.Slug && in.Slug != "" {
		return in.Slug, nil
	}
	slug, err := firstFree(ctx, tx, p.ID, in, now)
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `DELETE FROM post_slug WHERE post_id = $1 AND public = 0 AND slug <> $2`, p.ID, slug)
	return slug, err
}

func firstFree(ctx context.Context, tx *db.Tx, postID int64, in Input, now time.Time) (string, error) {
	if in.Slug != "" {
		ok, err := takes(ctx, tx, postID, in.Slug, now)
		if err == nil && !ok {
			err = invalid(nil, "slug", "Another post has or had the address “%s”; choose a different one.", in.Slug)
		}
		return in.Slug, err
	}
	for _, slug := range candidates(slugBase(in.Headline)) {
		if Reserved(slug) {
			continue
		}
		if ok, err := takes(ctx, tx, postID, slug, now); ok || err != nil {
			return slug, err
		}
	}
	return "", fmt.Errorf("no free slug for %q", in.Headline)
}

// takes tells whether the slug is now the post's.
func takes(ctx context.Context, tx *db.Tx, postID int64, slug string, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `INSERT INTO post_slug (slug, post_id, created_at) VALUES ($1, $2, $3) ON CONFLICT (slug) DO NOTHING`,
		slug, postID, db.Ms(now))
	if err != nil || n == 1 {
		return err == nil, err
	}
	owner, err := db.One(ctx, tx, db.Value[int64], `SELECT post_id FROM post_slug WHERE slug = $1`, slug)
	return owner == postID, err
}
