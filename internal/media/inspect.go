package media

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"golang.org/x/image/webp"

	"onrecord/internal/fault"
)

// header is what is known of a picture before a single pixel is decoded.
type header struct {
	kind          string // JPEG, PNG, GIF or WebP
	width, height int
	frames        int    // more than one: it moves
	turn          int    // EXIF orientation, 1 to 8; 0 when none is given
	profile       []byte // ICC, for RGB; nil when none or plain sRGB
	memory        int64  // bytes that working on it will take, roughly
}

// Limits of moving pictures.
const (
	maxFrames      = 1000
	maxFramePixels = 100_000_000 // of all frames together
)

// format is one type of file that we read.
type format struct {
	kind   string
	begins func(data []byte) bool
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	// look adds what the decoder's own configuration does not tell, and
	// refuses what the decoder would choke on.
	look func(data []byte, h *header) error
}

var formats = []format{
	{"JPEG", magic("\xff\xd8\xff"), jpeg.DecodeConfig, jpeg.Decode, lookJPEG},
	{"PNG", magic("\x89PNG\r\n\x1a\n"), png.DecodeConfig, png.Decode, lookPNG},
	{"GIF", magic("GIF8"), gif.DecodeConfig, gif.Decode, lookGIF},
	{"WebP", func(d []byte) bool { return len(d) > 12 && string(d[:4]) == "RIFF" && string(d[8:12]) == "WEBP" }, webp.DecodeConfig, webp.Decode, lookWebP},
}

func magic(m string) func([]byte) bool {
	return func(data []byte) bool { return bytes.HasPrefix(data, []byte(m)) }
}

// inspect tells by its bytes what a file is and refuses what is no picture, is
// too large, or lies in its header.
func inspect(data []byte) (*header, error) {
	f := formatOf(data)
	if f == nil {
		return nil, unsupported(data)
	}
	c, err := f.config(bytes.NewReader(data))
	if err != nil {
		return nil, damaged(f.kind, err)
	}
	h := &header{kind: f.kind, width: c.Width, height: c.Height, frames: 1}
	if err := checkSize(h.width, h.height); err != nil {
		return nil, err
	}
	if err := f.look(data, h); err != nil {
		return nil, err
	}
	return h, nil
}

func formatOf(data []byte) *format {
	for i := range formats {
		if formats[i].begins(data) {
			return &formats[i]
		}
	}
	return nil
}

func checkSize(width, height int) error {
	switch {
	case width <= 0 || height <= 0:
		return fault.New(fault.Invalid, "The picture has no width or no height; please export it again.")
	case width > MaxSide || height > MaxSide || int64(width)*int64(height) > MaxPixels:
		return fault.New(fault.TooLarge, "The picture measures %d × %d pixels; at most %d megapixels and %d pixels a side are taken, so please make it smaller.",
			width, height, MaxPixels/1_000_000, MaxSide)
	}
	return nil
}

// unsupported names what people upload by mistake, and says what to do instead.
func unsupported(data []byte) error {
	start := strings.ToLower(strings.TrimLeft(string(data[:min(len(data), 512)]), "\ufeff \t\r\n"))
	say := "This file is no picture, sound or film that browsers can show; please choose a JPEG, PNG, GIF, WebP, MP3, M4A, Ogg, FLAC, WAV, MP4 or WebM file."
	switch {
	case len(data) > 12 && string(data[4:8]) == "ftyp":
		say = "HEIC, AVIF and QuickTime files are not taken; please export a picture as JPEG, PNG or WebP, and a film as MP4."
	case strings.Contains(start, "<svg"):
		say = "SVG drawings are not taken, since they can carry scripts; please export the drawing as PNG."
	case strings.HasPrefix(start, "<"):
		say = "This file is a web page, not a picture; please choose a JPEG, PNG, GIF or WebP file."
	case strings.HasPrefix(start, "%pdf"):
		say = "This file is a PDF, not a picture; please export the page as PNG or JPEG."
	case strings.HasPrefix(start, "ii*\x00"), strings.HasPrefix(start, "mm\x00*"):
		say = "TIFF and raw pictures are not taken; please export the picture as JPEG or PNG."
	}
	return fault.New(fault.Unsupported, "%s", say)
}
