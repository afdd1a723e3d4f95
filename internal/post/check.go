package post

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"onrecord/internal/fault"
)

// Limits, in characters unless they say otherwise.
const (
	MaxHeadline   = 300
	MaxStandfirst = 600
	MaxBody       = 1 << 20 // bytes
	MaxAlt        = 1000
	MaxCaption    = 1000
	MaxCredit     = 300
	MaxSections   = 10
	MaxTags       = 30
	MaxAuthors    = 10
	MaxNote       = 500
	MaxPart       = 9999 // number of a part of a series
	MaxName       = 120  // of a section, tag or author
	MaxAbout      = 2000
	MaxURL        = 500
)

// How many there may be of each, so that lists of all of them stay short enough
// to be read at once; and how many revisions of a post are listed.
const (
	MaxSectionsHeld = 200
	MaxTagsHeld     = 20_000
	MaxAuthorsHeld  = 2000
	MaxRevisions    = 500
)

// clean checks an input and gives it as it is stored, or every problem at once.
func clean(in Input) (Input, error) {
	var p fault.Problems
	if in.Kind == "" {
		in.Kind = Article
	}
	if !slices.Contains(Kinds(), in.Kind) {
		p.Add("kind", "Choose one of: %s.", strings.Join(Kinds(), ", "))
	}
	if in.Access == "" {
		in.Access = Everyone
	}
	if !slices.Contains(Accesses(), in.Access) {
		p.Add("access", "Choose one of: %s.", strings.Join(Accesses(), ", "))
	}
	if !slices.Contains(Layouts(), in.Layout) {
		p.Add("layout", "Choose one of the list.")
	}
	in.Slug = postSlug(&p, in.Slug)
	in.Headline = line(&p, "headline", in.Headline, MaxHeadline)
	in.Standfirst = text(&p, "standfirst", in.Standfirst, MaxStandfirst)
	in.LeadAlt = text(&p, "lead_alt", in.LeadAlt, MaxAlt)
	in.LeadCaption = text(&p, "lead_caption", in.LeadCaption, MaxCaption)
	in.LeadCredit = line(&p, "lead_credit", in.LeadCredit, MaxCredit)
	in.Body = body(&p, in.Body)
	in.Series, in.Part = series(&p, in.Series, in.Part)
	if in.LeadMediaID < 0 {
		p.Add("lead_media_id", "Choose a picture from the library.")
	}
	in.SectionIDs = ids(&p, "section_ids", in.SectionIDs, MaxSections)
	in.TagIDs = ids(&p, "tag_ids", in.TagIDs, MaxTags)
	in.AuthorIDs = ids(&p, "author_ids", in.AuthorIDs, MaxAuthors)
	return in, p.Err()
}

// postSlug is the slug asked for a post; empty stays empty.
func postSlug(p *fault.Problems, asked string) string {
	slug := slugOf(p, asked)
	if Reserved(slug) {
		p.Add("slug", "The address “%s” belongs to the site itself; choose another one.", slug)
	}
	return slug
}

// slugOf makes a slug of what was asked for; empty stays empty.
func slugOf(p *fault.Problems, asked string) string {
	asked = line(p, "slug", asked, MaxHeadline)
	if asked == "" {
		return ""
	}
	slug := Slugify(asked)
	switch {
	case slug == "":
		p.Add("slug", "An address needs letters or digits.")
	case utf8.RuneCountInString(slug) > slugMost:
		p.Add("slug", "An address has at most %d characters.", slugMost)
	}
	return slug
}

// line is one line of text without space around it.
func line(p *fault.Problems, field, s string, most int) string {
	s = text(p, field, s, most)
	if strings.ContainsAny(s, "\n\t") {
		p.Add(field, "Write this on one line, without tabs.")
	}
	return s
}

// text is some lines of text without space around them.
func text(p *fault.Problems, field, s string, most int) string {
	s = strings.TrimSpace(newlines(s))
	if n := utf8.RuneCountInString(s); n > most {
		p.Add(field, "This is too long: it has %d characters, and at most %d fit.", n, most)
	}
	readable(p, field, s)
	return s
}

func body(p *fault.Problems, s string) string {
	if len(s) > MaxBody {
		p.Add("body", "The text is too long: it has %d bytes, and at most %d fit.", len(s), MaxBody)
		return s
	}
	s = newlines(s)
	readable(p, "body", s)
	return s
}

func newlines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// readable refuses what neither engine nor any reader can use.
func readable(p *fault.Problems, field, s string) {
	if !utf8.ValidString(s) {
		p.Add(field, "This is not valid UTF-8 text.")
		return
	}
	if strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		p.Add(field, "This has control characters in it; take them out.")
	}
}

// ids drops repetitions; an empty list is nil.
func ids(p *fault.Problems, field string, list []int64, most int) []int64 {
	var out []int64
	for _, id := range list {
		if id <= 0 {
			p.Add(field, "Choose from the list.")
			return nil
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
		if len(out) > most {
			p.Add(field, "At most %d can be chosen.", most)
			return nil
		}
	}
	return out
}

// publishable tells what a post still needs before readers may see it.
func publishable(in Input) error {
	var p fault.Problems
	if in.Headline == "" {
		p.Add("headline", "A post needs a headline before it is published.")
	}
	if strings.TrimSpace(in.Body) == "" && in.Standfirst == "" {
		p.Add("body", "A post needs some text before it is published.")
	}
	return p.Err()
}

// same tells whether two inputs say the same.
func (in Input) same(other Input) bool {
	return in.Kind == other.Kind && in.Access == other.Access && in.Layout == other.Layout && in.Slug == other.Slug && in.Headline == other.Headline &&
		in.Standfirst == other.Standfirst && in.Body == other.Body &&
		in.LeadMediaID == other.LeadMediaID && in.LeadAlt == other.LeadAlt &&
		in.LeadCaption == other.LeadCaption && in.LeadCredit == other.LeadCredit &&
		in.Series == other.Series && in.Part == other.Part &&
		slices.Equal(in.SectionIDs, other.SectionIDs) && slices.Equal(in.TagIDs, other.TagIDs) &&
		slices.Equal(in.AuthorIDs, other.AuthorIDs)
}
