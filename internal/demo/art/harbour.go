package main

import "math"

// harbour: fishing boats lie in a round harbour with coloured houses at dusk.
func harbour(c *canvas) {
	const quay = 560
	c.all(down(stop{0, hex("3a3560")}, stop{180, hex("6d4f7c")}, stop{330, hex("c0707a")}, stop{450, hex("f0a47c")}, stop{quay, hex("f8cf95")}))
	for _, s := range [][4]float64{{120, 120, 520, 15}, {840, 74, 620, 18}, {560, 210, 380, 11}, {1240, 232, 420, 12}} {
		c.cloud(s[0], s[1], s[2], s[3], across(stop{s[0], hex("f2a083")}, stop{s[0] + s[2], hex("8a5b84")}))
	}
	c.all(glow(240, 500, 520, hex("ffe0a0"), .7))
	hill := c.noise.hills(22, 640)
	back := under(func(x float64) float64 { return 410 - 130*math.Exp(-math.Pow((x-1050)/420, 2)) + hill(x) }, 0, 1600, quay)
	c.fill(back, down(stop{270, hex("7d5a80")}, stop{quay, hex("b5788a")}))
	c.stipple(back, hex("553e6b"), .6, func(x, y float64) float64 { return smooth(600, 1500, x)*.6 - (y-300)/700 })
	near := under(func(x float64) float64 { return 470 - 60*math.Exp(-math.Pow((x-1320)/330, 2)) + hill(x+400)*.6 }, 0, 1600, quay)
	c.fill(near, flat(hex("5b4468")))
	church(c, 1130, 330)

	tones := []string{"c9503f", "e9b44c", "3f7c85", "f0dfc0", "a33b4a", "7fa08a", "e2825a", "d9c9a8", "4d6a8f", "cf6a52", "ead2a0", "5f8f86", "b8473d", "e7a94e"}
	x := -30.
	for i := 0; x < 1620; i++ {
		w := c.noise.between(92, 142)
		h := c.noise.between(104, 196) + 34*math.Exp(-math.Pow((x-1050)/300, 2))
		house(c, x, quay, w, h, hex(tones[i%len(tones)]))
		x += w + c.noise.between(-2, 3)
	}
	c.fill(rect(0, quay, width, 30), flat(hex("6d5566")))
	c.fill(rect(0, quay, width, 7), flat(hex("c99c86")))
	for i := range 40 {
		c.fill(rect(float64(i)*41+7, quay+7, 2, 23), glaze(hex("3c2f4a"), .5))
	}

	water := band(quay+30, height)
	c.fill(water, down(stop{590, hex("b86f74")}, stop{680, hex("8a5878")}, stop{820, hex("4d4370")}, stop{1000, hex("231f45")}))
	for i := 0; i < 280; i++ { // the houses in the water
		t := c.noise.Float64()
		px, y := c.noise.between(0, width), 594+190*t
		tone := hex(tones[int(px/118)%len(tones)])
		c.fill(lens(px, y, c.noise.between(30, 110), 2+2.4*t), glaze(tone, .5*(1-t)+.06))
	}
	c.shine(240, 592, 980, 70, 210, 110, hex("ffdca0"), .7)
	c.ripples(600, height, 150, 280, 5, func(_, y float64) paint { return glaze(hex("1e1b40"), .34) })

	trawler(c, 560, 742, 1, hex("2f6b78"), hex("e8d6b4"))
	trawler(c, 1120, 800, 1.35, hex("b23f36"), hex("f0e2c4"))
	dinghy(c, 282, 838, 1.1, hex("e3a84a"))
	dinghy(c, 800, 900, 1.35, hex("3f7c85"))
	for _, p := range []float64{62, 130, 1484, 1556} { // posts in front
		c.fill(pill(p, 800, 26, 240, 8), flat(hex("171433")))
		c.fill(ellipse(p+13, 802, 13, 5), flat(hex("554571")))
	}
	c.fill(stroke(4, 4, 75, 830, 105, 862, 143, 832), flat(hex("171433")))
	c.fill(stroke(4, 4, 1497, 830, 1530, 864, 1569, 832), flat(hex("171433")))
	for _, g := range [][3]float64{{700, 300, 16}, {760, 272, 12}, {642, 262, 11}, {420, 352, 13}} {
		c.gull(g[0], g[1], g[2], .1, hex("3a2b52"))
	}
}

func church(c *canvas, x, y float64) {
	dark := hex("4a3a62")
	c.fill(rect(x, y-60, 44, 120), flat(dark))
	c.fill(poly(x-6, y-58, x+22, y-138, x+50, y-58), flat(hex("3b2d55")))
	c.fill(poly(x+40, y+60, x+40, y-4, x+84, y-36, x+128, y-4, x+128, y+60), flat(dark))
	c.window(x+16, y-40, 12, 20, hex("ffd88f"))
}

// house is a narrow house on the quay with a gable or a flat front.
func house(c *canvas, x, y, w, h float64, wall rgb) {
	lit, dark := hex("ffd27a"), mix(wall, hex("2a2146"), .7)
	c.fill(rect(x, y-h, w, h), flat(wall))
	c.stipple(rect(x, y-h, w, h), mix(wall, hex("2a2146"), .6), .6, func(px, py float64) float64 { return smooth(x+w*.3, x+w*1.2, px)*.7 - .1 })
	roof := mix(hex("6e2f3c"), hex("3a2c50"), c.noise.Float64())
	if c.noise.Float64() < .6 {
		c.fill(poly(x-3, y-h+2, x+w/2, y-h-w*.42, x+w+3, y-h+2), flat(wall))
		c.fill(outline([]pt{{x - 7, y - h + 4}, {x + w/2, y - h - w*.44}, {x + w + 7, y - h + 4}}, 11, 11), flat(roof))
		c.window(x+w/2-8, y-h-w*.18, 16, 20, lit)
	} else {
		c.fill(poly(x-4, y-h+4, x+8, y-h-30, x+w-8, y-h-30, x+w+4, y-h+4), flat(roof))
	}
	c.fill(rect(x+w*.68, y-h-w*.42, 13, w*.3), flat(roof))
	rows := int((h - 46) / 44)
	for r := range rows {
		for k := range 2 {
			on := c.noise.Float64() < .62
			tone := dark
			if on {
				tone = lit
			}
			wx, wy := x+w*(.2+.4*float64(k)), y-h+16+float64(r)*44
			c.fill(rect(wx-2.5, wy-2.5, w*.2+5, 31), glaze(hex("fff1d2"), .55))
			c.window(wx, wy, w*.2, 26, tone)
			c.fill(rect(wx+w*.1-1, wy, 2, 26), glaze(hex("fff1d2"), .7))
		}
	}
	c.fill(pill(x+w*.4, y-36, w*.2, 40, 4), flat(dark))
}

// trawler is a fishing boat seen from the side.
func trawler(c *canvas, x, y, s float64, hull, house rgb) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	night := hex("191636")
	c.fill(f(lens(0, 34, 330, 12)), glaze(night, .55))
	body := f((&path{}).move(-150, -30).quad(-60, -6, 40, -8).quad(120, -14, 162, -56).quad(150, 10, 118, 34).line(-118, 34).quad(-142, 10, -150, -30))
	c.fill(body, flat(hull))
	c.within(body, func() {
		c.fill(f(rect(-160, 14, 330, 30)), glaze(night, .55))
		c.stipple(body, night, .7, func(_, py float64) float64 { return smooth(y-20*s, y+40*s, py) * .9 })
	})
	c.fill(f(stroke(6, 6, -150, -30, -60, -12, 40, -13, 110, -26, 162, -56)), flat(house))
	c.fill(f(poly(-88, -14, -88, -86, -6, -86, 2, -14)), flat(house))
	c.stipple(f(poly(-88, -14, -88, -86, -6, -86, 2, -14)), hex("7d6577"), .7, func(px, _ float64) float64 { return smooth(x-60*s, x+30*s, px) })
	c.fill(f(pill(-98, -96, 104, 13, 4)), flat(night))
	for _, wx := range []float64{-78, -52, -26} {
		c.fill(f(rect(wx, -74, 18, 20)), flat(hex("ffd27a")))
	}
	c.fill(f(rect(-70, -190, 6, 96)), flat(night))
	c.fill(f(rect(52, -150, 6, 140)), flat(night))
	c.fill(f(stroke(4, 4, 55, -146, 20, -120, -64, -96)), flat(night))
	c.fill(f(stroke(2.4, 2.4, -67, -188, 55, -148, 158, -56)), flat(night))
	c.fill(f(poly(-67, -188, -67, -164, -34, -178)), flat(hex("e7a94e")))
	c.fill(f(join(circle(84, -22, 13), circle(104, -27, 12))), flat(hex("e7a94e")))
	for i := range 7 {
		t := float64(i)
		c.fill(f(lens(-20+20*math.Sin(t*2), 44+t*9, 210-t*20, 3.2)), glaze(hull, .5-.06*t))
	}
}

func dinghy(c *canvas, x, y, s float64, tone rgb) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	c.fill(f(lens(0, 24, 190, 8)), glaze(hex("191636"), .5))
	body := f((&path{}).move(-88, -10).quad(0, 8, 88, -16).quad(76, 20, 48, 26).line(-50, 26).quad(-78, 16, -88, -10))
	c.fill(body, flat(tone))
	c.stipple(body, hex("191636"), .7, func(_, py float64) float64 { return smooth(y-6*s, y+34*s, py) })
	c.fill(f((&path{}).move(-88, -10).quad(0, -26, 88, -16).quad(0, 8, -88, -10)), flat(hex("2b2347")))
	c.fill(f(rect(-22, -15, 42, 7)), flat(mix(tone, hex("ffe2b0"), .5)))
	c.fill(f(stroke(4, 3, -60, -22, 10, -8, 90, 14)), flat(hex("d9b98f")))
}
