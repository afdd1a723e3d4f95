package newsletter

import (
	"context"
	"encoding/json"
	"html/template"
	"net/url"
	"slices"
	"strings"
	"time"

	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/markup"
	"onrecord/internal/media"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// Sizes of a mail. Gmail cuts off what goes beyond 102 KB; the rest is for the
// slots, which differ.
const (
	mostHTML     = 100_000
	columnWidth  = 560
	imageWidth   = 960 // of the file; twice the column for sharp screens
	logoWidth    = 240
	excerptRunes = 500
)

// head is what all copies of an issue share beside their text, as it was when
// the issue started, so that a retry has the same bytes whatever changed since.
type head struct {
	Subject string       `json:"subject"`
	From    mail.Address `json:"from"`
	ReplyTo string       `json:"reply_to,omitempty"`
	Date    int64        `json:"date"`
	ListID  string       `json:"list_id"`
	Host    string       `json:"host"` // of the Message-ID
	Base    string       `json:"base"` // address of the site
	List    int64        `json:"list"` // ID of the newsletter
	Slots   []slot       `json:"slots"`
}

// content is an issue, rendered.
type content struct {
	head       head
	preheader  string
	text, html []mail.Piece
	publicText string
	publicHTML string
	revisions  []int64 // of the posts, in their order
	prints     []claim.Print
}

// draft is what an issue is rendered from.
type draft struct {
	issue      Issue
	newsletter Newsletter
	site       site.Site
	posts      []post.Published
	slug       string
	at         time.Time
}

func (s *Store) urls() site.URLs { return site.URLs{Base: s.Base} }

// gather reads what the issue is rendered from. Working is for previews: a post
// that is not published shows its working copy.
func (s *Store) gather(ctx context.Context, i Issue, at time.Time, working bool) (d draft, err error) {
	d = draft{issue: i, at: at, slug: i.Slug}
	if d.newsletter, err = s.Get(ctx, i.NewsletterID); err != nil {
		return d, err
	}
	if d.site, err = s.Site.Get(ctx); err != nil {
		return d, err
	}
	for _, id := range i.PostIDs {
		p, err := s.post(ctx, id, working)
		if err != nil {
			return d, err
		}
		d.posts = append(d.posts, p)
	}
	return d, nil
}

func (s *Store) post(ctx context.Context, id int64, working bool) (post.Published, error) {
	p, err := s.Posts.Published(ctx, id)
	if !working || !fault.Is(err, fault.NotFound) {
		return p, err
	}
	now, err := s.Posts.Get(ctx, id)
	if err != nil {
		return p, err
	}
	return s.Posts.ByPreview(ctx, now.PreviewToken)
}

func (d draft) subject() string {
	if d.issue.Subject == "" && len(d.posts) > 0 {
		return d.posts[0].Revision.Headline
	}
	return d.issue.Subject
}

func (d draft) preheader() string {
	if d.issue.Preheader == "" && len(d.posts) > 0 {
		return d.posts[0].Revision.Standfirst
	}
	return d.issue.Preheader
}

// render makes the mail with its slots, and the public page.
func (s *Store) render(ctx context.Context, d draft) (c content, err error) {
	defer recovered(&err)
	marks := newSlots()
	page, err := s.page(ctx, d, marks)
	if err != nil {
		return c, err
	}
	html, err := page.fit()
	if err != nil {
		return c, unfit(err)
	}
	c.html, c.text = marks.cut(html), marks.cut(page.text())
	if c.prints, err = s.prints(ctx, d, page); err != nil {
		return c, err
	}
	public, err := s.public(ctx, d, page)
	if err != nil {
		return c, err
	}
	if html, err = public.html(); err != nil {
		return c, unfit(err)
	}
	_, shown := personal{}.values(marks.list)
	plain, _ := personal{}.values(marks.list)
	c.publicHTML, c.publicText = join(marks.cut(html), shown), join(marks.cut(public.text()), plain)
	c.preheader = page.Preheader
	for _, p := range d.posts {
		c.revisions = append(c.revisions, p.Revision.ID)
	}
	c.head, err = s.head(d, marks.list)
	return c, err
}

// public is the page as everyone may see it: without anything personal, and of
// posts for members with nothing but their public part.
func (s *Store) public(ctx context.Context, d draft, page issuePage) (issuePage, error) {
	page.Personal, page.Reason = false, d.reason(page.look, "")
	page.Posts = slices.Clone(page.Posts)
	for n, p := range d.posts {
		if !p.Revision.Paid() {
			continue
		}
		c, err := s.card(ctx, page.look, p, p.Revision.Public(), d.site)
		if err != nil {
			return page, err
		}
		if page.Posts[n].Body == "" {
			c.shorten(page.look)
		} else {
			c.ReadOn = page.T("Sign in to read on")
		}
		page.Posts[n] = c
	}
	return page, nil
}

func (s *Store) head(d draft, list []slot) (head, error) {
	_, sender, err := mail.ParseAddress(d.newsletter.SenderAddress)
	if err != nil {
		return head{}, unfit(err)
	}
	return head{
		Subject: d.subject(), From: mail.Address{Name: d.newsletter.SenderName, Email: d.newsletter.SenderAddress}, ReplyTo: d.newsletter.ReplyTo,
		Date: db.Ms(d.at), ListID: d.newsletter.ListID, Host: sender[strings.LastIndexByte(sender, '@')+1:], Base: s.Base.String(), List: d.newsletter.ID, Slots: list,
	}, nil
}

// fit renders the page with all its posts, or, where it would be cut off by
// mail programs, with the last posts shortened to how they begin.
func (p *issuePage) fit() (string, error) {
	for n := len(p.Posts) - 1; ; n-- {
		html, err := p.html()
		if err != nil || len(html) <= mostHTML || n < 0 {
			return html, err
		}
		p.Posts[n].shorten(p.look)
	}
}

func (c *card) shorten(v look) { c.Body, c.ReadOn = "", v.T("Read on") }

// reason says why somebody gets this mail.
func (d draft) reason(v look, email string) string {
	if email == "" {
		return v.T("“%s” is a newsletter of %s.", d.newsletter.Name, d.site.Name)
	}
	return v.T("You get this mail at %s because you subscribed to “%s”.", email, d.newsletter.Name)
}

// page fills the template's data; what is personal is marks.
func (s *Store) page(ctx context.Context, d draft, marks *slots) (p issuePage, err error) {
	urls := s.urls()
	v := newLook(d.site, d.newsletter.Accent, urls.Home())
	v.Subject = d.subject()
	p = issuePage{
		look: v, Personal: true, Preheader: d.preheader(), NewsletterName: d.newsletter.Name, Date: v.day(d.at, d.site),
		ViewURL: urls.Issue(d.newsletter.Slug, d.slug), ArchiveURL: urls.Newsletter(d.newsletter.Slug),
		UnsubscribeURL: marks.mark(slot{Kind: slotUnsubscribe}), PreferencesURL: marks.mark(slot{Kind: slotPreferences}),
		Reason: d.reason(v, marks.mark(slot{Kind: slotEmail})), Address: postal(d.site),
	}
	p.Logo = s.logo(ctx, d.site)
	base := s.Base.JoinPath("/")
	intro := marks.markNames(d.issue.Intro, v.T("reader"))
	for _, part := range []struct {
		src  string
		html *template.HTML
		text *string
	}{{d.newsletter.Header, &p.Header, &p.headerText}, {intro, &p.Intro, &p.introText}, {d.newsletter.Footer, &p.Footer, &p.footerText}} {
		if *part.html, *part.text, err = s.prose(ctx, v, part.src, base); err != nil {
			return p, err
		}
	}
	for _, one := range d.posts {
		c, err := s.card(ctx, v, one, one.Revision.Document(), d.site)
		if err != nil {
			return p, err
		}
		if d.newsletter.Layout == LayoutExcerpt {
			c.shorten(v)
		}
		p.Posts = append(p.Posts, c)
	}
	return p, nil
}

func postal(st site.Site) (lines []string) {
	name := st.Publisher
	if name == "" {
		name = st.Name
	}
	lines = []string{name}
	for l := range strings.SplitSeq(st.PostalAddress, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

func (s *Store) logo(ctx context.Context, st site.Site) *picture {
	if st.LogoMediaID == 0 {
		return nil
	}
	m, err := s.Media.Get(ctx, st.LogoMediaID)
	if err != nil || m.Width == 0 {
		return nil // the name stands in its place
	}
	return s.picture(m, logoWidth)
}

func (s *Store) picture(m media.Media, most int) *picture {
	w := min(m.Width, most)
	return &picture{Src: s.urls().Media(m.URL(2 * most)), Width: w, Height: max(1, m.Height*w/m.Width)}
}

// prose writes a Markdown text as mail HTML and as plain text.
func (s *Store) prose(ctx context.Context, v look, src string, base *url.URL) (template.HTML, string, error) {
	if strings.TrimSpace(src) == "" {
		return "", "", nil
	}
	doc, err := s.bound(ctx, src)
	if err != nil {
		return "", "", err
	}
	return s.write(ctx, v, doc, base)
}

func (s *Store) write(ctx context.Context, v look, doc *markup.Document, base *url.URL) (template.HTML, string, error) {
	known, err := s.Media.Resolve(ctx, append(doc.Images(), doc.Sounds()...))
	if err != nil {
		return "", "", err
	}
	o := markup.Options{Base: base, Accent: string(v.Link), Strings: markup.Spoken(v), Image: func(src string) (markup.Image, bool) {
		m, ok := known[src]
		if !ok || m.Kind != media.Picture {
			return markup.Image{}, false
		}
		w := min(m.Width, columnWidth)
		return markup.Image{Src: m.URL(imageWidth), Width: w, Height: max(1, m.Height*w/max(1, m.Width)), Alt: m.Alt, Credit: m.Credit}, true
	}}
	o.File = func(src string) (markup.File, bool) {
		m, ok := known[src]
		return markup.File{Src: m.URL(0), Mime: m.Mime}, ok && m.Kind != media.Picture
	}
	return template.HTML(doc.Mail(o)), doc.Text(o), nil
}

// card shows a post with doc, which is its text or a part of it.
func (s *Store) card(ctx context.Context, v look, p post.Published, doc *markup.Document, st site.Site) (c card, err error) {
	urls := s.urls()
	r := p.Revision
	c = card{Headline: r.Headline, Standfirst: r.Standfirst, URL: urls.Post(r.Slug), Byline: byline(v, p, st)}
	if len(p.Sections) > 0 {
		c.Section, c.SectionURL = p.Sections[0].Name, urls.Section(p.Sections[0].Slug)
	}
	if p.Lead != nil && p.Lead.Kind == media.Picture {
		c.Image = s.picture(*p.Lead, columnWidth)
		c.Image.Alt, c.Image.Caption, c.Image.Credit = p.LeadAlt(), r.LeadCaption, p.LeadCredit()
	}
	base, err := url.Parse(c.URL)
	if err != nil {
		return c, err
	}
	if c.Body, c.text, err = s.write(ctx, v, doc, base); err != nil {
		return c, err
	}
	if c.Standfirst == "" {
		c.Excerpt = doc.Excerpt(excerptRunes)
	}
	return c, nil
}

// byline names the authors and the day.
func byline(v look, p post.Published, st site.Site) string {
	names := make([]string, len(p.Authors))
	for n, a := range p.Authors {
		names[n] = a.Name
	}
	var parts []string
	if len(names) > 0 {
		parts = append(parts, v.T("By %s", strings.Join(names, ", ")))
	}
	if !p.FirstPublishedAt.IsZero() {
		parts = append(parts, v.l.Date(p.FirstPublishedAt, st.Location()))
	}
	return strings.Join(parts, " · ")
}

// pieces as they are stored.
func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // strings and numbers always can
	}
	return string(b)
}

// Mentions tells whether any issue that was sent, or is on its way, holds
// words. It reads every one.
func (s *Store) Mentions(ctx context.Context, words string) (_ bool, err error) {
	defer fault.Wrap(&err, "newsletter.Mentions(%q)", words)
	n, err := db.One(ctx, s.DB, db.Value[int64], `SELECT COUNT(*) FROM issue_content WHERE REPLACE(html, $1, '') <> html OR REPLACE(public_html, $2, '') <> public_html`, words, words)
	return n > 0, err
}
