package live_test

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"onrecord/internal/live"
)

type progress struct {
	Sent int `json:"sent"`
}

func TestOnlyChangesAreSentAndTheStreamEndsWhenDone(t *testing.T) {
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := live.Stream(w, r, time.Millisecond, func(context.Context) (string, any, bool, error) {
			n := int(asked.Add(1)) / 10 // the same ten times over
			return "progress", progress{n}, n == 3, nil
		})
		if err != nil {
			t.Error(err)
		}
	}))
	defer s.Close()
	res, err := s.Client().Get(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := res.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/event-stream") {
		t.Errorf("type %q", got)
	}
	var lines []string
	for sc := bufio.NewScanner(res.Body); sc.Scan(); {
		if sc.Text() != "" {
			lines = append(lines, sc.Text())
		}
	}
	want := `retry: 500
event: progress
data: {"sent":0}
event: progress
data: {"sent":1}
event: progress
data: {"sent":2}
event: progress
data: {"sent":3}
event: end
data: {}`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestTheStreamEndsWithItsReader(t *testing.T) {
	ended := make(chan error)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ended <- live.Stream(w, r, time.Millisecond, func(context.Context) (string, any, bool, error) {
			return "progress", progress{1}, false, nil
		})
	}))
	defer s.Close()
	ctx, leave := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	leave()
	<-ended
}

func TestAFirstErrorIsTheHandlersToAnswer(t *testing.T) {
	want := errors.New("no such issue")
	rec := httptest.NewRecorder()
	err := live.Stream(rec, httptest.NewRequest("GET", "/", nil), time.Second, func(context.Context) (string, any, bool, error) {
		return "", nil, false, want
	})
	if !errors.Is(err, want) || rec.Body.Len() > 0 {
		t.Errorf("%v, wrote %q", err, rec.Body)
	}
}
