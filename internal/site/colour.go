package site

import (
	"encoding/hex"
	"fmt"
	"math"
	"strings"
)

// Colour is an opaque sRGB colour.
type Colour struct{ R, G, B uint8 }

// The two inks that text on a colour can have, and the papers it stands on.
var (
	White = Colour{255, 255, 255}
	Black = Colour{0, 0, 0}
)

// ParseColour reads "#rgb" or "#rrggbb", in either case.
func ParseColour(s string) (Colour, bool) {
	digits, ok := strings.CutPrefix(strings.TrimSpace(s), "#")
	if ok && len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	b, err := hex.DecodeString(digits)
	if !ok || err != nil || len(b) != 3 {
		return Colour{}, false
	}
	return Colour{b[0], b[1], b[2]}, true
}

// String writes the colour as "#rrggbb".
func (c Colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

// Contrast is the WCAG contrast ratio of two colours, from 1 to 21. Text needs
// 4.5, large text and the edges of controls 3.
func (c Colour) Contrast(d Colour) float64 {
	a, b := c.luminance(), d.luminance()
	return (max(a, b) + 0.05) / (min(a, b) + 0.05)
}

// Ink is the one of black and white that is read better on the colour.
func (c Colour) Ink() Colour {
	if c.Contrast(White) >= c.Contrast(Black) {
		return White
	}
	return Black
}

// luminance is the relative luminance of WCAG 2.
func (c Colour) luminance() float64 {
	part := func(v uint8) float64 {
		f := float64(v) / 255
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

// On moves the colour towards black or white until text of it on paper has
// the contrast that is asked for; it is how one accent serves light and dark.
func (c Colour) On(paper Colour, contrast float64) Colour {
	target := paper.Ink()
	for step := 0; step <= 100; step++ {
		if d := c.mix(target, float64(step)/100); d.Contrast(paper) >= contrast {
			return d
		}
	}
	return target
}

func (c Colour) mix(d Colour, share float64) Colour {
	part := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (float64(b)-float64(a))*share)) }
	return Colour{part(c.R, d.R), part(c.G, d.G), part(c.B, d.B)}
}
