package staff

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238, and what every app on a phone can do
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"time"
)

// A code of RFC 6238 is good for its step of time, and for the one before and
// after, since clocks differ and fingers are slow.
const (
	stepLength = 30 * time.Second
	slack      = 1
)

var b32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// newSecret is 160 random bits, as long as the hash, in the letters that apps read.
func newSecret() string {
	b := make([]byte, 20)
	rand.Read(b) //nolint:errcheck // it never fails
	return b32.EncodeToString(b)
}

func stepAt(t time.Time) int64 { return t.Unix() / int64(stepLength/time.Second) }

// totp is the code of a step.
func totp(key []byte, step int64) string {
	mac := hmac.New(sha1.New, key)
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step))
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:at+4])&0x7fffffff%1_000_000)
}

// matching gives the step that a code belongs to, the newest when it is the
// code of several, or 0.
func matching(secret, code string, now time.Time) (step int64) {
	key, err := b32.DecodeString(secret)
	if err != nil {
		return 0
	}
	for s := stepAt(now) - slack; s <= stepAt(now)+slack; s++ {
		if subtle.ConstantTimeCompare([]byte(totp(key, s)), []byte(code)) == 1 {
			step = s
		}
	}
	return step
}
