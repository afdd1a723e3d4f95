package main

import "math"

// market: striped stalls and crates fill an airy hall with an open timber roof.
func market(c *canvas) {
	const vx, vy = 800, 470 // where all lines along the hall meet
	c.all(down(stop{0, hex("3f2a26")}, stop{400, hex("a5683f")}, stop{1000, hex("6d4630")}))
	// the far wall with its great window
	c.fill(rect(560, 250, 480, 330), flat(hex("f0cf94")))
	c.fill((&path{}).move(600, 580).line(600, 380).cube(600, 240, 1000, 240, 1000, 380).line(1000, 580), down(stop{260, hex("fff8e2")}, stop{580, hex("fbe3ae")}))
	for i := range 5 {
		c.fill(rect(600+float64(i)*100-3, 270, 6, 310), flat(hex("7a5036")))
	}
	for _, y := range []float64{350, 430, 510} {
		c.fill(rect(600, y, 400, 5), flat(hex("7a5036")))
	}
	c.fill(poly(560, 250, 800, 110, 1040, 250), flat(hex("d9a868")))
	c.fill(circle(800, 205, 32), flat(hex("fff6dd")))
	c.fill(circle(800, 205, 26), flat(hex("f7e7c4")))
	c.fill(stroke(3, 2, 800, 205, 800, 186), flat(hex("3f2a26")))
	c.fill(stroke(3, 2, 800, 205, 812, 210), flat(hex("3f2a26")))

	// roof slopes, walls and floor
	left, right := poly(-20, -20, 800, -220, 800, 110, 560, 250, -20, 60), poly(1620, -20, 800, -220, 800, 110, 1040, 250, 1620, 60)
	c.fill(left, across(stop{0, hex("4a2f27")}, stop{700, hex("b5733f")}))
	c.fill(right, across(stop{900, hex("a5673a")}, stop{1600, hex("3f2a26")}))
	c.fill(poly(-20, 60, 560, 250, 560, 580, -20, 760), across(stop{0, hex("5c3a2c")}, stop{560, hex("d9a066")}))
	c.fill(poly(1620, 60, 1040, 250, 1040, 580, 1620, 760), across(stop{1040, hex("c98f58")}, stop{1600, hex("4f3329")}))
	floor := poly(560, 580, 1040, 580, 1800, 1010, -200, 1010)
	c.fill(floor, down(stop{580, hex("f3d69c")}, stop{760, hex("c9955c")}, stop{1000, hex("7a5036")}))
	for i := -8; i <= 8; i++ {
		c.fill(stroke(1.4, 3, vx+float64(i)*30, 580, vx+float64(i)*125, 1010), glaze(hex("6b4530"), .4))
	}
	for _, y := range []float64{604, 640, 690, 760, 850, 960} {
		c.fill(rect(0, y, width, 2), glaze(hex("6b4530"), .35))
	}
	c.within(floor, func() {
		c.fill(poly(640, 580, 960, 580, 1210, 1010, 390, 1010), fade(hex("fff3cf"), 580, .6, 980, .05))
	})
	trusses(c)
	for i := range 4 { // light through the roof
		x := 300 + float64(i)*300
		c.fill(poly(x, -10, x+90, -10, x+330, 900, x+60, 900), fade(hex("fff2c9"), 0, .22, 860, 0))
	}
	stall(c, 432, 640, .52, "3f7c85", 1)
	stall(c, 1168, 640, .52, "b8473d", 2)
	stall(c, 262, 740, .82, "d9603f", 3)
	stall(c, 1338, 740, .82, "5b7f4c", 4)
	for i, p := range []struct {
		x, y, s    float64
		coat, hair string
	}{{760, 640, .62, "2f5d62", "4a3428"}, {846, 656, .68, "c8402f", "d9a05c"}, {700, 736, .96, "e9b44c", "2a2320"}, {930, 760, 1.04, "3b4f6b", "8a8078"}} {
		shopper(c, p.x, p.y, p.s, hex(p.coat), hex(p.hair), i%2 == 0)
	}
	stall(c, 60, 930, 1.5, "e0a83c", 5)
	stall(c, 1540, 930, 1.5, "3f7c85", 6)
	for _, k := range []struct {
		x, y, s float64
		kind    int
	}{{560, 950, 1.1, 0}, {690, 966, 1.0, 1}, {1010, 958, 1.15, 2}, {900, 975, .9, 3}} {
		crate(c, k.x, k.y, k.s, k.kind)
	}
	for _, g := range [][3]float64{{690, 160, 12}, {735, 140, 9}} {
		c.gull(g[0], g[1], g[2], .2, hex("5c3a2c"))
	}
}

// trusses carry the roof, the nearest first to be drawn last.
func trusses(c *canvas) {
	for i := 4; i >= 0; i-- {
		t := math.Pow(float64(i)/4, .72)
		x0, x1 := -60+620*t, 1660-620*t
		y, top := 30+222*t, -160+272*t
		w := 34 - 22*t
		dark := mix(hex("2b1c1a"), hex("9a6238"), t)
		edge := mix(hex("8a5a38"), hex("f3d69c"), t)
		beam := func(points ...float64) {
			c.fill(stroke(w, w, points...), flat(dark))
			c.fill(stroke(w*.16, w*.16, shift(points, -w*.4)...), glaze(edge, .8))
		}
		beam(x0, y, 800, top)
		beam(x1, y, 800, top)
		beam(x0, y+6, x1, y+6)
		beam(800, top, 800, y)
		beam((x0*2+800)/3, y, 800-(800-x0)*.34, top+(y-top)*.34)
		beam((x1*2+800)/3, y, 800+(x1-800)*.34, top+(y-top)*.34)
		foot := 590 + 260*(1-t)
		for _, px := range []float64{x0 + w*.5, x1 - w*.5} {
			c.fill(rect(px-w*.6, y, w*1.2, foot-y), flat(dark))
			c.fill(rect(px-w*.6, y, w*.25, foot-y), glaze(edge, .55))
		}
		c.fill(stroke(w*.7, w*.7, x0+w, y+w*4, x0+w*4.4, y+6), flat(dark))
		c.fill(stroke(w*.7, w*.7, x1-w, y+w*4, x1-w*4.4, y+6), flat(dark))
	}
}

func shift(points []float64, dy float64) []float64 {
	out := make([]float64, len(points))
	for i, v := range points {
		out[i] = v
		if i%2 == 1 {
			out[i] += dy
		}
	}
	return out
}

// stall is a table of goods under a striped awning.
func stall(c *canvas, x, y, s float64, tone string, goods int) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	dark, cream := hex("3a2620"), hex("fff1d2")
	c.fill(f(ellipse(0, 4, 190, 18)), glaze(hex("3a2018"), .5))
	for _, px := range []float64{-150, 142} {
		c.fill(f(rect(px, -290, 9, 292)), flat(dark))
	}
	c.fill(f(rect(-146, -210, 290, 110)), glaze(hex("3a2018"), .45))
	keeper(c, x+10*s, y-92*s, s, goods)
	// goods in heaps
	colours := [][]string{{"d9503f", "c9392c"}, {"e9a23c", "f2c14e"}, {"6f9a4a", "94b85c"}, {"8f4a6b", "6b3a5c"}, {"f0dfb0", "d9b878"}}
	for k := range 3 {
		tones := colours[(goods+k)%len(colours)]
		cx := -94 + 94*float64(k)
		for row := 2; row >= 0; row-- {
			for i := range 5 - row {
				px := cx - 34 + float64(i)*17 + 8.5*float64(row)
				py := -112 - 13*float64(row)
				tn := hex(tones[(i+row)%2])
				c.fill(f(circle(px, py, 10)), flat(tn))
				c.fill(f(circle(px-3, py-3.5, 2.8)), glaze(hex("fff6dd"), .65))
			}
		}
	}
	front := f(poly(-156, -106, 156, -106, 150, 2, -150, 2))
	c.fill(front, flat(hex("a86b42")))
	c.within(front, func() {
		for i := range 10 {
			c.fill(f(rect(-150+float64(i)*32, -110, 3, 120)), glaze(dark, .45))
		}
		c.stipple(front, dark, .75, func(px, py float64) float64 { return smooth(y-110*s, y+40*s, py)*.7 + smooth(x, x+220*s, px)*.25 })
	})
	c.fill(f(rect(-162, -112, 324, 11)), flat(hex("e0b078")))
	awning := f(poly(-170, -226, -140, -306, 140, -306, 170, -226))
	c.fill(awning, flat(cream))
	c.within(awning, func() {
		for i := range 5 {
			a, b := -170+float64(i)*76, -140+float64(i)*62.5
			c.fill(f(poly(a, -224, b, -308, b+31, -308, a+38, -224)), flat(hex(tone)))
		}
		c.stipple(awning, dark, .45, func(px, py float64) float64 { return smooth(x-60*s, x+260*s, px) * .6 })
	})
	for i := range 9 { // the scalloped edge
		px := -170 + float64(i)*38
		t := cream
		if i%2 == 0 {
			t = hex(tone)
		}
		c.within(f(rect(-190, -228, 380, 40)), func() { c.fill(f(ellipse(px+19, -227, 19, 21)), flat(mix(t, dark, .08))) })
	}
}

// keeper stands behind a stall.
func keeper(c *canvas, x, y, s float64, n int) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	coat := hex([]string{"2f5d62", "8f4a6b", "e9b44c", "c8402f", "5b7f4c", "3b4f6b"}[n%6])
	skin := hex([]string{"e6b58c", "8a5a3c", "f0c8a0", "c98f62"}[n%4])
	hair := hex([]string{"3a2a20", "d9cfc0", "8a4a2c", "2a2320", "c98f4a"}[n%5])
	c.fill(f((&path{}).move(-34, 10).quad(-38, -58, -12, -66).line(12, -66).quad(38, -58, 34, 10)), flat(coat))
	c.fill(f((&path{}).move(-18, 10).line(-16, -44).line(16, -44).line(18, 10)), flat(hex("fff1d2")))
	c.fill(f(rect(-7, -78, 14, 16)), flat(skin))
	c.fill(f(circle(0, -92, 20)), flat(skin))
	c.fill(f((&path{}).move(-22, -90).cube(-24, -124, 24, -124, 22, -90).quad(12, -104, -4, -102).quad(-16, -100, -22, -90)), flat(hair))
}

func shopper(c *canvas, x, y, s float64, coat, hair rgb, bag bool) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	dark := hex("33231f")
	c.fill(f(poly(-14, 0, 20, 0, 60, 34, 4, 34)), glaze(hex("4a2c1e"), .4))
	c.fill(f(stroke(15, 11, -9, -66, -11, -30, -12, 0)), flat(dark))
	c.fill(f(stroke(15, 11, 9, -66, 12, -30, 14, 0)), flat(dark))
	body := f((&path{}).move(-25, -138).quad(0, -152, 25, -138).line(29, -58).line(-29, -58))
	c.fill(body, flat(coat))
	c.stipple(body, dark, .7, func(px, _ float64) float64 { return smooth(x-10*s, x+40*s, px) * .8 })
	c.fill(f(stroke(13, 11, 22, -132, 34, -104, 32, -74)), flat(mix(coat, dark, .25)))
	c.fill(f(circle(0, -164, 19)), flat(hair))
	c.fill(f(circle(2, -157, 12)), flat(hair))
	if bag {
		c.fill(f(poly(16, -76, 50, -76, 54, -34, 12, -34)), flat(hex("e9d3a0")))
		c.fill(f(stroke(5, 2, 24, -74, 22, -96, 14, -108)), flat(hex("6f9a4a")))
		c.fill(f(stroke(5, 2, 36, -74, 40, -98, 50, -104)), flat(hex("6f9a4a")))
	}
}

// crate stands on the floor in front.
func crate(c *canvas, x, y, s float64, kind int) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	dark := hex("3a2018")
	c.fill(f(ellipse(8, 30, 80, 12)), glaze(dark, .5))
	tones := [][]string{{"d9503f", "c9392c", "e37a4c"}, {"6f9a4a", "94b85c", "4f7f42"}, {"e9a23c", "f2c14e", "d98a2c"}, {"8f4a6b", "6b3a5c", "a86a86"}}[kind]
	for row := range 3 {
		for i := range 6 {
			px, py := -54+float64(i)*22+6*float64(row%2), -40+float64(row)*13
			c.fill(f(circle(px, py, 14)), flat(hex(tones[(i+row)%3])))
			c.fill(f(circle(px-4, py-5, 4)), glaze(hex("fff6dd"), .6))
		}
	}
	for i := range 3 {
		yy := -16 + float64(i)*17
		plank := f(rect(-70, yy, 140, 14))
		c.fill(plank, flat(hex([]string{"d9a868", "c98f52", "b57a44"}[i])))
		c.stipple(plank, dark, .6, func(px, _ float64) float64 { return smooth(x-20*s, x+100*s, px) * .7 })
	}
	for _, px := range []float64{-70, 58} {
		c.fill(f(rect(px, -20, 12, 54)), flat(hex("8f5a34")))
	}
}
