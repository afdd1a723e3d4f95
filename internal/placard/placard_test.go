package placard

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var harbour = Card{
	Headline: "After eleven dark winters, the Lantern Point lamp will turn again", Section: "Harbour", Site: "The Farrow Light", Lang: "en",
	Ground: color.RGBA{0x0b, 0x5d, 0x6b, 255}, Ink: color.RGBA{255, 255, 255, 255},
}

func needFonts(t *testing.T) {
	t.Helper()
	if len(fonts()) < len(order) {
		if os.Getenv("CI") == "true" {
			t.Fatal("the typefaces are not there; run make")
		}
		t.Skip("the typefaces are not there; run make")
	}
}

// drawn draws a card and gives where its ink is within a band.
func drawn(t *testing.T, c Card, top, bottom int) image.Rectangle {
	t.Helper()
	if !c.Drawable() {
		t.Fatalf("%q cannot be drawn", c.Headline)
	}
	data, err := c.PNG()
	if err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("PICTURES_IN"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, c.Version()+".png"), data, 0o600)
	}
	im, err := png.Decode(bytes.NewReader(data))
	if err != nil || im.Bounds() != image.Rect(0, 0, Width, Height) || len(data) > 200_000 {
		t.Fatalf("%v, %v, %d bytes", err, im.Bounds(), len(data))
	}
	ground := image.NewRGBA(im.Bounds())
	draw.Draw(ground, im.Bounds(), im, image.Point{}, draw.Src)
	var ink image.Rectangle
	for y := top; y < bottom; y++ {
		for x := range Width {
			if ground.RGBAAt(x, y) != c.Ground {
				ink = ink.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return ink
}

func TestAHeadlineIsSetOnItsOwnSideAndWithinTheMargins(t *testing.T) {
	needFonts(t)
	t.Parallel()
	for name, c := range map[string]struct {
		headline string
		right    bool
	}{
		"Latin":      {harbour.Headline, false},
		"Vietnamese": {"Chuyến phà trở lại bến phía tây", false},
		"Cyrillic":   {"Паром возвращается к западному причалу", false},
		"Greek":      {"Το πλοίο επιστρέφει στην αποβάθρα", false},
		"Devanagari": {"रात की नाव फिर से चलेगी", false},
		"Arabic":     {"عودة العبّارة إلى الرصيف الغربي بعد 11 شتاءً", true},
		"Hebrew":     {"המעבורת חוזרת לרציף המערבי", true},
		"long":       {strings.Repeat("Ferries and tides and harbours. ", 12), false},
		"one word":   {strings.Repeat("Unbreakable", 20), false},
		"emoji":      {"The ferry 🚢️ is back", false},
	} {
		card := harbour
		card.Headline = c.headline
		ink := drawn(t, card, 140, ruleTop-2)
		switch {
		case ink.Empty():
			t.Errorf("%s: nothing was drawn", name)
		case ink.Min.X < margin-12 || ink.Max.X > Width-margin+12:
			t.Errorf("%s: the ink is at %v", name, ink)
		case !c.right && ink.Min.X > margin+12, c.right && ink.Max.X < Width-margin-12:
			t.Errorf("%s: it stands on the wrong side: %v", name, ink)
		}
	}
}

func TestArabicLettersAreJoinedAndReadFromTheRight(t *testing.T) {
	needFonts(t)
	s := setter{faces: newFaces()}
	text := []rune("سلام")
	lines, _ := s.lines(text, 64, 1000, 1, direction(text, false))
	var glyphs []uint32
	for _, run := range lines[0] {
		for _, g := range run.Glyphs {
			glyphs = append(glyphs, uint32(g.GlyphID))
		}
	}
	alone, _ := s.faces.ResolveFace('س').NominalGlyph('س')
	if len(glyphs) == 0 || glyphs[len(glyphs)-1] == uint32(alone) {
		t.Errorf("the first letter, drawn last, is not joined: %v, alone it is %d", glyphs, alone)
	}
}

func TestWhatHasNoTypefaceIsNotDrawn(t *testing.T) {
	needFonts(t)
	for _, headline := range []string{"", " \u200e ", "🚢", "渡轮恢复夜航", "Ferry 渡轮", "\ue000"} {
		c := harbour
		c.Headline = headline
		if c.Drawable() {
			t.Errorf("%q can be drawn", headline)
		}
	}
}

func TestEachPictureHasAVersionOfItsOwn(t *testing.T) {
	seen := map[string]bool{}
	for i := range 5 {
		c := harbour
		switch i {
		case 1:
			c.Headline += "."
		case 2:
			c.Section = ""
		case 3:
			c.Ground.R++
		case 4:
			c.Site = "Another"
		}
		seen[c.Version()] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d versions of 5", len(seen))
	}
}
