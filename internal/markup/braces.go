package markup

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// braces reads the attributes directly behind a link or an image:
// {.class name=value name="two words"}. What is none stays text.
type braces struct{}

// options are the attributes that mean something; others are dropped. They
// reach the tree as data attributes, which raw HTML cannot carry.
var options = []string{"width", "credit", "site", "image", "poster"}

const markOption, optionClass = "data-o-", "class"

// longestBraces bounds what is looked at, in bytes.
const longestBraces = 1000

var oneOption = regexp.MustCompile(`^(?:\.([a-z]+)|([a-z]+)=(?:"([^"]*)"|([^\s"{}]+)))(?:\s+|$)`)

// Trigger names the byte that braces begin with.
func (braces) Trigger() []byte { return []byte{'{'} }

// Parse gives the attributes to the node before them.
func (braces) Parse(parent ast.Node, block text.Reader, _ parser.Context) ast.Node {
	owner := parent.LastChild()
	if owner == nil || owner.Kind() != ast.KindLink && owner.Kind() != ast.KindImage || len(owner.Attributes()) > 0 {
		return nil
	}
	line, segment := block.PeekLine()
	end := bytes.IndexByte(line[:min(len(line), longestBraces)], '}')
	if end < 0 {
		return nil
	}
	rest := bytes.TrimSpace(line[1:end])
	var found []ast.Attribute
	for len(rest) > 0 {
		m := oneOption.FindSubmatch(rest)
		if m == nil {
			return nil
		}
		name, value := string(m[2]), append(m[3], m[4]...)
		if len(m[1]) > 0 {
			name, value = optionClass, m[1]
		}
		if name == optionClass || slices.Contains(options, name) {
			found = append(found, ast.Attribute{Name: []byte(markOption + name), Value: bytes.Clone(value)})
		}
		rest = rest[len(m[0]):]
	}
	for _, a := range found {
		owner.SetAttribute(a.Name, a.Value)
	}
	block.Advance(end + 1)
	return ast.NewTextSegment(text.NewSegment(segment.Start+end+1, segment.Start+end+1))
}
