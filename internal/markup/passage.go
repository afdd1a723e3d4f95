package markup

import (
	"sort"
	"strings"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Passage is one run of words of a text: a paragraph, a heading, a cell. Code is
// in none. A character that stands for something else, such as a printed value
// or code, is U+FFFC.
type Passage struct {
	Kind  PassageKind
	Text  string
	Bound []Bound
	Table int // of a cell: which table, counted from 1
	Row   int // of a cell, counted from 0, the head
	Col   int
	spans []span
}

// PassageKind is where the words stand.
type PassageKind string

// The kinds of passages.
const (
	InParagraph PassageKind = "paragraph"
	InHeading   PassageKind = "heading"
	InQuote     PassageKind = "quote" // a paragraph of a block quote
	InCell      PassageKind = "cell"
	InAlt       PassageKind = "alt" // what a picture shows
)

// Bound is a binding within a passage, with the bytes of its words there.
type Bound struct {
	Binding
	TextFrom, TextTo int
}

// span says where a piece of a passage stands in the source.
type span struct{ text, source int }

// Source is the byte of the source at which a byte of the passage stands.
func (p *Passage) Source(at int) int {
	i := sort.Search(len(p.spans), func(i int) bool { return p.spans[i].text > at }) - 1
	if i < 0 {
		return 0
	}
	return p.spans[i].source + at - p.spans[i].text
}

const standIn = "\uFFFC"

// Passages lists what a text says, in the order of its source.
func Passages(src string) []Passage {
	source := []byte(valid(src))
	doc := withRaw.Parser().Parse(text.NewReader(source), parser.WithContext(parser.NewContext()))
	bind(doc, source)
	r := gatherer{source: source}
	_ = ast.Walk(doc, r.visit)
	return r.list
}

type gatherer struct {
	source []byte
	list   []Passage
	tables int
	row    int
	col    int
}

func (r *gatherer) visit(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	kind := InParagraph
	switch n := n.(type) {
	case *extast.Table:
		r.tables++
		r.row = -1
		return ast.WalkContinue, nil
	case *extast.TableHeader, *extast.TableRow:
		r.row++
		r.col = -1
		return ast.WalkContinue, nil
	case *extast.TableCell:
		kind = InCell
		r.col++
	case *ast.Heading:
		kind = InHeading
	case *ast.Paragraph, *ast.TextBlock:
		for up := n.Parent(); up != nil; up = up.Parent() {
			if up.Kind() == ast.KindBlockquote {
				kind = InQuote
			}
		}
	default:
		return ast.WalkContinue, nil
	}
	p := reading{source: r.source, Passage: Passage{Kind: kind}}
	if kind == InCell {
		p.Table, p.Row, p.Col = r.tables, r.row, r.col
	}
	p.children(n)
	p.Text = p.b.String()
	r.list = append(append(r.list, p.Passage), p.alts...)
	return ast.WalkSkipChildren, nil
}

// reading is a passage that is being read.
type reading struct {
	Passage
	b      strings.Builder
	source []byte
	alts   []Passage
}

func (p *reading) children(n ast.Node) {
	for k := n.FirstChild(); k != nil; k = k.NextSibling() {
		p.inline(k)
	}
}

func (p *reading) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		p.text(n)
	case *ast.String:
		p.b.Write(n.Value)
	case *ast.CodeSpan, *ast.AutoLink:
		p.stand(n.Pos())
	case *ast.RawHTML:
	case *ast.Image:
		alt := reading{source: p.source, Passage: Passage{Kind: InAlt}}
		alt.children(n)
		if alt.Text = alt.b.String(); alt.Text != "" {
			p.alts = append(append(p.alts, alt.Passage), alt.alts...)
		}
	case *claimNode:
		from := p.b.Len()
		if n.Printed {
			p.stand(n.Start)
		}
		p.children(n)
		p.Bound = append(p.Bound, Bound{Binding: n.Binding, TextFrom: from, TextTo: p.b.Len()})
	default:
		p.children(n)
	}
}

// text keeps track of where words stand; what an escape or an entity stands for
// is a piece of its own.
func (p *reading) text(n *ast.Text) {
	raw := n.Segment.Value(p.source)
	p.spans = append(p.spans, span{p.b.Len(), n.Segment.Start})
	plain := raw
	if strings.ContainsAny(string(raw), "\\&") {
		plain = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(raw)))
	}
	if len(plain) == len(raw) {
		p.b.Write(plain)
	} else {
		p.uneven(raw, n.Segment.Start)
	}
	if n.SoftLineBreak() || n.HardLineBreak() {
		p.spans = append(p.spans, span{p.b.Len(), n.Segment.Stop})
		p.b.WriteByte(' ')
	}
}

// uneven writes a piece whose escapes are shorter than they are written.
func (p *reading) uneven(raw []byte, start int) {
	for i := 0; i < len(raw); {
		end := i + 1
		switch raw[i] {
		case '\\':
			end = min(i+2, len(raw))
		case '&':
			for end < len(raw) && end-i < 40 && raw[end-1] != ';' && raw[end] != '&' {
				end++
			}
			if raw[end-1] != ';' {
				end = i + 1
			}
		}
		if end > i+1 {
			p.spans = append(p.spans, span{p.b.Len(), start + i})
			p.b.Write(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(raw[i:end]))))
			p.spans = append(p.spans, span{p.b.Len(), start + end})
		} else {
			p.b.WriteByte(raw[i])
		}
		i = end
	}
}

func (p *reading) stand(source int) {
	p.spans = append(p.spans, span{p.b.Len(), max(source, 0)})
	p.b.WriteString(standIn)
}
