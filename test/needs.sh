# What the tests need beside Go, found or installed or named.

# As make builds: see docs/decisions/018-pictures-in-webp.md.
case "${GOFLAGS:-}" in *nodynamic*) ;; *) export GOFLAGS="${GOFLAGS:-} -tags=nodynamic" ;; esac

have() { command -v "$1" >/dev/null 2>&1; }

# get PACKAGE...: install by the platform's package manager where we may.
get() {
	if have apt-get && [ "$(id -u)" = 0 ]; then
		printf 'installing %s\n' "$*"
		apt-get update -qq >/dev/null 2>&1 || true
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 || true
	fi
}

# missing SENTENCE: skip here, fail in CI.
missing() {
	if [ "${CI:-}" = true ]; then
		printf 'FAIL: %s\n' "$1"
		exit 1
	fi
	printf 'SKIP: %s\n' "$1"
}

find_postgres() { have initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }

need_postgres() {
	find_postgres || get postgresql
	find_postgres || missing "PostgreSQL is not installed, so its half of the tests is skipped (Debian: apt-get install postgresql; macOS: brew install postgresql)."
}

find_chromium() {
	# The shell without a window draws the same pages with a third less work.
	for c in "${CHROMIUM:-}" chromium-headless-shell chromium chromium-browser google-chrome "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
		if [ -n "$c" ] && have "$c"; then
			CHROMIUM=$(command -v "$c")
			export CHROMIUM
			return 0
		fi
	done
	return 1
}

need_chromium() {
	HAVE_BROWSER=yes
	have chromium-headless-shell || get chromium-headless-shell fonts-noto-core
	find_chromium || get chromium fonts-noto-core
	find_chromium || {
		HAVE_BROWSER=no
		missing "Chromium is not installed, so the browser tests are skipped (Debian: apt-get install chromium)."
	}
}

need_node() {
	have node && have npm || {
		HAVE_BROWSER=no
		missing "Node.js with npm is not installed, so the browser tests are skipped (Debian: apt-get install nodejs npm)."
	}
}
