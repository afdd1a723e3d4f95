package member

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"onrecord/internal/fault"
	"onrecord/internal/mail"
)

// The columns of a member list, in the order they are exported.
const (
	colEmail = iota
	colName
	colStatus
	colLabels
	colCreated
	colNewsletters
	colCount
)

var columnNames = [colCount]string{"email", "name", "status", "labels", "created_at", "newsletters"}

// spellings are other names that programs give to the columns.
var spellings = map[string]string{
	"e-mail": "email", "email address": "email", "e-mail address": "email", "email_address": "email",
	"full name": "name", "full_name": "name", "label": "labels", "created at": "created_at", "subscribed_at": "created_at",
}

// table is a CSV file whose header was understood.
type table struct {
	csvReader
	columns int
	at      [colCount]int // where each column stands; -1 when it is missing
}

// openTable reads the header. What cannot be a member list is fault.Invalid
// on field file.
func openTable(r io.Reader) (*table, error) {
	text, err := decoded(r)
	if err != nil {
		return nil, err
	}
	head, err := text.Peek(headerPeek)
	if len(head) == 0 {
		if eofIsFine(err) != nil {
			return nil, err
		}
		return nil, invalid("file", "This file is empty.")
	}
	t := &table{csvReader: csvReader{r: text}}
	if t.comma, err = separator(head); err != nil {
		return nil, err
	}
	first, err := t.next()
	if err != nil {
		return nil, err
	}
	t.columns = len(first.cells)
	for i := range t.at {
		t.at[i] = -1
	}
	for i, cell := range first.cells {
		c := slices.Index(columnNames[:], columnName(cell))
		if c < 0 {
			continue
		}
		if t.at[c] >= 0 {
			return nil, invalid("file", "The first row names the column “%s” twice; keep one of them.", columnNames[c])
		}
		t.at[c] = i
	}
	return t, nil
}

func columnName(cell string) string {
	name := strings.ToLower(strings.TrimSpace(cell))
	if other, ok := spellings[name]; ok {
		return other
	}
	return name
}

// separator is the one of comma, semicolon and tab that gives the header most
// columns, one of them the address.
func separator(head []byte) (byte, error) {
	var best byte
	most := 0
	for _, comma := range []byte{',', ';', '\t'} {
		c := csvReader{r: bufio.NewReader(bytes.NewReader(head)), comma: comma}
		rec, err := c.next()
		if err != nil || rec.flaw != sound {
			continue
		}
		if n := len(rec.cells); n > most && slices.ContainsFunc(rec.cells, func(cell string) bool { return columnName(cell) == "email" }) {
			best, most = comma, n
		}
	}
	if best == 0 {
		return 0, invalid("file", "The first row must name the columns, separated by commas, semicolons or tabs; one of them must be “email”.")
	}
	return best, nil
}

// entry is one row, read but not yet compared with what is stored.
type entry struct {
	row                 int64
	email, normal, name string
	status              Status // "" when the file does not say
	labels              []string
	newsletters         []string  // their slugs
	created             time.Time // zero when the file does not say
	joins               []int64   // ids of the newsletters that the row subscribes to
	stray               string    // a slug that no newsletter has
	refused             string    // why the row is not imported
}

// entry makes sense of a record.
func (t *table) entry(rec *record, row int64, now time.Time) entry {
	e := entry{row: row, email: strings.TrimSpace(t.value(rec, colEmail))}
	refuse := func(sentence string) entry {
		e.refused = sentence
		return e
	}
	switch {
	case rec.flaw == unclosed:
		return refuse("A quotation mark that begins here is never closed, so the rest of the file could not be read.")
	case rec.flaw == overlong:
		return refuse("A cell of this row is longer than 10 kilobytes.")
	case len(rec.cells) != t.columns || rec.flaw == crowded:
		return refuse(fault.New(fault.Invalid, "This row has %d cells, but the first row names %d columns.", len(rec.cells), t.columns).Message())
	}
	for _, cell := range rec.cells {
		if !utf8.ValidString(cell) || strings.ContainsRune(cell, utf8.RuneError) || strings.ContainsRune(cell, 0) {
			return refuse("This row holds characters that cannot be read; save the file as UTF-8.")
		}
	}
	if err := e.read(t, rec, now); err != nil {
		return refuse(fault.Sentence(err))
	}
	return e
}

// value is one column of a record, without the mark that keeps spreadsheets
// from taking it for a formula; "" when the column is missing.
func (t *table) value(rec *record, column int) string {
	at := t.at[column]
	if at < 0 || at >= len(rec.cells) {
		return ""
	}
	return unguard(rec.cells[at])
}

func (e *entry) read(t *table, rec *record, now time.Time) (err error) {
	email, normal, err := mail.ParseAddress(e.email)
	if err != nil {
		return err
	}
	e.email, e.normal = email, normal
	if e.name, err = checkName(t.value(rec, colName)); err != nil {
		return err
	}
	if e.status, err = parseStatus(t.value(rec, colStatus)); err != nil {
		return err
	}
	if labels := t.value(rec, colLabels); labels != "" {
		if e.labels, err = checkLabels(strings.FieldsFunc(labels, func(r rune) bool { return r == ',' || r == ';' })); err != nil {
			return err
		}
	}
	e.newsletters = strings.FieldsFunc(strings.ToLower(t.value(rec, colNewsletters)), func(r rune) bool { return r == ' ' || r == ',' || r == ';' })
	e.created, err = parseTime(t.value(rec, colCreated), now)
	return err
}

func parseStatus(cell string) (Status, error) {
	switch s := Status(strings.ToLower(strings.TrimSpace(cell))); s {
	case "", Active, Unsubscribed, Bounced, Complained:
		return s, nil
	case "subscribed", "enabled", "confirmed":
		return Active, nil
	}
	return "", fault.New(fault.Invalid, "The status must be active, unsubscribed, bounced, complained or empty.")
}

var timeForms = []string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly}

// parseTime reads a time of the past, in UTC where the cell does not say.
func parseTime(cell string, now time.Time) (time.Time, error) {
	if cell = strings.TrimSpace(cell); cell == "" {
		return time.Time{}, nil
	}
	for _, form := range timeForms {
		t, err := time.Parse(form, cell)
		if err != nil {
			continue
		}
		if t.Year() < 1990 || t.After(now) {
			return time.Time{}, fault.New(fault.Invalid, "The date in created_at must lie between 1990 and now.")
		}
		return t.UTC().Truncate(time.Millisecond), nil
	}
	return time.Time{}, fault.New(fault.Invalid, "The date in created_at must look like 2026-11-23 or 2026-11-23T09:30:00Z.")
}

// formula are the first characters for which a spreadsheet runs a cell.
const formula = "=+-@\t\r"

// guard puts ' before what a spreadsheet would run, and before what unguard
// would otherwise strip. Where the semicolon parts the columns, as in much of
// Europe, each piece between two of them is a cell, whatever the quotation
// marks say.
func guard(cell string) string {
	return eachPiece(cell, func(piece string) string {
		if runs(piece) {
			return "'" + piece
		}
		return piece
	})
}

// unguard takes back what guard did.
func unguard(cell string) string {
	return eachPiece(cell, func(piece string) string {
		if runs(piece) {
			return strings.TrimPrefix(piece, "'")
		}
		return piece
	})
}

// runs tells whether a piece is a formula, but for apostrophes before it.
func runs(piece string) bool {
	rest := strings.TrimLeft(piece, "'")
	return rest != "" && strings.IndexByte(formula, rest[0]) >= 0
}

func eachPiece(cell string, f func(string) string) string {
	if strings.IndexByte(cell, ';') < 0 {
		return f(cell)
	}
	pieces := strings.Split(cell, ";")
	for i := range pieces {
		pieces[i] = f(pieces[i])
	}
	return strings.Join(pieces, ";")
}
