package markup

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Parse reads Markdown. It takes any input, in linear time, and never fails:
// what it does not understand is text.
//
// Where the grammar allows constructs that cost more than they are worth,
// Parse has bounds that no person's text meets; see bounds.go.
func Parse(src string) *Document {
	return parse(valid(src), false)
}

func valid(src string) string { return strings.ToValidUTF8(src, "\uFFFD") }

// parse reads the whole text, or only its public part.
func parse(src string, public bool) *Document {
	rendered, divided, bindings := render(withRaw, src, public)
	nodes, ok := tree(rendered)
	if !ok { // nested deeper than a browser would follow; the raw HTML can only be the cause
		rendered, _, bindings = render(withoutRaw, src, public)
		nodes, _ = tree(rendered)
	}
	d := &Document{body: nodes, bindings: bindings}
	d.name()
	if public {
		d.body = referred(nodes)
	} else if divided {
		d.src, d.divided = src, true
	}
	d.settle()
	return d
}

// Both engines are built once and never change.
var (
	withRaw    = engine(rawHTML{sanitise}, html.WithUnsafe())
	withoutRaw = engine(rawHTML{func([]byte) []byte { return nil }}, html.WithUnsafe())
)

// engine is CommonMark with our extensions. The addresses it lets through are
// judged later, in the tree.
func engine(raw rawHTML, options ...renderer.Option) goldmark.Markdown {
	m := goldmark.New(goldmark.WithParser(boundedParser()), goldmark.WithRendererOptions(options...))
	table := extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))
	m.Renderer().AddOptions(renderer.WithNodeRenderers(
		util.Prioritized(raw, 100),
		util.Prioritized(marks{}, 200),
		util.Prioritized(table, 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
	))
	return m
}

func render(m goldmark.Markdown, src string, public bool) (rendered string, divided bool, bindings []Binding) {
	var b bytes.Buffer
	b.Grow(len(src) + len(src)/4)
	source := []byte(src)
	doc := m.Parser().Parse(text.NewReader(source), parser.WithContext(parser.NewContext()))
	divided = publicPart(doc, source, public)
	bindings = bind(doc, source)
	if err := m.Renderer().Render(&b, source, doc); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return b.String(), divided, bindings
}
