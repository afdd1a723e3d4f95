#!/bin/sh
# Every check of the project. A part that this machine lacks is installed when
# we may (root, apt-get), else skipped with a sentence; with CI=true it fails.
set -eu
cd "$(dirname "$0")/.."
. test/needs.sh

step() { printf '\n== %s\n' "$*"; }

need_postgres
need_chromium
need_node

step "format, vet, staticcheck"
unformatted=$(go run mvdan.cc/gofumpt@v0.12.0 -l cmd internal test themes)
if [ -n "$unformatted" ]; then
	printf 'not gofumpt-ed:\n%s\n' "$unformatted"
	exit 1
fi
go vet ./...
go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

step "go test, on SQLite and PostgreSQL"
go run ./test/withpostgres go test ./...

if [ -d frontend/node_modules ]; then
	step "the front end"
	node --test frontend/*.test.mjs
else
	echo "skipped: the front end was not built; run make test"
fi

if [ "$HAVE_BROWSER" = yes ]; then
	step "browser, on SQLite and PostgreSQL"
	CGO_ENABLED=0 go build -o bin/onrecord ./cmd/onrecord
	(cd test/browser && npm ci --no-audit --no-fund --silent)
	go run ./test/withpostgres -databases 1 node --test --test-concurrency=1 --test-timeout=600000 test/browser/*.test.mjs
fi
step "all checks passed"
