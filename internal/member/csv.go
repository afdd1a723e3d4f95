package member

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Limits of a CSV file, in bytes and columns. What is over them is refused
// row by row and never held in memory.
const (
	mostCell    = 10 << 10
	mostColumns = 200
	headerPeek  = 64 << 10
)

// flaw is what is wrong with a record as such.
type flaw int

const (
	sound flaw = iota
	overlong
	crowded  // too many columns
	unclosed // the file ends within quotation marks
)

// record is one row of a file. Its cells are good until the next is read.
type record struct {
	cells []string
	flaw  flaw
}

// blank is true of an empty line, and of the rows of empty cells that
// spreadsheets leave at the end.
func (r *record) blank() bool {
	for _, cell := range r.cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return r.flaw == sound
}

// csvReader reads RFC 4180 as spreadsheets write it: any line ends, any of
// three separators, quotation marks within a bare cell taken as they stand.
// Unlike encoding/csv it holds no more than the limits allow, whatever a cell
// or an open quotation mark swallows, and it knows how many bytes it has read.
type csvReader struct {
	r     *bufio.Reader
	comma byte
	read  int64 // decoded bytes consumed

	buf  []byte // of the cell being read
	long bool
	rec  record
}

// decoded gives the text of a file as UTF-8 without a byte order mark, which
// tells UTF-8 and both kinds of UTF-16 apart. Without one it is UTF-8.
func decoded(r io.Reader) (*bufio.Reader, error) {
	b := bufio.NewReaderSize(r, headerPeek)
	mark, err := b.Peek(3)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	order := unicode.LittleEndian
	switch {
	case len(mark) >= 2 && mark[0] == 0xff && mark[1] == 0xfe:
	case len(mark) >= 2 && mark[0] == 0xfe && mark[1] == 0xff:
		order = unicode.BigEndian
	case len(mark) == 3 && mark[0] == 0xef && mark[1] == 0xbb && mark[2] == 0xbf:
		_, err := b.Discard(3)
		return b, err
	default:
		return b, nil
	}
	return bufio.NewReaderSize(transform.NewReader(b, unicode.UTF16(order, unicode.ExpectBOM).NewDecoder()), headerPeek), nil
}

// skip passes over bytes that an earlier run has dealt with.
func (c *csvReader) skip(n int64) error {
	_, err := io.CopyN(io.Discard, c.r, n)
	c.read += n
	return err
}

// next reads one record; io.EOF after the last.
func (c *csvReader) next() (*record, error) {
	c.rec = record{cells: c.rec.cells[:0]}
	b, err := c.byte()
	if err != nil {
		return nil, err
	}
	if b == '\n' || b == '\r' {
		return &c.rec, c.endLine(b)
	}
	c.unread()
	for {
		last, err := c.cell()
		if err != nil {
			return nil, err
		}
		c.keep()
		if last {
			return &c.rec, nil
		}
	}
}

// keep adds the cell in buf to the record, or says why not.
func (c *csvReader) keep() {
	switch {
	case c.long:
		c.rec.flaw = max(c.rec.flaw, overlong)
	case len(c.rec.cells) == mostColumns:
		c.rec.flaw = max(c.rec.flaw, crowded)
		return
	}
	c.rec.cells = append(c.rec.cells, string(c.buf))
}

// cell reads one cell into buf; last tells that the line ends behind it.
func (c *csvReader) cell() (last bool, err error) {
	c.buf, c.long = c.buf[:0], false
	b, err := c.byte()
	if err == nil && b == '"' {
		if err := c.quoted(); err != nil {
			return true, eofIsFine(err)
		}
		b, err = c.byte()
	}
	for ; err == nil; b, err = c.byte() {
		switch b {
		case c.comma:
			return false, nil
		case '\n', '\r':
			return true, c.endLine(b)
		}
		c.put(b)
	}
	return true, eofIsFine(err)
}

// quoted reads up to the closing mark; a doubled one is a mark of the text.
func (c *csvReader) quoted() error {
	for {
		b, err := c.byte()
		if err == nil && b == '"' {
			if b, err = c.byte(); errors.Is(err, io.EOF) {
				return nil
			}
			if err == nil && b != '"' {
				c.unread()
				return nil
			}
		}
		if errors.Is(err, io.EOF) {
			c.rec.flaw = unclosed
		}
		if err != nil {
			return err
		}
		c.put(b)
	}
}

func (c *csvReader) put(b byte) {
	if len(c.buf) < mostCell {
		c.buf = append(c.buf, b)
	} else {
		c.long = true
	}
}

func (c *csvReader) byte() (byte, error) {
	b, err := c.r.ReadByte()
	if err == nil {
		c.read++
	}
	return b, err
}

func (c *csvReader) unread() {
	c.r.UnreadByte() //nolint:errcheck // only called right after byte
	c.read--
}

// endLine takes the line feed that may follow a carriage return.
func (c *csvReader) endLine(b byte) error {
	if b != '\r' {
		return nil
	}
	b, err := c.byte()
	if err != nil {
		return eofIsFine(err)
	}
	if b != '\n' {
		c.unread()
	}
	return nil
}

func eofIsFine(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
