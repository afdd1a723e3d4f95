package web

import (
	"net/http"
	"net/url"

	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/post"
)

// byLevel serves a page of which members see more than everyone. Each level has
// its own kept pages. Where nobody can tell whether somebody is a member, they
// get what everyone gets.
func (s *Web) byLevel(h page.Handler, params ...string) http.Handler {
	everyone := s.Cache.Wrap(h, s.adapter, params...)
	members := s.Cache.WrapLevel(post.Members, h, s.adapter, params...)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.isMember(r) {
			members.ServeHTTP(w, r)
			return
		}
		everyone.ServeHTTP(w, r)
	})
}

func (s *Web) isMember(r *http.Request) bool {
	token := s.cookie(r, readerCookie)
	if token == "" {
		return false
	}
	_, _, err := s.Members.Session(r.Context(), token)
	if err != nil && !fault.Is(err, fault.Unauthorized) {
		s.Log.Error("no session could be read", "error", err)
	}
	return err == nil
}

// signInAnd is the address of the sign-in that leads back to a path.
func signInAnd(back string) string { return "/sign-in?to=" + url.QueryEscape(back) }

// invitation leads to what is for members and back to path.
func (f *frame) invitation(path string) *Invitation {
	v := &Invitation{SignIn: signInAnd(path)}
	if len(f.byID) > 0 {
		v.Subscribe = f.Subscribe
	}
	return v
}

// wayBack is a path of this site to which a reader may be sent after signing
// in; "" for anything else.
func wayBack(to string) string {
	u, err := url.Parse(to)
	if err != nil || len(to) > mostWayBack || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || !page.Clean(to) {
		return ""
	}
	if len(u.Path) < 2 || u.Path[0] != '/' || u.Path[1] == '/' || u.Path[1] == '\\' {
		return ""
	}
	return (&url.URL{Path: u.Path, Fragment: u.Fragment}).String()
}

const mostWayBack = 500
