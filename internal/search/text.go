package search

import (
	"runtime"
	"sync"

	"onrecord/internal/db"
	"onrecord/internal/markup"
	"onrecord/internal/post"
)

// text is what readers see of one post, and where it stands among all.
type text struct {
	postID, revisionID, firstPublished              int64
	access, headline, standfirst, body, leadCaption string
	claims                                          markup.Claims
}

// published reads texts; what follows it is a WHERE. A post has a revision while
// it is published. Its status is not asked for, since an engine that went by
// the index of that would sort all posts for each batch.
const published = `SELECT p.id, p.revision_id, p.first_published_at, r.access, r.headline, r.standfirst, r.body, r.lead_caption, r.claims
	FROM post p JOIN revision r ON r.id = p.revision_id `

func scanText(r db.Row) (t text, err error) {
	var claims string
	err = r.Scan(&t.postID, &t.revisionID, &t.firstPublished, &t.access, &t.headline, &t.standfirst, &t.body, &t.leadCaption, &claims)
	if err == nil {
		t.claims, err = post.ReadClaims(claims)
	}
	return t, err
}

// plain is what everyone may read of the text: what is for members alone is
// neither found nor shown.
func (t text) plain() string { return post.Public(t.access, t.body).With(t.claims).Plain() }

// top lies above every place.
const top = 1<<63 - 1

// placeBits of the id are part of a place: posts that were published in the
// same millisecond are in the order of their ids.
const placeBits = 21

// placeOf is one number for "newest, then id", so that both engines can keep it
// in an index: milliseconds and the low bits of the id. It holds from the year
// 1830 to 2109.
func placeOf(postID, firstPublished int64) int64 {
	return firstPublished<<placeBits | postID&(1<<placeBits-1)
}

// entry is a post made ready for the index.
type entry struct {
	postID, revisionID, place int64
	headline, words           string // different words, parted by spaces
}

func (t text) entry() entry {
	return entry{
		postID: t.postID, revisionID: t.revisionID, place: placeOf(t.postID, t.firstPublished),
		headline: distinct(t.headline),
		words:    distinct(t.headline, t.standfirst, t.plain(), t.leadCaption),
	}
}

// entries makes many texts ready, on all processors.
func entries(texts []text) []entry {
	out := make([]entry, len(texts))
	var wg sync.WaitGroup
	n := runtime.GOMAXPROCS(0)
	for w := range n {
		wg.Go(func() {
			for i := w; i < len(texts); i += n {
				out[i] = texts[i].entry()
			}
		})
	}
	wg.Wait()
	return out
}
