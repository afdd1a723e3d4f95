package api

import (
	"fmt"

	"onrecord/internal/newsletter"
)

// layout is how an issue shows its posts.
type layout string

func (layout) schema() *schema {
	return &schema{Type: "string", Enum: []string{newsletter.LayoutFull, newsletter.LayoutExcerpt}}
}

// Newsletter is what a member subscribes to.
type Newsletter struct {
	ID            int64  `json:"id"`
	Slug          string `json:"slug"`
	Name          string `json:"name"`
	Description   string `json:"description"`
	SenderName    string `json:"sender_name"`
	SenderAddress string `json:"sender_address"`
	ReplyTo       string `json:"reply_to"`
	ListID        string `json:"list_id"`
	Accent        string `json:"accent"`
	Header        string `json:"header"`
	Footer        string `json:"footer"`
	Layout        layout `json:"layout"`
	IsDefault     bool   `json:"is_default" doc:"Offered ticked where people subscribe."`
	URL           string `json:"url" doc:"The archive."`
	RetiredAt     moment `json:"retired_at"`
	CreatedAt     moment `json:"created_at"`
	UpdatedAt     moment `json:"updated_at"`
	Version       int64  `json:"version"`
}

func (n Newsletter) version() int64   { return n.Version }
func (n Newsletter) location() string { return fmt.Sprintf("/newsletters/%d", n.ID) }

// NewsletterInput is a new newsletter.
type NewsletterInput struct {
	Slug          string `json:"slug" doc:"Empty: made from the name."`
	Name          string `json:"name" need:"yes"`
	Description   string `json:"description"`
	SenderName    string `json:"sender_name"`
	SenderAddress string `json:"sender_address" need:"yes"`
	ReplyTo       string `json:"reply_to"`
	ListID        string `json:"list_id" doc:"Empty: made from the slug and the site's host. It should never change."`
	Accent        string `json:"accent"`
	Header        string `json:"header"`
	Footer        string `json:"footer"`
	Layout        layout `json:"layout"`
	IsDefault     bool   `json:"is_default"`
}

// NewsletterPatch changes a newsletter; a field that is not there stays as it is.
type NewsletterPatch struct {
	Slug          change[string] `json:"slug"`
	Name          change[string] `json:"name"`
	Description   change[string] `json:"description"`
	SenderName    change[string] `json:"sender_name"`
	SenderAddress change[string] `json:"sender_address"`
	ReplyTo       change[string] `json:"reply_to"`
	ListID        change[string] `json:"list_id"`
	Accent        change[string] `json:"accent"`
	Header        change[string] `json:"header"`
	Footer        change[string] `json:"footer"`
	Layout        change[layout] `json:"layout"`
	IsDefault     change[bool]   `json:"is_default"`
}

// NewslettersQuery narrows the list of newsletters.
type NewslettersQuery struct {
	Retired bool `json:"retired" doc:"With those that are retired."`
}

func (a *API) newsletter(n newsletter.Newsletter, err error) (Newsletter, error) {
	return a.showNewsletter(n), err
}

func (a *API) showNewsletter(n newsletter.Newsletter) Newsletter {
	return Newsletter{
		ID: n.ID, Slug: n.Slug, Name: n.Name, Description: n.Description, SenderName: n.SenderName,
		SenderAddress: n.SenderAddress, ReplyTo: n.ReplyTo, ListID: n.ListID, Accent: n.Accent, Header: n.Header,
		Footer: n.Footer, Layout: layout(n.Layout), IsDefault: n.IsDefault, URL: a.urls.Newsletter(n.Slug),
		RetiredAt: moment{n.ArchivedAt}, CreatedAt: moment{n.CreatedAt}, UpdatedAt: moment{n.UpdatedAt}, Version: n.Version,
	}
}

func (a *API) listNewsletters(c *call, q NewslettersQuery) (List[Newsletter], error) {
	list, err := a.Newsletters.List(c.ctx, q.Retired)
	return pageOf(list, "", a.showNewsletter), err
}

func (a *API) createNewsletter(c *call, in NewsletterInput) (Newsletter, error) {
	return a.newsletter(a.Newsletters.Create(c.ctx, newsletter.Input{
		Slug: in.Slug, Name: in.Name, Description: in.Description, SenderName: in.SenderName, SenderAddress: in.SenderAddress,
		ReplyTo: in.ReplyTo, ListID: in.ListID, Accent: in.Accent, Header: in.Header, Footer: in.Footer,
		Layout: string(in.Layout), IsDefault: in.IsDefault,
	}))
}

func (a *API) getNewsletter(c *call) (Newsletter, error) {
	return a.newsletter(a.Newsletters.Get(c.ctx, c.id))
}

func (a *API) updateNewsletter(c *call, in NewsletterPatch) (Newsletter, error) {
	n, err := a.Newsletters.Get(c.ctx, c.id)
	if err != nil {
		return Newsletter{}, err
	}
	new := newsletter.Input{
		Slug: n.Slug, Name: n.Name, Description: n.Description, SenderName: n.SenderName, SenderAddress: n.SenderAddress,
		ReplyTo: n.ReplyTo, ListID: n.ListID, Accent: n.Accent, Header: n.Header, Footer: n.Footer,
		Layout: n.Layout, IsDefault: n.IsDefault,
	}
	shape := layout(new.Layout)
	in.Slug.to(&new.Slug)
	in.Name.to(&new.Name)
	in.Description.to(&new.Description)
	in.SenderName.to(&new.SenderName)
	in.SenderAddress.to(&new.SenderAddress)
	in.ReplyTo.to(&new.ReplyTo)
	in.ListID.to(&new.ListID)
	in.Accent.to(&new.Accent)
	in.Header.to(&new.Header)
	in.Footer.to(&new.Footer)
	in.Layout.to(&shape)
	in.IsDefault.to(&new.IsDefault)
	new.Layout = string(shape)
	return a.newsletter(a.Newsletters.Update(c.ctx, c.id, c.seen.version, new))
}

func (a *API) retireNewsletter(c *call) (Newsletter, error) {
	return a.newsletter(a.Newsletters.Retire(c.ctx, c.id, c.seen.version))
}
