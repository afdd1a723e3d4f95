package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckPrintsFindingsAndTellsErrorsByItsStatus(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	record := "---\nclaims:\n  toll:\n    figure: at least 1,200 people\n    status: confirmed\n---\n"
	good := write("good.md", record+"The quake killed [at least 1,200 people](claim:toll), they said.\n")
	bad := write("sub/bad.md", record+"\nThe quake killed [1,300 people](claim:toll), they said.\n")
	warned := write("warned.md", "The quake killed [1,300 people](claim:toll), they said.\n")
	write("not.txt", record)

	broken := filepath.Join(t.TempDir(), "broken.md")
	if err := os.WriteFile(broken, []byte("---\ntitle\n---\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	line := bad + ":8:value-differs: The record says at least 1,200 people for “toll”, and here it is 1,300 people.\n"
	warning := warned + ":1:unknown-claim: There is no claim “toll” yet; make it before you publish.\n"
	for _, c := range []struct {
		args []string
		out  string
		code int
	}{
		{[]string{good}, "", 0},
		{[]string{warned}, warning, 0},
		{[]string{bad}, line, 1},
		{[]string{dir}, line + warning, 1},
		{[]string{filepath.Join(dir, "none.md")}, "", 2},
		{[]string{broken, bad}, line, 2},
		{nil, "", 2},
		{[]string{good, "--xml"}, "", 2},
	} {
		out, errs, code := onrecord(t, append([]string{"check"}, c.args...)...)
		if out != c.out || code != c.code || (code == 2) != (errs != "") {
			t.Errorf("check %q: status %d\n%s%s", c.args, code, out, errs)
		}
	}
	out, _, code := onrecord(t, "check", "--json", bad, good)
	var list []struct {
		File, Rule, Level, Sentence, Claim string
		Line, Start, End                   int
	}
	if err := json.Unmarshal([]byte(out), &list); err != nil || code != 1 || len(list) != 1 || list[0].Claim != "toll" || list[0].Level != "error" || list[0].End-list[0].Start != len("1,300 people") {
		t.Errorf("as JSON: %v, %d\n%s", err, code, out)
	}
	if out, _, _ := onrecord(t, "check", "--json", good); strings.TrimSpace(out) != "[]" {
		t.Errorf("nothing, as JSON: %q", out)
	}
}
