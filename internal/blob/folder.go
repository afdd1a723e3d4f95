package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"
	"time"

	"onrecord/internal/fault"
)

// unfinished is where files lie while they are written. Its name is no key.
const unfinished = ".unfinished"

// abandoned is the age at which an unfinished file is one of a dead process.
const abandoned = 24 * time.Hour

// Folder keeps files in a folder of the file system. Several processes may use
// the same one.
type Folder struct{ root *os.Root }

// OpenFolder opens a folder, making it if it is missing, readable by its owner
// alone. What a killed process left unfinished is cleared away after a day.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("folder of files: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("folder of files: %w", err)
	}
	f := &Folder{root: root}
	if err := f.sweep(); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

// Close lets go of the folder. Open files stay readable.
func (f *Folder) Close() error { return f.root.Close() }

// Put writes beside the others first, syncs, and renames: the file is whole
// and on disk when Put returns, and after a crash it is whole or not there.
func (f *Folder) Put(ctx context.Context, key string, r io.Reader, size int64, _ string) (err error) {
	defer fault.Wrap(&err, "blob.Put(%q)", key)
	if !ValidKey(key) {
		return fmt.Errorf("%q is no key", key)
	}
	temp := path.Join(unfinished, rand.Text())
	if err := f.write(ctx, temp, r, size); err != nil {
		return errors.Join(roomy(err), ignoreMissing(f.root.Remove(temp)))
	}
	dir := path.Dir(key)
	if err := f.root.MkdirAll(dir, 0o700); err != nil {
		return errors.Join(roomy(err), f.root.Remove(temp))
	}
	if err := f.root.Rename(temp, key); err != nil {
		return errors.Join(roomy(err), f.root.Remove(temp))
	}
	for ; ; dir = path.Dir(dir) { // a folder may be new too, and lives in its parent
		if err := f.syncFolder(dir); err != nil || dir == "." {
			return err
		}
	}
}

func (f *Folder) write(ctx context.Context, name string, r io.Reader, size int64) (err error) {
	w, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	n, err := io.Copy(w, io.LimitReader(&reader{ctx, r}, size+1))
	if err != nil {
		return err
	}
	if n != size {
		return fmt.Errorf("%d bytes were announced and at least %d came: %w", size, n, io.ErrUnexpectedEOF)
	}
	return w.Sync()
}

func (f *Folder) syncFolder(dir string) (err error) {
	d, err := f.root.Open(dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return d.Sync()
}

// Open opens a file for reading.
func (f *Folder) Open(_ context.Context, key string) (_ io.ReadSeekCloser, _ Info, err error) {
	defer fault.Wrap(&err, "blob.Open(%q)", key)
	if !ValidKey(key) {
		return nil, Info{}, missing(key)
	}
	file, err := f.root.Open(key)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, Info{}, missing(key)
	}
	if err != nil {
		return nil, Info{}, err
	}
	stat, err := file.Stat()
	if err != nil || !stat.Mode().IsRegular() {
		return nil, Info{}, errors.Join(missing(key).Because(err), file.Close())
	}
	return file, info(key, stat), nil
}

// Delete removes a file. Folders stay, so that no Put loses the one it made.
func (f *Folder) Delete(_ context.Context, key string) (err error) {
	defer fault.Wrap(&err, "blob.Delete(%q)", key)
	if !ValidKey(key) {
		return nil
	}
	if stat, err := f.root.Lstat(key); err != nil || stat.IsDir() {
		return ignoreMissing(err)
	}
	if err := ignoreMissing(f.root.Remove(key)); err != nil {
		return err
	}
	return ignoreMissing(f.syncFolder(path.Dir(key)))
}

func (f *Folder) sweep() error {
	if err := f.root.MkdirAll(unfinished, 0o700); err != nil {
		return err
	}
	entries, err := fs.ReadDir(f.root.FS(), unfinished)
	if err != nil {
		return err
	}
	for _, e := range entries {
		stat, err := e.Info()
		if err != nil || time.Since(stat.ModTime()) < abandoned {
			continue
		}
		if err := ignoreMissing(f.root.Remove(path.Join(unfinished, e.Name()))); err != nil {
			return err
		}
	}
	return nil
}

func info(key string, stat fs.FileInfo) Info {
	return Info{Key: key, Size: stat.Size(), ModTime: stat.ModTime().UTC()}
}

func ignoreMissing(err error) error {
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil
	}
	return err
}

// roomy gives a full disk a sentence.
func roomy(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.New(fault.Unavailable, "There is no room left for files; nothing was stored. Free some space and try again.").Because(err)
	}
	return err
}

// reader stops reading when ctx ends.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
