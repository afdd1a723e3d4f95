package web_test

import (
	"testing"
	"time"

	"onrecord/internal/reading"
)

// browsing is what a browser sends beside its request.
var browsing = []string{
	"User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
	"Sec-Fetch-Dest", "document", "Sec-Fetch-Site", "none",
}

func TestWhatPeopleReadIsCountedAndNothingElse(t *testing.T) {
	each(t, func(t *testing.T, p *paper) {
		s := reading.New(reading.Deps{DB: p.d, Now: p.now, Host: "lamp.example"})
		p.cache.OnRead(s.Seen)
		ferry := p.talk()
		p.ok(s.Flush(p.ctx))
		first := p.get("/the-ferry", browsing...).is(200)                                                        // made for this reader
		p.get("/the-ferry", browsing...).is(200)                                                                 // out of the cache
		p.get("/the-ferry", append([]string{"If-None-Match", first.Header.Get("Etag")}, browsing...)...).is(304) // looked at again
		p.get("/", browsing...).is(200)
		p.get("/archive", browsing...).is(200)
		p.do("HEAD", "/the-ferry", nil, browsing...).is(200)
		p.get("/the-ferry", append([]string{"Sec-Purpose", "prefetch"}, browsing...)...).is(200)
		p.get("/the-ferry", "User-Agent", "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)").is(200)
		for path, status := range map[string]int{"/feed.xml": 200, "/sitemap.xml": 200, "/robots.txt": 200, "/no-such-page": 404, "/search?q=ferry": 200, "/sign-in": 200, "/subscribe/sent": 200} {
			p.get(path, browsing...).is(status)
		}
		p.ok(s.Flush(p.ctx))
		counted(p, s, ferry.ID, 5, 3)

		rae := p.reader("rae@example.com")
		rae.read("/the-ferry").is(200)
		rae.say(ferry, "I saw it come in.", "name", "Rae")
		rae.read("/the-ferry").is(200)                                                   // a page of her own, which nobody keeps
		for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); { // it is told once it was sent
			p.ok(s.Flush(p.ctx))
			if of, err := s.Of(p.ctx, []int64{ferry.ID}); err != nil || of[ferry.ID].Views == 5 {
				break
			}
		}
		counted(p, s, ferry.ID, 7, 5)
	})
}

func counted(p *paper, s *reading.Store, postID, site, onPost int64) {
	p.t.Helper()
	list, err := s.Days(p.ctx, p.now(), p.now())
	p.ok(err)
	of, err := s.Of(p.ctx, []int64{postID})
	p.ok(err)
	if list[0].Views != site || of[postID].Views != onPost || of[postID].Readers < 1 {
		p.t.Errorf("%+v of the site, %+v of the post; want %d and %d views", list[0], of[postID], site, onPost)
	}
}
