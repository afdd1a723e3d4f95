#!/bin/sh
# Measures; asserts nothing. Every figure is a ratio of one run, side by side.
set -eu
cd "$(dirname "$0")/.."
. test/needs.sh
have wrk || get wrk
have nginx || get nginx-light
have wrk || { echo "wrk is needed to measure pages (Debian: apt-get install wrk)."; exit 1; }
CGO_ENABLED=0 go build -o bin/onrecord ./cmd/onrecord
echo "== pages, beside nginx and a bare net/http handler"
go run ./test/bench/pages
echo "== mail: 20,000 messages of 30 KB to a sink on this machine"
go test ./internal/newsletter -run '^$' -bench Send20000 -benchtime 1x -timeout 20m
need_chromium
need_node
if [ "$HAVE_BROWSER" = yes ]; then
	echo "== Lighthouse: the home page and a post as a phone sees them, median of five"
	(cd test/browser && npm ci --no-audit --no-fund --silent)
	(cd test/bench/lighthouse && npm ci --no-audit --no-fund --silent)
	node test/bench/lighthouse/run.mjs
fi
