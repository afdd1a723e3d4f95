package post_test

import (
	"strings"
	"testing"

	"onrecord/internal/fault"
	"onrecord/internal/post"
)

func TestTwoPeopleWhoChangeDifferentThingsAreJoined(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		base := post.Input{Kind: post.Article, Headline: "The ferry", Body: "One.\n\nTwo.\n\nThree."}
		made, err := k.Create(t.Context(), 0, base)
		if err != nil {
			t.Fatal(err)
		}
		base = made.Input
		theirs := base
		theirs.Access, theirs.Standfirst, theirs.Body = post.Members, "It sails.", "One.\n\nTwo.\n\nThree!"
		after, err := k.Save(t.Context(), made.ID, made.Version, 0, theirs)
		if err != nil {
			t.Fatal(err)
		}

		mine := base
		mine.Headline, mine.Body = "The ferry sails", "One!\n\nTwo.\n\nThree."
		from := post.Begun{Version: made.Version, Seen: after.Version, Base: &base}
		got, joined, err := k.SaveJoined(t.Context(), made.ID, 0, from, mine)
		if err != nil {
			t.Fatal(err)
		}
		if !joined || got.Headline != "The ferry sails" || got.Standfirst != "It sails." || !got.Paid() || got.Body != "One!\n\nTwo.\n\nThree!" {
			t.Errorf("joined %t: %+v", joined, got.Input)
		}

		mine.Body = "One?\n\nTwo.\n\nThree."
		from.Seen = got.Version
		_, _, err = k.SaveJoined(t.Context(), made.ID, 0, from, mine)
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("two wordings of one passage: %v", err)
		}
		if now, err := k.Get(t.Context(), made.ID); err != nil || now.Body != got.Body {
			t.Errorf("a clash changed the text to %q, %v", now.Body, err)
		}
	})
}

func TestNothingIsJoinedWithoutABaseOrWithWhatWasNotSeen(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		made, err := k.Create(t.Context(), 0, post.Input{Headline: "The ferry", Body: "One.\n\nTwo."})
		if err != nil {
			t.Fatal(err)
		}
		base, theirs, mine := made.Input, made.Input, made.Input
		theirs.Body, mine.Body = "One.\n\nTwo!", "One!\n\nTwo."
		after, err := k.Save(t.Context(), made.ID, made.Version, 0, theirs)
		if err != nil {
			t.Fatal(err)
		}
		long := base
		long.Headline = strings.Repeat("a", post.MaxHeadline+1)
		for name, from := range map[string]post.Begun{
			"no base":               {Version: made.Version, Seen: after.Version},
			"a base that cannot be": {Version: made.Version, Seen: after.Version, Base: &long},
			"a version not seen":    {Version: made.Version, Seen: made.Version, Base: &base},
		} {
			if _, _, err := k.SaveJoined(t.Context(), made.ID, 0, from, mine); !fault.Is(err, fault.Conflict) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestASaveWhoseAnswerWasLostIsNoOtherPerson(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		made, err := k.Create(t.Context(), 0, post.Input{Headline: "The ferry", Body: "One."})
		if err != nil {
			t.Fatal(err)
		}
		base, first, second := made.Input, made.Input, made.Input
		first.Body, second.Body = "One, two.", "One, two, three."
		after, err := k.Save(t.Context(), made.ID, made.Version, 0, first)
		if err != nil {
			t.Fatal(err)
		}
		from := post.Begun{Version: made.Version, Seen: after.Version, Base: &base, Tried: &first}
		got, joined, err := k.SaveJoined(t.Context(), made.ID, 0, from, second)
		if err != nil || joined || got.Body != second.Body {
			t.Errorf("%q, joined %t, %v", got.Body, joined, err)
		}
	})
}

func TestANewPostAskedForTwiceIsOne(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		me, other := k.staff("me"), k.staff("other")
		a, err := k.CreateOnce(t.Context(), me, "word", post.Input{Headline: "The ferry"})
		if err != nil {
			t.Fatal(err)
		}
		b, err := k.CreateOnce(t.Context(), me, "word", post.Input{Headline: "The ferry", Body: "It sails."})
		if err != nil || b.ID != a.ID || b.Body != "It sails." {
			t.Errorf("the same word made %d after %d: %q, %v", b.ID, a.ID, b.Body, err)
		}
		if c, err := k.CreateOnce(t.Context(), me, "word", post.Input{Headline: "Late"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("a word sent late overwrote what was written since: %q, %v", c.Headline, err)
		}
		if c, err := k.CreateOnce(t.Context(), other, "word", post.Input{Headline: "Theirs"}); err == nil {
			t.Errorf("somebody else's word gave them post %d of %d", c.ID, a.ID)
		}
	})
}
