package site

import (
	"net/url"
	"strings"
	"time"
	_ "time/tzdata" // a machine without zone files serves a site in its zone all the same
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"onrecord/internal/fault"
	"onrecord/internal/locale"
	"onrecord/internal/mail"
	"onrecord/internal/page"
	"onrecord/internal/typeface"
)

// Limits of the fields, in characters.
const (
	mostName    = 120
	mostTagline = 200
	mostText    = 500
	mostLabel   = 60
	mostURL     = 500
	mostLinks   = 20
)

// check tidies every field in place and tells what is wrong with it.
func (s *Site) check() error {
	var p fault.Problems
	line(&p, "name", &s.Name, mostName)
	need(&p, "name", s.Name, "A publication needs a name.")
	line(&p, "tagline", &s.Tagline, mostTagline)
	line(&p, "description", &s.Description, mostText)
	line(&p, "publisher", &s.Publisher, mostTagline)
	text(&p, "postal_address", &s.PostalAddress, mostText)
	language(&p, &s.Language)
	zone(&p, s.TimeZone)
	contact(&p, &s.ContactEmail)
	accent(&p, &s.Accent)
	oneOf(&p, "scheme", &s.Scheme, Schemes)
	oneOf(&p, "front", &s.Front, Fronts)
	oneOf(&p, "layout", &s.Layout, Layouts)
	oneOf(&p, "typeface", &s.Typeface, typeface.IDs())
	line(&p, "theme", &s.Theme, mostLabel)
	oneOf(&p, "comments", &s.Comments, CommentRules)
	if s.LogoMediaID < 0 {
		p.Add("logo_media_id", "Choose a picture from the media library.")
	}
	s.checkMenus(&p)
	s.Announcement.check(&p)
	named(s.Social)
	s.Social = checkLinks(&p, "social", s.Social)
	return p.Err()
}

// line is a field of one line.
func line(p *fault.Problems, field string, s *string, most int) {
	if strings.ContainsAny(*s, "\n\r\t") {
		p.Add(field, "This must be one line.")
		return
	}
	text(p, field, s, most)
}

// text is a field of any lines: NFC, without control characters, trimmed.
func text(p *fault.Problems, field string, s *string, most int) {
	if !page.Clean(*s) {
		p.Add(field, "This holds characters that cannot be read; please type it again.")
		return
	}
	*s = norm.NFC.String(strings.TrimSpace(*s))
	if utf8.RuneCountInString(*s) > most {
		p.Add(field, "This may be at most %d characters long.", most)
	}
}

func need(p *fault.Problems, field, s, sentence string) {
	if s == "" {
		p.Add(field, sentence)
	}
}

func language(p *fault.Problems, s *string) {
	for _, l := range locale.Languages() {
		if strings.EqualFold(l.Tag, *s) {
			*s = l.Tag
			return
		}
	}
	p.Add("language", "Choose one of the languages of the list.")
}

func zone(p *fault.Problems, name string) {
	if name == "" || name == "Local" || len(name) > 60 {
		p.Add("time_zone", "Choose a time zone of the list, such as Europe/Lisbon.")
		return
	}
	if _, err := time.LoadLocation(name); err != nil {
		p.Add("time_zone", "Choose a time zone of the list, such as Europe/Lisbon.")
	}
}

func contact(p *fault.Problems, s *string) {
	if *s == "" {
		return
	}
	email, _, err := mail.ParseAddress(*s)
	if err != nil {
		because(p, "contact_email", err)
		return
	}
	*s = email
}

// because passes a sentence on as it was made, so that it can be translated.
func because(p *fault.Problems, field string, err error) {
	if e, ok := fault.As(err); ok {
		p.Add(field, e.Format, e.Args...)
		return
	}
	p.Add(field, "This cannot be used; please type it again.")
}

func accent(p *fault.Problems, s *string) {
	if *s == "" {
		return
	}
	c, ok := ParseColour(*s)
	if !ok {
		p.Add("accent", "Write the colour as # and six digits or letters from a to f, such as #0a5f73.")
		return
	}
	*s = c.String()
}

// checkLinks leaves out links without label and address, as an empty row of a form is.
func checkLinks(p *fault.Problems, field string, in []Link) []Link {
	var out []Link
	for _, l := range in {
		l.URL = strings.TrimSpace(l.URL)
		line(p, field, &l.Label, mostLabel)
		if l == (Link{}) {
			continue
		}
		if l.Label == "" {
			p.Add(field, "Each link needs a label.")
		}
		if !SafeURL(l.URL) {
			p.Add(field, "Each link goes to an address that begins with https://, http:// or mailto:, or to a path of this site that begins with a slash.")
		}
		out = append(out, l)
	}
	if len(out) > mostLinks {
		p.Add(field, "There may be at most %d links.", mostLinks)
	}
	return out
}

// SafeURL tells whether s may stand in a link that staff typed: an http,
// https or mailto address, or a path of this site, of at most 500 characters.
func SafeURL(s string) bool {
	if s == "" || utf8.RuneCountInString(s) > mostURL || !utf8.ValidString(s) || strings.ContainsFunc(s, hidden) {
		return false
	}
	u, err := url.Parse(s)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Hostname() != "" && u.User == nil
	case "mailto":
		return strings.Contains(u.Opaque, "@")
	case "":
		// Browsers read "//host" and "/\host" as another site.
		return s[0] == '/' && !strings.HasPrefix(s, "//") && !strings.Contains(s, `\`)
	}
	return false
}

func hidden(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}
