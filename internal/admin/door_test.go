package admin_test

import (
	"net/http"
	"strings"
	"testing"

	"onrecord/internal/admin"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/staff"
)

func TestTheSessionCookieIsNewAtEachSignInAndDiesWithTheSession(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		b := k.browser()
		planted := b.formRequest("/admin/sign-in", "email", owner, "password", password)
		planted.AddCookie(&http.Cookie{Name: "onrecord", Value: "chosen-by-somebody-else"})
		a := b.do(planted)
		cookie := a.header.Get("Set-Cookie")
		for _, part := range []string{"onrecord=", "; Path=/", "; HttpOnly", "; SameSite=Lax"} {
			if !strings.Contains(cookie, part) {
				t.Errorf("the cookie lacks %q: %s", part, cookie)
			}
		}
		if strings.Contains(cookie, "chosen-by-somebody-else") || strings.Contains(cookie, "Secure") || strings.Contains(cookie, "Domain") {
			t.Errorf("the cookie is %s", cookie)
		}
		first, _, _ := strings.Cut(cookie, ";")
		again := b.post("/admin/sign-in", "email", owner, "password", password).header.Get("Set-Cookie")
		if strings.HasPrefix(again, first+";") {
			t.Error("a second sign-in keeps the session of the first")
		}
		with := func(cookie string) int {
			r := k.browser().request(http.MethodGet, "/admin", nil)
			r.Header.Set("Cookie", cookie)
			return k.browser().do(r).status
		}
		second, _, _ := strings.Cut(again, ";")
		if with(first) != http.StatusSeeOther || with(second) != http.StatusOK {
			t.Errorf("first session %d, second %d", with(first), with(second))
		}
		b.done("/admin/sign-out")
		if with(second) != http.StatusSeeOther {
			t.Error("the session outlives the sign-out")
		}
	})
}

func TestOnHTTPSTheCookieIsBoundToTheHost(t *testing.T) {
	k := newDesk(t, dbtest.SQLite(t), "https")
	claimed(t, k)
	a := k.browser().post("/admin/sign-in", "email", owner, "password", password)
	cookie := a.header.Get("Set-Cookie")
	if !strings.HasPrefix(cookie, "__Host-onrecord=") || !strings.Contains(cookie, "; Secure") || !strings.Contains(cookie, "; Path=/") || strings.Contains(cookie, "Domain") {
		t.Errorf("the cookie is %s", cookie)
	}
	if a.header.Get("Strict-Transport-Security") == "" {
		t.Error("no strict transport security")
	}
}

func TestSigningInLeadsOnlyToPagesOfTheDesk(t *testing.T) {
	for next, to := range map[string]string{
		"": "/admin", "/admin/posts?status=draft": "/admin/posts?status=draft", "/admin": "/admin",
		"//evil.example": "/admin", "https://evil.example/admin/": "/admin", `/\evil.example`: "/admin", "/admin/\\x": "/admin",
		"/admin/sign-out": "/admin", "/": "/admin", "javascript:alert(1)": "/admin", "/adminx": "/admin", "https:evil": "/admin",
		"/\tevil": "/admin", "//admin/@evil.example": "/admin", "%09//evil": "/admin", "/admin/../../evil": "/admin",
	} {
		if got := admin.Inside(next); got != to {
			t.Errorf("%q leads to %q, want %q", next, got, to)
		}
	}
	each(t, func(t *testing.T, k *desk) {
		claimed(t, k)
		b := k.browser()
		a := b.get("/admin/members?q=a")
		if to := a.header.Get("Location"); to != "/admin/sign-in?next=%2Fadmin%2Fmembers%3Fq%3Da" {
			t.Fatalf("sent to %q", to)
		}
		form := b.page(a.header.Get("Location")).fields("/admin/sign-in")
		wrong := b.post("/admin/sign-in", with(form, "email", owner, "password", "not this one")...)
		if wrong.status != http.StatusUnauthorized || !strings.Contains(wrong.body, owner) || strings.Contains(wrong.body, "not this one") {
			t.Errorf("a wrong password: %d, %s", wrong.status, wrong.text("main"))
		}
		if to := b.done("/admin/sign-in", with(wrong.fields("/admin/sign-in"), "email", owner, "password", password)...); to != "/admin/members?q=a" {
			t.Errorf("signed in to %q", to)
		}
	})
}

func TestBeforeTheSiteIsSetUpNothingIsOpen(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := k.browser()
		for _, path := range []string{"/admin", "/admin/sign-in", "/admin/posts", "/setup/wrong"} {
			if a := b.get(path); a.status == http.StatusOK {
				t.Errorf("GET %s: %d", path, a.status)
			}
		}
		b.get("/admin").says("This site is not set up yet")
		setup := "/setup/" + k.setup
		bad := b.post(setup, "site_name", "", "language", "xx", "time_zone", "Nowhere/Town", "name", "", "email", "x", "password", "short")
		if bad.status != http.StatusUnprocessableEntity {
			t.Fatalf("a bad setup: %d", bad.status)
		}
		for _, sentence := range []string{"A publication needs a name.", "Choose one of the languages of the list.", "Use at least 10 characters"} {
			bad.says(sentence)
		}
		if strings.Contains(bad.body, "short") {
			t.Error("the password comes back in the page")
		}
		b.done(setup, with(bad.fields(setup), "site_name", "T", "language", "en", "time_zone", "UTC", "name", "M", "email", owner, "password", password)...)
		b.page("/admin")
	})
}

func TestAnAccountIsChangedAndItsSessionsEnded(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		other := k.browser()
		other.signIn(owner)
		page := b.page("/admin/account")
		b.done("/admin/account", with(page.fields("/admin/account"), "name", "Marit O.")...)
		stale := b.post("/admin/account", with(page.fields("/admin/account"), "name", "Somebody")...)
		if stale.status != http.StatusConflict {
			t.Errorf("a stale change: %d", stale.status)
		}
		list, err := k.staff.Sessions(t.Context(), k.personOf(owner).ID)
		k.must(err)
		for _, s := range list {
			if strings.Contains(b.page("/admin/account").body, "/admin/account/sessions/"+id(s.ID)+"/end") {
				b.done("/admin/account/sessions/" + id(s.ID) + "/end")
			}
		}
		if a := other.get("/admin"); a.status != http.StatusSeeOther {
			t.Errorf("the ended session: %d", a.status)
		}
		other.signIn(owner)
		bad := b.post("/admin/account/password", "old", "wrong one altogether", "new", "a brand new lantern")
		if bad.status != http.StatusUnprocessableEntity || strings.Contains(bad.body, "brand new") {
			t.Errorf("a wrong old password: %d", bad.status)
		}
		to := b.done("/admin/account/password", "old", password, "new", "a brand new lantern")
		b.page(to).says("The password is changed")
		for _, c := range []*browser{b, other} {
			if a := c.get("/admin"); a.status != http.StatusSeeOther {
				t.Errorf("a session outlives the password: %d", a.status)
			}
		}
	})
}

func TestStaffAreInvitedChangedLockedOutAndRemoved(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		form := b.page("/admin/staff/new").fields("/admin/staff")
		if a := b.post("/admin/staff", with(form, "name", "Bo", "email", owner)...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a taken address: %d", a.status)
		}
		made := b.post("/admin/staff", with(form, "name", "Bo Tern", "email", "bo@tidemark.example", "role", "editor")...)
		if made.status != http.StatusOK {
			t.Fatalf("invite: %d %s", made.status, made.text("main"))
		}
		made.says("outbox")
		link := strings.TrimPrefix(b.find(made, "input", "id", "link", "value"), k.url)
		b.page("/admin/outbox").says("bo@tidemark.example")

		bo := k.browser()
		if a := bo.post(link, "password", "short"); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a short password: %d", a.status)
		}
		bo.page(bo.done(link, "password", password)).says("The password is set")
		if a := bo.get(link); a.status < 400 {
			t.Errorf("the link works twice: %d", a.status)
		}
		bo.signIn("bo@tidemark.example")
		bo.page("/admin/members")

		person := "/admin/staff/" + id(k.personOf("bo@tidemark.example").ID)
		b.done(person, with(b.page(person).fields(person), "role", "author")...)
		if a := bo.get("/admin"); a.status != http.StatusSeeOther {
			t.Errorf("the session outlives the role: %d", a.status)
		}
		b.done(person+"/access/end", b.page(person).fields(person+"/access/end")...)
		if a := bo.post("/admin/sign-in", "email", "bo@tidemark.example", "password", password); a.status != http.StatusUnauthorized {
			t.Errorf("locked out and signed in: %d", a.status)
		}
		b.done(person+"/access", b.page(person).fields(person+"/access")...)
		b.post(person + "/reset-link").says("sets a new password")
		b.done(person + "/deletion")
		if a := b.get(person); a.status != http.StatusNotFound {
			t.Errorf("the removed: %d", a.status)
		}
		me := "/admin/staff/" + id(k.personOf(owner).ID)
		if a := b.post(me, with(b.page(me).fields(me), "role", "author")...); a.status != http.StatusConflict {
			t.Errorf("the last owner steps down: %d", a.status)
		}
		for _, word := range []string{"staff.invite", "role.change", "staff.disable", "staff.remove"} {
			if !strings.Contains(b.page("/admin/audit").body, word) {
				t.Logf("the audit log has no %s", word)
			}
		}
	})
}

func TestATokenIsShownOnceAndRevoked(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		if a := b.post("/admin/tokens", "name", "", "scope", "fly"); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a bad token: %d", a.status)
		}
		a := b.post("/admin/tokens", "name", "Feed robot", "scope", "read", "scope", "write")
		plain := b.find(a, "input", "id", "plain", "value")
		token, err := k.staff.TokenByPlain(t.Context(), plain)
		if err != nil || !token.Can(staff.PostCreate) || token.Can(staff.IssueSend) {
			t.Errorf("the token: %v %v", token, err)
		}
		b.page("/admin/tokens").silent(plain)
		b.done("/admin/tokens/" + id(token.ID) + "/revocation")
		if _, err := k.staff.TokenByPlain(t.Context(), plain); err == nil {
			t.Error("the revoked token works")
		}
		b.page("/admin/tokens").says("revoked")
	})
}
