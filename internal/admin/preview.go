package admin

import (
	"context"
	"html/template"
	"net/http"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/markup"
	"onrecord/internal/media"
	"onrecord/internal/post"
)

// proof is a text as readers would see it, near enough.
type proof struct {
	frame
	Headline, Standfirst string
	Body                 template.HTML
	Lead                 *media.Media
	LeadAlt              string
	Caption, Credit      string
}

// preview shows what was typed, without storing it: as JSON to the page's own
// script, else as a page of its own.
func (a *Admin) preview(w http.ResponseWriter, r *http.Request, v *visit) error {
	f, err := readPost(w, r)
	if err != nil {
		return err
	}
	in := inputOf(f)
	if len(in.Body) > post.MaxBody {
		return fault.New(fault.TooLarge, "The text is too long: it has %d bytes, and at most %d fit.", len(in.Body), post.MaxBody)
	}
	doc := markup.Parse(in.Body)
	p := proof{frame: a.frame(r, v, "Preview"), Headline: in.Headline, Standfirst: in.Standfirst, LeadAlt: in.LeadAlt, Caption: in.LeadCaption, Credit: in.LeadCredit}
	if p.Body, err = a.bodyHTML(r.Context(), doc); err != nil {
		return err
	}
	if err := a.addLead(r.Context(), &p, in.LeadMediaID); err != nil {
		return err
	}
	if !wantsJSON(r) {
		return a.show(w, http.StatusOK, "preview", p)
	}
	var b strings.Builder
	if err := a.pages.RenderBlock(&b, "preview", "proof", p); err != nil {
		return err
	}
	return sendJSON(w, http.StatusOK, struct {
		HTML  string `json:"html"`
		Words string `json:"words"`
	}{b.String(), tallyOf(doc)})
}

func (a *Admin) addLead(ctx context.Context, p *proof, id int64) error {
	if id <= 0 {
		return nil
	}
	m, err := a.Media.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	p.Lead = &m
	if p.LeadAlt == "" {
		p.LeadAlt = m.Alt
	}
	if p.Credit == "" {
		p.Credit = m.Credit
	}
	return nil
}

// bodyHTML is a text as safe HTML, with the files of our own pictures.
func (a *Admin) bodyHTML(ctx context.Context, doc *markup.Document) (template.HTML, error) {
	known, err := a.Media.Resolve(ctx, append(doc.Images(), doc.Sounds()...))
	if err != nil {
		return "", err
	}
	return template.HTML(doc.HTML(markup.Options{
		Base: a.Base,
		Image: func(src string) (markup.Image, bool) {
			m, ok := known[src]
			if !ok || m.Kind != media.Picture {
				return markup.Image{}, false
			}
			file, width, height := m.Display()
			return markup.Image{Src: file, SrcSet: m.SrcSet(), Width: width, Height: height, Alt: m.Alt, Credit: m.Credit}, true
		},
		File: func(src string) (markup.File, bool) {
			m, ok := known[src]
			return markup.File{Src: m.URL(0), Mime: m.Mime, Width: m.Width, Height: m.Height}, ok && m.Kind != media.Picture
		},
	})), nil
}
