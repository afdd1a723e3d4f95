package admin

import (
	"net/http"

	"onrecord/internal/mail"
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
		p.Next = with(r, "before", ids(next))
	}
	return a.show(w, http.StatusOK, "outbox", p)
}

type messagePage struct {
	frame
	Message mail.OutboxMessage
}

func (a *Admin) messageOf(r *http.Request) (mail.OutboxMessage, error) {
	n, err := id(r, "id")
	if err != nil {
		return mail.OutboxMessage{}, err
	}
	return a.Outbox.Get(r.Context(), n)
}

func (a *Admin) message(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.messageOf(r)
	if err != nil {
		return err
	}
	return a.show(w, http.StatusOK, "message", messagePage{a.frame(r, v, m.Subject), m})
}

func (a *Admin) messageHTML(w http.ResponseWriter, r *http.Request, _ *visit) error {
	m, err := a.messageOf(r)
	if err != nil {
		return err
	}
	if m.HTML == "" {
		return missing()
	}
	return a.sendMail(w, m.HTML)
}
