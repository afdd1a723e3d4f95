package main

import "math"

// lighthouse: a white tower on a dark headland throws its beam over a calm sea at dusk.
func lighthouse(c *canvas) {
	const horizon, lampX, lampY = 640, 1118, 262
	c.all(down(stop{0, hex("12313f")}, stop{230, hex("1f5560")}, stop{420, hex("5f8f88")}, stop{540, hex("e0b98a")}, stop{horizon, hex("f3cf9a")}))
	c.stars(90, 330, hex("fff3d6"))
	c.all(glow(430, horizon, 620, hex("ffdf9e"), .75))
	for _, s := range [][4]float64{{-80, 452, 560, 17}, {520, 398, 420, 13}, {210, 520, 520, 12}, {1250, 470, 420, 14}} {
		c.cloud(s[0], s[1], s[2], s[3], across(stop{s[0], hex("c98f72")}, stop{s[0] + s[2], hex("7f8f88")}))
	}
	c.fill(circle(430, 588, 44), flat(hex("fff0c9")))
	far := c.noise.hills(16, 520)
	c.fill(under(func(x float64) float64 { return 612 + far(x) + math.Pow(math.Abs(x-130)/400, 2)*44 }, 0, 700, horizon), flat(hex("6f8f89")))

	sea := band(horizon, height)
	c.fill(sea, down(stop{horizon, hex("e6c08f")}, stop{680, hex("7ba099")}, stop{790, hex("2e6a72")}, stop{height, hex("123c49")}))
	c.ripples(horizon+6, height, 300, 260, 5, func(_, y float64) paint { return glaze(hex("174a57"), .35+.3*(y-horizon)/360) })
	c.shine(430, horizon+3, 960, 60, 230, 190, hex("ffe3ab"), .8)

	// the beam
	for i := range 2 {
		spread := []float64{150, 62}[i]
		beam := poly(lampX, lampY-7, -100, lampY-10-spread, -100, lampY+30+spread, lampX, lampY+7)
		c.fill(beam, func(x, _ float64) (rgb, float64) {
			return hex("fff2c4"), []float64{.34, .4}[i] * math.Pow(clamp(x/lampX), 1.4)
		})
	}
	right := poly(lampX, lampY-6, 1700, lampY-52, 1700, lampY+52, lampX, lampY+6)
	c.fill(right, func(x, _ float64) (rgb, float64) { return hex("fff2c4"), .4 * (1 - clamp((x-lampX)/520)) })

	headland(c)
	tower(c, lampX, lampY)
	c.all(glow(lampX, lampY, 210, hex("fff0bd"), .8))
	c.fill(circle(lampX, lampY, 15), flat(hex("fffbe8")))

	for _, g := range [][3]float64{{300, 330, 17}, {352, 352, 12}, {246, 366, 11}, {690, 300, 13}} {
		c.gull(g[0], g[1], g[2], -.1, hex("163842"))
	}
	// a boat on its way home
	c.fill(poly(596, 760, 690, 760, 676, 784, 612, 784), flat(hex("102c36")))
	c.fill(poly(640, 690, 640, 756, 600, 756), flat(hex("f1d9ae")))
	c.fill(poly(646, 704, 646, 756, 680, 756), flat(hex("cf9a75")))
	c.fill(rect(641, 684, 4, 78), flat(hex("102c36")))
	c.fill(lens(643, 796, 120, 6), glaze(hex("102c36"), .45))
}

func headland(c *canvas) {
	line := func(x float64) float64 {
		cliff := 900 - 250*smooth(690, 860, x) - 156*smooth(830, 1075, x)
		return cliff + 20*smooth(1330, 1600, x) + smooth(690, 830, x)*(8*math.Sin(x/41)+4*math.Sin(x/14))
	}
	rock := under(line, 660, 1600, 1000)
	c.fill(rock, down(stop{480, hex("28565f")}, stop{640, hex("163d48")}, stop{880, hex("0b252f")}))
	c.within(rock, func() {
		for i := range 11 {
			x := 790 + float64(i)*78 + c.noise.between(-22, 22)
			top := line(x) + c.noise.between(18, 46)
			w, d := c.noise.between(44, 110), c.noise.between(120, 260)
			c.fill(poly(x, top, x+w*.55, top+d*.3, x+w*.35, top+d, x-w*.2, 960, x-w*.5, 960, x-w*.16, top+d*.6), glaze(hex("081c24"), .42))
			c.fill(poly(x, top, x+w*.55, top+d*.3, x+w*.5, top+d*.34, x-w*.02, top+d*.1), glaze(hex("3f7a7b"), .35))
		}
		c.stipple(rock, hex("6fa096"), .8, func(x, y float64) float64 { return .5 - (y-line(x))/62 })
		c.stipple(rock, hex("c9a27d"), .6, func(x, y float64) float64 { return .42*smooth(1000, 760, x) - (y-line(x))/50 })
	})
	foot := curve(560, 1030, 590, 962, 660, 930, 742, 886, 830, 880, 930, 852, 1050, 862, 1180, 848, 1320, 862, 1480, 842, 1660, 852, 1700, 1080)
	c.fill(foot, down(stop{840, hex("0d2c37")}, stop{1000, hex("071a22")}))
	for _, r := range [][4]float64{{604, 868, 44, 22}, {520, 908, 62, 26}, {400, 962, 40, 15}} {
		c.fill(curve(r[0]-r[2], r[1]+r[3]*.6, r[0]-r[2]*.55, r[1]-r[3]*.6, r[0]+r[2]*.2, r[1]-r[3], r[0]+r[2]*.8, r[1]-r[3]*.2, r[0]+r[2], r[1]+r[3]*.6), flat(hex("0b2731")))
		c.fill(lens(r[0], r[1]+r[3]*.66, r[2]*2.6, 4), glaze(hex("e8dcbb"), .6))
	}
	c.fill(stroke(2, 7, 566, 962, 616, 936, 668, 918, 720, 884, 780, 872), glaze(hex("e8dcbb"), .5))
}

func tower(c *canvas, x, y float64) {
	white, shade, red, dark := hex("f7ecd6"), hex("a9a08f"), hex("b8432f"), hex("14303a")
	// the keeper's house
	c.fill(rect(1180, 452, 150, 66), flat(hex("e7d9bf")))
	c.fill(poly(1168, 456, 1200, 408, 1310, 408, 1342, 456), flat(red))
	c.fill(rect(1288, 384, 18, 40), flat(hex("c9bda6")))
	for _, wx := range []float64{1202, 1242, 1290} {
		c.window(wx, 472, 18, 22, hex("ffcf6b"))
	}
	body := poly(x-34, 330, x+34, 330, x+58, 540, x-58, 540)
	c.fill(body, flat(white))
	c.within(body, func() {
		c.fill(poly(x-80, 392, x+80, 392, x+80, 452, x-80, 452), flat(red))
		c.stipple(body, shade, .75, func(px, _ float64) float64 { return smooth(x-14, x+66, px) })
		c.fill(rect(x-80, 392, 160, 60), func(px, _ float64) (rgb, float64) { return hex("7d2a22"), .5 * smooth(x, x+60, px) })
	})
	c.window(x-8, 362, 13, 20, dark)
	c.window(x-8, 478, 14, 22, dark)
	c.fill(rect(x-50, 318, 100, 13), flat(dark))
	for i := range 9 {
		c.fill(rect(x-48+float64(i)*11.8, 296, 2.4, 24), flat(dark))
	}
	c.fill(rect(x-50, 294, 100, 3.5), flat(dark))
	c.fill(rect(x-24, y-30, 48, 88), flat(hex("ffe9ab")))
	for _, dx := range []float64{-24, -9, 7, 21} {
		c.fill(rect(x+dx, y-30, 3, 88), flat(dark))
	}
	c.fill(rect(x-30, 306, 60, 14), flat(dark))
	c.fill((&path{}).move(x-34, y-28).quad(x-26, y-62, x, y-68).quad(x+26, y-62, x+34, y-28), flat(red))
	c.fill(circle(x, y-72, 6), flat(dark))
	c.fill(rect(x-1.5, y-104, 3, 34), flat(dark))
}
