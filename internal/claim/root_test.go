package claim

import (
	"reflect"
	"testing"
)

func chains(ids ...[]int64) (out []Chain) {
	for _, list := range ids {
		var c Chain
		for _, id := range list {
			c = append(c, Hop{SourceID: id})
		}
		out = append(out, c)
	}
	return out
}

func TestThreeOutletsWithOneRootCountOnceAndCirclesNotAtAll(t *testing.T) {
	kinds := map[int64]string{1: Person, 2: Organisation, 3: Organisation, 4: Organisation, 5: Document, 6: Unnamed}
	for name, c := range map[string]struct {
		chains   []Chain
		roots    []int64
		circles  [][]int64
		confirms bool
	}{
		"nobody":                                    {},
		"one person":                                {chains([]int64{1}), []int64{1}, nil, false},
		"one root by three outlets":                 {chains([]int64{1, 2}, []int64{1, 3}, []int64{1, 4}), []int64{1}, nil, false},
		"one root by outlets of outlets":            {chains([]int64{1, 2, 3}, []int64{2, 4}), []int64{1}, nil, false},
		"two people by one outlet":                  {chains([]int64{1, 2}, []int64{6, 2}), []int64{1, 6}, nil, true},
		"a document":                                {chains([]int64{5, 2}), []int64{5}, nil, true},
		"a document that only repeats a person":     {chains([]int64{1, 5}), []int64{1}, nil, false},
		"two that cite one another":                 {chains([]int64{2, 3}, []int64{3, 2}), nil, [][]int64{{2, 3}}, false},
		"a circle within one chain":                 {chains([]int64{2, 3, 2}), nil, [][]int64{{2, 3}}, false},
		"a circle and one person":                   {chains([]int64{2, 3}, []int64{3, 2}, []int64{1}), []int64{1}, [][]int64{{2, 3}}, false},
		"a circle that somebody outside started":    {chains([]int64{1, 2, 3}, []int64{3, 2}), []int64{1}, nil, false},
		"three in a circle":                         {chains([]int64{2, 3, 4}, []int64{4, 2}), nil, [][]int64{{2, 3, 4}}, false},
		"one that repeats itself":                   {chains([]int64{1, 1}), []int64{1}, nil, false},
		"two roots that another chain shows as one": {chains([]int64{2}, []int64{3}, []int64{1, 2}, []int64{1, 3}), []int64{1}, nil, false},
	} {
		g := grounds(c.chains, kinds)
		if !reflect.DeepEqual(g.Roots, c.roots) || !reflect.DeepEqual(g.Circles, c.circles) || g.Confirms() != c.confirms {
			t.Errorf("%s: %+v, confirms %v", name, g, g.Confirms())
		}
	}
}
