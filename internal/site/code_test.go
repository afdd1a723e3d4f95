package site_test

import (
	"strings"
	"testing"
	"time"

	"onrecord/internal/db"
	"onrecord/internal/db/dbtest"
	"onrecord/internal/fault"
	"onrecord/internal/page"
	"onrecord/internal/site"
)

func TestCodeThatCouldBreakAPageIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := claim(t, d)
		nothing := func(*db.Tx, site.Code) error { return nil }
		hosts := []string{"https://CDN.example.com/", "*.trusted.example", ""}
		for code, bad := range map[string]string{
			"<script>alert(1)":              "not closed",
			"<style>p{}":                    "not closed",
			"<!-- so it begins":             "not closed",
			"<!--> <script>1</script>":      "not closed",
			"<script><!--<script></script>": "not closed",
			"<div>x</div>":                  "<div>",
			"</head><body>":                 "was not opened",
			"words":                         "words",
			"<base href=//evil.example>":    "<base>",
			"<title>x</title>":              "<title>",
			"<meta http-equiv=refresh content='0;url=//x.example'>":  "http-equiv",
			"<script src=https://evil.example/x.js></script>":        "host that is not listed",
			"<script src=https://trusted.example/x.js></script>":     "host that is not listed",
			"<script src=//cdn.example.com/x.js></script>":           "host that is not listed",
			"<script src=http://cdn.example.com/x.js></script>":      "host that is not listed",
			"<link rel=stylesheet href=https://x:y@cdn.example.com>": "host that is not listed",
			"<link rel=stylesheet href='javascript:alert(1)'>":       "host that is not listed",
			"<script onload=x src=/x.js></script>":                   "onload",
			"<noscript><img src=x></noscript>":                       "<noscript>",
			"<!DOCTYPE html>":                                        "cannot stand",
		} {
			_, err := s.SetCode(ctx, site.Code{HTML: code, Hosts: hosts}, nothing)
			fields := fault.FieldsOf(err)
			if !fault.Is(err, fault.Invalid) || len(fields) != 1 || fields[0].Name != "html" || !strings.Contains(fields[0].Message(), bad) {
				t.Errorf("%s: %v %+v", code, err, fields)
			}
		}
		for _, host := range []string{"*", "*.com", "127.0.0.1", "localhost", "a.example; script-src *", "a.example 'unsafe-inline'", "http://a.example", "a.example/x", "a.example:8080"} {
			if _, err := s.SetCode(ctx, site.Code{Hosts: []string{host}}, nothing); !fault.Is(err, fault.Invalid) {
				t.Errorf("the host %s: %v", host, err)
			}
		}
		good := site.Code{HTML: "<!-- counts -->\n<script defer src=\"https://cdn.example.com/x.js\"></script>\n<script>go(\"</p>\")</script>\n<style>p{color:red}</style><meta name=a content=b>\n<link rel=preconnect href=https://a.trusted.example>", Hosts: hosts, On: true}
		kept, err := s.SetCode(ctx, good, nothing)
		if err != nil || kept.Version != 1 || strings.Join(kept.Hosts, " ") != "cdn.example.com *.trusted.example" || kept.UpdatedAt.After(time.Now().Add(time.Minute)) {
			t.Fatalf("%+v, %v", kept, err)
		}
		if _, err := s.SetCode(ctx, good, nothing); !fault.Is(err, fault.Conflict) {
			t.Errorf("a stale version: %v", err)
		}
		policy := kept.Policy(page.ContentPolicy + "; frame-src https://player.example")
		for _, want := range []string{
			"script-src 'self' 'sha256-", "style-src 'self' 'sha256-", "https://cdn.example.com https://*.trusted.example; ",
			"connect-src 'self' https://cdn.example.com https://*.trusted.example", "frame-src https://player.example https://cdn.example.com", "default-src 'none'", "base-uri 'none'; frame-ancestors 'none'",
		} {
			if !strings.Contains(policy, want) {
				t.Errorf("the policy lacks %s: %s", want, policy)
			}
		}
		if strings.Contains(policy, "unsafe") || strings.Count(policy, "sha256-") != 2 {
			t.Errorf("the policy is %s", policy)
		}
		if kept.On = false; kept.Policy(page.ContentPolicy) != page.ContentPolicy || kept.Shown() != "" {
			t.Error("code that is off changes the policy")
		}
	})
}
