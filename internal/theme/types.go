package theme

import (
	"fmt"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
)

// Types tells where the templates of a page use data that there is not. It
// walks every branch, also those that no sample reaches, with the type of the
// dot at each place; trees are the page's templates by name, as parsed, root
// the one that a page begins with and data what it is given. Results of funcs
// are types; those that are not there are unknown and not looked into.
func Types(trees map[string]*parse.Tree, root string, data reflect.Type, funcs map[string]reflect.Type) []Problem {
	c := &checker{trees: trees, funcs: funcs, seen: map[string]bool{}}
	c.call(nil, nil, root, data)
	return c.problems
}

type checker struct {
	trees    map[string]*parse.Tree
	funcs    map[string]reflect.Type
	seen     map[string]bool
	stack    []string // templates that are being walked, to find those that call themselves
	problems []Problem
}

// scope is what is known at one place of a template.
type scope struct {
	tree *parse.Tree
	dot  reflect.Type
	vars []variable
}

type variable struct {
	name string
	is   reflect.Type
}

func (c *checker) say(s *scope, n parse.Node, format string, args ...any) {
	at, _ := s.tree.ErrorContext(n)
	parts := strings.Split(at, ":")
	p := Problem{File: path.Join("templates", parts[0]), Message: fmt.Sprintf(format, args...)}
	if len(parts) > 1 {
		p.Line, _ = strconv.Atoi(parts[1])
	}
	if !slices.Contains(c.problems, p) {
		c.problems = append(c.problems, p)
	}
}

func (c *checker) call(s *scope, n parse.Node, name string, dot reflect.Type) {
	tree := c.trees[name]
	if slices.Contains(c.stack, name) {
		c.say(s, n, "template %q calls itself", name)
		return
	}
	key := name + " " + fmt.Sprint(dot)
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	if tree == nil || tree.Root == nil {
		if s == nil {
			c.problems = append(c.problems, Problem{Message: fmt.Sprintf("there is no template %q", name)})
			return
		}
		c.say(s, n, "there is no template %q", name)
		return
	}
	c.stack = append(c.stack, name)
	c.list(&scope{tree: tree, dot: dot, vars: []variable{{"$", dot}}}, tree.Root)
	c.stack = c.stack[:len(c.stack)-1]
}

func (c *checker) list(s *scope, l *parse.ListNode) {
	if l == nil {
		return
	}
	for _, n := range l.Nodes {
		switch n := n.(type) {
		case *parse.ActionNode:
			c.pipe(s, n.Pipe)
		case *parse.IfNode:
			in := s.fork()
			c.pipe(in, n.Pipe)
			c.list(in.fork(), n.List)
			c.list(in.fork(), n.ElseList)
		case *parse.WithNode:
			in := s.fork()
			is := c.pipe(in, n.Pipe)
			c.list(in.with(is), n.List)
			c.list(in.fork(), n.ElseList)
		case *parse.RangeNode:
			c.loop(s, n)
		case *parse.TemplateNode:
			var is reflect.Type
			if n.Pipe != nil {
				is = c.pipe(s.fork(), n.Pipe)
			}
			c.call(s, n, n.Name, is)
		}
	}
}

func (s *scope) fork() *scope { return &scope{s.tree, s.dot, slices.Clone(s.vars)} }

func (s *scope) with(dot reflect.Type) *scope {
	out := s.fork()
	out.dot = dot
	return out
}

func (c *checker) loop(s *scope, n *parse.RangeNode) {
	in := s.fork()
	is := c.value(in, n.Pipe)
	var key, elem reflect.Type
	switch {
	case is == nil:
	case is.Kind() == reflect.Slice, is.Kind() == reflect.Array:
		key, elem = reflect.TypeFor[int](), is.Elem()
	case is.Kind() == reflect.Int, is.Kind() == reflect.Int64:
		key, elem = is, is
	default:
		c.say(s, n, "%s is nothing that can be ranged over", typeName(is))
	}
	switch d := n.Pipe.Decl; len(d) {
	case 1:
		in.vars = append(in.vars, variable{d[0].Ident[0], elem})
	case 2:
		in.vars = append(in.vars, variable{d[0].Ident[0], key}, variable{d[1].Ident[0], elem})
	}
	c.list(in.with(elem), n.List)
	c.list(s.fork(), n.ElseList)
}

// pipe gives the type of a pipeline and declares its variables.
func (c *checker) pipe(s *scope, p *parse.PipeNode) reflect.Type {
	is := c.value(s, p)
	for _, d := range p.Decl {
		if !p.IsAssign {
			s.vars = append(s.vars, variable{d.Ident[0], is})
		}
	}
	return is
}

func (c *checker) value(s *scope, p *parse.PipeNode) reflect.Type {
	var is reflect.Type
	for _, cmd := range p.Cmds {
		is = c.command(s, cmd)
	}
	return is
}

func (c *checker) command(s *scope, cmd *parse.CommandNode) reflect.Type {
	var args []reflect.Type
	for _, a := range cmd.Args[1:] {
		args = append(args, c.arg(s, a))
	}
	id, ok := cmd.Args[0].(*parse.IdentifierNode)
	if !ok {
		return c.arg(s, cmd.Args[0])
	}
	return c.function(s, id, args)
}

func (c *checker) function(s *scope, id *parse.IdentifierNode, args []reflect.Type) reflect.Type {
	switch id.Ident {
	case "and", "or":
		for _, a := range args {
			if a == nil || a != args[0] {
				return nil
			}
		}
		if len(args) > 0 {
			return args[0]
		}
	case "index":
		is := deref(first(args))
		for range args[min(1, len(args)):] {
			if is == nil || is.Kind() != reflect.Slice {
				return nil
			}
			is = is.Elem()
		}
		return is
	case "slice":
		return first(args)
	case "not", "eq", "ne", "lt", "le", "gt", "ge", "executed":
		return reflect.TypeFor[bool]()
	case "len":
		return reflect.TypeFor[int]()
	case "print", "printf", "println":
		return reflect.TypeFor[string]()
	}
	is, ok := c.funcs[id.Ident]
	if !ok && !slices.Contains([]string{"and", "or"}, id.Ident) {
		c.say(s, id, "themes have no function %q", id.Ident)
	}
	return is
}

func first(args []reflect.Type) reflect.Type {
	if len(args) == 0 {
		return nil
	}
	return args[0]
}

func (c *checker) arg(s *scope, n parse.Node) reflect.Type {
	switch n := n.(type) {
	case *parse.DotNode:
		return s.dot
	case *parse.FieldNode:
		return c.fields(s, n, s.dot, n.Ident)
	case *parse.VariableNode:
		for _, v := range slices.Backward(s.vars) {
			if v.name == n.Ident[0] {
				return c.fields(s, n, v.is, n.Ident[1:])
			}
		}
	case *parse.ChainNode:
		return c.fields(s, n, c.arg(s, n.Node), n.Field)
	case *parse.PipeNode:
		return c.value(s, n)
	case *parse.IdentifierNode:
		return c.function(s, n, nil)
	case *parse.StringNode:
		return reflect.TypeFor[string]()
	case *parse.BoolNode:
		return reflect.TypeFor[bool]()
	case *parse.NumberNode:
		return reflect.TypeFor[int]()
	}
	return nil
}

func (c *checker) fields(s *scope, n parse.Node, is reflect.Type, names []string) reflect.Type {
	for _, name := range names {
		if is == nil {
			return nil
		}
		if m, ok := is.MethodByName(name); ok {
			is = m.Type.Out(0)
			continue
		}
		in := deref(is)
		if in.Kind() != reflect.Struct {
			c.say(s, n, "%s has no fields, so no .%s", typeName(in), name)
			return nil
		}
		f, ok := in.FieldByName(name)
		if !ok || !f.IsExported() {
			c.say(s, n, "there is no .%s in %s", name, typeName(in))
			return nil
		}
		is = f.Type
	}
	return is
}

func deref(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

func typeName(t reflect.Type) string {
	switch t = deref(t); {
	case t == nil:
		return "this"
	case t.Kind() == reflect.Slice:
		return "a list of " + typeName(t.Elem())
	case t.Name() != "":
		return t.Name()
	}
	return t.String()
}
