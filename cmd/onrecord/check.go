package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"onrecord/internal/check"
)

type checkCommand struct {
	Paths []string `arg:"" name:"path" help:"Markdown files, or folders of them."`
	JSON  bool     `help:"Print the findings as one JSON list." name:"json"`
}

// Help is what `onrecord check --help` adds.
func (checkCommand) Help() string {
	return `Each finding is a line: file:line:rule: sentence. The exit status is 0 without errors, 1 with
at least one finding at the level error, 2 if a file cannot be read. Front matter may define
claims; docs/checks.md says how. It asks no server and no database.

Example:
  onrecord check posts/
  onrecord check quake.md --json`
}

// exitStatus ends the program with a status of its own, after all has been said.
type exitStatus int

func (e exitStatus) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// checkFinding is a finding as it is printed.
type checkFinding struct {
	File string `json:"file"`
	check.Finding
}

// Run checks the files.
func (c *checkCommand) Run(w *world) error {
	files, err := markdownFiles(c.Paths)
	if err != nil {
		fmt.Fprintln(w.err, "onrecord:", err)
		return exitStatus(2)
	}
	status := 0
	list := []checkFinding{}
	for _, name := range files {
		found, err := checkFile(name)
		if err != nil {
			fmt.Fprintf(w.err, "onrecord: %s: %s\n", name, err)
			status = 2
		}
		for _, f := range found {
			if f.Level == check.Error || f.Level == check.Block {
				status = max(status, 1)
			}
			list = append(list, checkFinding{name, f})
		}
	}
	if err := c.print(w, list); err != nil {
		return err
	}
	if status > 0 {
		return exitStatus(status)
	}
	return nil
}

func (c *checkCommand) print(w *world, list []checkFinding) error {
	if c.JSON {
		enc := json.NewEncoder(w.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(list)
	}
	for _, f := range list {
		if _, err := fmt.Fprintf(w.out, "%s:%d:%s: %s\n", f.File, f.Line, f.Rule, f.Sentence); err != nil {
			return err
		}
	}
	return nil
}

// largestFile is how large a file may be to be read as a text, in bytes.
const largestFile = 4 << 20

func checkFile(name string) ([]check.Finding, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if info.Size() > largestFile {
		return nil, errors.New("is larger than 4 MB, which no text is")
	}
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	f, err := check.ParseFile(strings.ToValidUTF8(string(src), "\uFFFD"))
	if err != nil {
		return nil, err
	}
	return f.Findings(), nil
}

// markdownFiles are the files that were named, and the .md files of the folders,
// in the order of their names.
func markdownFiles(paths []string) (files []string, err error) {
	for _, p := range paths {
		info, err := os.Stat(p)
		if err != nil {
			return nil, fmt.Errorf("there is no file or folder %s", p)
		}
		if !info.IsDir() {
			files = append(files, p)
			continue
		}
		err = filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && strings.EqualFold(filepath.Ext(path), ".md") {
				files = append(files, path)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}
