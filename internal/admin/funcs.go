package admin

import (
	"fmt"
	"html/template"
	"strings"
	"unicode/utf8"

	"onrecord/internal/locale"
	"onrecord/internal/markup"
	"onrecord/internal/site"
)

// funcs are the words that templates may use.
func (a *Admin) funcs() template.FuncMap {
	return template.FuncMap{
		"asset":   a.assets.URL,
		"built":   a.built,
		"field":   newField,
		"icon":    icon,
		"num":     number,
		"bytes":   size,
		"browser": browserName,
		"consent": func(action string) string { return consents[action] },
		"count":   count,
		"pill":    pill,
		"status":  statusPill,
		"source":  sourceWord,
		"holds":   conditionWord,
		"title":   capital,
		"join":    strings.Join,
		"itoa":    itoa,
		"next":    func(i int) int { return i + 1 },
		"stop":    stop,
		"skipped": skipped,
		"accent":  site.DefaultAccent,

		"countWords": markup.CountWords,
		"runes":      utf8.RuneCountInString,
	}
}

// built is the address of a file that frontend/ makes, or "" in a program that
// was compiled without it; pages work without those, only plainer.
func (a *Admin) built(name string) string {
	if name = "built/" + name; a.assets.Has(name) {
		return a.assets.URL(name)
	}
	return ""
}

// whole is a number of any of the types that pages hold; templates do not
// convert between them.
func whole(n any) int64 {
	switch n := n.(type) {
	case int:
		return int64(n)
	case int64:
		return n
	}
	panic(fmt.Sprintf("%T is no whole number", n))
}

func number(n any) string { return desk().Number(whole(n)) }

// count is a number with the word for what it counts.
func count(n any, one, many string) string {
	if whole(n) == 1 {
		return "1 " + one
	}
	return number(n) + " " + many
}

// stop ends a sentence that has no end yet.
func stop(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// skips says why somebody got no copy.
var skips = map[string]string{
	"unsubscribed": "They unsubscribed before it was sent.",
	"bounced":      "Left out: mail to this address came back before, so nothing is sent to it any more.",
	"complained":   "Left out: they reported an earlier mail as spam.",
	"deleted":      "The member was deleted before it was sent.",
	"cancelled":    "The issue was cancelled before their copy was sent.",
}

// skipped is the reason of a delivery that was skipped, as a sentence.
func skipped(reason string) string {
	if s := skips[reason]; s != "" {
		return s
	}
	return reason
}

// size says bytes the way people do.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1000_000:
		return fmt.Sprintf("%d KB", n/1000)
	case n >= 1000_000_000:
		return fmt.Sprintf("%.1f GB", float64(n)/1e9)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}

// share is n of a whole in percent, for a bar.
func share(n, of int64) int64 {
	if of <= 0 {
		return 0
	}
	return n * 100 / of
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// tones says which colour a state has; one that is not listed is plain.
var tones = map[string]string{
	"published": "good", "scheduled": "live", "unpublished": "warn", "handed in": "live", "returned": "warn", "waiting": "live", "accepted": "good",
	"sending": "live", "freezing": "live", "planned": "live", "sent": "good", "paused": "warn", "cancelled": "",
	"failed": "bad", "uncertain": "warn", "pending": "live", "committing": "live",
	"active": "good", "bounced": "warn", "complained": "bad",
	"running": "live", "stopped": "warn", "done": "good", "dead": "bad", "held": "warn", "ready": "live",
	"subscribed": "good",
}

// pill is a state as a small coloured word.
func pill(state any) template.HTML {
	word := fmt.Sprint(state)
	class := "pill"
	if tone := tones[word]; tone != "" {
		class += " " + tone
	}
	return template.HTML(`<span class="` + class + `">` + template.HTMLEscapeString(capital(word)) + `</span>`)
}

// consents says what a line of a member's consent history means.
var consents = map[string]string{
	"requested": "Asked to subscribe", "confirmed": "Confirmed by mail", "unsubscribed": "Unsubscribed", "resubscribed": "Subscribed again",
	"imported": "Imported", "by_staff": "Set by the staff", "suppressed": "Barred",
}

// browserName says which browser a User-Agent is of, as far as people care.
func browserName(agent string) string {
	first := func(pairs ...string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if strings.Contains(agent, pairs[i]) {
				return pairs[i+1]
			}
		}
		return ""
	}
	name := first("Edg", "Edge", "OPR/", "Opera", "Firefox/", "Firefox", "Chrome/", "Chrome", "Safari/", "Safari")
	on := first("iPhone", "iPhone", "iPad", "iPad", "Android", "Android", "Windows", "Windows", "Mac OS", "Mac", "CrOS", "ChromeOS", "Linux", "Linux")
	switch {
	case name == "" && agent == "":
		return "Something that gave no name"
	case name == "":
		return excerpt(agent)
	case on == "":
		return name
	}
	return name + " on " + on
}

// languages are the choices for the site's language.
func languages() []option {
	var out []option
	for _, l := range locale.Languages() {
		out = append(out, option{l.Tag, l.Name})
	}
	return out
}
