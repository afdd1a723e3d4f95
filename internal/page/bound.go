package page

import (
	"errors"
	"io"
	"maps"
	"slices"
	"text/template/parse"
	"time"
)

// The most that one rendering of a bounded set may take. A page of the site is
// made of some hundred steps in less than a millisecond.
const (
	mostOutput = 8 << 20
	mostSteps  = 2_000_000
	mostTime   = 5 * time.Second
)

// ErrBounds ends a rendering that took too much.
var ErrBounds = errors.New("the template runs too long or writes too much")

// Bound has every rendering of the set end in time, whatever its templates say;
// it is called before the first. Each round of a loop and each template called
// writes an empty text, at which the budget is looked at.
func (s *Set) Bound() {
	s.bounded = true
	for _, t := range s.pages {
		for _, one := range t.Templates() {
			if one.Tree != nil && one.Tree.Root != nil {
				mark(one.Tree.Root)
				eachList(one.Tree.Root, func(n parse.Node, l *parse.ListNode) {
					if n.Type() == parse.NodeRange {
						mark(l)
					}
				})
			}
		}
	}
}

func mark(l *parse.ListNode) {
	l.Nodes = slices.Insert(l.Nodes, 0, parse.Node(&parse.TextNode{NodeType: parse.NodeText, Pos: l.Pos}))
}

// eachList visits the bodies of all branches below l, each with its node.
func eachList(l *parse.ListNode, visit func(parse.Node, *parse.ListNode)) {
	if l == nil {
		return
	}
	for _, n := range slices.Clone(l.Nodes) {
		var b *parse.BranchNode
		switch n := n.(type) {
		case *parse.RangeNode:
			b = &n.BranchNode
		case *parse.IfNode:
			b = &n.BranchNode
		case *parse.WithNode:
			b = &n.BranchNode
		default:
			continue
		}
		for _, list := range []*parse.ListNode{b.List, b.ElseList} {
			if list != nil {
				eachList(list, visit)
				visit(n, list)
			}
		}
	}
}

// budget is a writer that a rendering may only use for so long.
type budget struct {
	w            io.Writer
	bytes, steps int
	until        time.Time
}

func newBudget(w io.Writer) *budget { return &budget{w: w, until: time.Now().Add(mostTime)} }

func (b *budget) Write(p []byte) (int, error) {
	b.bytes += len(p)
	b.steps++
	if b.bytes > mostOutput || b.steps > mostSteps || b.steps%512 == 0 && time.Now().After(b.until) {
		return 0, ErrBounds
	}
	if len(p) == 0 {
		return 0, nil
	}
	return b.w.Write(p)
}

// Pages names the pages of the set.
func (s *Set) Pages() []string { return slices.Sorted(maps.Keys(s.pages)) }

// Trees gives the templates of a page as they were parsed, by name; they are
// only to be read, and before the page was first rendered.
func (s *Set) Trees(page string) map[string]*parse.Tree {
	out := map[string]*parse.Tree{}
	t, ok := s.pages[page]
	if !ok {
		return out
	}
	for _, one := range t.Templates() {
		if one.Tree != nil {
			out[one.Name()] = one.Tree
		}
	}
	return out
}
