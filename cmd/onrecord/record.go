package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"onrecord/internal/staff"
)

type recordCommand struct {
	Import recordImport `cmd:"" help:"Take sources and claims in from a file that export wrote."`
	Export recordExport `cmd:"" help:"Write all sources and claims as lines of JSON to standard output."`
}

type recordExport struct {
	Place `embed:""`
}

// Help is what `onrecord record export --help` adds.
func (recordExport) Help() string {
	return `A line for each source and each claim with all its versions, by key: the same record
has the same bytes. Where claims were printed and who knows an unnamed source stay here.
The server may run.

Example:
  onrecord record export > record.jsonl`
}

// Run writes the record.
func (c *recordExport) Run(ctx context.Context, w *world) (err error) {
	a, err := openSite(ctx, c.Place, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	return a.claims.Export(ctx, w.out)
}

type recordImport struct {
	Place `embed:""`
	File  string `arg:"" help:"File that onrecord record export wrote." type:"existingfile"`
}

// Help is what `onrecord record import --help` adds.
func (recordImport) Help() string {
	return `All of it is taken in or nothing. What is on record already is never changed: a key that
is there is refused. The server may run.

Example:
  onrecord record import record.jsonl`
}

// Run takes the file in.
func (c *recordImport) Run(ctx context.Context, w *world) (err error) {
	a, err := openSite(ctx, c.Place, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	n, err := a.claims.Import(ctx, staff.Actor{}, f)
	if err == nil {
		fmt.Fprintf(w.err, "On record now: sources %s, claims %s, versions %s.\n", grouped(n.Sources), grouped(n.Claims), grouped(n.Versions))
	}
	return err
}
