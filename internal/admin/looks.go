package admin

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"onrecord/internal/newsletter"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// The ways in which a post is looked at before readers do.
const (
	asPhone   = "phone"
	asDesktop = "desktop"
	asDark    = "dark"
	asMail    = "mail"
	asText    = "text"
	asCard    = "card"
	asSearch  = "search"
)

// looksPage shows the working copy in one of the ways that readers may meet it.
type looksPage struct {
	frame
	Post        post.Post
	As          string
	Tabs        []tab
	Page        string // where the page for the frame is
	OneScheme   string // the only colours that the site has; "" when readers choose
	Readers     []tab  // members and everyone, of a post that is for members
	Newsletters []tab
	Mail        newsletter.Proof
	MailPath    string
	Head        headMeta
	Host        string
}

func (a *Admin) looks(w http.ResponseWriter, r *http.Request, v *visit) error {
	q, err := a.shownPost(r, v)
	if err != nil {
		return err
	}
	p := looksPage{frame: a.frame(r, v, "How it will look"), Post: q, As: asPhone, Host: a.Base.Host}
	for _, way := range []tab{
		{Label: "Phone", Path: asPhone},
		{Label: "Desktop", Path: asDesktop},
		{Label: "Dark", Path: asDark},
		{Label: "Mail", Path: asMail},
		{Label: "Mail as text", Path: asText},
		{Label: "On networks", Path: asCard},
		{Label: "In search", Path: asSearch},
	} {
		if way.Path == query(r, "as") {
			p.As = way.Path
		}
		p.Tabs = append(p.Tabs, way)
	}
	for i, way := range p.Tabs {
		p.Tabs[i].Current = way.Path == p.As
		p.Tabs[i].Path = with(r, "as", way.Path)
	}
	if err := a.fillLook(r, v, &p); err != nil {
		return err
	}
	return a.show(w, http.StatusOK, "looks", p)
}

// fillLook adds what one way of looking needs.
func (a *Admin) fillLook(r *http.Request, v *visit, p *looksPage) (err error) {
	switch p.As {
	case asMail, asText:
		return a.fillMail(r, p)
	case asCard, asSearch:
		p.Head, err = a.headOf(r, p.Post)
		return err
	}
	q := url.Values{}
	if p.As == asDark {
		q.Set("scheme", site.SchemeDark)
		if s := v.site.Scheme; s == site.SchemeLight || s == site.SchemeDark {
			p.OneScheme = s
		}
	}
	if p.Post.Paid() {
		everyone := query(r, "reader") == "everyone"
		p.Readers = []tab{
			{Label: "As a member reads it", Path: without(r, "reader"), Current: !everyone},
			{Label: "As everyone reads it", Path: with(r, "reader", "everyone"), Current: everyone},
		}
		if everyone {
			q.Set("reader", "everyone")
		}
	}
	p.Page = postPath(p.Post.ID) + "/preview/page"
	if len(q) > 0 {
		p.Page += "?" + q.Encode()
	}
	return nil
}

// fillMail shows the post in the newsletter that was chosen, or in the first.
func (a *Admin) fillMail(r *http.Request, p *looksPage) error {
	list, chosen, err := a.proofNewsletter(r)
	if err != nil || chosen.ID == 0 {
		return err
	}
	if len(list) > 1 {
		for _, n := range list {
			p.Newsletters = append(p.Newsletters, tab{Label: n.Name, Path: with(r, "newsletter", itoa(n.ID)), Current: n.ID == chosen.ID})
		}
	}
	p.MailPath = postPath(p.Post.ID) + "/preview/mail?newsletter=" + itoa(chosen.ID)
	p.Mail, err = a.Newsletters.ProofPost(r.Context(), chosen.ID, p.Post.ID)
	return err
}

// proofNewsletter is the newsletter that the address names among those that
// there are, else the first; its ID is 0 where there is none.
func (a *Admin) proofNewsletter(r *http.Request) (list []newsletter.Newsletter, chosen newsletter.Newsletter, err error) {
	if list, err = a.Newsletters.List(r.Context(), false); err != nil || len(list) == 0 {
		return nil, chosen, err
	}
	chosen = list[0]
	for _, n := range list {
		if n.ID == beforeID(r, "newsletter") {
			chosen = n
		}
	}
	return list, chosen, nil
}

// lookPage is the working copy by the site's own templates, for a frame.
func (a *Admin) lookPage(w http.ResponseWriter, r *http.Request, v *visit) error {
	q, err := a.shownPost(r, v)
	if err != nil {
		return err
	}
	k, err := a.proof(r, q)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Security-Policy", strings.Replace(k.header.Get("Content-Security-Policy"), "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
	h.Set("X-Robots-Tag", "noindex")
	h.Set("Content-Type", "text/html; charset=utf-8")
	_, err = w.Write([]byte(outward(k.body.String())))
	return err
}

// lookMail is the working copy as mail, for a frame.
func (a *Admin) lookMail(w http.ResponseWriter, r *http.Request, v *visit) error {
	q, err := a.shownPost(r, v)
	if err != nil {
		return err
	}
	_, chosen, err := a.proofNewsletter(r)
	if err != nil {
		return err
	}
	if chosen.ID == 0 {
		return missing()
	}
	m, err := a.Newsletters.ProofPost(r.Context(), chosen.ID, q.ID)
	if err != nil {
		return err
	}
	return a.sendMail(w, m.HTML)
}

// proof has the public site show the working copy, as the address asks.
func (a *Admin) proof(r *http.Request, q post.Post) (*recorder, error) {
	scheme := query(r, "scheme")
	if scheme != site.SchemeDark && scheme != site.SchemeLight {
		scheme = ""
	}
	if query(r, "reader") != "everyone" {
		r = page.AtLevel(r, post.Members)
	}
	k := &recorder{header: http.Header{"Content-Security-Policy": {page.ContentPolicy}}}
	return k, a.Proof(k, r, q.PreviewToken, scheme)
}

// headOf is what the page of the working copy says to machines.
func (a *Admin) headOf(r *http.Request, q post.Post) (headMeta, error) {
	k, err := a.proof(r, q)
	if err != nil {
		return headMeta{}, err
	}
	return readHead(&k.body), nil
}

// recorder is an answer that is kept instead of sent.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (k *recorder) Header() http.Header         { return k.header }
func (k *recorder) Write(b []byte) (int, error) { return k.body.Write(b) }
func (k *recorder) WriteHeader(status int)      { k.status = status }
