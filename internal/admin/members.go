package admin

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/limit"
	"onrecord/internal/member"
	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/staff"
)

type membersPage struct {
	frame
	Members     member.Page
	Names       map[int64]string // of newsletters
	Tabs        []tab
	Form        form
	Filtered    bool
	Newsletters []option
	Labels      []string
	Next        string
	Export      string // where the list can be had as a file; "" when not by this person
}

// memberRun is how many members a page lists.
const memberRun = 50

func memberFilter(r *http.Request) member.Filter {
	return member.Filter{
		Query: query(r, "q"), Status: member.Status(query(r, "status")), Label: query(r, "label"),
		NewsletterID: beforeID(r, "newsletter"), Before: beforeID(r, "before"), Limit: memberRun,
	}
}

func (a *Admin) members(w http.ResponseWriter, r *http.Request, v *visit) error {
	f := memberFilter(r)
	p := membersPage{frame: a.frame(r, v, "Members"), Filtered: f.Query != "" || f.Label != "" || f.NewsletterID != 0 || f.Status != ""}
	p.Form = filled("q", f.Query, "status", string(f.Status), "label", f.Label, "newsletter", query(r, "newsletter"))
	ctx := r.Context()
	var err error
	if p.Members, err = a.Members.List(ctx, f); err != nil {
		return err
	}
	if p.Names, p.Newsletters, err = a.newsletterNames(ctx, "Any newsletter"); err != nil {
		return err
	}
	if p.Labels, err = a.Members.LabelNames(ctx, 200); err != nil {
		return err
	}
	totals, err := a.Members.Totals(ctx)
	if err != nil {
		return err
	}
	p.Tabs = memberTabs(r, totals)
	if p.Members.Next != 0 {
		p.Next = with(r, "before", itoa(p.Members.Next))
	}
	if v.can(staff.MemberExport) {
		p.Export = "/admin/members/export?" + kept(r).Encode()
	}
	return a.show(w, http.StatusOK, "members", p)
}

func memberTabs(r *http.Request, totals map[member.Status]int64) []tab {
	current := query(r, "status")
	all := int64(0)
	for _, n := range totals {
		all += n
	}
	tabs := []tab{{Label: "All", Path: without(r, "status"), N: all, Counted: true, Current: current == ""}}
	for _, s := range member.Statuses() {
		tabs = append(tabs, tab{Label: capital(string(s)), Path: with(r, "status", string(s)), N: totals[s], Counted: true, Current: string(s) == current})
	}
	return tabs
}

// newsletterNames gives the newsletters by id, and those that go on as choices
// after a first one that means none.
func (a *Admin) newsletterNames(ctx context.Context, none string) (map[int64]string, []option, error) {
	list, err := a.Newsletters.List(ctx, true)
	if err != nil {
		return nil, nil, err
	}
	names := map[int64]string{}
	options := []option{{"", none}}
	for _, n := range list {
		names[n.ID] = n.Name
		if n.ArchivedAt.IsZero() {
			options = append(options, idOption(n.ID, n.Name))
		}
	}
	return names, options, nil
}

type memberPage struct {
	frame
	Form       form
	Member     member.Member
	New        bool
	Statuses   []option
	Letters    []letterChoice
	Consents   []member.OwnConsent
	Deliveries []memberDelivery
	Names      map[int64]string
}

// letterChoice is a newsletter and how a member stands with it.
type letterChoice struct {
	ID         int64
	Name       string
	Subscribed bool
	Ended      bool // the member ended it: staff cannot begin it again
}

// memberDelivery is an issue that a member was sent.
type memberDelivery struct {
	newsletter.Delivery
	Subject string
}

func memberPath(id int64) string { return "/admin/members/" + itoa(id) }

func memberForm(m member.Member) form {
	return filled("version", itoa(m.Version), "email", m.Email, "name", m.Name, "status", string(m.Status), "labels", strings.Join(m.Labels, ", "), "note", m.Note)
}

func memberInput(f page.Form) member.Input {
	in := member.Input{Email: f.Text("email"), Name: f.Text("name"), Status: member.Status(f.Text("status")), Note: f.Body("note")}
	for label := range strings.SplitSeq(f.Text("labels"), ",") {
		if label = strings.TrimSpace(label); label != "" {
			in.Labels = append(in.Labels, label)
		}
	}
	return in
}

func (a *Admin) newMember(w http.ResponseWriter, r *http.Request, v *visit) error {
	return a.showMember(w, r, v, member.Member{}, form{}, http.StatusOK)
}

func (a *Admin) createMember(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	wanted := f.IDs("newsletter")
	if err := f.Err(); err != nil {
		return err
	}
	m, err := a.Members.CreateSubscribed(r.Context(), memberInput(f), wanted, byStaff(r, v))
	if mendable(err) {
		return a.showMember(w, r, v, member.Member{}, returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, memberPath(m.ID), "created")
}

// byStaff is the proof of what one of the staff did for a member.
func byStaff(r *http.Request, v *visit) member.Proof {
	return member.Proof{Network: limit.Network(r), UserAgent: r.UserAgent(), TextShown: "Set by " + v.me.Name + " in the admin", StaffID: v.me.ID}
}

func (a *Admin) memberOf(r *http.Request) (member.Member, error) {
	n, err := id(r, "id")
	if err != nil {
		return member.Member{}, err
	}
	return a.Members.Get(r.Context(), n)
}

func (a *Admin) member(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.memberOf(r)
	if err != nil {
		return err
	}
	return a.showMember(w, r, v, m, memberForm(m), http.StatusOK)
}

func (a *Admin) showMember(w http.ResponseWriter, r *http.Request, v *visit, m member.Member, f form, status int) error {
	p := memberPage{frame: a.frame(r, v, m.Email), Form: f, Member: m, New: m.ID == 0}
	if p.New {
		p.Title = "New member"
	}
	for _, s := range member.Statuses() {
		p.Statuses = append(p.Statuses, option{string(s), capital(string(s))})
	}
	ctx := r.Context()
	list, err := a.Newsletters.List(ctx, true)
	if err != nil {
		return err
	}
	p.Names = map[int64]string{}
	for _, n := range list {
		p.Names[n.ID] = n.Name
		if n.ArchivedAt.IsZero() {
			p.Letters = append(p.Letters, letterOf(m, n, f))
		}
	}
	if !p.New {
		if err := a.addMemberHistory(ctx, &p); err != nil {
			return err
		}
	}
	return a.show(w, status, "member", p)
}

func letterOf(m member.Member, n newsletter.Newsletter, f form) letterChoice {
	c := letterChoice{ID: n.ID, Name: n.Name, Subscribed: m.ID == 0 && f.HasID("newsletter", n.ID)}
	i := slices.IndexFunc(m.Subscriptions, func(s member.Subscription) bool { return s.NewsletterID == n.ID })
	if i >= 0 {
		c.Subscribed = m.Subscriptions[i].State == "subscribed"
		c.Ended = !c.Subscribed
	}
	return c
}

// historyRun is how much of a member's history a page shows.
const historyRun = 50

func (a *Admin) addMemberHistory(ctx context.Context, p *memberPage) error {
	all, err := a.Members.Export(ctx, p.Member.ID)
	if err != nil {
		return err
	}
	p.Consents = all.Consents
	slices.Reverse(p.Consents)
	p.Consents = p.Consents[:min(len(p.Consents), historyRun)]
	sent, err := a.Newsletters.DeliveriesTo(ctx, p.Member.ID, 0, historyRun)
	if err != nil {
		return err
	}
	subjects := map[int64]string{}
	for _, d := range sent {
		if _, known := subjects[d.IssueID]; !known {
			i, err := a.Newsletters.Issue(ctx, d.IssueID)
			if err != nil {
				return err
			}
			if subjects[d.IssueID], err = a.subjectOf(ctx, i); err != nil {
				return err
			}
		}
		p.Deliveries = append(p.Deliveries, memberDelivery{d, subjects[d.IssueID]})
	}
	return nil
}

func (a *Admin) saveMember(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.memberOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	version, err := versionOf(f)
	if err == nil {
		_, err = a.Members.Update(r.Context(), m.ID, version, memberInput(f))
	}
	if mendable(err) {
		return a.showMember(w, r, v, m, again(f, err, m.Version), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, memberPath(m.ID), "saved")
}

func (a *Admin) subscribeMember(w http.ResponseWriter, r *http.Request, v *visit) error {
	m, err := a.memberOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	wanted := f.IDs("newsletter")
	if err = f.Err(); err == nil {
		_, err = a.Members.SetSubscriptions(r.Context(), m.ID, wanted, byStaff(r, v))
	}
	if mendable(err) {
		back := memberForm(m)
		back.Sentence = fault.Sentence(err)
		return a.showMember(w, r, v, m, back, statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, memberPath(m.ID), "subscribed")
}
