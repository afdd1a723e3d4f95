package main

import "math"

// bakery: round loaves cool on wooden racks beside a glowing brick oven.
func bakery(c *canvas) {
	c.all(across(stop{0, hex("5e3327")}, stop{560, hex("8a4f35")}, stop{1600, hex("3a2530")}))
	c.stipple(rect(0, 0, width, 800), hex("2a1a24"), .5, func(x, y float64) float64 { return smooth(700, 1700, x)*.8 + smooth(260, 0, y)*.3 })
	// a window on the blue morning
	c.fill(rect(1152, 50, 250, 262), flat(hex("2b1c24")))
	c.fill(rect(1166, 64, 222, 234), down(stop{64, hex("3f5f8f")}, stop{210, hex("8fa9b5")}, stop{298, hex("f3cf9a")}))
	c.within(rect(1166, 64, 222, 234), func() {
		c.fill(circle(1330, 118, 22), flat(hex("fff3d6")))
		c.fill(circle(1322, 112, 20), glaze(hex("4a6a98"), .95))
		hill := c.noise.hills(8, 160)
		c.fill(under(func(x float64) float64 { return 270 + hill(x) }, 1160, 1400, 300), flat(hex("3f5468")))
	})
	c.fill(rect(1272, 64, 9, 234), flat(hex("2b1c24")))
	c.fill(rect(1166, 176, 222, 9), flat(hex("2b1c24")))
	c.fill(rect(1136, 306, 282, 16), flat(hex("6b4434")))
	oven(c)
	c.fill(band(800, height), down(stop{800, hex("6b4030")}, stop{1000, hex("2d1a1c")}))
	for i := range 12 {
		c.fill(stroke(2, 3, 500+float64(i-3)*70, 800, 420+float64(i-4)*190, 1010), glaze(hex("1f1216"), .5))
	}
	c.fill(ellipse(470, 860, 520, 110), glow(470, 860, 520, hex("ffb45c"), .75))
	rack(c, 1000, 470)
	baker(c)
	table(c)
	c.all(glow(440, 560, 760, hex("ffb45c"), .34))
	for range 90 { // flour and sparks in the light
		x, y := c.noise.between(180, 980), c.noise.between(160, 860)
		c.fill(circle(x, y, c.noise.between(.8, 2.4)), glaze(hex("ffe3ae"), c.noise.between(.1, .6)))
	}
}

func oven(c *canvas) {
	wall := (&path{}).move(60, 810).line(60, 420).cube(60, 150, 820, 150, 820, 420).line(820, 810)
	c.fill(wall, flat(hex("a8563a")))
	c.within(wall, func() {
		for row := range 17 {
			y := 200 + float64(row)*37
			for k := range 12 {
				x := 40 + float64(k)*74 - 37*float64(row%2)
				tone := mix(hex("a8563a"), hex([]string{"8f4530", "c06a45", "7d3d30", "b8623f"}[c.noise.IntN(4)]), c.noise.Float64())
				c.fill(pill(x+3, y+3, 68, 31, 3), flat(tone))
			}
		}
		c.stipple(wall, hex("2d1a1c"), .85, func(x, y float64) float64 { return math.Hypot(x-440, (y-590)*1.1)/620 - .42 })
	})
	// the arch
	arch := func(r, h float64) *path {
		return (&path{}).move(440-r, 700).line(440-r, 600).cube(440-r, 600-h, 440+r, 600-h, 440+r, 600).line(440+r, 700)
	}
	c.fill(arch(250, 250), flat(hex("4a2a24")))
	for i := range 15 {
		a := math.Pi * (float64(i) + .5) / 15
		s, k := math.Sincos(a)
		x0, y0, x1, y1 := 440-k*206, 604-s*156, 440-k*250, 604-s*190
		c.fill(outline([]pt{{x0, y0}, {x1, y1}}, 34, 40), flat(mix(hex("d98a52"), hex("8f4a32"), math.Abs(k))))
	}
	mouth := arch(200, 200)
	c.fill(mouth, down(stop{450, hex("5e1f1a")}, stop{580, hex("d9542a")}, stop{700, hex("ffc25c")}))
	c.within(mouth, func() {
		c.all(glow(440, 690, 230, hex("fff0b0"), .95))
		for range 34 {
			x := c.noise.between(270, 610)
			h := c.noise.between(40, 130) * (1 - math.Abs(x-440)/260)
			c.fill((&path{}).move(x-14, 704).quad(x-16, 704-h*.5, x+c.noise.between(-14, 14), 704-h).quad(x+18, 704-h*.4, x+14, 704), glaze(hex([]string{"ffdf7a", "ff9a3c", "fff3c0"}[c.noise.IntN(3)]), .8))
		}
		for i := range 5 {
			loaf(c, 300+float64(i)*72, 690-9*math.Sin(float64(i)*2), 44, hex("b5622c"), hex("5e2418"))
		}
	})
	c.fill(rect(200, 698, 480, 26), flat(hex("d9a066")))
	c.fill(rect(200, 716, 480, 10), flat(hex("6b3d2c")))
	c.fill(pill(300, 748, 280, 62, 6), flat(hex("2d1a1c")))
	for i := range 7 {
		c.fill(pill(322+float64(i)*36, 760+4*math.Sin(float64(i)*3), 30, 42, 10), flat(hex([]string{"8f5a38", "a86b42", "74472e"}[i%3])))
		c.fill(ellipse(337+float64(i)*36, 764+4*math.Sin(float64(i)*3), 15, 9), flat(hex("d9a868")))
	}
}

// loaf is a round loaf with cuts.
func loaf(c *canvas, x, y, r float64, crust, shade rgb) {
	body := (&path{}).move(x-r, y).cube(x-r, y-r*1.05, x+r, y-r*1.05, x+r, y).quad(x+r*.9, y+r*.2, x, y+r*.22).quad(x-r*.9, y+r*.2, x-r, y)
	c.fill(body, flat(crust))
	c.within(body, func() {
		c.stipple(body, hex("f7d08a"), .8, func(px, py float64) float64 { return .7 - math.Hypot(px-(x-r*.35), (py-(y-r*.55))*1.3)/(r*.95) })
		c.stipple(body, shade, .85, func(px, py float64) float64 { return smooth(-.3*r, 1.1*r, (px-x)*.7+(py-(y-r*.4))*.8) })
		for _, d := range []float64{-.42, 0, .42} {
			c.fill(stroke(r*.05, r*.05, x+(d-.2)*r, y-r*.2, x+d*r, y-r*.52, x+(d+.16)*r, y-r*.72), glaze(hex("fbe6bd"), .95))
			c.fill(stroke(r*.035, r*.03, x+(d-.14)*r, y-r*.18, x+(d+.06)*r, y-r*.5, x+(d+.22)*r, y-r*.68), glaze(shade, .7))
		}
	})
}

func rack(c *canvas, x, w float64) {
	wood, dark := hex("c98f58"), hex("4a2a20")
	for _, px := range []float64{x, x + w - 26} {
		c.fill(rect(px, 420, 26, 450), flat(wood))
		c.fill(rect(px+15, 420, 11, 450), glaze(dark, .5))
	}
	c.fill(rect(x-14, 410, w+28, 20), flat(hex("e0b078")))
	for row := range 3 {
		y := 548 + float64(row)*146
		c.fill(rect(x+20, y-110, w-44, 112), glaze(hex("1f1216"), .35))
		r := 56.
		for k := range 4 {
			tones := []string{"c97a34", "b5622c", "d98f44"}
			loaf(c, x+74+float64(k)*108+6*math.Sin(float64(row*4+k)), y-12, r*c.noise.between(.9, 1.02), hex(tones[(row+k)%3]), hex("5e2a1a"))
		}
		c.fill(rect(x-8, y, w+16, 17), flat(hex("e0b078")))
		c.fill(rect(x-8, y+11, w+16, 8), glaze(dark, .7))
		for i := range 11 {
			c.fill(rect(x+10+float64(i)*44, y, 3, 12), glaze(dark, .4))
		}
	}
	for k := range 3 { // and on top
		loaf(c, x+130+float64(k)*150, 408, 60, hex([]string{"d98f44", "c97a34", "b5622c"}[k]), hex("5e2a1a"))
	}
}

// baker draws loaves from the oven with a long peel.
func baker(c *canvas) {
	skin, dark, white := hex("d99a6b"), hex("3a2228"), hex("fbeed6")
	c.fill(stroke(12, 12, 560, 700, 720, 664, 930, 612), flat(hex("e0b078")))
	c.fill(pill(452, 690, 140, 24, 12).turn(520, 700, -.2), flat(hex("e0b078")))
	loaf(c, 520, 690, 50, hex("d98f44"), hex("6b2f1a"))
	c.fill(stroke(40, 34, 846, 880, 842, 800, 850, 720), flat(dark))
	c.fill(stroke(40, 34, 900, 880, 906, 800, 892, 720), flat(dark))
	c.fill(pill(816, 872, 62, 22, 10), flat(hex("22151a")))
	c.fill(pill(876, 872, 62, 22, 10), flat(hex("22151a")))
	body := (&path{}).move(812, 760).cube(800, 640, 820, 540, 870, 524).cube(930, 530, 950, 640, 944, 760)
	c.fill(body, flat(hex("4f7a80")))
	c.fill((&path{}).move(808, 830).line(812, 620).quad(850, 600, 900, 622).line(930, 830), flat(white))
	c.stipple((&path{}).move(808, 830).line(812, 620).quad(850, 600, 900, 622).line(930, 830), hex("b08a78"), .8, func(x, _ float64) float64 { return smooth(850, 960, x) })
	c.stipple(body, hex("20343c"), .8, func(x, _ float64) float64 { return smooth(860, 960, x) })
	c.fill(stroke(34, 24, 850, 566, 800, 622, 762, 656), flat(hex("5f8c90")))
	c.fill(circle(756, 660, 15), flat(skin))
	c.fill(stroke(34, 24, 910, 566, 934, 626, 900, 630), flat(hex("446c72")))
	c.fill(circle(892, 628, 15), flat(skin))
	c.fill(rect(852, 500, 26, 36), flat(mix(skin, dark, .2)))
	c.fill((&path{}).move(822, 470).cube(820, 428, 900, 424, 902, 470).cube(902, 520, 840, 530, 828, 500).line(814, 492), flat(skin))
	c.fill((&path{}).move(820, 456).quad(856, 470, 906, 452).quad(914, 420, 880, 414).quad(870, 380, 836, 396).quad(800, 400, 820, 456), flat(white))
	c.fill((&path{}).move(896, 462).quad(912, 490, 890, 512).quad(880, 490, 884, 464), flat(dark))
	c.fill(circle(838, 474, 3.4), flat(dark))
	c.stipple((&path{}).move(822, 470).cube(820, 428, 900, 424, 902, 470).cube(902, 520, 840, 530, 828, 500).line(814, 492), hex("8a4a34"), .7, func(x, _ float64) float64 { return smooth(846, 916, x) })
}

// table stands in front with flour and dough.
func table(c *canvas) {
	c.fill(poly(-20, 900, 1620, 880, 1620, 1010, -20, 1010), down(stop{880, hex("c98f58")}, stop{1000, hex("6b4030")}))
	c.fill(poly(-20, 896, 1620, 876, 1620, 888, -20, 908), flat(hex("f0cf94")))
	for i := range 9 {
		y := 924 + float64(i)*12
		c.fill(stroke(1.6, 1.6, -20, y, 800, y-11, 1620, y-20), glaze(hex("5e3a28"), .32))
	}
	for range 420 {
		x := 420 + (c.noise.Float64()+c.noise.Float64()-1)*330
		c.fill(circle(x, 925+c.noise.between(-14, 58), c.noise.between(.8, 2.8)), glaze(hex("fff6e4"), .8))
	}
	for _, d := range [][3]float64{{250, 930, 62}, {400, 944, 70}, {560, 930, 60}} {
		x, y, r := d[0], d[1], d[2]
		body := (&path{}).move(x-r, y).cube(x-r, y-r*.9, x+r, y-r*.9, x+r, y).quad(x, y+r*.34, x-r, y)
		c.fill(ellipse(x+10, y+8, r*1.1, r*.2), glaze(hex("4a2a20"), .45))
		c.fill(body, flat(hex("fbead0")))
		c.stipple(body, hex("c99a6e"), .8, func(px, py float64) float64 { return smooth(-.3*r, 1.2*r, (px-x)*.6+(py-y+r*.4)) })
	}
	c.fill(pill(60, 900, 120, 84, 12), flat(hex("4f7a80")))
	c.fill(ellipse(120, 903, 60, 15), flat(hex("fff6e4")))
	c.stipple(pill(60, 908, 120, 76, 12), hex("1f343c"), .8, func(x, _ float64) float64 { return smooth(100, 190, x) })
	c.fill(stroke(26, 26, 690, 952, 800, 938, 900, 926).scale(0, 0, 1, 1), flat(hex("e0b078")))
	c.fill(stroke(10, 10, 660, 957, 690, 952), flat(hex("8f5a38")))
	c.fill(stroke(10, 10, 900, 926, 932, 921), flat(hex("8f5a38")))
}
