package markup

import (
	"net/url"
	"slices"
	"strings"
)

// linkAddress is an address as it may stand in a link: http, https, mailto, tel
// or relative to the page. It refuses every other scheme, however it is spelt.
func linkAddress(s string) (string, bool) {
	return address(s, "http", "https", "mailto", "tel")
}

// imageAddress is an address as it may stand in an image.
func imageAddress(s string) (string, bool) {
	s, ok := address(s, "http", "https")
	return s, ok && s != "" && s[0] != '#'
}

// address reads an address as browsers do (they drop tabs and line ends, trim
// spaces and controls, and take a backslash for a slash) and writes it so that
// no reader can read it otherwise.
func address(s string, schemes ...string) (string, bool) {
	s = strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' {
			return -1
		}
		return r
	}, s)
	s = strings.TrimFunc(s, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\u00a0' || r == '\ufeff' })
	if scheme, colon := schemeOf(s); colon {
		if !slices.Contains(schemes, strings.ToLower(scheme)) {
			return "", false
		}
		s = strings.ToLower(scheme) + s[len(scheme):]
	}
	s = escapeAddress(s)
	if _, err := url.Parse(s); err != nil {
		return "", false
	}
	return s, true
}

// schemeOf is what stands before the first colon, if that comes before anything
// that ends a scheme. Whether it is a well-formed scheme does not matter.
func schemeOf(s string) (string, bool) {
	i := strings.IndexAny(s, ":/?#\\")
	if i < 0 || s[i] != ':' {
		return "", false
	}
	return s[:i], true
}

// escapeAddress leaves only the characters that an address may have; a percent
// sign that begins no escape is escaped.
func escapeAddress(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '\\':
			b.WriteByte('/')
		case c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>^`{|}'", c) >= 0 || c == '%' && !escaped(s[i:]):
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func escaped(s string) bool {
	return len(s) > 2 && hexDigit(s[1]) && hexDigit(s[2])
}

func hexDigit(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// absolute resolves an address against Base, if there is one.
func (o *Options) absolute(s string) string {
	if o.Base == nil {
		return s
	}
	u, err := o.Base.Parse(s)
	if err != nil {
		return s
	}
	return u.String()
}

// external says whether an address leads to another host than Base.
func (o *Options) external(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return false
	}
	return o.Base == nil || !strings.EqualFold(u.Host, o.Base.Host)
}
