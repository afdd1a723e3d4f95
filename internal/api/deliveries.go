package api

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"onrecord/internal/newsletter"
)

// deliveryState is a state of a delivery.
type deliveryState string

func (deliveryState) schema() *schema {
	return &schema{Type: "string", Enum: []string{
		newsletter.DeliveryPending, newsletter.DeliveryCommitting, newsletter.DeliverySent,
		newsletter.DeliveryFailed, newsletter.DeliverySkipped, newsletter.DeliveryUncertain,
	}}
}

// choice is what may be decided about an uncertain delivery.
type choice string

func (choice) schema() *schema {
	return &schema{Type: "string", Enum: []string{newsletter.Hold, newsletter.Resend, newsletter.Accept}}
}

// deliveriesFormat is how a list of deliveries is written.
type deliveriesFormat string

func (deliveriesFormat) schema() *schema {
	return &schema{Type: "string", Enum: []string{"json", "csv"}}
}

// Delivery is one issue to one member.
type Delivery struct {
	ID        int64         `json:"id"`
	IssueID   int64         `json:"issue_id"`
	MemberID  ref           `json:"member_id" doc:"Null once the member was deleted."`
	Email     string        `json:"email"`
	Name      string        `json:"name"`
	State     deliveryState `json:"state"`
	Attempts  int64         `json:"attempts"`
	NextAt    moment        `json:"next_at" doc:"When a pending one is tried again."`
	Host      string        `json:"host"`
	ReplyCode int64         `json:"reply_code"`
	Reply     string        `json:"reply" doc:"What the server said; for skipped the reason, for uncertain the last thing that happened."`
	MessageID string        `json:"message_id"`
	Choice    string        `json:"choice" doc:"The newest decision, if there was one."`
	UpdatedAt moment        `json:"updated_at"`
}

// DeliveriesQuery narrows a list of deliveries.
type DeliveriesQuery struct {
	paging
	State  deliveryState    `json:"state"`
	Format deliveriesFormat `json:"format" doc:"csv gives all of them in one file, whatever limit and cursor say."`
}

// DecisionInput settles an uncertain delivery.
type DecisionInput struct {
	Choice choice `json:"choice" need:"yes" doc:"hold leaves it, resend risks a second copy, accept counts it as sent."`
}

func showDelivery(d newsletter.Delivery) Delivery {
	return Delivery{
		ID: d.ID, IssueID: d.IssueID, MemberID: ref(d.MemberID), Email: d.Email, Name: d.Name, State: deliveryState(d.State),
		Attempts: d.Attempts, NextAt: moment{d.NextAt}, Host: d.Host, ReplyCode: d.ReplyCode, Reply: d.Reply,
		MessageID: d.MessageID, Choice: d.Choice, UpdatedAt: moment{d.UpdatedAt},
	}
}

func (a *API) listDeliveries(c *call, q DeliveriesQuery) (List[Delivery], error) {
	after, err := q.before()
	if err != nil {
		return List[Delivery]{}, err
	}
	if _, err := a.Newsletters.Issue(c.ctx, c.id); err != nil {
		return List[Delivery]{}, err
	}
	list, err := a.Newsletters.Deliveries(c.ctx, c.id, string(q.State), after, q.limit()+1)
	next := ""
	if len(list) > q.limit() {
		list = list[:q.limit()]
		next = cursorOfID(list[len(list)-1].ID)
	}
	return pageOf(list, next, showDelivery), err
}

func (a *API) decideDelivery(c *call, in DecisionInput) (Delivery, error) {
	d, err := a.Newsletters.Decide(c.ctx, c.id, string(in.Choice), c.by())
	return showDelivery(d), err
}

// csvRows is how many deliveries one page of a CSV file is read by.
const csvRows = 1000

var csvHeader = []string{"id", "member_id", "email", "name", "state", "attempts", "next_at", "host", "reply_code", "reply", "message_id", "choice", "updated_at"}

// streamDeliveries writes all deliveries of an issue as CSV, if that is asked for.
func (a *API) streamDeliveries(w http.ResponseWriter, c *call, query any) (bool, error) {
	q := query.(DeliveriesQuery)
	if q.Format != "csv" {
		return false, nil
	}
	if _, err := a.Newsletters.Issue(c.ctx, c.id); err != nil {
		return false, err
	}
	first, err := a.Newsletters.Deliveries(c.ctx, c.id, string(q.State), 0, csvRows)
	if err != nil {
		return false, err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf(`attachment; filename="deliveries-%d.csv"`, c.id))
	w.Header().Set("Cache-Control", "no-store")
	out := csv.NewWriter(w)
	if err := out.Write(csvHeader); err != nil {
		return true, err
	}
	for list := first; len(list) > 0; {
		for _, d := range list {
			if err := out.Write(csvRow(d)); err != nil {
				return true, err
			}
		}
		list, err = a.Newsletters.Deliveries(c.ctx, c.id, string(q.State), list[len(list)-1].ID, csvRows)
		if err != nil {
			return true, err
		}
	}
	out.Flush()
	return true, out.Error()
}

func csvRow(d newsletter.Delivery) []string {
	number := func(n int64) string { return strconv.FormatInt(n, 10) }
	row := []string{
		number(d.ID), number(d.MemberID), d.Email, d.Name, d.State, number(d.Attempts), csvTime(d.NextAt), d.Host,
		number(d.ReplyCode), d.Reply, d.MessageID, d.Choice, csvTime(d.UpdatedAt),
	}
	for i := range row {
		row[i] = formulaSafe(row[i])
	}
	return row
}

func csvTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// formulaSafe puts an apostrophe before what a spreadsheet would run.
func formulaSafe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
