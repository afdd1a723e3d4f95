package newsletter

import "context"

// FreezeSome freezes one batch of an audience, as an engine does that is killed after it.
func (s *Store) FreezeSome(ctx context.Context, id int64, batch, chunk int) (done bool, err error) {
	if err := s.start(ctx, id); err != nil {
		return false, err
	}
	return s.freezeAudience(ctx, id, sizes{batch, chunk})
}
