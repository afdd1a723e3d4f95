package page_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/page"
)

func TestACommittedChangeIsSeenByTheNextRequest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, 1<<20)
		first := s.ask(t, "GET", "/a")
		changed(t, d, "post:2")
		s.ask(t, "GET", "/a")
		s.rendered(t, 1)
		s.text.Store("New text.")
		changed(t, d, "post:1")
		got := s.ask(t, "GET", "/a", "If-None-Match", first.Header.Get("ETag"))
		if got.StatusCode != http.StatusOK || !strings.HasPrefix(got.body, "New text.") {
			t.Fatalf("%d %.20q", got.StatusCode, got.body)
		}
		if again := s.ask(t, "GET", "/a", "If-Modified-Since", first.Header.Get("Last-Modified")); again.StatusCode != http.StatusOK {
			t.Error("two versions of one second were taken for one")
		}
	})
}

func TestTwoVersionsOfOneSecondAreToldApartAfterEverythingWasDropped(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), 1<<20)
	first := s.ask(t, "GET", "/a")
	s.text.Store("New text.")
	s.cache.DropAll()
	s.ask(t, "GET", "/a")
	if again := s.ask(t, "GET", "/a", "If-Modified-Since", first.Header.Get("Last-Modified")); again.StatusCode != http.StatusOK {
		t.Error("two versions of one second were taken for one")
	}
}

func changed(t *testing.T, d *db.DB, tags ...string) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) error { return page.Changed(context.Background(), tx, tags...) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestARenderThatBeganBeforeTheChangeIsNeitherKeptNorJoined(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, 1<<20)
		s.began, s.hold = make(chan struct{}), make(chan struct{})
		old := make(chan string, 1)
		go func() { old <- s.ask(t, "GET", "/a").body }()
		<-s.began // the old text has been read
		s.text.Store("New text.")
		changed(t, d, "post:1")
		fresh := make(chan string, 1)
		go func() { fresh <- s.ask(t, "GET", "/a").body }()
		<-s.began // so it did not join the old one
		s.hold <- struct{}{}
		s.hold <- struct{}{}
		if got := <-fresh; !strings.HasPrefix(got, "New text.") {
			t.Errorf("after the change came %.20q", got)
		}
		<-old
		s.began, s.hold = nil, nil
		if got := s.ask(t, "GET", "/a").body; !strings.HasPrefix(got, "New text.") {
			t.Errorf("kept: %.20q", got)
		}
	})
}

func TestEvictionKeepsTheCacheUnderItsBound(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), 64<<10)
	for i := range 100 {
		s.ask(t, "GET", "/hot")
		s.ask(t, "GET", fmt.Sprint("/", i))
	}
	if got := s.cache.Bytes(); got > 64<<10 || got < 32<<10 {
		t.Errorf("%d bytes", got)
	}
	s.rendered(t, 101)
	s.ask(t, "GET", "/0")
	s.rendered(t, 102)
}

func TestAnotherProcessesChangeIsSeenWithinASecond(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		other := reopen(t, d)
		s := newSite(t, d, 1<<20)
		watch(t, s.cache)
		until(t, "the watch begins", s.wasDropped(""))
		s.ask(t, "GET", "/a")
		s.text.Store("New text.")
		began := time.Now()
		changed(t, other, "post:1")
		until(t, "the change is seen", func() bool { return strings.HasPrefix(s.ask(t, "GET", "/a").body, "New text.") })
		if took := time.Since(began); took > 2*time.Second { // a second, and one for a busy machine
			t.Errorf("it took %v", took)
		}
	})
}

func (s *site) wasDropped(tag string) func() bool {
	return func() bool { _, ok := s.dropped.Load(tag); return ok }
}

func TestIDsThatCommitOutOfOrderAreNotMissed(t *testing.T) {
	d := dbtest.Postgres(t)
	other := reopen(t, d)
	s := newSite(t, d, 1<<20)
	watch(t, s.cache)
	until(t, "the watch begins", s.wasDropped(""))

	wrote, commit, done := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		once := sync.OnceFunc(func() { close(wrote) })
		done <- other.Write(context.Background(), func(tx *db.Tx) error {
			err := page.Changed(context.Background(), tx, "path:/low")
			once()
			<-commit
			return err
		})
	}()
	<-wrote
	changed(t, other, "path:/high") // a higher id, committed first
	until(t, "the higher id is seen", s.wasDropped("path:/high"))
	s.ask(t, "GET", "/low")
	s.ask(t, "GET", "/low")
	s.rendered(t, 1)
	close(commit)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	until(t, "the lower id is seen", s.wasDropped("path:/low"))
	s.ask(t, "GET", "/low")
	s.rendered(t, 2)
}

func watch(t *testing.T, c *page.Cache) {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- c.Watch(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

// reopen is the same database as another process would open it.
func reopen(t *testing.T, d *db.DB) *db.DB {
	t.Helper()
	other, err := db.Open(context.Background(), d.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	return other
}
