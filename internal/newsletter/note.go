package newsletter

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"onrecord/internal/fault"
	"onrecord/internal/job"
	"onrecord/internal/mail"
	"onrecord/internal/site"
)

// note is a mail of a few sentences that somebody asked for or needs. It is
// transactional: no list, no unsubscribe link, and it goes out even to whoever
// gets no newsletter.
type note struct {
	to                     mail.Address
	subject                string
	before, after          []string
	button, url, messageID string
}

// send builds the note and hands it over at once. What cannot succeed later is
// marked so that the queue does not try again.
func (s *Store) send(ctx context.Context, st site.Site, n note) error {
	from, err := s.sender(ctx, st)
	if err != nil {
		return err
	}
	v := newLook(st, "", s.urls().Home())
	v.Subject = n.subject
	page := notePage{look: v, Before: n.before, After: n.after, Button: n.button, URL: n.url}
	html, err := page.html()
	if err != nil {
		return err
	}
	n.to.Name = oneLine(n.to.Name)
	err = mail.Send(ctx, s.Transport, &mail.Message{
		Stream: mail.Transactional, From: from, To: n.to, Subject: oneLine(n.subject), Text: page.text(), HTML: html,
		MessageID: n.messageID + "@" + domain(from.Email), Date: s.Now(),
	})
	if refusedForGood(err) || fault.Is(err, fault.Invalid) {
		return job.Never(err)
	}
	return err
}

// refusedForGood tells whether the server will never take this message for this
// recipient. A refusal of our connection, password, sender or right to have mail
// passed on is another matter: whoever runs the site sets that right, and then
// the mail goes.
func refusedForGood(err error) bool {
	f, ok := errors.AsType[*mail.Failure](err)
	if !ok || f.Reply.Code/100 != 5 {
		return false
	}
	switch f.Stage {
	case "RCPT", "DATA", "body", "dot":
		return !aboutUs(f.Reply)
	case "MAIL":
		return aboutLetters(f.Reply)
	}
	return false
}

func domain(email string) string {
	_, normal, err := mail.ParseAddress(email)
	if err != nil {
		return "onrecord.invalid"
	}
	return normal[strings.LastIndexByte(normal, '@')+1:]
}

// sender is who signs notes: the site at its contact address, else at that of
// its first newsletter, else at an address of its host.
func (s *Store) sender(ctx context.Context, st site.Site) (mail.Address, error) {
	if st.ContactEmail != "" {
		return mail.Address{Name: st.Name, Email: st.ContactEmail}, nil
	}
	list, err := s.List(ctx, false)
	if err != nil {
		return mail.Address{}, err
	}
	if len(list) > 0 {
		return mail.Address{Name: st.Name, Email: list[0].SenderAddress}, nil
	}
	return mail.Address{Name: st.Name, Email: hostAddress(s.Base.Hostname())}, nil
}

func hostAddress(host string) string {
	if email, _, err := mail.ParseAddress("no-reply@" + host); err == nil {
		return email
	}
	return "no-reply@onrecord.invalid"
}

// SendConfirmation is the reaction to a wish to subscribe: it mails the link
// that confirms it, or, to somebody who has it all already, says so. A wish
// that is over, or was confirmed in between, gets nothing.
func (s *Store) SendConfirmation(ctx context.Context, signupID int64) (err error) {
	defer fault.Wrap(&err, "newsletter.SendConfirmation(%d)", signupID)
	wish, err := s.Members.Signup(ctx, signupID)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if !wish.ConfirmedAt.IsZero() || !s.Now().Before(wish.ExpiresAt) {
		return nil
	}
	st, err := s.Site.Get(ctx)
	if err != nil {
		return err
	}
	names, err := s.names(ctx, wish.NewsletterIDs)
	if err != nil {
		return err
	}
	m, err := s.Members.ByEmail(ctx, wish.Email)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	// The name is a stranger's word until the address is confirmed: an advertisement
	// in it must not reach the person whose address was typed.
	n := note{to: mail.Address{Email: wish.Email}, messageID: fmt.Sprintf("signup.%d.%d", wish.ID, wish.CreatedAt.UnixMilli())}
	has := err == nil && len(wish.NewsletterIDs) > 0
	for _, id := range wish.NewsletterIDs {
		has = has && m.Subscribed(id)
	}
	if has {
		err = s.already(ctx, st, &n, m.ID, names)
	} else {
		err = s.confirm(ctx, st, &n, wish.ID, wish.ExpiresAt, names)
	}
	if err != nil {
		return err
	}
	return s.send(ctx, st, n)
}

// names are those of the newsletters, as a sentence lists them.
func (s *Store) names(ctx context.Context, ids []int64) (string, error) {
	var names []string
	for _, id := range ids {
		n, err := s.Get(ctx, id)
		if err != nil {
			return "", err
		}
		names = append(names, "“"+n.Name+"”")
	}
	return strings.Join(names, ", "), nil
}

func (s *Store) confirm(ctx context.Context, st site.Site, n *note, signupID int64, expires time.Time, names string) error {
	token, err := s.ConfirmToken(ctx, signupID)
	if err != nil {
		return err
	}
	v := newLook(st, "", "")
	n.url, n.button = s.urls().Confirm(token), v.T("Confirm the subscription")
	n.subject = v.T("Confirm your subscription to %s", st.Name)
	n.before = []string{
		v.T("Somebody, most likely you, asked us to send %s to this address.", names),
		v.T("Please confirm it. The link works until %s.", v.l.DateTime(expires, st.Location())),
	}
	n.after = []string{v.T("If it was not you, do nothing: without a confirmation this address gets no newsletter.")}
	return nil
}

// already answers a wish for what somebody has: only the owner of the address
// learns that it was known.
func (s *Store) already(ctx context.Context, st site.Site, n *note, memberID int64, names string) error {
	token, err := s.PreferencesToken(ctx, memberID)
	if err != nil {
		return err
	}
	v := newLook(st, "", "")
	n.url, n.button = s.urls().Preferences(token), v.T("See your subscriptions")
	n.subject = v.T("You are subscribed to %s already", st.Name)
	n.before = []string{
		v.T("Somebody, most likely you, asked us to send %s to this address.", names),
		v.T("You are subscribed already, so there is nothing to do."),
	}
	n.after = []string{v.T("If it was not you, do nothing: nothing has changed.")}
	return nil
}

// ownDataLife is how long the link to one's own data works.
const ownDataLife = time.Hour

// SendOwnDataLink sends members the way to what is stored about them.
func (s *Store) SendOwnDataLink(ctx context.Context, memberID int64) (err error) {
	defer fault.Wrap(&err, "newsletter.SendOwnDataLink(%d)", memberID)
	m, err := s.Members.Get(ctx, memberID)
	if err != nil {
		return err
	}
	st, err := s.Site.Get(ctx)
	if err != nil {
		return err
	}
	expires := s.Now().Add(ownDataLife)
	token, err := s.OwnDataToken(ctx, m.ID, expires)
	if err != nil {
		return err
	}
	v := newLook(st, "", "")
	return s.send(ctx, st, note{
		to: mail.Address{Name: m.Name, Email: m.Email}, messageID: "data." + strings.ToLower(rand.Text()),
		subject: v.T("What %s has stored about you", st.Name),
		before: []string{
			v.T("By this link you can see, download and delete everything that %s has stored about you.", st.Name),
			v.T("It works until %s.", v.l.DateTime(expires, st.Location())),
		},
		button: v.T("See your data"), url: s.urls().OwnData(token),
		after: []string{v.T("If you did not ask for this, do nothing and do not pass the link on.")},
	})
}

// Invitation is what an invited person is told.
type Invitation struct {
	To        mail.Address
	InvitedBy string // a name
	URL       string
	ExpiresAt time.Time
	Reset     bool // the link sets a new password instead of a first one
}

// SendInvitation sends somebody the link by which they set their password.
func (s *Store) SendInvitation(ctx context.Context, in Invitation) (err error) {
	defer fault.Wrap(&err, "newsletter.SendInvitation()")
	ctx, cancel := context.WithTimeout(ctx, handingTime)
	defer cancel()
	st, err := s.Site.Get(ctx)
	if err != nil {
		return err
	}
	v := newLook(st, "", "")
	n := note{to: in.To, url: in.URL, messageID: "staff." + strings.ToLower(rand.Text())}
	until := v.T("The link works once, and until %s.", v.l.DateTime(in.ExpiresAt, st.Location()))
	if in.Reset {
		n.subject, n.button = v.T("Set a new password for %s", st.Name), v.T("Set a new password")
		n.before = []string{v.T("By this link you can set a new password for the newsroom of %s.", st.Name), until}
		n.after = []string{v.T("If you did not ask for this, tell the owner of the site; your old password still works.")}
	} else {
		n.subject, n.button = v.T("%s invites you to write for %s", in.InvitedBy, st.Name), v.T("Accept the invitation")
		n.before = []string{v.T("%s has made an account for you in the newsroom of %s. Choose a password and you can start.", in.InvitedBy, st.Name), until}
		n.after = []string{v.T("If you do not know what this is about, do nothing.")}
	}
	return told(s.send(ctx, st, n))
}
