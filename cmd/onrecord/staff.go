package main

import (
	"context"
	"errors"
	"fmt"

	"onrecord/internal/site"
)

type staffCommand struct {
	Link staffLink `cmd:"" help:"Make a link by which somebody on the staff sets a new password."`
}

type staffLink struct {
	Place           `embed:""`
	Listen          string `help:"Address that the server listens on, for a link without --base-url." default:"127.0.0.1:8080" env:"ONRECORD_LISTEN"`
	BaseURL         string `help:"Address that readers use, as the server has it." name:"base-url" placeholder:"URL" env:"ONRECORD_BASE_URL"`
	ResetSecondStep bool   `help:"Switch the person's second step off as well, for who lost phone and recovery codes; their sessions end." name:"reset-second-step"`
	Email           string `arg:"" help:"Address with which the person signs in."`
}

// Help is what `onrecord staff link --help` adds.
func (staffLink) Help() string {
	return `For an owner who forgot the password, since nobody else may help one. The link is printed
alone on standard output and works once, for three days; the old password works until then.
The server may run.

Who has a second step is still asked for a code afterwards. For who lost both the phone and
the recovery codes, --reset-second-step switches it off.

Example:
  onrecord staff link owner@example.org --base-url https://example.org`
}

// Run makes the link.
func (c *staffLink) Run(ctx context.Context, w *world) (err error) {
	base, err := Config{Listen: c.Listen, BaseURL: c.BaseURL}.base()
	if err != nil {
		return err
	}
	a, err := openSite(ctx, c.Place, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	token, coded, err := a.staff.Recover(ctx, c.Email, c.ResetSecondStep)
	if err != nil {
		return err
	}
	if coded {
		fmt.Fprintln(w.err, "After the new password the second step is still asked for; without phone, recovery codes and passkeys, use --reset-second-step.")
	}
	_, err = fmt.Fprintln(w.out, site.URLs{Base: base}.Invitation(token))
	return err
}
