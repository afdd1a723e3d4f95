package newsletter

import (
	"context"
	"crypto/rand"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/member"
)

// SendAddressConfirmation is the reaction to a member's wish to go by another
// address: it mails the link to the new one. Whoever reads there already as
// another member is told to sign in instead; a wish that is over, or for an
// address that is barred, gets nothing.
func (s *Store) SendAddressConfirmation(ctx context.Context, changeID int64) (err error) {
	defer fault.Wrap(&err, "newsletter.SendAddressConfirmation(%d)", changeID)
	c, token, taken, err := s.Members.OpenAddress(ctx, changeID)
	if fault.Is(err, fault.Gone) {
		return nil
	}
	if err != nil {
		return err
	}
	st, err := s.Site.Get(ctx)
	if err != nil {
		return err
	}
	v := newLook(st, "", "")
	device := member.Device(c.UserAgent)
	if device == "" {
		device = v.T("an unknown browser")
	}
	n := note{
		to: mail.Address{Email: c.Email}, subject: v.T("Confirm your new address"), messageID: "address." + strings.ToLower(rand.Text()),
		before: []string{
			v.T("Somebody, most likely you, wants to read %s with this address from now on.", st.Name),
			v.T("It was asked for with %s: %s.", device, v.l.DateTime(c.CreatedAt, st.Location())),
		},
		after: []string{v.T("If it was not you, do nothing: nothing has changed.")},
	}
	if taken {
		n.subject = v.T("Sign in to %s", st.Name)
		n.before = append(n.before, v.T("You read with this address already, so just sign in with it."))
		n.button, n.url = v.T("Sign in"), s.urls().Absolute("/sign-in")
		return s.send(ctx, st, n)
	}
	n.before = append(n.before, v.T("The link works once, and until %s.", v.l.DateTime(c.ExpiresAt, st.Location())))
	n.button, n.url = v.T("Confirm your new address"), s.urls().Address(token)
	return s.send(ctx, st, n)
}

// SendAddressNotice tells the old address that it is not a member's any more,
// with the way to take that back.
func (s *Store) SendAddressNotice(ctx context.Context, changeID int64) (err error) {
	defer fault.Wrap(&err, "newsletter.SendAddressNotice(%d)", changeID)
	c, token, err := s.Members.OpenUndo(ctx, changeID)
	if fault.Is(err, fault.Gone) {
		return nil
	}
	if err != nil {
		return err
	}
	st, err := s.Site.Get(ctx)
	if err != nil {
		return err
	}
	v := newLook(st, "", "")
	return s.send(ctx, st, note{
		to: mail.Address{Email: c.OldEmail}, subject: v.T("Your address at %s was changed", st.Name), messageID: "address." + strings.ToLower(rand.Text()),
		before: []string{
			v.T("Mail from %s goes to another address from now on, as it was asked for by you or somebody who was signed in as you.", st.Name),
			v.T("If it was not you, take it back: the link works once, and until %s.", v.l.DateTime(c.UndoUntil(), st.Location())),
		},
		button: v.T("Take it back"), url: s.urls().AddressUndo(token),
	})
}
