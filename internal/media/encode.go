package media

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"image/png"
)

const (
	qualityFull    = 90
	qualityVariant = 82
)

// encoder is how all files of one picture are written.
type encoder struct {
	mime    string
	profile []byte
}

// encoding picks JPEG for what has no transparent pixels and was a photo: it
// came with loss, or is a large file that lossless packing barely made smaller.
func encoding(img image.Image, h *header, uploaded int) encoder {
	const large = 256 << 10
	photo := int64(uploaded) > max(large, pixels(h))
	switch img.(type) {
	case *image.YCbCr:
		photo = true
	case *image.Paletted:
		photo = false
	}
	if h.kind == "JPEG" || photo && opaque(img) {
		return encoder{"image/jpeg", h.profile}
	}
	return encoder{"image/png", h.profile}
}

func (e encoder) encode(img image.Image, quality int) ([]byte, error) {
	var out bytes.Buffer
	if e.mime == "image/jpeg" {
		err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality})
		return withProfileJPEG(out.Bytes(), e.profile), err
	}
	err := png.Encode(&out, img)
	return withProfilePNG(out.Bytes(), e.profile), err
}

func opaque(img image.Image) bool {
	o, ok := img.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// plain gives a picture eight bits a channel, in one of the types that the
// encoders and the scaler are quick with.
func plain(img image.Image) image.Image {
	switch img.(type) {
	case *image.YCbCr, *image.Gray, *image.RGBA, *image.NRGBA, *image.Paletted:
		return img
	case *image.Gray16:
		out := image.NewGray(img.Bounds())
		draw.Draw(out, out.Rect, img, out.Rect.Min, draw.Src)
		return out
	case *image.CMYK:
		out := image.NewRGBA(img.Bounds())
		draw.Draw(out, out.Rect, img, out.Rect.Min, draw.Src)
		return out
	}
	out := image.NewNRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, out.Rect.Min, draw.Src)
	return out
}
