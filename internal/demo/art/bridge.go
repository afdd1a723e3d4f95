package main

import "math"

// bridge: a narrow wooden footbridge crosses reeds and still water towards low hills.
func bridge(c *canvas) {
	const shore = 500
	c.all(down(stop{0, hex("7fb3b0")}, stop{220, hex("b9d3bf")}, stop{400, hex("f0e6c4")}, stop{shore, hex("fbe0b0")}))
	c.fill(circle(1120, 330, 70), flat(hex("fff9e4")))
	c.all(glow(1120, 330, 420, hex("fff3cc"), .75))
	for _, s := range [][4]float64{{100, 150, 500, 16}, {1180, 110, 400, 14}, {620, 230, 330, 11}} {
		c.cloud(s[0], s[1], s[2], s[3], glaze(hex("fffaec"), .75))
	}
	for i, tone := range []string{"b5c4a4", "8fab8e", "66907c"} {
		line := c.noise.hills(13, 430-60*float64(i))
		y := 448 + 20*float64(i)
		at := []float64{500, 1450, 120}[i]
		hill := under(func(x float64) float64 { return y - 84*math.Exp(-math.Pow((x-at)/400, 2)) + line(x) }, 0, 1600, shore)
		c.fill(hill, flat(hex(tone)))
		c.stipple(hill, hex("4a7568"), .5, func(x, py float64) float64 { return .34 - (py-y+60)/200 })
	}
	for _, t := range [][3]float64{{1330, 494, 24}, {1380, 496, 32}, {1450, 498, 26}, {240, 494, 22}, {290, 496, 28}} {
		c.tree(t[0], t[1], t[2], -1, hex("5f8f6b"), hex("2f5f56"), hex("4d3b30"))
	}
	c.fill(band(shore-4, height), down(stop{496, hex("f0dcae")}, stop{580, hex("a8c3ae")}, stop{740, hex("5b958f")}, stop{1000, hex("24595c")}))
	c.shine(1120, 506, 960, 40, 130, 70, hex("fff6d6"), .6)
	c.ripples(510, height, 150, 260, 4, func(_, _ float64) paint { return glaze(hex("f7efd2"), .3) })
	c.ripples(560, height, 90, 300, 5, func(_, _ float64) paint { return glaze(hex("1f5257"), .3) })
	// banks of reeds far off
	for _, b := range [][4]float64{{-20, 420, 520, 26}, {1180, 1620, 528, 30}, {560, 800, 512, 12}} {
		for x := b[0]; x < b[1]; x += 3 {
			h := b[3] * c.noise.between(.5, 1.1)
			c.fill(stroke(3, 1, x, b[2]+8, x+c.noise.between(-6, 6), b[2]-h), flat(hex([]string{"7f9460", "a8a860", "5f8562"}[c.noise.IntN(3)])))
		}
		c.fill(lens((b[0]+b[1])/2, b[2]+9, b[1]-b[0], 4), glaze(hex("2f5f56"), .5))
	}
	footbridge(c)
	walker(c, 655, 610, .8)
	tuft(c, 1500, 900, 190, 140)
	tuft(c, 1340, 980, 150, 120)
	tuft(c, 70, 930, 200, 140)
	tuft(c, 1560, 1010, 240, 110)
	for _, g := range [][3]float64{{760, 300, 18}, {826, 276, 14}, {890, 292, 12}, {700, 276, 12}, {640, 300, 10}} {
		c.gull(g[0], g[1], g[2], 0, hex("3f5f5c"))
	}
	duck(c, 1010, 700, 1.1)
	duck(c, 1110, 724, .9)
}

// along is a point of the bridge: its middle, its half width and its height
// over the water, t from 0 far away to 1 at the viewer's feet.
func along(t float64) (x, y, w, rise float64) {
	p := math.Pow(t, 2.2)
	x = 700 - 260*math.Sin(t*2.2)*(.25+.9*p) + 150*p
	return x, 512 + 560*p, 10 + 200*p, 9 + 40*p
}

func footbridge(c *canvas) {
	const n = 46
	dark, wood, light := hex("33291f"), hex("b5834f"), hex("f0cf94")
	for i := range 8 { // piles
		t := .1 + .86*float64(i)/7
		x, y, w, rise := along(t)
		s := .16 + 1.1*math.Pow(t, 2.2)
		for _, side := range []float64{-1, 1} {
			px := x + side*w*.8
			c.fill(rect(px-9*s, y, 18*s, rise+34*s), flat(dark))
			c.fill(lens(px, y+rise+32*s, 90*s, 4*s), glaze(hex("fff6d6"), .5))
			c.fill(rect(px-6*s, y+rise+36*s, 12*s, 46*s), fade(dark, y+rise+36*s, .4, y+rise+80*s, 0))
		}
	}
	for i := range n {
		t0, t1 := float64(i)/n, (float64(i)+.9)/n
		x0, y0, w0, _ := along(t0)
		x1, y1, w1, _ := along(t1)
		tone := mix(wood, hex([]string{"8f6238", "c99a62", "a8754a"}[i%3]), .6)
		c.fill(poly(x0-w0, y0, x0+w0, y0, x1+w1, y1, x1-w1, y1), flat(mix(mix(light, tone, smooth(0, .3, t0)), hex("6b4530"), .2*t0)))
		c.fill(poly(x1-w1, y1, x1+w1, y1, x1+w1, y1+1+7*t1*t1, x1-w1, y1+1+7*t1*t1), flat(dark))
	}
	for _, side := range []float64{-1, 1} { // the rails
		var rail, mid []pt
		for i := range n + 1 {
			t := float64(i) / n
			x, y, w, _ := along(t)
			h := 16 + 175*math.Pow(t, 2)
			rail = append(rail, pt{x + side*w, y - h})
			mid = append(mid, pt{x + side*w, y - h*.5})
		}
		for i := 0; i <= n; i += 5 {
			t := float64(i) / n
			x, y, w, _ := along(t)
			s := 2 + 15*math.Pow(t, 2)
			h := 16 + 175*math.Pow(t, 2)
			c.fill(rect(x+side*w-s/2, y-h-s*.5, s, h+s), flat(dark))
			c.fill(rect(x+side*w-s/2, y-h-s*.5, s*.3, h+s), glaze(light, .7))
		}
		c.fill(outline(mid, 1.4, 9), flat(hex("6b4a30")))
		c.fill(outline(rail, 2.4, 17), flat(hex("8f6238")))
		for i := range rail {
			rail[i].y -= .4 + 5*math.Pow(float64(i)/n, 2)
		}
		c.fill(outline(rail, .8, 5), flat(light))
	}
}

func walker(c *canvas, x, y, s float64) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	dark := hex("2d3a3f")
	c.fill(f(stroke(9, 7, -3, -42, -8, -20, -12, 0)), flat(dark))
	c.fill(f(stroke(9, 7, 4, -42, 8, -20, 8, 0)), flat(dark))
	c.fill(f((&path{}).move(-15, -88).quad(0, -98, 14, -88).line(17, -38).line(-17, -38)), flat(hex("d9a23c")))
	c.fill(f(pill(8, -88, 17, 34, 7)), flat(hex("a8432f")))
	c.fill(f(circle(-1, -106, 12)), flat(hex("c98f62")))
	c.fill(f((&path{}).move(-14, -104).cube(-15, -124, 13, -124, 12, -106).quad(0, -112, -14, -104)), flat(hex("a8432f")))
	c.fill(f(stroke(3, 2, -20, -70, -26, -30, -30, 2)), flat(hex("6b4a30")))
}

// tuft is a stand of reeds in front.
func tuft(c *canvas, x, y, spread float64, n int) {
	for range n {
		px := x + (c.noise.Float64()+c.noise.Float64()-1)*spread
		h := c.noise.between(120, 380) * (1.1 - math.Abs(px-x)/spread*.6)
		lean := c.noise.between(-30, 50)
		tone := hex([]string{"2f5a4c", "4a7358", "8a9455", "c2b064", "3a6650"}[c.noise.IntN(5)])
		c.fill(stroke(7, 1, px, y+110, px+lean*.2, y-h*.4, px+lean, y-h), flat(tone))
		if c.noise.Float64() < .16 {
			c.fill(stroke(2, 9, px+lean, y-h, px+lean+16, y-h-26, px+lean+34, y-h-34), flat(hex("8f6b4a")))
		}
	}
}

func duck(c *canvas, x, y, s float64) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	for k := range 3 {
		c.fill(f(lens(-14+6*float64(k), 12+3*float64(k), 110+60*float64(k), 3)), glaze(hex("fff6d6"), .5))
	}
	c.fill(f((&path{}).move(-44, -8).quad(-30, 12, 8, 12).quad(36, 8, 30, -12).quad(0, -24, -20, -14).quad(-36, -12, -44, -8)), flat(hex("8a6b52")))
	c.fill(f((&path{}).move(-30, -8).quad(-4, -20, 16, -6).quad(-4, 8, -30, -8)), flat(hex("5e473a")))
	c.fill(f(circle(30, -24, 11)), flat(hex("2f6b58")))
	c.fill(f(rect(21, -17, 16, 4)), flat(hex("fff6d6")))
	c.fill(f(poly(38, -27, 54, -20, 38, -18)), flat(hex("e0a23c")))
	c.fill(f(circle(33, -27, 1.8)), flat(hex("1d2226")))
}
