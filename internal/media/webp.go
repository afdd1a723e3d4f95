package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/draw"

	"golang.org/x/image/webp"
)

// webpEncode writes WebP, lossy at a quality from 1 to 100 or without loss at
// 0. It is nil in a program that was built without an encoder; webp_built.go
// says why there are two.
var webpEncode func(img image.Image, quality int) ([]byte, error)

// mostModern bounds the pixels of one file that is encoded as WebP, which
// takes about twelve bytes each.
const mostModern = 16_000_000

// qualityModern is as good to the eye as qualityVariant is for JPEG.
const qualityModern = 80

// encodeModern writes one variant: a photo with loss, a drawing without. What
// comes back is looked at before it is believed.
func encodeModern(ctx context.Context, img image.Image, photo bool, profile []byte) ([]byte, error) {
	size, quality := img.Bounds().Size(), 0
	if photo {
		quality = qualityModern
	}
	if size.X*size.Y > mostModern || size.Y > 16383 {
		return nil, fmt.Errorf("%v is too large for a variant", size)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	out, err := webpEncode(straight(img), quality)
	if err != nil {
		return nil, err
	}
	c, err := webp.DecodeConfig(bytes.NewReader(out))
	if err != nil {
		return nil, err
	}
	if c.Width != size.X || c.Height != size.Y {
		return nil, fmt.Errorf("a WebP of %d × %d where %v was wanted", c.Width, c.Height, size)
	}
	return withProfileWebP(out, profile, size, !opaque(img)), nil
}

// straight is a picture whose colours are not multiplied by its transparency.
func straight(img image.Image) *image.NRGBA {
	if n, ok := img.(*image.NRGBA); ok && n.Rect.Min == (image.Point{}) && n.Stride == 4*n.Rect.Dx() {
		return n
	}
	out := image.NewNRGBA(image.Rectangle{Max: img.Bounds().Size()})
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	return out
}

// withProfileWebP puts a colour profile before the pixels of an encoded WebP,
// in the extended form of the container if it was in the simple one.
func withProfileWebP(file, profile []byte, size image.Point, transparent bool) []byte {
	const icc, alpha, riff = 0x20, 0x10, 12
	if len(profile) == 0 || len(file) < riff+8 {
		return file
	}
	rest := file[riff:]
	head := make([]byte, 10)
	if string(rest[:4]) == "VP8X" && len(rest) >= 18 {
		copy(head, rest[8:18])
		rest = rest[18:]
	} else {
		if transparent {
			head[0] = alpha
		}
		put24 := func(b []byte, n int) { b[0], b[1], b[2] = byte(n), byte(n>>8), byte(n>>16) }
		put24(head[4:], size.X-1)
		put24(head[7:], size.Y-1)
	}
	head[0] |= icc
	out := append([]byte("RIFF\x00\x00\x00\x00WEBP"), chunk("VP8X", head)...)
	out = append(append(out, chunk("ICCP", profile)...), rest...)
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out
}

func chunk(name string, body []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(body)))
	out = append(out, body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}
