package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"onrecord/internal/fault"
	"onrecord/internal/theme"
	"onrecord/internal/web"
)

type themeCommand struct {
	New     themeNew     `cmd:"" help:"Write a theme to begin with."`
	Check   themeCheck   `cmd:"" help:"Tell what is wrong with a theme, file by file and line by line."`
	Export  themeExport  `cmd:"" help:"Pack a theme into one file."`
	Install themeInstall `cmd:"" help:"Put a packed theme among the themes of a site."`
}

type themeNew struct {
	Place `embed:""`
	Name  string `arg:"" help:"Name of its folder, in the folder themes of the data folder; or a path with a slash."`
}

// Help is what `onrecord theme new --help` adds.
func (themeNew) Help() string {
	return `It has a stylesheet and a template with notes, and stands in front of the default theme:
what it does not define stays as it is. docs/themes.md has the data of every page.

Example:
  onrecord theme new harbour
  onrecord serve --theme data/themes/harbour`
}

// Run writes the folder.
func (c *themeNew) Run(w *world) error {
	dir := c.Name
	if !strings.ContainsAny(c.Name, `/\`) {
		if !theme.Name(c.Name) {
			return fault.New(fault.Invalid, "The name of a theme has small letters, digits and -, at most 40.")
		}
		dir = filepath.Join(c.themes().Dir, c.Name)
	}
	if err := theme.New(dir); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w.out, dir)
	return err
}

type themeCheck struct {
	Dir string `arg:"" help:"Folder of the theme." type:"path"`
}

// Help is what `onrecord theme check --help` adds.
func (themeCheck) Help() string {
	return `Every template is read against the data that there is, in all its branches, and every page
made twice of made-up data: with everything and with next to nothing. The pages are looked
through for what each needs and for what browsers refuse. One line for each thing, as
file:line: message; the exit status is 1 when one of them is more than a warning.

Example:
  onrecord theme check data/themes/harbour`
}

// Run checks the folder.
func (c *themeCheck) Run(w *world) error {
	problems, err := web.CheckTheme(c.Dir)
	if err != nil {
		return err
	}
	return report(w.out, problems)
}

func report(to io.Writer, problems []theme.Problem) error {
	wrong := 0
	for _, p := range problems {
		fmt.Fprintln(to, p)
		if !p.Warning {
			wrong++
		}
	}
	if wrong > 0 {
		return fault.New(fault.Invalid, "A site would not show this theme; what is wrong: %d.", wrong)
	}
	_, err := fmt.Fprintln(to, "The theme works.")
	return err
}

type themeExport struct {
	Place `embed:""`
	Name  string `arg:"" help:"Name of a theme of the site, or the path of a folder."`
	File  string `arg:"" help:"Archive to write, as in harbour.zip; it must not exist yet." type:"path"`
}

// Help is what `onrecord theme export --help` adds.
func (themeExport) Help() string {
	return `What is packed is checked first. The same files make the same bytes.

Example:
  onrecord theme export harbour harbour.zip`
}

// Run packs the theme.
func (c *themeExport) Run(w *world) error {
	dir := c.Name
	if theme.Name(c.Name) {
		dir = filepath.Join(c.themes().Dir, c.Name)
	}
	problems, err := web.CheckTheme(dir)
	if err == nil {
		err = report(io.Discard, problems)
	}
	if err != nil {
		return err
	}
	f, err := theme.Load(dir)
	if err != nil {
		return err
	}
	var packed bytes.Buffer
	if err := f.Pack(&packed); err != nil {
		return err
	}
	out, err := os.OpenFile(c.File, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return fault.New(fault.Conflict, "%s cannot be written; it may exist already.", c.File).Because(err)
	}
	if _, err := out.Write(packed.Bytes()); err != nil {
		out.Close()
		return err
	}
	fmt.Fprintf(w.err, "%s: %s, %d files.\n", c.File, f.Name, len(f.Files()))
	return out.Close()
}

type themeInstall struct {
	Place `embed:""`
	File  string `arg:"" help:"Archive that onrecord theme export wrote." type:"existingfile"`
	As    string `help:"Name of its folder; without it, that of the file." placeholder:"NAME"`
}

// Help is what `onrecord theme install --help` adds.
func (themeInstall) Help() string {
	return `The theme is checked first and written whole or not at all. An owner then chooses it among
the settings. A theme may hold scripts, which run on the site's own address and the desk's:
install only what you trust. The server may run.

Example:
  onrecord theme install harbour.zip`
}

// Run puts the theme on the shelf.
func (c *themeInstall) Run(w *world) error {
	name := c.As
	if name == "" {
		name = strings.ToLower(strings.TrimSuffix(filepath.Base(c.File), filepath.Ext(c.File)))
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	if info.Size() > theme.MostBytes {
		return fault.New(fault.Invalid, "%s is larger than a theme may be.", c.File)
	}
	body, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	f, err := theme.Unpack(body)
	if err != nil {
		return err
	}
	if err := report(w.err, web.TryTheme(f)); err != nil {
		return err
	}
	if err := c.themes().Put(name, f); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.out, filepath.Join(c.themes().Dir, name))
	return err
}
