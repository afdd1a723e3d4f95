package admin

import (
	"net/http"
	"net/url"
	"path"
	"strings"
)

// sessionDays is how long a browser keeps the cookie; the session itself may
// end sooner.
const sessionDays = 30

func (a *Admin) secure() bool { return a.Base.Scheme == "https" }

// cookieName has the prefix that keeps sibling hosts from setting it, which
// browsers only allow on https.
func (a *Admin) cookieName() string {
	if a.secure() {
		return "__Host-onrecord"
	}
	return "onrecord"
}

// token is the session token that the request carries, or "".
func (a *Admin) token(r *http.Request) string {
	c, err := r.Cookie(a.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// setToken gives the browser a session token; "" takes it away.
func (a *Admin) setToken(w http.ResponseWriter, token string) {
	c := &http.Cookie{
		Name: a.cookieName(), Value: token, Path: "/",
		HttpOnly: true, Secure: a.secure(), SameSite: http.SameSiteLaxMode,
		MaxAge: sessionDays * 24 * 60 * 60,
	}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(w, c)
}

// inside is next if it is a page of the desk, else its front page: a link to
// the sign-in must not lead to another site.
func inside(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || strings.ContainsAny(next, "\\\t\r\n") {
		return "/admin"
	}
	if path.Clean(u.Path) != u.Path || u.Path != "/admin" && !strings.HasPrefix(u.Path, "/admin/") || strings.HasPrefix(u.Path, "/admin/sign-") {
		return "/admin"
	}
	return u.RequestURI()
}
