// Package blobtest holds every blob.Store to one contract.
package blobtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"

	"onrecord/internal/blob"
	"onrecord/internal/fault"
)

// Run runs the suite; open gives an empty store each time it is called.
func Run(t *testing.T, open func(t *testing.T) blob.Store) {
	t.Helper()
	for _, c := range []struct {
		name string
		test func(t *testing.T, s blob.Store)
	}{
		{"what was put is opened again, whole and in part", putOpen},
		{"an empty file is a file", empty},
		{"a second put replaces the file and leaves its readers the old one", replace},
		{"a body of another length stores nothing", wrongLength},
		{"a body that breaks off leaves the file that was there", brokenBody},
		{"an ended context stores nothing", ended},
		{"what is not there is not found, and deleting it is no error", absent},
		{"a deleted file is gone", deleted},
		{"a list is in the order of bytes, by prefix and in pages", list},
		{"keys that are none are refused", badKeys},
		{"many writers of one key leave one whole file", manyWriters},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func put(t *testing.T, s blob.Store, key, text string) {
	t.Helper()
	if err := s.Put(t.Context(), key, strings.NewReader(text), int64(len(text)), "text/plain"); err != nil {
		t.Fatalf("put %q: %v", key, err)
	}
}

func get(t *testing.T, s blob.Store, key string) string {
	t.Helper()
	r, info, err := s.Open(t.Context(), key)
	if err != nil {
		t.Fatalf("open %q: %v", key, err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("read %q: %v", key, err)
	}
	if info.Key != key || info.Size != int64(len(b)) || info.ModTime.IsZero() {
		t.Fatalf("info of %q with %d bytes: %+v", key, len(b), info)
	}
	return string(b)
}

func wantMissing(t *testing.T, s blob.Store, key string) {
	t.Helper()
	r, _, err := s.Open(t.Context(), key)
	if err == nil {
		r.Close()
	}
	if !fault.Is(err, fault.NotFound) {
		t.Fatalf("open %q: %v, want not found", key, err)
	}
}

func keys(t *testing.T, s blob.Store, prefix, after string, limit int) []string {
	t.Helper()
	infos, err := s.List(t.Context(), prefix, after, limit)
	if err != nil {
		t.Fatalf("list: %v", err)
	}
	var out []string
	for _, i := range infos {
		out = append(out, i.Key)
	}
	return out
}

func putOpen(t *testing.T, s blob.Store) {
	put(t, s, "media/ab/picture-1.jpg", "0123456789")
	if got := get(t, s, "media/ab/picture-1.jpg"); got != "0123456789" {
		t.Fatalf("got %q", got)
	}
	r, _, err := s.Open(t.Context(), "media/ab/picture-1.jpg")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Seek(-3, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); err != nil || string(b) != "789" {
		t.Fatalf("the end is %q, %v", b, err)
	}
}

func empty(t *testing.T, s blob.Store) {
	put(t, s, "nothing", "")
	if got := get(t, s, "nothing"); got != "" {
		t.Fatalf("got %q", got)
	}
}

func replace(t *testing.T, s blob.Store) {
	put(t, s, "a/b", "old")
	r, _, err := s.Open(t.Context(), "a/b")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	put(t, s, "a/b", "newer")
	if b, err := io.ReadAll(r); err != nil || string(b) != "old" {
		t.Fatalf("the old reader got %q, %v", b, err)
	}
	if got := get(t, s, "a/b"); got != "newer" {
		t.Fatalf("got %q", got)
	}
}

func wrongLength(t *testing.T, s blob.Store) {
	for _, size := range []int64{0, 4, 6} {
		if err := s.Put(t.Context(), "k", strings.NewReader("12345"), size, "text/plain"); err == nil {
			t.Fatalf("5 bytes were taken for %d", size)
		}
	}
	wantMissing(t, s, "k")
	if got := keys(t, s, "", "", 10); len(got) != 0 {
		t.Fatalf("left behind: %q", got)
	}
}

func brokenBody(t *testing.T, s blob.Store) {
	put(t, s, "k", "whole")
	cut := errors.New("the line was cut")
	body := io.MultiReader(strings.NewReader("ha"), errReader{cut})
	if err := s.Put(t.Context(), "k", body, 4, "text/plain"); !errors.Is(err, cut) {
		t.Fatalf("err = %v", err)
	}
	if got := get(t, s, "k"); got != "whole" {
		t.Fatalf("got %q", got)
	}
}

func ended(t *testing.T, s blob.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Put(ctx, "k", strings.NewReader("x"), 1, "text/plain"); !errors.Is(err, context.Canceled) {
		t.Fatalf("err = %v", err)
	}
	wantMissing(t, s, "k")
}

func absent(t *testing.T, s blob.Store) {
	put(t, s, "folder/file", "x")
	for _, key := range []string{"nothing", "folder", "folder/nothing", "folder/file/under"} {
		wantMissing(t, s, key)
	}
	if err := s.Delete(t.Context(), "folder/nothing"); err != nil {
		t.Fatalf("delete: %v", err)
	}
	if err := s.Delete(t.Context(), "folder"); err != nil {
		t.Fatalf("delete of a prefix: %v", err)
	}
	if got := get(t, s, "folder/file"); got != "x" {
		t.Fatalf("got %q", got)
	}
}

func deleted(t *testing.T, s blob.Store) {
	put(t, s, "a/one", "1")
	put(t, s, "a/two", "2")
	if err := s.Delete(t.Context(), "a/one"); err != nil {
		t.Fatal(err)
	}
	wantMissing(t, s, "a/one")
	if got := keys(t, s, "", "", 10); !slices.Equal(got, []string{"a/two"}) {
		t.Fatalf("left: %q", got)
	}
}

func list(t *testing.T, s blob.Store) {
	all := []string{"a", "b-1", "b.txt", "b/1", "b/2/x", "b/20", "b0", "bb/1", "c/c/c/c", "c_c"}
	for i := range all {
		put(t, s, all[len(all)-1-i], "x")
	}
	for _, c := range []struct {
		prefix, after string
		limit         int
		want          []string
	}{
		{"", "", 100, all},
		{"", "", 3, all[:3]},
		{"b", "", 100, all[1:8]},
		{"b/", "", 100, all[3:6]},
		{"b/2", "", 100, all[4:6]},
		{"b/", "b/1", 100, all[4:6]},
		{"", "b/2/x", 2, all[5:7]},
		{"", "b/2/nothing", 2, all[4:6]},
		{"", "b/", 1, all[3:4]},
		{"x", "", 100, nil},
		{"", "zzz", 100, nil},
		{"", "", 0, nil},
	} {
		if got := keys(t, s, c.prefix, c.after, c.limit); !slices.Equal(got, c.want) {
			t.Errorf("prefix %q, after %q, limit %d: %q, want %q", c.prefix, c.after, c.limit, got, c.want)
		}
	}
	var paged []string
	for after := ""; ; after = paged[len(paged)-1] {
		page := keys(t, s, "", after, 3)
		if len(page) == 0 {
			break
		}
		paged = append(paged, page...)
	}
	if !slices.Equal(paged, all) {
		t.Errorf("in pages: %q", paged)
	}
}

func badKeys(t *testing.T, s blob.Store) {
	long := strings.Repeat("k", 241)
	for _, key := range []string{"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", ".a", "a/.b", "A", "ä", "a b", `a\b`, "a\x00", "a%2fb", long} {
		if err := s.Put(t.Context(), key, strings.NewReader("x"), 1, "text/plain"); err == nil {
			t.Errorf("put took the key %q", key)
		}
		wantMissing(t, s, key)
	}
	if got := keys(t, s, "", "", 10); len(got) != 0 {
		t.Fatalf("left behind: %q", got)
	}
}

func manyWriters(t *testing.T, s blob.Store) {
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			body := bytes.Repeat([]byte{byte('a' + i)}, 50_000+i)
			if err := s.Put(t.Context(), "same", bytes.NewReader(body), int64(len(body)), "text/plain"); err != nil {
				t.Error(fmt.Errorf("writer %d: %w", i, err))
			}
		})
	}
	wg.Wait()
	got := get(t, s, "same")
	if len(got) != 50_000+int(got[0]-'a') || strings.Trim(got, got[:1]) != "" {
		t.Fatalf("the file is a mixture of %d bytes", len(got))
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }
