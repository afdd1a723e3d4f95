package media

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"time"

	"onrecord/internal/blob"
	"onrecord/internal/db"
)

// Deps is what a Store works with.
type Deps struct {
	DB    *db.DB
	Blobs blob.Store
	Log   *slog.Logger
	// Now is the clock. Nil means time.Now.
	Now func() time.Time
}

// Store keeps pictures. It decodes a bounded number of them at once.
type Store struct{ Deps }

// New makes a Store.
func New(d Deps) *Store { return &Store{Deps: d} }

// Upload takes in a picture; by is staff, 0 for none. The same bytes uploaded
// twice are one Media: the second time gives the first one as it is.
func (s *Store) Upload(ctx context.Context, name string, r io.Reader, by int64) (Media, error) {
	panic("pending")
}

// Get finds a picture by its id.
func (s *Store) Get(ctx context.Context, id int64) (Media, error) { panic("pending") }

// ByHash finds a picture by its hash.
func (s *Store) ByHash(ctx context.Context, hash string) (Media, error) { panic("pending") }

// ByIDs finds the pictures that exist among ids.
func (s *Store) ByIDs(ctx context.Context, ids []int64) (map[int64]Media, error) { panic("pending") }

// Resolve finds the pictures behind addresses in a text, such as
// "/media/…-960.jpg"; the result is by address and leaves out all others.
func (s *Store) Resolve(ctx context.Context, srcs []string) (map[string]Media, error) {
	panic("pending")
}

// List gives up to limit pictures, the newest first, those with an id under
// before; 0 means from the newest on.
func (s *Store) List(ctx context.Context, before int64, limit int) ([]Media, error) {
	panic("pending")
}

// Update sets the words that go with a picture.
func (s *Store) Update(ctx context.Context, id int64, alt, credit string) (Media, error) {
	panic("pending")
}

// Delete removes a picture and its files.
func (s *Store) Delete(ctx context.Context, id int64) error { panic("pending") }

// ServeFile answers GET /media/{file}.
func (s *Store) ServeFile(w http.ResponseWriter, r *http.Request) error { panic("pending") }
