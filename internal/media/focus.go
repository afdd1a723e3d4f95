package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"strconv"
	"strings"

	"onrecord/internal/fault"
)

// Class is how a stylesheet knows the colour that stands for the picture until
// it has come, and the point that a crop keeps: "tone r8 g3 bf fx30 fy70". A
// strict policy allows no style attribute, and the table of a sheet has no
// room for every colour, so each channel is one of sixteen steps. A drawing
// may be transparent and has no tone; the middle needs no point.
func (m Media) Class() string {
	var list []string
	if c := m.Colour; m.Mime == "image/jpeg" && len(c) == 7 {
		list = append(list, "tone", "r"+c[1:2], "g"+c[3:4], "b"+c[5:6])
	}
	if x, y := step(m.FocusX), step(m.FocusY); x != 50 || y != 50 {
		list = append(list, "fx"+strconv.Itoa(x), "fy"+strconv.Itoa(y))
	}
	return strings.Join(list, " ")
}

// step is a percentage in steps of five.
func step(percent int) int { return (percent + 2) / 5 * 5 }

// mostCrop bounds the pixels that Cropped gives.
const mostCrop = 4_000_000

// Cropped is the picture in exactly width × height pixels: the largest part of
// that shape around the focal point, made smaller, or larger where the picture
// is small. It decodes the smallest file that suffices, under the bounds of
// uploads, and fails with fault.Invalid for more than four megapixels.
func (s *Store) Cropped(ctx context.Context, id int64, width, height int) (_ image.Image, err error) {
	defer fault.Wrap(&err, "media.Cropped(%d, %d × %d)", id, width, height)
	if width <= 0 || height <= 0 || width > mostCrop || height > mostCrop/width {
		return nil, fault.New(fault.Invalid, "A crop of %d × %d pixels cannot be made.", width, height)
	}
	m, err := s.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	if m.Kind != Picture {
		return nil, fault.New(fault.Invalid, "Only a picture can be cropped.")
	}
	data, err := s.readFor(ctx, m, width, height)
	if err != nil {
		return nil, err
	}
	h, err := inspect(data)
	if err != nil {
		return nil, err
	}
	need := min(h.memory, pixelsInMemory)
	if err := s.pixels.Acquire(ctx, need); err != nil {
		return nil, err
	}
	defer s.pixels.Release(need)
	return crop(data, h, m.FocusX, m.FocusY, width, height)
}

// readFor reads the smallest file from which the crop can be cut without
// making it larger.
func (s *Store) readFor(ctx context.Context, m Media, width, height int) ([]byte, error) {
	for _, w := range m.Widths {
		if w >= width && scaledHeight(m.Width, m.Height, w) >= height {
			return s.readFile(ctx, fileName(m.Hash, w, m.Mime))
		}
	}
	return s.readFile(ctx, fileName(m.Hash, 0, m.Mime))
}

func crop(data []byte, h *header, focusX, focusY, width, height int) (out image.Image, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	img, err := formatOf(data).decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	part := around(img.Bounds(), focusX, focusY, width, height)
	cut, ok := plain(img).(interface {
		SubImage(r image.Rectangle) image.Image
	})
	if !ok {
		return nil, fmt.Errorf("a %T cannot be cut", img)
	}
	return scale(cut.SubImage(part), width, height), nil
}

// around is the largest part of a picture in the shape of width × height whose
// middle is as near the focal point as the edges let it.
func around(b image.Rectangle, focusX, focusY, width, height int) image.Rectangle {
	w, h := b.Dx(), b.Dy()
	if w*height > h*width {
		w = max(1, h*width/height)
	} else {
		h = max(1, w*height/width)
	}
	at := func(full, part, percent int) int { return min(max(full*percent/100-part/2, 0), full-part) }
	from := b.Min.Add(image.Pt(at(b.Dx(), w, focusX), at(b.Dy(), h, focusY)))
	return image.Rectangle{from, from.Add(image.Pt(w, h))}
}
