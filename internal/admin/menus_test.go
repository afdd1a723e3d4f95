package admin_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"onrecord/internal/post"
	"onrecord/internal/site"
)

// rows are the labels and targets of a menu, in their order.
func rows(fields []string, menu string) (out []string) {
	label := ""
	for i := 0; i+1 < len(fields); i += 2 {
		switch fields[i] {
		case menu + "_label":
			label = fields[i+1]
		case menu + "_to":
			out = append(out, label+">"+fields[i+1])
		}
	}
	return out
}

func TestMenusAreEditedByButtonsAndStoredTogether(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		for _, name := range []string{"Harbour", "Town"} {
			_, err := k.posts.CreateSection(t.Context(), post.SectionInput{Name: name})
			k.must(err)
		}
		path, fields := b.settings("navigation")
		if got := rows(fields, "header"); !slices.Equal(got, []string{">section:1", ">section:2"}) {
			t.Fatalf("the menu begins as %q", got)
		}
		b.done(path, fields...)
		stored := func() site.Site {
			s, err := k.site.Get(t.Context())
			k.must(err)
			return s
		}
		if s := stored(); s.Header != nil || s.Footer != nil {
			t.Errorf("what was not changed should follow the sections: %+v", s)
		}
		press := func(do string, pairs ...string) {
			t.Helper()
			a := b.post(path, append(with(fields, pairs...), "do", do)...)
			if a.status != http.StatusOK {
				t.Fatalf("%s: %d %s", do, a.status, a.text("main"))
			}
			fields = a.fields(path)
		}
		press("header:down:0")
		press("header:add", "header_new", "/archive")
		press("header:up:2")
		press("footer:remove:0")
		press("footer:title")
		press("footer:up:99") // nothing
		if got := rows(fields, "header"); !slices.Equal(got, []string{">section:2", ">/archive", ">section:1"}) {
			t.Errorf("the menu is %q", got)
		}
		if s := stored(); s.Header != nil {
			t.Error("a button stored what was not saved")
		}
		bad := b.post(path, fields...)
		if bad.status != http.StatusUnprocessableEntity || !strings.Contains(bad.body, "needs a label") || !strings.Contains(bad.body, "needs a title") {
			t.Fatalf("a link without a label and a group without a title: %d %s", bad.status, bad.text("main"))
		}
		for i := range fields {
			if fields[i] == "header_label" && fields[i+1] == "" && fields[i+3] == "/archive" {
				fields[i+1] = "Old news"
			}
		}
		press("footer:reset")
		b.done(path, fields...)
		s := stored()
		if want := []site.Item{{To: "section:2"}, {Label: "Old news", To: "/archive"}, {To: "section:1"}}; !slices.Equal(s.Header, want) || s.Footer != nil {
			t.Errorf("stored %+v, %+v", s.Header, s.Footer)
		}
		if a := b.post(path, fields...); a.status != http.StatusConflict || !strings.Contains(a.body, `value="Old news"`) {
			t.Errorf("a stale menu: %d", a.status)
		}
		for _, evil := range []string{"javascript:alert(1)", "//evil.example", `/\evil.example`, "data:text/html,x", "section:-1", "JaVaScRiPt:x"} {
			path, fields := b.settings("navigation")
			for i := range fields {
				if fields[i] == "header_to" {
					fields[i+1] = evil
					break
				}
			}
			if a := b.post(path, fields...); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "A link goes to an address") {
				t.Errorf("a link to %s: %d", evil, a.status)
			}
		}
	})
}
