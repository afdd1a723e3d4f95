package main

import "math"

// tern: white terns with black caps wheel over a low rocky islet.
func tern(c *canvas) {
	const horizon = 640
	c.all(down(stop{0, hex("5fa3b8")}, stop{250, hex("96c6cb")}, stop{480, hex("d3e5d8")}, stop{horizon, hex("fbefd6")}))
	for _, s := range [][4]float64{{60, 96, 480, 14}, {980, 60, 520, 16}, {1180, 330, 420, 11}, {-60, 430, 430, 11}} {
		c.cloud(s[0], s[1], s[2], s[3], glaze(hex("fbf6e8"), .62))
	}
	c.all(glow(820, horizon, 640, hex("fff3d4"), .8))
	far := c.noise.hills(14, 380)
	c.fill(under(func(x float64) float64 {
		return horizon + 4 - smooth(960, 1080, x)*(28-far(x)+46*math.Exp(-math.Pow((x-1330)/240, 2)))
	}, 960, 1620, horizon+2), flat(hex("9dc0bf")))
	c.fill(under(func(x float64) float64 {
		return horizon + 4 - smooth(520, 400, x)*(10-far(x+300)*.5+12*math.Exp(-math.Pow((x-250)/200, 2)))
	}, -10, 520, horizon+2), flat(hex("b3cdc8")))
	c.fill(band(horizon, height), down(stop{horizon, hex("cfe2d2")}, stop{720, hex("7fb9bd")}, stop{1000, hex("2c7488")}))
	c.ripples(horizon+4, height, 230, 300, 5, func(_, _ float64) paint { return glaze(hex("f7f3df"), .38) })
	c.ripples(horizon+40, height, 120, 300, 6, func(_, _ float64) paint { return glaze(hex("1f6176"), .3) })
	skerry(c)
	for _, b := range []struct{ x, y, s, tilt float64 }{
		{690, 330, 300, -.12},
		{1210, 250, 150, .3},
		{300, 190, 120, -.35},
		{1000, 530, 96, -.05},
		{190, 500, 84, .2},
		{1430, 470, 76, -.3},
		{560, 120, 60, .25},
		{900, 130, 44, -.2},
		{1480, 120, 40, .1},
		{430, 610, 40, .1},
	} {
		flyer(c, b.x, b.y, b.s, b.tilt)
	}
}

func skerry(c *canvas) {
	rock := curve(330, 860, 380, 806, 470, 792, 540, 746, 640, 752, 720, 720, 820, 736, 930, 726, 1010, 772, 1110, 786, 1210, 830, 1290, 852, 1340, 884, 1200, 912, 820, 924, 480, 906)
	c.fill(lens(830, 888, 1240, 40), glaze(hex("1b566b"), .45))
	c.fill(rock, down(stop{720, hex("8c8a80")}, stop{800, hex("5d6468")}, stop{920, hex("2f414c")}))
	c.within(rock, func() {
		for i := range 12 {
			x := 400 + float64(i)*76 + c.noise.between(-20, 20)
			y := 770 + 30*math.Sin(float64(i)*1.9)
			c.fill(poly(x, y, x+56, y+20, x+30, y+120, x-40, y+140, x-26, y+50), glaze(hex("2a3a46"), .38))
			c.fill(poly(x, y, x+56, y+20, x+40, y+26, x-8, y+10), glaze(hex("e4d9bd"), .5))
		}
		c.stipple(rock, hex("e9e0c8"), .75, func(x, y float64) float64 { return .5 - (y-735-math.Abs(x-800)*.14)/60 })
		c.fill(rect(300, 872, 1100, 60), glaze(hex("24333a"), .6))
		for range 60 {
			x := c.noise.between(340, 1310)
			c.fill(ellipse(x, 872+c.noise.between(-6, 10), c.noise.between(10, 34), c.noise.between(3, 7)), glaze(hex("8c7b34"), .7))
		}
	})
	for range 44 { // grass and thrift on top
		x := c.noise.between(500, 1030)
		y := 752 + c.noise.between(-6, 10) + math.Abs(x-780)*.08
		for range 4 {
			c.fill(stroke(3, .8, x+c.noise.between(-6, 6), y, x+c.noise.between(-12, 12), y-16, x+c.noise.between(-18, 18), y-c.noise.between(20, 36)), flat(hex([]string{"5f8a5c", "7f9f5f", "46715a"}[c.noise.IntN(3)])))
		}
		if c.noise.Float64() < .6 {
			c.fill(circle(x+4, y-c.noise.between(24, 34), 5.4), flat(hex("dd7f8f")))
		}
	}
	for _, p := range [][3]float64{{612, 738, 1}, {672, 742, -1}, {760, 722, 1}, {836, 734, -1}, {900, 726, 1}, {960, 748, -1}, {1062, 782, 1}, {480, 790, 1}} {
		sitter(c, p[0], p[1], 23, p[2])
	}
	for i := range 9 {
		c.fill(lens(340+float64(i)*130+c.noise.between(-30, 30), 902+9*math.Sin(float64(i)*2), c.noise.between(90, 210), 4), glaze(hex("fbf7e8"), .8))
	}
}

// sitter is a tern on the ground, looking to the side.
func sitter(c *canvas, x, y, s, side float64) {
	f := func(p *path) *path { return p.scale(0, 0, s*side, s).shift(x, y) }
	c.fill(f((&path{}).move(-1.5, -.3).quad(-.4, -.9, .5, -.66).quad(.86, -.3, .3, .14).quad(-.3, .3, -.7, -.02).line(-1.9, -.02)), flat(hex("fdfaf0")))
	c.fill(f((&path{}).move(-1.6, -.26).quad(-.5, -.84, .16, -.5).quad(-.3, -.06, -1.9, .02)), flat(hex("a9b9bd")))
	c.fill(f(circle(.6, -.72, .3)), flat(hex("fdfaf0")))
	c.fill(f((&path{}).move(.3, -.78).quad(.46, -1.1, .78, -1).quad(.92, -.9, .9, -.76).line(.3, -.72)), flat(hex("1d2226")))
	c.fill(f(poly(.86, -.78, 1.24, -.66, .86, -.64)), flat(hex("d23b2c")))
}

// flyer is a tern on the wing, its head to the left.
func flyer(c *canvas, x, y, s, tilt float64) {
	f := func(p *path) *path { return p.scale(0, 0, s, s).turn(0, 0, tilt).shift(x, y) }
	white, grey, deep, black := hex("fffdf5"), hex("b9c9cd"), hex("7f979f"), hex("1d2226")
	// far wing
	far := f((&path{}).move(-.16, -.03).cube(.02, -.36, .2, -.62, .62, -.92).cube(.5, -.6, .36, -.3, .2, .02))
	c.fill(far, flat(mix(grey, deep, .35)))
	c.fill(f((&path{}).move(.62, -.92).cube(.54, -.74, .5, -.66, .44, -.52).line(.36, -.6).cube(.46, -.72, .54, -.82, .62, -.92)), flat(black))
	// tail streamers
	c.fill(f((&path{}).move(.3, .02).cube(.52, .02, .74, -.02, 1.02, -.16).cube(.8, .06, .62, .08, .48, .09).cube(.66, .14, .8, .18, 1, .28).cube(.7, .24, .46, .2, .28, .14)), flat(white))
	body := f((&path{}).move(-.56, -.02).cube(-.46, -.14, -.32, -.16, -.16, -.12).cube(.06, -.12, .26, -.06, .44, .06).cube(.26, .18, .02, .2, -.18, .16).cube(-.36, .14, -.5, .08, -.56, -.02))
	c.fill(body, flat(white))
	c.stipple(body, grey, .9, func(px, py float64) float64 { return smooth(-.02*s, .2*s, (py-y)*math.Cos(tilt)-(px-x)*math.Sin(tilt)) })
	// near wing, towards the viewer
	near := f((&path{}).move(-.2, -.06).cube(-.36, .04, -.3, .3, -.12, .56).cube(.06, .8, .3, .98, .58, 1.06).cube(.42, .8, .36, .5, .3, .28).cube(.26, .14, .2, .04, .12, -.04))
	c.fill(near, flat(white))
	c.within(near, func() {
		c.fill(f((&path{}).move(-.2, -.06).cube(-.36, .04, -.3, .3, -.12, .56).cube(.06, .8, .3, .98, .58, 1.06).cube(.3, .86, .12, .66, 0, .46).cube(-.1, .28, -.12, .1, -.2, -.06)), flat(grey))
		c.stipple(near, deep, .8, func(px, py float64) float64 { return smooth(.2*s, 1.1*s, math.Hypot(px-x, py-y)) * .55 })
		for i := range 7 {
			t := float64(i)
			c.fill(f(stroke(.012, .006, .1+.03*t, .3+.1*t, .24+.04*t, .5+.075*t)), glaze(deep, .6))
		}
	})
	c.fill(f((&path{}).move(.58, 1.06).cube(.46, 1.02, .36, .96, .26, .9).line(.34, .82).cube(.42, .92, .5, 1, .58, 1.06)), flat(black))
	// head
	c.fill(f((&path{}).move(-.6, -.03).cube(-.58, -.13, -.46, -.18, -.3, -.14).cube(-.32, -.08, -.4, -.05, -.5, -.05)), flat(black))
	c.fill(f(poly(-.57, -.06, -.8, .03, -.56, .015)), flat(hex("d23b2c")))
	c.fill(f(circle(-.5, -.07, .014)), flat(hex("fffdf5")))
}
