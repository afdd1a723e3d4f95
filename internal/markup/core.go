package markup

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/util"
)

// rawHTML writes the raw HTML of a text, one piece at a time, as clean makes it.
// A piece that leaves something open, such as a comment or a title, cannot
// swallow what comes after it.
type rawHTML struct{ clean func([]byte) []byte }

// RegisterFuncs says which nodes it writes.
func (r rawHTML) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindHTMLBlock, r.block)
	reg.Register(ast.KindRawHTML, r.inline)
}

func (r rawHTML) block(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.HTMLBlock)
	var b bytes.Buffer
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(source))
	}
	if n.HasClosure() {
		b.Write(n.ClosureLine.Value(source))
	}
	_, err := w.Write(r.clean(b.Bytes()))
	return ast.WalkContinue, err
}

func (r rawHTML) inline(w util.BufWriter, source []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkSkipChildren, nil
	}
	n := node.(*ast.RawHTML)
	var b bytes.Buffer
	for i := range n.Segments.Len() {
		segment := n.Segments.At(i)
		b.Write(segment.Value(source))
	}
	_, err := w.Write(r.clean(b.Bytes()))
	return ast.WalkSkipChildren, err
}

// marks writes footnotes and ticks as elements with attributes that raw HTML
// can never carry, because the policy knows none of them. The tree reads them.
type marks struct{}

const (
	markNote  = "data-note"
	markNotes = "data-notes"
	markRef   = "data-ref"
	markTask  = "data-task"
)

// RegisterFuncs says which nodes it writes.
func (m marks) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	registerFence(reg)
	registerClaim(reg)
	reg.Register(extast.KindFootnoteLink, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			mark(w, "sup", markRef, strconv.Itoa(n.(*extast.FootnoteLink).Index))
			_, _ = w.WriteString("</sup>")
		}
		return ast.WalkContinue, nil
	})
	reg.Register(extast.KindFootnoteBacklink, func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) {
		return ast.WalkContinue, nil // the writers know who refers to a note
	})
	reg.Register(extast.KindFootnote, m.around("li", markNote, func(n ast.Node) string {
		return strconv.Itoa(n.(*extast.Footnote).Index)
	}))
	reg.Register(extast.KindFootnoteList, m.around("ol", markNotes, func(ast.Node) string { return "" }))
	reg.Register(extast.KindTaskCheckBox, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			mark(w, "span", markTask, strconv.FormatBool(n.(*extast.TaskCheckBox).IsChecked))
			_, _ = w.WriteString("</span>")
		}
		return ast.WalkContinue, nil
	})
}

func (marks) around(tag, name string, value func(ast.Node) string) renderer.NodeRendererFunc {
	return func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			mark(w, tag, name, value(n))
		} else {
			_, _ = w.WriteString("</" + tag + ">\n")
		}
		return ast.WalkContinue, nil
	}
}

func mark(w util.BufWriter, tag, name, value string) {
	_, _ = w.WriteString("<" + tag + " " + name + `="` + value + `">`)
}
