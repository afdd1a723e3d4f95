# Three commands: run, test, bench.
GO ?= go
# The encoder of WebP without a library of the system; see docs/decisions/018-pictures-in-webp.md.
export GOFLAGS := $(GOFLAGS) -tags=nodynamic

# What the browser runs, bundled from frontend/ and embedded; it is not committed.
FRONT := internal/admin/assets/built/write.js

.PHONY: run test bench build clean
$(FRONT): $(shell find frontend -name node_modules -prune -o -type f -print)
	cd frontend && npm ci --no-audit --no-fund --silent && node build.mjs
	touch $@

run: $(FRONT) ## start the demo publication on http://127.0.0.1:8080
	CGO_ENABLED=0 $(GO) build -trimpath -o bin/onrecord ./cmd/onrecord
	@exec bin/onrecord serve --demo # go run would make an error of Ctrl-C

test: $(FRONT) ## run every check there is
	sh test/run.sh

bench: $(FRONT) ## measure beside nginx and a bare handler, and the mailer against a sink
	sh test/bench.sh

build: $(FRONT) ## bin/onrecord, static
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w" -o bin/onrecord ./cmd/onrecord

clean:
	rm -rf bin data test/browser/out test/browser/node_modules frontend/node_modules internal/admin/assets/built internal/placard/fonts/*.woff internal/placard/fonts/OFL.txt internal/typeface/fonts/*.woff2 internal/typeface/fonts/OFL-*.txt themes/default/assets/built
