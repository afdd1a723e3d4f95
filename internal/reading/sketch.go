package reading

import (
	"encoding/base64"
	"math"
	"math/bits"
	"slices"
)

// sketch estimates how many different hashes were added to it: HyperLogLog with
// 4,096 registers and Ertl's estimator, which needs no table of corrections
// (arXiv:1702.01284). Its standard error is 1.04/√4096 = 1.6 %; up to a few
// hundred it is nearly exact. Sketches of different nodes are merged without loss.
//
// Few registers are kept as a list, many as all of them.
type sketch struct {
	few []uint32 // place<<8 | rank, in order of the place
	all []byte   // the rank at each place, once few has too many
}

const (
	placeBits = 12
	places    = 1 << placeBits
	rankMost  = 64 - placeBits + 1
	fewMost   = 700 // as a list it is shorter up to there
)

// add takes one hash in.
func (s *sketch) add(hash uint64) {
	rank := bits.LeadingZeros64(hash<<placeBits|1<<(placeBits-1)) + 1
	s.raise(uint32(hash>>(64-placeBits)), byte(rank))
}

func (s *sketch) raise(place uint32, rank byte) {
	if s.all != nil {
		s.all[place] = max(s.all[place], rank)
		return
	}
	i, _ := slices.BinarySearch(s.few, place<<8)
	if i < len(s.few) && s.few[i]>>8 == place {
		s.few[i] = max(s.few[i], place<<8|uint32(rank))
		return
	}
	if len(s.few) < fewMost {
		s.few = slices.Insert(s.few, i, place<<8|uint32(rank))
		return
	}
	s.all = make([]byte, places)
	for _, v := range s.few {
		s.all[v>>8] = byte(v)
	}
	s.few = nil
	s.all[place] = max(s.all[place], rank)
}

// merge takes in all that another sketch did.
func (s *sketch) merge(o *sketch) {
	for _, v := range o.few {
		s.raise(v>>8, byte(v))
	}
	for place, rank := range o.all {
		if rank > 0 {
			s.raise(uint32(place), rank)
		}
	}
}

// count is the estimate.
func (s *sketch) count() int64 {
	var of [rankMost + 1]int // how many registers have each rank
	of[0] = places - len(s.few)
	for _, v := range s.few {
		of[v&0xff]++
	}
	if s.all != nil {
		of[0] = 0
		for _, rank := range s.all {
			of[rank]++
		}
	}
	const m = float64(places)
	z := m * tau(1-float64(of[rankMost])/m)
	for k := rankMost - 1; k >= 1; k-- {
		z = (z + float64(of[k])) / 2
	}
	z += m * sigma(float64(of[0])/m)
	return int64(math.Round(m * m / (2 * math.Ln2 * z)))
}

func sigma(x float64) float64 {
	if x == 1 {
		return math.Inf(1)
	}
	z, y := x, 1.0
	for was := -1.0; z != was; y += y {
		x *= x
		was = z
		z += x * y
	}
	return z
}

func tau(x float64) float64 {
	if x == 0 || x == 1 {
		return 0
	}
	z, y := 1-x, 1.0
	for was := -1.0; z != was; {
		x = math.Sqrt(x)
		was = z
		y /= 2
		z -= (1 - x) * (1 - x) * y
	}
	return z / 3
}

// text is the sketch as it is stored: three bytes for each of few registers,
// or one for each of all.
func (s *sketch) text() string {
	if s.all != nil {
		return base64.StdEncoding.EncodeToString(s.all)
	}
	b := make([]byte, 0, 3*len(s.few))
	for _, v := range s.few {
		b = append(b, byte(v>>16), byte(v>>8), byte(v))
	}
	return base64.StdEncoding.EncodeToString(b)
}

// parseSketch reads what text wrote. What is damaged is passed over: a figure
// that is too small is better than a desk that does not open.
func parseSketch(text string) *sketch {
	s := &sketch{}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return s
	}
	if len(b) == places {
		s.all = b
		for i, rank := range s.all {
			s.all[i] = min(rank, rankMost)
		}
		return s
	}
	for ; len(b) >= 3; b = b[3:] {
		place, rank := uint32(b[0])<<8|uint32(b[1]), b[2]
		if place < places && 0 < rank && rank <= rankMost {
			s.raise(place, rank)
		}
	}
	return s
}
