package main

import (
	"math"
	"math/rand/v2"
	"sort"
)

const tile = 512

// noise is a tile of fine grain whose values are spread evenly from 0 to 1, and
// a source of chance that is the same each time.
type noise struct {
	grain [tile * tile]float32
	*rand.Rand
}

func newNoise(seed uint64) *noise {
	n := &noise{Rand: rand.New(rand.NewPCG(seed, 1))}
	var raw [tile * tile]float64
	for i := range raw {
		raw[i] = n.Float64()
	}
	soft := make([]float64, tile*tile)
	for y := range tile {
		for x := range tile {
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					soft[y*tile+x] += raw[((y+dy+tile)%tile)*tile+(x+dx+tile)%tile] / float64(1+dx*dx+dy*dy)
				}
			}
		}
	}
	order := make([]int, tile*tile)
	for i := range order {
		order[i] = i
	}
	sort.Slice(order, func(a, b int) bool { return soft[order[a]] < soft[order[b]] })
	for rank, i := range order {
		n.grain[i] = float32(rank) / (tile * tile)
	}
	return n
}

// at is the grain at a point.
func (n *noise) at(x, y float64) float64 {
	return float64(n.grain[(int(y)&(tile-1))*tile+int(x)&(tile-1)])
}

// between is a number between a and b by chance.
func (n *noise) between(a, b float64) float64 { return a + (b-a)*n.Float64() }

// hills is a wavy line: the sum of waves, each half as long and half as high.
func (n *noise) hills(height, length float64) func(x float64) float64 {
	var phase [5]float64
	for i := range phase {
		phase[i] = n.between(0, 2*math.Pi)
	}
	return func(x float64) float64 {
		y, h, l := 0., height, length
		for i := range phase {
			y += h * math.Sin(x/l*2*math.Pi+phase[i])
			h, l = h*.48, l*.47
		}
		return y
	}
}
