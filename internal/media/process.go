package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/gif"
	"runtime/debug"
)

// processed is what becomes of an upload.
type processed struct {
	media Media // without hash, name and id
	files []variant
}

type variant struct {
	width int // 0: the full picture
	body  []byte
}

// process decodes a picture that inspect let through and encodes its files. It
// stops between two steps when ctx ends.
func process(ctx context.Context, data []byte, h *header) (p *processed, err error) {
	defer func() {
		if r := recover(); r != nil { // a decoder that stumbles over hostile data must not end the program
			err = damaged(h.kind, fmt.Errorf("panic: %v\n%s", r, debug.Stack()))
		}
	}()
	if h.kind == "GIF" && h.frames > 1 {
		return processMoving(data, h)
	}
	img, err := formatOf(data).decode(bytes.NewReader(data))
	if err != nil {
		return nil, damaged(h.kind, err)
	}
	if b := img.Bounds(); b.Dx() != h.width || b.Dy() != h.height {
		return nil, damagedf(h.kind, "decoded to %v", b)
	}
	return processStill(ctx, turned(plain(img), h.turn), h, len(data))
}

func processStill(ctx context.Context, img image.Image, h *header, uploaded int) (*processed, error) {
	e := encoding(img, h, uploaded)
	full, err := e.encode(img, qualityFull)
	if err != nil {
		return nil, err
	}
	size := img.Bounds().Size()
	p := &processed{files: []variant{{0, full}}}
	p.media = Media{Mime: e.mime, Width: size.X, Height: size.Y, Bytes: int64(len(full))}
	for i := len(variantWidths) - 1; i >= 0; i-- { // the smaller from the larger
		width := variantWidths[i]
		if width >= size.X {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		img = scale(img, width, scaledHeight(size.X, size.Y, width))
		body, err := e.encode(img, qualityVariant)
		if err != nil {
			return nil, err
		}
		if len(body) < len(full) { // a drawing in few colours may be smaller as it is
			p.files = append(p.files, variant{width, body})
			p.media.Widths = append([]int{width}, p.media.Widths...)
		}
	}
	p.media.Colour = dominant(img)
	return p, ctx.Err()
}

// processMoving encodes the frames anew, which leaves comments and trailing
// data behind. Moving pictures have no variants.
func processMoving(data []byte, h *header) (*processed, error) {
	all, err := gif.DecodeAll(bytes.NewReader(data))
	if err != nil {
		return nil, damaged(h.kind, err)
	}
	var out bytes.Buffer
	if err := gif.EncodeAll(&out, all); err != nil {
		return nil, damaged(h.kind, err)
	}
	return &processed{
		media: Media{Mime: "image/gif", Width: h.width, Height: h.height, Bytes: int64(out.Len()), Colour: dominant(all.Image[0])},
		files: []variant{{0, out.Bytes()}},
	}, nil
}
