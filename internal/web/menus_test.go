package web_test

import (
	"fmt"
	"strings"
	"testing"

	"onrecord/internal/post"
	"onrecord/internal/site"
)

func TestMenusFollowWhatTheyNameAtOnce(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		_, harbour := p.fill()
		p.get("/").is(200, `<li><a href="/section/harbour">Harbour</a></li>`, `<li><a href="/about">About</a></li>`)
		tag, err := p.posts.TagBySlug(p.ctx, "ferries")
		p.ok(err)
		about, _, err := p.posts.BySlug(p.ctx, "about")
		p.ok(err)
		p.settings(func(s *site.Site) {
			s.Header = []site.Item{
				{To: fmt.Sprintf("page:%d", about.PostID)},
				{To: fmt.Sprintf("tag:%d", tag.ID), Label: "Boats"},
				{To: fmt.Sprintf("section:%d", harbour.ID)},
				{To: "section:999"},
				{Label: "Tides", To: "https://tides.example"},
			}
			s.Footer = []site.Group{{Title: "Everything", Items: []site.Item{{To: fmt.Sprintf("tag:%d", tag.ID)}}}}
		})
		header := func(path string) string {
			_, after, _ := strings.Cut(p.get(path).is(200).body, `<nav class="sections"`)
			menu, _, _ := strings.Cut(after, "</nav>")
			return menu
		}
		if menu := header("/about"); strings.Count(menu, "<li>") != 4 || !strings.Contains(menu, `<a href="/about" aria-current="page">About</a>`) || !strings.Contains(menu, `<a href="/tag/ferries">Boats</a>`) {
			t.Errorf("the menu is %s", menu)
		}
		p.get("/archive").is(200, `<h2 id="footer-0">Everything</h2>`, `<a href="/tag/ferries">Ferries</a>`)
		_, err = p.posts.UpdateTag(p.ctx, tag.ID, tag.Version, post.TagInput{Name: "Sails", Slug: "sails"})
		p.ok(err)
		p.get("/archive").is(200, `<a href="/tag/sails">Boats</a>`, `<a href="/tag/sails">Sails</a>`)
		_, err = p.posts.UpdateSection(p.ctx, harbour.ID, harbour.Version, post.SectionInput{Name: "The Port", Slug: "port"})
		p.ok(err)
		p.get("/archive").is(200, `<a href="/section/port">The Port</a>`)
		_, err = p.posts.Unpublish(p.ctx, about.PostID, 0, 0)
		p.ok(err)
		if menu := header("/archive"); strings.Contains(menu, "/about") {
			t.Errorf("a page that is gone is still linked: %s", menu)
		}
	})
}
