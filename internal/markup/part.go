package markup

// only is the text without the parts of the other kind: fenceMail for what a
// mail carries, fenceWeb for everything else.
func (d *Document) only(kind string) *Document {
	if !d.parts {
		return d
	}
	p := &Document{body: carried(d.body, kind), bindings: d.bindings, claims: d.claims}
	p.body = append(p.body, d.notesFor(p.body, kind)...)
	p.settle()
	p.source()
	return p
}

// carried copies a tree without the notes and the parts of another kind, and
// puts what the other parts hold in their place.
func carried(list []*node, kind string) []*node {
	var kept []*node
	for _, n := range list {
		switch n.tag {
		case tagNotes, tagSources:
			continue
		case tagPart:
			if n.id == kind {
				kept = append(kept, carried(n.kids, kind)...)
			}
			continue
		}
		copied := *n
		copied.kids = carried(n.kids, kind)
		kept = append(kept, &copied)
	}
	return kept
}

// notesFor is the list of the notes that a copy still refers to, numbered anew
// in the order of their references; a note may refer to another.
func (d *Document) notesFor(body []*node, kind string) []*node {
	numbers := map[int]int{}
	var wanted []int
	renumber := func(n *node) {
		if n.tag != tagRef {
			return
		}
		if numbers[n.n] == 0 {
			wanted = append(wanted, n.n)
			numbers[n.n] = len(wanted)
		}
		n.n = numbers[n.n]
	}
	each(body, renumber)
	byNumber := map[int]*node{}
	for _, n := range d.notes {
		byNumber[n.n] = n
	}
	list := &node{tag: tagNotes}
	for i := 0; i < len(wanted); i++ {
		if n := byNumber[wanted[i]]; n != nil {
			copied := &node{tag: tagNote, n: i + 1, kids: carried(n.kids, kind)}
			each(copied.kids, renumber)
			list.kids = append(list.kids, copied)
		}
	}
	if len(list.kids) == 0 {
		return nil
	}
	return []*node{list}
}
