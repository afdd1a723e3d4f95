package member

import (
	"context"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// Seed is one made-up member.
type Seed struct {
	Email, Name   string
	Status        Status
	Labels        []string // lower-case, in order, each once
	NewsletterIDs []int64
	CreatedAt     time.Time
	EndedAt       time.Time // when one who is not active ceased to be; zero if they never were
}

// InsertBulk adds made-up members in one transaction, five thousand at most;
// it is for load data and trusts its caller to give tidy fields. Addresses must
// be new: a known one fails the whole batch.
func (s *Store) InsertBulk(ctx context.Context, list []Seed) (err error) {
	defer fault.Wrap(&err, "member.InsertBulk(%d)", len(list))
	fresh := make([]known, len(list))
	for i, v := range list {
		in := Input{Email: v.Email, Name: v.Name, Status: v.Status, Labels: v.Labels}
		normal, err := in.check()
		if err != nil {
			return err
		}
		fresh[i] = known{email: in.Email, normal: normal, name: in.Name, status: v.Status, created: v.CreatedAt, ended: v.EndedAt}
	}
	hash, err := s.hasher(ctx)
	if err != nil {
		return err
	}
	now := s.clock(ctx)
	return s.d.Write(ctx, func(tx *db.Tx) error {
		queue := make([]*known, len(fresh))
		for i := range fresh {
			m := fresh[i]
			m.newLabels, m.joined, m.stopped = list[i].Labels, list[i].NewsletterIDs, m.status != Active
			queue[i] = &m
		}
		if err := addMembers(ctx, tx, queue, now); err != nil {
			return err
		}
		b := batch{hash: hash, source: "made-up data", now: now}
		return b.attach(ctx, tx, queue)
	})
}
