package page_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"onrecord/internal/page"
)

func TestAFailedAnswerTellsTheLogNoTokenAndIsNoFile(t *testing.T) {
	var log bytes.Buffer
	a := &page.Adapter{
		Log:  slog.New(slog.NewTextHandler(&log, nil)),
		Page: func(w http.ResponseWriter, _ *http.Request, status int, _ error) { w.WriteHeader(status) },
	}
	mux := http.NewServeMux()
	mux.Handle("GET /invitation/{token}", a.Handle(func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Content-Disposition", `attachment; filename="members.csv"`)
		return errors.New("the database is away")
	}))
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequest("GET", "/invitation/k3y%20s3cret", nil))
	if rec.Code != http.StatusInternalServerError || rec.Header().Get("Content-Disposition") != "" {
		t.Errorf("%d %v", rec.Code, rec.Header())
	}
	if got := log.String(); strings.Contains(got, "s3cret") || !strings.Contains(got, "/invitation/{token}") {
		t.Errorf("the log says %s", got)
	}
}
