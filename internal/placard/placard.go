// Package placard draws the picture that goes with a shared link: a headline
// on the publication's colour, in any script that it has a typeface for.
//
// A drawing depends on nothing but its Card, so the same card is the same
// picture, to the byte, and Version names it.
package placard

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/vector"
)

// The size that networks ask for, in pixels.
const (
	Width  = 1200
	Height = 630
)

// design is raised when the same card is drawn in another way.
const design = 1

// Card is what a share image says.
type Card struct {
	Headline string
	Section  string // empty for none
	Site     string
	Lang     string // BCP 47
	RTL      bool   // the direction of the site, where the headline has none
	Ground   color.RGBA
	Ink      color.RGBA
}

// Version names the picture of a card: another picture has another one.
func (c Card) Version() string {
	b, err := json.Marshal(struct {
		Design int
		Card   Card
	}{design, c})
	if err != nil {
		panic(err) // texts and numbers cannot fail
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:6])
}

// Drawable tells whether there is a headline, and a typeface for each letter.
func (c Card) Drawable() bool {
	headline := plain(c.Headline)
	return len(fonts()) > 0 && len(headline) > 0 && covered(headline) && covered(plain(c.Section)) && covered(plain(c.Site))
}

// Where things stand, in pixels.
const (
	margin     = 80
	column     = Width - 2*margin
	labelSize  = 34
	siteSize   = 40
	labelBase  = 112          // baseline of the section
	siteBase   = Height - 70  // baseline of the site's name
	ruleTop    = Height - 142 // of the line above it
	ruleHeight = 4
	textTop    = 150 // of the headline
	textBottom = ruleTop - 40
)

// sizes of a headline, the largest first, in pixels.
var sizes = []int{100, 90, 80, 72, 64, 58, 52}

// PNG draws a card that is Drawable.
func (c Card) PNG() ([]byte, error) {
	p := &painter{
		setter: setter{faces: newFaces(), lang: language.NewLanguage(c.Lang)},
		im:     image.NewRGBA(image.Rect(0, 0, Width, Height)), ink: c.Ink,
	}
	draw.Draw(p.im, p.im.Bounds(), image.NewUniform(c.Ground), image.Point{}, draw.Src)
	headline := plain(c.Headline)
	p.rtl = direction(headline, c.RTL) == di.DirectionRTL
	p.one(plain(c.Section), labelSize, labelBase)
	p.headline(headline)
	rule := image.Rect(margin, ruleTop, Width-margin, ruleTop+ruleHeight)
	draw.Draw(p.im, rule, image.NewUniform(color.RGBA{c.Ink.R / 4, c.Ink.G / 4, c.Ink.B / 4, 64}), image.Point{}, draw.Over)
	p.one(plain(c.Site), siteSize, siteBase)
	var b bytes.Buffer
	err := png.Encode(&b, p.im)
	return b.Bytes(), err
}

// painter draws one card. What has no side of its own is at the headline's.
type painter struct {
	setter
	im  *image.RGBA
	ink color.RGBA
	rtl bool
}

// headline is set as large as it fits, and else in the smallest size, cut.
func (p *painter) headline(text []rune) {
	dir := direction(text, p.rtl)
	for i, size := range sizes {
		step := size * 6 / 5
		n := (textBottom - textTop) / step
		lines, whole := p.lines(text, size, column, n, dir)
		if !whole && i < len(sizes)-1 {
			continue
		}
		for j, l := range lines {
			p.line(l, size, textTop+size*9/10+j*step)
		}
		return
	}
}

// one is a text on one line.
func (p *painter) one(text []rune, size, base int) {
	if len(text) == 0 {
		return
	}
	lines, _ := p.lines(text, size, column, 1, direction(text, p.rtl))
	for _, l := range lines {
		p.line(l, size, base)
	}
}

// line draws the runs of a line from left to right.
func (p *painter) line(l shaping.Line, size, base int) {
	var width float32
	for _, run := range l {
		width += float32(run.Advance) / 64
	}
	x := float32(margin)
	if p.rtl {
		x = Width - margin - width
	}
	r := vector.NewRasterizer(Width, Height)
	for _, run := range l {
		for _, g := range run.Glyphs {
			outline, ok := run.Face.GlyphDataOutline(g.GlyphID)
			if ok {
				trace(r, outline.Segments, x+float32(g.XOffset)/64, float32(base)-float32(g.YOffset)/64, float32(size)/float32(run.Face.Upem()))
			}
			x += float32(g.Advance) / 64
		}
	}
	r.Draw(p.im, p.im.Bounds(), image.NewUniform(p.ink), image.Point{})
}

// trace adds an outline at a place to r; the font's y goes up.
func trace(r *vector.Rasterizer, path []opentype.Segment, x, y, scale float32) {
	at := func(p opentype.SegmentPoint) (float32, float32) { return x + p.X*scale, y - p.Y*scale }
	for _, s := range path {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		cx, cy := at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			r.ClosePath()
			r.MoveTo(ax, ay)
		case opentype.SegmentOpLineTo:
			r.LineTo(ax, ay)
		case opentype.SegmentOpQuadTo:
			r.QuadTo(ax, ay, bx, by)
		case opentype.SegmentOpCubeTo:
			r.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	r.ClosePath()
}
