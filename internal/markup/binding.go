package markup

import (
	"bytes"
	"regexp"
	"strconv"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Binding is a place where the text is bound to a claim: [words](claim:toll)
// with its own words, or <claim:toll>, which prints the current value. Only
// Markdown makes them; raw HTML cannot, and no address with that scheme ever
// reaches a reader.
type Binding struct {
	Key     string // of the claim: "toll"
	Version int    // what #v2 asks for; 0 is whichever is current
	Title   string // what stands in quotes: "only if"
	Words   string // the words as plain text; "" where the value is printed
	Printed bool   // <claim:…>
	// Start and End are the bytes of the whole in the source, From and To those
	// of the words. Where the value is printed, they are the same.
	Start, End, From, To int
	Web, Mail            bool // whether pages and feeds, and whether mails, carry it
}

// Ref names what is bound as the text does: "toll" or "toll#v2". It is the key
// in Claims.
func (b Binding) Ref() string {
	if b.Version == 0 {
		return b.Key
	}
	return b.Key + "#v" + strconv.Itoa(b.Version)
}

// LongestKey is how long the key of a claim may be.
const LongestKey = 80

var claimAddress = regexp.MustCompile(`^claim:([a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?)(?:#v([1-9][0-9]{0,5}))?$`)

// Bindings lists where the text is bound to claims, in the order of what is
// written.
func (d *Document) Bindings() []Binding {
	web, mail := d.only(fenceWeb).bound(), d.only(fenceMail).bound()
	var list []Binding
	for i, b := range d.bindings {
		if b.Web, b.Mail = web[i], mail[i]; b.Web || b.Mail {
			list = append(list, b)
		}
	}
	return list
}

// bound are the bindings that the tree holds, by their place in the list.
func (d *Document) bound() map[int]bool {
	found := map[int]bool{}
	if len(d.bindings) > 0 {
		each(d.body, func(n *node) {
			if n.tag == tagClaim {
				found[n.binding] = true
			}
		})
	}
	return found
}

// claimNode is a binding in the syntax tree.
type claimNode struct {
	ast.BaseInline
	Binding
	index int
}

var kindClaim = ast.NewNodeKind("Claim")

// Kind says that it is one.
func (*claimNode) Kind() ast.NodeKind { return kindClaim }

// Dump shows it.
func (c *claimNode) Dump(source []byte, level int) {
	ast.DumpHelper(c, source, level, map[string]string{"Ref": c.Ref()}, nil)
}

// bind puts bindings in the place of the links that are some, and lists them.
func bind(doc ast.Node, source []byte) []Binding {
	if !bytes.Contains(source, []byte("claim:")) {
		return nil
	}
	var found []*claimNode
	var old []ast.Node
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			if c := bindingOf(n, source); c != nil {
				found, old = append(found, c), append(old, n)
			}
		}
		return ast.WalkContinue, nil
	})
	var list []Binding
	for i, c := range found {
		c.index = i
		old[i].Parent().ReplaceChild(old[i].Parent(), old[i], c)
		for k := old[i].FirstChild(); k != nil; {
			next := k.NextSibling()
			c.AppendChild(c, k)
			k = next
		}
		list = append(list, c.Binding)
	}
	return list
}

// bindingOf is the binding that a link is, without its children.
func bindingOf(n ast.Node, source []byte) *claimNode {
	var address, title []byte
	switch n := n.(type) {
	case *ast.Link:
		address, title = n.Destination, n.Title
	case *ast.AutoLink:
		address = n.URL(source)
	default:
		return nil
	}
	m := claimAddress.FindSubmatch(address)
	if m == nil {
		return nil
	}
	c := &claimNode{Binding: Binding{Key: string(m[1]), Title: string(title)}}
	c.Version, _ = strconv.Atoi(string(m[2]))
	if link, ok := n.(*ast.Link); ok {
		c.place(link, source)
	} else {
		c.Printed = true
		c.Start = max(n.Pos(), 0)
		c.End = c.Start + len(address) + 2
		c.From, c.To = c.Start, c.End
	}
	return c
}

// place finds the words of a link, and where they and the link stand.
func (c *claimNode) place(link *ast.Link, source []byte) {
	c.Start = max(link.Pos(), 0)
	c.From = min(c.Start+1, len(source))
	words, last := wordsOf(link, source)
	c.Words = words
	c.To = after(source, max(last, c.From), ']') - 1
	c.End = c.To + 1
	if c.End < len(source) {
		switch source[c.End] {
		case '(':
			c.End = closed(source, c.End+1)
		case '[':
			c.End = after(source, c.End+1, ']')
		}
	}
}

// wordsOf is the plain text of a link, and the byte behind it.
func wordsOf(n ast.Node, source []byte) (words string, last int) {
	var b bytes.Buffer
	_ = ast.Walk(n, func(k ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch k := k.(type) {
		case *ast.Text:
			b.Write(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(k.Segment.Value(source)))))
			if k.SoftLineBreak() || k.HardLineBreak() {
				b.WriteByte(' ')
			}
			last = max(last, k.Segment.Stop)
		case *ast.String:
			b.Write(k.Value)
		case *ast.RawHTML:
			last = max(last, stop(k.Segments))
		}
		return ast.WalkContinue, nil
	})
	return string(bytes.Join(bytes.Fields(b.Bytes()), []byte(" "))), last
}

func stop(s *text.Segments) int {
	if s.Len() == 0 {
		return 0
	}
	last := s.At(s.Len() - 1)
	return last.Stop
}

// after is the place behind the next such byte, or the end.
func after(source []byte, from int, c byte) int {
	if i := bytes.IndexByte(source[from:], c); i >= 0 {
		return from + i + 1
	}
	return len(source)
}

// closed is the place behind the bracket that ends the address of a link, past a
// title in quotes.
func closed(source []byte, from int) int {
	var quote byte
	for i := from; i < len(source); i++ {
		switch c := source[i]; {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == ')':
			return i + 1
		}
	}
	return len(source)
}

const markClaim = "data-claim"

// registerClaim writes a binding as a mark for the tree.
func registerClaim(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(kindClaim, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			c := n.(*claimNode)
			mark(w, "span", markClaim, strconv.Itoa(c.index))
			if c.Printed { // until its value is known
				_, _ = w.WriteString(c.Key)
			}
		} else {
			_, _ = w.WriteString("</span>")
		}
		return ast.WalkContinue, nil
	})
}
