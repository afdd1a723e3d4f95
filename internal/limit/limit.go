// Package limit counts how often something happened in a window of time, in
// the database, so that the count is one for all nodes and outlives a restart.
package limit

import (
	"context"
	"net/http"
	"time"

	"onrecord/internal/db"
)

// Allow counts one event under key and tells whether at most n happened in the
// current window of length per. When not, retry is how long until the window ends.
// Keys are the caller's words, such as "sign-in:" and a network.
func Allow(ctx context.Context, d *db.DB, key string, n int, per time.Duration, now time.Time) (ok bool, retry time.Duration, err error) {
	window := now.Truncate(per)
	end := window.Add(per)
	var count int64
	err = d.Write(ctx, func(tx *db.Tx) error {
		count, err = db.One(ctx, tx, db.Value[int64], `INSERT INTO limit_counter (key, window_start, n, expires_at) VALUES ($1, $2, 1, $3)
			ON CONFLICT (key, window_start) DO UPDATE SET n = limit_counter.n + 1 RETURNING n`, key, db.Ms(window), db.Ms(end))
		return err
	})
	if err != nil {
		return false, 0, err
	}
	return count <= int64(n), end.Sub(now), nil
}

// Sweep removes the counters whose window is over.
func Sweep(ctx context.Context, d *db.DB, now time.Time) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM limit_counter WHERE expires_at < $1`, db.Ms(now))
		return err
	})
}

// Network names the network a request came from: the /24 of an IPv4 address,
// the /64 of an IPv6 one. It trusts the connection alone, never a header; see
// Behind for a proxy that is trusted.
func Network(r *http.Request) string {
	addr, err := address(r.RemoteAddr)
	if err != nil {
		return "unknown"
	}
	bits := 64
	if addr.Is4() {
		bits = 24
	}
	p, err := addr.Prefix(bits)
	if err != nil {
		return "unknown"
	}
	return p.String()
}
