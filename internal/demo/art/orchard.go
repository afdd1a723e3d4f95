package main

import "math"

// orchard: apple trees heavy with fruit stand in rows under a low autumn sun.
func orchard(c *canvas) {
	const horizon = 470
	c.all(down(stop{0, hex("e07f4f")}, stop{180, hex("f0a863")}, stop{360, hex("f9d08b")}, stop{horizon, hex("fdebbf")}))
	c.all(glow(800, 400, 700, hex("fff3c4"), .85))
	c.fill(circle(800, 372, 96), flat(hex("fffbe6")))
	for _, s := range [][4]float64{{90, 130, 480, 15}, {1080, 80, 460, 17}, {1250, 250, 330, 11}, {260, 260, 280, 10}} {
		c.cloud(s[0], s[1], s[2], s[3], glaze(hex("fff1cf"), .7))
	}
	for i, tone := range []string{"d99a6a", "b5795b", "8f5f50"} {
		line := c.noise.hills(14, 420-60*float64(i))
		y := 420 + 24*float64(i)
		hill := under(func(x float64) float64 {
			return y - 60*math.Exp(-math.Pow((x-[]float64{1380, 180, 1500}[i])/380, 2)) + line(x)
		}, 0, 1600, 560)
		c.fill(hill, flat(hex(tone)))
		c.stipple(hill, hex("6b3f3f"), .45, func(x, py float64) float64 { return .3 - (py-y+40)/200 })
	}
	ground := band(500, height)
	c.fill(ground, down(stop{500, hex("d8b75a")}, stop{640, hex("a8963f")}, stop{1000, hex("4f5a2e")}))
	// furrows run to the sun
	for i := -14; i <= 14; i++ {
		x := 800 + float64(i)*30
		far := 800 + float64(i)*250
		if i%2 == 0 {
			c.fill(poly(x-7, 500, x+7, 500, far+84, 1000, far-84, 1000), glaze(hex("e8cf74"), .28))
		}
	}
	c.stipple(ground, hex("3f4a28"), .3, func(x, y float64) float64 { return smooth(600, 1050, y)*.5 + math.Abs(x-800)/2600 })
	c.fill(poly(760, 500, 840, 500, 1010, 1000, 590, 1000), func(x, y float64) (rgb, float64) { return hex("fbe6a2"), .5 * (1 - smooth(500, 960, y)) })

	for _, row := range []struct {
		y, r, gap float64
		n         int
	}{{528, 27, 66, 11}, {566, 40, 104, 8}, {630, 62, 168, 6}, {736, 96, 270, 4}} {
		for k := row.n; k >= 1; k-- {
			for _, side := range []float64{-1, 1} {
				x := 800 + side*(row.gap*(float64(k)-.32)+row.r*.4)
				appleTree(c, x, row.y+c.noise.between(-4, 4), row.r, x)
			}
		}
	}
	appleTree(c, 190, 905, 150, 190)
	appleTree(c, 1440, 912, 158, 1440)
	ladder(c)
	basket(c, 560, 905, 1.15)
	basket(c, 690, 930, .9)
	basket(c, 1150, 936, 1)
	for range 44 { // windfalls and leaves
		x, y := c.noise.between(0, 1600), c.noise.between(700, 990)
		s := smooth(560, 1000, y)
		c.fill(ellipse(x+3*s, y+4*s, 11*s, 4*s), glaze(hex("353c20"), .5))
		c.fill(circle(x, y, 3+8*s), flat(hex([]string{"c9392c", "e3683a", "d9a23c"}[c.noise.IntN(3)])))
		c.fill(circle(x-2*s, y-3*s, 2.4*s), glaze(hex("ffe3b0"), .8))
	}
	for _, g := range [][3]float64{{1010, 230, 15}, {1060, 206, 11}, {560, 180, 12}} {
		c.gull(g[0], g[1], g[2], .1, hex("7a3f33"))
	}
}

// appleTree is lit from the sun behind it, at the middle of the picture.
func appleTree(c *canvas, x, y, r, at float64) {
	side := 1.
	if at > 800 {
		side = -1
	}
	// its shadow falls towards the viewer
	dx := (x - 800) * .34
	c.fill(poly(x-r*.1, y, x+r*.1, y, x+dx+r*.9, y+r*1.15, x+dx-r*.8, y+r*1.15), func(_, py float64) (rgb, float64) {
		return hex("343b20"), .5 * (1 - smooth(y, y+r*1.15, py)*.7)
	})
	bark := hex("4a3226")
	c.fill(stroke(r*.26, r*.14, x, y+r*.04, x+r*.05*side, y-r*.5, x-r*.03, y-r*1.1), flat(bark))
	c.fill(stroke(r*.13, r*.05, x, y-r*.62, x+r*.3, y-r*.95, x+r*.52, y-r*1.25), flat(bark))
	c.fill(stroke(r*.13, r*.05, x, y-r*.6, x-r*.32, y-r*.95, x-r*.5, y-r*1.2), flat(bark))
	var blobs []*path
	for _, b := range [][3]float64{{-.62, 1.28, .52}, {.62, 1.3, .52}, {0, 1.16, .56}, {-.36, 1.76, .58}, {.4, 1.74, .56}, {0, 2.06, .5}, {-.86, 1.56, .34}, {.88, 1.58, .34}} {
		blobs = append(blobs, circle(x+b[0]*r, y-b[1]*r, b[2]*r*c.noise.between(.92, 1.06)))
	}
	crown := join(blobs...)
	c.fill(crown, flat(hex("7a8a35")))
	c.within(crown, func() {
		c.stipple(crown, hex("3c4f2a"), .9, func(px, py float64) float64 {
			return smooth(-.2*r, 1.3*r, -side*(px-x)+.9*(py-(y-r*1.7)))
		})
		c.stipple(crown, hex("e9cf62"), .85, func(px, py float64) float64 {
			return .62 - smooth(-1.1*r, .5*r, -side*(px-x)+.8*(py-(y-r*1.9)))*1.1
		})
	})
	for range int(9 + r/6) {
		a, d := c.noise.between(0, 2*math.Pi), math.Sqrt(c.noise.Float64())
		px, py := x+math.Cos(a)*d*r*.95, y-r*1.5+math.Sin(a)*d*r*.72
		s := r * .085
		c.fill(circle(px, py, s), flat(hex([]string{"c9392c", "d94f32", "b52f35"}[c.noise.IntN(3)])))
		c.fill(circle(px+side*s*.35, py-s*.35, s*.32), glaze(hex("ffdfae"), .9))
	}
}

func ladder(c *canvas) {
	wood, dark := hex("e0b878"), hex("6b4a30")
	for _, d := range []float64{0, 62} {
		c.fill(stroke(11, 9, 330+d, 940, 292+d*.62, 640), flat(dark))
		c.fill(stroke(7, 6, 328+d, 940, 290+d*.62, 640), flat(wood))
	}
	for i := range 8 {
		t := float64(i)/8 + .06
		x0, x1 := 330-38*t, 392-62*t
		y := 940 - 300*t
		c.fill(stroke(7, 7, x0, y, x1, y), flat(dark))
		c.fill(stroke(4, 4, x0, y-1, x1, y-1), flat(wood))
	}
}

func basket(c *canvas, x, y, s float64) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).shift(x, y) }
	c.fill(f(ellipse(12, 34, 84, 14)), glaze(hex("2d331c"), .55))
	for _, a := range [][3]float64{{-38, -32, 18}, {-8, -40, 19}, {24, -38, 18}, {44, -28, 15}, {8, -24, 18}, {-22, -22, 17}} {
		tone := hex([]string{"c9392c", "d94f32", "e3a33c"}[int(math.Abs(a[0]))%3])
		c.fill(f(circle(a[0], a[1], a[2])), flat(tone))
		c.fill(f(circle(a[0]-5, a[1]-6, 4.6)), glaze(hex("ffe3b0"), .85))
	}
	body := f((&path{}).move(-66, -22).quad(0, -4, 66, -22).line(50, 34).quad(0, 46, -50, 34))
	c.fill(body, flat(hex("c98f4a")))
	c.within(body, func() {
		for i := range 5 {
			yy := -12 + float64(i)*12
			c.fill(f(stroke(3, 3, -70, yy-4, 0, yy+10, 70, yy-4)), glaze(hex("6b4526"), .75))
		}
		for i := -6; i <= 6; i++ {
			c.fill(f(stroke(2.4, 2.4, float64(i)*11, -22, float64(i)*9, 44)), glaze(hex("6b4526"), .5))
		}
		c.stipple(body, hex("4a2f1c"), .7, func(px, _ float64) float64 { return smooth(x-20*s, x+80*s, px) * .8 })
	})
	c.fill(f(stroke(8, 8, -68, -24, 0, -6, 68, -24)), flat(hex("e0b878")))
}
