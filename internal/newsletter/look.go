package newsletter

import (
	"embed"
	"fmt"
	"html/template"
	"strings"
	"time"

	"onrecord/internal/locale"
	"onrecord/internal/site"
)

//go:embed templates/*.html
var files embed.FS

// templates are read once; that they can be is what the tests hold them to.
var templates = template.Must(template.ParseFS(files, "templates/*.html"))

// look is what every mail of a site has in common.
type look struct {
	Lang, Dir, Start string // Start is the side where lines begin
	SiteName         string
	HomeURL          string
	Accent, Link     template.CSS // Link is Accent as it can be read on white
	AccentInk        template.CSS // text on Accent
	DarkLink         template.CSS // Accent as it can be read on black
	DarkInk          template.CSS
	Subject          string

	l *locale.Locale
}

// The papers that mails are written on.
var (
	paper      = site.White
	darkPaper  = site.Colour{R: 0x1a, G: 0x1d, B: 0x20}
	textRatio  = 4.6
	brandRatio = 1.3 // an accent that nobody could see on the paper is darkened
)

func newLook(st site.Site, accent, home string) look {
	l := locale.For(st.Language)
	c, ok := site.ParseColour(accent)
	if !ok {
		c = site.AccentOf(st)
	}
	dark := c.On(darkPaper, textRatio)
	shown := c.On(paper, brandRatio)
	v := look{
		Lang: l.Tag(), Dir: l.Dir(), Start: "left", SiteName: st.Name, HomeURL: home, l: l,
		Accent: css(shown), AccentInk: css(shown.Ink()), Link: css(c.On(paper, textRatio)), DarkLink: css(dark), DarkInk: css(dark.Ink()),
	}
	if v.Dir == "rtl" {
		v.Start = "right"
	}
	return v
}

func css(c site.Colour) template.CSS { return template.CSS(c.String()) }

// T says a sentence in the language of the site.
func (v look) T(english string, args ...any) string { return v.l.T(english, args...) }

// issuePage is what templates/issue.html shows.
type issuePage struct {
	look
	Personal                       bool // a mail, not the public page
	Preheader                      string
	Padding                        template.HTML
	OutlookOpen, OutlookClose      template.HTML
	NewsletterName, Date, Reason   string
	Logo                           *picture
	Header, Intro, Footer          template.HTML
	Posts                          []card
	ViewURL, ArchiveURL            string
	UnsubscribeURL, PreferencesURL string
	Address                        []string

	introText, headerText, footerText string
}

// picture is an image as a mail shows it.
type picture struct {
	Src, Alt, Caption, Credit string
	Width, Height             int
}

// card is one post of an issue.
type card struct {
	Section, SectionURL       string
	Headline, Standfirst, URL string
	Byline                    string
	Image                     *picture
	Body                      template.HTML // empty in an excerpt
	Excerpt                   string
	ReadOn                    string // what the button says; empty without one

	text string
}

// outlook gives the desktop program, which knows no max-width, a table of fixed width.
const (
	outlookOpen  = template.HTML(`<!--[if mso]><table role="presentation" width="640" align="center" border="0" cellpadding="0" cellspacing="0"><tr><td><![endif]-->`)
	outlookClose = template.HTML(`<!--[if mso]></td></tr></table><![endif]-->`)
)

// padding keeps what follows the preheader out of a mail program's list.
var padding = template.HTML(strings.Repeat("&#847;&zwnj;&nbsp;", 60))

// html renders the page.
func (p issuePage) html() (string, error) {
	var b strings.Builder
	p.Padding, p.OutlookOpen, p.OutlookClose = padding, outlookOpen, outlookClose
	err := templates.ExecuteTemplate(&b, "issue.html", p)
	return b.String(), err
}

// text is the page as plain text: it says the same.
func (p issuePage) text() string {
	var b strings.Builder
	block := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			b.WriteString(s + "\n\n")
		}
	}
	block(p.SiteName + "\n" + p.NewsletterName + " · " + p.Date)
	if p.Personal {
		block(p.T("View in browser") + ": " + p.ViewURL)
	}
	block(p.headerText)
	block(p.introText)
	for _, c := range p.Posts {
		b.WriteString(rule + "\n\n")
		c.write(block)
	}
	b.WriteString("-- \n")
	block(p.footerText)
	block(p.Reason)
	if p.Personal {
		block(p.T("Unsubscribe") + ": " + p.UnsubscribeURL + "\n" + p.T("Choose what you get") + ": " + p.PreferencesURL)
	} else {
		block(p.T("All issues and subscription") + ": " + p.ArchiveURL)
	}
	block(strings.Join(p.Address, "\n"))
	return strings.TrimRight(b.String(), "\n") + "\n"
}

const rule = "----------------------------------------"

func (c card) write(block func(string)) {
	block(c.Section)
	block(c.Headline + "\n" + c.URL)
	block(c.Standfirst)
	block(c.Byline)
	if c.Image != nil {
		block(strings.TrimSpace(c.Image.Alt + "\n" + strings.TrimSpace(c.Image.Caption+" "+c.Image.Credit)))
	}
	if c.Body != "" {
		block(c.text)
	} else {
		block(c.Excerpt)
	}
	if c.ReadOn != "" {
		block(c.ReadOn + ": " + c.URL)
	}
}

// notePage is what templates/note.html shows: a few sentences and a button.
type notePage struct {
	look
	Before, After []string
	Button, URL   string
}

func (p notePage) html() (string, error) {
	var b strings.Builder
	err := templates.ExecuteTemplate(&b, "note.html", p)
	return b.String(), err
}

func (p notePage) text() string {
	return fmt.Sprintf("%s\n\n%s\n\n%s:\n%s\n\n%s\n", p.SiteName, strings.Join(p.Before, "\n\n"), p.Button, p.URL, strings.Join(p.After, "\n\n"))
}

// day is a date as readers of the site write it.
func (v look) day(t time.Time, st site.Site) string { return v.l.FullDate(t, st.Location()) }
