package main

import "math"

// tidemill: a wooden mill on piles stands over a still tidal pond that mirrors it.
func tidemill(c *canvas) {
	const shore = 590
	upper := func() {
		c.all(down(stop{0, hex("dfe6d5")}, stop{300, hex("f3ead0")}, stop{shore, hex("fbe3bd")}))
		c.fill(circle(420, 300, 84), flat(hex("fff8e6")))
		c.all(glow(420, 300, 420, hex("fff3d0"), .6))
		for _, s := range [][4]float64{{720, 130, 560, 17}, {-60, 180, 400, 13}, {1300, 270, 380, 12}} {
			c.cloud(s[0], s[1], s[2], s[3], glaze(hex("fffdf4"), .8))
		}
		for i, tone := range []string{"c6cdb4", "9fb497", "74977f"} {
			line := c.noise.hills(16, 460-70*float64(i))
			y := 500 + 28*float64(i)
			at := []float64{260, 1420, 60}[i]
			hill := under(func(x float64) float64 { return y - 90*math.Exp(-math.Pow((x-at)/360, 2)) + line(x)*.8 }, 0, 1600, shore)
			c.fill(hill, flat(hex(tone)))
			c.stipple(hill, hex("557a6c"), .5, func(x, py float64) float64 { return .36 - (py-y+60)/220 })
		}
		for _, t := range [][3]float64{{80, 566, 30}, {140, 572, 40}, {214, 574, 32}, {1440, 566, 44}, {1520, 570, 56}, {1370, 574, 30}, {310, 580, 22}} {
			c.tree(t[0], t[1], t[2], 1, hex("6b9470"), hex("37655a"), hex("4d3b30"))
		}
		c.fill(rect(0, 574, width, 16), flat(hex("8a8158")))
		mill(c)
	}
	upper()
	// the pond is the same picture upside down, darker and a little shaken
	for y := shore; y < height; y++ {
		from := float64(2*shore-y) - 1
		for x := range width {
			wave := 3.2 * math.Sin(float64(y)*.19+2*math.Sin(float64(x)*.006)) * smooth(shore, 700, float64(y))
			sx := max(0, min(width-1, x+int(wave)))
			sy := max(0, int(from))
			t := smooth(shore, height, float64(y))
			c.pix[y*width+x] = mix(c.pix[sy*width+sx], mix(hex("5a8a86"), hex("214f58"), t), .34+.42*t)
		}
	}
	c.fill(rect(0, shore-3, width, 7), glaze(hex("4f5a48"), .8))
	for range 130 {
		y := shore + 8 + 390*math.Pow(c.noise.Float64(), 1.4)
		t := (y - shore) / 400
		c.fill(lens(c.noise.between(0, width), y, c.noise.between(60, 300)*(.3+t), 1.4+2.4*t), glaze(hex("fbf2d9"), c.noise.between(.1, .34)))
	}
	for _, r := range [][3]float64{{980, 700, 1}, {1010, 716, .7}} { // rings under the wheel
		for k := range 4 {
			w := (90 + 90*float64(k)) * r[2]
			c.fill(lens(r[0], r[1], w, 3), glaze(hex("fffaf0"), .45))
		}
	}
	reeds(c)
	heron(c, 330, 850, 1.25)
}

func mill(c *canvas) {
	wood, shade, roof, dark, pale := hex("b5623f"), hex("5e2f2a"), hex("4b4a55"), hex("2d2a33"), hex("f3dfb8")
	x := 820.
	for i := range 9 { // piles
		px := x - 250 + float64(i)*66
		c.fill(rect(px, 520, 17, 76), flat(hex("4a3a33")))
		c.fill(rect(px+10, 520, 7, 76), glaze(hex("1d1a22"), .5))
	}
	for i := range 8 {
		px := x - 242 + float64(i)*66
		c.fill(stroke(6, 6, px, 530, px+66, 590), flat(hex("4a3a33")))
	}
	c.fill(rect(x-290, 508, 640, 16), flat(hex("6b4a38")))
	c.fill(rect(x-290, 508, 640, 4), flat(hex("d9a878")))
	// the house
	house := poly(x-200, 508, x-200, 306, x-40, 196, x+120, 306, x+120, 508)
	c.fill(house, flat(wood))
	c.within(house, func() {
		for i := range 22 {
			c.fill(rect(x-200+float64(i)*15, 190, 2, 330), glaze(shade, .4))
		}
		c.stipple(house, shade, .8, func(px, py float64) float64 { return smooth(x-90, x+170, px)*.8 - .05 })
	})
	c.fill(outline([]pt{{x - 232, 330}, {x - 40, 190}, {x + 152, 330}}, 20, 20), flat(roof))
	// the long side, a lower building
	low := rect(x+120, 366, 170, 142)
	c.fill(low, flat(mix(wood, dark, .18)))
	c.within(low, func() {
		for i := range 12 {
			c.fill(rect(x+120+float64(i)*15, 360, 2, 150), glaze(shade, .5))
		}
		c.stipple(low, shade, .8, func(px, _ float64) float64 { return smooth(x+90, x+330, px) })
	})
	c.fill(poly(x+108, 372, x+150, 300, x+262, 300, x+304, 372), flat(roof))
	c.stipple(poly(x+108, 372, x+150, 300, x+262, 300, x+304, 372), dark, .8, func(px, _ float64) float64 { return smooth(x+100, x+320, px) })
	c.fill(rect(x+214, 256, 24, 60), flat(hex("8f4f3a")))
	for i := range 7 { // smoke
		t := float64(i) / 6
		c.fill(circle(x+226+70*t+10*math.Sin(t*7), 246-104*t, 9+15*t), glaze(hex("fffdf4"), .6-.45*t))
	}
	for _, w := range [][2]float64{{-150, 360}, {-60, 360}, {30, 360}, {-150, 436}, {30, 436}} {
		c.fill(rect(x+w[0]-5, w[1]-5, 50, 52), flat(pale))
		c.window(x+w[0], w[1], 40, 42, hex("44606a"))
		c.fill(poly(x+w[0]+4, w[1]+42, x+w[0]+24, w[1], x+w[0]+34, w[1], x+w[0]+14, w[1]+42), glaze(hex("dcebdc"), .4))
		c.fill(rect(x+w[0]+18, w[1], 4, 42), flat(pale))
		c.fill(rect(x+w[0], w[1]+19, 40, 4), flat(pale))
	}
	c.fill(circle(x-40, 282, 27), flat(pale))
	c.fill(circle(x-40, 282, 20), flat(hex("44606a")))
	c.fill(rect(x-42, 262, 4, 40), flat(pale))
	c.fill(rect(x-60, 280, 40, 4), flat(pale))
	c.fill(rect(x-64, 430, 48, 78), flat(hex("2f5f66")))
	c.fill(circle(x-25, 470, 3), flat(hex("f2c14e")))
	for _, w := range []float64{146, 216} {
		c.fill(rect(x+w-4, 408, 46, 42), flat(pale))
		c.window(x+w, 412, 38, 34, hex("ffd27a"))
		c.fill(rect(x+w+17, 412, 4, 34), flat(pale))
	}
	wheel(c, x+196, 530, 74)
}

func wheel(c *canvas, x, y, r float64) {
	dark, wood := hex("2d2420"), hex("7a5038")
	ring := func(radius, w float64, tone rgb) {
		var line []pt
		for i := range 65 {
			s, k := math.Sincos(float64(i) / 64 * 2 * math.Pi)
			line = append(line, pt{x + k*radius, y + s*radius})
		}
		c.fill(outline(line, w, w), flat(tone))
	}
	c.within(rect(0, 0, width, 590), func() {
		for i := range 12 {
			s, k := math.Sincos(float64(i)/12*2*math.Pi + .15)
			c.fill(stroke(6, 5, x, y, x+k*r*.6, y+s*r*.6, x+k*r, y+s*r), flat(wood))
			c.fill(outline([]pt{{x + k*r*.84 - s*9, y + s*r*.84 + k*9}, {x + k*r*1.14 - s*9, y + s*r*1.14 + k*9}}, 7, 7), flat(dark))
		}
		ring(r, 9, dark)
		ring(r-2, 4, wood)
		ring(r*.72, 6, dark)
		c.fill(circle(x, y, 12), flat(dark))
		c.fill(circle(x, y, 5), flat(hex("d9a878")))
	})
}

func reeds(c *canvas) {
	for range 210 {
		x := c.noise.between(-20, 420)
		if c.noise.Float64() < .62 {
			x = c.noise.between(1130, 1630)
		}
		near := math.Max(smooth(330, 0, x), smooth(1200, 1600, x))
		h := c.noise.between(70, 150) + 190*near*c.noise.Float64()
		lean := c.noise.between(-26, 40)
		tone := hex([]string{"2f5a4f", "486f55", "7f8f56", "b3a564"}[c.noise.IntN(4)])
		c.fill(stroke(5, 1, x, 1010, x+lean*.2, 1010-h*.5, x+lean, 1010-h), flat(tone))
		if c.noise.Float64() < .2 {
			c.fill(pill(x+lean-4.5, 1010-h-8, 9, 38, 4.5).turn(x+lean, 1010-h, lean*.004), flat(hex("5e3b2a")))
		}
	}
}

func heron(c *canvas, x, y, s float64) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	grey, dark, white := hex("8fa3a6"), hex("26343a"), hex("f5efe0")
	c.fill(f(stroke(4, 3, 6, -60, 8, -24, 4, 44)), flat(hex("b08a4a")))
	c.fill(f(stroke(4, 3, -8, -60, -12, -24, -8, 44)), flat(hex("b08a4a")))
	for k := range 3 {
		c.fill(f(lens(0, 44, 60+40*float64(k), 3)), glaze(white, .4))
	}
	c.fill(f((&path{}).move(56, -78).cube(10, -130, -40, -124, -52, -96).cube(-40, -56, 10, -44, 56, -78)), flat(grey))
	c.stipple(f((&path{}).move(56, -78).cube(10, -130, -40, -124, -52, -96).cube(-40, -56, 10, -44, 56, -78)), dark, .7, func(px, py float64) float64 { return smooth(y-110*s, y-40*s, py) })
	c.fill(f((&path{}).move(58, -76).quad(20, -92, -10, -86).quad(10, -64, 74, -58)), flat(dark))
	c.fill(f(stroke(15, 9, -44, -96, -70, -120, -52, -150, -66, -180)), flat(white))
	c.fill(f(ellipse(-72, -186, 17, 10)), flat(white))
	c.fill(f(stroke(7, 1, -66, -192, -48, -196, -24, -186)), flat(dark))
	c.fill(f(poly(-84, -192, -136, -180, -84, -181)), flat(hex("e0a23c")))
	c.fill(f(circle(-79, -189, 2)), flat(dark))
}
