package newsletter

import (
	"context"
	"crypto/rand"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/member"
)

// SendSignin is the reaction to a wish to sign in: it mails link and code, or
// tells the owner of an unknown address how to become a reader. A wish that is
// over gets nothing.
func (s *Store) SendSignin(ctx context.Context, signinID int64) (err error) {
	defer fault.Wrap(&err, "newsletter.SendSignin(%d)", signinID)
	wish, err := s.Members.OpenSignin(ctx, signinID)
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
	device := member.Device(wish.UserAgent)
	if device == "" {
		device = v.T("an unknown browser")
	}
	asked := v.T("It was asked for with %s: %s.", device, v.l.DateTime(wish.CreatedAt, st.Location()))
	n := note{
		to: mail.Address{Email: wish.Email}, subject: v.T("Sign in to %s", st.Name),
		messageID: "signin." + strings.ToLower(rand.Text()),
	}
	if wish.Member.ID == 0 {
		n.before = []string{v.T("Nobody reads %s with this address yet. Subscribe to a newsletter first, and then you can sign in.", st.Name), asked}
		n.button, n.url = v.T("Subscribe"), s.urls().Absolute("/newsletters")
		n.after = []string{v.T("If it was not you, do nothing: nothing has changed.")}
		return s.send(ctx, st, n)
	}
	n.before = []string{
		v.T("Your code is %s. Type it in the browser in which you asked for it, or open the link there.", wish.Code),
		asked, v.T("The link works once, and until %s.", v.l.DateTime(wish.ExpiresAt, st.Location())),
	}
	n.button, n.url = v.T("Sign in"), s.urls().Signin(wish.Token)
	n.after = []string{v.T("If it was not you, do nothing, and tell the code to nobody.")}
	return s.send(ctx, st, n)
}
