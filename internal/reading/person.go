package reading

import (
	"net/http"
	"strconv"
	"strings"
)

// person tells whether a page was asked for by somebody who is about to read
// it, as far as a request shows. Most programs do not hide, and those that say
// they are a browser mostly lack what a browser sends beside its name.
func (s *Store) person(r *http.Request) bool {
	h := r.Header
	if ahead(h) {
		return false
	}
	agent := first(h, "User-Agent")
	dest := first(h, "Sec-Fetch-Dest")
	switch dest {
	case "document":
	case "": // an old browser, or a program with a borrowed name
		if s.Secure && tellsDest(agent) {
			return false
		}
	default: // in a frame, or by a script
		return false
	}
	return !s.agents.machine(agent)
}

// ahead tells whether a browser loads the page before anybody wants it.
func ahead(h http.Header) bool {
	for _, name := range [...]string{"Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"} {
		if v := first(h, name); v != "" && (strings.Contains(v, "prefetch") || strings.Contains(v, "preview") || strings.Contains(v, "prerender")) {
			return true
		}
	}
	return false
}

// declines tells whether somebody asked not to be followed. Their readings
// count; that it was one more person is not noted.
func declines(h http.Header) bool {
	return first(h, "Sec-Gpc") == "1" || first(h, "Dnt") == "1"
}

// first is the first value of a header by its canonical name; Get would look
// for the form of the name each time.
func first(h http.Header, name string) string {
	if v := h[name]; len(v) > 0 {
		return v[0]
	}
	return ""
}

// tellsDest tells whether the browser that an agent claims to be sends
// Sec-Fetch-Dest over https: Chrome since 80, Firefox since 90, Safari since 16.4.
func tellsDest(agent string) bool {
	for _, b := range [...]struct {
		mark  string
		since int
	}{{"Chrome/", 80}, {"Firefox/", 90}, {"Version/", 17}} {
		if _, rest, ok := strings.Cut(agent, b.mark); ok {
			digits := 0
			for digits < len(rest) && digits < 4 && '0' <= rest[digits] && rest[digits] <= '9' {
				digits++
			}
			n, err := strconv.Atoi(rest[:digits])
			return err != nil || n >= b.since
		}
	}
	return false
}

// mostAgent is how long the name of a browser may be.
const mostAgent = 512

// machine tells whether an agent says that it is a program, or nothing that a
// browser would say. Browsers have begun with Mozilla/5.0 for twenty years, but
// for those that show text alone.
func machine(agent string) bool {
	rest, ok := strings.CutPrefix(agent, "Mozilla/5.0 (")
	if !ok {
		return !textBrowser(agent)
	}
	rest = strings.ToLower(rest)
	for _, w := range machines {
		if strings.Contains(rest, w) && (w != "bot" || !strings.Contains(rest, "cubot")) { // Cubot makes telephones
			return true
		}
	}
	return false
}

func textBrowser(agent string) bool {
	for _, name := range [...]string{"Lynx/", "w3m/", "Links (", "ELinks/", "Dillo/", "NetSurf/", "Opera/9"} {
		if strings.HasPrefix(agent, name) {
			return true
		}
	}
	return false
}

// machines are words in the names of programs and in the names of no browser:
// those that crawl, fetch, check, archive, or draw the card of a link. Most name
// an address where they are explained; the first three words find four of five.
var machines = [...]string{
	"bot", "http:", "https:", "@", "crawl", "spider", "headless", "preview", "fetch", "scan", "monitor", "check",
	"archive", "slurp", "feed", "rss", "python", "curl", "wget", "java/", "okhttp", "axios", "perl", "ruby", "php",
	"lighthouse", "pagespeed", "phantom", "selenium", "puppeteer", "playwright", "electron", "externalhit", "facebookcatalog",
	"whatsapp", "telegram", "skypeuri", "slack-", "discord", "embedly", "iframely", "validator", "ptst", "gtmetrix", "pingdom", "uptime",
	"gpt", "claude", "perplexity", "anthropic", "ccbot", "bytespider", "google-", "apis-google", "mediapartners", "bingpreview", "yandex.com/",
	"nutch", "scrapy", "httrack", "libwww", "winhttp", "dataprovider", "qwantify", "ia_archiver", "barkrowler", "censys", "nmap", "zgrab", "masscan",
}
