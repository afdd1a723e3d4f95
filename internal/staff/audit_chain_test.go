package staff_test

import (
	"errors"
	"sync"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/staff"
)

// tamper does to the audit log what only somebody with the database can.
func tamper(t *testing.T, tx *db.Tx, statements ...string) {
	t.Helper()
	off := []string{`DROP TRIGGER IF EXISTS audit_update`, `DROP TRIGGER IF EXISTS audit_delete`}
	if tx.Engine == db.Postgres {
		off = []string{`ALTER TABLE audit DISABLE TRIGGER audit_change`}
	}
	statements = append(off, statements...)
	if tx.Engine == db.Postgres {
		statements = append(statements, `ALTER TABLE audit ENABLE TRIGGER audit_change`)
	}
	for _, s := range statements {
		if _, err := tx.Exec(ctx, s); err != nil {
			t.Fatal(s, err)
		}
	}
}

func TestTheAuditLogShowsWhatWasChangedTakenOutOrCutOff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		// A line of before there was a chain, which the first new one seals.
		if err := d.Write(ctx, func(tx *db.Tx) error {
			tamper(t, tx, `UPDATE audit SET hash = ''`, `DELETE FROM audit_seal`)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 5 {
					if err := d.Write(ctx, func(tx *db.Tx) error { return k.Audit(ctx, tx, k.owner.Actor(), "try", "söme", "") }); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		whole, err := k.CheckAudit(ctx, "")
		if err != nil || !whole.Whole() || whole.Lines != 21 {
			t.Fatalf("after writers at once: %+v %v", whole, err)
		}
		k.signIn(t, k.owner.Email)
		if c, err := k.CheckAudit(ctx, whole.Seal); err != nil || !c.Whole() || c.Noted == 0 || c.Lines != 22 {
			t.Errorf("a seal that was noted: %+v %v", c, err)
		}
		for what, statement := range map[string]string{
			"an old line changed":   `UPDATE audit SET subject = 'x' WHERE id = (SELECT min(id) FROM audit)`,
			"a line changed":        `UPDATE audit SET action = 'nothing' WHERE id = (SELECT max(id) FROM audit)`,
			"a hash taken away":     `UPDATE audit SET hash = '' WHERE id = (SELECT max(id) FROM audit)`,
			"a line taken out":      `DELETE FROM audit WHERE id = (SELECT id FROM audit ORDER BY id LIMIT 1 OFFSET 5)`,
			"the end cut off":       `DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)`,
			"a line in between":     `INSERT INTO audit (id, at, action, hash) SELECT max(id) + 1, 1, 'never', 'abc' FROM audit`,
			"a line without a hash": `INSERT INTO audit (id, at, action) SELECT max(id) + 1, 1, 'never' FROM audit`,
		} {
			undo := errors.New("undo")
			err := d.Write(ctx, func(tx *db.Tx) error {
				tamper(t, tx, statement)
				if c, err := staff.CheckAuditIn(ctx, tx); err != nil || c.Whole() {
					t.Errorf("%s is not seen: %+v %v", what, c, err)
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Fatal(what, err)
			}
		}
	})
}
