package main

import "math"

// concert: singers with lanterns stand along a harbour wall whose lights tremble in the water.
func concert(c *canvas) {
	const water = 620
	c.all(down(stop{0, hex("0e1a3a")}, stop{260, hex("22305f")}, stop{480, hex("5b4a7d")}, stop{water, hex("c07a7a")}))
	c.stars(210, 420, hex("fdf3dc"))
	c.fill(circle(1270, 170, 60), flat(hex("fdf0cf")))
	c.all(glow(1270, 170, 320, hex("fdf0cf"), .4))
	for _, s := range [][4]float64{{940, 230, 420, 12}, {60, 320, 380, 12}, {460, 150, 300, 10}} {
		c.cloud(s[0], s[1], s[2], s[3], glaze(hex("6b5a8c"), .6))
	}
	hill := c.noise.hills(20, 500)
	c.fill(under(func(x float64) float64 { return 500 - 90*math.Exp(-math.Pow((x-350)/380, 2)) + hill(x) }, 0, 1600, water), down(stop{400, hex("33305f")}, stop{water, hex("5b4470")}))
	for i := range 46 { // houses on the hill
		x := c.noise.between(10, 1590)
		y := 520 - 76*math.Exp(-math.Pow((x-350)/360, 2))*c.noise.Float64() + c.noise.between(0, 60)
		w, h := c.noise.between(22, 40), c.noise.between(22, 40)
		c.fill(rect(x, y, w, h), flat(mix(hex("2a2752"), hex("6b4f74"), c.noise.Float64())))
		c.fill(poly(x-4, y, x+w/2, y-16, x+w+4, y), flat(hex("211f47")))
		if i%3 != 0 {
			c.window(x+w*.25, y+8, 6, 9, hex("ffd27a"))
			c.window(x+w*.6, y+8, 6, 9, hex("ffc25c"))
		}
	}
	// the far mole with small lights
	c.fill(poly(-10, 604, 470, 612, 470, 632, -10, 632), flat(hex("1b1c42")))
	for i := range 16 {
		x := 40 + float64(i)*27
		c.fill(pill(x-4, 584, 8, 26, 4), flat(hex("14163a")))
		c.fill(circle(x, 580, 4.2), flat(hex("14163a")))
		c.all(glow(x+6, 594, 26, hex("ffcf7d"), .6))
		c.fill(circle(x+6, 594, 3), flat(hex("fff0bd")))
	}
	c.fill(band(water+10, height), down(stop{630, hex("a2696f")}, stop{700, hex("5a4470")}, stop{840, hex("26285a")}, stop{1000, hex("0f1736")}))
	c.fill(rect(0, water, width, 12), glaze(hex("1b1c42"), .6))
	c.shine(1270, 632, 980, 40, 130, 60, hex("fdf0cf"), .4)
	c.ripples(640, height, 170, 260, 5, func(_, _ float64) paint { return glaze(hex("10163a"), .34) })
	for i := range 16 {
		reflect(c, 46+float64(i)*27, 640, 90, 12, 9)
	}

	// the near wall comes in from the right
	wall := poly(520, 700, 1620, 640, 1620, 820, 520, 764)
	c.fill(wall, down(stop{640, hex("4a3f6b")}, stop{820, hex("1f1d45")}))
	c.within(wall, func() {
		for row := range 5 {
			y := 712 + float64(row)*22
			c.fill(stroke(2, 2, 520, y-float64(row)*7, 1620, y-60+float64(row)*14), glaze(hex("14133a"), .6))
		}
		for k := range 26 {
			c.fill(rect(530+float64(k)*44, 640, 2, 180), glaze(hex("14133a"), .3))
		}
	})
	c.fill(poly(508, 690, 1620, 626, 1620, 648, 508, 704), flat(hex("8a6b80")))
	c.fill(rect(508, 690, 26, 76), flat(hex("2b2752")))

	coats := []string{"8f3f4a", "3f5f8f", "5b7f6b", "c98f4a", "6b4a7d", "a8563a", "3f7c85", "d9a868", "4a4f8f", "8a5a6b"}
	n := 15
	for i := range n {
		x := 580 + float64(i)*70
		y := 692 - (x-520)*.0575
		singer(c, x, y, 1.02+.02*float64(i), hex(coats[i%len(coats)]), i)
		reflect(c, x+22, 780, 210, 26, 16)
	}
	boats(c)
	// notes on the air
	for i, p := range [][3]float64{{700, 470, 1}, {860, 400, 1.25}, {1010, 440, 1}, {560, 540, .8}, {1180, 370, 1.1}} {
		note(c, p[0], p[1], p[2], i%2 == 0)
	}
}

// reflect is a lantern's light on the water below it.
func reflect(c *canvas, x, y, length, w float64, n int) {
	for i := range n {
		t := float64(i) / float64(n)
		c.fill(lens(x+c.noise.between(-7, 7)*(1+2*t), y+t*length+c.noise.between(-7, 7), w*c.noise.between(.6, 1.5)*(1+.8*t), 1.6+2.4*t), glaze(hex("ffc873"), .8*(1-t)))
	}
}

func singer(c *canvas, x, y, s float64, coat rgb, i int) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	dark := hex("171638")
	skin := []rgb{hex("e6a97c"), hex("8a5440"), hex("f0bd92"), hex("b97a56")}[i%4]
	hair := []rgb{hex("2a1f2e"), hex("c9b8a8"), hex("6b3a30"), hex("d9a05c"), hex("1f1a30")}[i%5]
	h := []float64{0, -10, 4, -6, 8}[i%5]
	c.fill(f(stroke(13, 11, -8, -52, -9, -24, -9, 2)), flat(dark))
	c.fill(f(stroke(13, 11, 8, -52, 9, -24, 10, 2)), flat(dark))
	body := f((&path{}).move(-24, -118+h).quad(0, -132+h, 24, -118+h).line(29, -38).line(-29, -38))
	c.fill(body, flat(coat))
	c.stipple(body, dark, .85, func(px, _ float64) float64 { return 1 - smooth(x-28*s, x+26*s, px) })
	c.fill(f(pill(-15, -128+h, 30, 13, 6)), flat(mix(coat, hex("fff0cf"), .55)))
	c.fill(f(circle(0, -144+h, 19)), flat(skin))
	c.fill(f(circle(0, -144+h, 19)), func(px, _ float64) (rgb, float64) { return mix(skin, dark, .6), .75 * (1 - smooth(x-20*s, x+8*s, px)) })
	switch i % 3 {
	case 0:
		c.fill(f((&path{}).move(-21, -142+h).cube(-24, -176+h, 22, -176+h, 20, -148+h).quad(4, -158+h, -8, -148+h).line(-14, -128+h)), flat(hair))
	case 1:
		c.fill(f((&path{}).move(-21, -146+h).cube(-20, -178+h, 20, -178+h, 21, -146+h)), flat(mix(coat, dark, .3)))
		c.fill(f(circle(0, -174+h, 6)), flat(hex("fff0cf")))
	default:
		c.fill(f((&path{}).move(-22, -118+h).cube(-28, -180+h, 26, -178+h, 20, -146+h).quad(0, -160+h, -10, -142+h).line(-10, -118+h)), flat(hair))
	}
	c.fill(f(ellipse(7, -136+h, 4, 5.6)), flat(hex("5e2230"))) // they sing
	c.fill(f(stroke(2, 2, 2, -149+h, 6, -151+h, 9, -149+h)), flat(dark))
	c.fill(f(stroke(12, 9, 16, -108+h, 28, -88, 24, -72)), flat(mix(coat, dark, .2)))
	// the lantern
	lx, ly := x+24*s, y-58*s
	c.all(glow(lx, ly, 96, hex("ffc86b"), .55))
	c.fill(f(rect(15, -74, 18, 4)), flat(dark))
	c.fill(f(pill(16, -70, 16, 24, 3)), flat(hex("fff0b5")))
	c.fill(f(rect(23, -70, 2, 24)), glaze(dark, .5))
	c.fill(f(rect(14, -47, 20, 4)), flat(dark))
}

func boats(c *canvas) {
	for i, b := range [][3]float64{{180, 800, 1}, {430, 890, 1.35}, {880, 930, 1.2}} {
		x, y, s := b[0], b[1], b[2]
		f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
		c.fill(f(lens(0, 24, 250, 8)), glaze(hex("090d26"), .7))
		for k := range 3 {
			px := -46 + float64(k)*44
			c.fill(f((&path{}).move(px-17, -2).quad(px-18, -42, px, -46).quad(px+18, -42, px+17, -2)), flat(hex([]string{"3b2f5f", "5b3a55", "2f3f6b"}[(k+i)%3])))
			c.fill(f(circle(px, -56, 13)), flat(hex([]string{"5e3a3f", "2a1f2e", "8a5a4a"}[(k+i)%3])))
		}
		c.fill(f((&path{}).move(-104, -14).quad(0, 4, 104, -20).quad(92, 18, 62, 26).line(-66, 26).quad(-92, 16, -104, -14)), flat(hex([]string{"14193f", "4a2740", "1f3a4f"}[i])))
		c.fill(f(stroke(4, 4, -104, -14, 0, -2, 104, -20)), flat(hex("d9a868")))
		c.all(glow(x+92*s, y-44*s, 70, hex("ffc86b"), .6))
		c.fill(f(rect(90, -60, 3, 44)), flat(hex("0b0f2a")))
		c.fill(f(circle(91, -44, 7)), flat(hex("fff0b5")))
	}
}

func note(c *canvas, x, y, s float64, pair bool) {
	gold := hex("ffdf9a")
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	c.fill(f(ellipse(0, 0, 10, 7.5).turn(0, 0, -.4)), glaze(gold, .9))
	c.fill(f(rect(6.6, -44, 3, 43)), glaze(gold, .9))
	if pair {
		c.fill(f(ellipse(30, -6, 10, 7.5).turn(30, -6, -.4)), glaze(gold, .9))
		c.fill(f(rect(36.6, -50, 3, 43)), glaze(gold, .9))
		c.fill(f(poly(6.6, -44, 39.6, -50, 39.6, -41, 6.6, -35)), glaze(gold, .9))
		return
	}
	c.fill(f(stroke(5, 1, 8, -43, 20, -32, 17, -18)), glaze(gold, .9))
}
