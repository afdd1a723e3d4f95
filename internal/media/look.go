package media

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"

	"onrecord/internal/fault"
)

// lookPNG walks the chunks before the pixels.
func lookPNG(data []byte, h *header) error {
	depth, interlaced := data[24], data[28] != 0 // the decoder has read IHDR, so it is there
	for rest := data[8:]; len(rest) >= 12; {
		n := int64(binary.BigEndian.Uint32(rest))
		if n > int64(len(rest)-12) {
			break
		}
		body := rest[8 : 8+n]
		switch string(rest[4:8]) {
		case "eXIf":
			h.turn = orientation(body)
		case "iCCP":
			h.profile = usefulProfile(unzipProfile(body))
		}
		rest = rest[12+n:]
	}
	perPixel := int64(12)
	if depth == 16 {
		perPixel = 20
	}
	if interlaced {
		perPixel += 4
	}
	h.memory = pixels(h) * perPixel
	return nil
}

// unzipProfile reads an iCCP chunk: name, NUL, method 0, zlib.
func unzipProfile(body []byte) []byte {
	_, packed, ok := bytes.Cut(body, []byte{0})
	if !ok || len(packed) < 1 || packed[0] != 0 {
		return nil
	}
	z, err := zlib.NewReader(bytes.NewReader(packed[1:]))
	if err != nil {
		return nil
	}
	profile, err := io.ReadAll(io.LimitReader(z, maxProfile+1))
	if err != nil {
		return nil
	}
	return profile
}

// lookGIF counts frames and their pixels, since each one is decoded and kept.
func lookGIF(data []byte, h *header) error {
	d := gifBlocks{data: data}
	d.skip(10)
	flags := d.byte()
	d.skip(2)
	d.table(flags)
	frames, total := 0, int64(0)
	for !d.ended && frames <= maxFrames && total <= maxFramePixels {
		switch d.byte() {
		case 0x21: // extension
			d.extension()
		case 0x2c: // frame
			d.skip(4)
			total += int64(d.word()) * int64(d.word())
			frames++
			d.table(d.byte())
			d.skip(1)
			d.blocks()
		default: // the trailer; what is unknown is left to the decoder to refuse
			d.ended = true
		}
	}
	if frames == 0 {
		return damagedf(h.kind, "no frame")
	}
	if frames > maxFrames || total > maxFramePixels {
		return fault.New(fault.TooLarge, "The moving picture is too long; at most %d frames and %d megapixels of all frames together are taken.", maxFrames, maxFramePixels/1_000_000)
	}
	h.frames = frames
	h.memory = max(total*3, pixels(h)*8)
	return nil
}

type gifBlocks struct {
	data  []byte
	ended bool
}

func (d *gifBlocks) skip(n int) {
	if n > len(d.data) {
		n, d.ended = len(d.data), true
	}
	d.data = d.data[n:]
}

func (d *gifBlocks) byte() byte {
	if len(d.data) == 0 {
		d.ended = true
		return 0
	}
	b := d.data[0]
	d.data = d.data[1:]
	return b
}

func (d *gifBlocks) word() int { return int(d.byte()) | int(d.byte())<<8 }

// extension is skipped in the very steps of image/gif, so that no frame is
// hidden from one of the two.
func (d *gifBlocks) extension() {
	switch d.byte() {
	case 0x01: // text: a fixed length, whatever it says
		d.skip(13)
	case 0xf9: // graphic control: one block and its end
		d.skip(6)
		return
	case 0xff: // application
		d.skip(int(d.byte()))
	}
	d.blocks()
}

// table skips a colour table, if the flags say that there is one.
func (d *gifBlocks) table(flags byte) {
	if flags&0x80 != 0 {
		d.skip(3 << (flags&7 + 1))
	}
}

// blocks skips a chain of sub-blocks.
func (d *gifBlocks) blocks() {
	for n := d.byte(); n != 0 && !d.ended; n = d.byte() {
		d.skip(int(n))
	}
}

// lookWebP walks the chunks. The decoder believes the frame's own size, not
// the canvas', so both are checked.
func lookWebP(data []byte, h *header) error {
	framed := false
	for rest := data[12:]; len(rest) >= 8; {
		n := int64(binary.LittleEndian.Uint32(rest[4:]))
		name := string(rest[:4])
		if n > int64(len(rest)-8) {
			return damagedf(h.kind, "chunk %q is cut", name)
		}
		body := rest[8 : 8+n]
		switch name {
		case "ANIM", "ANMF":
			return fault.New(fault.Unsupported, "Moving WebP pictures are not taken; please export it as GIF.")
		case "EXIF":
			h.turn = orientation(bytes.TrimPrefix(body, []byte("Exif\x00\x00")))
		case "ICCP":
			h.profile = usefulProfile(body)
		case "VP8 ", "VP8L":
			width, height := webpFrame(name, body)
			if width != h.width || height != h.height {
				return damagedf(h.kind, "a frame of %d × %d on a canvas of %d × %d", width, height, h.width, h.height)
			}
			framed = true
		}
		rest = rest[min(8+n+n&1, int64(len(rest))):]
	}
	if !framed {
		return damagedf(h.kind, "no frame")
	}
	h.memory = pixels(h) * 12
	return nil
}

func webpFrame(name string, body []byte) (width, height int) {
	switch {
	case name == "VP8 " && len(body) >= 10:
		return int(binary.LittleEndian.Uint16(body[6:])) & 0x3fff, int(binary.LittleEndian.Uint16(body[8:])) & 0x3fff
	case name == "VP8L" && len(body) >= 5:
		bits := binary.LittleEndian.Uint32(body[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1
	}
	return 0, 0
}
