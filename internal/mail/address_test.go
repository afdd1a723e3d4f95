package mail_test

import (
	"strings"
	"testing"

	"onrecord/internal/fault"
	"onrecord/internal/mail"
)

func TestAnAddressHasOneNormalForm(t *testing.T) {
	for _, c := range []struct{ in, email, norm string }{
		{"ann@example.org", "ann@example.org", "ann@example.org"},
		{"  Ann.Lee+news@Example.ORG \n", "Ann.Lee+news@example.org", "ann.lee+news@example.org"},
		{"ann@BÜCHER.example", "ann@bücher.example", "ann@xn--bcher-kva.example"},
		{"ann@xn--bcher-kva.example", "ann@bücher.example", "ann@xn--bcher-kva.example"},
		{"ann@ｅｘａｍｐｌｅ.org", "ann@example.org", "ann@example.org"},
		{"Jose\u0301@example.org", "José@example.org", "josé@example.org"},
		{"o'hara!#$%&'*+-/=?^_`{|}~@example.org", "o'hara!#$%&'*+-/=?^_`{|}~@example.org", "o'hara!#$%&'*+-/=?^_`{|}~@example.org"},
		{"أحمد@مثال.إختبار", "أحمد@مثال.إختبار", "أحمد@xn--mgbh0fb.xn--kgbechtv"},
	} {
		email, norm, err := mail.ParseAddress(c.in)
		if err != nil || email != c.email || norm != c.norm {
			t.Errorf("%q: got %q, %q, %v", c.in, email, norm, err)
		}
	}
}

var badAddresses = []string{
	"", " ", "ann", "@", "ann@", "@example.org", "ann@example", "ann@localhost", "ann@example.org.", "ann@.org", "ann@example..org",
	".ann@example.org", "ann.@example.org", "a..n@example.org", "a n@example.org", "ann@exa mple.org", "a@b@example.org",
	`"a b"@example.org`, `"ann"@example.org`, "ann@[127.0.0.1]", "ann@[IPv6:::1]", "ann@127.0.0.1", "ann@1.2", "Ann <ann@example.org>", "ann@example.org, b@example.org",
	"ann@example.org\x00", "an\x00n@example.org", "ann\r\nBcc: x@example.org@example.org", "ann@example.org\r\nBcc: x", "ann\n@example.org", "ann@exam\nple.org", "ann\t@example.org",
	"ann\u2028@example.org", "ann\u200b@example.org", "ann\u202e@example.org", "ann\u00a0@example.org", "ａｎｎ@example.org", "ﬁn@example.org", "ann\xff@example.org", "ann@exa\xffmple.org",
	"ann@exa_mple.org", "ann@-example.org", "(ann)@example.org", "ann@example.org(x)", "ann;@example.org", "ann:@example.org", "ann\\@example.org", "<ann@example.org>", "mailto:ann@example.org",
	strings.Repeat("a", 65) + "@example.org", "a@" + strings.Repeat("b", 64) + ".org", "a@" + strings.Repeat("bbbb.", 50) + "org", strings.Repeat("a", 100000) + "@example.org",
}

func TestWhatIsNoAddressIsRefusedWithASentence(t *testing.T) {
	for _, in := range badAddresses {
		if email, norm, err := mail.ParseAddress(in); !fault.Is(err, fault.Invalid) || !strings.HasSuffix(fault.Sentence(err), ".") {
			t.Errorf("%.60q: got %q, %q, %v", in, email, norm, err)
		}
	}
}

func FuzzTheNormalFormIsItsOwnNormalForm(f *testing.F) {
	for _, s := range badAddresses {
		f.Add(s)
	}
	f.Add("Ann@Bücher.example")
	f.Add("İΣ@example.org")
	f.Fuzz(func(t *testing.T, s string) {
		email, norm, err := mail.ParseAddress(s)
		if err != nil {
			return
		}
		if strings.ContainsAny(email+norm, "\r\n\x00 <>\"") {
			t.Fatalf("%q gave %q, %q", s, email, norm)
		}
		if _, again, err := mail.ParseAddress(norm); err != nil || again != norm {
			t.Errorf("norm %q gave %q, %v", norm, again, err)
		}
		if same, again, err := mail.ParseAddress(email); err != nil || again != norm || same != email {
			t.Errorf("email %q gave %q, %q, %v", email, same, again, err)
		}
	})
}
