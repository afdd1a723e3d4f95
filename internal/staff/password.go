package staff

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"onrecord/internal/fault"
)

// cost is what one argon2id hash takes.
type cost struct {
	memory  uint32 // KiB
	time    uint32
	threads uint8
}

// present is what OWASP asks for; a hash made at another cost is made anew
// when its owner next signs in.
var present = cost{memory: 19 * 1024, time: 2, threads: 1}

const (
	saltBytes = 16
	hashBytes = 32
)

// patience is how long a sign-in waits for its turn to hash.
const patience = 5 * time.Second

// hasher bounds how many hashes are made at once, so that a flood of sign-ins
// takes neither the processors nor the memory from the readers.
type hasher struct {
	turns    chan struct{}
	patience time.Duration
	dummy    string
}

func newHasher() *hasher {
	h := &hasher{turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)/2)), patience: patience}
	h.dummy = encode(present, make([]byte, saltBytes), make([]byte, hashBytes))
	return h
}

// turn waits for a place; done gives it back.
func (h *hasher) turn(ctx context.Context) (done func(), err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, h.patience, errCrowded())
	defer cancel()
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func errCrowded() error {
	return fault.New(fault.Unavailable, "Many people are signing in at this moment; please try again in a minute.")
}

// hash makes the PHC string of a password.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	salt := make([]byte, saltBytes)
	rand.Read(salt) //nolint:errcheck // it never fails
	return encode(present, salt, present.key(password, salt, hashBytes)), nil
}

// verify tells whether the password is the one of the PHC string, and whether
// that was made at an old cost. With no stored hash it takes as long and says no.
func (h *hasher) verify(ctx context.Context, password, stored string) (ok, old bool, err error) {
	known := stored != ""
	if !known {
		stored = h.dummy
	}
	c, salt, want, err := decode(stored)
	if err != nil {
		return false, false, err
	}
	if len(password) > longest {
		password = "" // it cannot be right, and must not cost more
	}
	done, err := h.turn(ctx)
	if err != nil {
		return false, false, err
	}
	defer done()
	got := c.key(password, salt, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1 && known, c != present, nil
}

// key hashes the password in its composed form, so that it does not depend on
// the keyboard that typed it.
func (c cost) key(password string, salt []byte, n uint32) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), salt, c.time, c.memory, c.threads, n)
}

var b64 = base64.RawStdEncoding

func encode(c cost, salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, c.threads, b64.EncodeToString(salt), b64.EncodeToString(key))
}

func decode(s string) (c cost, salt, key []byte, err error) {
	bad := func(err error) (cost, []byte, []byte, error) {
		return cost{}, nil, nil, fmt.Errorf("stored password hash: %w", err)
	}
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return bad(fmt.Errorf("unknown format"))
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.time, &c.threads); err != nil {
		return bad(err)
	}
	if salt, err = b64.DecodeString(parts[4]); err != nil {
		return bad(err)
	}
	if key, err = b64.DecodeString(parts[5]); err != nil {
		return bad(err)
	}
	if c.time == 0 || c.threads == 0 || len(key) == 0 {
		return bad(fmt.Errorf("empty part"))
	}
	return c, salt, key, nil
}

// Lengths of a password: characters at least, bytes at most.
const (
	shortest = 10
	longest  = 1024
)

// checkPassword tells what is wrong with a new password.
func checkPassword(p *fault.Problems, field, password, email string) {
	if len(password) > longest {
		p.Add(field, "This password is too long; use at most %d bytes.", longest)
		return
	}
	if !utf8.ValidString(password) {
		p.Add(field, "This password holds characters that cannot be read; please type it again.")
		return
	}
	composed := norm.NFC.String(password)
	if utf8.RuneCountInString(composed) < shortest {
		p.Add(field, "Use at least %d characters; a few words in a row are easy to keep in mind.", shortest)
		return
	}
	if guessable(strings.ToLower(composed), strings.ToLower(email)) {
		p.Add(field, "This password is among the first that are tried; choose one that is harder to guess.")
	}
}

// guessable is true of what list-driven guessing tries first: few different
// characters, a run along the keyboard, a well-known word with digits, or the address.
func guessable(password, email string) bool {
	different := map[rune]bool{}
	for _, r := range password {
		different[r] = true
	}
	if len(different) < 5 {
		return true
	}
	user, _, _ := strings.Cut(email, "@")
	core := strings.Trim(password, "0123456789!?.*#$@_- ")
	if password == email || core != "" && core == user || isRun(password) {
		return true
	}
	for _, word := range wellKnown {
		if core == word || core == word+word {
			return true
		}
	}
	return false
}

// isRun tells whether the whole password is a piece of a row of keys, once or repeated.
func isRun(password string) bool {
	for _, row := range keyRows {
		if strings.Contains(row+row, password) {
			return true
		}
	}
	return false
}

var keyRows = []string{
	"1234567890", "0987654321", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "qwertyuiopasdfghjklzxcvbnm", "asdfghjkl", "zxcvbnm",
	"poiuytrewq", "qwertzuiop", "azertyuiop", "1qaz2wsx3edc4rfv", "q1w2e3r4t5y6u7i8o9p0", "1q2w3e4r5t6y7u8i9o0p",
}

var wellKnown = []string{
	"password", "passwort", "p@ssword", "p@ssw0rd", "passw0rd", "welcome", "letmein", "iloveyou", "changeme", "administrator", "admin",
	"qwerty", "qwertz", "azerty", "football", "baseball", "princess", "sunshine", "superman", "batman", "dragon", "monkey", "master",
	"trustno1", "whatever", "starwars", "computer", "internet", "secret", "michael", "jennifer", "onrecord", "newsroom", "default",
}
