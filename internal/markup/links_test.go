package markup_test

import (
	"slices"
	"testing"

	"onrecord/internal/markup"
)

func TestTheLinksOfATextAreListedOnceInTheirOrder(t *testing.T) {
	d := markup.Parse(`[One](https://one.example/ "t") and [two](/two), <https://three.example>, [one again](https://one.example/), [below](#notes).

[Four](https://four.example){.button}

[Five](https://five.example "About"){.bookmark site="Five"}

https://www.youtube.com/watch?v=dQw4w9WgXcQ

::: mail
Only in [mail](https://mail.example/).
:::

A note.[^1] ![quay](/media/x.jpg) [bad](javascript:alert(1)) <a href="https://raw.example/">raw</a>

[^1]: See [six](mailto:desk@six.example).
`)
	want := []string{
		"https://one.example/", "/two", "https://three.example", "https://four.example", "https://five.example", "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
		"https://mail.example/", "https://raw.example/", "mailto:desk@six.example",
	}
	if got := d.Links(); !slices.Equal(got, want) {
		t.Errorf("links %q", got)
	}
	if got := d.Pictures(); !slices.Equal(got, []markup.Picture{{Src: "/media/x.jpg", Alt: "quay"}}) {
		t.Errorf("pictures %q", got)
	}
	if got := markup.Parse("").Links(); got != nil {
		t.Errorf("links of nothing: %q", got)
	}
}
