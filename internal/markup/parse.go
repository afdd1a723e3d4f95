package markup

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
)

// Parse reads Markdown. It takes any input, in linear time, and never fails:
// what it does not understand is text.
//
// Where the grammar allows constructs that cost more than they are worth,
// Parse has bounds that no person's text meets; see bounds.go.
func Parse(src string) *Document {
	src = strings.ToValidUTF8(src, "\uFFFD")
	nodes, ok := tree(render(withRaw, src))
	if !ok { // nested deeper than a browser would follow; the raw HTML can only be the cause
		nodes, _ = tree(render(withoutRaw, src))
	}
	d := &Document{body: nodes}
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

func render(m goldmark.Markdown, src string) string {
	var b bytes.Buffer
	b.Grow(len(src) + len(src)/4)
	if err := m.Convert([]byte(src), &b, parser.WithContext(parser.NewContext())); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return b.String()
}
