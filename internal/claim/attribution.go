package claim

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"onrecord/internal/figure"
	"onrecord/internal/locale"
	"onrecord/internal/markup"
)

// Attribution says in one sentence for each chain who said it, and through
// whom it came: "Officials said, according to the harbour office, cited by the
// Gazette." Reasons for anonymity follow.
func (v Version) Attribution(l *locale.Locale) string {
	var out, reasons []string
	for _, chain := range v.Chains {
		words := ""
		for i, h := range chain {
			part := h.passed(l)
			if i == 0 {
				part = h.began(l)
			}
			switch {
			case words == "":
				words = part
			case part != "":
				words = l.T("%s, %s", words, part)
			}
			if u := h.Source.Unnamed; u != nil && u.Reason != "" {
				reasons = append(reasons, l.T("The source is not named: %s", strings.TrimRight(u.Reason, ".。।")))
			}
		}
		if words != "" {
			out = append(out, l.T("%s.", capital(words)))
		}
	}
	for _, r := range reasons {
		out = append(out, l.T("%s.", r))
	}
	return strings.Join(out, " ")
}

// Name is how a source is called within a sentence.
func (c Cited) Name(l *locale.Locale) string {
	switch {
	case c.Unnamed != nil && c.Unnamed.Description != "":
		return strings.TrimRight(c.Unnamed.Description, ".。।")
	case c.Named != nil && c.Named.Role != "" && c.Named.Name != "":
		return c.Named.Name + " (" + c.Named.Role + ")"
	case c.Named != nil && c.Named.Name != "":
		return c.Named.Name
	}
	return l.T("an unnamed source")
}

// own: what the newsroom itself saw, without a name to it.
func (c Cited) own() bool { return c.Kind == Self && (c.Named == nil || c.Named.Name == "") }

// began says what the first source of a chain did.
func (h Hop) began(l *locale.Locale) string {
	if h.Source.own() {
		return l.T("This is our own reporting")
	}
	who, whom := h.Source.Name(l), h.ToWhom
	switch h.Verb {
	case "wrote":
		if whom != "" {
			return l.T("%s wrote to %s", who, whom)
		}
		return l.T("%s wrote", who)
	case "published":
		return l.T("%s published it", who)
	case "reported":
		return l.T("%s reported it", who)
	case "cited":
		return l.T("%s cited it", who)
	case "leaked":
		if whom != "" {
			return l.T("%s leaked it to %s", who, whom)
		}
		return l.T("%s leaked it", who)
	}
	if whom != "" {
		return l.T("%s told %s", who, whom)
	}
	return l.T("%s said", who)
}

// passed says who handed it on.
func (h Hop) passed(l *locale.Locale) string {
	if h.Source.own() {
		return "" // that it came to us goes without saying
	}
	who := h.Source.Name(l)
	switch h.Verb {
	case "cited":
		return l.T("cited by %s", who)
	case "reported":
		return l.T("reported by %s", who)
	case "published":
		return l.T("published by %s", who)
	case "leaked":
		return l.T("leaked by %s", who)
	}
	return l.T("according to %s", who)
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// StatusWord says a status to readers.
func StatusWord(l *locale.Locale, status string) string {
	switch status {
	case Unverified:
		return l.T("Not verified")
	case Reported:
		return l.T("Reported")
	case Confirmed:
		return l.T("Confirmed")
	case Disputed:
		return l.T("Disputed")
	case Refuted:
		return l.T("Refuted")
	case Retracted:
		return l.T("Retracted")
	case Superseded:
		return l.T("Superseded")
	}
	return status
}

// Value is the figure of a version in words, "at least 1,200 people", or its
// text where it has none.
func (v Version) Value(l *locale.Locale) string {
	if v.HasFigure() {
		return figure.For(l.Tag()).Print(v.Figure)
	}
	return v.Text
}

// Card is what a text that is bound to a version prints of it. It holds no
// address: where the pages of claims are, whoever shows it knows.
func (b Bound) Card(l *locale.Locale, zone *time.Location) markup.Claim {
	c := markup.Claim{
		Key: b.Claim.Key, Version: int(b.Version.Number), Value: b.Version.Value(l), Text: b.Version.Text,
		Chain: b.Version.Attribution(l), Status: StatusWord(l, b.Version.Status),
	}
	if last, _ := utf8.DecodeLastRuneInString(c.Text); c.Text != "" && !strings.ContainsRune(".!?…。।؟”»\"", last) {
		c.Text = l.T("%s.", c.Text)
	}
	if !b.Version.AsOf.IsZero() {
		c.AsOf = l.T("As of %s", l.Date(b.Version.AsOf, zone))
	}
	return c
}
