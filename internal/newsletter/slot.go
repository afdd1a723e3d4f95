package newsletter

import (
	"crypto/rand"
	"fmt"
	"html"
	"regexp"
	"strconv"
	"strings"

	"onrecord/internal/mail"
)

// What a slot of an issue is filled with.
const (
	slotName        = "name"
	slotEmail       = "email"
	slotUnsubscribe = "unsubscribe"
	slotPreferences = "preferences"
)

// slot is one place in an issue that differs from recipient to recipient.
type slot struct {
	Kind     string `json:"kind"`
	Fallback string `json:"fallback,omitempty"` // for a recipient without a name
}

// slots marks the places while an issue is rendered. A mark is a word of
// letters and digits that no author can foresee, so it passes every escaping
// unharmed and cannot be forged; cut turns it into a slot.
type slots struct {
	nonce string
	list  []slot
}

func newSlots() *slots { return &slots{nonce: "x" + rand.Text()} }

// mark is the word that stands for a slot until cut.
func (s *slots) mark(k slot) string {
	for n, have := range s.list {
		if have == k {
			return s.word(n)
		}
	}
	s.list = append(s.list, k)
	return s.word(len(s.list) - 1)
}

func (s *slots) word(n int) string { return fmt.Sprintf("%sn%dn", s.nonce, n) }

// merge is {name} or {name|friend} in an introduction.
var merge = regexp.MustCompile(`\{name(?:\|([^{}|\n]{0,60}))?\}`)

// markNames puts marks in place of the merge fields of a Markdown text.
func (s *slots) markNames(src, fallback string) string {
	return merge.ReplaceAllStringFunc(src, func(m string) string {
		k := slot{Kind: slotName, Fallback: fallback}
		if _, own, ok := strings.Cut(strings.Trim(m, "{}"), "|"); ok {
			k.Fallback = strings.TrimSpace(own)
		}
		return s.mark(k)
	})
}

// cut takes a rendered text apart at its marks.
func (s *slots) cut(text string) []mail.Piece {
	var out []mail.Piece
	for {
		before, rest, ok := strings.Cut(text, s.nonce+"n")
		if before != "" {
			out = append(out, mail.Piece{Text: before})
		}
		if !ok {
			return out
		}
		number, after, _ := strings.Cut(rest, "n")
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 || n >= len(s.list) {
			return out // cannot happen: only mark makes such a word
		}
		out, text = append(out, mail.Piece{Slot: n + 1}), after
	}
}

// personal is what the slots of one recipient are filled with.
type personal struct{ name, email, unsubscribe, preferences string }

// values are the fillings, as text and escaped for HTML.
func (p personal) values(list []slot) (text, escaped []string) {
	text, escaped = make([]string, len(list)), make([]string, len(list))
	for n, k := range list {
		v := ""
		switch k.Kind {
		case slotName:
			if v = p.name; v == "" {
				v = k.Fallback
			}
		case slotEmail:
			v = p.email
		case slotUnsubscribe:
			v = p.unsubscribe
		case slotPreferences:
			v = p.preferences
		}
		text[n], escaped[n] = v, html.EscapeString(v)
	}
	return text, escaped
}

// join fills pieces, for people to look at.
func join(pieces []mail.Piece, values []string) string {
	var b strings.Builder
	for _, p := range pieces {
		if p.Slot > 0 {
			b.WriteString(values[p.Slot-1])
		} else {
			b.WriteString(p.Text)
		}
	}
	return b.String()
}
