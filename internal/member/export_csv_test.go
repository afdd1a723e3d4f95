package member_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/member"
)

func (k *readers) export(t *testing.T, f member.Filter) string {
	t.Helper()
	var b bytes.Buffer
	if err := k.ExportCSV(ctx, &b, f, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// anyText is a name or label as wild as one may be.
func anyText(r *rand.Rand, most int, letters string) string {
	var b strings.Builder
	all := []rune(letters)
	for range r.IntN(most) {
		b.WriteRune(all[r.IntN(len(all))])
	}
	return b.String()
}

func TestImportOfAnExportGivesTheSameMembers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for seed := range uint64(3) {
			r := rand.New(rand.NewPCG(seed, 5))
			from := open(t, dbtest.SQLite(t))
			for i := range 60 {
				in := member.Input{
					Email:  fmt.Sprintf("%s%d@lamp.example", []string{"+", "=", "-", "'", "Plain", "é"}[r.IntN(6)], i),
					Name:   anyText(r, 12, `='+-@" ,;aé山'|%	`),
					Status: member.Statuses()[r.IntN(4)],
				}
				in.Name = strings.ReplaceAll(in.Name, "\t", "'")
				for range r.IntN(4) {
					in.Labels = append(in.Labels, anyText(r, 6, `='+-@" aé'`))
				}
				if _, err := from.Create(ctx, in); err != nil {
					t.Fatalf("%+v: %v", in, err)
				}
				from.Pass(time.Duration(r.Int64N(1e12)))
			}
			file := from.export(t, member.Filter{})
			to := open(t, d)
			to.Pass(48 * time.Hour)
			to.exec(t, func(tx *db.Tx) error { _, err := tx.Exec(ctx, "DELETE FROM member"); return err })
			to.exec(t, func(tx *db.Tx) error { _, err := tx.Exec(ctx, "DELETE FROM member_term"); return err })
			to.exec(t, func(tx *db.Tx) error { _, err := tx.Exec(ctx, "DELETE FROM suppression"); return err })
			r1 := to.bring(t, file, 0)
			if r1.Added != 60 {
				t.Fatalf("seed %d: %+v %q", seed, r1, to.refusals(t, r1.ID))
			}
			if back := to.export(t, member.Filter{}); back != file {
				t.Fatalf("seed %d: not the same:\n%s\n%s", seed, file, back)
			}
			same, err := to.Import(ctx, strings.NewReader(file), member.ImportInput{Again: true}, nil)
			if err != nil || same.Unchanged != 60 {
				t.Errorf("seed %d: into itself: %+v, %v", seed, same, err)
			}
			to.exec(t, func(tx *db.Tx) error { _, err := tx.Exec(ctx, "DELETE FROM member_import"); return err })
			to.exec(t, func(tx *db.Tx) error { _, err := tx.Exec(ctx, "DELETE FROM newsletter"); return err })
		}
	})
}

func TestNoExportedCellIsAFormula(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		names := []string{`=HYPERLINK("http://evil.example","x")`, "+1", "-1", "@SUM(A1)", "'=1", "''+1", "'", "'quoted'", "plain", `x;=HYPERLINK("http://evil.example","x")`, "x;'-1;;+2"}
		for i, n := range names {
			if _, err := k.Create(ctx, member.Input{Email: fmt.Sprintf("=r%d@lamp.example", i), Name: n, Labels: []string{"-x"}}); err != nil {
				t.Fatal(err)
			}
		}
		rows, err := csv.NewReader(strings.NewReader(k.export(t, member.Filter{}))).ReadAll()
		if err != nil || len(rows) != len(names)+1 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		for _, row := range rows {
			for cell := range strings.SplitSeq(strings.Join(row, ";"), ";") { // in Europe a semicolon begins a cell, too
				if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
					t.Errorf("a spreadsheet would run %q of %q", cell, row)
				}
			}
		}
		if rows[5][1] != "''=1" || rows[7][1] != "'" || rows[8][1] != "'quoted'" {
			t.Errorf("%q", rows)
		}
	})
}

func TestAnExportGivesWhatTheFilterPicksTheOldestFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		fill(t, k.Store, k.weekly, k.daily, 2300)
		for _, f := range []member.Filter{{}, {Status: member.Bounced}, {Label: "patron", Query: "anna"}, {NewsletterID: k.daily, Label: "old hand"}} {
			f.Limit = 1000
			want, _, _ := k.walk(t, f)
			rows, err := csv.NewReader(strings.NewReader(k.export(t, f))).ReadAll()
			if err != nil || len(rows) != len(want)+1 {
				t.Fatalf("%+v: %d rows, not %d; %v", f, len(rows)-1, len(want), err)
			}
			for i, row := range rows[1:] {
				if row[0] != want[len(want)-1-i] {
					t.Fatalf("%+v: row %d is %s", f, i, row[0])
				}
			}
		}
		heard := int64(0)
		if err := k.ExportCSV(ctx, &bytes.Buffer{}, member.Filter{}, func(n int64) { heard = n }); err != nil || heard != 2300 {
			t.Errorf("heard %d, %v", heard, err)
		}
	})
}

func TestAnExportCarriesTheNewslettersAndAnImportResubscribesNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		slugs := map[int64]string{}
		for _, id := range []int64{k.weekly, k.daily} {
			slug, err := db.One(ctx, d, db.Value[string], "SELECT slug FROM newsletter WHERE id = $1", id)
			if err != nil {
				t.Fatal(err)
			}
			slugs[id] = slug
		}
		both := slugs[k.weekly] + " " + slugs[k.daily]
		head := "email,name,status,labels,created_at,newsletters\r\n"
		file := head + "ann@lamp.example,Ann,active,,2024-01-01T00:00:00Z," + both + "\r\nben@lamp.example,Ben,active,,2024-01-02T00:00:00Z,\r\ncid@lamp.example,Cid,unsubscribed,,2024-01-03T00:00:00Z,\r\n"
		if r := k.bring(t, file, 0); r.Added != 3 {
			t.Fatalf("%+v %q", r, k.refusals(t, r.ID))
		}
		if back := k.export(t, member.Filter{}); back != file {
			t.Errorf("not the same:\n%s\n%s", file, back)
		}
		ann, err := k.ByEmail(ctx, "ann@lamp.example")
		if err != nil || !ann.Subscribed(k.weekly) || !ann.Subscribed(k.daily) {
			t.Fatalf("%+v, %v", ann, err)
		}
		k.exec(t, func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE subscription SET state = 'unsubscribed' WHERE member_id = $1 AND newsletter_id = $2", ann.ID, k.daily)
			return err
		})
		r := k.bring(t, "email,newsletters\nann@lamp.example,"+both+"\nben@lamp.example,"+strings.ReplaceAll(both, " ", ";")+"\ncid@lamp.example,"+both+"\ndot@lamp.example,nonesuch\n", 0)
		if r.Updated != 1 || r.Refused != 3 {
			t.Errorf("%+v %q", r, k.refusals(t, r.ID))
		}
		if ann, err = k.ByEmail(ctx, "ann@lamp.example"); err != nil || ann.Subscribed(k.daily) {
			t.Errorf("resubscribed: %+v, %v", ann, err)
		}
		if said := fmt.Sprint(k.refusals(t, r.ID)); !strings.Contains(said, `no newsletter with the slug "nonesuch"`) {
			t.Error(said)
		}
	})
}
