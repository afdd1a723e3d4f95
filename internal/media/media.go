// Package media is the library: it takes files in, makes pictures safe and
// small, knows what is said of each, and serves them.
//
// Nothing of an uploaded picture is ever served as it came: the bytes decide what it is,
// the header is checked before anything is decoded, and what is stored is
// encoded anew from the pixels, so metadata, trailing data and lies about the
// type are gone.
package media

import (
	"strconv"
	"strings"
	"time"
)

// Limits of one upload.
const (
	MaxBytes  = 20 << 20   // of the file
	MaxPixels = 50_000_000 // width times height
	MaxSide   = 30_000     // pixels
	MaxAlt    = 1000       // runes
	MaxCredit = 200        // runes
	MaxName   = 200        // runes; a longer name is cut
)

// variantWidths are the widths made of each picture that is wider.
var variantWidths = [...]int{480, 960, 1600}

// The kinds of files.
const (
	Picture = "picture"
	Audio   = "audio"
	Video   = "video"
)

// article is how a kind is called in a sentence.
var article = map[string]string{Picture: "a picture", Audio: "a sound", Video: "a film"}

// Media is one file of the library.
type Media struct {
	ID            int64
	Kind          string // Picture, Audio or Video
	Hash          string // names the files; another one only when the file is replaced
	Mime          string // of the stored files: image/jpeg, image/png or image/gif
	Name          string // of the uploaded file, for people
	Width, Height int    // pixels of the full picture, as it is seen
	Bytes         int64  // of the full picture
	Widths        []int  // of the variants, ascending; empty when it is small or moves
	Modern        string // MIME type of the variants in a modern format; "" without any
	ModernWidths  []int  // of those, ascending; the last may be the picture's own
	Colour        string // the dominant one, "#rrggbb"
	FocusX        int    // the point that a crop keeps, in percent from the left
	FocusY        int    // and from the top
	Alt, Credit   string
	Caption       string
	Licence       string
	Labels        []string // only of what Get gives
	CreatedBy     int64    // staff; 0 when gone or none
	CreatedAt     time.Time

	stored int64 // bytes of all its files
	made   int64 // the rank of how the variants were made; 0 for not yet
}

// URL is the path of the smallest file that is at least width pixels wide, or
// of the full picture when none is or width is 0.
func (m Media) URL(width int) string {
	if width > 0 {
		for _, w := range m.Widths {
			if w >= width {
				return fileName(m.Hash, w, m.Mime).path()
			}
		}
	}
	return fileName(m.Hash, 0, m.Mime).path()
}

// SrcSet is the srcset attribute: every variant, and the full picture unless
// it is far larger than the largest variant. Empty when there is one file only.
func (m Media) SrcSet() string {
	if len(m.Widths) == 0 {
		return ""
	}
	var b strings.Builder
	for i, w := range m.Widths {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(m.URL(w) + " " + strconv.Itoa(w) + "w")
	}
	if largest := m.Widths[len(m.Widths)-1]; m.Width < 2*largest {
		b.WriteString(", " + m.URL(0) + " " + strconv.Itoa(m.Width) + "w")
	}
	return b.String()
}

// Display is the file to show in a page where srcset is not at hand: the
// largest variant, or the full picture, with its size in pixels.
func (m Media) Display() (url string, width, height int) {
	if len(m.Widths) == 0 {
		return m.URL(0), m.Width, m.Height
	}
	w := m.Widths[len(m.Widths)-1]
	return m.URL(w), w, scaledHeight(m.Width, m.Height, w)
}

// tag is what pages that show the picture depend on.
func tag(id int64) string { return "media:" + strconv.FormatInt(id, 10) }

func scaledHeight(width, height, to int) int {
	return max(1, (height*to+width/2)/width)
}
