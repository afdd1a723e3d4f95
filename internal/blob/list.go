package blob

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"

	"onrecord/internal/fault"
)

// List walks the folders in the order of the keys' bytes and enters only those
// that can hold a wanted key.
func (f *Folder) List(ctx context.Context, prefix, after string, limit int) (_ []Info, err error) {
	defer fault.Wrap(&err, "blob.List(%q, %q)", prefix, after)
	if limit <= 0 {
		return nil, nil
	}
	w := &walk{ctx: ctx, fsys: f.root.FS(), prefix: prefix, after: after, limit: limit}
	if err := w.folder(""); err != nil && err != fs.SkipAll {
		return nil, err
	}
	return w.found, nil
}

type walk struct {
	ctx           context.Context
	fsys          fs.FS
	prefix, after string
	limit         int
	found         []Info
}

// folder visits what lies under dir, which is "" or ends in a slash.
func (w *walk) folder(dir string) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	entries, err := fs.ReadDir(w.fsys, path.Clean(dir))
	if err != nil {
		return ignoreMissing(err)
	}
	names := make([]string, 0, len(entries))
	for _, e := range entries {
		switch {
		case !ValidKey(e.Name()): // not ours, or unfinished
		case e.IsDir():
			names = append(names, dir+e.Name()+"/") // where its keys stand in the order
		case e.Type().IsRegular():
			names = append(names, dir+e.Name())
		}
	}
	slices.Sort(names)
	for _, name := range names {
		if err := w.visit(name); err != nil {
			return err
		}
	}
	return nil
}

func (w *walk) visit(name string) error {
	if strings.HasSuffix(name, "/") {
		wanted := strings.HasPrefix(name, w.prefix) || strings.HasPrefix(w.prefix, name)
		if !wanted || name < w.after && !strings.HasPrefix(w.after, name) {
			return nil
		}
		return w.folder(name)
	}
	if !strings.HasPrefix(name, w.prefix) || name <= w.after {
		return nil
	}
	stat, err := fs.Stat(w.fsys, name)
	if err != nil {
		return ignoreMissing(err) // deleted meanwhile
	}
	w.found = append(w.found, info(name, stat))
	if len(w.found) == w.limit {
		return fs.SkipAll
	}
	return nil
}
