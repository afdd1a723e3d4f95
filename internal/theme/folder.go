// Package theme reads the folders in which a publication keeps a look of its
// own: templates, stylesheets and assets that stand in for those which come with
// the program, or beside them. It knows nothing of what the pages show; web
// says which data there is and tries every theme before it serves it.
//
// A folder is read whole, once, into memory: what is served is one state of it.
// It may hold no links and nothing but plain files of known kinds, within the
// limits below, so that neither a careless copy nor a hostile archive reaches
// anything beside it.
package theme

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing/fstest" // its MapFS is a folder in memory; nothing of testing comes with it

	"onrecord/internal/fault"
)

// Limits of a theme.
const (
	MostFiles    = 400
	MostTemplate = 256 << 10 // bytes of one template
	MostFile     = 2 << 20   // bytes of any file
	MostBytes    = 16 << 20  // of all files
	mostDepth    = 6
)

// Manifest is what theme.json says.
type Manifest struct {
	Name    string `json:"name"`    // for people, at most 60 characters
	Version string `json:"version"` // at most 30
	// Styles is "extend", where the theme's stylesheets follow those that come
	// with the program, or "own", where they stand alone. Empty means extend.
	Styles string `json:"styles,omitempty"`
}

// Folder is a theme in memory.
type Folder struct {
	Manifest
	Templates fs.FS // as they lie in templates/
	Assets    fs.FS // as they lie in assets/
	files     fstest.MapFS
}

// Problem is something that is wrong with a theme, and where.
type Problem struct {
	File    string // within the folder; "" for the whole
	Line    int    // 0 for the whole file
	Warning bool   // it works all the same
	Message string
}

// String is file:line: message.
func (p Problem) String() string {
	at := p.File
	if at == "" {
		at = "theme"
	}
	if p.Line > 0 {
		at += fmt.Sprintf(":%d", p.Line)
	}
	if p.Warning {
		return at + ": warning: " + p.Message
	}
	return at + ": " + p.Message
}

// Err is the problem as an error of the kind fault.Invalid.
func (p Problem) Err() error { return fault.New(fault.Invalid, "%s", p.String()) }

// kinds are the endings that files may have, by folder.
var kinds = map[string][]string{
	"templates": {".html"},
	"assets":    {".css", ".js", ".svg", ".png", ".jpg", ".webp", ".ico", ".woff2", ".json", ".txt", ".map", ".webmanifest"},
}

var (
	name     = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9._-]{0,79}$`)
	ownPaper = []string{"theme.json", "README.md", "LICENSE", "LICENSE.txt", "LICENSE.md", "OFL.txt"} // beside the two folders
)

// Load reads the folder at dir. What is wrong with it is fault.Invalid, with
// the file in the sentence.
func Load(dir string) (_ *Folder, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fault.New(fault.Invalid, "There is no folder of a theme at %s.", dir).Because(err)
	}
	defer root.Close()
	return read(root.FS())
}

// read takes every file of a folder in.
func read(from fs.FS) (*Folder, error) {
	files, total := fstest.MapFS{}, 0
	err := fs.WalkDir(from, ".", func(at string, d fs.DirEntry, err error) error {
		if err != nil || at == "." {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") { // .git and the like are nobody's business here
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return allowedFolder(at)
		}
		if err := allowedFile(at, d.Type()); err != nil {
			return err
		}
		body, err := readFile(from, at)
		if err != nil {
			return err
		}
		if total += len(body); total > MostBytes || len(files) == MostFiles {
			return wrong(at, "a theme may have at most %d files and %d MB", MostFiles, MostBytes>>20)
		}
		files[at] = &fstest.MapFile{Data: body, Mode: 0o444}
		return nil
	})
	if err != nil {
		var e *fault.Error
		if !errors.As(err, &e) {
			err = fault.New(fault.Invalid, "The folder of the theme cannot be read.").Because(err)
		}
		return nil, err
	}
	return assemble(files)
}

func wrong(at, format string, args ...any) error {
	return fault.New(fault.Invalid, "%s: %s.", at, fmt.Sprintf(format, args...))
}

func allowedFolder(at string) error {
	if top, _, _ := strings.Cut(at, "/"); kinds[top] == nil {
		return wrong(at, "beside theme.json there are the folders templates and assets alone")
	}
	if strings.Count(at, "/") >= mostDepth || !name.MatchString(path.Base(at)) {
		return wrong(at, "this folder lies too deep or has a name that no address can have")
	}
	return nil
}

func allowedFile(at string, mode fs.FileMode) error {
	top, _, below := strings.Cut(at, "/")
	switch {
	case mode&fs.ModeSymlink != 0:
		return wrong(at, "links are not followed; put the file itself here")
	case !mode.IsRegular():
		return wrong(at, "this is no plain file")
	case !name.MatchString(path.Base(at)):
		return wrong(at, "names of files have letters without accents, digits, dots, - and _")
	case !below && !slices.Contains(ownPaper, at):
		return wrong(at, "beside the folders templates and assets there is theme.json alone, with a README.md and a LICENSE")
	case below && !slices.Contains(kinds[top], path.Ext(at)):
		return wrong(at, "%s holds files that end in %s", top, strings.Join(kinds[top], ", "))
	}
	return nil
}

func readFile(from fs.FS, at string) ([]byte, error) {
	f, err := from.Open(at)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	most := MostFile
	if path.Ext(at) == ".html" {
		most = MostTemplate
	}
	body, err := io.ReadAll(io.LimitReader(f, int64(most)+1))
	if err == nil && len(body) > most {
		err = wrong(at, "this is larger than %d kB", most>>10)
	}
	return body, err
}

func assemble(files fstest.MapFS) (*Folder, error) {
	f := &Folder{files: files}
	said, ok := files["theme.json"]
	if !ok {
		return nil, wrong("theme.json", "this file is missing; it says the name of the theme")
	}
	d := json.NewDecoder(bytes.NewReader(said.Data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f.Manifest); err != nil {
		return nil, wrong("theme.json", "this cannot be read: %v", err)
	}
	switch {
	case f.Name == "" || len([]rune(f.Name)) > 60 || strings.ContainsFunc(f.Name, func(r rune) bool { return r < ' ' }):
		return nil, wrong("theme.json", "name must have 1 to 60 characters")
	case len(f.Version) > 30:
		return nil, wrong("theme.json", "version may have at most 30 characters")
	case f.Styles != "" && f.Styles != "extend" && f.Styles != "own":
		return nil, wrong("theme.json", `styles is "extend" or "own"`)
	}
	f.Templates, f.Assets = below(files, "templates"), below(files, "assets")
	return f, nil
}

// below is a folder of files; an empty one where there is none.
func below(files fstest.MapFS, dir string) fstest.MapFS {
	out := fstest.MapFS{}
	for at, f := range files {
		if rest, ok := strings.CutPrefix(at, dir+"/"); ok {
			out[rest] = f
		}
	}
	return out
}

// Over gives assets as a page finds them: those of the theme in front of base,
// of which the stylesheets are left out where the theme has its own alone.
func (f *Folder) Over(base fs.FS) (fs.FS, error) {
	out := fstest.MapFS{}
	err := fs.WalkDir(base, ".", func(at string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || f.Styles == "own" && path.Ext(at) == ".css" {
			return err
		}
		body, err := fs.ReadFile(base, at)
		out[at] = &fstest.MapFile{Data: body, Mode: 0o444}
		return err
	})
	for at, file := range f.Assets.(fstest.MapFS) {
		out[at] = file
	}
	return out, err
}

// Files lists the files of the theme by name.
func (f *Folder) Files() []string {
	var out []string
	for at := range f.files {
		out = append(out, at)
	}
	slices.Sort(out)
	return out
}

// Read gives one file of the theme, or nil.
func (f *Folder) Read(at string) []byte {
	if file, ok := f.files[at]; ok {
		return file.Data
	}
	return nil
}
