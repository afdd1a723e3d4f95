package post_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"onrecord/internal/claim"
	"onrecord/internal/db"
	"onrecord/internal/fault"
	"onrecord/internal/figure"
	"onrecord/internal/markup"
	"onrecord/internal/post"
	"onrecord/internal/staff"
)

// toll puts a figure on record, or records what is known of it now.
func (k *desk) toll(c claim.Claim, written string, in claim.VersionInput) claim.Claim {
	k.t.Helper()
	var err error
	if in.Figure, err = figure.Read(written); err != nil {
		k.t.Fatal(err)
	}
	in.Text = "The quake killed people"
	if c.ID == 0 {
		in.Status = claim.Reported
		return must(k.Claims.Create(ctx(k.t), staff.Actor{}, claim.Input{Key: "toll", Kind: claim.FigureOf, Statement: "Toll"}, in))(k.t)
	}
	return must(k.Claims.AddVersion(ctx(k.t), staff.Actor{}, c.ID, 0, in))(k.t)
}

func bound(kind, body string) post.Input {
	in := article("Quake")
	in.Kind, in.Body = kind, body
	return in
}

func (k *desk) uses(r post.Revision) []claim.Use {
	k.t.Helper()
	return must(k.Claims.UsesOn(ctx(k.t), k.d, claim.Surface{Kind: claim.PostRevision, ID: r.ID}))(k.t)
}

func TestAClaimThatIsNotOnRecordIsNamedAtPublicationAndAtTheSchedule(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		p := k.create(bound(post.Article, "It killed [1,200](claim:toll), and [1,200](claim:toll) it stays. [Aid](claim:aid-road#v2 \"only if\") waits."))
		_, err := k.Publish(ctx(t), p.ID, 0, post.PublishOptions{})
		unknown, ok := errors.AsType[*post.UnknownClaimsError](err)
		if !ok || len(unknown.Missing) != 2 || unknown.Missing[0].Words != "1,200" || !strings.Contains(fault.Sentence(err), "“toll”, “aid-road#v2”") {
			t.Fatalf("%v", err)
		}
		wantField(t, err, "body")
		_, err = k.Schedule(ctx(t), p.ID, 0, 0, morning.AddDate(0, 0, 1))
		wantField(t, err, "body")
		if shown := must(k.ByPreview(ctx(t), p.PreviewToken))(t); len(shown.Revision.Claims) != 0 {
			t.Errorf("the preview knows %v", shown.Revision.Claims)
		}
	})
}

func TestADatedPostKeepsWhatItPrintedAndAnExplainerChangesByARevision(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		c := k.toll(claim.Claim{}, "at_least 12000 people", claim.VersionInput{})
		dated := k.publish(k.create(bound(post.Article, "It killed <claim:toll>, said [12,000](claim:toll).")).ID)
		p := k.create(bound(post.Explainer, "The toll stands at <claim:toll>."))
		live := k.publish(p.ID)
		before := must(k.Published(ctx(t), dated.PostID))(t)
		if text := before.Revision.Document().Text(markup.Options{}); !strings.Contains(text, "It killed at least 12,000 people") {
			t.Errorf("printed %s", text)
		}
		uses := k.uses(dated)
		if len(uses) != 2 || uses[0].Words != "at least 12,000 people" || uses[0].Mode != claim.Pinned || uses[1].Words != "12,000" || uses[1].Locator != "body/2" {
			t.Errorf("noted %+v", uses)
		}
		if again := k.publish(p.ID); again.ID != live.ID {
			t.Error("nothing changed, and there is another revision")
		}
		k.toll(c, "exact 1200 people", claim.VersionInput{Change: claim.Correction, Status: claim.Reported})
		if again := k.publish(dated.PostID); again.ID != dated.ID {
			t.Error("a dated post was printed anew by itself")
		}
		if after := must(k.Published(ctx(t), dated.PostID))(t); !reflect.DeepEqual(after, before) {
			t.Errorf("was %+v, is %+v", before, after)
		}
		if now := must(k.Published(ctx(t), p.ID))(t); now.Revision.Claims["toll"].Value != "at least 12,000 people" {
			t.Errorf("the explainer changed without a revision: %v", now.Revision.Claims)
		}
		second := k.publish(p.ID)
		if second.Number != 2 || second.Claims["toll"].Value != "1,200 people" {
			t.Errorf("%+v", second)
		}
		if u := k.uses(second); len(u) != 1 || u[0].Mode != claim.Live || u[0].Number != 2 || u[0].Words != "1,200 people" {
			t.Errorf("noted %+v", u)
		}
	})
}

func TestWhatIsWithdrawnIsPrintedOnlyWithAReasonThatIsNoted(t *testing.T) {
	each(t, func(t *testing.T, k *desk) {
		c := k.toll(claim.Claim{}, "exact 12000 people", claim.VersionInput{})
		k.toll(c, "exact 12000 people", claim.VersionInput{Change: claim.Update, Status: claim.Refuted})
		p := k.create(bound(post.Article, "It killed [12,000](claim:toll)."))
		_, err := k.Publish(ctx(t), p.ID, 0, post.PublishOptions{})
		wantField(t, err, "override")
		if e, ok := errors.AsType[*post.WithdrawnClaimsError](err); !ok || len(e.Keys) != 1 {
			t.Errorf("%v", err)
		}
		must(k.Publish(ctx(t), p.ID, 0, post.PublishOptions{Override: "It is what he said."}))(t)
		detail := must(db.One(ctx(t), k.d, db.Value[string], `SELECT detail FROM audit WHERE action = 'claim.override'`))(t)
		if detail != "toll: It is what he said." {
			t.Errorf("noted %q", detail)
		}
	})
}
