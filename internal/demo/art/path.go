package main

import (
	"image"
	"math"

	"golang.org/x/image/vector"
)

// pt is a point of the picture, in pixels from its top left.
type pt struct{ x, y float64 }

// path is one or more closed outlines.
type path struct {
	ops            []op
	at             pt
	x0, y0, x1, y1 float64
}

type op struct {
	kind byte // 'm', 'l' or 'c'
	a, b pt   // control points of a curve
	to   pt
}

func (p *path) add(o op, points ...pt) *path {
	if len(p.ops) == 0 {
		p.x0, p.y0, p.x1, p.y1 = o.to.x, o.to.y, o.to.x, o.to.y
	}
	for _, q := range append(points, o.to) {
		p.x0, p.y0 = math.Min(p.x0, q.x), math.Min(p.y0, q.y)
		p.x1, p.y1 = math.Max(p.x1, q.x), math.Max(p.y1, q.y)
	}
	p.ops = append(p.ops, o)
	p.at = o.to
	return p
}

func (p *path) move(x, y float64) *path { return p.add(op{kind: 'm', to: pt{x, y}}) }
func (p *path) line(x, y float64) *path { return p.add(op{kind: 'l', to: pt{x, y}}) }

func (p *path) cube(ax, ay, bx, by, x, y float64) *path {
	a, b := pt{ax, ay}, pt{bx, by}
	return p.add(op{'c', a, b, pt{x, y}}, a, b)
}

func (p *path) quad(ax, ay, x, y float64) *path {
	from := p.at
	return p.cube(from.x+(ax-from.x)*2/3, from.y+(ay-from.y)*2/3, x+(ax-x)*2/3, y+(ay-y)*2/3, x, y)
}

// join is all outlines of several paths as one.
func join(paths ...*path) *path {
	out := &path{}
	for _, p := range paths {
		for _, o := range p.ops {
			if o.kind == 'c' {
				out.add(o, o.a, o.b)
			} else {
				out.add(o)
			}
		}
	}
	return out
}

func (p *path) bounds() image.Rectangle {
	return image.Rect(int(math.Floor(p.x0)), int(math.Floor(p.y0)), int(math.Ceil(p.x1))+1, int(math.Ceil(p.y1))+1)
}

func (p *path) draw(r *vector.Rasterizer, dx, dy float32) {
	f := func(q pt) (float32, float32) { return float32(q.x) - dx, float32(q.y) - dy }
	open := false
	for _, o := range p.ops {
		x, y := f(o.to)
		switch o.kind {
		case 'm':
			if open {
				r.ClosePath()
			}
			open = true
			r.MoveTo(x, y)
		case 'l':
			r.LineTo(x, y)
		case 'c':
			ax, ay := f(o.a)
			bx, by := f(o.b)
			r.CubeTo(ax, ay, bx, by, x, y)
		}
	}
	if open {
		r.ClosePath()
	}
}

// each gives the path with every point moved.
func (p *path) each(f func(pt) pt) *path {
	out := &path{}
	for _, o := range p.ops {
		o.to = f(o.to)
		if o.kind == 'c' {
			o.a, o.b = f(o.a), f(o.b)
			out.add(o, o.a, o.b)
		} else {
			out.add(o)
		}
	}
	return out
}

// shift, scale and turn move a path; scale and turn do so around a point.
func (p *path) shift(dx, dy float64) *path {
	return p.each(func(q pt) pt { return pt{q.x + dx, q.y + dy} })
}

func (p *path) scale(cx, cy, sx, sy float64) *path {
	return p.each(func(q pt) pt { return pt{cx + (q.x-cx)*sx, cy + (q.y-cy)*sy} })
}

func (p *path) turn(cx, cy, angle float64) *path {
	s, c := math.Sincos(angle)
	return p.each(func(q pt) pt { return pt{cx + (q.x-cx)*c - (q.y-cy)*s, cy + (q.x-cx)*s + (q.y-cy)*c} })
}

func poly(points ...float64) *path {
	p := (&path{}).move(points[0], points[1])
	for i := 2; i < len(points); i += 2 {
		p.line(points[i], points[i+1])
	}
	return p
}

func rect(x, y, w, h float64) *path { return poly(x, y, x+w, y, x+w, y+h, x, y+h) }

const round = .5523 // where the control points of a quarter circle lie

func ellipse(cx, cy, rx, ry float64) *path {
	kx, ky := rx*round, ry*round
	return (&path{}).move(cx+rx, cy).
		cube(cx+rx, cy+ky, cx+kx, cy+ry, cx, cy+ry).
		cube(cx-kx, cy+ry, cx-rx, cy+ky, cx-rx, cy).
		cube(cx-rx, cy-ky, cx-kx, cy-ry, cx, cy-ry).
		cube(cx+kx, cy-ry, cx+rx, cy-ky, cx+rx, cy)
}

func circle(cx, cy, r float64) *path { return ellipse(cx, cy, r, r) }

// pill is a rectangle with corners of radius r.
func pill(x, y, w, h, r float64) *path {
	r = math.Min(r, math.Min(w, h)/2)
	k := r * (1 - round)
	return (&path{}).move(x+r, y).line(x+w-r, y).cube(x+w-k, y, x+w, y+k, x+w, y+r).
		line(x+w, y+h-r).cube(x+w, y+h-k, x+w-k, y+h, x+w-r, y+h).
		line(x+r, y+h).cube(x+k, y+h, x, y+h-k, x, y+h-r).
		line(x, y+r).cube(x, y+k, x+k, y, x+r, y)
}

// curve is a smooth closed outline through points.
func curve(points ...float64) *path {
	n := len(points) / 2
	get := func(i int) pt { i = (i + n) % n; return pt{points[2*i], points[2*i+1]} }
	first := get(0)
	p := (&path{}).move(first.x, first.y)
	for i := range n {
		bend(p, get(i-1), get(i), get(i+1), get(i+2))
	}
	return p
}

// bend adds the part of a smooth curve from b to c, with a before and d after.
func bend(p *path, a, b, c, d pt) {
	p.cube(b.x+(c.x-a.x)/6, b.y+(c.y-a.y)/6, c.x-(d.x-b.x)/6, c.y-(d.y-b.y)/6, c.x, c.y)
}

// stroke is a smooth line through points as a brush draws it: w0 thick at its
// beginning, w1 at its end.
func stroke(w0, w1 float64, points ...float64) *path {
	const steps = 12
	var line []pt
	n := len(points) / 2
	get := func(i int) pt { i = max(0, min(n-1, i)); return pt{points[2*i], points[2*i+1]} }
	for i := range n - 1 {
		a, b, c, d := get(i-1), get(i), get(i+1), get(i+2)
		for s := range steps {
			line = append(line, spline(a, b, c, d, float64(s)/steps))
		}
	}
	line = append(line, get(n-1))
	return outline(line, w0, w1)
}

func spline(a, b, c, d pt, t float64) pt {
	f := func(a, b, c, d float64) float64 {
		return .5 * (2*b + (c-a)*t + (2*a-5*b+4*c-d)*t*t + (3*b-a-3*c+d)*t*t*t)
	}
	return pt{f(a.x, b.x, c.x, d.x), f(a.y, b.y, c.y, d.y)}
}

func outline(line []pt, w0, w1 float64) *path {
	var left, right []pt
	for i, q := range line {
		a, b := line[max(0, i-1)], line[min(len(line)-1, i+1)]
		dx, dy := b.x-a.x, b.y-a.y
		d := math.Max(math.Hypot(dx, dy), 1e-6)
		w := (w0 + (w1-w0)*float64(i)/float64(max(1, len(line)-1))) / 2
		left = append(left, pt{q.x - dy/d*w, q.y + dx/d*w})
		right = append(right, pt{q.x + dy/d*w, q.y - dx/d*w})
	}
	p := (&path{}).move(left[0].x, left[0].y)
	for _, q := range left[1:] {
		p.line(q.x, q.y)
	}
	for i := len(right) - 1; i >= 0; i-- {
		p.line(right[i].x, right[i].y)
	}
	return p
}

// lens is a thin horizontal leaf, such as light on a wave.
func lens(cx, cy, w, h float64) *path {
	return (&path{}).move(cx-w/2, cy).quad(cx, cy-h, cx+w/2, cy).quad(cx, cy+h, cx-w/2, cy)
}
