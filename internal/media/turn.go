package media

import (
	"image"
	"image/draw"
)

// turned applies an EXIF orientation: 2 to 8; anything else changes nothing.
func turned(img image.Image, orientation int) image.Image {
	if orientation < 2 || orientation > 8 {
		return img
	}
	size := img.Bounds().Size()
	rect := image.Rectangle{Max: size}
	if orientation >= 5 {
		rect.Max = image.Pt(size.Y, size.X)
	}
	switch in := img.(type) {
	case *image.Gray:
		out := image.NewGray(rect)
		plane{in.Pix, in.Stride, size.X, size.Y, 1}.turn(out.Pix, out.Stride, orientation)
		return out
	case *image.YCbCr:
		if in.SubsampleRatio == image.YCbCrSubsampleRatio444 || in.SubsampleRatio == image.YCbCrSubsampleRatio420 {
			return turnedYCbCr(in, rect, orientation)
		}
	}
	in, ok := img.(*image.NRGBA)
	if !ok {
		in = image.NewNRGBA(image.Rectangle{Max: size})
		draw.Draw(in, in.Rect, img, img.Bounds().Min, draw.Src)
	}
	out := image.NewNRGBA(rect)
	plane{in.Pix, in.Stride, size.X, size.Y, 4}.turn(out.Pix, out.Stride, orientation)
	return out
}

// turnedYCbCr keeps a photo in its three planes, at a third of the memory.
// Only ratios that are the same both ways can be turned like this.
func turnedYCbCr(in *image.YCbCr, rect image.Rectangle, orientation int) image.Image {
	out := image.NewYCbCr(rect, in.SubsampleRatio)
	size, small := in.Rect.Size(), in.Rect.Size()
	if in.SubsampleRatio == image.YCbCrSubsampleRatio420 {
		small = image.Pt((size.X+1)/2, (size.Y+1)/2)
	}
	plane{in.Y, in.YStride, size.X, size.Y, 1}.turn(out.Y, out.YStride, orientation)
	plane{in.Cb, in.CStride, small.X, small.Y, 1}.turn(out.Cb, out.CStride, orientation)
	plane{in.Cr, in.CStride, small.X, small.Y, 1}.turn(out.Cr, out.CStride, orientation)
	return out
}

// plane is a rectangle of pixels of n bytes each.
type plane struct {
	pix              []byte
	stride           int
	width, height, n int
}

// turn writes the plane into out, turned. Each orientation is a start and two
// steps: where the first pixel goes, and how far one to the right and one down.
func (p plane) turn(out []byte, stride, orientation int) {
	w, h, n := p.width, p.height, p.n
	var start, right, down int
	switch orientation {
	case 2: // mirrored
		start, right, down = (w-1)*n, -n, stride
	case 3: // upside down
		start, right, down = (h-1)*stride+(w-1)*n, -n, -stride
	case 4: // upside down and mirrored
		start, right, down = (h-1)*stride, n, -stride
	case 5: // columns become rows
		start, right, down = 0, stride, n
	case 6: // to be turned clockwise
		start, right, down = (h-1)*n, stride, -n
	case 7: // columns become rows, from the far corner
		start, right, down = (w-1)*stride+(h-1)*n, -stride, -n
	case 8: // to be turned the other way
		start, right, down = (w-1)*stride, -stride, n
	}
	for y := range h {
		to := start + y*down
		row := p.pix[y*p.stride : y*p.stride+w*n]
		for x := 0; x < len(row); x += n {
			copy(out[to:to+n], row[x:x+n])
			to += right
		}
	}
}
