// Package blob keeps files by key: pictures, uploads that wait to be worked on.
// A Store is a folder or a bucket; package blobtest holds both to one contract.
package blob

import (
	"context"
	"io"
	"strings"
	"time"

	"onrecord/internal/fault"
)

// Store keeps whole files. All methods may be used by many goroutines.
type Store interface {
	// Put stores exactly size bytes of r under key, replacing what is there.
	// The file appears whole or not at all; a reader of the old one keeps it.
	// When r ends early or late nothing is stored. The mime type is for a store
	// that hands out files by itself; this program's answers never rest on it.
	Put(ctx context.Context, key string, r io.Reader, size int64, mime string) error
	// Open opens a file; without one the error is fault.NotFound.
	Open(ctx context.Context, key string) (io.ReadSeekCloser, Info, error)
	// Delete removes a file; a missing one is no error.
	Delete(ctx context.Context, key string) error
	// List gives up to limit files whose key begins with prefix, in the order
	// of their bytes, those after the key after; "" is from the first one on.
	List(ctx context.Context, prefix, after string, limit int) ([]Info, error)
}

// Info is what is known of a file without reading it.
type Info struct {
	Key     string
	Size    int64 // bytes
	ModTime time.Time
}

// longestKey is in bytes; a folder store has to fit it into a path.
const longestKey = 240

// ValidKey tells whether a key may be used: 1 to 240 bytes of a-z, 0-9, ".",
// "_" and "-" in parts parted by "/", none of them empty or begun by a dot.
func ValidKey(key string) bool {
	if key == "" || len(key) > longestKey {
		return false
	}
	for part := range strings.SplitSeq(key, "/") {
		if part == "" || part[0] == '.' || strings.ContainsFunc(part, notInKey) {
			return false
		}
	}
	return true
}

func notInKey(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '_' || r == '-')
}

// missing is the error for a key without a file.
func missing(key string) *fault.Error {
	return fault.New(fault.NotFound, "This file was not found; it may have been removed.").Because(&keyError{key})
}

type keyError struct{ key string }

func (e *keyError) Error() string { return "no file under key " + e.key }
