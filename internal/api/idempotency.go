package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// An Idempotency-Key makes a POST safe to repeat.
//
// Invariants:
//  1. Of all requests with one token and key, at most one runs; the row in
//     state running is its claim, made in its own transaction before it runs.
//  2. What it answered, below 500, is stored and given to every repetition for
//     keyLife. A failure above gives the claim back, since nothing was done.
//  3. A claim whose process died stays until keyLife is over: nobody knows
//     what came of it, and running it again could do it twice.
//  4. Of one token the newest keysMost answers are kept, and of those the
//     newest that fit into bytesMost; at the rate that a token may have, that
//     is a quarter of an hour at least.
const (
	keyLife    = 24 * time.Hour
	keyLongest = 255
	keysMost   = 10_000
	bytesMost  = 64 << 20
	// runLongest bounds a request with a key, which goes on when its client
	// has left.
	runLongest = time.Minute
)

// fingerprint tells one request from another under the same key.
type fingerprint struct{ hash.Hash }

func newFingerprint(r *http.Request) fingerprint {
	f := fingerprint{sha256.New()}
	f.part([]byte(r.Method))
	f.part([]byte(r.URL.EscapedPath()))
	f.part([]byte(r.Header.Get("If-Match")))
	return f
}

// part adds bytes so that no two lists of parts look the same.
func (f fingerprint) part(b []byte) {
	io.WriteString(f, strconv.Itoa(len(b))+":") //nolint:errcheck // a hash takes everything
	f.Write(b)                                  //nolint:errcheck
}

func (f fingerprint) String() string { return base64.RawURLEncoding.EncodeToString(f.Sum(nil)) }

type storedAnswer struct {
	print, state string
	answer       answer
}

// once runs h for the first request with a key and replays its answer for the
// others.
func (a *API) once(c *call, key, print string, h func() (answer, error)) (answer, error) {
	if len(key) > keyLongest || !printable(key) {
		return answer{}, malformedRequest.refuse("An Idempotency-Key has at most %d printable ASCII characters.", keyLongest)
	}
	claimed, err := a.claim(c.ctx, c.token.ID, key, print)
	if err != nil {
		return answer{}, err
	}
	if !claimed {
		return a.replay(c.ctx, c.token.ID, key, print)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.ctx), runLongest)
	defer cancel()
	c.ctx = ctx
	out, err := h()
	if err != nil && fault.KindOf(err).Status() < http.StatusInternalServerError {
		out, err = a.problemAnswer(err), nil
	}
	// The outcome is kept even if the request used up its time.
	ctx, cancelStore := context.WithTimeout(context.WithoutCancel(ctx), runLongest)
	defer cancelStore()
	if err != nil {
		return answer{}, errors.Join(err, a.release(ctx, c.token.ID, key))
	}
	if err := a.store(ctx, c.token.ID, key, out); err != nil {
		return answer{}, err
	}
	if a.stored.enough(c.token.ID, int64(len(out.Body))) {
		if err := a.forget(ctx, c.token.ID); err != nil { // it is done and stored; the next answers see to it again
			a.Log.Error("old answers of the API could not be dropped", "error", err)
		}
	}
	return out, nil
}

// tally counts what was stored for each token since it was last looked at, so
// that it need not be looked at for each answer.
type tally struct {
	mu   sync.Mutex
	keys map[int64]int64
	size map[int64]int64
}

func (t *tally) enough(token, bytes int64) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.keys == nil {
		t.keys, t.size = map[int64]int64{}, map[int64]int64{}
	}
	t.keys[token]++
	t.size[token] += bytes
	if t.keys[token] < keysMost/200 && t.size[token] < bytesMost/16 {
		return false
	}
	delete(t.keys, token)
	delete(t.size, token)
	return true
}

// forget drops the oldest answers of a token beyond what is kept.
func (a *API) forget(ctx context.Context, token int64) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		var at int64
		var key string
		err := tx.QueryRow(ctx, `SELECT created_at, key FROM (
			SELECT created_at, key, row_number() OVER newest AS n, sum(bytes) OVER newest AS total FROM idempotency WHERE token_id = $1
			WINDOW newest AS (ORDER BY created_at DESC, key DESC)) AS kept WHERE n > $2 OR total > $3
			ORDER BY created_at DESC, key DESC LIMIT 1`, token, keysMost, bytesMost).Scan(&at, &key)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM idempotency WHERE token_id = $1 AND state = 'done' AND (created_at < $2 OR created_at = $2 AND key <= $3)`, token, at, key)
		return err
	})
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] < '!' || s[i] > '~' {
			return false
		}
	}
	return s != ""
}

func (a *API) claim(ctx context.Context, token int64, key, print string) (claimed bool, err error) {
	now := a.Now()
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM idempotency WHERE token_id = $1 AND key = $2 AND created_at < $3`,
			token, key, db.Ms(now.Add(-keyLife))); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO idempotency (token_id, key, body_hash, state, created_at) VALUES ($1, $2, $3, 'running', $4)
			ON CONFLICT (token_id, key) DO NOTHING`, token, key, print, db.Ms(now))
		claimed = n == 1
		return err
	})
	return claimed, err
}

func (a *API) replay(ctx context.Context, token int64, key, print string) (answer, error) {
	found, err := db.One(ctx, a.DB, scanAnswer, `SELECT body_hash, state, status, header, body FROM idempotency
		WHERE token_id = $1 AND key = $2`, token, key)
	switch {
	case fault.Is(err, fault.NotFound): // the other one failed and gave its claim back just now
		return answer{}, running.refuse("A request with this Idempotency-Key has just failed; send it again.")
	case err != nil:
		return answer{}, err
	case found.print != print:
		return answer{}, keyReused.refuse("This Idempotency-Key was sent with another request before; use a new key.")
	case found.state == "running":
		return answer{}, running.refuse("The request with this Idempotency-Key is still being worked on; ask again in a moment.")
	}
	found.answer.Header["Idempotency-Replayed"] = "true"
	return found.answer, nil
}

func scanAnswer(r db.Row) (s storedAnswer, err error) {
	var header string
	if err := r.Scan(&s.print, &s.state, &s.answer.Status, &header, &s.answer.Body); err != nil {
		return s, err
	}
	s.answer.Header = map[string]string{}
	if header == "" {
		return s, nil
	}
	return s, json.Unmarshal([]byte(header), &s.answer.Header)
}

func (a *API) store(ctx context.Context, token int64, key string, out answer) error {
	header, err := json.Marshal(out.Header)
	if err != nil {
		return err
	}
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE idempotency SET state = 'done', status = $1, header = $2, body = $3, bytes = $4 WHERE token_id = $5 AND key = $6`,
			out.Status, string(header), out.Body, len(header)+len(out.Body), token, key)
		return err
	})
}

func (a *API) release(ctx context.Context, token int64, key string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM idempotency WHERE token_id = $1 AND key = $2`, token, key)
		return err
	})
}

// Sweep forgets the answers that are older than a day; run it about hourly.
func Sweep(ctx context.Context, d *db.DB, now time.Time) (err error) {
	defer fault.Wrap(&err, "api.Sweep()")
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM idempotency WHERE created_at < $1`, db.Ms(now.Add(-keyLife)))
		return err
	})
}
