package member_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/member"
)

func (k *readers) bring(t *testing.T, file string, newsletter int64) member.Import {
	t.Helper()
	m, err := k.Import(ctx, strings.NewReader(file), member.ImportInput{Name: "list.csv", NewsletterID: newsletter}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if m.State != "done" || m.Rows != m.RowsDone || m.Added+m.Updated+m.Unchanged+m.Refused != m.Rows {
		t.Errorf("the report does not add up: %+v", m)
	}
	return m
}

// refusals are "row address: sentence" for each refused row.
func (k *readers) refusals(t *testing.T, id int64) []string {
	t.Helper()
	list, err := k.Refusals(ctx, id, 0, 1000)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range list {
		out = append(out, fmt.Sprintf("%d %s: %s", r.Row, r.Email, r.Reason))
	}
	return out
}

func wide(s string, order binary.ByteOrder) string {
	var b bytes.Buffer
	for _, u := range append([]uint16{0xfeff}, utf16.Encode([]rune(s))...) {
		binary.Write(&b, order, u) //nolint:errcheck // a buffer takes all
	}
	return b.String()
}

func TestEveryUsualShapeOfAFileIsRead(t *testing.T) {
	const plain = "email,name,status,labels,created_at\nines@lamp.example,Inês,active,\"patron, Press\",2024-02-03T04:05:06Z\n"
	semicolon := strings.NewReplacer(",", ";", `"patron, Press"`, `"patron; Press"`).Replace(strings.Replace(plain, "patron, Press", "patron; Press", 1))
	for name, file := range map[string]string{
		"commas": plain, "semicolons": semicolon, "tabs": "EMAIL\tName\tStatus\tLabels\tCreated_At\nines@lamp.example\tInês\tactive\tpatron;press\t2024-02-03 04:05:06",
		"BOM": "\ufeff" + plain, "UTF-16 LE": wide(plain, binary.LittleEndian), "UTF-16 BE": wide(plain, binary.BigEndian),
		"CRLF": strings.ReplaceAll(plain, "\n", "\r\n"), "CR": strings.ReplaceAll(plain, "\n", "\r"), "no last line end": strings.TrimSuffix(plain, "\n"),
		"another order": "created_at,Labels, E-Mail ,extra,NAME\n2024-02-03T04:05:06Z,\"press,patron\", ines@lamp.example ,ignored,  Inês \n",
		"empty rows":    "email,name,status,labels,created_at\r\n\r\n,,,,\r\nines@lamp.example,Inês,,\"patron,press\",2024-02-03T05:05:06+01:00\r\n , ,,,\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			k := open(t, dbtest.SQLite(t))
			r := k.bring(t, file, 0)
			m, err := k.ByEmail(ctx, "ines@lamp.example")
			if err != nil || r.Added != 1 || r.Rows != 1 {
				t.Fatalf("%+v, %v", r, err)
			}
			if m.Name != "Inês" || m.Status != member.Active || fmt.Sprint(m.Labels) != "[patron press]" || !m.CreatedAt.Equal(time.Date(2024, 2, 3, 4, 5, 6, 0, time.UTC)) {
				t.Errorf("%+v", m)
			}
		})
	}
}

func TestWhatIsNoMemberListIsRefusedAsAWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		for name, file := range map[string]string{
			"empty": "", "BOM alone": "\ufeff", "no header": "ines@lamp.example,Ines\n", "no address": "name,labels\nInes,x\n", "twice": "email,name,E-mail\n",
			"a picture": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "an open quotation mark": `"email,name`, "a long header": "email" + strings.Repeat(",x", 70_000) + "\n",
			"UTF-16 without a mark": wide("email\n", binary.LittleEndian)[2:],
		} {
			_, err := k.Import(ctx, strings.NewReader(file), member.ImportInput{}, nil)
			if fields := fault.FieldsOf(err); !fault.Is(err, fault.Invalid) || len(fields) != 1 || fields[0].Name != "file" {
				t.Errorf("%s: %v", name, err)
			}
		}
		_, err := k.Import(ctx, strings.NewReader("email\n"), member.ImportInput{NewsletterID: 99}, nil)
		wantField(t, err, "newsletters")
		if r := k.bring(t, "email\n", 0); r.Rows != 0 {
			t.Errorf("a header alone: %+v", r)
		}
	})
}

func TestEachBadRowIsRefusedWithItsNumberAndTheRestComesIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		file := strings.Join([]string{
			"email,name,status,created_at",
			"first@lamp.example,First,active,",
			"nobody,,,",
			"short@lamp.example,only two",
			"",
			"long@lamp.example,a,b,c,d,e",
			"\"a@lamp.example\nBcc: b@lamp.example\",,,",
			"x@lamp.example," + strings.Repeat("y", 10<<10+1) + ",,",
			"utf@lamp.example,\xff\xfe,,",
			"nul@lamp.example,a\x00b,,",
			"status@lamp.example,,gone,",
			"old@lamp.example,,,1850-01-01",
			"new@lamp.example,,,2099-01-01",
			"when@lamp.example,,,yesterday",
			"name@lamp.example," + strings.Repeat("é", 101) + ",,",
			`"a b"@lamp.example,,,`,
			"quo\"te@lamp.example,,,",
			`"multi` + "\n" + `line@lamp.example",,,`,
			"last@lamp.example,\"La \"\"st\"\"\",,",
		}, "\n")
		r := k.bring(t, file, k.weekly)
		if r.Added != 2 || r.Refused != 15 {
			t.Errorf("%+v", r)
		}
		got := k.refusals(t, r.ID)
		want := []string{
			"3 nobody: This is not an e-mail address", "4 short@lamp.example: This row has 2 cells, but the first row names 4 columns.", "6 long@lamp.example: This row has 6 cells",
			"7 a@lamp.example\nbcc: b@lamp.example: This is not", "8 x@lamp.example: A cell of this row is longer than 10 kilobytes.", "9 utf@lamp.example: This row holds characters that cannot be read", "10 nul@lamp.example: This row holds",
			"11 status@lamp.example: The status must be", "12 old@lamp.example: The date in created_at must lie", "13 new@lamp.example: The date", "14 when@lamp.example: The date in created_at must look",
			"15 name@lamp.example: A name may be at most 100", `16 a b@lamp.example: This is not`, `17 quo"te@lamp.example: This is not`, "18 multi\nline@lamp.example: This is not",
		}
		for i, w := range want {
			if i >= len(got) || !strings.HasPrefix(got[i], w) {
				t.Errorf("refusal %d does not begin with %q: %q", i, w, got[min(i, len(got)-1)])
			}
		}
		last, err := k.ByEmail(ctx, "last@lamp.example")
		if err != nil || last.Name != `La "st"` || !last.Subscribed(k.weekly) {
			t.Errorf("%+v, %v", last, err)
		}
	})
}

func TestAnOpenQuotationMarkIsNamedAndSwallowsNoMemory(t *testing.T) {
	k := open(t, dbtest.SQLite(t))
	r := k.bring(t, "email,name\na@lamp.example,A\nb@lamp.example,\"B\nc@lamp.example,C\n", 0)
	got := k.refusals(t, r.ID)
	if r.Added != 1 || len(got) != 1 || !strings.HasPrefix(got[0], "3 b@lamp.example: A quotation mark that begins here is never closed") {
		t.Errorf("%+v, %q", r, got)
	}
}

func TestAnImportNeverResubscribesAnybody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		left := k.sign(t, "left@lamp.example", k.weekly, k.daily)
		ended := k.sign(t, "ended@lamp.example", k.weekly, k.daily)
		gone := k.sign(t, "gone@lamp.example", k.weekly)
		k.sign(t, "bounced@lamp.example", k.weekly)
		k.sign(t, "angry@lamp.example", k.weekly)
		for _, err := range []error{
			k.UnsubscribeAll(ctx, left.ID, proof), k.Unsubscribe(ctx, ended.ID, k.weekly, proof), k.Delete(ctx, gone.ID),
			k.Suppress(ctx, "bounced@lamp.example", member.ReasonBounced), k.Suppress(ctx, "angry@lamp.example", member.ReasonComplained),
			k.Suppress(ctx, "stranger@lamp.example", member.ReasonUnsubscribed), k.Suppress(ctx, "banned@lamp.example", member.ReasonManual),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		who := []string{"LEFT@lamp.example", "ended@lamp.example", "gone@lamp.example", "bounced@lamp.example", "angry@lamp.example", "stranger@lamp.example", "banned@lamp.example"}
		before := k.count(t, "SELECT sum(version) FROM member")
		for _, status := range []string{"", "active", "subscribed"} {
			r := k.bring(t, "status,name,email\n"+status+",New Name,"+strings.Join(who, "\n"+status+",New Name,")+"\n", k.weekly)
			if r.Refused != int64(len(who)) {
				t.Errorf("status %q: %+v %q", status, r, k.refusals(t, r.ID))
			}
		}
		if after := k.count(t, "SELECT sum(version) FROM member"); after != before {
			t.Error("a refused row changed a member")
		}
		if n := k.count(t, "SELECT count(*) FROM subscription WHERE newsletter_id = $1 AND state = 'subscribed' AND member_id IN (SELECT id FROM member WHERE status = 'active')", k.weekly); n != 0 {
			t.Errorf("%d were resubscribed", n)
		}
		r := k.bring(t, "email,status\ngone@lamp.example,unsubscribed\n", 0)
		if r.Refused != 1 {
			t.Errorf("a deleted person came back to be listed: %+v", r)
		}
		if back := k.sign(t, "gone@lamp.example", k.weekly); !back.Subscribed(k.weekly) {
			t.Error("their own wish did not bring them back")
		}
	})
}

func TestKnownMembersGetWhatIsNewAndAStatusOnlyStops(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		a, err := k.Create(ctx, member.Input{Email: "a@lamp.example", Name: "Old", Labels: []string{"kept"}, Note: "kept"})
		if err != nil {
			t.Fatal(err)
		}
		b := k.add(t, "b@lamp.example", "B", k.daily)
		c := k.add(t, "c@lamp.example", "C", k.weekly)
		r := k.bring(t, "email,name,labels,status\nA@lamp.example,New,added,\nb@lamp.example,,,unsubscribed\nc@lamp.example,C,,active\nd@lamp.example,D,x,bounced\n", k.weekly)
		if r.Added != 1 || r.Updated != 2 || r.Unchanged != 1 {
			t.Errorf("%+v", r)
		}
		a2, b2, c2 := k.get(t, a.ID), k.get(t, b.ID), k.get(t, c.ID)
		if a2.Name != "New" || fmt.Sprint(a2.Labels) != "[added kept]" || a2.Note != "kept" || !a2.Subscribed(k.weekly) || a2.Version == a.Version || a2.Email != "a@lamp.example" {
			t.Errorf("%+v", a2)
		}
		if b2.Status != member.Unsubscribed || b2.Subscriptions[0].State != "unsubscribed" || k.barred(t, "b@lamp.example") != member.ReasonUnsubscribed {
			t.Errorf("%+v", b2)
		}
		if c2.Version != c.Version {
			t.Errorf("%+v", c2)
		}
		if k.barred(t, "d@lamp.example") != member.ReasonBounced {
			t.Error("an imported bounce is not barred")
		}
		found, err := k.List(ctx, member.Filter{Query: "new"})
		if err != nil || len(found.Members) != 1 {
			t.Errorf("%+v, %v", found, err)
		}
		if found, err = k.List(ctx, member.Filter{Query: "old"}); err != nil || len(found.Members) != 0 {
			t.Errorf("%+v, %v", found, err)
		}
	})
}

func TestOneAddressTwiceInAFileIsOneMember(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		r := k.bring(t, "email,name,labels,status\nx@lamp.example,,a,\nX@lamp.example,Named,b,\nx@LAMP.example,Named,a,\ny@lamp.example,,,unsubscribed\ny@lamp.example,,,active\nz@lamp.example,,,\nz@lamp.example,,,complained\n", k.weekly)
		if r.Added != 3 || r.Updated != 2 || r.Unchanged != 1 || r.Refused != 1 {
			t.Errorf("%+v", r)
		}
		m, err := k.ByEmail(ctx, "x@lamp.example")
		if err != nil || m.Name != "Named" || fmt.Sprint(m.Labels) != "[a b]" || m.Email != "x@lamp.example" {
			t.Errorf("%+v, %v", m, err)
		}
		z, err := k.ByEmail(ctx, "z@lamp.example")
		if err != nil || z.Status != member.Complained || z.Subscribed(k.weekly) || k.barred(t, "z@lamp.example") != member.ReasonComplained {
			t.Errorf("%+v, %v", z, err)
		}
	})
}

func TestAFileIsImportedOnceUnlessItIsAskedForAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		file := "email\na@lamp.example\nnobody\n"
		first := k.bring(t, file, 0)
		second := k.bring(t, file, 0)
		if !second.Already || second.ID != first.ID || second.Added != 1 {
			t.Errorf("%+v", second)
		}
		again, err := k.Import(ctx, strings.NewReader(file), member.ImportInput{Again: true}, nil)
		if err != nil || again.Already || again.Resumed || again.Added != 0 || again.Unchanged != 1 || again.Refused != 1 || len(k.refusals(t, again.ID)) != 1 {
			t.Errorf("%+v, %v", again, err)
		}
		other := k.bring(t, file, k.weekly)
		if other.ID == first.ID || other.Updated != 1 {
			t.Errorf("to a newsletter: %+v", other)
		}
		list, err := k.Imports(ctx, 0, 10)
		if err != nil || len(list) != 2 || list[0].ID != other.ID {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestAPlannedImportWaitsForItsJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		file := strings.NewReader("email\na@lamp.example\n")
		plan, err := k.PlanImport(ctx, file, member.ImportInput{Name: "list.csv", NewsletterID: k.weekly, By: 7, BlobKey: "imports/1.csv"})
		if err != nil || plan.Rows != 1 || plan.RowsDone != 0 || plan.BlobKey != "imports/1.csv" {
			t.Fatalf("%+v, %v", plan, err)
		}
		if n := k.count(t, "SELECT count(*) FROM job WHERE name = 'import.planned/import' AND subject_id = $1", plan.ID); n != 1 {
			t.Errorf("%d jobs", n)
		}
		done, err := k.Import(ctx, file, member.ImportInput{NewsletterID: k.weekly}, nil)
		if err != nil || done.ID != plan.ID || done.Added != 1 || done.By != 7 || done.BlobKey != "imports/1.csv" {
			t.Errorf("%+v, %v", done, err)
		}
		if got, err := k.ImportByID(ctx, plan.ID); err != nil || got.State != "done" {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestWhoIsForgottenIsForgottenInEverySpellingThatAListHad(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m, err := k.Create(ctx, member.Input{Email: "j\u00f6rg@b\u00fccher.example"})
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Suppress(ctx, m.Email, member.ReasonManual); err != nil {
			t.Fatal(err)
		}
		k.bring(t, "email,name\n J\u00d6RG@B\u00dcCHER.example,a\njo\u0308rg@bu\u0308cher.example,b\njörg@xn--bcher-kva.example,c,too many\nother@lamp.example,d,too many\n", k.weekly)
		if n := k.count(t, `SELECT count(*) FROM member_import_refusal`); n != 4 {
			t.Fatalf("%d rows were refused", n)
		}
		if err := k.Delete(ctx, m.ID); err != nil {
			t.Fatal(err)
		}
		left, err := db.All(ctx, d, db.Value[string], `SELECT email FROM member_import_refusal ORDER BY row_no`)
		if err != nil || len(left) != 1 || left[0] != "other@lamp.example" {
			t.Errorf("%q are left, %v", left, err)
		}
	})
}

func TestAnIDIsFoundByAnySpellingAndNobodysIsZero(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := open(t, d)
		m, err := k.Create(ctx, member.Input{Email: "rae@lamp.example"})
		if err != nil {
			t.Fatal(err)
		}
		for email, want := range map[string]int64{"RAE@Lamp.example": m.ID, "nobody@lamp.example": 0} {
			if got, err := k.IDByEmail(ctx, email); err != nil || got != want {
				t.Errorf("%s: %d, %v", email, got, err)
			}
		}
		if _, err := k.IDByEmail(ctx, "rae"); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v", err)
		}
	})
}
