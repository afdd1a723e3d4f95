package markup

import (
	"bytes"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// The parser's time must grow with the length of the text and with nothing
// else. The grammar has a handful of places where it would grow with the
// square; each has a bound here, far above what a person writes. Beyond a bound
// the characters stay what they are: text.
//
//  1. Quotes, lists and notes nest maxDepth deep, containers deepestFence; each line is matched against
//     every open container.
//  2. Emphasis and strikethrough nest maxInline deep, and a paragraph has at
//     most maxDelimiters of their marks: a closing mark looks at every opening
//     one before it.
//  3. A paragraph has at most maxMisses links and tags that were begun and not
//     finished: each of them is looked for to the end of the paragraph. It has
//     at most maxLookups closing brackets times lines: each bracket counts lines.
//  4. A backtick run without its equal is looked for once per length, and for at
//     most maxMisses lengths. Brackets wait for their end maxOpen at a time.
//  5. A text has at most maxNotes footnotes: each reference looks through them.
//  6. At most maxMadeUp cells are made up in a text for table rows that are
//     shorter than their header, and at most maxEscaped pipes are escaped in
//     tables; a table that asks for more is no table.
//  7. A paragraph begins with at most maxDefinitions link definitions: each one
//     moves the lines that follow it.
const (
	maxDepth       = 32
	maxInline      = 32
	maxDelimiters  = 1000
	maxMisses      = 100
	maxOpen        = 100
	maxLookups     = 1_000_000
	maxNotes       = 1000
	maxMadeUp      = 10_000
	maxEscaped     = 500
	maxDefinitions = 2000
)

func boundedParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(shallow{parser.NewListParser()}, 300),
			util.Prioritized(shallow{parser.NewListItemParser()}, 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(shallow{parser.NewBlockquoteParser()}, 800),
			util.Prioritized(shallow{fences{}}, 850),
			util.Prioritized(parser.NewHTMLBlockParser(), 900),
			util.Prioritized(fewNotes{shallow{extension.NewFootnoteBlockParser()}}, 999),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
			util.Prioritized(codeSpans{parser.NewCodeSpanParser()}, 100),
			util.Prioritized(extension.NewFootnoteParser(), 101),
			util.Prioritized(links{parser.NewLinkParser()}, 200),
			util.Prioritized(braces{}, 250),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(tags{parser.NewRawHTMLParser()}, 400),
			util.Prioritized(delimiters{parser.NewEmphasisParser()}, 500),
			util.Prioritized(delimiters{extension.NewStrikethroughParser()}, 500),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(fewDefinitions{parser.LinkReferenceParagraphTransformer}, 100),
			util.Prioritized(fullTables{extension.NewTableParagraphTransformer()}, 200),
		),
		parser.WithASTTransformers(
			util.Prioritized(extension.NewTableASTTransformer(), 0),
			util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
			util.Prioritized(flat{}, 1000),
		),
	)
}

// shallow opens a container only where it is not nested too deep.
type shallow struct{ parser.BlockParser }

func (s shallow) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		depth++
	}
	// A list item is judged as its list was, so that no list is left without one.
	if _, list := parent.(*ast.List); list {
		depth--
	}
	if depth > maxDepth {
		return nil, parser.NoChildren
	}
	return s.BlockParser.Open(parent, reader, pc)
}

var notesKey = parser.NewContextKey()

type fewNotes struct{ parser.BlockParser }

func (f fewNotes) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	n, _ := pc.Get(notesKey).(int)
	if n >= maxNotes {
		return nil, parser.NoChildren
	}
	node, state := f.BlockParser.Open(parent, reader, pc)
	if node != nil {
		pc.Set(notesKey, n+1)
	}
	return node, state
}

// paragraph is what the inline parsers remember about the block they are in.
type paragraph struct {
	block      ast.Node
	misses     int
	delimiters int
	open       int          // brackets that wait for their end
	closed     int          // brackets that ended
	unmatched  map[int]bool // lengths of backtick runs that have no equal from here on
}

var paragraphKey = parser.NewContextKey()

func paragraphOf(block ast.Node, pc parser.Context) *paragraph {
	p, _ := pc.Get(paragraphKey).(*paragraph)
	if p == nil || p.block != block {
		p = &paragraph{block: block}
		pc.Set(paragraphKey, p)
	}
	return p
}

type codeSpans struct{ parser.InlineParser }

func (c codeSpans) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	n := 0
	for n < len(line) && line[n] == '`' {
		n++
	}
	p := paragraphOf(parent, pc)
	if p.unmatched[n] || len(p.unmatched) >= maxMisses {
		block.Advance(n)
		return ast.NewTextSegment(segment.WithStop(segment.Start + n))
	}
	node := c.InlineParser.Parse(parent, block, pc)
	if _, missed := node.(*ast.Text); missed {
		if p.unmatched == nil {
			p.unmatched = map[int]bool{}
		}
		p.unmatched[n] = true
	}
	return node
}

type links struct{ parser.InlineParser }

func (l links) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, _ := block.PeekLine()
	p := paragraphOf(parent, pc)
	if line[0] == ']' {
		p.open = max(0, p.open-1)
		if p.closed++; p.closed*parent.Lines().Len() > maxLookups {
			return nil
		}
		node := l.InlineParser.Parse(parent, block, pc)
		if node == nil && len(line) > 1 && (line[1] == '(' || line[1] == '[') {
			p.misses++
		}
		return node
	}
	if p.misses >= maxMisses || p.open >= maxOpen {
		return nil
	}
	node := l.InlineParser.Parse(parent, block, pc)
	if node != nil {
		p.open++
	}
	return node
}

// CloseBlock hands on what the link parser has to do at the end of a block.
func (l links) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	l.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

type tags struct{ parser.InlineParser }

func (t tags) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	p := paragraphOf(parent, pc)
	if p.misses >= maxMisses {
		return nil
	}
	line, _ := block.PeekLine()
	node := t.InlineParser.Parse(parent, block, pc)
	if node == nil && len(line) > 1 && (util.IsAlphaNumeric(line[1]) || line[1] == '/' || line[1] == '!') {
		p.misses++
	}
	return node
}

type delimiters struct{ parser.InlineParser }

func (d delimiters) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	p := paragraphOf(parent, pc)
	if p.delimiters >= maxDelimiters {
		return nil
	}
	node := d.InlineParser.Parse(parent, block, pc)
	if node != nil {
		p.delimiters++
	}
	return node
}

type fewDefinitions struct{ parser.ParagraphTransformer }

func (f fewDefinitions) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	definitions, lines := 0, node.Lines()
	for i := range lines.Len() {
		segment := lines.At(i)
		if line := bytes.TrimLeft(segment.Value(reader.Source()), " "); len(line) > 0 && line[0] == '[' {
			definitions++
		}
	}
	if definitions > 0 && definitions <= maxDefinitions {
		f.ParagraphTransformer.Transform(node, reader, pc)
	}
}

var tableCostKey = parser.NewContextKey()

// tableCost is what the tables of a text have asked for so far.
type tableCost struct{ madeUp, escaped int }

type fullTables struct{ parser.ParagraphTransformer }

func (f fullTables) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	cost, _ := pc.Get(tableCostKey).(tableCost)
	cost.add(node.Lines(), reader.Source())
	if cost.madeUp > maxMadeUp || cost.escaped > maxEscaped {
		return
	}
	pc.Set(tableCostKey, cost)
	f.ParagraphTransformer.Transform(node, reader, pc)
}

// add counts what a paragraph would cost if it is a table.
func (c *tableCost) add(lines *text.Segments, source []byte) {
	columns := 0
	for i := range lines.Len() {
		segment := lines.At(i)
		line := segment.Value(source)
		cells := bytes.Count(line, []byte{'|'}) + 1
		switch {
		case columns > 0:
			c.madeUp += max(0, columns-cells)
			c.escaped += bytes.Count(line, []byte(`\|`))
		case len(bytes.Trim(line, " \t\r\n|:-")) == 0 && bytes.ContainsAny(line, "|:"):
			columns = cells
		}
	}
}

// flat takes away emphasis that is nested too deep, and keeps what is in it.
type flat struct{}

func (flat) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	for n, depth := ast.Node(doc), 0; n != nil; {
		switch {
		case n.FirstChild() != nil && n.Type() == ast.TypeInline && depth >= maxInline:
			n = unwrap(n)
			continue
		case n.FirstChild() != nil:
			if n.Type() == ast.TypeInline {
				depth++
			}
			n = n.FirstChild()
			continue
		}
		for n != nil && n.NextSibling() == nil {
			n = n.Parent()
			if n != nil && n.Type() == ast.TypeInline {
				depth--
			}
		}
		if n != nil {
			n = n.NextSibling()
		}
	}
}

// unwrap puts the children of n in its place and returns the first of them.
func unwrap(n ast.Node) ast.Node {
	parent, first := n.Parent(), n.FirstChild()
	for c := first; c != nil; {
		next := c.NextSibling()
		parent.InsertBefore(parent, n, c)
		c = next
	}
	parent.RemoveChild(parent, n)
	return first
}
