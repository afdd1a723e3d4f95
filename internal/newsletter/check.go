package newsletter

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/page"
	"onrecord/internal/post"
	"onrecord/internal/site"
)

// Limits of the fields, in characters.
const (
	mostName        = 120
	mostDescription = 500
	mostSlug        = 80
	mostDesign      = 2000 // header and footer, Markdown
	mostSubject     = 200
	mostPreheader   = 200
	mostIntro       = 20_000
	mostPosts       = 30
	mostListID      = 200
)

// line is a field of one line.
func line(p *fault.Problems, field string, s *string, most int) {
	if strings.ContainsAny(*s, "\n\r\t\u2028\u2029\u0085") {
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
	*s = norm.NFC.String(strings.TrimSpace(strings.ReplaceAll(*s, "\r\n", "\n")))
	if utf8.RuneCountInString(*s) > most {
		p.Add(field, "This may be at most %d characters long.", most)
	}
}

func need(p *fault.Problems, field, s, sentence string) {
	if s == "" {
		p.Add(field, sentence)
	}
}

// address is a field with a mailbox.
func address(p *fault.Problems, field string, s *string) {
	email, _, err := mail.ParseAddress(*s)
	if err != nil {
		if e, ok := fault.As(err); ok {
			p.Add(field, e.Format, e.Args...)
			return
		}
	}
	*s = email
}

// check tidies the fields in place and tells what is wrong with them.
func (in *Input) check() error {
	var p fault.Problems
	line(&p, "name", &in.Name, mostName)
	need(&p, "name", in.Name, "A newsletter needs a name.")
	line(&p, "slug", &in.Slug, mostSlug)
	if in.Slug != "" && post.Slugify(in.Slug) != in.Slug {
		p.Add("slug", "The address is made of letters, digits and hyphens.")
	}
	text(&p, "description", &in.Description, mostDescription)
	line(&p, "sender_name", &in.SenderName, mostName)
	need(&p, "sender_name", in.SenderName, "Readers must see who writes to them; give the sender's name.")
	address(&p, "sender_address", &in.SenderAddress)
	if in.ReplyTo = strings.TrimSpace(in.ReplyTo); in.ReplyTo != "" {
		address(&p, "reply_to", &in.ReplyTo)
	}
	text(&p, "header", &in.Header, mostDesign)
	text(&p, "footer", &in.Footer, mostDesign)
	in.checkDesign(&p)
	return p.Err()
}

var listID = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)

func (in *Input) checkDesign(p *fault.Problems) {
	in.ListID = strings.ToLower(strings.TrimSpace(in.ListID))
	if in.ListID != "" && (len(in.ListID) > mostListID || !listID.MatchString(in.ListID)) {
		p.Add("list_id", "The list's name for mail programs looks like weekly.example.org.")
	}
	if in.Accent = strings.TrimSpace(in.Accent); in.Accent != "" {
		c, ok := site.ParseColour(in.Accent)
		if !ok {
			p.Add("accent", "A colour looks like #1f6f8b.")
		}
		in.Accent = c.String()
	}
	switch in.Layout {
	case "":
		in.Layout = LayoutFull
	case LayoutFull, LayoutExcerpt:
	default:
		p.Add("layout", "The layout is full or excerpt.")
	}
}

func (in *IssueInput) check() error {
	var p fault.Problems
	line(&p, "subject", &in.Subject, mostSubject)
	line(&p, "preheader", &in.Preheader, mostPreheader)
	text(&p, "intro", &in.Intro, mostIntro)
	if len(in.PostIDs) > mostPosts {
		p.Add("posts", "An issue carries at most %d posts.", mostPosts)
	}
	seen := map[int64]bool{}
	for _, id := range in.PostIDs {
		if seen[id] {
			p.Add("posts", "A post stands in an issue once.")
			break
		}
		seen[id] = true
	}
	return p.Err()
}
