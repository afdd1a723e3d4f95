package admin

import (
	"context"
	"net/http"
	"slices"
	"time"

	"onrecord/internal/live"
	"onrecord/internal/margin"
	"onrecord/internal/staff"
)

// together is what an open writing page hears of the post and of others.
type together struct {
	Version int64        `json:"version"`
	By      string       `json:"by"`    // who saved that version
	Stage   string       `json:"stage"` // as stageOf says it
	People  []string     `json:"people"`
	Margin  margin.State `json:"margin"`
}

// stageOf is where a post stands, in a word that changes whenever a page that
// shows it should be loaded anew.
func stageOf(status string, handedIn bool) string {
	if handedIn {
		return status + ", handed in"
	}
	return status
}

// togetherEvery is how often an open page looks for what has changed.
const togetherEvery = time.Second

// liveTogether tells an open writing page who else is there and what they
// did, and them that this page is. Each node reads the database, so it does
// not matter which of them answers whom.
func (a *Admin) liveTogether(w http.ResponseWriter, r *http.Request, v *visit) error {
	q, err := a.remarkedPost(r, v)
	if err != nil {
		return err
	}
	s := &stream{a: a, post: q.ID, me: v.me, page: query(r, "page"), name: roll{name: a.namer(r.Context())}}
	err = live.Stream(w, r, togetherEvery, s.next)
	// A stream that ended by itself comes back at once; one whose page is gone
	// does not, and the others need not wait until it counts as gone.
	if r.Context().Err() != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 5*time.Second)
		defer cancel()
		if err := a.Margin.Leave(ctx, q.ID, v.me.ID, s.page); err != nil {
			a.Log.Warn("who left a post is shown there some seconds longer", "post", q.ID, "error", err)
		}
	}
	return err
}

// stream is one open page's line to the server.
type stream struct {
	a    *Admin
	post int64
	me   staff.Person
	page string
	beat time.Time
	name roll
}

func (s *stream) next(ctx context.Context) (event string, data any, done bool, err error) {
	if now := s.a.Now(); now.Sub(s.beat) >= margin.Beat {
		if err := s.a.Margin.Here(ctx, s.post, s.me.ID, s.page); err != nil {
			return "", nil, false, err
		}
		s.beat = now
	}
	p, err := s.a.Posts.Pulse(ctx, s.post)
	if err != nil {
		return "", nil, false, err
	}
	t := together{Version: p.Version, By: s.name.of(p.UpdatedBy), Stage: stageOf(p.Status, p.HandedIn), People: []string{}}
	if t.Margin, err = s.a.Margin.State(ctx, s.post); err != nil {
		return "", nil, false, err
	}
	others, err := s.a.Margin.Present(ctx, s.post, s.me.ID)
	if err != nil {
		return "", nil, false, err
	}
	for _, id := range others {
		t.People = append(t.People, s.name.of(id))
	}
	slices.Sort(t.People)
	return "together", t, false, s.name.err
}
