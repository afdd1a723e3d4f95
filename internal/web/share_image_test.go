package web_test

import (
	"bytes"
	"image/png"
	"os"
	"regexp"
	"strings"
	"testing"

	"onrecord/internal/placard"
	"onrecord/internal/post"
)

func TestAPostWithoutALeadPictureHasOneShareImageOfItsOwn(t *testing.T) {
	if !(placard.Card{Headline: "A", Site: "B"}).Drawable() {
		if os.Getenv("CI") == "true" {
			t.Fatal("the typefaces are not there; run make")
		}
		t.Skip("the typefaces are not there; run make")
	}
	each(t, func(t *testing.T, p *paper) {
		harbour := p.section("Harbour")
		made := p.publish(post.Input{Headline: "Quay closed", Access: post.Members, Body: "Open part.\n\nHidden part.", SectionIDs: []int64{harbour.ID}})
		with := p.publish(post.Input{Headline: "With a picture", Body: "Text.", LeadMediaID: p.picture().ID})
		path := func() string {
			m := regexp.MustCompile(`property="og:image" content="` + base + `(/share/[^"]+)"`).FindStringSubmatch(p.get("/quay-closed").is(200, `og:image:width" content="1200"`, `og:image:alt" content="Quay closed"`).body)
			if m == nil {
				t.Fatal("there is no share image")
			}
			return m[1]
		}
		first := path()
		got := p.get(first).is(200)
		if im, err := png.DecodeConfig(bytes.NewReader([]byte(got.body))); err != nil || im.Width != 1200 || im.Height != 630 || got.Header.Get("Content-Type") != "image/png" {
			t.Errorf("%v, %+v, %v", err, im, got.Header)
		}
		before := p.cache.Bytes()
		p.get(first).is(200)
		// Nobody can have another one drawn, or fill the cache by asking.
		for _, made := range []string{"0123456789ab.png", "x", first[strings.LastIndex(first, "/")+1:] + "x"} {
			at := first[:strings.LastIndex(first, "/")+1] + made
			if to := p.get(at).is(302); to.Header.Get("Location") != first || to.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: %v", at, to.Header)
			}
		}
		for _, at := range []string{"/share/0/x.png", "/share/-1/x.png", "/share/999/x.png", "/share/1e3/x.png", "/share/99999999999999999999/x.png"} {
			p.get(at).is(404)
		}
		if p.cache.Bytes() != before {
			t.Error("made-up addresses are kept")
		}
		p.get("/with-a-picture").is(200, `property="og:image"`).lacks("/share/")
		_ = with
		_, err := p.posts.UpdateSection(p.ctx, harbour.ID, harbour.Version, post.SectionInput{Name: "Port"})
		p.ok(err)
		if path() == first {
			t.Error("the picture is the same under another section")
		}
		p.get(first).is(302)
		p.get(path()).is(200)
		_, err = p.posts.Unpublish(p.ctx, made.ID, 0, 0)
		p.ok(err)
		p.get(first).is(404)
	})
}
