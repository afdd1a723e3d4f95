package post

import (
	"context"
	"crypto/rand"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// MaxBirth is the most bytes of the word under which a new post is asked for.
const MaxBirth = 64

// CreateOnce makes a draft like Create, under a word that the page chose. The
// same word from the same person saves the draft that it made before, as long
// as nobody has changed it since: an answer may get lost on its way. An empty
// word makes a new draft each time.
func (s *Store) CreateOnce(ctx context.Context, by int64, birth string, in Input) (p Post, err error) {
	defer fault.Wrap(&err, "post.CreateOnce(%d)", by)
	in, err = clean(in)
	if err != nil {
		return Post{}, err
	}
	if len(birth) > MaxBirth {
		return Post{}, fault.New(fault.BadRequest, "The page sent something that it should not; please load it again.")
	}
	now, token := s.Now(), rand.Text()
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		p, err = create(ctx, tx, by, birth, in, token, now)
		return err
	})
	if birth == "" || !db.IsUnique(err) {
		return p, err
	}
	taken := err
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		id, err := db.One(ctx, tx, db.Value[int64], `SELECT id FROM post WHERE birth = $1 AND created_by = $2`, birth, by)
		if err != nil {
			return err
		}
		old, err := load(ctx, tx, id)
		if err != nil {
			return err
		}
		p, err = save(ctx, tx, old, 1, by, in, now)
		return err
	})
	if fault.Is(err, fault.NotFound) {
		return Post{}, taken
	}
	return p, err
}
