package admin

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord/internal/fault"
	"onrecord/internal/limit"
	"onrecord/internal/link"
	"onrecord/internal/markup"
	"onrecord/internal/post"
)

// checklist is what is worth a look before a post is published. It stops
// nobody.
type checklist struct {
	Points []point
	Fine   int
	Links  linkCheck
}

// point is one line of the checklist.
type point struct {
	Label, Say string
	Good       bool
	Field      string // the id of what mends it; "" when nothing needs to
	Drawer     bool   // which stands among the details
}

// linkCheck is what is known of the links of a text.
type linkCheck struct {
	All, Left        int // to be asked, and beyond what is asked
	Unknown, Waiting int
	Odd              []link.Answer // those that did not answer as they should
}

// Asked is how many of the links have answered or failed to.
func (l linkCheck) Asked() int { return l.All - l.Unknown - l.Waiting }

// Lengths, in characters, up to which texts are shown whole.
const (
	searchTitle = 60 // by search engines
	inboxTitle  = 40 // by mail programs on a phone
	headlineOK  = 70
	slugOK      = 60
)

// checkPost looks a post over.
func (a *Admin) checkPost(ctx context.Context, in post.Input) (c checklist, err error) {
	if len(in.Body) > post.MaxBody {
		in.Body = "" // it cannot be stored, and reading it could take minutes
	}
	doc := markup.Parse(in.Body)
	c.add(headlinePoint(in.Headline), in.Kind)
	c.add(textPoint(in.Standfirst), in.Kind)
	c.add(sectionPoint(in.SectionIDs), in.Kind)
	c.add(slugPoint(in), in.Kind)
	lead, err := a.leadPoint(ctx, in)
	if err != nil {
		return c, err
	}
	c.add(lead, in.Kind)
	pictures, err := a.picturePoint(ctx, in, doc)
	if err != nil {
		return c, err
	}
	c.add(pictures, in.Kind)
	record, err := a.recordPoint(ctx, in)
	if err != nil {
		return c, err
	}
	c.add(record, in.Kind)
	if c.Links, err = a.linkCheck(ctx, doc); err != nil {
		return c, err
	}
	c.add(c.Links.point(), in.Kind)
	return c, nil
}

// add puts a line on the list. A page such as /about needs no section and no
// picture, and stands in no list with a standfirst.
func (c *checklist) add(p point, kind string) {
	if kind == post.Page && !p.Good && (p.Label == "Section" || p.Label == "Lead picture" || p.Label == "Standfirst") {
		return
	}
	if p.Good {
		p.Field = ""
		c.Fine++
	}
	c.Points = append(c.Points, p)
}

func headlinePoint(s string) point {
	p := point{Label: "Headline", Field: "headline"}
	n := utf8.RuneCountInString(s)
	switch {
	case n == 0:
		p.Say = "There is none yet."
	case n > headlineOK:
		p.Say = fmt.Sprintf("It has %d characters. Search shows about %d, the inbox of a phone about %d: let the beginning say it all.", n, searchTitle, inboxTitle)
	default:
		p.Good, p.Say = true, count(n, "character", "characters")
	}
	return p
}

func textPoint(s string) point {
	p := point{Label: "Standfirst", Field: "standfirst", Good: s != "", Say: "It stands in lists, mails and cards."}
	if !p.Good {
		p.Say = "There is none: lists, mails and cards begin with the text instead."
	}
	return p
}

func sectionPoint(ids []int64) point {
	p := point{Label: "Section", Field: "f-section", Drawer: true, Good: len(ids) > 0, Say: "Chosen."}
	if !p.Good {
		p.Say = "None is chosen, so readers find it on no section’s page."
	}
	return p
}

var unnamed = regexp.MustCompile(`^untitled(-.*)?$|^[0-9-]+$`)

func slugPoint(in post.Input) point {
	p := point{Label: "Address", Field: "f-slug", Drawer: true}
	slug := post.Slugify(in.Slug)
	if slug == "" {
		slug = post.Slugify(in.Headline)
	}
	n := utf8.RuneCountInString(slug)
	switch {
	case slug == "" || unnamed.MatchString(slug):
		p.Say = "It says nothing of what the post is about; choose some words of it."
	case in.Slug != "" && n > slugOK:
		p.Say = fmt.Sprintf("It has %d characters; a short one is easier to pass on.", n)
	default:
		p.Good, p.Say = true, "/"+slug
	}
	return p
}

func (a *Admin) leadPoint(ctx context.Context, in post.Input) (point, error) {
	p := point{Label: "Lead picture", Field: "f-lead_alt", Drawer: true}
	if in.LeadMediaID == 0 {
		p.Field, p.Say = "lead-file", "There is none: cards on networks and lists show only words."
		return p, nil
	}
	m, err := a.Media.Get(ctx, in.LeadMediaID)
	switch {
	case fault.Is(err, fault.NotFound):
		p.Say = "It was deleted from the library; choose another one."
		return p, nil
	case err != nil:
		return p, err
	}
	if p.Good = in.LeadAlt != "" || m.Alt != ""; p.Good {
		p.Say = "There, and described."
	} else {
		p.Say = "Nothing says what it shows to those who cannot see it."
	}
	return p, nil
}

func (a *Admin) picturePoint(ctx context.Context, _ post.Input, doc *markup.Document) (point, error) {
	p := point{Label: "Pictures in the text", Field: "body", Good: true}
	known, err := a.Media.Resolve(ctx, doc.Images())
	if err != nil {
		return p, err
	}
	var bare []string
	all := doc.Pictures()
	for i, one := range all {
		if strings.TrimSpace(one.Alt) == "" && known[one.Src].Alt == "" {
			bare = append(bare, fmt.Sprintf("no. %d", i+1))
		}
	}
	switch {
	case len(all) == 0:
		p.Say = "None."
	case len(bare) == 0:
		p.Say = "All are described."
	default:
		p.Good = false
		p.Say = fmt.Sprintf("%d of %d say nothing to those who cannot see them: %s.", len(bare), len(all), strings.Join(bare[:min(len(bare), 10)], ", "))
	}
	return p, nil
}

func (a *Admin) linkCheck(ctx context.Context, doc *markup.Document) (l linkCheck, err error) {
	addresses, left := a.Links.Addresses(doc.Links())
	l.All, l.Left = len(addresses), left
	answers, err := a.Links.Answers(ctx, addresses)
	for _, one := range answers {
		switch one.State {
		case "":
			l.Unknown++
		case link.Waiting:
			l.Waiting++
		case link.Bad, link.Unsure:
			l.Odd = append(l.Odd, one)
		}
	}
	return l, err
}

func (l linkCheck) point() point {
	p := point{Label: "Links"}
	switch {
	case l.All == 0:
		p.Good, p.Say = true, "None."
	case l.Waiting > 0:
		p.Say = fmt.Sprintf("Asking: %d of %d have answered.", l.Asked(), l.All)
	case l.Unknown > 0:
		p.Say = fmt.Sprintf("%s not asked yet.", count(l.Unknown, "is", "are"))
	case len(l.Odd) > 0:
		p.Field, p.Say = "body", fmt.Sprintf("%d of %d did not answer as they should.", len(l.Odd), l.All)
	default:
		p.Good, p.Say = true, fmt.Sprintf("All %d answer.", l.All)
	}
	if l.Left > 0 {
		p.Say += fmt.Sprintf(" Only the first %d are asked.", link.MaxLinks)
	}
	return p
}

// How often somebody may have links asked.
const (
	asksMost = 30
	asksPer  = time.Hour
)

// checklistPage is the list on a page of its own, for browsers without script.
type checklistPage struct {
	frame
	Checklist checklist
	Ref       string
	Sent      []pair // what was typed, to look again
}

// checkTyped looks over what was typed, without storing it. Links are asked
// only on demand: whoever they lead to sees that this site takes an interest.
func (a *Admin) checkTyped(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := readPost(w, r)
	if err != nil {
		return err
	}
	in := inputOf(f)
	if f.Get("links") == "ask" {
		if err := a.askLinks(r.Context(), v, in); err != nil {
			return err
		}
	}
	c, err := a.checkPost(r.Context(), in)
	if err != nil {
		return err
	}
	if !wantsJSON(r) {
		return a.show(w, http.StatusOK, "checklist", checklistPage{a.frame(r, v, "Before publication"), c, newRef, keptFields(edit{form: f}, nil)})
	}
	var b strings.Builder
	if err := a.pages.RenderBlock(&b, "checklist", "checklist", c); err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, struct {
		HTML    string `json:"html"`
		Waiting bool   `json:"waiting"`
	}{b.String(), c.Links.Waiting > 0})
}

func (a *Admin) askLinks(ctx context.Context, v *visit, in post.Input) error {
	if len(in.Body) > post.MaxBody {
		return nil
	}
	ok, _, err := limit.Allow(ctx, a.DB, "links:"+itoa(v.me.ID), asksMost, asksPer, a.Now())
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.TooMany, "Links were asked %d times within the hour; try again later.", asksMost)
	}
	addresses, _ := a.Links.Addresses(markup.Parse(in.Body).Links())
	return a.Links.Ask(ctx, addresses)
}
