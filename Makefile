# Three commands: run, test, bench.
GO ?= go

.PHONY: run test bench build clean
run: ## start the demo publication on http://127.0.0.1:8080
	$(GO) run ./cmd/onrecord serve --demo

test: ## run every check there is
	sh test/run.sh

bench: ## measure beside nginx and a bare handler, and the mailer against a sink
	sh test/bench.sh

build: ## bin/onrecord, static
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w" -o bin/onrecord ./cmd/onrecord

clean:
	rm -rf bin data test/browser/out test/browser/node_modules
