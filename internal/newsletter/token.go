package newsletter

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/fault"
)

// What a link may be used for. A token for one purpose is worth nothing for
// another, and none holds an address.
const (
	toConfirm     = "confirm"
	toUnsubscribe = "unsubscribe"
	toPreferences = "preferences"
	toOwnData     = "own data"
)

// ConfirmToken is the signed part of the link that confirms a signup.
func (s *Store) ConfirmToken(ctx context.Context, signupID int64) (string, error) {
	return s.Site.Sign(ctx, toConfirm, signupID)
}

// ReadConfirmToken checks such a part; a bad one is fault.NotFound.
func (s *Store) ReadConfirmToken(ctx context.Context, token string) (signupID int64, err error) {
	return s.readOne(ctx, toConfirm, token)
}

// UnsubscribeToken is the signed part of a member's unsubscribe link.
func (s *Store) UnsubscribeToken(ctx context.Context, memberID, newsletterID int64) (string, error) {
	return s.Site.Sign(ctx, toUnsubscribe, memberID, newsletterID)
}

// ReadUnsubscribeToken checks such a part; a bad one is fault.NotFound.
func (s *Store) ReadUnsubscribeToken(ctx context.Context, token string) (memberID, newsletterID int64, err error) {
	ids, err := s.Site.Verify(ctx, toUnsubscribe, token, 2)
	if err != nil {
		return 0, 0, err
	}
	return ids[0], ids[1], nil
}

// PreferencesToken is the signed part of a member's preferences link.
func (s *Store) PreferencesToken(ctx context.Context, memberID int64) (string, error) {
	return s.Site.Sign(ctx, toPreferences, memberID)
}

// ReadPreferencesToken checks such a part; a bad one is fault.NotFound.
func (s *Store) ReadPreferencesToken(ctx context.Context, token string) (memberID int64, err error) {
	return s.readOne(ctx, toPreferences, token)
}

// OwnDataToken is the signed part of the link to a member's own data.
func (s *Store) OwnDataToken(ctx context.Context, memberID int64, expires time.Time) (string, error) {
	return s.Site.Sign(ctx, toOwnData, memberID, expires.Unix())
}

// ReadOwnDataToken checks such a part; a bad one is fault.NotFound, an old one fault.Gone.
func (s *Store) ReadOwnDataToken(ctx context.Context, token string) (memberID int64, err error) {
	ids, err := s.Site.Verify(ctx, toOwnData, token, 2)
	if err != nil {
		return 0, err
	}
	if s.Now().Unix() >= ids[1] {
		return 0, fault.New(fault.Gone, "This link has expired; ask for a new one from your preferences page.")
	}
	return ids[0], nil
}

func (s *Store) readOne(ctx context.Context, purpose, token string) (int64, error) {
	ids, err := s.Site.Verify(ctx, purpose, token, 1)
	if err != nil {
		return 0, err
	}
	return ids[0], nil
}

var idText = base32.HexEncoding.WithPadding(base32.NoPadding)

// messageID is the one Message-ID of an issue for one recipient, whenever and
// however often it is made. It tells nobody who the recipient is.
func messageID(key []byte, issueID int64, normal, host string) string {
	h := hmac.New(sha256.New, key)
	var id [8]byte
	binary.BigEndian.PutUint64(id[:], uint64(issueID))
	h.Write(id[:])
	h.Write([]byte(normal))
	return strconv.FormatInt(issueID, 10) + "." + strings.ToLower(idText.EncodeToString(h.Sum(nil)[:15])) + "@" + host
}

// messageKey is the key of messageID.
func (s *Store) messageKey(ctx context.Context) ([]byte, error) {
	return s.Site.Key(ctx, "message-id")
}
