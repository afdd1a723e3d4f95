package admin_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"onrecord/internal/staff"
)

// phone shows the code that an app makes of the secret, some steps from now.
func phone(t *testing.T, secret string, ahead int64) string {
	t.Helper()
	key, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(secret, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(time.Now().Unix()/30+ahead)))
	sum := mac.Sum(nil)
	at := sum[19] & 15
	return fmt.Sprintf("%06d", binary.BigEndian.Uint32(sum[at:])&0x7fffffff%1000000)
}

const stepPath = "/admin/account/second-step"

// twoSteps switches the second step of whoever is signed in on.
func twoSteps(t *testing.T, b *browser) (secret string, recovery []string) {
	t.Helper()
	begun := b.post(stepPath+"/secret", "password", password)
	if begun.status != http.StatusOK || begun.find(func(e *html.Node) bool { return e.Data == "svg" }) == nil {
		t.Fatalf("begin: %d %s", begun.status, begun.text("main"))
	}
	secret = b.find(begun, "input", "id", "secret", "value")
	link := b.find(begun, "input", "id", "otpauth", "value")
	if !strings.HasPrefix(link, "otpauth://totp/The%20Tidemark:") || !strings.Contains(link, "secret="+strings.ReplaceAll(secret, " ", "")) {
		t.Errorf("the link is %s", link)
	}
	on := b.post(stepPath, "code", phone(t, secret, -1))
	if on.status != http.StatusOK {
		t.Fatalf("confirm: %d %s", on.status, on.text("main"))
	}
	return secret, strings.Fields(on.text("textarea"))
}

// asked takes a browser to the page that asks for one.
func (b *browser) asked(email string) answer {
	b.t.Helper()
	a := b.post("/admin/sign-in", "email", email, "password", password, "next", "/admin/posts")
	if a.status != http.StatusOK || strings.Contains(a.header.Get("Set-Cookie"), "onrecord=") {
		b.t.Fatalf("the password alone: %d, cookie %q", a.status, a.header.Get("Set-Cookie"))
	}
	return a
}

func TestTheSecondStepIsSetUpAskedForAndSwitchedOff(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		bad := b.post(stepPath+"/secret", "password", "wrong")
		if bad.status != http.StatusUnprocessableEntity {
			t.Errorf("a wrong password: %d", bad.status)
		}
		secret, recovery := twoSteps(t, b)
		if len(recovery) != 10 {
			t.Fatalf("recovery codes: %q", recovery)
		}
		if a := b.get("/admin"); a.status != http.StatusSeeOther {
			t.Errorf("the session outlives the switch: %d", a.status)
		}
		ask := b.asked(owner)
		if a := b.get("/admin"); a.status != http.StatusSeeOther {
			t.Errorf("the password alone opens the desk: %d", a.status)
		}
		form := ask.fields("/admin/sign-in/code")
		wrong := b.post("/admin/sign-in/code", with(form, "code", "12 34")...)
		if wrong.status != http.StatusUnprocessableEntity || strings.Contains(wrong.body, "12 34") {
			t.Errorf("a wrong code: %d", wrong.status)
		}
		right := with(wrong.fields("/admin/sign-in/code"), "code", phone(t, secret, 0))
		if to := b.done("/admin/sign-in/code", right...); to != "/admin/posts" {
			t.Errorf("led to %s", to)
		}
		if a := k.browser().post("/admin/sign-in/code", right...); a.status != http.StatusUnauthorized {
			t.Errorf("the same once more: %d", a.status)
		}
		for _, path := range []string{stepPath, "/admin/account", "/admin/staff", "/admin/audit"} {
			a := b.page(path)
			a.silent(secret)
			a.silent(strings.ReplaceAll(secret, " ", ""))
			a.silent(recovery[1])
		}
		if text := k.log.String(); strings.Contains(text, strings.ReplaceAll(secret, " ", "")) || strings.Contains(text, recovery[1]) {
			t.Error("a secret is in the log")
		}
		if a := b.post(stepPath+"/end", "password", password, "code", "000000x"); a.status != http.StatusUnprocessableEntity {
			t.Errorf("off without a code: %d", a.status)
		}
		fresh := b.post(stepPath+"/codes", "password", password, "code", recovery[0])
		next := strings.Fields(fresh.text("textarea"))
		b.done(stepPath+"/end", "password", password, "code", next[0])
		b.signIn(owner)
	})
}

func TestAnOwnerResetsTheSecondStepOfSomebodyAndALinkDoesNot(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		boss, author := claimed(t, k), k.hire(staff.Author)
		twoSteps(t, author)
		them := k.personOf("author@tidemark.example")
		boss.page("/admin/staff").says("second step")
		shown := boss.post("/admin/staff/" + id(them.ID) + "/reset-link")
		link := boss.find(shown, "input", "id", "link", "value")
		author.done(strings.TrimPrefix(link, k.url), "password", password)
		author.asked(them.Email)
		reset := "/admin/staff/" + id(them.ID) + "/second-step/end"
		if a := k.hire(staff.Editor).post(reset); a.status != http.StatusForbidden {
			t.Errorf("an editor: %d", a.status)
		}
		boss.done(reset)
		author.signIn(them.Email)
		boss.page("/admin/audit").says("second-step.reset")
	})
}
