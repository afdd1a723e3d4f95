package media

import (
	"image"
	"image/draw"
	"math"
)

// scale makes a picture smaller by a Catmull-Rom filter as wide as the
// reduction asks for. It goes through the source once, a band of rows at a
// time, and keeps only the rows that the filter spans: the kernel scalers of
// x/image hold target width times source height times 32 bytes, which is more
// than a gigabyte for a tall picture that MaxPixels lets in.
func scale(img image.Image, width, height int) *image.RGBA {
	src := img.Bounds()
	columns, rows := taps(src.Dx(), width), taps(src.Dy(), height)
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	in := &bands{img: img, rgba: image.NewRGBA(image.Rect(0, 0, src.Dx(), bandRows))}
	ring := make([][]float32, rows.most)
	for i := range ring {
		ring[i] = make([]float32, width*4)
	}
	ready := 0 // source rows that were narrowed so far
	sum := make([]float32, width*4)
	for y := range height {
		tap := rows.of[y]
		for ; ready < tap.first+len(tap.weights); ready++ {
			if ready >= tap.first {
				columns.narrow(in.row(ready), ring[ready%rows.most])
			}
		}
		clear(sum)
		for i, weight := range tap.weights {
			for x, v := range ring[(tap.first+i)%rows.most] {
				sum[x] += v * weight
			}
		}
		store(out.Pix[y*out.Stride:], sum)
	}
	return out
}

// tap says which source pixels make one target pixel, and by how much each.
type tap struct {
	first   int
	weights []float32
}

type tapList struct {
	of   []tap
	most int // weights of one tap
}

// taps spreads the filter for from source pixels onto to target pixels.
func taps(from, to int) tapList {
	ratio := float64(from) / float64(to)
	stretch := max(ratio, 1)
	list := tapList{of: make([]tap, to)}
	for i := range list.of {
		centre := (float64(i) + 0.5) * ratio
		first := max(0, int(math.Floor(centre-2*stretch)))
		last := min(from, int(math.Ceil(centre+2*stretch)))
		weights := make([]float32, last-first)
		total := 0.0
		for j := range weights {
			w := catmullRom((float64(first+j) + 0.5 - centre) / stretch)
			weights[j] = float32(w)
			total += w
		}
		for j := range weights {
			weights[j] /= float32(total)
		}
		list.of[i] = tap{first, weights}
		list.most = max(list.most, len(weights))
	}
	return list
}

func catmullRom(t float64) float64 {
	switch t = math.Abs(t); {
	case t < 1:
		return (1.5*t-2.5)*t*t + 1
	case t < 2:
		return ((-0.5*t+2.5)*t-4)*t + 2
	}
	return 0
}

// narrow filters one row of premultiplied pixels.
func (l tapList) narrow(row []byte, out []float32) {
	for x, tap := range l.of {
		var r, g, b, a float32
		pix := row[tap.first*4 : (tap.first+len(tap.weights))*4]
		for _, w := range tap.weights {
			r += w * float32(pix[0])
			g += w * float32(pix[1])
			b += w * float32(pix[2])
			a += w * float32(pix[3])
			pix = pix[4:]
		}
		out[4*x], out[4*x+1], out[4*x+2], out[4*x+3] = r, g, b, a
	}
}

// store rounds sums to bytes; no colour may exceed its alpha.
func store(out []byte, sum []float32) {
	for x := 0; x < len(sum); x += 4 {
		a := min(max(sum[x+3], 0), 255)
		out[x+3] = byte(a + 0.5)
		for c := x; c < x+3; c++ {
			out[c] = byte(min(max(sum[c], 0), a) + 0.5)
		}
	}
}

const bandRows = 32

// bands turns a picture into premultiplied rows, some at a time.
type bands struct {
	img  image.Image
	rgba *image.RGBA
	top  int
	full bool
}

// row gives source row y; rows are asked for from top to bottom.
func (b *bands) row(y int) []byte {
	if !b.full || y >= b.top+bandRows {
		b.top, b.full = y, true
		from := b.img.Bounds().Min.Add(image.Pt(0, y))
		draw.Draw(b.rgba, b.rgba.Rect, b.img, from, draw.Src)
	}
	i := (y - b.top) * b.rgba.Stride
	return b.rgba.Pix[i : i+b.rgba.Stride]
}
