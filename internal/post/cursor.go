package post

import (
	"encoding/base64"
	"encoding/binary"
	"math"

	"onrecord/internal/fault"
)

// Cursor marks a place in a list that runs from newest to oldest: the next
// page starts after it. The zero Cursor is the top, and as an answer it means
// that there is no more.
type Cursor struct {
	At int64 // Unix milliseconds
	ID int64
}

// IsZero tells whether the cursor is the top, or the end.
func (c Cursor) IsZero() bool { return c == Cursor{} }

// String is the cursor for a URL; empty for the zero Cursor.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(c.At))
	b = binary.BigEndian.AppendUint64(b, uint64(c.ID))
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseCursor reads what String wrote; empty is the zero Cursor. Anything else
// is fault.BadRequest.
func ParseCursor(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err == nil && len(b) == 16 {
		c := Cursor{At: int64(binary.BigEndian.Uint64(b)), ID: int64(binary.BigEndian.Uint64(b[8:]))}
		if c.ID > 0 {
			return c, nil
		}
	}
	return Cursor{}, fault.New(fault.BadRequest, "This link to a further page is damaged; start again from the first page.").Because(err)
}

// start is the cursor as a bound for SQL: the top lies above every row.
func (c Cursor) start() Cursor {
	if c.IsZero() {
		return Cursor{At: math.MaxInt64, ID: math.MaxInt64}
	}
	return c
}
