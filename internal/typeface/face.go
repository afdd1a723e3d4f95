package typeface

import (
	"embed"
	"io/fs"
	"strconv"
)

// The files come from npm by lockfile; see fonts/README.md.
//
//go:embed fonts
var files embed.FS

// Files is the folder of the typefaces.
func Files() fs.FS {
	sub, err := fs.Sub(files, "fonts")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return sub
}

const (
	regular = 400
	bold    = 700
)

// face is one cut of a family, with what the browser needs to give the letters
// before it the same room: the height above and below the line and the average
// width of a letter, in ems.
type face struct {
	family, slug string
	weight       int // as pages ask for it
	cut          int // of the file
	italic       bool
	scripts      []string
	up, down     float64
	width        float64
}

// The scripts of the files, and which letters are in each. The last that has a
// letter draws it.
var (
	western  = []string{"vietnamese", "latin-ext", "latin"}
	cyrillic = append([]string{"cyrillic"}, western...)
	european = append([]string{"greek"}, cyrillic...)
	plain    = []string{"latin-ext", "latin"}
	letters  = map[string]string{
		"cyrillic":   "U+0301,U+0400-045F,U+0490-0491,U+04B0-04B1,U+2116",
		"greek":      "U+0370-0377,U+037A-037F,U+0384-038A,U+038C,U+038E-03A1,U+03A3-03FF",
		"vietnamese": "U+0102-0103,U+0110-0111,U+0128-0129,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0301,U+0303-0304,U+0308-0309,U+0323,U+0329,U+1EA0-1EF9,U+20AB",
		"latin-ext":  "U+0100-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-02FF,U+1D00-1DBF,U+1E00-1E9F,U+1EF2-1EFF,U+20A0-20AB,U+20AD-20C0,U+2113,U+2C60-2C7F,U+A720-A7FF",
		"latin":      "U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+0304,U+0308,U+0329,U+2000-206F,U+20AC,U+2122,U+2191,U+2193,U+2212,U+2215,U+FEFF,U+FFFD",
	}
)

// faces are all cuts that there are; frontend/build.mjs has the same list.
var faces = []face{
	{"Literata", "literata", regular, 400, false, european, 1.177, .308, .480},
	{"Literata", "literata", regular, 400, true, plain, 1.177, .308, .453},
	{"Literata", "literata", bold, 700, false, european, 1.177, .308, .512},
	{"Libre Franklin", "libre-franklin", bold, 800, false, cyrillic, .966, .246, .487},
	{"Libre Bodoni", "libre-bodoni", bold, 700, false, plain, .924, .326, .466},
	{"Bitter", "bitter", regular, 400, false, cyrillic, .935, .265, .465},
	{"Bitter", "bitter", regular, 400, true, plain, .935, .265, .451},
	{"Bitter", "bitter", bold, 700, false, cyrillic, .935, .265, .474},
	{"Public Sans", "public-sans", regular, 400, false, western, .950, .225, .4675},
	{"Public Sans", "public-sans", regular, 400, true, plain, .950, .225, .4525},
	{"Public Sans", "public-sans", bold, 700, false, western, .950, .225, .4795},
}

func (f face) style() string {
	if f.italic {
		return "italic"
	}
	return "normal"
}

func (f face) file(script string) string {
	return f.slug + "-" + script + "-" + strconv.Itoa(f.cut) + "-" + f.style() + ".woff2"
}

// faces are the cuts that the pair uses: of a family for headlines alone, the
// heavy one.
func (p Pair) faces() []face {
	var out []face
	for _, f := range faces {
		if f.family == p.text || f.family == p.ui || f.family == p.head && f.weight == bold {
			out = append(out, f)
		}
	}
	return out
}
