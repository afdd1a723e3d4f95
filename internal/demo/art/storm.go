package main

import "math"

// storm: waves break over a harbour wall under a bruised sky, in slanting rain.
func storm(c *canvas) {
	c.all(down(stop{0, hex("2b2f45")}, stop{260, hex("474b63")}, stop{470, hex("7d7784")}, stop{600, hex("b9a69a")}, stop{680, hex("cdb9a2")}))
	// heavy clouds, darker above
	tones := []string{"23263a", "2f3248", "3d4058", "54536a"}
	for i, y := range []float64{70, 170, 262, 352} {
		line := c.noise.hills(34, 430)
		edge := under(func(x float64) float64 { return -(y + 34*math.Sin(x/260+float64(i)*1.7) + line(x)) }, -20, 1620, 60)
		edge = edge.scale(0, 0, 1, -1)
		c.fill(edge, glaze(hex(tones[i]), .62))
		c.stipple(edge, hex("1b1d30"), .4, func(x, py float64) float64 { return .55 - (y+60-py)/260 })
	}
	// a tear in the cloud with light behind it
	c.fill(curve(960, 566, 1120, 536, 1330, 528, 1640, 548, 1640, 600, 1300, 606, 1080, 596), fade(hex("f3dcae"), 520, .2, 590, .85))

	far := c.noise.hills(9, 300)
	c.fill(under(func(x float64) float64 { return 652 - smooth(1060, 1180, x)*(40-far(x)) }, 1060, 1620, 700), flat(hex("5b6275")))
	swell(c, 640, "6d7f86", "4f666f", 16, 300, 0)
	swell(c, 690, "54707a", "38565f", 26, 380, 110)

	swell(c, 742, "47676f", "2c4b56", 40, 470, 250)
	splash(c, 690, 700)
	mole(c)
	spill(c)
	swell(c, 880, "345663", "1c3944", 20, 420, 60)
	swell(c, 942, "264a56", "122e3a", 24, 640, 300)

	for range 420 { // rain
		x, y := c.noise.between(-200, width), c.noise.between(-60, height)
		l := c.noise.between(26, 74)
		c.fill(stroke(1.1, 2, x, y, x+l*.42, y+l), glaze(hex("dfe3e6"), c.noise.between(.08, .3)))
	}
	for _, g := range [][4]float64{{420, 300, 30, .5}, {520, 372, 20, .3}, {330, 410, 16, .6}} {
		c.gull(g[0], g[1], g[2], g[3], hex("f2eee6"))
	}
}

// swell is one band of waves with foam on its crests.
func swell(c *canvas, y float64, top, bottom string, amp, length, phase float64) {
	line := func(x float64) float64 {
		u := (x + phase) / length * 2 * math.Pi
		crest := math.Pow(1-math.Abs(math.Sin(u/2)), 1.5) // round below, pointed above
		return y - 1.7*amp*crest*(1+.4*math.Sin(u*.37+phase)) + amp*.4
	}
	water := under(line, -10, 1620, height)
	c.fill(water, down(stop{y - amp, hex(top)}, stop{y + 150, hex(bottom)}))
	c.within(water, func() {
		c.stipple(water, hex("eef0ea"), .85, func(x, py float64) float64 { return .46 - (py-line(x))/(amp*.62) })
		for range 90 {
			x, d := c.noise.between(0, width), c.noise.between(14, 140)
			c.fill(lens(x, line(x)+d, c.noise.between(40, 190), 2.6), glaze(hex("dfe8e4"), .05+.16*c.noise.Float64()))
		}
	})
}

// mole is the harbour wall with its light.
func mole(c *canvas) {
	wall := poly(-20, 640, 900, 706, 900, 860, -20, 900)
	c.fill(wall, down(stop{640, hex("8b8585")}, stop{880, hex("4a4c58")}))
	c.within(wall, func() {
		for i := range 9 {
			y := 668 + float64(i)*27
			c.fill(stroke(2, 2, -20, y, 900, y+56-float64(i)*4), glaze(hex("33364a"), .55))
			for j := range 16 {
				x := float64(j)*64 + float64(i%2)*32 - 10
				yy := y + (x+20)/920*(56-float64(i)*4)
				c.fill(stroke(2, 2, x, yy, x, yy+26), glaze(hex("33364a"), .5))
			}
		}
		c.stipple(wall, hex("2a2c3e"), .8, func(x, y float64) float64 { return smooth(720, 900, y) * .8 })
	})
	c.fill(poly(-20, 622, 900, 692, 900, 710, -20, 646), flat(hex("b7aca2")))
	c.fill(rect(840, 700, 70, 200), flat(hex("6b6870")))
	// the light at its end
	c.fill(poly(832, 700, 850, 560, 894, 560, 912, 700), flat(hex("b23a32")))
	c.within(poly(832, 700, 850, 560, 894, 560, 912, 700), func() {
		c.fill(rect(800, 606, 140, 40), flat(hex("efe6d6")))
		c.stipple(rect(800, 540, 140, 180), hex("3b1c28"), .7, func(x, _ float64) float64 { return smooth(850, 930, x) })
	})
	c.fill(rect(840, 548, 64, 12), flat(hex("2b2b3c")))
	c.fill(rect(854, 512, 36, 36), flat(hex("ffe7a0")))
	c.fill((&path{}).move(848, 514).quad(872, 474, 896, 514), flat(hex("2b2b3c")))
	c.all(glow(872, 530, 170, hex("ffe7a0"), .75))
}

// splash is the wave that goes up behind the wall, a burst of foam.
func splash(c *canvas, x, y float64) {
	c.all(glow(x, y-150, 440, hex("e9ebe4"), .34))
	for layer, tone := range []string{"768f9a", "93aab0", "b7c8c9", "dbe3df", "faf9f4"} {
		k := float64(layer)
		for range 120 - 10*layer {
			a := c.noise.between(-1.12, 1.12)
			d := math.Pow(c.noise.Float64(), .62) * (1 - .1*k)
			reach := 400 * (.42 + .58*math.Pow(math.Cos(a), 3)) * (.86 + .14*math.Cos(a*13))
			px := x - 12*k + math.Sin(a)*d*reach*1.02
			py := y + 40 - math.Cos(a)*d*reach - 5*k
			r := (58 - 44*d) * c.noise.between(.5, 1.05) * (1.06 - .13*k)
			c.fill(circle(px, py, r), glaze(hex(tone), .96))
		}
	}
	for range 520 { // spray
		a := c.noise.between(-1.35, 1.35)
		d := math.Pow(c.noise.Float64(), .5)
		c.fill(circle(x+math.Sin(a)*d*480, y-10-math.Cos(a)*d*480, c.noise.between(1, 5)*(1.15-d)), glaze(hex("faf9f3"), c.noise.between(.4, 1)))
	}
}

// spill is the water that runs over the wall and down it.
func spill(c *canvas) {
	top := func(x float64) float64 { return 620 + (x+20)/920*70 }
	for range 34 {
		x := c.noise.between(520, 860)
		l := c.noise.between(30, 120) * (1 - math.Abs(x-690)/260)
		w := c.noise.between(12, 30)
		if l > 24 {
			c.fill(pill(x, top(x)-12, w, l, w/2), fade(hex("e6ebe7"), top(x), .9, top(x)+l, .5))
		}
	}
	for range 80 {
		x := c.noise.between(470, 900)
		c.fill(circle(x, top(x)+c.noise.between(-12, 8), c.noise.between(5, 14)), glaze(hex("f8f7f1"), .92))
	}
}
