package web

import (
	"net/http"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/page"
)

// asset serves a file of the theme. The stylesheet and the icon in the site's
// colour are made when they are first needed, which may be here: another
// process may have made the page that asks for them.
func (s *Web) asset(w http.ResponseWriter, r *http.Request) error {
	err := s.looks.serve(w, r)
	if !fault.Is(err, fault.NotFound) || !strings.HasPrefix(r.URL.Path, "/assets/site-") && !strings.HasPrefix(r.URL.Path, "/assets/icon-") {
		return err
	}
	if st, siteErr := s.Site.Get(r.Context()); siteErr == nil {
		s.looks.of(st).wear(st)
		err = s.looks.serve(w, r)
	}
	return err
}

// favicon is the site's icon for programs that look nowhere else.
func (s *Web) favicon(w http.ResponseWriter, r *http.Request) error {
	page.Depends(r, "site")
	st, err := s.Site.Get(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, err = w.Write([]byte(s.looks.base.icon(st)))
	return err
}
