package admin

import (
	"net/http"

	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

type newslettersPage struct {
	frame
	Newsletters []newsletter.Newsletter
}

func (a *Admin) newsletters(w http.ResponseWriter, r *http.Request, v *visit) error {
	list, err := a.Newsletters.List(r.Context(), true)
	if err != nil {
		return err
	}
	return a.show(w, http.StatusOK, "newsletters", newslettersPage{a.frame(r, v, "Newsletters"), list})
}

type newsletterPage struct {
	frame
	Form       form
	Newsletter newsletter.Newsletter
	Public     string
	Layouts    []option
	Accent     string // what it wears if it has none of its own
	MayEdit    bool
}

func newsletterForm(n newsletter.Newsletter) form {
	f := filled("version", itoa(n.Version), "name", n.Name, "slug", n.Slug, "description", n.Description,
		"sender_name", n.SenderName, "sender_address", n.SenderAddress, "reply_to", n.ReplyTo, "list_id", n.ListID,
		"accent", n.Accent, "header", n.Header, "footer", n.Footer, "layout", n.Layout)
	if n.IsDefault {
		f.values.Set("is_default", "1")
	}
	return f
}

func newsletterInput(f page.Form) newsletter.Input {
	return newsletter.Input{
		Slug: f.Text("slug"), Name: f.Text("name"), Description: f.Body("description"),
		SenderName: f.Text("sender_name"), SenderAddress: f.Text("sender_address"), ReplyTo: f.Text("reply_to"), ListID: f.Text("list_id"),
		Accent: f.Text("accent"), Header: f.Body("header"), Footer: f.Body("footer"), Layout: f.Text("layout"),
		IsDefault: f.Get("is_default") == "1",
	}
}

func (a *Admin) showNewsletter(w http.ResponseWriter, r *http.Request, v *visit, n newsletter.Newsletter, f form, status int) error {
	p := newsletterPage{
		frame: a.frame(r, v, n.Name), Form: f, Newsletter: n, Accent: site.AccentOf(v.site).String(), MayEdit: v.can(staff.NewsletterEdit) && n.ArchivedAt.IsZero(),
		Layouts: []option{{newsletter.LayoutFull, "The whole text of each post"}, {newsletter.LayoutExcerpt, "The beginning of each post, with a link to the rest"}},
	}
	if n.ID == 0 {
		p.Title = "New newsletter"
	} else {
		p.Public = a.urls.Newsletter(n.Slug)
	}
	return a.show(w, status, "newsletter", p)
}

func (a *Admin) newNewsletter(w http.ResponseWriter, r *http.Request, v *visit) error {
	f := filled("sender_name", v.site.Name, "sender_address", v.site.ContactEmail, "accent", v.site.Accent, "is_default", "1")
	return a.showNewsletter(w, r, v, newsletter.Newsletter{}, f, http.StatusOK)
}

func (a *Admin) createNewsletter(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	n, err := a.Newsletters.Create(r.Context(), newsletterInput(f))
	if mendable(err) {
		return a.showNewsletter(w, r, v, newsletter.Newsletter{}, returned(f, err), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/newsletters/"+itoa(n.ID), "created")
}

func (a *Admin) newsletterOf(r *http.Request) (newsletter.Newsletter, error) {
	n, err := id(r, "id")
	if err != nil {
		return newsletter.Newsletter{}, err
	}
	return a.Newsletters.Get(r.Context(), n)
}

func (a *Admin) newsletter(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := a.newsletterOf(r)
	if err != nil {
		return err
	}
	return a.showNewsletter(w, r, v, n, newsletterForm(n), http.StatusOK)
}

func (a *Admin) saveNewsletter(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := a.newsletterOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	version, err := versionOf(f)
	if err == nil {
		_, err = a.Newsletters.Update(r.Context(), n.ID, version, newsletterInput(f))
	}
	if mendable(err) {
		return a.showNewsletter(w, r, v, n, again(f, err, n.Version), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/newsletters/"+itoa(n.ID), "saved")
}

func (a *Admin) retireNewsletter(w http.ResponseWriter, r *http.Request, v *visit) error {
	n, err := a.newsletterOf(r)
	if err != nil {
		return err
	}
	f, err := page.ReadForm(w, r, smallForm)
	if err != nil {
		return err
	}
	version, err := versionOf(f)
	if err == nil {
		_, err = a.Newsletters.Retire(r.Context(), n.ID, version)
	}
	if mendable(err) {
		return a.showNewsletter(w, r, v, n, again(page.Form{Values: newsletterForm(n).values}, err, n.Version), statusOf(err))
	}
	if err != nil {
		return err
	}
	return see(w, r, "/admin/newsletters", "archived")
}
