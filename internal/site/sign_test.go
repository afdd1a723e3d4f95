package site_test

import (
	"bytes"
	"math"
	"net/url"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/site"
)

func TestATokenIsGoodForItsPurposeAndItsIdsAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := site.New(d, time.Now)
		token, err := s.Sign(ctx, "unsubscribe", 7, 300, math.MaxInt64)
		if err != nil {
			t.Fatal(err)
		}
		if url.PathEscape(token) != token {
			t.Errorf("%q needs escaping", token)
		}
		again := site.New(d, time.Now) // after a restart
		ids, err := again.Verify(ctx, "unsubscribe", token, 3)
		if err != nil || len(ids) != 3 || ids[0] != 7 || ids[1] != 300 || ids[2] != math.MaxInt64 {
			t.Fatalf("%v, %v", ids, err)
		}
		refused := map[string]string{"empty": "", "cut": token[:len(token)-1], "longer": token + "A", "padded": token + "=", "spaced": " " + token, "short": "AAAA", "long": strings.Repeat("A", 5000), "binary": "\x00\xff"}
		for i := range token {
			b := []byte(token)
			b[i] ^= 1
			refused["flipped at "+string(rune('A'+i))] = string(b)
		}
		for name, bad := range refused {
			if _, err := s.Verify(ctx, "unsubscribe", bad, 3); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := s.Verify(ctx, "preferences", token, 3); !fault.Is(err, fault.NotFound) {
			t.Errorf("another purpose: %v", err)
		}
		if _, err := s.Verify(ctx, "unsubscribe", token, 2); !fault.Is(err, fault.NotFound) {
			t.Errorf("another number of ids: %v", err)
		}
	})
}

func TestKeysDifferByPurposeAndBySiteAndOutliveARestart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		key := func(s *site.Store, purpose string) []byte {
			t.Helper()
			k, err := s.Key(ctx, purpose)
			if err != nil || len(k) != 32 {
				t.Fatalf("%x, %v", k, err)
			}
			return k
		}
		s := site.New(d, time.Now)
		a := key(s, "a")
		if !bytes.Equal(a, key(site.New(d, time.Now), "a")) {
			t.Error("a restart changed the key")
		}
		if bytes.Equal(a, key(s, "b")) {
			t.Error("two purposes share a key")
		}
		if bytes.Equal(a, key(site.New(dbtest.SQLite(t), time.Now), "a")) {
			t.Error("two sites share a key")
		}
	})
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	grey, ok := site.ParseColour("#777")
	if !ok || grey.String() != "#777777" {
		t.Fatal(grey)
	}
	if c := grey.Contrast(site.White); math.Abs(c-4.48) > 0.01 {
		t.Errorf("grey on white: %.2f", c)
	}
	if c := site.Black.Contrast(site.White); math.Abs(c-21) > 0.001 {
		t.Errorf("black on white: %.2f", c)
	}
	yellow, _ := site.ParseColour("#FFD400")
	if yellow.Ink() != site.Black || site.Black.Ink() != site.White {
		t.Error("the wrong ink")
	}
	for _, paper := range []site.Colour{site.White, {18, 18, 20}} {
		if c := yellow.On(paper, 4.5); c.Contrast(paper) < 4.5 {
			t.Errorf("%v on %v: %.2f", c, paper, c.Contrast(paper))
		}
	}
	if yellow.On(site.Black, 4.5) != yellow {
		t.Error("a colour that is read well was changed")
	}
}

func TestAddressesComeFromTheConfiguredBaseAndAreEscaped(t *testing.T) {
	base, _ := url.Parse("https://lamp.example/news/")
	u := site.URLs{Base: base}
	for got, want := range map[string]string{
		u.Home():                    "https://lamp.example/news/",
		u.Post("a/b?c"):             "https://lamp.example/news/a%2Fb%3Fc",
		u.Month(2026, 3):            "https://lamp.example/news/archive/2026/03",
		u.RSS(""):                   "https://lamp.example/news/feed.xml",
		u.Atom("/section/harbour"):  "https://lamp.example/news/section/harbour/atom.xml",
		u.JSONFeed("/"):             "https://lamp.example/news/feed.json",
		u.Search("a&b"):             "https://lamp.example/news/search?q=a%26b",
		u.Media("/media/x-480.jpg"): "https://lamp.example/news/media/x-480.jpg",
		u.Issue("weekly", "one"):    "https://lamp.example/news/newsletters/weekly/one",
		u.Invitation("t"):           "https://lamp.example/news/admin/invitation/t",
	} {
		if got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
}
