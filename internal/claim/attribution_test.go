package claim

import (
	"testing"

	"onrecord/internal/locale"
)

func TestAChainIsSaidInOneSentence(t *testing.T) {
	officials := Cited{Kind: Unnamed, Unnamed: &UnnamedSource{Description: "officials"}}
	clerk := Cited{Kind: Unnamed, Unnamed: &UnnamedSource{Description: "a clerk", Reason: "could lose the post"}}
	office := Cited{Kind: Organisation, Named: &NamedSource{Name: "the harbour office"}}
	gazette := Cited{Kind: Organisation, Named: &NamedSource{Name: "the Gazette"}}
	vance := Cited{Kind: Person, Named: &NamedSource{Name: "Mara Vance", Role: "harbour master"}}
	own := Cited{Kind: Self, Named: &NamedSource{}}
	hop := func(c Cited, verb, whom string) Hop { return Hop{Source: c, Verb: verb, ToWhom: whom} }
	for _, c := range []struct {
		lang   string
		chains []Chain
		want   string
	}{
		{"en", nil, ""},
		{"en", []Chain{{hop(officials, "said", ""), hop(office, "said", ""), hop(gazette, "cited", "")}}, "Officials said, according to the harbour office, cited by the Gazette."},
		{"en", []Chain{{hop(vance, "told", "our reporter"), hop(own, "wrote", "")}}, "Mara Vance (harbour master) told our reporter."},
		{"en", []Chain{{hop(clerk, "leaked", "")}, {hop(own, "said", "")}}, "A clerk leaked it. This is our own reporting. The source is not named: could lose the post."},
		{"en", []Chain{{hop(Cited{Kind: Unnamed, Unnamed: &UnnamedSource{}}, "said", "")}}, "An unnamed source said."},
		{"de", []Chain{{hop(office, "published", ""), hop(gazette, "reported", "")}}, "The harbour office veröffentlichte es, berichtet von the Gazette."},
		{"ja", []Chain{{hop(office, "said", ""), hop(gazette, "cited", "")}}, "The harbour officeが述べた、the Gazetteが引用。"},
	} {
		if got := (Version{VersionInput: VersionInput{Chains: c.chains}}).Attribution(locale.For(c.lang)); got != c.want {
			t.Errorf("%s: %q, want %q", c.lang, got, c.want)
		}
	}
}
