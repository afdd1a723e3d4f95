package markup

import (
	"bytes"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
)

// divider ends the public part of a text.
var divider = []byte("<!-- members -->")

// Preview is the part of the text that everyone may read, and whether there is
// a divider at all; without one it is the whole text.
//
// Cut is everything that stands after the first <!-- members -->, in the order
// of the source, before anything is written: its words, headings, images and
// addresses are in no form of what is returned, nor in its word count. A note
// is kept if the public part refers to it, wherever its text stands, since
// notes are written at the end; every other note is cut. A divider within a
// quote, a list or a container ends the public part there as well; one within
// a note leaves nothing public, and one within code is code.
func (d *Document) Preview() (*Document, bool) {
	if !d.divided {
		return d, false
	}
	public := parse(d.src, true)
	if d.claims != nil {
		public = public.With(d.claims)
	}
	return public, true
}

// Public is what everyone may read of a text that is for members: its Preview,
// and without a divider the first paragraph, if anything follows it. It is the
// first that stands by itself and has words: not a picture, not a lone address,
// nothing in a quote, a list or a container.
func Public(src string) *Document {
	return parse(valid(src), true)
}

func keepOpening(doc ast.Node, source []byte) {
	var first ast.Node
	for n := doc.FirstChild(); n != nil && first == nil; n = n.NextSibling() {
		if n.Kind() == ast.KindParagraph && hasWords(n, source) {
			first = n
		}
	}
	if first != nil && (first.NextSibling() == nil || first.NextSibling().Kind() == extast.KindFootnoteList) {
		first = nil // it is all there is
	}
	for n := doc.FirstChild(); n != nil; {
		next := n.NextSibling()
		if n != first && n.Kind() != extast.KindFootnoteList {
			doc.RemoveChild(doc, n)
		}
		n = next
	}
}

// hasWords tells whether a paragraph is running text.
func hasWords(paragraph ast.Node, source []byte) (found bool) {
	_ = ast.Walk(paragraph, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Image, *ast.Link, *ast.AutoLink, *ast.RawHTML:
			return ast.WalkSkipChildren, nil
		case *ast.Text:
			s := bytes.TrimSpace(n.Segment.Value(source))
			lone := bytes.HasPrefix(s, []byte("{")) || bytes.HasPrefix(s, []byte("https://")) || bytes.HasPrefix(s, []byte("http://"))
			if entering && !lone && bytes.ContainsFunc(s, unicode.IsLetter) {
				found = true
				return ast.WalkStop, nil
			}
		}
		return ast.WalkContinue, nil
	})
	return found
}

// publicPart finds the divider and, if it is to cut, drops what follows it, or
// without one what follows the first paragraph.
func publicPart(doc ast.Node, source []byte, cut bool) (divided bool) {
	at, line := findDivider(doc, source)
	switch {
	case !cut:
		return at != nil
	case at == nil:
		keepOpening(doc, source)
		return false
	}
	if block, ok := at.(*ast.HTMLBlock); ok {
		block.Lines().SetSliced(0, line)
		block.ClosureLine.Start, block.ClosureLine.Stop = -1, -1
	}
	for n := at; n.Parent() != nil; n = n.Parent() {
		if n.Parent().Kind() == extast.KindFootnoteList {
			doc.RemoveChildren(doc)
			return true
		}
		dropAfter(n)
	}
	return true
}

func dropAfter(n ast.Node) {
	for next := n.NextSibling(); next != nil; {
		after := next.NextSibling()
		if next.Kind() != extast.KindFootnoteList {
			n.Parent().RemoveChild(n.Parent(), next)
		}
		next = after
	}
}

// findDivider is the node that holds the first divider and, in a block, its line.
func findDivider(doc ast.Node, source []byte) (at ast.Node, line int) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.HTMLBlock:
			if line = dividerLine(n, source); line >= 0 {
				at = n
				return ast.WalkStop, nil
			}
		case *ast.RawHTML:
			if n.Segments.Len() == 1 {
				segment := n.Segments.At(0)
				if bytes.Equal(bytes.TrimSpace(segment.Value(source)), divider) {
					at = n
					return ast.WalkStop, nil
				}
			}
		}
		return ast.WalkContinue, nil
	})
	return at, line
}

func dividerLine(n *ast.HTMLBlock, source []byte) int {
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		if bytes.Equal(bytes.TrimSpace(segment.Value(source)), divider) {
			return i
		}
	}
	if n.HasClosure() && bytes.Equal(bytes.TrimSpace(n.ClosureLine.Value(source)), divider) {
		return n.Lines().Len()
	}
	return -1
}

// referred drops the notes that nothing in the text leads to any more.
func referred(body []*node) []*node {
	var notes *node
	byNumber := map[int]*node{}
	var queue []*node
	seen := map[int]bool{}
	visit := func(n *node) {
		if n.tag == tagRef && !seen[n.n] {
			seen[n.n] = true
			queue = append(queue, n)
		}
	}
	eachOutside(body, &notes, visit)
	if notes == nil {
		return body
	}
	for _, n := range notes.kids {
		byNumber[n.n] = n
	}
	for i := 0; i < len(queue); i++ {
		if note := byNumber[queue[i].n]; note != nil {
			each(note.kids, visit)
		}
	}
	var kept []*node
	for _, n := range notes.kids {
		if n.tag == tagNote && seen[n.n] {
			kept = append(kept, n)
		}
	}
	if notes.kids = kept; len(kept) == 0 {
		notes.tag = ""
	}
	return body
}

// eachOutside visits what is not in the list of notes, and finds that list.
func eachOutside(list []*node, notes **node, visit func(*node)) {
	for _, n := range list {
		if n.tag == tagNotes {
			*notes = n
			continue
		}
		visit(n)
		eachOutside(n.kids, notes, visit)
	}
}
