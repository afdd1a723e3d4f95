package transfer_test

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/transfer"
)

// refused wants an archive to be refused with a reason, and nothing written.
func refused(t *testing.T, p place, archive []byte, reason string) {
	t.Helper()
	ctx := context.Background()
	err := transfer.Restore(ctx, p.Deps, bytes.NewReader(archive), nil)
	if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.Sentence(err), reason) {
		t.Errorf("it says %v", err)
	}
	if _, err := p.Site.Get(ctx); !fault.Is(err, fault.NotFound) {
		t.Errorf("a site appeared: %v", err)
	}
	if infos, err := p.Files.List(ctx, "", "", 10); err != nil || len(infos) != 0 {
		t.Errorf("files appeared: %v, %v", infos, err)
	}
}

// archive is a good one, to be changed.
type archive []entry

func goodOne(t *testing.T) archive {
	t.Helper()
	from := open(t, dbtest.SQLite(t))
	fill(t, from)
	return unpack(t, backup(t, from))
}

func (a archive) find(t *testing.T, prefix string) int {
	t.Helper()
	i := slices.IndexFunc(a, func(e entry) bool { return strings.HasPrefix(e.name, prefix) })
	if i < 0 {
		t.Fatalf("no entry %s", prefix)
	}
	return i
}

// with changes the first entry whose name begins so.
func (a archive) with(t *testing.T, prefix string, change func(e *entry)) archive {
	t.Helper()
	out := slices.Clone(a)
	change(&out[a.find(t, prefix)])
	return out
}

func (a archive) replacing(t *testing.T, prefix, old, with string) archive {
	t.Helper()
	return a.with(t, prefix, func(e *entry) {
		if !strings.Contains(e.body, old) {
			t.Fatalf("%s holds no %s", e.name, old)
		}
		e.body = strings.Replace(e.body, old, with, 1)
	})
}

func (a archive) insert(i int, e ...entry) archive { return slices.Insert(slices.Clone(a), i, e...) }
func (a archive) drop(i int) archive               { return slices.Delete(slices.Clone(a), i, i+1) }

// sealed writes the manifest anew, as somebody would who knows the format.
func (a archive) sealed(t *testing.T) archive {
	t.Helper()
	type sum struct {
		Parts  int    `json:"parts"`
		Rows   int    `json:"rows"`
		SHA256 string `json:"sha256"`
	}
	var m struct {
		Tables map[string]*sum  `json:"tables"`
		Files  map[string]any   `json:"files"`
		IDs    map[string]int64 `json:"last_ids"`
	}
	return a.with(t, "manifest.json", func(e *entry) {
		if err := json.Unmarshal([]byte(e.body), &m); err != nil {
			t.Fatal(err)
		}
		for _, e := range a {
			if name := strings.Split(e.name, "/"); name[0] == "tables" {
				hash := sha256.Sum256([]byte(e.body))
				*m.Tables[name[1]] = sum{1, strings.Count(e.body, "\n") - 1, hex.EncodeToString(hash[:])}
			}
		}
		body, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		e.body = string(body)
	})
}

// tagName is the beginning of the first tag's row, up to its name.
var tagName = regexp.MustCompile(`(?m)^\[1,("[^"]*"),"[^"]*",`)

func TestATamperedArchiveIsRefusedWholeWithAReason(t *testing.T) {
	good := goodOne(t)
	file := good.find(t, "files/")
	lastLine := func(e *entry) { e.body = e.body[:strings.LastIndex(e.body[:len(e.body)-1], "\n")+1] }
	for name, c := range map[string]struct {
		entries archive
		reason  string
	}{
		"a row less":                    {good.with(t, "tables/member/", lastLine), "table member has 298 rows where 299"},
		"a word changed":                {good.replacing(t, "tables/post/", "harbour", "harboar"), "table post"},
		"a table twice":                 {good.insert(good.find(t, "tables/post/"), good[good.find(t, "tables/post/")]), "no place in it"},
		"a table left out":              {good.drop(good.find(t, "tables/member_label/")), "table member_label has 0 rows"},
		"tables in another order":       {good.insert(good.find(t, "tables/site/"), good[good.find(t, "tables/post/")]), "no place in it"},
		"another's columns":             {good.replacing(t, "tables/member/", `"note"`, `"role"`), "columns of member"},
		"columns in another order":      {good.replacing(t, "tables/tag/", `"id","slug"`, `"slug","id"`), "columns of tag"},
		"SQL for a column":              {good.replacing(t, "tables/tag/", `"id"`, `"id) VALUES (1); --"`), "columns of tag"},
		"no columns":                    {good.with(t, "tables/tag/", func(e *entry) { e.body = "[]\n[]\n" }), "does not name its columns"},
		"a row too short":               {good.with(t, "tables/tag/", func(e *entry) { e.body += "[1]\n" }), "cannot be read"},
		"a fraction":                    {good.with(t, "tables/tag/", func(e *entry) { e.body = strings.Replace(e.body, "[1,", "[1.5,", 1) }), "cannot be read"},
		"words for a number":            {good.with(t, "tables/tag/", func(e *entry) { e.body = strings.Replace(e.body, "[1,", `["1",`, 1) }), "another type"},
		"a path that climbs":            {good.with(t, "files/", func(e *entry) { e.name = "files/../../etc/passwd" }), "no place in it"},
		"an absolute path":              {good.with(t, "files/", func(e *entry) { e.name = "files//etc/passwd" }), "no place in it"},
		"a path with a backslash":       {good.with(t, "files/", func(e *entry) { e.name = `files/..\x` }), "no place in it"},
		"a table name that climbs":      {good.with(t, "tables/tag/", func(e *entry) { e.name = "tables/../tag/000001.jsonl" }), "no place in it"},
		"a file changed":                {good.with(t, "files/", func(e *entry) { e.body = "pictura" }), "is not as it was written"},
		"a file longer":                 {good.with(t, "files/", func(e *entry) { e.body += "!" }), "is not as it was written"},
		"a file twice":                  {good.insert(file, good[file]), "no place in it"},
		"a file left out":               {good.drop(file), "0 files where 1"},
		"a file more":                   {good.insert(file+1, entry{"files/zz/more", "more"}), "2 files where 1"},
		"an entry before the head":      {good.insert(0, entry{"run.sh", "echo"}), "is not an archive"},
		"an entry among the tables":     {good.insert(1, entry{"run.sh", "echo"}), "no place in it"},
		"an unknown table":              {good.insert(1, entry{"tables/sqlite_master/000001.jsonl", "[\"sql\"]\n[\"x\"]\n"}), "no place in it"},
		"a table that is left out":      {good.insert(1, entry{"tables/staff_session/000001.jsonl", "[\"id\"]\n[1]\n"}), "no place in it"},
		"an entry after the end":        {good.insert(len(good), entry{"files/zz", "more"}), "follows its manifest"},
		"a newer schema":                {good.replacing(t, "onrecord.json", `"schema": `, `"schema": 9`), "restore it with the release that made it"},
		"a newer format":                {good.replacing(t, "onrecord.json", `"format": `, `"format": 9`), "restore it with the release that made it"},
		"no head":                       {good[1:], "is not an archive"},
		"no manifest":                   {good[:len(good)-1], "its end is missing"},
		"a manifest of noise":           {good.with(t, "manifest.json", func(e *entry) { e.body = "{" }), "cannot be read"},
		"nothing at all":                {nil, "its end is missing"},
		"a member of no newsletter":     {good.with(t, "tables/newsletter/", lastLine).sealed(t), "contradict others"},
		"the same member twice":         {good.with(t, "tables/member/", func(e *entry) { e.body += e.body[strings.Index(e.body, "\n")+1:] }).sealed(t), "contradict others"},
		"a state that does not exist":   {good.replacing(t, "tables/post/", `"published"`, `"promoted"`).sealed(t), "contradict others"},
		"nothing where each has a name": {good.with(t, "tables/tag/", func(e *entry) { e.body = tagName.ReplaceAllString(e.body, "[1,${1},null,") }).sealed(t), "lacks a value"},
		"a NUL in a name":               {good.with(t, "tables/tag/", func(e *entry) { e.body = tagName.ReplaceAllString(e.body, "[1,${1},\"a\\u0000b\",") }).sealed(t), "no text may hold"},
		"a file of another's manifest":  {good.replacing(t, "manifest.json", "media/aa.jpg", "media/ab.jpg"), "is not as it was written"},
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, open(t, dbtest.SQLite(t)), pack(t, c.entries), c.reason)
			if strings.Contains(name, "noth") || strings.Contains(name, "NUL") { // where the engines differ
				refused(t, open(t, dbtest.Postgres(t)), pack(t, c.entries), c.reason)
			}
		})
	}
}

func TestADamagedFileIsRefusedWhereverTheDamageIs(t *testing.T) {
	whole := pack(t, goodOne(t))
	p := open(t, dbtest.SQLite(t))
	for i := range 40 {
		cut := whole[:i*len(whole)/40]
		refused(t, p, cut, "nothing was restored")
		flipped := slices.Clone(whole)
		flipped[i*len(whole)/40] ^= 0x10
		refused(t, p, flipped, "nothing was restored")
	}
	refused(t, p, whole[:len(whole)-1], "nothing was restored")
	refused(t, p, append(slices.Clone(whole), "garbage"...), "nothing was restored")
	refused(t, p, append(slices.Clone(whole), whole...), "follow its end")
	refused(t, p, []byte("PK\x03\x04 some other archive"), "is not an archive")
}

func TestOnlyPlainFilesAreTakenOutOfAnArchive(t *testing.T) {
	good := goodOne(t)
	for name, kind := range map[string]byte{"symbolic link": tar.TypeSymlink, "hard link": tar.TypeLink, "folder": tar.TypeDir, "device": tar.TypeChar} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			z, err := zstd.NewWriter(&b)
			if err != nil {
				t.Fatal(err)
			}
			w := tar.NewWriter(z)
			for _, e := range good {
				h := &tar.Header{Typeflag: tar.TypeReg, Name: e.name, Size: int64(len(e.body)), Mode: 0o600}
				if strings.HasPrefix(e.name, "files/") {
					*h = tar.Header{Typeflag: kind, Name: e.name, Linkname: "/etc/passwd"}
					e.body = ""
				}
				if err := w.WriteHeader(h); err != nil {
					t.Fatal(err)
				}
				if _, err := w.Write([]byte(e.body)); err != nil {
					t.Fatal(err)
				}
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			if err := z.Close(); err != nil {
				t.Fatal(err)
			}
			refused(t, open(t, dbtest.SQLite(t)), b.Bytes(), "not a plain file")
		})
	}
}
