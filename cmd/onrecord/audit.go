package main

import (
	"context"
	"errors"
	"fmt"

	"onrecord/internal/fault"
)

type auditCommand struct {
	Check auditCheck `cmd:"" help:"Check that no line of the audit log was changed, taken out or put in."`
}

type auditCheck struct {
	Place `embed:""`
	Seal  string `help:"A seal that an earlier check printed; the check fails unless it is still in the chain." placeholder:"SEAL"`
}

// Help is what `onrecord audit check --help` adds.
func (auditCheck) Help() string {
	return `Each line holds a hash of itself and of all lines before. The seal, the hash of the last
line, is printed alone on standard output: who keeps it elsewhere can prove later that nothing
up to then was rewritten, not even by somebody who has the database. The server may run.

Example:
  onrecord audit check
  onrecord audit check --seal 5f1c…`
}

// Run walks along the log.
func (c *auditCheck) Run(ctx context.Context, w *world) (err error) {
	a, err := openSite(ctx, c.Place, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	found, err := a.staff.CheckAudit(ctx, c.Seal)
	switch {
	case err != nil:
		return err
	case found.BrokenAt != 0:
		return fault.New(fault.Conflict, "The audit log was tampered with: line %d does not follow from the lines before.", found.BrokenAt)
	case found.Missing != 0:
		return fault.New(fault.Conflict, "The audit log was tampered with: its end does not fit its seal.")
	case c.Seal != "" && found.Noted == 0:
		return fault.New(fault.Conflict, "The audit log was rewritten: the seal that you gave is not in its chain of %d lines.", found.Lines)
	}
	fmt.Fprintf(w.err, "The audit log is whole: %d lines.\n", found.Lines)
	_, err = fmt.Fprintln(w.out, found.Seal)
	return err
}
