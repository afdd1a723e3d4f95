package admin

import (
	"context"
	"net/http"
	"strings"

	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

// sendPage asks once more before an issue is sent, and says to whom.
type sendPage struct {
	frame
	Issue      newsletter.Issue
	Newsletter newsletter.Newsletter
	Subject    string
	Audience   int64
	AtLeast    bool
	Real       bool
}

func (a *Admin) confirmSending(w http.ResponseWriter, r *http.Request, v *visit) error {
	i, err := a.issueOf(r)
	if err != nil {
		return err
	}
	p := sendPage{frame: a.frame(r, v, "Send now"), Issue: i, Real: a.Transport.Real()}
	if p.Subject, err = a.subjectOf(r.Context(), i); err != nil {
		return err
	}
	if p.Newsletter, err = a.Newsletters.Get(r.Context(), i.NewsletterID); err != nil {
		return err
	}
	audience, err := a.Members.List(r.Context(), member.Filter{NewsletterID: i.NewsletterID, Status: member.Active, Limit: 1})
	if err != nil {
		return err
	}
	p.Audience, p.AtLeast = audience.Count, audience.AtLeast
	return a.show(w, http.StatusOK, "send", p)
}

func (a *Admin) sendIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeIssue(w, r, v, "", "sending", func(ctx context.Context, i newsletter.Issue, f page.Form) error {
		version, err := versionOf(f)
		if err == nil {
			_, err = a.Newsletters.Send(ctx, i.ID, version, v.me.ID)
		}
		return err
	})
}

func (a *Admin) testIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	done := "test-sent"
	if !a.Transport.Real() {
		done = "test-kept"
	}
	return a.changeIssue(w, r, v, "", done, func(ctx context.Context, i newsletter.Issue, f page.Form) error {
		return a.Newsletters.SendTest(ctx, i.ID, f.Text("to"))
	})
}

func (a *Admin) scheduleIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeIssue(w, r, v, "", "scheduled", func(ctx context.Context, i newsletter.Issue, f page.Form) error {
		version, err := versionOf(f)
		if err != nil {
			return err
		}
		at, err := readMoment(f, "at", v.zone)
		if err != nil {
			return err
		}
		_, err = a.Newsletters.Schedule(ctx, i.ID, version, at)
		return err
	})
}

func (a *Admin) unscheduleIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeIssue(w, r, v, "", "unscheduled", func(ctx context.Context, i newsletter.Issue, f page.Form) error {
		version, err := versionOf(f)
		if err == nil {
			_, err = a.Newsletters.Unschedule(ctx, i.ID, version)
		}
		return err
	})
}

func (a *Admin) pauseIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeIssue(w, r, v, "", "paused", func(ctx context.Context, i newsletter.Issue, _ page.Form) error {
		_, err := a.Newsletters.Pause(ctx, i.ID)
		return err
	})
}

func (a *Admin) resumeIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeIssue(w, r, v, "", "resumed", func(ctx context.Context, i newsletter.Issue, _ page.Form) error {
		_, err := a.Newsletters.Resume(ctx, i.ID)
		return err
	})
}

func (a *Admin) cancelIssue(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.changeIssue(w, r, v, "", "cancelled", func(ctx context.Context, i newsletter.Issue, _ page.Form) error {
		_, err := a.Newsletters.Cancel(ctx, i.ID)
		return err
	})
}

type deliveriesPage struct {
	frame
	Issue      newsletter.Issue
	Subject    string
	Deliveries []newsletter.Delivery
	Tabs       []tab
	State      string
	Next       string
	MayDecide  bool
}

// deliveryRun is how many deliveries a page lists.
const deliveryRun = 100

func (a *Admin) deliveries(w http.ResponseWriter, r *http.Request, v *visit) error {
	i, err := a.issueOf(r)
	if err != nil {
		return err
	}
	p := deliveriesPage{frame: a.frame(r, v, "Deliveries"), Issue: i, State: query(r, "state"), MayDecide: v.can(staff.IssueSend)}
	if p.Subject, err = a.subjectOf(r.Context(), i); err != nil {
		return err
	}
	p.Tabs = []tab{{Label: "All", Path: without(r, "state"), N: i.Counts.Total(), Counted: true, Current: p.State == ""}}
	known := p.State == ""
	for _, c := range stateCounts(i.Counts) {
		known = known || c.State == p.State
		p.Tabs = append(p.Tabs, tab{Label: c.Label, Path: with(r, "state", c.State), N: c.N, Counted: true, Current: c.State == p.State})
	}
	if !known {
		return missing()
	}
	if p.Deliveries, err = a.Newsletters.Deliveries(r.Context(), i.ID, p.State, beforeID(r, "after"), deliveryRun); err != nil {
		return err
	}
	if len(p.Deliveries) == deliveryRun {
		p.Next = with(r, "after", itoa(p.Deliveries[deliveryRun-1].ID))
	}
	return a.show(w, http.StatusOK, "deliveries", p)
}

// decideDelivery notes what a person decided about a message of which nobody
// can know whether it arrived.
func (a *Admin) decideDelivery(w http.ResponseWriter, r *http.Request, v *visit) error {
	i, err := a.issueOf(r)
	if err != nil {
		return err
	}
	delivery, err := id(r, "delivery")
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	of, err := a.Newsletters.Deliveries(r.Context(), i.ID, "", delivery-1, 1)
	if err != nil {
		return err
	}
	if len(of) == 0 || of[0].ID != delivery {
		return missing()
	}
	if _, err := a.Newsletters.Decide(r.Context(), delivery, f.Text("choice"), v.me.ID); err != nil {
		return err
	}
	return see(w, r, issuePath(i.ID)+"/deliveries?state="+newsletter.DeliveryUncertain, "decided")
}

// outward has the links of a mail open a page of their own: the frame it is
// shown in may not go anywhere.
func outward(html string) string {
	const base = `<base target="_blank">`
	for _, head := range []string{"<head>", "<HEAD>"} {
		if before, after, ok := strings.Cut(html, head); ok {
			return before + head + base + after
		}
	}
	return base + html
}
