package claim

import (
	"maps"
	"slices"
)

// Grounds is what a version rests on, told from its chains.
type Grounds struct {
	// Roots are the sources that it began with, by rising id. However many
	// outlets repeat what one said, it is one.
	Roots []int64
	// Circles are sources that have it from one another and from nobody else:
	// nobody among them is known to have said it first, so they are no root.
	Circles [][]int64
	// Primary: one of the roots is a document or a dataset.
	Primary bool
}

// Confirms tells whether this is enough to call it confirmed, besides a sign-off.
func (g Grounds) Confirms() bool { return len(g.Roots) >= 2 || g.Primary }

// grounds reads the chains together: who has it from whom in one of them has
// it from there in all. What a source has from nobody it began with, and so
// the roots are the ends of that graph; an end that is a circle is none.
func grounds(chains []Chain, kinds map[int64]string) Grounds {
	from := map[int64][]int64{} // source -> whom it has it from
	for _, chain := range chains {
		for i, hop := range chain {
			if _, known := from[hop.SourceID]; !known {
				from[hop.SourceID] = nil
			}
			if i > 0 && chain[i-1].SourceID != hop.SourceID {
				from[hop.SourceID] = append(from[hop.SourceID], chain[i-1].SourceID)
			}
		}
	}
	var g Grounds
	for _, part := range rounds(from) {
		leaves := slices.ContainsFunc(part, func(id int64) bool {
			return slices.ContainsFunc(from[id], func(to int64) bool { return !slices.Contains(part, to) })
		})
		switch {
		case leaves:
		case len(part) > 1:
			g.Circles = append(g.Circles, part)
		default:
			g.Roots = append(g.Roots, part[0])
			g.Primary = g.Primary || kinds[part[0]] == Document || kinds[part[0]] == Dataset
		}
	}
	slices.Sort(g.Roots)
	return g
}

// rounds parts a graph into its strongly connected parts, each sorted, by
// Tarjan's algorithm. A chain is short, so it may call itself.
func rounds(to map[int64][]int64) (parts [][]int64) {
	index, low, on := map[int64]int{}, map[int64]int{}, map[int64]bool{}
	var stack []int64
	var visit func(v int64)
	visit = func(v int64) {
		index[v], low[v] = len(index)+1, len(index)+1
		stack, on[v] = append(stack, v), true
		for _, w := range to[v] {
			if index[w] == 0 {
				visit(w)
				low[v] = min(low[v], low[w])
			} else if on[w] {
				low[v] = min(low[v], index[w])
			}
		}
		if low[v] != index[v] {
			return
		}
		at := slices.Index(stack, v)
		part := slices.Sorted(slices.Values(stack[at:]))
		stack = stack[:at]
		for _, w := range part {
			on[w] = false
		}
		parts = append(parts, part)
	}
	for _, v := range slices.Sorted(maps.Keys(to)) {
		if index[v] == 0 {
			visit(v)
		}
	}
	return parts
}
