package search

import (
	"encoding/base64"
	"encoding/binary"

	"onrecord/internal/fault"
)

// Cursor marks a place in the results: the next page starts after it. The zero
// Cursor is the top, and as an answer it means that there is no more.
type Cursor struct {
	InText bool  // past the posts with every word in the headline
	Place  int64 // of the last post shown; see placeOf
}

// IsZero tells whether the cursor is the top, or the end.
func (c Cursor) IsZero() bool { return c == Cursor{} }

// String is the cursor for a URL; empty for the zero Cursor.
func (c Cursor) String() string {
	if c.IsZero() {
		return ""
	}
	b := []byte{0}
	if c.InText {
		b[0] = 1
	}
	return base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(b, uint64(c.Place)))
}

// ParseCursor reads what String wrote; empty is the zero Cursor. Anything else
// is fault.BadRequest.
func ParseCursor(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != 9 || b[0] > 1 {
		return Cursor{}, fault.New(fault.BadRequest, "This link to a further page is damaged; start again from the first page.").Because(err)
	}
	return Cursor{InText: b[0] == 1, Place: int64(binary.BigEndian.Uint64(b[1:]))}, nil
}
