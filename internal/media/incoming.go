package media

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/fault"
)

// A file may come in parts, so that an upload goes on where it broke off: Begin
// says how large it will be, Append adds the part that begins where the last
// one ended, Finish makes a file of the library of it. Each part is a blob of
// its own, whole or not there, and its row is what counts; so two that send the
// same part at once cannot mix, and a killed process leaves nothing half.

// Limits of uploads in parts.
const (
	MaxPart     = 8 << 20        // bytes of one part
	MaxUploads  = 50             // begun by one person and not finished
	UploadLives = 24 * time.Hour // since its last part
)

// Transfer is an upload on its way.
type Transfer struct {
	ID             int64
	Name           string
	Mark           string // by which its browser knows the file again
	Size, Received int64  // bytes
	By             int64  // staff
	TouchedAt      time.Time
}

const transferColumns = `id, name, mark, size, received, created_by, touched_at`

func scanTransfer(r db.Row) (t Transfer, err error) {
	var at int64
	err = r.Scan(&t.ID, &t.Name, &t.Mark, &t.Size, &t.Received, &t.By, &at)
	t.TouchedAt = db.Time(at)
	return t, err
}

// mostMark is the longest mark, in bytes.
const mostMark = 100

// Begin makes room for a file of size bytes. It fails with fault.TooLarge,
// fault.Unavailable when the library is full, or fault.TooMany.
func (s *Store) Begin(ctx context.Context, name, mark string, size, by int64) (t Transfer, err error) {
	defer fault.Wrap(&err, "media.Begin(%q, %d bytes, by %d)", name, size, by)
	if err := checkAnnounced(name, mark, size); err != nil {
		return Transfer{}, err
	}
	if err := s.roomFor(ctx, size); err != nil {
		return Transfer{}, err
	}
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		open, err := db.One(ctx, tx, db.Value[int64], `SELECT COUNT(*) FROM media_upload WHERE created_by = $1`, by)
		if err != nil {
			return err
		}
		if open >= MaxUploads {
			return fault.New(fault.TooMany, "You have %d unfinished uploads; finish some or give them up first.", open)
		}
		t, err = db.One(ctx, tx, scanTransfer, `INSERT INTO media_upload (name, mark, size, created_by, touched_at) VALUES ($1, $2, $3, $4, $5) RETURNING `+transferColumns,
			cleanName(name), mark, size, by, db.Ms(s.Now()))
		return err
	})
	return t, err
}

func checkAnnounced(name, mark string, size int64) error {
	switch {
	case size <= 0:
		return fault.New(fault.Invalid, "The file is empty; please choose another one.")
	case size > maxOf(""):
		return fault.New(fault.TooLarge, "The file is larger than %d MB; please make it smaller.", maxOf("")>>20)
	case strings.TrimSpace(name) == "" || len(mark) > mostMark:
		return fault.New(fault.Invalid, "The file needs a name.")
	}
	return nil
}

// Transfer finds an upload of one person.
func (s *Store) Transfer(ctx context.Context, id, by int64) (_ Transfer, err error) {
	defer fault.Wrap(&err, "media.Transfer(%d, by %d)", id, by)
	return transferOf(ctx, s.DB, id, by)
}

func transferOf(ctx context.Context, q db.Querier, id, by int64) (Transfer, error) {
	t, err := db.One(ctx, q, scanTransfer, `SELECT `+transferColumns+` FROM media_upload WHERE id = $1 AND created_by = $2`, id, by)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.NotFound, "This upload is finished, was given up, or waited longer than a day; please begin it again.").Because(err)
	}
	return t, err
}

// Transfers lists the unfinished uploads of one person, the newest first.
func (s *Store) Transfers(ctx context.Context, by int64) (_ []Transfer, err error) {
	defer fault.Wrap(&err, "media.Transfers(by %d)", by)
	return db.All(ctx, s.DB, scanTransfer, `SELECT `+transferColumns+` FROM media_upload WHERE created_by = $1 ORDER BY id DESC LIMIT $2`, by, MaxUploads)
}

// Append adds size bytes of r that begin at offset. If the upload has more or
// less than that by now it fails with fault.Conflict, and Transfer says where
// it stands.
func (s *Store) Append(ctx context.Context, id, by, offset, size int64, r io.Reader) (t Transfer, err error) {
	defer fault.Wrap(&err, "media.Append(%d, %d+%d, by %d)", id, offset, size, by)
	if t, err = transferOf(ctx, s.DB, id, by); err != nil {
		return t, err
	}
	switch {
	case offset != t.Received:
		return t, outOfStep(t)
	case size <= 0 || size > MaxPart || offset+size > t.Size:
		return t, fault.New(fault.Invalid, "A part has 1 to %d bytes and lies within the file.", MaxPart)
	}
	key := partPrefix(id) + strings.ToLower(rand.Text())
	head := &beginning{r: r}
	if err := s.Blobs.Put(ctx, key, head, size, ""); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) || head.err != nil {
			err = fault.New(fault.BadRequest, "The part broke off; it will be sent again.").Because(err)
		}
		return t, err
	}
	if offset == 0 {
		err = checkBeginning(head.bytes, t.Size)
	}
	if err == nil {
		err = s.DB.Write(ctx, func(tx *db.Tx) error {
			t, err = s.append(ctx, tx, t, key, size)
			return err
		})
	}
	if err != nil {
		return t, errors.Join(err, s.Blobs.Delete(ctx, key))
	}
	return t, nil
}

func (s *Store) append(ctx context.Context, tx *db.Tx, t Transfer, key string, size int64) (Transfer, error) {
	now, err := transferOf(ctx, tx, t.ID, t.By)
	if err != nil {
		return t, err
	}
	if now.Received != t.Received {
		return now, outOfStep(now)
	}
	if _, err := tx.Exec(ctx, `INSERT INTO media_upload_part (upload_id, start, size, key) VALUES ($1, $2, $3, $4)`, t.ID, t.Received, size, key); err != nil {
		return t, err
	}
	return db.One(ctx, tx, scanTransfer, `UPDATE media_upload SET received = $1, touched_at = $2 WHERE id = $3 RETURNING `+transferColumns,
		t.Received+size, db.Ms(s.Now()), t.ID)
}

func outOfStep(t Transfer) error {
	return fault.New(fault.Conflict, "This upload has %d of %d bytes; go on from there.", t.Received, t.Size)
}

func partPrefix(id int64) string { return "uploads/" + strconv.FormatInt(id, 10) + "/" }

// beginning remembers the first bytes that go through it.
type beginning struct {
	r     io.Reader
	bytes []byte
	err   error
}

func (b *beginning) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if room := 512 - len(b.bytes); room > 0 {
		b.bytes = append(b.bytes, p[:min(n, room)]...)
	}
	if err != nil && err != io.EOF {
		b.err = err
	}
	return n, err
}

// Finish makes a file of the library of an upload that is all there. What is
// refused, as by Upload, is given up; after any other failure it can be
// finished again.
func (s *Store) Finish(ctx context.Context, id, by int64) (m Media, err error) {
	defer fault.Wrap(&err, "media.Finish(%d, by %d)", id, by)
	t, err := transferOf(ctx, s.DB, id, by)
	if err != nil {
		return Media{}, err
	}
	if t.Received != t.Size {
		return Media{}, outOfStep(t)
	}
	parts, err := s.parts(ctx, id)
	if err != nil {
		return Media{}, err
	}
	in, err := s.receive(ctx, &joined{ctx: ctx, s: s, keys: parts})
	if err == nil {
		defer in.spool.Close()
		in.counted = true
		m, err = s.take(ctx, in, t.Name, by)
	}
	switch fault.KindOf(err) {
	case fault.TooLarge, fault.Unsupported, fault.Invalid:
		return Media{}, errors.Join(err, s.giveUp(ctx, id, parts))
	}
	if err != nil {
		return Media{}, err
	}
	return m, s.giveUp(ctx, id, parts)
}

// Abandon gives an upload up.
func (s *Store) Abandon(ctx context.Context, id, by int64) (err error) {
	defer fault.Wrap(&err, "media.Abandon(%d, by %d)", id, by)
	if _, err := transferOf(ctx, s.DB, id, by); err != nil {
		return err
	}
	parts, err := s.parts(ctx, id)
	if err != nil {
		return err
	}
	return s.giveUp(ctx, id, parts)
}

func (s *Store) parts(ctx context.Context, id int64) ([]string, error) {
	most := maxOf("") // a part has a byte at least
	return db.All(ctx, s.DB, db.Value[string], `SELECT key FROM media_upload_part WHERE upload_id = $1 ORDER BY start, upload_id LIMIT $2`, id, most)
}

// giveUp removes the rows first: parts without rows are swept some day.
func (s *Store) giveUp(ctx context.Context, id int64, keys []string) error {
	err := s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM media_upload WHERE id = $1`, id)
		return err
	})
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := s.Blobs.Delete(ctx, key); err != nil {
			return err
		}
	}
	return nil
}

// SweepUploads gives up what nobody went on with for a day, and deletes parts
// that belong to no upload, such as those a backup brought along.
func (s *Store) SweepUploads(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "media.SweepUploads()")
	old := s.Now().Add(-UploadLives)
	err = s.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM media_upload WHERE touched_at < $1`, db.Ms(old))
		return err
	})
	if err != nil {
		return err
	}
	const some = 1000
	after := ""
	for {
		infos, err := s.Blobs.List(ctx, "uploads/", after, some)
		if err != nil {
			return err
		}
		for _, info := range infos {
			after = info.Key
			if info.ModTime.After(old) {
				continue
			}
			n, err := db.One(ctx, s.DB, db.Value[int64], `SELECT COUNT(*) FROM media_upload_part WHERE key = $1`, info.Key)
			if err == nil && n == 0 {
				err = s.Blobs.Delete(ctx, info.Key)
			}
			if err != nil {
				return err
			}
		}
		if len(infos) < some {
			return nil
		}
	}
}

// joined reads parts one after the other.
type joined struct {
	ctx  context.Context
	s    *Store
	keys []string
	open io.ReadSeekCloser
}

func (j *joined) Read(p []byte) (int, error) {
	for {
		if j.open == nil {
			if len(j.keys) == 0 {
				return 0, io.EOF
			}
			f, _, err := j.s.Blobs.Open(j.ctx, j.keys[0])
			if err != nil {
				return 0, err
			}
			j.open, j.keys = f, j.keys[1:]
		}
		n, err := j.open.Read(p)
		if err != io.EOF {
			return n, err
		}
		err = j.open.Close()
		j.open = nil
		if n > 0 || err != nil {
			return n, err
		}
	}
}
