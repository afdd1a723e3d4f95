// Package locale says the program's sentences, numbers and dates in the
// language of a site. The English sentence is the key, as in gettext; each
// language is one file in tables/.
//
// A table holds no rules: which plural form a number takes and how digits are
// grouped come from CLDR by way of golang.org/x/text.
package locale

import (
	"fmt"
	"maps"
	"slices"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Locale speaks one language. It does not change and may be used by many
// goroutines at once.
type Locale struct {
	tag     language.Tag
	table   *table
	plurals language.Tag
	printer *message.Printer
}

// Language is one language that has a table.
type Language struct {
	Tag  string // BCP 47, such as "en-GB"
	Name string // in the language itself
}

// For is the locale for a BCP 47 tag. A language without a table speaks
// English, but keeps its own tag, direction and number format; a tag that is
// none at all is English.
func For(lang string) *Locale {
	all := loaded()
	if l, ok := all.ready[lang]; ok {
		return l
	}
	tag, err := language.Parse(lang)
	if err != nil || tag == language.Und {
		return all.ready[english]
	}
	_, i, sure := all.matcher.Match(tag)
	if sure < language.High {
		i = 0
	}
	return newLocale(tag, all.tables[i])
}

// Languages lists the languages that have a table, English first and the
// others in the order of their tags.
func Languages() []Language {
	var out []Language
	for _, t := range loaded().tables {
		out = append(out, Language{Tag: t.tag.String(), Name: t.Name})
	}
	return out
}

func newLocale(tag language.Tag, t *table) *Locale {
	digits, err := tag.SetTypeForKey("nu", "latn") // the digits that dates use
	if err != nil {
		digits = tag
	}
	return &Locale{tag: tag, table: t, plurals: t.tag, printer: message.NewPrinter(digits)}
}

// Tag is the BCP 47 tag, for the lang attribute.
func (l *Locale) Tag() string { return l.tag.String() }

// Dir is the direction of the script: "ltr" or "rtl".
func (l *Locale) Dir() string {
	script, _ := l.tag.Script()
	if slices.Contains(rightToLeft, script.String()) {
		return "rtl"
	}
	return "ltr"
}

var rightToLeft = []string{"Arab", "Aran", "Hebr", "Syrc", "Thaa", "Nkoo", "Adlm", "Rohg", "Mand", "Samr", "Yezi"}

// T says an English sentence in this language. With args it is a format whose
// whole numbers are written the language's way; so a year goes in as a string.
// A sentence that the table lacks stays English.
func (l *Locale) T(english string, args ...any) string {
	format := english
	if m, ok := l.table.find(english); ok {
		format = m.text
	}
	return l.format(format, args)
}

// N says a sentence that counts n things. One and many are the English forms
// and one of them is the key; without args, n itself fills the format.
func (l *Locale) N(one, many string, n int64, args ...any) string {
	if len(args) == 0 {
		args = []any{n}
	}
	m, ok := l.table.find(one)
	switch {
	case ok && m.forms != nil:
		return l.format(m.forms[form(l.plurals, n)], args)
	case n == 1:
		return l.format(one, args)
	}
	return l.format(many, args)
}

// Number writes a whole number with the language's grouping.
func (l *Locale) Number(n int64) string { return l.printer.Sprint(n) }

func (l *Locale) format(format string, args []any) string {
	if len(args) == 0 {
		return format
	}
	return l.printer.Sprintf(format, args...)
}

// form is the CLDR plural category of n: "one", "few", "other" and so on.
func form(tag language.Tag, n int64) string {
	i := uint64(n)
	if n < 0 {
		i = -i
	}
	const most = 10_000_000 // the rules look at no more digits than this keeps
	if i >= most {
		i = i%(most/10) + most/10
	}
	return forms[plural.Cardinal.MatchPlural(tag, int(i), 0, 0, 0, 0)]
}

var forms = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two",
	plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// Missing tells which of the given keys the language's table lacks, sorted.
// The English table needs none.
func Missing(lang string, keys []string) ([]string, error) {
	l, ok := loaded().ready[lang]
	if !ok {
		return nil, fmt.Errorf("no table for %q", lang)
	}
	lacks := map[string]bool{}
	for _, k := range keys {
		if _, ok := l.table.find(k); !ok && !l.table.isEnglish() {
			lacks[k] = true
		}
	}
	return slices.Sorted(maps.Keys(lacks)), nil
}
