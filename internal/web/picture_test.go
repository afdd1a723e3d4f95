package web_test

import (
	"bytes"
	"strings"
	"testing"

	"onrecord/internal/db/dbtest"
	"onrecord/internal/post"
)

func TestAPageNamesModernFilesOnceTheyAreThereAndFeedsNever(t *testing.T) {
	t.Parallel()
	p := open(t, dbtest.SQLite(t))
	pic := p.picture()
	p.publish(post.Input{Headline: "Low water", Body: "Dry.\n\n![Mud](" + pic.URL(480) + ")\n", LeadMediaID: pic.ID})
	before := p.get("/low-water").is(200, `class="tone r`, `loading="lazy"`, `fetchpriority="high"`).lacks("<picture>", " style=")
	p.ok(p.media.MakeVariants(p.ctx, pic.ID))
	m, err := p.media.Get(p.ctx, pic.ID)
	p.ok(err)
	if m.Sources() == nil {
		before.lacks("image/webp")
		t.Skip("this build has no encoder for WebP; make builds with -tags nodynamic")
	}
	after := p.get("/low-water").is(200, `<picture><source type="image/webp" srcset="/media/`).lacks(" style=")
	if n := strings.Count(after.body, `<source type="image/webp"`); n != 2 {
		t.Errorf("%d of 2 pictures have modern files: %s", n, after.body)
	}
	p.get("/feed.xml").is(200, ".jpg").lacks(".webp", "&lt;picture")
}

func TestASoundPlaysOnItsPageAndIsAnEnclosureOfTheFeeds(t *testing.T) {
	t.Parallel()
	p := open(t, dbtest.SQLite(t))
	frame := append([]byte{0xff, 0xfb, 0x90, 0x00}, make([]byte, 413)...)
	m, err := p.media.Upload(p.ctx, "master.mp3", bytes.NewReader(bytes.Repeat(frame, 3)), 0)
	p.ok(err)
	p.publish(post.Input{Headline: "The harbour master", Body: "[He speaks](" + m.URL(0) + "){.audio}\n"})
	p.get("/the-harbour-master").is(200, `<audio src="`+m.URL(0)+`" controls preload="none"`)
	p.get("/feed.xml").is(200, `<enclosure url="`+base+m.URL(0)+`" length="1251" type="audio/mpeg">`)
	p.get("/atom.xml").is(200, `rel="enclosure" type="audio/mpeg"`)
	p.get("/feed.json").is(200, `"mime_type":"audio/mpeg"`)
	file := p.get(m.URL(0)).is(200)
	if policy := file.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "media-src 'self'") {
		t.Errorf("the policy is %q", policy)
	}
}
