package main

import "math"

// Pictures of places are this large.
const (
	width  = 1600
	height = 1000
)

// under is everything below a line, from x0 to x1.
func under(line func(x float64) float64, x0, x1, bottom float64) *path {
	const step = 8
	p := (&path{}).move(x0, line(x0))
	for x := x0 + step; x < x1; x += step {
		p.line(x, line(x))
	}
	return p.line(x1, line(x1)).line(x1, bottom).line(x0, bottom)
}

func band(y0, y1 float64) *path { return rect(0, y0, width, y1-y0) }

// cloud is a long flat cloud of a few strips with round ends.
func (c *canvas) cloud(x, y, w, h float64, with paint) {
	rows := []struct{ dx, dy, w float64 }{{.12, 0, .5}, {0, 1, .78}, {.2, 2, .8}, {.42, 3, .42}}
	var parts []*path
	for _, r := range rows {
		parts = append(parts, pill(x+r.dx*w, y+r.dy*h*.9, r.w*w, h, h/2))
	}
	c.fill(join(parts...), with)
}

// puff is a heap of a cloud with a flat foot.
func (c *canvas) puff(x, y, w float64, with paint) {
	p := join(circle(x-w*.26, y-w*.1, w*.17), circle(x-w*.04, y-w*.2, w*.22), circle(x+w*.2, y-w*.13, w*.19),
		circle(x+w*.38, y-w*.05, w*.1), pill(x-w*.5, y-w*.14, w, w*.16, w*.08))
	c.within(rect(x-w, y-w, 2*w, w+2), func() { c.fill(p, with) })
}

// gull is a bird far off.
func (c *canvas) gull(x, y, size, tilt float64, colour rgb) {
	p := (&path{}).move(x-size, y-size*.1).
		quad(x-size*.45, y-size*.62, x, y).quad(x+size*.45, y-size*.62, x+size, y-size*.1).
		quad(x+size*.45, y-size*.38, x+size*.06, y+size*.2).quad(x, y+size*.26, x-size*.06, y+size*.2).
		quad(x-size*.45, y-size*.38, x-size, y-size*.1)
	c.fill(p.turn(x, y, tilt), flat(colour))
}

// ripples are lenses of light or shade on water between two heights, smaller
// towards the horizon at y0.
func (c *canvas) ripples(y0, y1 float64, n int, widest, tallest float64, with func(x, y float64) paint) {
	for range n {
		t := math.Pow(c.noise.Float64(), 1.5)
		y := y0 + (y1-y0)*t
		x := c.noise.between(-60, width+60)
		w := (.12 + .88*t) * widest * c.noise.between(.45, 1)
		c.fill(lens(x, y, w, math.Max(1.1, tallest*(.15+.85*t))), with(x, y))
	}
}

// shine is the path of light that the sun or moon at x lays on the water.
func (c *canvas) shine(x, y0, y1, w0, w1 float64, n int, colour rgb, a float64) {
	for range n {
		t := c.noise.Float64()
		y := y0 + (y1-y0)*t
		spread := w0 + (w1-w0)*t
		off := (c.noise.Float64() + c.noise.Float64() - 1) * spread
		w := spread * c.noise.between(.25, .9) * (1 - math.Abs(off)/spread*.6)
		c.fill(lens(x+off, y, w, 1.2+5*t), glaze(colour, a*c.noise.between(.5, 1)*(1-.35*t)))
	}
}

// stars are thinner towards the height y1.
func (c *canvas) stars(n int, y1 float64, colour rgb) {
	for range n {
		y := y1 * math.Pow(c.noise.Float64(), 1.3)
		r := .7 + 1.9*math.Pow(c.noise.Float64(), 6)
		c.fill(circle(c.noise.between(0, width), y, r), glaze(colour, c.noise.between(.25, .95)*(1-.6*y/y1)))
	}
}

// tree is a round tree on a trunk, lit from the left or, with side -1, the right.
func (c *canvas) tree(x, y, r, side float64, leaf, shade, trunk rgb) {
	c.fill(stroke(r*.2, r*.1, x, y, x+r*.04, y-r*.8, x-r*.02, y-r*1.2), flat(trunk))
	crown := curve(x-r, y-r*1.45, x-r*.72, y-r*2.15, x-r*.05, y-r*2.45, x+r*.68, y-r*2.2, x+r, y-r*1.5, x+r*.62, y-r*.92, x-r*.1, y-r*.78, x-r*.7, y-r*.95)
	c.fill(crown, flat(leaf))
	c.within(crown, func() {
		c.stipple(crown, shade, .9, func(px, py float64) float64 {
			return smooth(-.5*r, 1.2*r, side*(px-x)+.7*(py-(y-r*1.6)))
		})
	})
}

// window is a small lit or dark opening.
func (c *canvas) window(x, y, w, h float64, colour rgb) { c.fill(rect(x, y, w, h), flat(colour)) }
