package web_test

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"onrecord/internal/member"
)

// browser keeps cookies by name, as one that speaks https would.
type browser struct {
	p  *paper
	mu sync.Mutex
	by map[string]string
}

func (p *paper) browser() *browser { return &browser{p: p, by: map[string]string{}} }

// do asks for what is a member's own and so may never be stored.
func (b *browser) do(method, path string, form url.Values) answer {
	got := b.ask(method, path, form)
	if got.Header.Get("Cache-Control") != "no-store" && got.StatusCode < 400 {
		b.p.t.Errorf("%s %s may be stored", method, path)
	}
	return got
}

// read asks for a page of the paper.
func (b *browser) read(path string) answer { return b.ask("GET", path, nil) }

func (b *browser) ask(method, path string, form url.Values) answer {
	req, err := http.NewRequestWithContext(b.p.ctx, method, b.p.server.URL+path, strings.NewReader(form.Encode()))
	b.p.ok(err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux) Firefox/140")
	b.mu.Lock()
	for k, v := range b.by {
		req.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	b.mu.Unlock()
	res, err := http.DefaultTransport.RoundTrip(req)
	b.p.ok(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	b.p.ok(err)
	for _, c := range res.Cookies() {
		if !strings.HasPrefix(c.Name, "__Host-") || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" {
			b.p.t.Errorf("cookie %v", c)
		}
		b.mu.Lock()
		b.by[c.Name] = c.Value
		b.mu.Unlock()
	}
	return answer{res, b.p.t, string(body)}
}

var sixDigits = regexp.MustCompile(`code is (\d{6})`)

func (p *paper) code(to string) string {
	list, _, err := p.outbox.List(p.ctx, 0, 1, to)
	p.ok(err)
	m, err := p.outbox.Get(p.ctx, list[0].ID)
	p.ok(err)
	return sixDigits.FindStringSubmatch(m.Text)[1]
}

func TestAMemberSignsInOnlyInTheBrowserThatAskedAndOnlyOnce(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.jobs.On(member.SigninRequested, "mail", p.newsletters.SendSignin)
		p.subscriber("rae@example.com")
		mine, other := p.browser(), p.browser()
		mine.do("GET", "/account", nil).is(303)
		mine.do("POST", "/sign-in", url.Values{"email": {"rae@example.com"}}).is(303)
		p.work()
		path := p.link("rae@example.com", "/sign-in/")
		for _, method := range []string{"GET", "HEAD"} {
			other.do(method, path, nil).is(200)
		}
		other.do("GET", path, nil).is(200, "Another browser asked", "Firefox")
		other.do("POST", path, nil).is(403)
		other.do("POST", "/sign-in/code", url.Values{"code": {p.code("rae@example.com")}}).is(422)
		other.do("GET", "/account", nil).is(303)
		mine.do("GET", path, nil).is(200, "One press")
		var entered atomic.Int64
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if mine.do("POST", path, nil).StatusCode == 303 {
					entered.Add(1)
				}
			})
		}
		all.Wait()
		if entered.Load() != 1 {
			t.Fatalf("%d sessions", entered.Load())
		}
		mine.do("GET", "/account", nil).is(200, "rae@example.com", "this browser")
		mine.do("POST", "/account/sign-out", url.Values{"all": {"yes"}}).is(303)
		mine.do("GET", "/account", nil).is(303)
	})
}

func TestACodeIsTriedFiveTimesAndTheAnswerIsTheSameForAnyAddress(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		p.jobs.On(member.SigninRequested, "mail", p.newsletters.SendSignin)
		p.subscriber("rae@example.com")
		for _, email := range []string{"rae@example.com", "nobody@example.com"} {
			b := p.browser()
			b.do("POST", "/sign-in", url.Values{"email": {email}}).is(303)
			p.work()
			for range 6 {
				b.do("POST", "/sign-in/code", url.Values{"code": {"x"}}).is(422, "This code is not right")
			}
			if email == "rae@example.com" {
				b.do("POST", "/sign-in/code", url.Values{"code": {p.code(email)}}).is(422)
			}
		}
		p.later(2 * time.Hour)
		b := p.browser()
		b.do("POST", "/sign-in", url.Values{"email": {"rae@example.com"}}).is(303)
		p.work()
		b.do("POST", "/sign-in/code", url.Values{"code": {p.code("rae@example.com")}}).is(303)
		b.do("GET", "/account", nil).is(200)
	})
}
