package theme

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"onrecord/internal/fault"
)

// Shelf is the folder in which a site keeps its themes, each in a folder of its
// own. One that does not exist is empty.
type Shelf struct{ Dir string }

// mostThemes is how many themes are listed.
const mostThemes = 50

var slug = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)

// Name tells whether s can be the name of a theme's folder.
func Name(s string) bool { return slug.MatchString(s) }

// Path is where the theme of a name lies; fault.Invalid for what is no name and
// for a link.
func (s Shelf) Path(name string) (string, error) {
	if !Name(name) {
		return "", fault.New(fault.Invalid, "The name of a theme has small letters, digits and -, at most 40.")
	}
	at := filepath.Join(s.Dir, name)
	info, err := os.Lstat(at)
	if err != nil || !info.IsDir() {
		return "", fault.New(fault.Invalid, "There is no theme %q; themes are folders in %s.", name, s.Dir).Because(err)
	}
	return at, nil
}

// Load reads a theme by name.
func (s Shelf) Load(name string) (*Folder, error) {
	at, err := s.Path(name)
	if err != nil {
		return nil, err
	}
	return Load(at)
}

// Listed is a theme of the shelf, by the name of its folder.
type Listed struct {
	Folder  string
	Title   string
	Version string
	Problem string // why it cannot be read
}

// List gives the themes of the shelf by name.
func (s Shelf) List() []Listed {
	entries, err := os.ReadDir(s.Dir)
	if err != nil {
		return nil // there is no folder yet
	}
	var out []Listed
	for _, e := range entries {
		if !Name(e.Name()) || !e.IsDir() || len(out) == mostThemes {
			continue
		}
		l := Listed{Folder: e.Name(), Title: e.Name()}
		if f, err := s.Load(e.Name()); err != nil {
			l.Problem = fault.Sentence(err)
		} else {
			l.Title, l.Version = f.Name, f.Version
		}
		out = append(out, l)
	}
	return out
}

// Print tells one state of a folder from another by names, sizes and times,
// without reading it.
func Print(dir string) string {
	sum, files := fnv.New64a(), 0
	err := filepath.WalkDir(dir, func(at string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && at != dir {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if files++; files > 4*MostFiles {
			return fs.SkipAll
		}
		fmt.Fprintf(sum, "%s %d %d %v\n", at, info.Size(), info.ModTime().UnixNano(), info.Mode())
		return nil
	})
	return fmt.Sprintf("%x %v", sum.Sum64(), err)
}
