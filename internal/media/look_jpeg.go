package media

import (
	"bytes"
	"encoding/binary"

	"onrecord/internal/fault"
)

// maxScans is far above what encoders write (about ten). Each scan costs a walk
// over the whole picture and may take a hundred bytes only, so a small file
// could keep the decoder busy for an hour.
const maxScans = 100

// JPEG markers.
const (
	markSOF2 = 0xc2
	markRST0 = 0xd0
	markRST7 = 0xd7
	markEOI  = 0xd9
	markSOS  = 0xda
	markAPP1 = 0xe1
	markAPP2 = 0xe2
)

func lookJPEG(data []byte, h *header) error {
	s := jpegSegments{data: data[2:]}
	var icc iccChunks
	scans, progressive, parts := 0, false, 0
	for s.next() {
		switch {
		case s.mark == markSOS:
			if scans++; scans > maxScans {
				return fault.New(fault.Invalid, "The JPEG picture is built of more than %d layers; please export it again.", maxScans)
			}
		case s.mark == markSOF2:
			progressive = true
		case s.mark == markAPP1 && bytes.HasPrefix(s.body, []byte("Exif\x00\x00")) && h.turn == 0:
			h.turn = orientation(s.body[6:])
		case s.mark == markAPP2:
			icc.add(s.body)
		}
		if s.mark >= 0xc0 && s.mark <= markSOF2 && len(s.body) > 5 {
			parts = int(s.body[5])
		}
	}
	if scans == 0 {
		return damagedf(h.kind, "no scan")
	}
	if parts == 3 {
		h.profile = usefulProfile(icc.join())
	}
	h.memory = pixels(h) * jpegPixel(parts, progressive)
	return nil
}

// jpegPixel is how many bytes a pixel takes while it is decoded and made plain.
// Print colours (four parts) are decoded to planes, put together as CMYK, and
// made RGB after that. Of a progressive picture every coefficient is kept until
// the last scan.
func jpegPixel(parts int, progressive bool) int64 {
	switch {
	case parts == 4 && progressive:
		return 28
	case parts == 4:
		return 12
	case progressive:
		return 16
	}
	return 6
}

func pixels(h *header) int64 { return int64(h.width) * int64(h.height) }

// jpegSegments walks the segments of a JPEG file up to its end mark, in the
// very steps of image/jpeg, so that nothing is hidden from one of the two.
type jpegSegments struct {
	data []byte
	mark byte
	body []byte
}

func (s *jpegSegments) next() bool {
	for {
		i := bytes.IndexByte(s.data, 0xff) // also passes over the coded pixels of a scan
		if i < 0 || i+1 >= len(s.data) {
			return false
		}
		s.mark, s.data = s.data[i+1], s.data[i+1:]
		if s.mark == 0xff { // padding; the next mark may begin here
			continue
		}
		s.data = s.data[1:]
		if s.mark == 0 || s.mark >= markRST0 && s.mark <= markRST7 {
			continue
		}
		break
	}
	if s.mark == markEOI || len(s.data) < 2 {
		return false
	}
	n := int(binary.BigEndian.Uint16(s.data))
	if n < 2 || n > len(s.data) {
		return false
	}
	s.body, s.data = s.data[2:n], s.data[n:]
	return true
}

// iccChunks collects a profile that is spread over several segments.
type iccChunks struct {
	parts [256][]byte
	total int
}

func (c *iccChunks) add(body []byte) {
	const name = "ICC_PROFILE\x00"
	if !bytes.HasPrefix(body, []byte(name)) || len(body) < len(name)+2 {
		return
	}
	c.parts[body[len(name)]] = body[len(name)+2:]
	c.total = int(body[len(name)+1])
}

func (c *iccChunks) join() []byte {
	var out []byte
	for i := 1; i <= c.total && len(out) <= maxProfile; i++ {
		out = append(out, c.parts[i]...)
	}
	return out
}
