package placard

import (
	"bytes"
	"embed"
	"fmt"
	"path"
	"sync"

	"github.com/go-text/typesetting/font"
)

//go:embed fonts
var files embed.FS

// faces are the typefaces there are, by which the first that has a letter
// draws it. They hold buffers of their own, so each drawing makes its own.
type faces []*font.Face

// ResolveFace is the face for a letter.
func (f faces) ResolveFace(r rune) *font.Face {
	for _, face := range f {
		if _, ok := face.NominalGlyph(r); ok {
			return face
		}
	}
	return f[0]
}

// has tells whether there is a typeface with a letter.
func has(r rune) bool {
	for _, f := range fonts() {
		if _, ok := f.NominalGlyph(r); ok {
			return true
		}
	}
	return false
}

// order is the order of preference: Latin digits and marks before those that
// other scripts bring along.
var order = []string{"latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "greek-ext", "vietnamese", "hebrew", "arabic", "devanagari"}

// fonts panics on a broken typeface, which the package's tests rule out. It
// gives none when the front end was not built.
var fonts = sync.OnceValue(func() []*font.Font {
	var out []*font.Font
	for _, name := range order {
		data, err := files.ReadFile(path.Join("fonts", name+".woff"))
		if err != nil {
			continue
		}
		face, err := font.ParseTTF(bytes.NewReader(data))
		if err != nil {
			panic(fmt.Sprintf("typeface %s: %v", name, err))
		}
		out = append(out, face.Font)
	}
	return out
})

func newFaces() faces {
	var out faces
	for _, f := range fonts() {
		out = append(out, font.NewFace(f))
	}
	return out
}
