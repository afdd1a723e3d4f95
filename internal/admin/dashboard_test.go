package admin_test

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
	"time"

	"onrecord/internal/member"
	"onrecord/internal/post"
	"onrecord/internal/reading"
	"onrecord/internal/staff"
)

func TestTheFrontPageSaysHowTheSiteIsReadToWhomItMay(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		b.page("/admin").says("Nobody has opened a page in these 30 days.")
		b.page("/admin?span=today").says("Nobody has opened a page today.")
		people := map[staff.Role]*browser{staff.Owner: b}
		for _, role := range []staff.Role{staff.Editor, staff.Author, staff.Contributor} {
			people[role] = k.hire(role)
		}
		published := func(headline string, by int64) int64 {
			p, err := k.posts.Create(t.Context(), by, post.Input{Headline: headline, Body: "A text."})
			k.must(err)
			_, err = k.posts.Publish(t.Context(), p.ID, by, post.PublishOptions{})
			k.must(err)
			return p.ID
		}
		boss := k.personOf(owner).ID
		quay, bridge := published("The quay is mended", boss), published("The <b>bridge", k.personOf("contributor@tidemark.example").ID)
		azores, err := time.LoadLocation("Atlantic/Azores")
		k.must(err)
		day := time.Now().In(azores)
		k.must(k.readings.InsertBulk(t.Context(), []reading.Seed{
			{Day: day.AddDate(0, 0, -40), Views: 800, Readers: 400},
			{Day: day.AddDate(0, 0, -3), Views: 1234, Readers: 601},
			{Day: day, Views: 366, Readers: 299},
			{Day: day.AddDate(0, 0, -3), PostID: quay, Views: 1011, Readers: 500},
			{Day: day, PostID: bridge, Views: 77, Readers: 70},
			{Day: day, PostID: 9999, Views: 5, Readers: 5}, // deleted since
		}, []reading.SeedSource{{Day: day, Name: "news.example", Views: 30}, {Day: day, Name: "google.com", Views: 10}}, []reading.Figure{{At: day, Views: 366, Readers: 299}}))
		for i, name := range []string{"ada", "bo", "cy"} {
			_, err := k.members.Create(t.Context(), member.Input{Email: name + "@lamp.example", Status: []member.Status{member.Active, member.Active, member.Bounced}[i]})
			k.must(err)
		}

		for _, role := range []staff.Role{staff.Owner, staff.Editor} {
			a := people[role].page("/admin")
			for _, words := range []string{"1,600", "+100 %", "The quay is mended", "The <b>bridge", "1,011", "news.example", "google.com Search", "Search 25 %", "Other sites 75 %", "Members to whom mail may go.2 +2 −0"} {
				a.says(words)
			}
			tables := a.text("main")
			if !strings.Contains(tables, day.AddDate(0, 0, -3).Format("Mon 2 Jan 2006")) {
				t.Error("the table lacks a day")
			}
			drawn(t, a, 3)
		}
		b.page("/admin?span=today").says("366")
		b.page("/admin?span=90").says("2,400")
		b.page("/admin?span=nonsense").says("1,600")
		b.page("/admin/posts").says("1,011")

		a := people[staff.Contributor].page("/admin")
		a.says("Pages that people opened.77")
		a.says("The <b>bridge")
		author := people[staff.Author].page("/admin?span=7")
		author.says("Nobody has opened a post of yours")
		for _, a := range []answer{a, author, people[staff.Contributor].page("/admin?span=90"), people[staff.Contributor].page("/admin?span=today")} {
			for _, words := range []string{"1,600", "1,011", "1,234", "The quay is mended", "news.example", "Subscribers", "Newsletter issues"} {
				a.silent(words)
			}
		}
	})
}

// drawn checks that a page has n drawings, each of them XML.
func drawn(t *testing.T, a answer, n int) {
	t.Helper()
	parts := strings.Split(a.body, `<svg role="img"`)
	if len(parts) != n+1 {
		t.Errorf("%d drawings", len(parts)-1)
	}
	for _, part := range parts[1:] {
		text, _, _ := strings.Cut(`<svg role="img"`+part, "</svg><details>")
		d := xml.NewDecoder(strings.NewReader(text + "</svg>"))
		for {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%v in %s", err, text)
			}
		}
	}
}

func TestTheFrontPageLeadsToWhatWaits(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		b := claimed(t, k)
		b.send("/admin/media", []upload{{"file", "quay.jpg", picture(t, 64, 48)}})
		writer := k.hire(staff.Contributor)
		p, err := k.posts.Create(t.Context(), k.personOf("contributor@tidemark.example").ID, post.Input{Headline: "For you to read", Body: "A text."})
		k.must(err)
		form := writer.page("/admin/posts/" + id(p.ID)).fields("/admin/posts/" + id(p.ID))
		writer.done("/admin/posts/"+id(p.ID)+"/hand-in", form...)
		a := b.page("/admin")
		a.says("1 post is handed in for review.")
		a.says("1 picture has no alternative text.")
		b.page("/admin/media?alt=none").says("quay.jpg")
		if path := k.find(b.page("/admin/media?alt=none"), "a", "class", "plain-link", "href"); path != "" {
			b.done(path, with(b.page(path).fields(path), "alt", "The quay")...)
		}
		b.page("/admin/media?alt=none").says("No file fits.")
		b.page("/admin").silent("alternative text")
		writer.page("/admin").silent("handed in for review")
	})
}
