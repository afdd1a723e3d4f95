package api

import (
	"onrecord/internal/locale"
	"onrecord/internal/site"
	"onrecord/internal/typeface"
)

// language is one of locale.Languages.
type language string

func (language) schema() *schema {
	s := &schema{Type: "string"}
	for _, l := range locale.Languages() {
		s.Enum = append(s.Enum, l.Tag)
	}
	return s
}

// scheme is one of site.Schemes.
type scheme string

func (scheme) schema() *schema { return &schema{Type: "string", Enum: site.Schemes} }

// front is one of site.Fronts.
type front string

func (front) schema() *schema { return &schema{Type: "string", Enum: site.Fronts} }

// postsLayout is one of site.Layouts.
type postsLayout string

func (postsLayout) schema() *schema { return &schema{Type: "string", Enum: site.Layouts} }

// typefaces is one of typeface.IDs.
type typefaces string

func (typefaces) schema() *schema { return &schema{Type: "string", Enum: typeface.IDs()} }

// comments is one of site.CommentRules.
type comments string

func (comments) schema() *schema { return &schema{Type: "string", Enum: site.CommentRules} }

// Site is the publication's settings.
type Site struct {
	Name          string       `json:"name"`
	Tagline       string       `json:"tagline"`
	Description   string       `json:"description"`
	Language      language     `json:"language"`
	TimeZone      string       `json:"time_zone" doc:"An IANA name, such as Europe/Lisbon."`
	Accent        string       `json:"accent" doc:"#rrggbb; empty for the theme's own."`
	Scheme        scheme       `json:"scheme" doc:"Light or dark pages, or as the reader's device asks."`
	Front         front        `json:"front" doc:"What the front page looks like."`
	Layout        postsLayout  `json:"layout" doc:"How posts are laid out that choose no layout of their own."`
	Typeface      typefaces    `json:"typeface" doc:"The pair of typefaces."`
	Theme         string       `json:"theme" doc:"Name of the theme; empty for the one that comes with the program. The desk changes it."`
	Comments      comments     `json:"comments" doc:"Who may comment under posts: nobody; members, where the first of each waits for an editor; members, where every one waits."`
	LogoMediaID   ref          `json:"logo_media_id"`
	Publisher     string       `json:"publisher"`
	PostalAddress string       `json:"postal_address" doc:"Newsletters show it."`
	ContactEmail  string       `json:"contact_email"`
	Social        []Link       `json:"social"`
	Announcement  Announcement `json:"announcement"`
	URL           string       `json:"url"`
	CreatedAt     moment       `json:"created_at"`
	UpdatedAt     moment       `json:"updated_at"`
	Version       int64        `json:"version"`
}

func (s Site) version() int64 { return s.Version }

// Link is a label and where it leads.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// LinkInput is a Link to be stored.
type LinkInput struct {
	Label string `json:"label" need:"yes" max:"60"`
	URL   string `json:"url" need:"yes" max:"500" doc:"An http, https or mailto address, or a path of this site."`
}

// SitePatch changes settings; a field that is not there stays as it is.
type SitePatch struct {
	Name          change[string]            `json:"name"`
	Tagline       change[string]            `json:"tagline"`
	Description   change[string]            `json:"description"`
	Language      change[language]          `json:"language"`
	TimeZone      change[string]            `json:"time_zone"`
	Accent        change[string]            `json:"accent"`
	Scheme        change[scheme]            `json:"scheme"`
	Front         change[front]             `json:"front"`
	Layout        change[postsLayout]       `json:"layout"`
	Typeface      change[typefaces]         `json:"typeface"`
	Comments      change[comments]          `json:"comments"`
	LogoMediaID   change[ref]               `json:"logo_media_id"`
	Publisher     change[string]            `json:"publisher"`
	PostalAddress change[string]            `json:"postal_address"`
	ContactEmail  change[string]            `json:"contact_email"`
	Social        change[[]LinkInput]       `json:"social" items:"20"`
	Announcement  change[AnnouncementInput] `json:"announcement" doc:"Replaces the whole announcement."`
}

func (a *API) site(s site.Site, err error) (Site, error) {
	return Site{
		Name: s.Name, Tagline: s.Tagline, Description: s.Description, Language: language(s.Language), TimeZone: s.TimeZone,
		Accent: s.Accent, Scheme: scheme(s.Scheme), Front: front(s.Front), Layout: postsLayout(s.Layout), Typeface: typefaces(s.Typeface), Theme: s.Theme, Comments: comments(s.Comments), LogoMediaID: ref(s.LogoMediaID), Publisher: s.Publisher, PostalAddress: s.PostalAddress,
		ContactEmail: s.ContactEmail, Social: showLinks(s.Social), Announcement: showAnnouncement(s.Announcement), URL: a.urls.Home(),
		CreatedAt: moment{s.CreatedAt}, UpdatedAt: moment{s.UpdatedAt}, Version: s.Version,
	}, err
}

func showLinks(list []site.Link) []Link {
	out := make([]Link, len(list))
	for i, l := range list {
		out[i] = Link(l)
	}
	return out
}

func (a *API) getSite(c *call) (Site, error) { return a.site(a.Site.Get(c.ctx)) }

func (a *API) updateSite(c *call, in SitePatch) (Site, error) {
	s, err := a.Site.Get(c.ctx)
	if err != nil {
		return Site{}, err
	}
	lang, logo, look, home, talk := language(s.Language), ref(s.LogoMediaID), scheme(s.Scheme), front(s.Front), comments(s.Comments)
	layout, faces := postsLayout(s.Layout), typefaces(s.Typeface)
	in.Name.to(&s.Name)
	in.Tagline.to(&s.Tagline)
	in.Description.to(&s.Description)
	in.Language.to(&lang)
	in.TimeZone.to(&s.TimeZone)
	in.Accent.to(&s.Accent)
	in.Scheme.to(&look)
	in.Front.to(&home)
	in.Comments.to(&talk)
	in.Layout.to(&layout)
	in.Typeface.to(&faces)
	in.LogoMediaID.to(&logo)
	in.Publisher.to(&s.Publisher)
	in.PostalAddress.to(&s.PostalAddress)
	in.ContactEmail.to(&s.ContactEmail)
	s.Language, s.LogoMediaID, s.Scheme, s.Front = string(lang), int64(logo), string(look), string(home)
	s.Comments, s.Layout, s.Typeface = string(talk), string(layout), string(faces)
	s.Social = changedLinks(in.Social, s.Social)
	if in.Announcement.set {
		s.Announcement = in.Announcement.value.announcement()
	}
	return a.site(a.Site.Update(c.ctx, c.seen.version, s))
}

func changedLinks(to change[[]LinkInput], old []site.Link) []site.Link {
	if !to.set {
		return old
	}
	out := make([]site.Link, len(to.value))
	for i, l := range to.value {
		out[i] = site.Link(l)
	}
	return out
}
