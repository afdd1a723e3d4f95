package site_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/site"
)

var ctx = context.Background()

func claim(t *testing.T, d *db.DB) *site.Store {
	t.Helper()
	s := site.New(d, time.Now)
	token, fresh, err := s.SetupToken(ctx)
	if err != nil || !fresh {
		t.Fatalf("fresh %v, %v", fresh, err)
	}
	if err := claimWith(d, s, token); err != nil {
		t.Fatal(err)
	}
	return s
}

func claimWith(d *db.DB, s *site.Store, token string) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		return s.Claim(ctx, tx, token, site.Claim{SiteName: "The Harbour Lamp", Language: "en", TimeZone: "Atlantic/Azores"})
	})
}

func TestANewSiteIsClaimedOnceByItsNewestToken(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := site.New(d, time.Now)
		if _, err := s.Get(ctx); !fault.Is(err, fault.NotFound) {
			t.Fatalf("before setup: %v", err)
		}
		old, _, err := s.SetupToken(ctx)
		if err != nil {
			t.Fatal(err)
		}
		token, _, err := s.SetupToken(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range []string{"", old, token + "x", strings.ToUpper(token)} {
			if err := s.CheckSetupToken(ctx, wrong); !fault.Is(err, fault.Forbidden) {
				t.Errorf("token %q: %v", wrong, err)
			}
			if err := claimWith(d, s, wrong); !fault.Is(err, fault.Forbidden) {
				t.Errorf("claim with %q: %v", wrong, err)
			}
		}
		if err := s.CheckSetupToken(ctx, token); err != nil {
			t.Fatal(err)
		}
		if err := claimWith(d, s, token); err != nil {
			t.Fatal(err)
		}
		if err := claimWith(d, s, token); !fault.Is(err, fault.Gone) {
			t.Errorf("second claim: %v", err)
		}
		if _, fresh, err := s.SetupToken(ctx); fresh || err != nil {
			t.Errorf("a claimed site gave a setup token: %v, %v", fresh, err)
		}
		got, err := s.Get(ctx)
		if err != nil || got.Name != "The Harbour Lamp" || got.Location().String() != "Atlantic/Azores" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestOfManyClaimantsAtOnceOneWins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := site.New(d, time.Now)
		token, _, err := s.SetupToken(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		kinds := map[fault.Kind]int{}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				err := claimWith(d, s, token)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					kinds[-1]++
				} else {
					kinds[fault.KindOf(err)]++
				}
			})
		}
		wg.Wait()
		if kinds[-1] != 1 || kinds[fault.Gone] != 7 {
			t.Errorf("outcomes %v", kinds)
		}
	})
}

func TestTheSetupTokenIsStoredAsAHashAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := site.New(d, time.Now)
		token, _, err := s.SetupToken(ctx)
		if err != nil {
			t.Fatal(err)
		}
		values, err := db.All(ctx, d, db.Value[[]byte], "SELECT value FROM secret ORDER BY name")
		if err != nil || len(values) != 2 {
			t.Fatalf("%d secrets, %v", len(values), err)
		}
		for _, v := range values {
			if strings.Contains(string(v), token) || len(v) != 32 {
				t.Errorf("stored %q", v)
			}
		}
	})
}

func TestSettingsAreTidiedStoredAndGuardedByTheirVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := claim(t, d)
		in, err := s.Get(ctx)
		if err != nil {
			t.Fatal(err)
		}
		in.Name, in.Accent, in.Language, in.Scheme, in.Front = "  The Lamp  ", "#0AF", "DE", site.SchemeDark, ""
		in.PostalAddress = "Quay 1\nPort Aurel"
		in.Header = []site.Item{{Label: "About", To: "/about"}, {To: "section:3"}, {Label: "Mail", To: "mailto:desk@lamp.example"}}
		in.Footer = []site.Group{{Title: "Us", Items: []site.Item{{Label: " Home ", To: "/"}}}}
		out, err := s.Update(ctx, in.Version, in)
		if err != nil {
			t.Fatal(err)
		}
		if out.Name != "The Lamp" || out.Accent != "#00aaff" || out.Language != "de" || out.Scheme != site.SchemeDark || out.Front != site.FrontLead || len(out.Header) != 3 || out.Footer[0].Items[0].Label != "Home" || out.Version != in.Version+1 {
			t.Errorf("%+v", out)
		}
		again, err := s.Get(ctx)
		if err != nil || again.Name != "The Lamp" || again.Header[2].To != "mailto:desk@lamp.example" {
			t.Errorf("%+v, %v", again, err)
		}
		if _, err := s.Update(ctx, in.Version, in); !fault.Is(err, fault.Conflict) {
			t.Errorf("stale version: %v", err)
		}
		n, err := db.One(ctx, d, db.Value[int64], "SELECT count(*) FROM page_change WHERE tag = $1", "site")
		if err != nil || n != 2 {
			t.Errorf("%d changes told, %v", n, err)
		}
	})
}

func TestEachWrongSettingIsNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := claim(t, d)
		good, err := s.Get(ctx)
		if err != nil {
			t.Fatal(err)
		}
		items := func(n int) []site.Item { return slices.Repeat([]site.Item{{Label: "x", To: "/x"}}, n) }
		for field, spoil := range map[string][]func(*site.Site){
			"name":           {func(s *site.Site) { s.Name = " " }, func(s *site.Site) { s.Name = strings.Repeat("é", 121) }, func(s *site.Site) { s.Name = "a\nb" }, func(s *site.Site) { s.Name = "a\x00" }},
			"tagline":        {func(s *site.Site) { s.Tagline = "\xff" }},
			"language":       {func(s *site.Site) { s.Language = "xx" }, func(s *site.Site) { s.Language = "" }},
			"time_zone":      {func(s *site.Site) { s.TimeZone = "" }, func(s *site.Site) { s.TimeZone = "Local" }, func(s *site.Site) { s.TimeZone = "../../etc/passwd" }},
			"accent":         {func(s *site.Site) { s.Accent = "red" }, func(s *site.Site) { s.Accent = "#12345" }, func(s *site.Site) { s.Accent = "#000;background:url(//x)" }},
			"scheme":         {func(s *site.Site) { s.Scheme = "sepia" }},
			"front":          {func(s *site.Site) { s.Front = "lead;x" }},
			"contact_email":  {func(s *site.Site) { s.ContactEmail = "nobody" }, func(s *site.Site) { s.ContactEmail = "a@x.example\r\nBcc: b@x.example" }},
			"header":         {func(s *site.Site) { s.Header = items(13) }},
			"header/0/label": {func(s *site.Site) { s.Header = []site.Item{{To: "/x"}} }},
			"header/0/to": {
				func(s *site.Site) { s.Header = []site.Item{{Label: "x"}} }, func(s *site.Site) { s.Header = []site.Item{{Label: "x", To: "java\tscript:alert(1)"}} },
				func(s *site.Site) { s.Header = []site.Item{{Label: "x", To: "//evil.example"}} }, func(s *site.Site) { s.Header = []site.Item{{Label: "x", To: "section:03"}} },
				func(s *site.Site) { s.Header = []site.Item{{Label: "x", To: "data:text/html,x"}} }, func(s *site.Site) { s.Header = []site.Item{{Label: "x", To: "vbscript:x"}} },
			},
			"footer":         {func(s *site.Site) { s.Footer = make([]site.Group, 5) }, func(s *site.Site) { s.Footer = []site.Group{{Title: "x", Items: items(31)}} }},
			"footer/0/title": {func(s *site.Site) { s.Footer = []site.Group{{}} }},
			"footer/0/items/0/to": {func(s *site.Site) {
				s.Footer = []site.Group{{Title: "x", Items: []site.Item{{Label: "x", To: "javascript:alert(1)"}}}}
			}},
			"social": {func(s *site.Site) { s.Social = []site.Link{{Label: "x", URL: "javascript:alert(1)"}} }},
		} {
			for i, f := range spoil {
				in := good
				f(&in)
				_, err := s.Update(ctx, good.Version, in)
				fields := fault.FieldsOf(err)
				if !fault.Is(err, fault.Invalid) || !slices.ContainsFunc(fields, func(f fault.Field) bool { return f.Name == field }) {
					t.Errorf("%s %d: %v", field, i, err)
				}
			}
		}
	})
}

func TestLinksGoToTheWebToMailOrToAPathAndNowhereElse(t *testing.T) {
	for _, good := range []string{"https://x.example/a?b=c", "http://x.example", "mailto:a@x.example", "/about", "/", "/a#b", "HTTPS://x.example"} {
		if !site.SafeURL(good) {
			t.Errorf("refused %q", good)
		}
	}
	for _, bad := range []string{
		"", "about", "//evil.example", `/\evil.example`, "javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", "data:text/html,x",
		"vbscript:x", "https:evil", "https://", "https://user@x.example", "mailto:", "ftp://x.example", "/a\nb", "/a b", "/\u200bx", "/\t/evil.example", "https://" + strings.Repeat("x", 500),
	} {
		if site.SafeURL(bad) {
			t.Errorf("took %q", bad)
		}
	}
}

func TestAChangeByAnotherProcessIsSeenWithinASecond(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		claim(t, d)
		other, err := db.Open(ctx, d.URL) // as another process does
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		reader, writer := site.New(other, time.Now), site.New(d, time.Now)
		in, err := reader.Get(ctx)
		if err != nil {
			t.Fatal(err)
		}
		rename := func(name string) {
			t.Helper()
			if in, err = writer.Get(ctx); err != nil {
				t.Fatal(err)
			}
			in.Name = name
			if in, err = writer.Update(ctx, in.Version, in); err != nil {
				t.Fatal(err)
			}
		}
		rename("Told")
		reader.Heard([]string{"list:home", "site"})
		if got, err := reader.Get(ctx); err != nil || got.Name != "Told" {
			t.Fatalf("after it was told: %q, %v", got.Name, err)
		}
		rename("Untold")
		begun := time.Now()
		for {
			got, err := reader.Get(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if got.Name == "Untold" {
				break
			}
			if time.Since(begun) > 3*time.Second {
				t.Fatal("the change was never seen")
			}
		}
	})
}

func TestWhoGetsTheSiteCannotChangeItForOthers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := claim(t, d)
		in, err := s.Get(ctx)
		if err != nil {
			t.Fatal(err)
		}
		in.Header = []site.Item{{Label: "About", To: "/about"}}
		if _, err := s.Update(ctx, in.Version, in); err != nil {
			t.Fatal(err)
		}
		a, err := s.Get(ctx)
		if err != nil {
			t.Fatal(err)
		}
		a.Header[0].Label = "Gone"
		if b, err := s.Get(ctx); err != nil || b.Header[0].Label != "About" {
			t.Errorf("%+v, %v", b.Header, err)
		}
	})
}

func TestARestoredSiteSaysSoUntilItIsReleased(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := claim(t, d)
		at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		if err := d.Write(ctx, func(tx *db.Tx) error { return s.MarkRestored(ctx, tx, at) }); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Get(ctx); err != nil || !got.RestoredAt.Equal(at) {
			t.Errorf("%v, %v", got.RestoredAt, err)
		}
		if err := s.ClearRestored(ctx); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Get(ctx); err != nil || !got.RestoredAt.IsZero() {
			t.Errorf("%v, %v", got.RestoredAt, err)
		}
	})
}

func TestEveryTimeZoneOfTheListCanBeChosen(t *testing.T) {
	zones := site.TimeZones()
	if len(zones) < 400 || zones[0] != "UTC" {
		t.Fatalf("%d zones, first %q", len(zones), zones[0])
	}
	for _, z := range zones {
		if _, err := time.LoadLocation(z); err != nil {
			t.Error(err)
		}
	}
}
