package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestARecordGoesInAndOutAndNotTwice(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "record.jsonl")
	must(t, "seed", "--posts", "1", "--members", "1", "--data", dir)
	record := `{"record":1}
{"source":{"key":"harbour-log","kind":"document","named":{"name":"Harbour log"},"created_at":"2026-05-03T09:10:00.000Z","updated_at":"2026-05-03T09:10:00.000Z"}}
{"claim":{"key":"boats","kind":"figure","statement":"Boats","created_at":"2026-05-03T09:10:00.000Z","updated_at":"2026-05-03T09:10:00.000Z","versions":[{"number":1,"change":"new","status":"confirmed","text":"Boats sank","figure":"exact 12 boats","recorded_at":"2026-05-03T09:10:00.000Z","signed_by":"Mirren Oake","chains":[[{"source":"harbour-log","verb":"published"}]]}]}}
`
	if err := os.WriteFile(file, []byte(record), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, said := must(t, "record", "import", "--data", dir, file); !strings.Contains(said, "On record now: sources 1, claims 1, versions 1.") {
		t.Errorf("said %q", said)
	}
	if out, _ := must(t, "record", "export", "--data", dir); out != record {
		t.Errorf("came out as\n%s", out)
	}
	_, said, code := onrecord(t, "record", "import", "--data", dir, file)
	if code == 0 || !strings.Contains(said, "on record already") {
		t.Errorf("taken in twice: %d %s", code, said)
	}
}
