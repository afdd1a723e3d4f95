package web_test

import (
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
