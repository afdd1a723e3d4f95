package feed

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 8, 12, 0, 0, 0, time.UTC)

const hostile = "Fish & chips </script><script>alert(1)</script> \x00\x07 \u2028 \uFFFE ]]> “quoted” עברית 🎣 \xff"

func sample(n int) Feed {
	f := Feed{
		Title: "The Harbour Light", Description: "News of the island", Language: "en-GB",
		Home: "https://light.example/", Self: "https://light.example/feed.xml", Publisher: "Harbour Light Press",
		Icon: "https://light.example/media/icon.png", Since: noon,
	}
	for i := range n {
		f.Items = append(f.Items, Item{
			URL: fmt.Sprintf("https://light.example/post-%d", i), Title: fmt.Sprintf("Headline %d", i),
			Summary: "In short.", HTML: `<p>Whole <a href="https://light.example/x">text</a> &amp; more.</p>`,
			Authors:    []Author{{"Ines Marlow", "https://light.example/author/ines"}, {"Ravi Stone", ""}},
			Categories: []string{"Harbour", "boats & nets"},
			Image:      Image{"https://light.example/media/a-960.jpg", 960, 640},
			Published:  noon.Add(-time.Duration(i) * time.Hour),
		})
	}
	return f
}

func TestEachFormatIsValidWithItemsAndWithout(t *testing.T) {
	for _, n := range []int{0, 1, 20} {
		validRSS(t, RSS(sample(n)))
		validAtom(t, Atom(sample(n)))
		validJSONFeed(t, JSON(sample(n)))
	}
}

func TestEachFormatStaysValidWithTheLeastAndWithHostileText(t *testing.T) {
	for name, it := range map[string]Item{
		"least":   {URL: "https://light.example/a", Title: "A", Published: noon},
		"hostile": {URL: "https://light.example/a", Title: hostile, Summary: hostile, HTML: hostile, Authors: []Author{{hostile, ""}}, Categories: []string{hostile}, Published: noon},
	} {
		t.Run(name, func(t *testing.T) {
			f := Feed{Title: "T", Home: "https://light.example/", Self: "https://light.example/f", Items: []Item{it}}
			if name == "hostile" {
				f.Title, f.Description, f.Publisher = hostile, hostile, hostile
			}
			validRSS(t, RSS(f))
			validAtom(t, Atom(f))
			validJSONFeed(t, JSON(f))
		})
	}
}

func TestEveryFormatCarriesTheWholeContentAndItsAuthors(t *testing.T) {
	f := sample(1)
	it := f.Items[0]
	rss := validRSS(t, RSS(f)).one(t, "", "item")
	if got := rss.one(t, contentSpace, "encoded").text; got != it.HTML {
		t.Errorf("RSS: %q", got)
	}
	if by := rss.all(dcSpace, "creator"); len(by) != 2 || by[0].text != "Ines Marlow" || by[1].text != "Ravi Stone" {
		t.Errorf("RSS: %d creators", len(by))
	}
	entry := validAtom(t, Atom(f)).one(t, atomSpace, "entry")
	if got := entry.one(t, atomSpace, "content").text; got != it.HTML {
		t.Errorf("Atom: %q", got)
	}
	if by := entry.all(atomSpace, "author"); len(by) != 2 || by[1].one(t, atomSpace, "name").text != "Ravi Stone" {
		t.Errorf("Atom: %d authors", len(by))
	}
	item := list(validJSONFeed(t, JSON(f)), "items")[0].(map[string]any)
	if text(item, "content_html") != it.HTML || len(list(item, "authors")) != 2 || text(item, "image") != it.Image.URL {
		t.Errorf("JSON: %v", item)
	}
}

func TestOnlyASignificantRevisionMovesUpdatedAndNothingMovesPubDate(t *testing.T) {
	f := sample(2)
	first := RSS(f)
	if got := validAtom(t, Atom(f)).all(atomSpace, "entry")[1].one(t, atomSpace, "updated").text; got != "2026-11-08T11:00:00Z" {
		t.Errorf("unrevised: updated %s", got)
	}
	if _, ok := list(validJSONFeed(t, JSON(f)), "items")[1].(map[string]any)["date_modified"]; ok {
		t.Error("unrevised: has a date_modified")
	}

	f.Items[1].Updated = noon.Add(2 * time.Hour)
	atom := validAtom(t, Atom(f))
	if got := atom.all(atomSpace, "entry")[1].one(t, atomSpace, "updated").text; got != "2026-11-08T14:00:00Z" {
		t.Errorf("revised: updated %s", got)
	}
	if got := atom.all(atomSpace, "entry")[1].one(t, atomSpace, "published").text; got != "2026-11-08T11:00:00Z" {
		t.Errorf("revised: published %s", got)
	}
	if got := atom.one(t, atomSpace, "updated").text; got != "2026-11-08T14:00:00Z" {
		t.Errorf("revised: the feed's updated is %s", got)
	}
	if got := text(list(validJSONFeed(t, JSON(f)), "items")[1].(map[string]any), "date_modified"); got != "2026-11-08T14:00:00Z" {
		t.Errorf("revised: date_modified %s", got)
	}
	before, after := validRSS(t, first), validRSS(t, RSS(f))
	for i, it := range after.all("", "item") {
		if was := before.all("", "item")[i].one(t, "", "pubDate").text; it.one(t, "", "pubDate").text != was {
			t.Errorf("item %d: pubDate moved", i)
		}
	}
	if after.one(t, "", "lastBuildDate").text == before.one(t, "", "lastBuildDate").text {
		t.Error("lastBuildDate did not move")
	}
}

func TestAnItemKeepsItsIdWhenItsAddressChanges(t *testing.T) {
	f := sample(1)
	for _, f.Items[0].ID = range []string{"https://light.example/#post-12", "tag:light.example,2026:post/12"} {
		guid := validRSS(t, RSS(f)).one(t, "", "item").one(t, "", "guid")
		if guid.text != f.Items[0].ID || guid.get("isPermaLink") != "false" {
			t.Errorf("guid %q, permalink %s", guid.text, guid.get("isPermaLink"))
		}
	}
	if got := validAtom(t, Atom(f)).one(t, atomSpace, "entry").one(t, atomSpace, "id").text; got != f.Items[0].ID {
		t.Errorf("Atom id %q", got)
	}
	f.Items[0].ID = ""
	guid := validRSS(t, RSS(f)).one(t, "", "item").one(t, "", "guid")
	if guid.text != f.Items[0].URL || guid.get("isPermaLink") != "true" {
		t.Errorf("guid %q, permalink %s", guid.text, guid.get("isPermaLink"))
	}
}

func TestTheSameFeedIsTheSameBytes(t *testing.T) {
	for name, write := range map[string]func(Feed) []byte{"rss": RSS, "atom": Atom, "json": JSON} {
		if a, b := string(write(sample(5))), string(write(sample(5))); a != b || !strings.HasSuffix(a, "\n") {
			t.Errorf("%s differs from run to run", name)
		}
	}
}
