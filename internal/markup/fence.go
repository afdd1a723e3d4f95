package markup

import (
	"bytes"
	"html"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Containers are what stands between a line of colons with a word and a line of
// as many colons: see docs/markdown.md.
const (
	fenceGallery = "gallery"
	fenceToggle  = "toggle"
	fenceMail    = "mail"
	fenceWeb     = "web"
)

var fenceWords = []string{fenceGallery, fenceToggle, fenceMail, fenceWeb}

// longestTitle bounds the line behind the word, in bytes.
const longestTitle = 300

var kindFence = ast.NewNodeKind("Container")

// fence is a container in goldmark's tree.
type fence struct {
	ast.BaseBlock
	word, title string
	colons      int
}

// Kind says what node it is.
func (*fence) Kind() ast.NodeKind { return kindFence }

// Dump is for debugging goldmark.
func (f *fence) Dump(source []byte, level int) { ast.DumpHelper(f, source, level, nil, nil) }

// fences reads containers.
type fences struct{}

// Trigger names the bytes a container begins with.
func (fences) Trigger() []byte { return []byte{':'} }

// deepestFence is how deep containers nest; the next one is text.
const deepestFence = 8

// Open begins a container.
func (fences) Open(parent ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	at := pc.BlockOffset()
	depth := 0
	for n := parent; n != nil; n = n.Parent() {
		if n.Kind() == kindFence {
			depth++
		}
	}
	if at < 0 || depth >= deepestFence {
		return nil, parser.NoChildren
	}
	colons := countColons(line[at:])
	word, title, _ := bytes.Cut(bytes.TrimSpace(line[at+colons:]), []byte{' '})
	title = bytes.TrimSpace(title)
	if colons < 3 || !slices.Contains(fenceWords, string(word)) || len(title) > longestTitle || string(word) == fenceToggle && len(title) == 0 {
		return nil, parser.NoChildren
	}
	skipLine(reader, line)
	return &fence{word: string(word), title: string(title), colons: colons}, parser.HasChildren
}

// Continue goes on until the line of colons, which means nothing within code.
func (fences) Continue(node ast.Node, reader text.Reader, pc parser.Context) parser.State {
	line, _ := reader.PeekLine()
	trimmed := bytes.TrimSpace(line)
	if n := countColons(trimmed); n < node.(*fence).colons || n != len(trimmed) || inCode(pc) {
		return parser.Continue | parser.HasChildren
	}
	if width, _ := util.IndentWidth(line, reader.LineOffset()); width > 3 {
		return parser.Continue | parser.HasChildren
	}
	skipLine(reader, line)
	return parser.Close
}

// Close has nothing to do.
func (fences) Close(ast.Node, text.Reader, parser.Context) {}

// CanInterruptParagraph is so: no blank line is needed before a container.
func (fences) CanInterruptParagraph() bool { return true }

// CanAcceptIndentedLine is not so: four spaces make code.
func (fences) CanAcceptIndentedLine() bool { return false }

func countColons(line []byte) int {
	n := 0
	for n < len(line) && line[n] == ':' {
		n++
	}
	return n
}

func inCode(pc parser.Context) bool {
	open := pc.OpenedBlocks()
	return len(open) > 0 && open[len(open)-1].Node.Kind() == ast.KindFencedCodeBlock
}

// skipLine leaves nothing of the line but its end.
func skipLine(reader text.Reader, line []byte) {
	reader.Advance(len(bytes.TrimRight(line, "\r\n")))
}

// A container is written as an object: raw HTML can neither hold that element
// nor, within it, close what is open around it.
const (
	markFence = "data-fence"
	markTitle = "data-title"
)

func writeFence(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	f := n.(*fence)
	if entering {
		_, _ = w.WriteString("<object " + markFence + `="` + f.word + `" ` + markTitle + `="` + html.EscapeString(f.title) + `">` + "\n")
	} else {
		_, _ = w.WriteString("</object>\n")
	}
	return ast.WalkContinue, nil
}

func registerFence(reg renderer.NodeRendererFuncRegisterer) { reg.Register(kindFence, writeFence) }
