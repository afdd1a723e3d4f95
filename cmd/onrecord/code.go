package main

import (
	"context"
	"errors"
	"fmt"

	"onrecord/internal/db"
	"onrecord/internal/site"
	"onrecord/internal/staff"
)

type codeCommand struct {
	Off codeOff `cmd:"" help:"Take the owner's own code off the public pages."`
}

type codeOff struct {
	Place `embed:""`
}

// Help is what `onrecord code off --help` adds.
func (codeOff) Help() string {
	return `The code stays stored; an owner can look at it and switch it on again in the settings of the
desk. The server may run: its pages are without the code within a second.

Example:
  onrecord code off`
}

// Run switches the code off, whatever version it has.
func (c *codeOff) Run(ctx context.Context, w *world) (err error) {
	a, err := openSite(ctx, c.Place, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	now, err := a.site.Code(ctx)
	if err != nil {
		return err
	}
	if !now.On {
		fmt.Fprintln(w.err, "No page carries code of its own.")
		return nil
	}
	now.On = false
	_, err = a.site.SetCode(ctx, now, func(tx *db.Tx, c site.Code) error {
		return a.staff.Audit(ctx, tx, staff.Actor{}, "site.code", "settings/code", "off, by the command line, sha256 "+c.Hash())
	})
	if err == nil {
		fmt.Fprintln(w.err, "The code is off.")
	}
	return err
}
