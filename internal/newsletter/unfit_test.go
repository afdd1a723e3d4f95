package newsletter_test

import (
	"strings"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/newsletter"
	"onrecord/internal/post"
)

func (r *room) sql(query string, args ...any) {
	r.t.Helper()
	r.ok(r.d.Write(r.t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(r.t.Context(), query, args...)
		return err
	}))
}

func TestAnIssueThatMakesNoMailIsPausedAndSaysWhyAndWhatToDo(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		i := r.ready(3)
		r.sql(`UPDATE newsletter SET sender_address = 'nobody'`)
		stop := r.run(r.engine())
		i = r.in(i.ID, newsletter.Paused)
		for _, want := range []string{"cannot be made into a mail", "sender", "then resume"} {
			if !strings.Contains(i.PauseReason, want) || !i.StartedAt.IsZero() {
				t.Errorf("%q in %q", want, i.PauseReason)
			}
		}
		if _, _, _, err := r.Preview(t.Context(), i.ID); err == nil || !strings.Contains(err.Error(), "cannot be made") {
			t.Errorf("the page would show %v", err)
		}
		stop()
		r.sql(`UPDATE newsletter SET sender_address = 'news@lantern.example'`)
		must(r.Resume(t.Context(), i.ID))(t)
		for done := false; !done; {
			done = must(r.FreezeSome(t.Context(), i.ID, 150, 20))(t)
		}
		r.sql(`UPDATE issue_content SET html = '{'`) // a disk that forgets
		r.run(r.engine())
		i = r.in(i.ID, newsletter.Paused)
		if !strings.Contains(i.PauseReason, "Cancel it") || i.Counts.Pending != 3 {
			t.Errorf("%q, %+v", i.PauseReason, i.Counts)
		}
	})
}

func TestAnIssueThatCannotBeStartedAgainAndAgainIsShownToAPerson(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		n := r.newsletter()
		r.subscribers(1, n.ID)
		p := r.published("The quay", "![A quay](/media/"+strings.Repeat("a", 40)+".jpg)")
		i := must(r.CreateIssue(t.Context(), 0, newsletter.IssueInput{NewsletterID: n.ID, PostIDs: []int64{p.ID}}))(t)
		must(r.Send(t.Context(), i.ID, 0, 0))(t)
		r.sql(`ALTER TABLE media RENAME TO media_away`)
		r.run(r.engine())
		if i = r.in(i.ID, newsletter.Paused); !strings.Contains(i.PauseReason, "log of the program") {
			t.Errorf("%q", i.PauseReason)
		}
		r.sql(`ALTER TABLE media_away RENAME TO media`)
		must(r.Resume(t.Context(), i.ID))(t)
		r.in(i.ID, newsletter.Sent)
	})
}

func TestAPlannedIssueThatIsLeftWithPublishedPostsWaitsForNothingAndIsADraft(t *testing.T) {
	each(t, func(t *testing.T, r *room) {
		ctx := t.Context()
		n := r.newsletter()
		out, coming := r.published("Out", "x"), r.draft("Coming", "x")
		i := must(r.PlanOnPublication(ctx, 0, coming.ID, n.ID))(t)
		save := func(posts ...int64) newsletter.Issue {
			return must(r.UpdateIssue(ctx, i.ID, 0, newsletter.IssueInput{PostIDs: posts}))(t)
		}
		if got := save(out.ID, coming.ID); got.State != newsletter.Planned {
			t.Errorf("with a post to come it is %s", got.State)
		}
		// Published, and the reaction to it still to come: it is not over yet.
		must(r.Posts.Publish(ctx, coming.ID, 0, post.PublishOptions{}))(t)
		if got := save(out.ID, coming.ID); got.State != newsletter.Planned {
			t.Errorf("between publication and reaction it is %s", got.State)
		}
		if got := save(out.ID); got.State != newsletter.Draft {
			t.Errorf("with nothing to wait for it is %s", got.State)
		}
		must(r.Send(ctx, i.ID, 0, 0))(t)
	})
}
