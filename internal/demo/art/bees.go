package main

import "math"

// bees: rows of painted hives stand in a meadow of clover above the sea.
func bees(c *canvas) {
	const horizon = 350
	c.all(down(stop{0, hex("8cc3cf")}, stop{190, hex("c5dfd3")}, stop{horizon, hex("fbeccb")}))
	c.all(glow(1220, 210, 520, hex("fff3c9"), .8))
	c.fill(circle(1220, 178, 64), flat(hex("fffaea")))
	for _, p := range [][3]float64{{260, 200, 330}, {640, 128, 220}, {930, 250, 190}, {1510, 270, 260}} {
		c.puff(p[0], p[1], p[2], fade(hex("fffaf0"), p[1]-p[2]*.4, 1, p[1], .55))
	}
	c.fill(band(horizon, 470), down(stop{horizon, hex("9ccbc8")}, stop{460, hex("3f8f9c")}))
	c.ripples(horizon+2, 470, 120, 200, 3, func(_, _ float64) paint { return glaze(hex("f3f4dc"), .45) })
	far := c.noise.hills(9, 300)
	c.fill(under(func(x float64) float64 { return horizon + 4 - smooth(440, 260, x)*(16-far(x)+34*smooth(420, 0, x)) }, 0, 440, horizon+2), flat(hex("86b3b1")))
	sail := func(x, y, s float64) {
		c.fill(poly(x, y-s*2.2, x, y-s*.2, x+s*1.3, y-s*.2), flat(hex("fffaf0")))
		c.fill(poly(x-s*.2, y-s*1.8, x-s*.2, y-s*.2, x-s*.9, y-s*.2), flat(hex("f0d3a6")))
		c.fill(poly(x-s, y-s*.1, x+s*1.4, y-s*.1, x+s*.9, y+s*.3, x-s*.7, y+s*.3), flat(hex("8b3f35")))
	}
	sail(560, 404, 18)
	sail(250, 380, 9)

	for i, m := range []struct {
		y, rise, at, spread float64
		top, bottom         string
	}{
		{452, 66, 1500, 520, "7fb08a", "5d9a78"}, {500, 40, 200, 600, "a3c27e", "7fae6f"}, {560, 34, 1100, 700, "c3cf7a", "98b968"}, {650, 20, 300, 900, "d8d67c", "aabf62"},
	} {
		wave := c.noise.hills(9, 460)
		line := func(x float64) float64 { return m.y - m.rise*math.Exp(-math.Pow((x-m.at)/m.spread, 2)) + wave(x) }
		meadow := under(line, 0, 1600, height)
		c.fill(meadow, down(stop{m.y - m.rise, hex(m.top)}, stop{m.y + 150, hex(m.bottom)}))
		c.stipple(meadow, hex("3f7a5a"), .45, func(x, y float64) float64 { return .34 - (y-line(x))/(110+30*float64(i)) })
		for range 160 {
			x := c.noise.between(0, width)
			y := line(x) + c.noise.between(8, 95)
			c.fill(circle(x, y, c.noise.between(1.4, 2.4+float64(i)*.7)), glaze(hex([]string{"fff6e4", "e9a7a0", "f7d774"}[c.noise.IntN(3)]), .9))
		}
		if i == 0 {
			for _, x := range []float64{1180, 1252, 1330, 1424, 1530} {
				c.tree(x, line(x)+6, c.noise.between(20, 30), 1, hex("5f9a72"), hex("2f6a58"), hex("4b3b32"))
			}
		}
	}
	tones := []string{"e9b44c", "d9604a", "4f8f98", "f5ead0", "8fae5f", "c9788a", "3d6f86"}
	k := 0
	for row, r := range []struct {
		y, s, x0, gap float64
		n             int
	}{{566, .44, 620, 118, 8}, {648, .66, 60, 196, 8}, {776, 1.02, 210, 330, 4}} {
		for i := range r.n {
			x := r.x0 + float64(i)*r.gap + c.noise.between(-10, 10)
			hive(c, x, r.y+9*math.Sin(x/170), r.s, hex(tones[(k*3+row)%len(tones)]))
			k++
		}
	}
	clover(c)
	for _, b := range [][4]float64{{470, 560, 26, -.3}, {1050, 470, 20, .2}, {1370, 590, 30, -.2}, {780, 640, 24, .35}, {180, 520, 17, .1}, {905, 360, 12, 0}, {1190, 700, 22, -.4}} {
		bee(c, b[0], b[1], b[2], b[3])
	}
}

// hive is a stack of painted boxes with a tin roof.
func hive(c *canvas, x, y, s float64, tone rgb) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	dark := hex("3b3a30")
	c.fill(f(ellipse(16, 4, 104, 13)), glaze(hex("3f6a4a"), .45))
	c.fill(f(poly(-58, -14, -44, -14, -52, 6, -62, 6)), flat(dark))
	c.fill(f(poly(44, -14, 58, -14, 62, 6, 52, 6)), flat(dark))
	light := mix(tone, hex("fff6dd"), .5)
	for i, h := range []float64{0, 58, 112} {
		t := tone
		if i == 1 {
			t = light
		}
		box := f(pill(-66+2*float64(i), -74-h, 132-4*float64(i), 58, 3))
		c.fill(box, flat(t))
		c.stipple(box, mix(t, hex("2f3530"), .65), .75, func(px, _ float64) float64 { return smooth(x-20*s, x+95*s, px) * .85 })
		c.fill(f(rect(-66+2*float64(i), -20-h, 132-4*float64(i), 4)), glaze(dark, .45))
		c.fill(f(pill(-16, -52-h, 32, 9, 4)), glaze(dark, .6))
	}
	c.fill(f(rect(-70, -196, 140, 12)), flat(hex("d8d3c2")))
	c.fill(f(rect(20, -196, 50, 12)), flat(hex("a39f90")))
	c.fill(f(rect(-34, -24, 68, 7)), flat(dark))
	c.fill(f(poly(-44, -16, 44, -16, 54, -8, -54, -8)), flat(light))
}

// clover is what grows in front.
func clover(c *canvas) {
	line := func(x float64) float64 {
		return 880 - 40*smooth(900, 1600, x) - 30*smooth(500, 0, x) + 10*math.Sin(x/90)
	}
	front := under(line, 0, 1600, height)
	c.fill(front, down(stop{830, hex("5c9a58")}, stop{1000, hex("245c48")}))
	c.stipple(front, hex("b6cf73"), .6, func(x, y float64) float64 { return .42 - (y-line(x))/70 })
	for range 260 {
		x := c.noise.between(-20, 1620)
		y := line(x) + c.noise.between(6, 130)
		h := c.noise.between(24, 60)
		c.fill(stroke(4, 1, x, y, x+c.noise.between(-6, 6), y-h*.6, x+c.noise.between(-18, 18), y-h), glaze(hex([]string{"2f6d4c", "4d8a50", "86b060"}[c.noise.IntN(3)]), .95))
	}
	for range 74 {
		x := c.noise.between(0, 1600)
		y := line(x) + c.noise.between(-30, 96)
		r := 10 + 15*smooth(830, 980, y)
		c.fill(stroke(3.4, 2.6, x+4, y+r*4.2, x+3, y+r*2, x, y), flat(hex("2f6d4c")))
		tone, shade := hex("f6ddd6"), hex("d08a92")
		if c.noise.Float64() < .4 {
			tone, shade = hex("e69aa0"), hex("a9506a")
		}
		for i := range 14 {
			a := float64(i) / 14 * 2 * math.Pi
			c.fill(ellipse(x+math.Cos(a)*r*.62, y+math.Sin(a)*r*.58, r*.36, r*.36), flat(mix(tone, shade, .5+.5*math.Sin(a))))
		}
		for range 12 {
			a, d := c.noise.between(0, 2*math.Pi), r*.5*c.noise.Float64()
			c.fill(circle(x+math.Cos(a)*d-r*.1, y+math.Sin(a)*d-r*.12, r*.26), flat(mix(tone, hex("fffaf0"), c.noise.Float64()*.7)))
		}
	}
}

func bee(c *canvas, x, y, s, tilt float64) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).turn(0, 0, tilt).shift(x, y) }
	dark := hex("3a2a1e")
	c.fill(f(ellipse(-.1, -.72, .34, .66).turn(-.1, -.3, -.5)), glaze(hex("ffffff"), .72))
	c.fill(f(ellipse(.36, -.66, .3, .58).turn(.2, -.3, .45)), glaze(hex("ffffff"), .6))
	body := f(ellipse(0, 0, .92, .56))
	c.fill(body, flat(hex("f2b632")))
	c.within(body, func() {
		for _, dx := range []float64{-.5, -.06, .4} {
			c.fill(f(rect(dx-.1, -.7, .24, 1.4)), flat(dark))
		}
		c.stipple(body, hex("9a5a12"), .6, func(_, py float64) float64 { return smooth(y-.2*s, y+.6*s, py) })
	})
	c.fill(f(circle(-.88, -.02, .36)), flat(dark))
	c.fill(f(circle(-1, -.12, .09)), flat(hex("fff6dd")))
	c.fill(f(stroke(.07, .04, -1.02, -.3, -1.2, -.56, -1.42, -.6)), flat(dark))
	for i := range 5 {
		t := 1.4 + float64(i)*.5
		c.fill(f(circle(t, .16*math.Sin(t*2.2), .055)), glaze(dark, .5))
	}
}
