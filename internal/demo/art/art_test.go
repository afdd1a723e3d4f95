package main

import (
	"image"
	"image/jpeg"
	"math"
	"os"
	"slices"
	"testing"
)

// The rest takes longer and is drawn by the same hand.
func TestThePicturesAreWhatTheProgramDraws(t *testing.T) {
	for i, p := range pictures {
		if !slices.Contains([]string{"lighthouse", "portrait-oake"}, p.name) {
			continue
		}
		f, err := os.Open("../content/images/" + p.name + ".jpg")
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		kept, err := jpeg.Decode(f)
		if err != nil {
			t.Fatal(err)
		}
		c := newCanvas(p.w, p.h, uint64(i+1))
		p.draw(c)
		if d := difference(kept, c.image(.028)); d > 6 {
			t.Errorf("%s differs from what is drawn by %.1f of 255; draw it again", p.name, d)
		}
	}
}

// difference is by how much two pictures differ, at the mean of every colour.
func difference(a, b image.Image) float64 {
	if a.Bounds() != b.Bounds() {
		return 255
	}
	var sum, n float64
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y += 3 {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x += 3 {
			r, g, bl, _ := a.At(x, y).RGBA()
			r2, g2, bl2, _ := b.At(x, y).RGBA()
			for _, p := range [][2]uint32{{r, r2}, {g, g2}, {bl, bl2}} {
				sum += math.Abs(float64(p[0])-float64(p[1])) / 257
				n++
			}
		}
	}
	return sum / n
}

func TestEveryPictureIsListedAndKept(t *testing.T) {
	kept, err := os.ReadDir("../content/images")
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range kept {
		if !slices.ContainsFunc(pictures, func(p picture) bool { return p.name+".jpg" == k.Name() }) {
			t.Errorf("nothing draws %s", k.Name())
		}
	}
	if len(kept) != len(pictures) {
		t.Errorf("%d pictures are kept, %d are drawn", len(kept), len(pictures))
	}
}
