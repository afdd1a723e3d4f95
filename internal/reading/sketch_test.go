package reading

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestASketchIsAsGoodAsItSays(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 10, 100, 1000, 5000, 20_000, 50_000} {
		const rounds = 12
		var off float64
		for range rounds {
			s, other := &sketch{}, &sketch{}
			for i := range n {
				h := random.Uint64()
				s.add(h)
				if i%3 == 0 {
					s.add(h) // the same again
					other.add(h)
				}
			}
			whole := parseSketch(s.text())
			whole.merge(parseSketch(other.text()))
			if whole.count() != s.count() {
				t.Fatalf("%d: merged with a part of itself it counts %d instead of %d", n, whole.count(), s.count())
			}
			off += math.Pow(float64(s.count()-int64(n))/math.Max(1, float64(n)), 2)
		}
		if err := math.Sqrt(off / rounds); err > 0.03 {
			t.Errorf("%d: it is off by %.2f %%", n, 100*err)
		}
	}
}

func TestADamagedSketchIsNoPanic(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "!", "////", "AAAA", "AAAAAA=="} {
		if n := parseSketch(text).count(); n < 0 || n > 2 {
			t.Errorf("%q counts %d", text, n)
		}
	}
}
