package main

import (
	"image"
	"image/color"
	"math"

	"golang.org/x/image/vector"
)

// rgb is a colour between 0 and 1, as screens have it.
type rgb struct{ r, g, b float64 }

// hex reads a colour of six digits.
func hex(s string) rgb {
	var v [3]float64
	for i := range v {
		v[i] = float64(digit(s[2*i])*16+digit(s[2*i+1])) / 255
	}
	return rgb{v[0], v[1], v[2]}
}

func digit(c byte) int {
	if c >= 'a' {
		return int(c-'a') + 10
	}
	return int(c - '0')
}

func mix(a, b rgb, t float64) rgb {
	t = clamp(t)
	return rgb{a.r + (b.r-a.r)*t, a.g + (b.g-a.g)*t, a.b + (b.b-a.b)*t}
}

func clamp(t float64) float64 { return math.Max(0, math.Min(1, t)) }

// smooth goes from 0 at a to 1 at b without a corner.
func smooth(a, b, x float64) float64 {
	t := clamp((x - a) / (b - a))
	return t * t * (3 - 2*t)
}

// paint is the colour at a point and how much it covers.
type paint func(x, y float64) (rgb, float64)

func flat(c rgb) paint { return func(float64, float64) (rgb, float64) { return c, 1 } }

func glaze(c rgb, a float64) paint { return func(float64, float64) (rgb, float64) { return c, a } }

// stop is a colour at a place of a gradient.
type stop struct {
	at float64
	c  rgb
}

func ramp(at float64, stops []stop) rgb {
	for i, s := range stops {
		if at <= s.at {
			if i == 0 {
				return s.c
			}
			before := stops[i-1]
			return mix(before.c, s.c, (at-before.at)/(s.at-before.at))
		}
	}
	return stops[len(stops)-1].c
}

// down is a gradient from top to bottom, its stops at heights.
func down(stops ...stop) paint {
	return func(_, y float64) (rgb, float64) { return ramp(y, stops), 1 }
}

// across is a gradient from left to right.
func across(stops ...stop) paint {
	return func(x, _ float64) (rgb, float64) { return ramp(x, stops), 1 }
}

// fade goes from one height, where the colour covers with a0, to another.
func fade(c rgb, y0, a0, y1, a1 float64) paint {
	return func(_, y float64) (rgb, float64) { return c, a0 + (a1-a0)*smooth(y0, y1, y) }
}

// glow covers most at its centre and nothing at distance r.
func glow(cx, cy, r float64, c rgb, a float64) paint {
	return func(x, y float64) (rgb, float64) {
		d := math.Hypot(x-cx, y-cy) / r
		return c, a * math.Pow(clamp(1-d), 2)
	}
}

// canvas is a picture under work.
type canvas struct {
	w, h  int
	pix   []rgb
	clip  []float64 // coverage by the clip, nil for none
	noise *noise
}

func newCanvas(w, h int, seed uint64) *canvas {
	return &canvas{w: w, h: h, pix: make([]rgb, w*h), noise: newNoise(seed)}
}

// mask is the coverage of a path within its bounds.
func (c *canvas) mask(p *path) (*image.Alpha, image.Rectangle) {
	box := p.bounds().Intersect(image.Rect(0, 0, c.w, c.h))
	if box.Empty() {
		return nil, box
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	p.draw(r, float32(box.Min.X), float32(box.Min.Y))
	m := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	r.Draw(m, m.Bounds(), image.NewUniform(color.Alpha{255}), image.Point{})
	return m, box
}

// fill paints the inside of a path.
func (c *canvas) fill(p *path, with paint) {
	m, box := c.mask(p)
	for y := range box.Dy() {
		for x := range box.Dx() {
			if v := m.Pix[y*m.Stride+x]; v > 0 {
				c.dab(box.Min.X+x, box.Min.Y+y, float64(v)/255, with)
			}
		}
	}
}

// all paints everywhere.
func (c *canvas) all(with paint) {
	for y := range c.h {
		for x := range c.w {
			c.dab(x, y, 1, with)
		}
	}
}

func (c *canvas) dab(x, y int, cover float64, with paint) {
	i := y*c.w + x
	if c.clip != nil {
		cover *= c.clip[i]
	}
	if cover == 0 {
		return
	}
	colour, a := with(float64(x)+.5, float64(y)+.5)
	c.pix[i] = mix(c.pix[i], colour, a*cover)
}

// within draws with everything outside the path covered up.
func (c *canvas) within(p *path, draw func()) {
	before := c.clip
	c.clip = make([]float64, c.w*c.h)
	m, box := c.mask(p)
	for y := range box.Dy() {
		for x := range box.Dx() {
			i := (box.Min.Y+y)*c.w + box.Min.X + x
			v := float64(m.Pix[y*m.Stride+x]) / 255
			if before != nil {
				v *= before[i]
			}
			c.clip[i] = v
		}
	}
	draw()
	c.clip = before
}

// stipple shades a path with fine dots, as many as amount says.
func (c *canvas) stipple(p *path, colour rgb, strength float64, amount func(x, y float64) float64) {
	c.fill(p, func(x, y float64) (rgb, float64) {
		a := amount(x, y)
		if a <= 0 {
			return colour, 0
		}
		return colour, strength * clamp((a-c.noise.at(x, y))*3+.5)
	})
}

// image is the finished picture, with the faint grain of paper over all of it.
func (c *canvas) image(grain float64) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, c.w, c.h))
	for y := range c.h {
		for x := range c.w {
			p := c.pix[y*c.w+x]
			n := (c.noise.at(float64(x)*.8, float64(y)*.8) - .5) * grain
			out.SetRGBA(x, y, color.RGBA{byte8(p.r + n), byte8(p.g + n), byte8(p.b + n), 255})
		}
	}
	return out
}

func byte8(v float64) uint8 { return uint8(clamp(v)*255 + .5) }
