package db_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
)

func TestFortyReadThenWriteIncrementsGiveForty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		put(t, d, "n", 0)
		var wg sync.WaitGroup
		for range 40 {
			wg.Go(func() {
				err := d.Write(ctx, func(tx *db.Tx) error {
					n, err := db.One(ctx, tx, db.Value[int64], "SELECT n FROM limit_counter WHERE key = $1", "n")
					if err != nil {
						return err
					}
					_, err = tx.Exec(ctx, "UPDATE limit_counter SET n = $1 WHERE key = $2", n+1, "n")
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		got, err := db.One(ctx, d, db.Value[int64], "SELECT n FROM limit_counter WHERE key = $1", "n")
		if err != nil || got != 40 {
			t.Fatalf("got %d, %v", got, err)
		}
	})
}

func TestAFailedWriteLeavesNothingAndRunsNoHook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		stop := errors.New("stop")
		ran := false
		err := d.Write(ctx, func(tx *db.Tx) error {
			tx.OnCommit(func() { ran = true })
			if _, err := tx.Exec(ctx, "INSERT INTO page_change (tag, at) VALUES ($1, $2)", "x", 1); err != nil {
				return err
			}
			return stop
		})
		if !errors.Is(err, stop) || ran {
			t.Fatalf("err %v, hook ran %v", err, ran)
		}
		if n, err := db.One(ctx, d, db.Value[int64], "SELECT count(*) FROM page_change"); err != nil || n != 0 {
			t.Fatalf("%d rows, %v", n, err)
		}
	})
}

func TestViolationsAreToldApartOnBothEngines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		put(t, d, "a", 1)
		try := func(q string, args ...any) error {
			return d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(ctx, q, args...); return err })
		}
		insert := "INSERT INTO limit_counter (key, window_start, n, expires_at) VALUES ($1, $2, $3, $4)"
		if err := try(insert, "a", 0, 1, 0); !db.IsUnique(err) || db.IsForeign(err) {
			t.Errorf("unique: %v", err)
		}
		if err := try("INSERT INTO post_slug (slug, post_id, created_at) VALUES ($1, $2, $3)", "x", 99, 0); !db.IsForeign(err) {
			t.Errorf("foreign: %v", err)
		}
		if err := try("INSERT INTO job (name, state, run_at, created_at) VALUES ($1, $2, $3, $4)", "x", "wrong", 0, 0); !db.IsCheck(err) {
			t.Errorf("check: %v", err)
		}
	})
}

func TestAReadSeesOneSnapshotAndCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		err := d.Read(ctx, func(tx *db.Tx) error {
			count := func() (int64, error) { return db.One(ctx, tx, db.Value[int64], "SELECT count(*) FROM limit_counter") }
			before, err := count()
			if err != nil {
				return err
			}
			put(t, d, "later", 1)
			after, err := count()
			if err != nil || before != after {
				t.Errorf("before %d, after %d, %v", before, after, err)
			}
			if _, err := tx.Exec(ctx, "INSERT INTO page_change (tag, at) VALUES ($1, $2)", "x", 1); err == nil {
				t.Error("a read could write")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestInsertManyWritesEveryRowAcrossStatements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		rows := make([][]any, 9001)
		for i := range rows {
			rows[i] = []any{"x", int64(i)}
		}
		err := d.Write(ctx, func(tx *db.Tx) error { return tx.InsertMany(ctx, "page_change", []string{"tag", "at"}, rows) })
		if err != nil {
			t.Fatal(err)
		}
		if n, err := db.One(ctx, d, db.Value[int64], "SELECT sum(at) FROM page_change"); err != nil || n != 9000*9001/2 {
			t.Fatalf("sum %d, %v", n, err)
		}
	})
}

func TestMigratingTwiceChangesNothingAndNoRowIsNotFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := d.Migrate(ctx); err != nil {
			t.Fatal(err)
		}
		if ok, err := d.Migrated(ctx); err != nil || !ok {
			t.Fatalf("migrated %v, %v", ok, err)
		}
		_, err := db.One(ctx, d, db.Value[int64], "SELECT n FROM limit_counter WHERE key = $1", "none")
		if !fault.Is(err, fault.NotFound) {
			t.Fatalf("kind %v of %v", fault.KindOf(err), err)
		}
	})
}

func TestAnUnreadableAddressSaysWhatItShouldLookLike(t *testing.T) {
	for _, url := range []string{"mysql://x", "", "postgres://%zz"} {
		if _, err := db.Open(context.Background(), url); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", url, err)
		}
	}
}

func TestACommitIsOnDiskAlsoWhereTheServerIsLax(t *testing.T) {
	ctx := context.Background()
	for option, want := range map[string]string{"off": "on", "remote_apply": "remote_apply"} {
		url := dbtest.PostgresURL(t)
		d, err := db.Open(ctx, url+map[bool]string{true: "&", false: "?"}[strings.Contains(url, "?")]+"options=-csynchronous_commit%3D"+option)
		if err != nil {
			t.Fatal(err)
		}
		err = d.Write(ctx, func(tx *db.Tx) error {
			got, err := db.One(ctx, tx, db.Value[string], `SELECT current_setting('synchronous_commit')`)
			if err == nil && got != want {
				t.Errorf("%s became %s", option, got)
			}
			return err
		})
		if err := errors.Join(err, d.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

func put(t *testing.T, d *db.DB, key string, n int64) {
	t.Helper()
	ctx := context.Background()
	err := d.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO limit_counter (key, window_start, n, expires_at) VALUES ($1, $2, $3, $4)", key, 0, n, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
