package media_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"testing"
)

// quarters is a picture whose four quarters are red, green, blue and white.
func quarters(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	colours := [2][2]color.RGBA{{{220, 20, 20, 255}, {20, 200, 20, 255}}, {{20, 20, 220, 255}, {250, 250, 250, 255}}}
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, colours[2*y/h][2*x/w])
		}
	}
	return img
}

// noise is a picture that no packing makes smaller, as photos hardly do.
func noise(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range img.Pix {
		img.Pix[i] = byte(r.Uint32())
		if i%4 == 3 {
			img.Pix[i] = 255
		}
	}
	return img
}

func encodeJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodePNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// moving is a GIF of n frames.
func moving(t testing.TB, n, w, h int) []byte {
	t.Helper()
	g := &gif.GIF{}
	for i := range n {
		f := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.RGBA{200, 10, 10, 255}, color.RGBA{10, 10, 200, 255}})
		f.Pix[i%len(f.Pix)] = 1
		g.Image, g.Delay = append(g.Image, f), append(g.Delay, 5)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// segment is a JPEG segment.
func segment(mark byte, body string) []byte {
	out := []byte{0xff, mark}
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(out, body...)
}

// inJPEG puts segments after the start mark.
func inJPEG(file []byte, segments ...[]byte) []byte {
	out := append([]byte{}, file[:2]...)
	for _, s := range segments {
		out = append(out, s...)
	}
	return append(out, file[2:]...)
}

// exif is EXIF data that tells an orientation and where somebody lives.
func exif(orientation uint16) string {
	b := []byte("MM\x00*\x00\x00\x00\x08\x00\x02")
	b = append(b, 0x01, 0x0f, 0, 2, 0, 0, 0, 4, 'C', 'a', 'm', 0)
	b = append(b, 0x01, 0x12, 0, 3, 0, 0, 0, 1)
	b = binary.BigEndian.AppendUint16(b, orientation)
	return string(append(b, 0, 0)) + "GPS 51.5 N 7.4 E"
}

// profile is a colour profile of n bytes, sound in its header.
func profile(n int, space string) string {
	p := make([]byte, n)
	binary.BigEndian.PutUint32(p, uint32(n))
	copy(p[16:], space)
	copy(p[36:], "acsp")
	copy(p[128:], "a wide gamut")
	return string(p)
}

func chunk(name, body string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(out, name+body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(name+body)))
}

const pngMagic = "\x89PNG\r\n\x1a\n"

// bombPNG is a PNG that claims a size, with no pixels behind it.
func bombPNG(w, h uint32) []byte {
	ihdr := binary.BigEndian.AppendUint32(nil, w)
	ihdr = binary.BigEndian.AppendUint32(ihdr, h)
	ihdr = append(ihdr, 8, 6, 0, 0, 0)
	return append(append([]byte(pngMagic), chunk("IHDR", string(ihdr))...), chunk("IDAT", zipped("nothing"))...)
}

func zipped(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

// bombJPEG claims a size in its frame header.
func bombJPEG(t testing.TB, w, h uint16) []byte {
	file := encodeJPEG(t, quarters(16, 16))
	i := bytes.Index(file, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(file[i+5:], h)
	binary.BigEndian.PutUint16(file[i+7:], w)
	return file
}

// layeredJPEG repeats the one scan of a picture n times.
func layeredJPEG(t testing.TB, n int) []byte {
	file := encodeJPEG(t, quarters(16, 16))
	i := bytes.Index(file, []byte{0xff, 0xda})
	scan := file[i : len(file)-2]
	out := append([]byte{}, file[:i]...)
	for range n {
		out = append(out, scan...)
	}
	return append(out, 0xff, 0xd9)
}

// bombGIF claims a size for the screen.
func bombGIF(t testing.TB, w, h uint16) []byte {
	file := moving(t, 1, 4, 4)
	binary.LittleEndian.PutUint16(file[6:], w)
	binary.LittleEndian.PutUint16(file[8:], h)
	return file
}

// riff builds a WebP file of chunks.
func riff(chunks ...string) []byte {
	body := "WEBP"
	for _, c := range chunks {
		body += c
	}
	return []byte("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body)
}

func webpChunk(name, body string) string {
	out := name + string(binary.LittleEndian.AppendUint32(nil, uint32(len(body)))) + body
	if len(body)%2 == 1 {
		out += "\x00"
	}
	return out
}

// canvas is a VP8X chunk for a canvas of w times h.
func canvas(w, h uint32) string {
	b := []byte{0, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), byte((w - 1) >> 16), byte(h - 1), byte((h - 1) >> 8), byte((h - 1) >> 16)}
	return webpChunk("VP8X", string(b))
}

// lossyFrame is the header of a lossy WebP frame of w times h, without pixels.
func lossyFrame(w, h uint16) string {
	b := []byte{0x10, 0, 0, 0x9d, 0x01, 0x2a}
	b = binary.LittleEndian.AppendUint16(b, w)
	b = binary.LittleEndian.AppendUint16(b, h)
	return webpChunk("VP8 ", string(b)+"pixels")
}
