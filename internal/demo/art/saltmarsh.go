package main

import "math"

// saltmarsh: shallow pools of pink and silver water lie in a grid under a wide pale sky.
func saltmarsh(c *canvas) {
	const horizon, vx = 380, 760
	c.all(down(stop{0, hex("a9c3d3")}, stop{200, hex("d3dad6")}, stop{330, hex("f4dfcf")}, stop{horizon, hex("f9cfc0")}))
	c.fill(circle(1180, 226, 76), flat(hex("fffaf0")))
	c.all(glow(1180, 226, 460, hex("fff4e4"), .75))
	for _, s := range [][4]float64{{40, 96, 560, 16}, {560, 190, 400, 12}, {1260, 330, 420, 10}, {1220, 70, 420, 14}} {
		c.cloud(s[0], s[1], s[2], s[3], glaze(hex("fffaf4"), .8))
	}
	hill := c.noise.hills(9, 380)
	c.fill(under(func(x float64) float64 { return 356 - 44*math.Exp(-math.Pow((x-240)/260, 2)) + hill(x) }, 0, 1600, horizon+4), flat(hex("a5a9b0")))
	c.fill(under(func(x float64) float64 { return 374 - 20*math.Exp(-math.Pow((x-1420)/220, 2)) + hill(x+300)*.5 }, 0, 1600, horizon+4), flat(hex("8f9aa0")))
	shed(c, 330, 384)

	c.fill(band(horizon, height), down(stop{horizon, hex("c9b7a0")}, stop{1000, hex("8a6f58")}))
	// the pans: rows nearer than the last, each cut by lines to the vanishing point
	row := func(k float64) float64 { return horizon + 14 + 620*math.Pow(k/8, 2.05) }
	column := func(u, y float64) float64 { return vx + u*(.06+(y-horizon)/620)*430 }
	pinks := []string{"e9a3a0", "f0bcae", "d98a96", "f6d3c0", "cfd9da", "b9cdd3", "e3b0b4"}
	for k := range 8 {
		y0, y1 := row(float64(k))+2+4*float64(k)*.3, row(float64(k)+1)-3-float64(k)*1.6
		for j := -7; j < 7; j++ {
			u0, u1 := float64(j)+.04, float64(j)+.96
			pan := poly(column(u0, y0), y0, column(u1, y0), y0, column(u1, y1), y1, column(u0, y1), y1)
			tone := hex(pinks[((j+20)*5+k*3+((j+20)*k)%4)%len(pinks)])
			sky := mix(tone, hex("fff6ee"), .62)
			c.fill(pan, func(x, y float64) (rgb, float64) {
				return mix(sky, mix(tone, hex("8f6f80"), .18), smooth(y0-20, y1+30, y)), 1
			})
			c.within(pan, func() {
				if c.noise.Float64() < .75 {
					cx := column((u0+u1)/2, y1)
					w := column(u1, y1) - column(u0, y1)
					c.stipple(pan, hex("fffaf4"), .85, func(x, y float64) float64 {
						return .6 - math.Hypot((x-cx)/(w*.8), (y-y1)/(y1-y0+1))*.9
					})
				}
				for range 2 + k/2 {
					y := c.noise.between(y0, y1)
					c.fill(lens(c.noise.between(column(u0, y), column(u1, y)), y, (column(u1, y)-column(u0, y))*c.noise.between(.3, .8), 1+float64(k)*.4), glaze(hex("ffffff"), .5))
				}
			})
			edge := []pt{{column(u0, y1), y1}, {column(u1, y1), y1}}
			c.fill(outline(edge, 1.5+float64(k)*.7, 1.5+float64(k)*.7), glaze(hex("5f4638"), .5))
			c.fill(outline([]pt{{column(u0, y0), y0}, {column(u1, y0), y0}}, 1+float64(k)*.5, 1+float64(k)*.5), glaze(hex("fff1e0"), .6))
		}
	}
	c.stipple(band(horizon, height), hex("6b5244"), .25, func(x, y float64) float64 { return smooth(760, 1050, y) * .4 })
	c.shine(1180, horizon+8, 700, 50, 160, 60, hex("ffffff"), .55)

	for _, h := range [][3]float64{{540, 452, 20}, {610, 456, 24}, {690, 452, 19}, {980, 470, 26}, {1066, 474, 30}, {250, 560, 52}, {1392, 600, 62}, {1520, 622, 50}} {
		heap(c, h[0], h[1], h[2])
	}
	salter(c, 610, 800, 1.55)
	barrow(c, 1090, 838, 1.5)
	for _, g := range [][3]float64{{860, 150, 17}, {920, 128, 12}, {800, 132, 11}, {400, 250, 12}} {
		c.gull(g[0], g[1], g[2], .05, hex("5b6570"))
	}
	for _, b := range [][3]float64{{1290, 742, 1}, {1350, 760, .85}, {1236, 770, .9}} {
		wader(c, b[0], b[1], b[2])
	}
}

func shed(c *canvas, x, y float64) {
	c.fill(rect(x, y-44, 120, 48), flat(hex("5f4a44")))
	c.fill(poly(x-12, y-42, x+22, y-80, x+98, y-80, x+132, y-42), flat(hex("a8564a")))
	c.fill(rect(x+48, y-30, 24, 34), flat(hex("33292b")))
	c.fill(rect(x+12, y-30, 18, 16), flat(hex("f3dcb8")))
	c.fill(rect(x+90, y-30, 18, 16), flat(hex("f3dcb8")))
}

// heap is drained salt.
func heap(c *canvas, x, y, r float64) {
	c.fill(ellipse(x+r*.5, y, r*1.7, r*.22), glaze(hex("6b4f52"), .35))
	p := (&path{}).move(x-r*1.2, y).quad(x-r*.36, y-r*.5, x, y-r*1.16).quad(x+r*.4, y-r*.5, x+r*1.2, y).quad(x, y+r*.22, x-r*1.2, y)
	c.fill(p, flat(hex("fffdf8")))
	c.stipple(p, hex("b5a5b0"), .85, func(px, py float64) float64 { return smooth(1.1*r, -.9*r, (px-x)-(py-y)*.3) * .9 })
}

// salter draws the salt together with a long rake.
func salter(c *canvas, x, y, s float64) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	dark, skin := hex("33394a"), hex("b97a56")
	c.fill(f(lens(8, 4, 120, 6)), glaze(hex("6b4f5c"), .55))
	for k := range 8 { // in the water upside down
		c.fill(f(lens(2+4*math.Sin(float64(k)*2), 12+float64(k)*8, 36-2*float64(k), 3)), glaze(dark, .4-.04*float64(k)))
	}
	c.fill(f(stroke(15, 13, -12, -72, -17, -36, -16, 0)), flat(dark))
	c.fill(f(stroke(15, 13, 10, -72, 17, -36, 22, 0)), flat(mix(dark, hex("ffffff"), .08)))
	c.fill(f(pill(-27, -24, 21, 26, 6)), flat(hex("8f3f3a")))
	c.fill(f(pill(12, -24, 21, 26, 6)), flat(hex("8f3f3a")))
	body := f((&path{}).move(-24, -134).quad(-2, -150, 20, -138).line(24, -66).line(-24, -66))
	c.fill(body, flat(hex("4f7f8f")))
	c.stipple(body, dark, .8, func(px, _ float64) float64 { return smooth(x+10*s, x-34*s, px) * .9 })
	c.fill(f(stroke(5, 4, -96, -108, 20, -92, 196, 2)), flat(hex("8f5f3a")))
	c.fill(f(poly(176, -12, 224, -2, 222, 12, 172, 2)), flat(hex("6b4530")))
	c.fill(f(stroke(13, 10, -18, -128, -48, -112, -66, -103)), flat(hex("4f7f8f")))
	c.fill(f(stroke(13, 10, 16, -128, 34, -104, 40, -84)), flat(hex("3f6b7c")))
	c.fill(f(circle(-68, -103, 7)), flat(skin))
	c.fill(f(circle(42, -82, 7)), flat(skin))
	c.fill(f(circle(2, -158, 17)), flat(skin))
	c.fill(f(ellipse(2, -166, 34, 7)), flat(hex("e9cf94")))
	c.fill(f((&path{}).move(-17, -166).cube(-16, -192, 20, -192, 21, -166)), flat(hex("e9cf94")))
	c.fill(f(rect(-17, -172, 38, 6)), flat(hex("a8564a")))
	for range 30 {
		c.fill(f(circle(212+c.noise.between(-26, 40), 10+c.noise.between(-8, 6), c.noise.between(1.6, 5))), flat(hex("fffdf8")))
	}
}

func barrow(c *canvas, x, y, s float64) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	dark, wood := hex("4a3530"), hex("a86b42")
	c.fill(f(lens(6, 6, 180, 6)), glaze(hex("6b4f5c"), .5))
	c.fill(f(circle(66, -16, 22)), flat(dark))
	c.fill(f(circle(66, -16, 15)), flat(hex("c9b7a0")))
	c.fill(f(circle(66, -16, 5)), flat(dark))
	c.fill(f((&path{}).move(-62, -62).quad(0, -112, 62, -62)), flat(hex("fffdf8")))
	c.stipple(f((&path{}).move(-62, -62).quad(0, -112, 62, -62)), hex("b5a5b0"), .85, func(px, _ float64) float64 { return smooth(x+30*s, x-60*s, px) })
	c.fill(f(poly(-70, -64, 70, -64, 46, -20, -44, -20)), flat(wood))
	c.stipple(f(poly(-70, -64, 70, -64, 46, -20, -44, -20)), dark, .7, func(px, _ float64) float64 { return smooth(x+40*s, x-90*s, px) })
	c.fill(f(stroke(6, 6, 66, -16, -20, -26, -128, -54)), flat(dark))
	c.fill(f(stroke(6, 5, -40, -22, -44, -6, -46, 4)), flat(dark))
}

func wader(c *canvas, x, y, s float64) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	dark, white := hex("2d2f38"), hex("fffdf8")
	c.fill(f(stroke(2, 2, -2, -26, 0, -12, -2, 8)), flat(hex("c9606a")))
	c.fill(f(stroke(2, 2, 4, -26, 7, -12, 5, 8)), flat(hex("c9606a")))
	c.fill(f((&path{}).move(-34, -34).quad(-6, -48, 16, -38).quad(18, -22, -4, -22).quad(-20, -22, -34, -34)), flat(white))
	c.fill(f((&path{}).move(-36, -35).quad(-12, -44, 4, -36).quad(-10, -26, -36, -35)), flat(dark))
	c.fill(f(stroke(7, 6, 12, -36, 20, -48, 18, -56)), flat(white))
	c.fill(f(ellipse(20, -59, 7, 5.4)), flat(white))
	c.fill(f((&path{}).move(13, -60).quad(20, -68, 27, -60)), flat(dark))
	c.fill(f(stroke(2, .8, 26, -59, 40, -58, 52, -64)), flat(dark))
}
