package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"

	"onrecord/internal/fault"
)

// Limits of an address, in bytes (RFC 5321, 4.5.3.1; RFC 3696 erratum 1690).
const (
	maxLocal   = 64
	maxAddress = 254
)

var domains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// ParseAddress checks a typed address. Email is how it is shown and written to;
// normal is its one normal form, by which addresses are compared:
//
//   - white space around it is dropped, the text is NFC
//   - the domain is lower case, in Unicode in email and in A-labels in normal
//   - the local part keeps its case in email and is lower case in normal
//
// Dots and "+tag" stay, since what they mean is the host's affair. Refused, as
// fault.Invalid with a sentence: quoted local parts, address literals, domains
// without a dot, compatibility characters such as fullwidth letters, control
// and invisible characters, and more than 254 bytes in either form.
func ParseAddress(s string) (email, normal string, err error) {
	s = strings.Trim(s, " \t\r\n")
	switch {
	case s == "":
		return "", "", fault.New(fault.Invalid, "An e-mail address is needed, such as name@example.org.")
	case len(s) > 4*maxAddress || !utf8.ValidString(s):
		return "", "", badAddress()
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 {
		return "", "", badAddress()
	}
	local, err := checkLocal(s[:at])
	if err != nil {
		return "", "", err
	}
	ascii, shown, err := checkDomain(s[at+1:])
	if err != nil {
		return "", "", err
	}
	email = local + "@" + shown
	normal = norm.NFC.String(strings.ToLower(local)) + "@" + ascii
	if len(email) > maxAddress || len(normal) > maxAddress || strings.IndexByte(normal, '@') > maxLocal {
		return "", "", fault.New(fault.Invalid, "This e-mail address is too long.")
	}
	return email, normal, nil
}

func badAddress() error {
	return fault.New(fault.Invalid, "This is not an e-mail address that can be used; it looks like name@example.org.")
}

func checkLocal(local string) (string, error) {
	local = norm.NFC.String(local)
	if len(local) > maxLocal {
		return "", fault.New(fault.Invalid, "This e-mail address is too long.")
	}
	if norm.NFKC.String(local) != local {
		return "", fault.New(fault.Invalid, "This e-mail address has characters that look like others; please type it with plain letters.")
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.ContainsFunc(atom, notAtom) {
			return "", badAddress()
		}
	}
	return local, nil
}

func notAtom(r rune) bool {
	if r < utf8.RuneSelf {
		return !isAtext(byte(r))
	}
	return !unicode.In(r, unicode.L, unicode.M, unicode.N)
}

// isAtext is the atext of RFC 5322, 3.2.3.
func isAtext(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("!#$%&'*+-/=?^_`{|}~", c) >= 0
}

func checkDomain(domain string) (ascii, shown string, err error) {
	ascii, err = domains.ToASCII(domain)
	if err != nil || strings.ContainsAny(ascii, "[]:") {
		return "", "", badAddress()
	}
	last := ascii[strings.LastIndexByte(ascii, '.')+1:]
	if len(last) == len(ascii) || strings.Trim(last, "0123456789") == "" {
		return "", "", fault.New(fault.Invalid, "The part after the @ must be a full domain, such as example.org.")
	}
	if shown, err = domains.ToUnicode(ascii); err != nil {
		return "", "", badAddress()
	}
	return ascii, shown, nil
}

// envelope is an address as SMTP wants it: the local part as it is written, the
// domain in A-labels. Utf8 tells that the local part needs SMTPUTF8.
func envelope(email string) (address string, utf8Local bool, err error) {
	shown, _, err := ParseAddress(email)
	if err != nil {
		return "", false, err
	}
	at := strings.LastIndexByte(shown, '@')
	ascii, _, err := checkDomain(shown[at+1:])
	if err != nil {
		return "", false, err
	}
	return shown[:at] + "@" + ascii, !isASCII(shown[:at]), nil
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
