package site

import "fmt"

// defaultAccent is the colour of a site that chose none.
var defaultAccent = Colour{0x0f, 0x6a, 0x7d}

// The grounds of the public pages on which an accent must be read: the washes,
// which are harder on it than the papers.
var (
	lightWash = Colour{0xf5, 0xf3, 0xee}
	darkWash  = Colour{0x1c, 0x1f, 0x22}
)

// Worn is an accent as the public pages use it in one scheme, with the contrast
// that WCAG AA asks for.
type Worn struct {
	Fill, Ink Colour  // a ground, and the text on it
	Text      Colour  // the accent as text
	Contrast  float64 // of Text on the page
}

// DefaultAccent is the colour of a site that chose none, as it is written.
func DefaultAccent() string { return defaultAccent.String() }

// AccentOf is the colour that the site chose, or the default one.
func AccentOf(s Site) Colour {
	if c, ok := ParseColour(s.Accent); ok {
		return c
	}
	return defaultAccent
}

// Light is the accent on light pages.
func (c Colour) Light() Worn { return c.worn(lightWash, 4.6) }

// Dark is the accent on dark pages.
func (c Colour) Dark() Worn { return c.worn(darkWash, 6) }

func (c Colour) worn(ground Colour, least float64) Worn {
	w := Worn{Fill: c.On(ground, 3), Text: c.On(ground, least)}
	w.Ink, w.Contrast = w.Fill.Ink(), w.Text.Contrast(ground)
	return w
}

// Reading says what becomes of the accent where it is text.
func (c Colour) Reading() string {
	say := func(w Worn, change string) string {
		if w.Text == c {
			return fmt.Sprintf("as it is (contrast %.1f)", w.Contrast)
		}
		return fmt.Sprintf("%s to %s (contrast %.1f)", change, w.Text, w.Contrast)
	}
	return fmt.Sprintf("As text, %s is used %s on light pages and %s on dark ones; 4.5 is the least that is read well.",
		c, say(c.Light(), "darkened"), say(c.Dark(), "lightened"))
}
