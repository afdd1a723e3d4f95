// Package link finds out whether the addresses that a text links to answer.
// It asks only what somebody of the staff wants to know, and keeps the answers
// for a while, one for each address whatever text it stands in.
package link

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/fetch"
	"onrecord/internal/job"
)

// MaxLinks is how many links of one text are asked.
const MaxLinks = 50

// Asked is the event that addresses wait to be asked.
const Asked = "link.asked"

// How long an answer is good for, and how long one is kept at all. What waits
// longer than patience was lost and may be asked anew.
const (
	freshFor = 24 * time.Hour
	keptFor  = 30 * 24 * time.Hour
	patience = 10 * time.Minute
)

// The states of an address.
const (
	Waiting = "waiting" // to be asked
	Good    = "good"
	Unsure  = "unsure" // it answers, but not to programs
	Bad     = "bad"
)

// Answer is what an address answered. The State is "" when it was never asked.
type Answer struct {
	Address   string
	State     string
	Status    int    // 0 when there was none
	Said      string // a sentence, when not all is well
	CheckedAt time.Time
}

// Deps is what a Store works with.
type Deps struct {
	DB    *db.DB
	Jobs  *job.Queue
	Fetch *fetch.Client
	Base  *url.URL // the site's own address
	// Own gives the status with which the site itself answers a path, without
	// the network.
	Own func(ctx context.Context, path string) int
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// Store keeps the answers.
type Store struct {
	Deps
	taking sync.Mutex
}

// New makes a Store.
func New(d Deps) *Store {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &Store{Deps: d}
}

// Addresses are the first MaxLinks of the links of a text that can be asked,
// as absolute addresses; left is how many there are beyond.
func (s *Store) Addresses(links []string) (list []string, left int) {
	for _, l := range links {
		u, err := url.Parse(l)
		if err != nil {
			continue
		}
		u = s.Base.JoinPath("/").ResolveReference(u)
		if u.Scheme != "http" && u.Scheme != "https" {
			continue
		}
		u.Fragment, u.RawFragment = "", ""
		address := u.String()
		if len(address) > fetch.MaxAddress || slices.Contains(list, address) {
			continue
		}
		if len(list) == MaxLinks {
			left++
			continue
		}
		list = append(list, address)
	}
	return list, left
}

const columns = `address, state, status, said, checked_at`

func scan(r db.Row) (a Answer, err error) {
	var checked int64
	err = r.Scan(&a.Address, &a.State, &a.Status, &a.Said, &checked)
	a.CheckedAt = db.Time(checked)
	return a, err
}

// Answers gives what is known of addresses, in their order; at most MaxLinks.
// What is known for too long counts as unknown.
func (s *Store) Answers(ctx context.Context, addresses []string) (list []Answer, err error) {
	defer fault.Wrap(&err, "link.Answers(%d)", len(addresses))
	addresses = addresses[:min(len(addresses), MaxLinks)]
	if len(addresses) == 0 {
		return nil, nil
	}
	known, err := db.All(ctx, s.DB, scan, `SELECT `+columns+` FROM link_answer WHERE address IN (`+db.In(len(addresses), 1)+`) ORDER BY address, state`, db.Args(addresses)...)
	if err != nil {
		return nil, err
	}
	now := s.Now()
	for _, address := range addresses {
		a := Answer{Address: address}
		for _, k := range known {
			if k.Address == address && (k.State == Waiting || now.Sub(k.CheckedAt) < freshFor) {
				a = k
			}
		}
		list = append(list, a)
	}
	return list, nil
}

// Ask has addresses asked, at most MaxLinks, but for those that wait already
// and those that were found good a while ago.
func (s *Store) Ask(ctx context.Context, addresses []string) (err error) {
	defer fault.Wrap(&err, "link.Ask(%d)", len(addresses))
	now := s.Now()
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		var news int64
		for _, address := range addresses[:min(len(addresses), MaxLinks)] {
			n, err := tx.Exec(ctx, `INSERT INTO link_answer (address, asked_at) VALUES ($1, $2)
				ON CONFLICT (address) DO UPDATE SET state = 'waiting', asked_at = $2, taken_at = 0
				WHERE link_answer.state IN ('bad', 'unsure') OR link_answer.state = 'good' AND link_answer.checked_at < $3
				OR link_answer.state = 'waiting' AND link_answer.asked_at < $4`,
				address, db.Ms(now), db.Ms(now.Add(-freshFor)), db.Ms(now.Add(-patience)))
			if err != nil {
				return err
			}
			news += n
		}
		if news == 0 {
			return nil
		}
		return s.Jobs.Add(ctx, tx, Asked, 0)
	})
}

// Sweep forgets the answers of long ago.
func (s *Store) Sweep(ctx context.Context) error {
	before := db.Ms(s.Now().Add(-keptFor))
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM link_answer WHERE asked_at < $1`, before)
		return err
	})
}

// ownPath is the path of an address of the site itself.
func (s *Store) ownPath(address string) (path string, own bool) {
	u, err := url.Parse(address)
	if err != nil || !strings.EqualFold(u.Host, s.Base.Host) {
		return "", false
	}
	return u.RequestURI(), true
}

// judge says what a status means for a reader who follows the link.
func judge(a *Answer) {
	switch {
	case a.Status >= 200 && a.Status < 400:
		a.State, a.Said = Good, ""
	case a.Status == http.StatusNotFound || a.Status == http.StatusGone:
		a.State, a.Said = Bad, "There is no such page."
	case a.Status >= 500:
		a.State, a.Said = Bad, "The server answers that it has failed."
	default: // sign-ins, and hosts that turn programs away
		a.State, a.Said = Unsure, "It does not answer to programs; open it and look."
	}
}
