package main

import "math"

// nightsky: shooting stars over a dark beach, with a few people lying in the sand.
func nightsky(c *canvas) {
	const horizon = 742
	c.all(down(stop{0, hex("0a1430")}, stop{300, hex("14285a")}, stop{560, hex("2b4d86")}, stop{690, hex("5d86a8")}, stop{horizon, hex("9dbcb8")}))
	// the milky way
	for range 2600 {
		t := c.noise.Float64()
		off := (c.noise.Float64() + c.noise.Float64() + c.noise.Float64() - 1.5) * 150
		x, y := 1180-t*620+off*.72, -40+t*760+off*.52
		if y > horizon-70 {
			continue
		}
		c.fill(circle(x, y, c.noise.between(.5, 1.5)), glaze(hex("dfe6f5"), c.noise.between(.06, .5)))
	}
	for i := range 26 {
		t := float64(i) / 26
		c.fill(ellipse(1180-t*620, -40+t*740, 150, 120), glow(1180-t*620, -40+t*740, 150, hex("8fa6d6"), .11))
	}
	c.stars(620, 700, hex("fdf6e0"))
	for range 16 {
		x, y, r := c.noise.between(40, 1560), c.noise.between(20, 520), c.noise.between(2, 3.4)
		c.all(glow(x, y, 16, hex("fff6dc"), .5))
		c.fill(circle(x, y, r), flat(hex("fffaf0")))
	}
	for _, m := range [][4]float64{{250, 70, 400, 5.6}, {760, 40, 190, 3.4}, {1290, 120, 300, 4.4}, {96, 350, 170, 2.8}, {930, 330, 150, 2.8}, {560, 300, 110, 2.2}, {1120, 470, 120, 2.2}} {
		s, k := math.Sincos(.56)
		x1, y1 := m[0]+k*m[2], m[1]+s*m[2]
		c.fill(stroke(.5, m[3], m[0], m[1], (m[0]+x1)/2, (m[1]+y1)/2, x1, y1), func(x, y float64) (rgb, float64) {
			return hex("fffbe9"), math.Pow(math.Hypot(x-m[0], y-m[1])/m[2], 1.5)
		})
		c.all(glow(x1, y1, 5*m[3], hex("fff4cf"), .7))
	}
	far := c.noise.hills(12, 420)
	c.fill(under(func(x float64) float64 { return 716 + far(x) + 30*smooth(300, 760, x) }, 0, 780, horizon+2), flat(hex("35568a")))
	sea := band(horizon, height)
	c.fill(sea, down(stop{horizon, hex("87aab0")}, stop{790, hex("3d6590")}, stop{880, hex("1b386a")}))
	c.ripples(horizon+4, 880, 170, 300, 4, func(_, y float64) paint { return glaze(hex("c8dcd6"), .25) })
	c.ripples(horizon+4, 880, 120, 300, 4, func(_, y float64) paint { return glaze(hex("122a58"), .4) })

	dune := func(x float64) float64 {
		return 876 - 70*smooth(760, 1500, x) + 16*math.Sin(x/260+1) + 5*math.Sin(x/70)
	}
	c.fill(under(func(x float64) float64 { return dune(x) - 15 - 7*math.Sin(x/90) }, 0, 1600, height), glaze(hex("dbe7de"), .4))
	beach := under(dune, 0, 1600, height)
	c.fill(beach, down(stop{800, hex("2b3660")}, stop{1000, hex("0d1533")}))
	c.stipple(beach, hex("7f8fb0"), .6, func(x, y float64) float64 { return .42 - (y-dune(x))/60 })
	kiosk(c, 1310, 792)
	for _, p := range [][2]float64{{300, 906}, {418, 914}, {560, 902}, {742, 916}} {
		stargazer(c, p[0], p[1])
	}
	for i := range 46 { // marram grass
		x := 900 + float64(i)*16 + c.noise.between(-8, 8)
		y := dune(x) + c.noise.between(10, 90)
		for range 5 {
			lean := c.noise.between(-14, 40)
			c.fill(stroke(3, .6, x+c.noise.between(-5, 5), y, x+lean*.25, y-28, x+lean, y-c.noise.between(36, 74)), flat(hex("0b1230")))
		}
	}
}

func kiosk(c *canvas, x, y float64) {
	c.all(glow(x+50, y+6, 260, hex("ffb95e"), .5))
	c.fill(rect(x, y-54, 104, 66), flat(hex("141c40")))
	c.fill(poly(x-14, y-52, x+10, y-82, x+94, y-82, x+118, y-52), flat(hex("0c1230")))
	c.fill(rect(x+12, y-44, 80, 30), flat(hex("ffcf7d")))
	c.fill(join(circle(x+44, y-30, 7), pill(x+34, y-25, 20, 14, 5)), flat(hex("6b3a2a")))
	c.fill(rect(x+6, y-14, 92, 5), flat(hex("f0a95a")))
	for i := range 6 {
		c.fill(circle(x-8+float64(i)*24, y-50+3*math.Sin(float64(i)*2), 2.6), flat(hex("ffe2a6")))
	}
	c.fill(poly(x+6, y+10, x+98, y+10, x+150, y+52, x-60, y+52), fade(hex("ffb95e"), y+10, .5, y+52, 0))
}

func stargazer(c *canvas, x, y float64) {
	dark, rim := hex("070d26"), hex("6f83ad")
	c.fill(lens(x+30, y+13, 150, 9), flat(hex("1a2450")))
	for _, part := range []*path{
		circle(x-26, y-7, 10.5), pill(x-20, y-13, 64, 19, 9), stroke(13, 10, x+36, y-3, x+58, y-24), stroke(10, 9, x+58, y-24, x+72, y+4),
		stroke(11, 10, x+34, y+1, x+86, y+4), stroke(8, 7, x-12, y-8, x-24, y-22), stroke(7, 6, x-24, y-22, x-36, y-12),
	} {
		c.fill(part, flat(dark))
	}
	c.fill(stroke(1.8, 1, x-35, y-12, x-27, y-17.5, x-18, y-14), glaze(rim, .85))
	c.fill(stroke(1.8, 1, x-14, y-13, x+12, y-13.4, x+34, y-12.6), glaze(rim, .75))
	c.fill(stroke(1.8, 1, x+40, y-10, x+57, y-29, x+60, y-27), glaze(rim, .6))
}
