package admin

import (
	"net/http"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/staff"
)

// outboxRun is how many messages the page lists.
const outboxRun = 50

type outboxPage struct {
	frame
	Query    string
	Messages []mail.OutboxMessage
	Next     string
	Real     bool // mail leaves this machine, so nothing new comes here
}

func (a *Admin) outbox(w http.ResponseWriter, r *http.Request, v *visit) error {
	p := outboxPage{frame: a.frame(r, v, "Outbox"), Query: query(r, "q"), Real: a.Transport.Real()}
	list, next, err := a.Outbox.List(r.Context(), beforeID(r, "before"), outboxRun, p.Query)
	if err != nil {
		return err
	}
	p.Messages = list
	if next != 0 {
		p.Next = with(r, "before", itoa(next))
	}
	return a.show(w, http.StatusOK, "outbox", p)
}

type messagePage struct {
	frame
	Message mail.OutboxMessage
}

// messageOf reads the message of the path. A link that sets a password of the
// staff works for whoever opens it first, so only who may make one may see it.
func (a *Admin) messageOf(r *http.Request, v *visit) (mail.OutboxMessage, error) {
	n, err := id(r, "id")
	if err != nil {
		return mail.OutboxMessage{}, err
	}
	m, err := a.Outbox.Get(r.Context(), n)
	if err != nil {
		return mail.OutboxMessage{}, err
	}
	if link := a.urls.Invitation(""); !v.can(staff.StaffManage) && (strings.Contains(m.Text, link) || strings.Contains(m.HTML, link)) {
		return mail.OutboxMessage{}, fault.New(fault.Forbidden, "This message holds a link that sets somebody's password; ask an owner to open it.")
	}
	return m, nil
}

func (a *Admin) message(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.messageOf(r, v)
	if err != nil {
		return err
	}
	return a.show(w, http.StatusOK, "message", messagePage{a.frame(r, v, m.Subject), m})
}

func (a *Admin) messageHTML(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.messageOf(r, v)
	if err != nil {
		return err
	}
	if m.HTML == "" {
		return missing()
	}
	return a.sendMail(w, m.HTML)
}
