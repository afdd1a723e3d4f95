package main

import "math"

// ferry: a small red and white ferry crosses a choppy green sound under gulls.
func ferry(c *canvas) {
	const horizon = 500
	c.all(down(stop{0, hex("a9cdbf")}, stop{200, hex("cfe0cb")}, stop{400, hex("f3e9cf")}, stop{horizon, hex("f8e3bf")}))
	c.fill(circle(1290, 190, 74), glaze(hex("fff6dd"), .95))
	c.all(glow(1290, 190, 360, hex("fff4d2"), .6))
	for _, p := range [][3]float64{{210, 330, 300}, {560, 390, 210}, {1470, 400, 260}, {930, 350, 150}} {
		c.puff(p[0], p[1], p[2], fade(hex("fdf8ea"), p[1]-p[2]*.4, .95, p[1], .55))
	}
	for i, tone := range []string{"a7c3b3", "7fa99a", "5a8c80"} {
		line := c.noise.hills(20+float64(i)*4, 520-float64(i)*90)
		base := 440 + float64(i)*22
		lift := 96 - float64(i)*20
		centre := []float64{330, 60, 1560}[i]
		hill := under(func(x float64) float64 { return base - lift*math.Exp(-math.Pow((x-centre)/430, 2)) + line(x)*.7 }, 0, 1600, horizon+10)
		c.fill(hill, flat(hex(tone)))
		c.stipple(hill, hex("476f68"), .5, func(x, y float64) float64 { return .32 - (y-base+lift*.5)/260 })
	}
	c.fill(band(horizon, height), down(stop{horizon, hex("b9d2ba")}, stop{600, hex("5fa391")}, stop{1000, hex("1d5a57")}))
	c.ripples(horizon+3, 640, 160, 170, 4, func(_, y float64) paint { return glaze(hex("f6eed4"), .5) })
	chop(c, 575, 14, 190, "7fb5a0", "4f9587")
	chop(c, 630, 20, 250, "62a291", "3b8276")
	ship(c, 900, 706)
	chop(c, 742, 24, 300, "4b9282", "2c7168")
	wake(c)
	chop(c, 830, 32, 390, "36796e", "1f5b56")
	chop(c, 930, 38, 470, "28665f", "123f40")
	for _, g := range [][4]float64{{600, 250, 44, -.25}, {430, 330, 30, -.1}, {720, 360, 24, .15}, {1180, 120, 26, .1}, {330, 180, 22, -.2}, {1420, 300, 20, .2}} {
		seagull(c, g[0], g[1], g[2], g[3])
	}
}

// chop is a row of short steep waves with caps.
func chop(c *canvas, y, amp, length float64, top, bottom string) {
	phase := c.noise.between(0, 900)
	line := func(x float64) float64 {
		u := (x + phase) / length * math.Pi
		return y - amp*math.Pow(1-math.Abs(math.Sin(u)), 1.4)*(1.2+.7*math.Sin(u*.61+phase)) + amp*.3*math.Sin(u*.4)
	}
	water := under(line, -10, 1620, height)
	c.fill(water, down(stop{y - amp, hex(top)}, stop{y + 120, hex(bottom)}))
	c.within(water, func() {
		c.stipple(water, hex("fbf6e6"), .9, func(x, py float64) float64 { return .5*smooth(y, y-amp, line(x)) + .12 - (py-line(x))/(amp*.9) })
		for range 60 {
			x := c.noise.between(0, width)
			c.fill(lens(x, line(x)+c.noise.between(16, 90), c.noise.between(40, 150), 2.4), glaze(hex("d9ecd8"), c.noise.between(.06, .22)))
		}
	})
}

func ship(c *canvas, x, y float64) {
	f := func(p *path) *path { return p.shift(x, y).turn(x, y, -.025) }
	red, white, shade, dark := hex("c8402f"), hex("fbf3e2"), hex("b9a994"), hex("22373a")
	// smoke
	for i := range 16 {
		t := float64(i) / 15
		c.fill(circle(x+92+330*t+16*math.Sin(t*9), y-330-90*t+14*math.Sin(t*13), 15+40*t), glaze(hex("8f9a90"), .34*(1-t)+.05))
	}
	hull := f((&path{}).move(-390, -74).line(330, -74).quad(352, -20, 318, 40).line(-330, 40).quad(-366, -6, -390, -74))
	c.fill(hull, flat(red))
	c.within(hull, func() {
		c.fill(f(rect(-420, 10, 800, 60)), flat(hex("5a1f22")))
		c.stipple(hull, hex("5a1f22"), .65, func(px, _ float64) float64 { return smooth(x-60, x+420, px) * .8 })
		c.fill(f(rect(-420, -64, 800, 6)), flat(white))
	})
	for i := range 9 {
		c.fill(f(circle(-280+float64(i)*66, -34, 11)), flat(dark))
		c.fill(f(circle(-282+float64(i)*66, -36, 4)), glaze(hex("cfe6dc"), .8))
	}
	deck := f(poly(-300, -74, -282, -148, 268, -148, 290, -74))
	c.fill(deck, flat(white))
	c.stipple(deck, shade, .8, func(px, _ float64) float64 { return smooth(x-40, x+380, px) })
	for i := range 10 {
		c.fill(f(pill(-262+float64(i)*52, -130, 34, 30, 6)), flat(hex("2f5d62")))
		c.fill(f(poly(-262+float64(i)*52, -102, -262+float64(i)*52+20, -130, -262+float64(i)*52+30, -130, -262+float64(i)*52+8, -100)), glaze(hex("d6ede2"), .35))
	}
	c.fill(f(rect(-306, -156, 590, 9)), flat(dark))
	upper := f(poly(-216, -156, -196, -222, 116, -222, 132, -156))
	c.fill(upper, flat(white))
	c.stipple(upper, shade, .8, func(px, _ float64) float64 { return smooth(x-60, x+220, px) })
	c.fill(f(poly(-200, -210, -192, -180, -60, -180, -60, -210)), flat(hex("2f5d62")))
	for i := range 3 {
		c.fill(f(rect(-164+float64(i)*36, -212, 4, 34)), flat(white))
	}
	c.fill(f(rect(-226, -230, 366, 9)), flat(red))
	funnel := f(poly(54, -226, 64, -326, 126, -326, 132, -226))
	c.fill(funnel, flat(red))
	c.within(funnel, func() {
		c.fill(f(rect(40, -300, 110, 24)), flat(white))
		c.fill(f(rect(40, -330, 110, 18)), flat(dark))
		c.stipple(funnel, hex("5a1f22"), .7, func(px, _ float64) float64 { return smooth(x+70, x+150, px) })
	})
	c.fill(f(rect(-132, -330, 5, 104)), flat(dark))
	c.fill(f(stroke(2, 2, -130, -328, 60, -250, 280, -150)), flat(dark))
	c.fill(f(stroke(2, 2, -130, -328, -260, -210, -386, -80)), flat(dark))
	c.fill(f(poly(-127, -328, -80, -316, -127, -300)), flat(hex("e9b44c")))
	for i := range 15 { // rail and passengers
		c.fill(f(rect(140+float64(i)*9.4, -178, 2, 26)), flat(dark))
	}
	c.fill(f(rect(138, -180, 138, 3)), flat(dark))
	for i, tone := range []string{"2f5d62", "e9b44c", "c8402f", "3b4f66"} {
		px := 158 + float64(i)*29
		c.fill(f(pill(px, -192, 17, 40, 7)), flat(hex(tone)))
		c.fill(f(circle(px+8.5, -201, 8.4)), flat(hex([]string{"e6b58c", "8a5a3c", "d9a178", "f0c8a0"}[i])))
	}
	c.fill(f(circle(-8, -104, 0)), flat(white))
	for _, bx := range []float64{-230, 190} { // life belts
		c.fill(f(circle(bx, -172, 13)), flat(hex("e9b44c")))
		c.fill(f(circle(bx, -172, 6)), flat(white))
	}
}

// wake is the foam at the bow and behind.
func wake(c *canvas) {
	for range 150 {
		t := c.noise.Float64()
		c.fill(circle(560-170*t+c.noise.between(-26, 26), 742-46*math.Sin(t*2.6)*c.noise.Float64()+c.noise.between(-6, 12), c.noise.between(3, 12)*(1.1-.6*t)), glaze(hex("fdf9ec"), .85))
	}
	for range 190 {
		t := c.noise.Float64()
		c.fill(lens(1200+420*t, 752+c.noise.between(-8, 12)-8*t, c.noise.between(30, 120), 5), glaze(hex("fdf9ec"), .7*(1-.5*t)))
	}
	for i := range 26 {
		c.fill(circle(610+float64(i)*23, 748+c.noise.between(-4, 6), c.noise.between(5, 11)), glaze(hex("fdf9ec"), .9))
	}
}

// seagull is a bird near enough to have a body.
func seagull(c *canvas, x, y, s, tilt float64) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).turn(0, 0, tilt).shift(x, y) }
	white, grey, dark := hex("fdf8ec"), hex("8fa5a0"), hex("24383a")
	far := f((&path{}).move(-.1, -.05).cube(.25, -.5, .75, -.8, 1.5, -.86).cube(1.05, -.5, .7, -.1, .25, .16))
	c.fill(far, flat(mix(grey, white, .35)))
	c.fill(f((&path{}).move(-.62, .02).quad(-.5, -.16, -.2, -.14).quad(.3, -.16, .82, .16).quad(.3, .34, -.2, .24).quad(-.5, .2, -.62, .02)), flat(white))
	near := f((&path{}).move(-.2, -.02).cube(-.5, -.5, -.95, -.78, -1.62, -.7).cube(-1.1, -.42, -.55, -.1, .14, .16))
	c.fill(near, flat(white))
	c.stipple(near, grey, .8, func(px, py float64) float64 { return smooth(y-.6*s, y+.2*s, py) * .8 })
	c.fill(f((&path{}).move(-1.62, -.7).quad(-1.42, -.7, -1.24, -.62).quad(-1.36, -.54, -1.4, -.54)), flat(dark))
	c.fill(f((&path{}).move(1.5, -.86).quad(1.32, -.84, 1.16, -.76).quad(1.22, -.66, 1.28, -.66)), flat(dark))
	c.fill(f(poly(-.6, -.02, -.84, .06, -.6, .1)), flat(hex("e9a23c")))
	c.fill(f(circle(-.47, -.03, .045)), flat(dark))
}
