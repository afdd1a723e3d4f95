package web

import (
	"context"
	"net/http"
	"net/url"

	"onrecord/internal/fault"
	"onrecord/internal/member"
	"onrecord/internal/page"
	"onrecord/internal/post"
)

// byLevel serves a page of which members see more than everyone. Each level has
// its own kept pages; who has commented may see what is theirs alone, so their
// page is made for them and kept by nobody. Where nobody can tell whether
// somebody is a member, they get what everyone gets.
func (s *Web) byLevel(h page.Handler, params ...string) http.Handler {
	everyone := s.Cache.Wrap(h, s.adapter, params...)
	members := s.Cache.WrapLevel(post.Members, h, s.adapter, params...)
	own := s.Cache.Unkept(h, s.adapter)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		m, commented, err := s.signedIn(r)
		switch {
		case err != nil:
			if !fault.Is(err, fault.Unauthorized) {
				s.Log.Error("no session could be read", "error", err)
			}
			everyone.ServeHTTP(w, r)
		case commented:
			w.Header().Set("Cache-Control", "no-store")
			r = page.AtLevel(r, post.Members)
			own.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), readerKey{}, m)))
		default:
			members.ServeHTTP(w, r)
		}
	})
}

type readerKey struct{}

// readerOf is the member for whom alone a page is made, if it is.
func readerOf(r *http.Request) member.Member {
	m, _ := r.Context().Value(readerKey{}).(member.Member)
	return m
}

// signedIn is the member who asks, and whether they ever commented; fault.Unauthorized when none does.
func (s *Web) signedIn(r *http.Request) (m member.Member, commented bool, err error) {
	token := s.cookie(r, readerCookie)
	if token == "" {
		return m, false, fault.New(fault.Unauthorized, "")
	}
	if m, _, err = s.Members.Session(r.Context(), token); err == nil {
		_, commented, err = s.Comments.Commenter(r.Context(), m.ID)
	}
	return m, commented, err
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
