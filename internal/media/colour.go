package media

import (
	"fmt"
	"image"
	"image/draw"
)

// dominant is the colour that most of a picture has, "#rrggbb": the mean of the
// fullest of 512 boxes that the colours are sorted into. A picture without one
// pixel that can be seen is white.
func dominant(img image.Image) string {
	type box struct{ n, r, g, b int }
	var boxes [512]box
	var fullest box
	small := thumbnail(img)
	for i := 0; i < len(small.Pix); i += 4 {
		p := small.Pix[i : i+4]
		if p[3] < 128 {
			continue
		}
		b := &boxes[int(p[0]>>5)<<6|int(p[1]>>5)<<3|int(p[2]>>5)]
		b.n, b.r, b.g, b.b = b.n+1, b.r+int(p[0]), b.g+int(p[1]), b.b+int(p[2])
		if b.n > fullest.n {
			fullest = *b
		}
	}
	if fullest.n == 0 {
		return "#ffffff"
	}
	return fmt.Sprintf("#%02x%02x%02x", mean(fullest.r, fullest.n), mean(fullest.g, fullest.n), mean(fullest.b, fullest.n))
}

func mean(sum, n int) int { return (sum + n/2) / n }

func thumbnail(img image.Image) *image.RGBA {
	const side = 64
	b := img.Bounds()
	if b.Dx() > side || b.Dy() > side {
		return scale(img, min(b.Dx(), side), min(b.Dy(), side))
	}
	out := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(out, out.Rect, img, b.Min, draw.Src)
	return out
}
