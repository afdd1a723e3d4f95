package media

import (
	"context"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Limits of the whole library.
const (
	DefaultQuota = 50_000_000_000 // bytes of all files, unless Deps.Quota says otherwise
	MaxFiles     = 200_000
)

// Room is how full the library is.
type Room struct{ Used, Quota, Files int64 }

// Room tells how full the library is; what is on its way counts.
func (s *Store) Room(ctx context.Context) (r Room, err error) {
	defer fault.Wrap(&err, "media.Room()")
	r, err = db.One(ctx, s.DB, func(row db.Row) (r Room, err error) {
		err = row.Scan(&r.Used, &r.Files)
		return r, err
	}, `SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT), CAST(COALESCE(SUM(one), 0) AS BIGINT) FROM (
		SELECT stored AS n, 1 AS one FROM media UNION ALL
		SELECT stored AS n, 0 AS one FROM media_former WHERE kept = 1 UNION ALL
		SELECT size AS n, 1 AS one FROM media_upload) AS files`)
	r.Quota = s.Quota
	return r, err
}

// roomFor refuses what the library has no room for.
func (s *Store) roomFor(ctx context.Context, size int64) error {
	r, err := s.Room(ctx)
	switch {
	case err != nil:
		return err
	case r.Files >= MaxFiles:
		return fault.New(fault.Unavailable, "The library holds %d files and takes no more; delete what nothing uses.", r.Files)
	case r.Used+size > r.Quota:
		return fault.New(fault.Unavailable, "The library is full: %d of %d MB are taken. Delete what nothing uses, or have the limit raised (--media-quota).", r.Used/1e6, r.Quota/1e6)
	}
	return nil
}
