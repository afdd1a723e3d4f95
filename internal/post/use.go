package post

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// MostUses is how many posts and how many authors PictureUses names.
const MostUses = 50

// PostUse is one post that shows a picture, as its lead or in its text.
type PostUse struct {
	ID       int64
	Headline string
	Working  bool // the working copy shows it
	Public   bool // what readers see shows it
}

// PictureUses is where a picture is used.
type PictureUses struct {
	Posts   []PostUse
	Authors []Author // whose portrait it is
	More    bool     // than MostUses of one of them
}

// Both engines compare bytes in REPLACE; LIKE would fold case on one of them.
const pictureUses = `SELECT id, headline, working, shown FROM (
	SELECT p.id AS id, p.headline AS headline,
		CASE WHEN p.lead_media_id = $1 OR REPLACE(p.body, $2, '') <> p.body THEN 1 ELSE 0 END AS working,
		CASE WHEN r.lead_media_id = $3 OR REPLACE(r.body, $4, '') <> r.body THEN 1 ELSE 0 END AS shown
	FROM post p LEFT JOIN revision r ON r.id = p.revision_id AND p.status = 'published'
) AS used WHERE working = 1 OR shown = 1 ORDER BY id DESC LIMIT $5`

func scanUse(r db.Row) (u PostUse, err error) {
	var working, shown int64
	err = r.Scan(&u.ID, &u.Headline, &working, &shown)
	u.Working, u.Public = working == 1, shown == 1
	return u, err
}

// PictureUses finds the posts, the newest first, whose working copy or public
// revision shows the picture, and the authors whose portrait it is. It reads
// every text, so it is for one picture at a time.
func (s *Store) PictureUses(ctx context.Context, id int64, hash string) (u PictureUses, err error) {
	defer fault.Wrap(&err, "post.PictureUses(%d)", id)
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		inText := "/media/" + hash
		u.Posts, err = db.All(ctx, tx, scanUse, pictureUses, id, inText, id, inText, MostUses+1)
		if err != nil {
			return err
		}
		u.Authors, err = db.All(ctx, tx, scanAuthor, `SELECT `+authorColumns+` FROM author WHERE media_id = $1 ORDER BY id LIMIT $2`, id, MostUses+1)
		return err
	})
	u.More = len(u.Posts) > MostUses || len(u.Authors) > MostUses
	u.Posts, u.Authors = u.Posts[:min(len(u.Posts), MostUses)], u.Authors[:min(len(u.Authors), MostUses)]
	return u, err
}

// Mentions tells whether the text of any post, or of any revision that was ever
// public, holds words. It reads every text.
func (s *Store) Mentions(ctx context.Context, words string) (_ bool, err error) {
	defer fault.Wrap(&err, "post.Mentions(%q)", words)
	n, err := db.One(ctx, s.DB, db.Value[int64], `SELECT COUNT(*) FROM (
		SELECT id FROM post WHERE REPLACE(body, $1, '') <> body UNION ALL
		SELECT id FROM revision WHERE REPLACE(body, $2, '') <> body) AS named`, words, words)
	return n > 0, err
}
