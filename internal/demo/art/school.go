package main

import "math"

// school: a yellow schoolhouse with a bell tower stands on a green hill by the sea.
func school(c *canvas) {
	const horizon = 560
	c.all(down(stop{0, hex("f2b98f")}, stop{240, hex("f7d3a6")}, stop{horizon, hex("fdf0cf")}))
	c.fill(circle(330, 250, 92), flat(hex("fff7e0")))
	c.all(glow(330, 250, 460, hex("fff4d4"), .7))
	for _, s := range [][4]float64{{70, 330, 430, 14}, {1150, 120, 460, 16}, {620, 70, 330, 11}} {
		c.cloud(s[0], s[1], s[2], s[3], glaze(hex("fffaee"), .85))
	}
	c.fill(band(horizon, height), down(stop{horizon, hex("e9d9b2")}, stop{640, hex("7fb0a4")}, stop{860, hex("39807f")}))
	c.ripples(horizon+3, 860, 190, 240, 4, func(_, _ float64) paint { return glaze(hex("fdf3d6"), .42) })
	c.shine(330, horizon+3, 840, 70, 150, 60, hex("fff6dd"), .7)
	far := c.noise.hills(10, 340)
	c.fill(under(func(x float64) float64 { return horizon + 4 - smooth(700, 480, x)*(26-far(x)) }, 0, 700, horizon+2), flat(hex("b7b39a")))
	for _, b := range [][3]float64{{150, 660, 30}, {520, 620, 17}} {
		x, y, s := b[0], b[1], b[2]
		c.fill(poly(x, y-s*2.4, x, y-s*.2, x+s*1.4, y-s*.2), flat(hex("fffaf0")))
		c.fill(poly(x-s*.2, y-s*2, x-s*.2, y-s*.2, x-s, y-s*.2), flat(hex("d9604a")))
		c.fill(poly(x-s*1.1, y-s*.1, x+s*1.5, y-s*.1, x+s, y+s*.4, x-s*.7, y+s*.4), flat(hex("3c4a52")))
	}
	line := func(x float64) float64 {
		return 880 - 300*math.Exp(-math.Pow((x-1030)/470, 2)) - 60*smooth(1300, 1600, x) + 5*math.Sin(x/50)
	}
	back := under(func(x float64) float64 { return line(x) - 34 - 70*math.Exp(-math.Pow((x-1480)/190, 2)) }, 620, 1600, height)
	c.fill(back, flat(hex("6f9f73")))
	for _, t := range [][3]float64{{1382, 690, 42}, {1462, 664, 58}, {1556, 690, 50}, {700, 640, 30}, {752, 618, 36}} {
		c.tree(t[0], t[1], t[2], 1, hex("5c9467"), hex("2c6357"), hex("5a4436"))
	}
	hill := under(line, 0, 1600, height)
	c.fill(hill, down(stop{570, hex("a8c46a")}, stop{760, hex("7cab5f")}, stop{1000, hex("3f7f56")}))
	c.stipple(hill, hex("2f6d52"), .6, func(x, y float64) float64 { return smooth(1000, 1650, x)*.5 + (y-line(x))/900 })
	c.stipple(hill, hex("f0e08a"), .7, func(x, y float64) float64 { return .4*smooth(1300, 700, x) - (y-line(x))/60 })
	// the path
	c.fill((&path{}).move(1010, 592).cube(960, 680, 1120, 730, 1000, 800).cube(880, 870, 640, 880, 540, 1010).line(850, 1010).cube(900, 920, 1120, 880, 1150, 800).cube(1190, 710, 1030, 680, 1062, 592), down(stop{590, hex("f2dfb0")}, stop{1000, hex("e0bf86")}))
	for range 130 {
		x := c.noise.between(0, 1600)
		y := line(x) + c.noise.between(14, 300)
		c.fill(circle(x, y, c.noise.between(1.6, 4)), glaze(hex([]string{"fffaf0", "f2c14e", "e9856f"}[c.noise.IntN(3)]), .9))
	}
	schoolhouse(c, 1030, 598)
	flags(c)
	for i, k := range []struct {
		x, y, s    float64
		coat, hair string
		side       float64
	}{
		{900, 742, 1.1, "d9503f", "3a2a20", 1}, {968, 716, .95, "3f7c85", "8a5a2c", 1}, {1120, 690, .9, "e9b44c", "2a2320", -1}, {700, 862, 1.45, "3b5488", "c98f4a", 1}, {812, 830, 1.3, "c9788a", "3a2a20", -1}, {1290, 700, .95, "d9503f", "8a5a2c", -1},
	} {
		child(c, k.x, k.y, k.s, k.side, float64(i), hex(k.coat), hex(k.hair))
	}
	for range 120 {
		x := c.noise.between(0, 1600)
		y := c.noise.between(955, 1010)
		c.fill(stroke(5, 1, x, y+16, x+c.noise.between(-6, 6), y-14, x+c.noise.between(-22, 22), y-c.noise.between(20, 52)), flat(hex([]string{"2f6d52", "3f7f56", "245a48"}[c.noise.IntN(3)])))
	}
	for _, g := range [][3]float64{{600, 250, 20}, {660, 214, 14}, {540, 220, 13}, {1420, 300, 14}} {
		c.gull(g[0], g[1], g[2], .1, hex("4f5f62"))
	}
}

func schoolhouse(c *canvas, x, y float64) {
	wall, shade, roof, white, dark := hex("f2c14e"), hex("b9812c"), hex("a8432f"), hex("fffaf0"), hex("3b4a52")
	lit := func(px, _ float64) float64 { return smooth(x-150, x+330, px) * .85 }
	main := rect(x-250, y-170, 500, 180)
	c.fill(main, flat(wall))
	c.stipple(main, shade, .8, lit)
	top := poly(x-276, y-166, x-214, y-262, x+214, y-262, x+276, y-166)
	c.fill(top, flat(roof))
	c.stipple(top, hex("5e2322"), .7, lit)
	for i := range 6 {
		c.fill(stroke(2, 2, x-262+9*float64(i), y-180-float64(i)*15, x+262-9*float64(i), y-180-float64(i)*15), glaze(hex("5e2322"), .35))
	}
	c.fill(rect(x-282, y-170, 564, 10), flat(white))
	tower := rect(x-46, y-330, 92, 340)
	c.fill(tower, flat(mix(wall, white, .18)))
	c.stipple(tower, shade, .8, func(px, _ float64) float64 { return smooth(x-30, x+70, px) * .8 })
	c.fill(rect(x-54, y-336, 108, 11), flat(white))
	c.fill(rect(x-40, y-404, 80, 70), flat(white))
	c.fill((&path{}).move(x-26, y-336).line(x-26, y-374).quad(x, y-402, x+26, y-374).line(x+26, y-336), flat(dark))
	c.fill((&path{}).move(x-15, y-348).quad(x-12, y-382, x, y-384).quad(x+12, y-382, x+15, y-348), flat(hex("e9a23c")))
	c.fill(circle(x, y-345, 4), flat(hex("e9a23c")))
	c.fill(poly(x-54, y-402, x, y-490, x+54, y-402), flat(roof))
	c.fill(poly(x, y-490, x+54, y-402, x+8, y-402), glaze(hex("5e2322"), .5))
	c.fill(rect(x-2, y-530, 4, 46), flat(dark))
	c.fill(poly(x+2, y-528, x+40, y-518, x+2, y-506), flat(hex("3f7c85")))
	c.fill(circle(x, y-268, 26), flat(white))
	c.fill(circle(x, y-268, 21), flat(hex("fdf0cf")))
	c.fill(stroke(3.4, 2, x, y-268, x+8, y-281), flat(dark))
	c.fill(stroke(3, 2, x, y-268, x-9, y-258), flat(dark))
	for _, wx := range []float64{-214, -150, -100, 62, 124, 186} {
		w := 40.
		c.fill(pill(x+wx-4, y-132, w+8, 86, 20), flat(white))
		c.fill(pill(x+wx, y-128, w, 78, 18), flat(hex("4f8088")))
		c.fill(poly(x+wx+4, y-60, x+wx+26, y-126, x+wx+36, y-126, x+wx+14, y-60), glaze(hex("d9efe2"), .4))
		c.fill(rect(x+wx+w/2-1.5, y-128, 3, 78), flat(white))
		c.fill(rect(x+wx, y-92, w, 3), flat(white))
	}
	c.fill(pill(x-27, y-84, 54, 100, 24), flat(white))
	c.fill(pill(x-22, y-78, 44, 94, 20), flat(hex("3f7c85")))
	c.fill(circle(x+13, y-32, 3), flat(hex("f2c14e")))
	c.fill(rect(x-42, y+6, 84, 9), flat(hex("d9c9a8")))
	c.fill(rect(x+150, y-300, 26, 60), flat(roof))
	c.fill(rect(x+145, y-304, 36, 9), flat(white))
}

// flags hang on a line between the tower and a pole.
func flags(c *canvas) {
	at := func(t float64) (float64, float64) { return 784 + 206*t, 470 - 150*t + 46*math.Sin(t*math.Pi) }
	c.fill(rect(780, 462, 6, 200), flat(hex("5a4436")))
	for i := range 30 {
		x0, y0 := at(float64(i) / 30)
		x1, y1 := at(float64(i+1) / 30)
		c.fill(stroke(2, 2, x0, y0, x1, y1), flat(hex("5a4436")))
	}
	for i := range 8 {
		x, y := at((float64(i) + .6) / 8.4)
		c.fill(poly(x-10, y+1, x+10, y-4, x+2, y+22), flat(hex([]string{"d9503f", "fffaf0", "3f7c85", "f7d774"}[i%4])))
	}
}

// child is a small figure on the way to school.
func child(c *canvas, x, y, s, side, phase float64, coat, hair rgb) {
	f := func(p *path) *path { return p.scale(0, 0, s*side, s).shift(x, y) }
	skin, dark := []rgb{hex("f0c8a0"), hex("c98f62"), hex("8a5a3c")}[int(phase)%3], hex("2d3a44")
	c.fill(f(ellipse(8, 3, 26, 5)), glaze(hex("2f6d52"), .5))
	step := 9 * math.Sin(phase*1.7+.8)
	c.fill(f(stroke(8, 6, -3, -24, -4-step*.6, -10, -6-step, 2)), flat(dark))
	c.fill(f(stroke(8, 6, 4, -24, 5+step*.6, -10, 7+step, 2)), flat(dark))
	c.fill(f(pill(-15, -56, 11, 25, 5)), flat(mix(coat, dark, .6)))
	c.fill(f((&path{}).move(-10, -58).quad(0, -63, 9, -58).line(14, -20).line(-13, -20)), flat(coat))
	c.fill(f(stroke(7, 5, 6, -54, 13, -42, 18, -34)), flat(mix(coat, dark, .25)))
	c.fill(f(circle(0, -69, 10.5)), flat(skin))
	c.fill(f((&path{}).move(-11, -68).quad(-12, -82, 1, -82).quad(11, -81, 10, -72).quad(2, -76, -3, -70).line(-7, -64)), flat(hair))
}
