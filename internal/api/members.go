package api

import (
	"fmt"
	"slices"

	"onrecord/internal/member"
)

// memberStatus is one of member.Statuses.
type memberStatus string

func (memberStatus) schema() *schema {
	s := &schema{Type: "string"}
	for _, v := range member.Statuses() {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// Member is one reader.
type Member struct {
	ID            int64          `json:"id"`
	Email         string         `json:"email"`
	Name          string         `json:"name"`
	Status        memberStatus   `json:"status"`
	Labels        texts          `json:"labels"`
	Note          string         `json:"note" doc:"Staff's own."`
	Subscriptions []Subscription `json:"subscriptions"`
	CreatedAt     moment         `json:"created_at"`
	UpdatedAt     moment         `json:"updated_at"`
	Version       int64          `json:"version"`
}

func (m Member) version() int64   { return m.Version }
func (m Member) location() string { return fmt.Sprintf("/members/%d", m.ID) }

// Subscription is a member's standing with one newsletter.
type Subscription struct {
	NewsletterID int64  `json:"newsletter_id"`
	State        string `json:"state" doc:"subscribed or unsubscribed"`
	ChangedAt    moment `json:"changed_at"`
}

// MemberInput is a new member.
type MemberInput struct {
	Email  string       `json:"email" need:"yes"`
	Name   string       `json:"name" doc:"At most 100 characters."`
	Status memberStatus `json:"status"`
	Labels texts        `json:"labels" doc:"At most 30, of 50 characters."`
	Note   string       `json:"note" doc:"At most 2,000 characters."`
}

// MemberPatch changes a member; a field that is not there stays as it is.
type MemberPatch struct {
	Email  change[string]       `json:"email"`
	Name   change[string]       `json:"name"`
	Status change[memberStatus] `json:"status"`
	Labels change[texts]        `json:"labels"`
	Note   change[string]       `json:"note"`
}

// SubscriptionsInput is what a member shall be subscribed to from now on.
type SubscriptionsInput struct {
	NewsletterIDs idents `json:"newsletter_ids" need:"yes"`
}

// MembersQuery narrows a list of members.
type MembersQuery struct {
	paging
	Q            string       `json:"q" max:"200" doc:"Each word is the beginning of a word of the address or the name."`
	Status       memberStatus `json:"status"`
	Label        string       `json:"label" max:"50"`
	NewsletterID ident        `json:"newsletter_id" doc:"Subscribed to it."`
}

func (a *API) member(m member.Member, err error) (Member, error) { return showMember(m), err }

func showMember(m member.Member) Member {
	out := Member{
		ID: m.ID, Email: m.Email, Name: m.Name, Status: memberStatus(m.Status), Labels: m.Labels, Note: m.Note,
		Subscriptions: []Subscription{}, CreatedAt: moment{m.CreatedAt}, UpdatedAt: moment{m.UpdatedAt}, Version: m.Version,
	}
	for _, s := range m.Subscriptions {
		out.Subscriptions = append(out.Subscriptions, Subscription{NewsletterID: s.NewsletterID, State: s.State, ChangedAt: moment{s.ChangedAt}})
	}
	return out
}

func (a *API) listMembers(c *call, q MembersQuery) (List[Member], error) {
	before, err := q.before()
	if err != nil {
		return List[Member]{}, err
	}
	p, err := a.Members.List(c.ctx, member.Filter{
		Query: q.Q, Status: member.Status(q.Status), Label: q.Label, NewsletterID: int64(q.NewsletterID),
		Before: before, Limit: q.limit(),
	})
	return pageOf(p.Members, cursorOfID(p.Next), showMember), err
}

func (a *API) createMember(c *call, in MemberInput) (Member, error) {
	return a.member(a.Members.Create(c.ctx, member.Input{
		Email: in.Email, Name: in.Name, Status: member.Status(in.Status), Labels: in.Labels, Note: in.Note,
	}))
}

func (a *API) getMember(c *call) (Member, error) { return a.member(a.Members.Get(c.ctx, c.id)) }

func (a *API) updateMember(c *call, in MemberPatch) (Member, error) {
	old, err := a.Members.Get(c.ctx, c.id)
	if err != nil {
		return Member{}, err
	}
	new := member.Input{Email: old.Email, Name: old.Name, Status: old.Status, Labels: old.Labels, Note: old.Note}
	status, labels := memberStatus(new.Status), texts(new.Labels)
	in.Email.to(&new.Email)
	in.Name.to(&new.Name)
	in.Status.to(&status)
	in.Labels.to(&labels)
	in.Note.to(&new.Note)
	new.Status, new.Labels = member.Status(status), labels
	return a.member(a.Members.Update(c.ctx, c.id, c.seen.version, new))
}

func (a *API) deleteMember(c *call) error { return a.Members.Delete(c.ctx, c.id) }

func (a *API) setSubscriptions(c *call, in SubscriptionsInput) (Member, error) {
	by := c.by()
	if by == 0 {
		by = member.HouseID
	}
	m, err := a.Members.SetSubscriptions(c.ctx, c.id, slices.Clone(in.NewsletterIDs), member.Proof{
		StaffID: by, TextShown: fmt.Sprintf("API token %q", c.token.Name),
	})
	return a.member(m, renamed(err, "newsletters", "newsletter_ids"))
}
