package main

import "math"

// Portraits are square; people are drawn around (320, 300).
const square = 640

// sitterLook is what every portrait begins with.
type sitterLook struct {
	back, behind    string // the ground, and the disc behind the head
	skin, lip, coat string
}

// bust draws the ground, the shoulders, the neck and the head.
func (c *canvas) bust(l sitterLook) {
	ink := hex("1f2430")
	c.all(down(stop{0, hex(l.back)}, stop{square, mix(hex(l.back), ink, .28)}))
	c.fill(circle(320, 300, 236), flat(hex(l.behind)))
	c.stipple(circle(320, 300, 236), hex(l.back), .7, func(x, y float64) float64 { return smooth(180, 620, x*.4+y*.8)*.9 - .2 })
	skin := hex(l.skin)
	shadow := mix(skin, hex("5a2430"), .5)
	c.shoulders(hex(l.coat))
	neck := (&path{}).move(272, 380).line(272, 470).quad(320, 520, 368, 470).line(368, 380)
	c.fill(neck, flat(skin))
	c.stipple(neck, shadow, .9, func(_, y float64) float64 { return smooth(480, 384, y)*.9 + .1 })
	for _, x := range []float64{214, 426} {
		c.fill(ellipse(x, 306, 19, 30), flat(mix(skin, shadow, .25)))
	}
	head := c.head()
	c.fill(head, flat(skin))
	c.stipple(head, shadow, .75, func(x, y float64) float64 { return smooth(318, 452, x+.12*(y-300)) * .85 })
	c.fill(ellipse(262, 346, 26, 18), glow(262, 346, 30, hex("e0604f"), .6))
	c.fill(ellipse(384, 346, 26, 18), glow(384, 346, 30, hex("e0604f"), .5))
	c.fill((&path{}).move(322, 290).quad(344, 338, 338, 352).quad(322, 360, 306, 350).quad(322, 348, 326, 340), glaze(shadow, .75))
}

func (c *canvas) shoulders(coat rgb) {
	p := (&path{}).move(60, 660).cube(70, 500, 150, 462, 262, 446).quad(320, 500, 378, 446).cube(490, 462, 570, 500, 580, 660)
	c.fill(p, flat(coat))
	c.stipple(p, mix(coat, hex("14161f"), .7), .8, func(x, y float64) float64 { return smooth(250, 640, x+.2*(y-500)) * .85 })
}

func (c *canvas) head() *path {
	return (&path{}).move(216, 270).cube(212, 160, 428, 160, 424, 270).cube(426, 370, 380, 438, 320, 438).cube(260, 438, 214, 370, 216, 270)
}

// face draws the eyes, the brows and the mouth; smile bends it.
func (c *canvas) face(brow, lip rgb, smile float64) {
	ink := hex("2a2028")
	for _, x := range []float64{272, 370} {
		c.fill(ellipse(x, 298, 7, 9), flat(ink))
		c.fill(circle(x-2, 295, 2.2), flat(hex("ffffff")))
		c.fill(stroke(7, 5, x-22, 270, x, 262, x+20, 268), flat(brow))
	}
	c.fill((&path{}).move(288, 384).quad(322, 390+smile, 356, 382).quad(322, 394+smile*1.6, 288, 384), flat(lip))
}

func calloway(c *canvas) {
	l := sitterLook{"c9a36b", "f0d9ae", "eabb95", "a84a44", "23503f"}
	hair, dark := hex("b9bcc0"), hex("6d727c")
	c.fillLater(l, func() {
		back := (&path{}).move(178, 420).cube(150, 200, 190, 118, 320, 116).cube(450, 118, 492, 200, 462, 420).quad(420, 436, 404, 410).line(236, 410).quad(220, 438, 178, 420)
		c.fill(back, flat(mix(hair, dark, .55)))
	})
	c.fill((&path{}).move(196, 386).cube(176, 190, 220, 128, 320, 126).cube(430, 128, 466, 200, 446, 386).quad(430, 300, 424, 256).quad(350, 250, 292, 196).quad(270, 246, 218, 270).quad(214, 330, 196, 386), flat(hair))
	c.stipple((&path{}).move(196, 386).cube(176, 190, 220, 128, 320, 126).cube(430, 128, 466, 200, 446, 386).quad(430, 300, 424, 256).quad(350, 250, 292, 196).quad(270, 246, 218, 270).quad(214, 330, 196, 386), dark, .8, func(x, _ float64) float64 { return smooth(280, 470, x) })
	for _, p := range [][4]float64{{240, 170, 214, 250}, {270, 150, 232, 220}, {380, 150, 424, 220}, {350, 140, 404, 180}} {
		c.fill(stroke(3, 1, p[0], p[1], (p[0]+p[2])/2-6, (p[1]+p[3])/2, p[2], p[3]), glaze(hex("ffffff"), .5))
	}
	c.face(dark, hex(l.lip), 20)
	c.fill(poly(262, 446, 320, 560, 240, 520), flat(hex("2f6b54")))
	c.fill(poly(378, 446, 320, 560, 404, 520), flat(hex("1b3f33")))
	c.fill(circle(212, 366, 6), flat(hex("f2c14e")))
	c.fill(circle(430, 366, 6), flat(hex("f2c14e")))
}

// fillLater draws what lies behind the head between the ground and the bust.
func (c *canvas) fillLater(l sitterLook, behind func()) {
	c.bust(l) // for the ground
	behind()
	body := join((&path{}).move(60, 660).cube(70, 500, 150, 462, 262, 446).line(272, 380).line(368, 380).line(378, 446).cube(490, 462, 570, 500, 580, 660))
	c.within(join(body, c.head()), func() { c.bust(l) })
}

func tolliver(c *canvas) {
	l := sitterLook{"3f7c85", "a9cfc4", "e6aa85", "9a3f3a", "2d3f5a"}
	c.bust(l)
	beard, dark := hex("c4552d"), hex("6b2418")
	p := (&path{}).move(210, 300).cube(206, 440, 250, 500, 320, 502).cube(392, 500, 436, 440, 430, 300).quad(420, 352, 392, 356).quad(360, 340, 322, 352).quad(284, 340, 250, 356).quad(222, 350, 210, 300)
	c.fill(p, flat(beard))
	c.stipple(p, dark, .85, func(x, y float64) float64 { return smooth(290, 470, x+.2*(y-380)) })
	for i := range 13 {
		x := 230 + float64(i)*15
		c.fill(stroke(3, 1, x, 400+8*math.Sin(float64(i)*2), x+4, 440, 320+(x-320)*.75, 476), glaze(dark, .4))
	}
	c.face(dark, hex("7a2a2a"), 14)
	c.fill((&path{}).move(270, 370).quad(300, 350, 322, 364).quad(346, 350, 374, 370).quad(346, 380, 322, 376).quad(298, 382, 270, 370), flat(mix(beard, dark, .3)))
	hat := hex("35548f")
	crown := (&path{}).move(200, 240).cube(196, 90, 444, 90, 440, 240)
	c.fill(crown, flat(hat))
	c.stipple(crown, hex("14223f"), .8, func(x, _ float64) float64 { return smooth(270, 460, x) })
	c.within(crown, func() {
		for i := range 9 {
			x := 226 + float64(i)*24
			c.fill(stroke(2.4, 2.4, x, 226, x+(320-x)*.15, 170, x+(320-x)*.4, 128), glaze(hex("1b2c52"), .6))
		}
	})
	c.fill(pill(190, 212, 260, 46, 18), flat(mix(hat, hex("ffffff"), .12)))
	for i := range 16 {
		c.fill(rect(204+float64(i)*15.4, 216, 3, 38), glaze(hex("1b2c52"), .45))
	}
	c.fill(circle(320, 106, 17), flat(mix(hat, hex("ffffff"), .2)))
	c.fill(poly(236, 470, 320, 552, 404, 470, 430, 486, 320, 610, 210, 486), flat(hex("e9dcc0")))
}

func oake(c *canvas) {
	l := sitterLook{"5f8fa8", "cfe2df", "d59a72", "a8443f", "e9b43c"}
	hair := hex("20202c")
	c.fillLater(l, func() {
		c.fill((&path{}).move(150, 600).cube(150, 380, 150, 118, 320, 112).cube(490, 118, 490, 380, 492, 600).line(404, 600).line(404, 300).line(236, 300).line(236, 600), flat(hair))
	})
	front := (&path{}).move(206, 330).cube(186, 180, 220, 124, 322, 124).cube(424, 124, 456, 190, 434, 330).quad(430, 240, 318, 178).quad(222, 226, 206, 330)
	c.fill(front, flat(hair))
	for _, p := range [][4]float64{{310, 140, 226, 240}, {290, 134, 212, 210}, {334, 142, 420, 240}, {352, 136, 436, 220}} {
		c.fill(stroke(3, 1, p[0], p[1], (p[0]+p[2])/2, (p[1]+p[3])/2-12, p[2], p[3]), glaze(hex("6f7fa0"), .7))
	}
	c.fill(stroke(34, 16, 212, 300, 184, 420, 206, 560), flat(hair))
	c.fill(stroke(34, 16, 428, 300, 458, 420, 436, 560), flat(hair))
	c.face(hair, hex(l.lip), 24)
	c.fill((&path{}).move(246, 452).quad(320, 516, 394, 452).line(420, 476).quad(320, 566, 220, 476), flat(hex("f6cf6a")))
	c.fill(rect(313, 530, 5, 120), glaze(hex("8a5f12"), .8))
	for _, y := range []float64{566, 612} {
		c.fill(circle(332, y, 8), flat(hex("3b3a40")))
	}
}

func dane(c *canvas) {
	l := sitterLook{"8a6b4f", "e6cfa8", "a06a48", "7a2f2f", "3f4a5c"}
	hair := hex("1f1a1c")
	c.fillLater(l, func() { c.fill(ellipse(321, 232, 117, 112), flat(hair)) })
	top := (&path{}).move(208, 262).cube(196, 150, 240, 110, 326, 112).cube(420, 112, 448, 160, 432, 262).quad(424, 214, 392, 196).quad(320, 214, 248, 194).quad(216, 214, 208, 262)
	c.fill(top, flat(hair))
	for range 90 {
		x := c.noise.between(226, 416)
		y := 128 + math.Pow((x-322)/100, 2)*46 + c.noise.between(-10, 46)
		c.fill(circle(x, y, c.noise.between(7, 13)), glaze(mix(hair, hex("6b5a58"), c.noise.Float64()*.4), .9))
	}
	c.stipple((&path{}).move(216, 300).cube(220, 400, 260, 440, 320, 440).cube(382, 440, 420, 400, 424, 300).quad(402, 390, 360, 400).quad(320, 368, 282, 400).quad(240, 388, 216, 300), hair, .8, func(_, y float64) float64 { return smooth(300, 440, y) * .8 })
	c.face(hair, hex(l.lip), 16)
	for _, x := range []float64{270, 372} {
		var ring []pt
		for i := range 49 {
			s, k := math.Sincos(float64(i) / 48 * 2 * math.Pi)
			ring = append(ring, pt{x + 39*k, 300 + 37*s})
		}
		c.fill(circle(x, 300, 38), glaze(hex("ffffff"), .12))
		c.fill(poly(x-22, 318, x+8, 272, x+20, 276, x-10, 326), glaze(hex("ffffff"), .28))
		c.fill(outline(ring, 6, 6), flat(hex("2a2028")))
	}
	c.fill(stroke(6, 6, 308, 296, 321, 290, 334, 296), flat(hex("2a2028")))
	scarf := hex("b5562f")
	c.fill((&path{}).move(226, 430).quad(320, 520, 414, 430).quad(450, 470, 424, 512).quad(320, 590, 216, 512).quad(190, 470, 226, 430), flat(scarf))
	c.stipple((&path{}).move(226, 430).quad(320, 520, 414, 430).quad(450, 470, 424, 512).quad(320, 590, 216, 512).quad(190, 470, 226, 430), hex("5a2416"), .8, func(x, y float64) float64 { return smooth(280, 480, x+.3*(y-480)) })
	c.fill(poly(350, 520, 420, 500, 446, 660, 366, 660), flat(mix(scarf, hex("5a2416"), .25)))
	for i := range 7 {
		c.fill(stroke(3, 3, 236+float64(i)*28, 462+float64((3-i)*(3-i))*-4+36, 246+float64(i)*25, 530-math.Abs(float64(3-i))*9), glaze(hex("f0c08a"), .5))
	}
}

func marsh(c *canvas) {
	l := sitterLook{"a8564a", "f2cdb0", "f0c4a4", "b5453f", "7fa0a8"}
	hair, shade := hex("f6f1e6"), hex("b9b0a8")
	c.fillLater(l, func() {
		c.fill(circle(326, 116, 58), flat(mix(hair, shade, .3)))
		c.fill(stroke(5, 3, 280, 86, 330, 100, 392, 84), flat(hex("c4552d")))
	})
	top := (&path{}).move(206, 300).cube(186, 170, 230, 130, 322, 130).cube(420, 130, 456, 180, 434, 300).quad(422, 232, 380, 214).quad(318, 190, 262, 214).quad(218, 236, 206, 300)
	c.fill(top, flat(hair))
	c.stipple(top, shade, .85, func(x, _ float64) float64 { return smooth(270, 460, x) })
	for i := range 9 {
		t := float64(i)/8*2 - 1
		c.fill(stroke(2.4, 1.4, 322+t*104, 250-20*math.Cos(t), 322+t*80, 180, 324+t*30, 138), glaze(shade, .7))
	}
	c.face(mix(shade, hex("5a4a48"), .4), hex(l.lip), 30)
	for _, s := range []float64{-1, 1} { // lines of laughter
		c.fill(stroke(2, 1, 320+s*74, 296, 320+s*86, 302), glaze(hex("9a5a4a"), .7))
		c.fill(stroke(2, 1, 320+s*74, 304, 320+s*84, 314), glaze(hex("9a5a4a"), .7))
	}
	apron := (&path{}).move(216, 470).line(424, 470).line(470, 660).line(170, 660)
	c.fill(apron, flat(hex("fbf3e2")))
	c.within(apron, func() {
		for i := range 12 {
			c.fill(rect(160+float64(i)*30, 460, 12, 220), flat(hex("a8433a")))
		}
		c.stipple(apron, hex("4a2a30"), .6, func(x, _ float64) float64 { return smooth(320, 520, x) })
	})
	c.fill(stroke(16, 16, 222, 476, 246, 452, 270, 446), flat(hex("a8433a")))
	c.fill(stroke(16, 16, 418, 476, 394, 452, 370, 446), flat(hex("a8433a")))
	c.fill(circle(214, 344, 5), flat(hex("3f7c85")))
	c.fill(circle(427, 344, 5), flat(hex("3f7c85")))
}

func finch(c *canvas) {
	l := sitterLook{"6b7f9a", "dfe3d6", "e3ad88", "8f3f3a", "5c5242"}
	c.bust(l)
	grey, dark := hex("a9a8a6"), hex("5c5a5e")
	for _, s := range []float64{-1, 1} {
		c.fill((&path{}).move(320+s*108, 240).quad(320+s*118, 300, 320+s*100, 330).quad(320+s*96, 290, 320+s*92, 240), flat(grey))
	}
	c.face(dark, hex(l.lip), 16)
	stache := (&path{}).move(322, 354).quad(360, 338, 396, 372).quad(420, 388, 436, 372).quad(428, 414, 388, 406).quad(350, 402, 322, 378).quad(294, 402, 254, 406).quad(214, 414, 206, 372).quad(222, 388, 246, 372).quad(284, 338, 322, 354)
	c.fill(stache, flat(grey))
	c.stipple(stache, dark, .85, func(x, y float64) float64 { return smooth(300, 430, x+.8*(y-372)) })
	hat, band := hex("8a6b45"), hex("3b2f2a")
	c.fill(ellipse(320, 224, 232, 40), flat(mix(hat, band, .35)))
	crown := (&path{}).move(204, 222).cube(206, 110, 250, 82, 300, 96).quad(322, 108, 344, 94).cube(396, 82, 434, 116, 438, 222)
	c.fill(crown, flat(hat))
	c.stipple(crown, hex("3f2e1c"), .85, func(x, _ float64) float64 { return smooth(270, 450, x) })
	c.fill((&path{}).move(203, 196).quad(320, 226, 438, 196).line(439, 226).quad(320, 258, 202, 226), flat(band))
	brim := (&path{}).move(88, 222).quad(320, 300, 552, 222).quad(320, 262, 88, 222)
	c.fill(brim, flat(hat))
	c.fill(poly(404, 206, 436, 130, 446, 134, 418, 214), flat(hex("e9e2cf")))
	c.fill(stroke(1.6, 1, 410, 206, 430, 166, 440, 134), flat(dark))
	c.fill(poly(262, 446, 320, 520, 300, 600, 226, 490), flat(hex("e9e2cf")))
	c.fill(poly(378, 446, 320, 520, 340, 600, 414, 490), flat(hex("cfc6b0")))
	c.fill(poly(306, 520, 334, 520, 340, 548, 332, 660, 308, 660, 300, 548), flat(hex("2f5d62")))
}
