package admin_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"onrecord/internal/staff"
)

// host gives the site an address that browsers let have passkeys.
func (k *desk) host() (origin string) {
	u, err := url.Parse("http://localhost:8080")
	k.must(err)
	k.staff.Base = u
	return u.String()
}

// addPasskey registers a device for whoever is signed in.
func (b *browser) addPasskey(d *device, name string, more ...string) answer {
	b.t.Helper()
	a := b.post("/admin/account/passkeys/ceremony", append([]string{"name", name, "password", password}, more...)...)
	form := a.find(func(n *html.Node) bool { return attr(n, "data-passkey") == "create" })
	if form == nil {
		b.t.Fatalf("no ceremony: %d %s", a.status, a.text("main"))
	}
	made := with(a.fields("/admin/account/passkeys"), "credential", d.create(attr(form, "data-options")))
	return b.post("/admin/account/passkeys", made...)
}

// usePasskey signs in as the script of the page does.
func (b *browser) usePasskey(d *device) (sent []string, a answer) {
	b.t.Helper()
	r := b.request(http.MethodPost, "/admin/sign-in/passkey/ceremony", nil)
	r.Header.Set("Accept", "application/json")
	var c staff.Ceremony
	if begun := b.do(r); begun.status != http.StatusOK || json.Unmarshal([]byte(begun.body), &c) != nil {
		b.t.Fatalf("no challenge: %d %s", begun.status, begun.body)
	}
	sent = []string{"ceremony", c.Token, "credential", d.get(string(c.Options)), "next", "/admin/posts"}
	return sent, b.post("/admin/sign-in/passkey", sent...)
}

func TestAPasskeyIsRegisteredLetsInAndIsRemoved(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		if a := b.post("/admin/account/passkeys/ceremony", "name", "Phone", "password", password); a.status != http.StatusConflict {
			t.Errorf("an address that can have none: %d", a.status)
		}
		origin := k.host()
		if a := b.post("/admin/account/passkeys/ceremony", "name", "Phone", "password", "wrong"); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a wrong password: %d", a.status)
		}
		elsewhere := k.browser()
		elsewhere.signIn(owner)
		phone, laptop := newDevice(t, origin), newDevice(t, origin)
		for name, d := range map[string]*device{"Phone <b>": phone, "Laptop": laptop} {
			if a := b.addPasskey(d, name); a.status != http.StatusSeeOther {
				t.Fatalf("%s: %d %s", name, a.status, a.text("main"))
			}
		}
		if phone.handle != laptop.handle || strings.Contains(phone.handle, "owner") {
			t.Errorf("handles %s and %s", phone.handle, laptop.handle)
		}
		if a := elsewhere.get("/admin"); a.status != http.StatusSeeOther {
			t.Errorf("a session elsewhere outlives the passkey: %d", a.status)
		}
		b.page(stepPath).says("Phone <b>")
		// As long as it is not asked of everybody, the password goes on to let in.
		elsewhere.signIn(owner)

		sent, in := elsewhere.usePasskey(phone)
		if in.status != http.StatusSeeOther || in.header.Get("Location") != "/admin/posts" {
			t.Fatalf("signing in: %d %s", in.status, in.text("main"))
		}
		elsewhere.page("/admin/account")
		if a := k.browser().post("/admin/sign-in/passkey", sent...); a.status != http.StatusUnprocessableEntity {
			t.Errorf("the same challenge again: %d", a.status)
		}
		k.refusesDevices(origin, phone)

		list := b.page(stepPath)
		removal := func(d string) string {
			f := list.find(func(n *html.Node) bool { return n.Data == "form" && strings.Contains(inner(n), "Remove "+d) })
			return attr(f, "action")
		}
		if a := b.post(removal("Laptop"), "password", "wrong"); a.status != http.StatusUnprocessableEntity {
			t.Errorf("removed without the password: %d", a.status)
		}
		if a := k.hire(staff.Editor).post(removal("Laptop"), "password", password); a.status != http.StatusNotFound {
			t.Errorf("somebody else’s: %d", a.status)
		}
		b.done(removal("Laptop"), "password", password)
		if _, a := k.browser().usePasskey(laptop); a.status != http.StatusUnauthorized {
			t.Errorf("a removed one: %d", a.status)
		}
		b.page("/admin/audit/check?seal=5f").says("not in the chain")
		b.page("/admin/audit/check").says("lines are whole")
		for _, line := range []string{"passkey.add", "passkey.remove", "signin.failed"} {
			b.page("/admin/audit").says(line)
		}
	})
}

// refusesDevices tries what must not let in.
func (k *desk) refusesDevices(origin string, phone *device) {
	other := *phone
	other.origin = "http://evil.localhost:8080"
	unverified := *phone
	unverified.verifiesNothing = true
	foreign := *phone
	foreign.host = "evil.localhost"
	stranger := newDevice(k.t, origin)
	stranger.id, stranger.handle = phone.id, phone.handle
	copied := *phone
	copied.counter = 0
	for what, d := range map[string]*device{"another origin": &other, "no verification": &unverified, "another host": &foreign, "another key": stranger, "a copy": &copied} {
		if _, a := k.browser().usePasskey(d); a.status != http.StatusUnauthorized {
			k.t.Errorf("%s: %d %s", what, a.status, a.text("main"))
		}
	}
	if _, a := k.browser().usePasskey(phone); a.status != http.StatusSeeOther {
		k.t.Errorf("the phone itself after that: %d", a.status)
	}
}

func TestASecondStepThatIsAskedOfEverybodyIsSetUpBeforeAnythingElse(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		boss, author := claimed(t, k), k.hire(staff.Author)
		origin := k.host()
		if a := boss.post("/admin/staff/second-step", "required", "yes"); a.status != http.StatusConflict {
			t.Errorf("by an owner who has none: %d", a.status)
		}
		boss.addPasskey(newDevice(t, origin), "Key")
		boss.done("/admin/staff/second-step", "required", "yes")
		if a := author.get("/admin/posts"); a.header.Get("Location") != stepPath+"?done=second-step-needed" {
			t.Errorf("the author was led to %q", a.header.Get("Location"))
		}
		if a := author.post("/admin/posts/new", "headline", "Around it"); a.status != http.StatusForbidden {
			t.Errorf("around it: %d", a.status)
		}
		key := newDevice(t, origin)
		author.addPasskey(key, "Key")
		author.page("/admin/posts")
		alone := k.browser().post("/admin/sign-in", "email", "author@tidemark.example", "password", password)
		if alone.status != http.StatusUnauthorized {
			t.Errorf("the password alone: %d", alone.status)
		}
		alone.says("passkey")
		fresh := k.browser()
		if _, a := fresh.usePasskey(key); a.status != http.StatusSeeOther {
			t.Errorf("the passkey: %d", a.status)
		}
		them := "/admin/staff/" + id(k.personOf("author@tidemark.example").ID)
		boss.page(them).says("Where they are signed in")
		boss.done(them + "/sessions/end")
		if a := fresh.get("/admin/posts"); a.status != http.StatusSeeOther || !strings.HasPrefix(a.header.Get("Location"), "/admin/sign-in") {
			t.Errorf("a session that was ended: %d", a.status)
		}
		boss.done(them + "/second-step/end")
		author.signIn("author@tidemark.example")
		boss.done("/admin/staff/second-step", "required", "no")
		author.page("/admin/posts")
		boss.done("/admin/account/sessions/end")
	})
}
