package claim

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"onrecord/internal/figure"
)

// A formula makes a figure of other claims: numbers, keys of claims, + - * /,
// brackets, sum(a, b, …) and percent(part, whole). A key takes the hyphens
// that stand in it, so a minus between two keys has a space before it.
//
//	expression = term { ("+" | "-") term }
//	term       = factor { ("*" | "/") factor }
//	factor     = number | key | "-" factor | "(" expression ")"
//	           | ("sum" | "percent") "(" expression { "," expression } ")"

// node is a part of a parsed formula.
type node struct {
	op   string // number, key, neg, + - * /, sum, percent
	key  string
	num  *big.Rat
	args []*node
}

// parseFormula gives the tree; its error is a sentence without its end.
func parseFormula(s string) (*node, error) {
	p := &formulaParser{rest: s}
	p.next()
	n, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	if p.token != "" {
		return nil, fmt.Errorf("“%s” is out of place", p.token)
	}
	if keys := n.keys(); len(keys) > MaxInputs {
		return nil, fmt.Errorf("it names %d claims, and at most %d fit", len(keys), MaxInputs)
	}
	return n, nil
}

// keys are the claims that it names, each once, in the order of the text.
func (n *node) keys() (out []string) {
	if n.op == "key" {
		return []string{n.key}
	}
	for _, a := range n.args {
		for _, k := range a.keys() {
			if !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}

type formulaParser struct{ rest, token string }

const (
	digits  = "0123456789"
	letters = "abcdefghijklmnopqrstuvwxyz"
)

// next takes the next token off the text; "" at the end.
func (p *formulaParser) next() {
	p.rest = strings.TrimLeft(p.rest, " ")
	n := 0
	span := func(set string) {
		for n < len(p.rest) && strings.IndexByte(set, p.rest[n]) >= 0 {
			n++
		}
	}
	switch {
	case p.rest == "":
	case strings.IndexByte(digits, p.rest[0]) >= 0:
		span(digits + ".")
	case strings.IndexByte(letters, p.rest[0]) >= 0:
		span(letters + digits + "-")
	default:
		n = len(string([]rune(p.rest)[:1]))
	}
	p.token, p.rest = p.rest[:n], p.rest[n:]
}

func (p *formulaParser) take(tokens ...string) (string, bool) {
	if !slices.Contains(tokens, p.token) {
		return "", false
	}
	t := p.token
	p.next()
	return t, true
}

func (p *formulaParser) expression(deep int) (*node, error) { return p.row(deep, p.term, "+", "-") }
func (p *formulaParser) term(deep int) (*node, error)       { return p.row(deep, p.factor, "*", "/") }

func (p *formulaParser) row(deep int, part func(int) (*node, error), ops ...string) (*node, error) {
	left, err := part(deep)
	for err == nil {
		op, ok := p.take(ops...)
		if !ok {
			break
		}
		var right *node
		right, err = part(deep)
		left = &node{op: op, args: []*node{left, right}}
	}
	return left, err
}

func (p *formulaParser) factor(deep int) (*node, error) {
	if deep > MaxNested {
		return nil, fmt.Errorf("it has more than %d brackets in one another", MaxNested)
	}
	if _, ok := p.take("-"); ok {
		n, err := p.factor(deep + 1)
		return &node{op: "neg", args: []*node{n}}, err
	}
	if _, ok := p.take("("); ok {
		n, err := p.expression(deep + 1)
		return n, p.close(err)
	}
	t := p.token
	switch {
	case t == "":
		return nil, errors.New("it ends too early")
	case strings.IndexByte(digits, t[0]) >= 0:
		p.next()
		d, err := figure.ParseDecimal(t)
		if err != nil {
			return nil, fmt.Errorf("“%s” is no number", t)
		}
		return &node{op: "number", num: d.Rat()}, nil
	case strings.IndexByte(letters, t[0]) >= 0:
		p.next()
		return p.named(t, deep)
	}
	return nil, fmt.Errorf("“%s” is out of place", t)
}

// named is a key, or a function where a bracket follows.
func (p *formulaParser) named(name string, deep int) (*node, error) {
	if p.token != "(" {
		if !keyForm.MatchString(name) {
			return nil, fmt.Errorf("“%s” is no key of a claim; put spaces around a minus", name)
		}
		return &node{op: "key", key: name}, nil
	}
	if name != "sum" && name != "percent" {
		return nil, fmt.Errorf("there is no function “%s”; there are sum and percent", name)
	}
	n := &node{op: name}
	for p.next(); ; p.next() {
		a, err := p.expression(deep + 1)
		if err != nil {
			return nil, err
		}
		n.args = append(n.args, a)
		if p.token != "," {
			break
		}
	}
	if name == "percent" && len(n.args) != 2 {
		return nil, errors.New("percent takes two things: the part, then the whole")
	}
	return n, p.close(nil)
}

func (p *formulaParser) close(err error) error {
	if err != nil {
		return err
	}
	if _, ok := p.take(")"); !ok {
		return errors.New("a bracket is not closed")
	}
	return nil
}

// amount is a number with its unit; a bare number fits any unit.
type amount struct {
	num  *big.Rat
	unit string
	bare bool
}

// eval is the exact value. What is added or subtracted has one unit; what is
// multiplied or divided loses it.
func (n *node) eval(of map[string]figure.Figure) (amount, error) {
	args := make([]amount, len(n.args))
	for i, a := range n.args {
		var err error
		if args[i], err = a.eval(of); err != nil {
			return amount{}, err
		}
	}
	switch n.op {
	case "number":
		return amount{num: n.num, bare: true}, nil
	case "key":
		return valueOf(n.key, of)
	case "neg":
		return amount{new(big.Rat).Neg(args[0].num), args[0].unit, args[0].bare}, nil
	case "*":
		return amount{num: new(big.Rat).Mul(args[0].num, args[1].num), bare: true}, nil
	case "/", "percent":
		return divided(n.op, args[0].num, args[1].num)
	case "-":
		args[1].num = new(big.Rat).Neg(args[1].num)
	}
	return added(args)
}

func valueOf(key string, of map[string]figure.Figure) (amount, error) {
	f, ok := of[key]
	switch {
	case !ok || f == figure.Figure{}:
		return amount{}, fmt.Errorf("the claim “%s” has no figure", key)
	case f.Modifier == figure.Between:
		return amount{}, fmt.Errorf("the claim “%s” is a range, and a formula needs one number", key)
	}
	return amount{num: f.Value.Rat(), unit: f.Unit}, nil
}

func divided(op string, a, b *big.Rat) (amount, error) {
	if b.Sign() == 0 {
		return amount{}, errors.New("it divides by zero")
	}
	out := amount{num: new(big.Rat).Quo(a, b), bare: true}
	if op == "percent" {
		out.num.Mul(out.num, big.NewRat(100, 1))
		out.unit, out.bare = "%", false
	}
	return out, nil
}

func added(args []amount) (amount, error) {
	out := amount{num: new(big.Rat), bare: true}
	for _, a := range args {
		if !a.bare && !out.bare && a.unit != out.unit {
			return amount{}, fmt.Errorf("it adds %s to %s", unitName(a.unit), unitName(out.unit))
		}
		if !a.bare {
			out.unit, out.bare = a.unit, false
		}
		out.num.Add(out.num, a.num)
	}
	return out, nil
}

func unitName(code string) string {
	if code == "" {
		return "a plain number"
	}
	return "“" + code + "”"
}
