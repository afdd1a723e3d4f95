package site

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"

	"onrecord/internal/fault"
)

// A token is the ids as varints, then 128 bits of HMAC-SHA-256 under the
// purpose's own key, in base64url. It holds no personal data, cannot be made
// without the key, and there is one spelling of it.
const (
	macBytes  = 16
	mostToken = 200
)

// Sign makes a token that stands for ids, none negative, and for purpose
// alone; it goes into links.
func (s *Store) Sign(ctx context.Context, purpose string, ids ...int64) (_ string, err error) {
	defer fault.Wrap(&err, "site.Sign(%q)", purpose)
	key, err := s.Key(ctx, "sign "+purpose)
	if err != nil {
		return "", err
	}
	var b []byte
	for _, id := range ids {
		b = binary.AppendUvarint(b, uint64(id))
	}
	return base64.RawURLEncoding.EncodeToString(append(b, mac(key, b)...)), nil
}

// Verify gives back the n ids that Sign put into the token for the same
// purpose; anything else is fault.NotFound.
func (s *Store) Verify(ctx context.Context, purpose, token string, n int) (_ []int64, err error) {
	defer fault.Wrap(&err, "site.Verify(%q)", purpose)
	if len(token) > mostToken {
		return nil, errLink()
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(b) < macBytes {
		return nil, errLink()
	}
	key, err := s.Key(ctx, "sign "+purpose)
	if err != nil {
		return nil, err
	}
	body, sum := b[:len(b)-macBytes], b[len(b)-macBytes:]
	if !hmac.Equal(sum, mac(key, body)) {
		return nil, errLink()
	}
	ids := make([]int64, 0, n)
	for len(body) > 0 {
		id, size := binary.Uvarint(body)
		if size <= 0 {
			return nil, errLink()
		}
		ids, body = append(ids, int64(id)), body[size:]
	}
	if len(ids) != n {
		return nil, errLink()
	}
	return ids, nil
}

func errLink() error {
	return fault.New(fault.NotFound, "This link does not work; it may have been cut short, so copy it whole from the mail.")
}

func mac(key, body []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(body)
	return h.Sum(nil)[:macBytes]
}
