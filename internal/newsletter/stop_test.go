package newsletter_test

import (
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/newsletter"
)

// An issue under way writes intents all the time. On PostgreSQL a transaction
// that reads what they write, while they read the state that it changes, is
// undone by each of them: a large issue could then not be stopped at all.
func TestStoppingAnIssueDoesNotGetInTheWayOfAnIntent(t *testing.T) {
	d := dbtest.Postgres(t)
	r := openRoom(t, d, nil)
	i := r.ready(30)
	for done := false; !done; {
		done = must(r.FreezeSome(t.Context(), i.ID, 150, 20))(t)
	}
	for _, step := range []struct {
		state string
		do    func() (newsletter.Issue, error)
	}{
		{newsletter.Paused, func() (newsletter.Issue, error) { return r.Pause(t.Context(), i.ID) }},
		{newsletter.Sending, func() (newsletter.Issue, error) { return r.Resume(t.Context(), i.ID) }},
		{newsletter.Cancelled, func() (newsletter.Issue, error) { return r.Cancel(t.Context(), i.ID) }},
	} {
		tries := 0
		r.ok(d.Write(t.Context(), func(tx *db.Tx) error {
			if tries++; tries > 1 {
				return nil
			}
			if _, err := db.One(t.Context(), tx, db.Value[string], `SELECT state FROM issue WHERE id = $1`, i.ID); err != nil {
				return err
			}
			if _, err := tx.Exec(t.Context(), `UPDATE delivery SET host = $1 WHERE issue_id = $2`, step.state, i.ID); err != nil {
				return err
			}
			now, err := step.do()
			if err == nil && (now.State != step.state || now.Counts.Pending != 30) {
				t.Errorf("%s, %+v", now.State, now.Counts)
			}
			return err
		}))
		if tries != 1 {
			t.Errorf("the intent was undone by a change to %s", step.state)
		}
	}
}
