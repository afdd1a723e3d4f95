package web

import (
	"net/http"

	"onrecord/internal/site"
)

// Proof shows the working copy behind a preview link as the site would show it
// if it were published at this moment, head and all. A scheme of colours that
// the site leaves to its readers can be chosen; "" chooses none. Paid posts are
// whole when r is at the level of members. Who may see it is for the caller to
// say: no cache and no reader gets it.
func (s *Web) Proof(w http.ResponseWriter, r *http.Request, token, scheme string) error {
	private(w)
	p, err := s.Posts.ByPreview(r.Context(), token)
	if err != nil {
		return err
	}
	if p.FirstPublishedAt.IsZero() {
		p.FirstPublishedAt = s.Now()
		p.UpdatedAt = p.FirstPublishedAt
	}
	f, err := s.frame(r, "post")
	if err != nil {
		return err
	}
	f.in(f.look, scheme)
	v, err := s.postPage(f, p)
	if err != nil {
		return err
	}
	if !v.Plain {
		if err := s.addMore(f, &v, p); err != nil {
			return err
		}
	}
	f.Head.NoIndex = true
	return f.show(w, http.StatusOK, "post", v)
}

// in puts the page into a scheme of colours, where the site has not chosen one.
func (f *frame) in(k *look, scheme string) {
	if chosen := f.site.Scheme; chosen == site.SchemeLight || chosen == site.SchemeDark {
		return
	}
	st := f.site
	st.Scheme = scheme
	f.CSS, f.Scheme = k.wear(st).css, schemes(scheme)
}
