package member

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"onrecord/internal/fault"
	"onrecord/internal/mail"
	"onrecord/internal/page"
)

// Limits of the fields, in characters.
const (
	mostName   = 100
	mostNote   = 2000
	mostLabel  = 50
	mostLabels = 30
	mostProof  = 1000
)

// check tidies the input in place and gives the normal form of the address.
func (in *Input) check() (normal string, err error) {
	var p fault.Problems
	if in.Email, normal, err = mail.ParseAddress(in.Email); err != nil {
		pass(&p, "email", err)
	}
	if in.Name, err = checkName(in.Name); err != nil {
		pass(&p, "name", err)
	}
	in.Note = norm.NFC.String(strings.TrimSpace(in.Note))
	if !page.Clean(in.Note) || utf8.RuneCountInString(in.Note) > mostNote {
		p.Add("note", "A note is at most %d characters of plain text.", mostNote)
	}
	if in.Status != "" && !slices.Contains(Statuses(), in.Status) {
		p.Add("status", "The status is active, unsubscribed, bounced or complained.")
	}
	if in.Labels, err = checkLabels(in.Labels); err != nil {
		pass(&p, "labels", err)
	}
	return normal, p.Err()
}

// pass gives a sentence to a field as it was made, so that it can be translated.
func pass(p *fault.Problems, field string, err error) {
	if e, ok := fault.As(err); ok {
		p.Add(field, e.Format, e.Args...)
		return
	}
	p.Add(field, "This cannot be used; please type it again.")
}

func invalid(field, format string, args ...any) error {
	var p fault.Problems
	p.Add(field, format, args...)
	return p.Err()
}

// checkName tidies a name: one line, NFC, without what cannot be seen.
func checkName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if !page.Clean(name) || strings.ContainsAny(name, "\n\r\t") {
		return "", fault.New(fault.Invalid, "A name is one line of plain text.")
	}
	if !isASCII(name) {
		name = norm.NFC.String(name)
	}
	if utf8.RuneCountInString(name) > mostName {
		return "", fault.New(fault.Invalid, "A name may be at most %d characters long.", mostName)
	}
	return name, nil
}

// checkLabels tidies labels: lower-case, each once, in order.
func checkLabels(in []string) ([]string, error) {
	var out []string
	for _, l := range in {
		if !page.Clean(l) {
			return nil, fault.New(fault.Invalid, "A label is one line of plain text.")
		}
		l = norm.NFC.String(strings.ToLower(strings.Join(strings.Fields(l), " ")))
		switch {
		case l == "":
			continue
		case strings.ContainsAny(l, ",;"):
			return nil, fault.New(fault.Invalid, "A label holds neither commas nor semicolons.")
		case utf8.RuneCountInString(l) > mostLabel:
			return nil, fault.New(fault.Invalid, "A label may be at most %d characters long.", mostLabel)
		}
		out = append(out, l)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) > mostLabels {
		return nil, fault.New(fault.Invalid, "A member may have at most %d labels.", mostLabels)
	}
	return out, nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// cut keeps the first n characters of what a browser sent, without controls.
func cut(s string, n int) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
