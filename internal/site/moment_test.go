package site_test

import (
	"testing"
	"time"

	"onrecord/internal/site"
)

func TestAClockShowsATimeOnceTwiceOrNever(t *testing.T) {
	for _, one := range []struct {
		zone, local string
		want        []string
	}{
		{"Europe/Berlin", "2026-07-01T08:30", []string{"2026-07-01T06:30Z"}},
		{"Europe/Berlin", "2026-03-29T02:30", nil},
		{"Europe/Berlin", "2026-03-29T03:00", []string{"2026-03-29T01:00Z"}},
		{"Europe/Berlin", "2026-10-25T02:30", []string{"2026-10-25T00:30Z", "2026-10-25T01:30Z"}},
		{"Europe/Berlin", "2026-10-25T03:00", []string{"2026-10-25T02:00Z"}},
		{"America/New_York", "2027-03-14T02:00", nil},
		{"America/New_York", "2026-11-01T01:59", []string{"2026-11-01T05:59Z", "2026-11-01T06:59Z"}},
		{"Australia/Lord_Howe", "2026-10-04T02:15", nil}, // by half an hour
		{"Australia/Lord_Howe", "2026-04-05T01:45", []string{"2026-04-04T14:45Z", "2026-04-04T15:15Z"}},
		{"Atlantic/Azores", "2026-03-29T00:30", nil}, // over midnight
		{"Africa/Casablanca", "2027-02-07T02:30", []string{"2027-02-07T01:30Z", "2027-02-07T02:30Z"}},
		{"Asia/Kolkata", "2026-10-25T02:30", []string{"2026-10-24T21:00Z"}},
		{"UTC", "2026-10-25T02:30", []string{"2026-10-25T02:30Z"}},
	} {
		zone, err := time.LoadLocation(one.zone)
		if err != nil {
			t.Fatal(err)
		}
		local, err := time.Parse("2006-01-02T15:04", one.local)
		if err != nil {
			t.Fatal(err)
		}
		got := site.Moments(local, zone)
		ok := len(got) == len(one.want)
		for i := range got {
			ok = ok && got[i].UTC().Format("2006-01-02T15:04Z") == one.want[i] && got[i].Format("2006-01-02T15:04") == one.local
		}
		if !ok {
			t.Errorf("%s in %s: %v, want %v", one.local, one.zone, got, one.want)
		}
	}
}

func TestTheNextChangeOfTheClockIsKnown(t *testing.T) {
	at := time.Date(2026, time.October, 1, 12, 0, 0, 0, time.UTC)
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	turn, ok := site.NextTurn(at, 60*24*time.Hour, berlin)
	if !ok || turn.Forward() || turn.From.Format("15:04") != "03:00" || turn.To.Format("15:04") != "02:00" || site.Offset(turn.At) != "UTC+01:00" {
		t.Errorf("in autumn: %+v, %v", turn, ok)
	}
	if turn, ok := site.NextTurn(turn.At, 365*24*time.Hour, berlin); !ok || !turn.Forward() || turn.At.Format("2 Jan 2006") != "28 Mar 2027" {
		t.Errorf("in spring: %+v, %v", turn, ok)
	}
	if _, ok := site.NextTurn(at, 7*24*time.Hour, berlin); ok {
		t.Error("a change that is far away counts as near")
	}
	for name, want := range map[string]string{"Asia/Kolkata": "UTC+05:30", "America/St_Johns": "UTC−02:30", "UTC": "UTC+00:00"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := site.NextTurn(at, 3650*24*time.Hour, zone); ok && name != "America/St_Johns" {
			t.Errorf("%s changes its clocks", name)
		}
		if got := site.Offset(at.In(zone)); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
