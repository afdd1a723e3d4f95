package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"onrecord/internal/fault"
	"onrecord/internal/member"
	"onrecord/internal/seed"
	"onrecord/internal/staff"
	"onrecord/internal/transfer"
)

type versionCommand struct{}

// Help is what `onrecord version --help` adds.
func (versionCommand) Help() string { return "Example:\n  onrecord version" }

// Run prints the version.
func (versionCommand) Run(w *world) error {
	_, err := fmt.Fprintln(w.out, version)
	return err
}

type tokenCommand struct {
	Create tokenCreate `cmd:"" help:"Make a token and print it, once."`
}

type tokenCreate struct {
	Place `embed:""`
	Name  string        `help:"What the token is for; shown in the admin." required:""`
	Scope []staff.Scope `help:"What it may do: read, write, send; several by comma." required:""`
}

// Help is what `onrecord token create --help` adds.
func (tokenCreate) Help() string {
	return `The token is printed alone on standard output and cannot be shown again. The server may run.

Example:
  onrecord token create --name "Front page screen" --scope read
  TOKEN=$(onrecord token create --name importer --scope read,write)`
}

// Run makes the token.
func (c *tokenCreate) Run(ctx context.Context, w *world) (err error) {
	a, err := openSite(ctx, c.Place, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	secret, _, err := a.staff.CreateToken(ctx, c.Name, c.Scope, 0)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.out, secret)
	return err
}

type membersCommand struct {
	Import membersImport `cmd:"" help:"Read members from a CSV file."`
	Export membersExport `cmd:"" help:"Write all members as CSV to standard output."`
}

type membersImport struct {
	Place      `embed:""`
	File       string `arg:"" help:"CSV file with a header: email, name, status, labels, created_at, newsletters." type:"existingfile"`
	Newsletter string `help:"Slug of the newsletter that new members are subscribed to." placeholder:"SLUG"`
	Again      bool   `help:"Import a file once more that was imported to its end before."`
	Refused    string `help:"Where to write the refused rows as CSV; without it they are listed on standard error." placeholder:"FILE" type:"path"`
}

// Help is what `onrecord members import --help` adds.
func (membersImport) Help() string {
	return `Rows are taken in batches; a run that was cut short goes on where it stopped when the
same file is given again. An import never resubscribes anybody. The server may run.
The exit status is 3 if rows were refused; the others were taken all the same.

Example:
  onrecord members import readers.csv --newsletter weekly`
}

// Run imports the file with a progress bar and ends with a report.
func (c *membersImport) Run(ctx context.Context, w *world) (err error) {
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
	in := member.ImportInput{Name: filepath.Base(c.File), Again: c.Again}
	if c.Newsletter != "" {
		n, err := a.newsletters.BySlug(ctx, c.Newsletter)
		if err != nil {
			return noNewsletter(ctx, a, c.Newsletter, err)
		}
		in.NewsletterID = n.ID
	}
	if err := a.audit(ctx, "member.import", in.Name); err != nil {
		return err
	}
	bar := newBar(w.err, "members")
	done, err := a.members.Import(ctx, f, in, func(i member.Import) { bar.show(i.RowsDone, i.Rows) })
	bar.end()
	if errors.Is(err, context.Canceled) {
		fmt.Fprintln(w.err, "Give the same file again to go on where this stopped.")
	}
	if err != nil {
		return err
	}
	if done.Already {
		fmt.Fprintln(w.err, "This file was imported to its end before; this is its report. Use --again to import it anew.")
	}
	fmt.Fprintf(w.err, "%s: %s added, %s updated, %s unchanged, %s refused.\n",
		rows(done.RowsDone), grouped(done.Added), grouped(done.Updated), grouped(done.Unchanged), grouped(done.Refused))
	if err := c.report(ctx, a, w, done); err != nil {
		return err
	}
	if done.Refused > 0 {
		return exitStatus(refusedRows)
	}
	return nil
}

// refusedRows is the exit status of an import that had to leave rows out.
const refusedRows = 3

func rows(n int64) string {
	if n == 1 {
		return "1 row"
	}
	return grouped(n) + " rows"
}

// onLine is a cell as a line of the terminal shows it, whatever it holds.
func onLine(cell string) string {
	words := strings.FieldsFunc(strings.ToValidUTF8(cell, "?"), func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) })
	if len(words) == 0 {
		return "no address"
	}
	return strings.Join(words, " ")
}

// noNewsletter names the slugs that there are instead.
func noNewsletter(ctx context.Context, a *app, slug string, cause error) error {
	var slugs []string
	list, err := a.newsletters.List(ctx, false)
	for _, n := range list {
		slugs = append(slugs, n.Slug)
	}
	if len(slugs) == 0 {
		slugs = []string{"none yet"}
	}
	return fault.New(fault.NotFound, "There is no newsletter with the slug %q; there is: %s.", slug, strings.Join(slugs, ", ")).Because(errors.Join(cause, err))
}

// listed is how many refused rows the terminal shows.
const listed = 20

func (c *membersImport) report(ctx context.Context, a *app, w *world, done member.Import) error {
	if done.Refused == 0 {
		return nil
	}
	if c.Refused == "" {
		rows, err := a.members.Refusals(ctx, done.ID, 0, listed)
		for _, r := range rows {
			fmt.Fprintf(w.err, "  row %d, %s: %s\n", r.Row, onLine(r.Email), r.Reason)
		}
		if done.Refused > listed {
			fmt.Fprintf(w.err, "  … and %s more; --refused FILE writes them all.\n", grouped(done.Refused-listed))
		}
		return err
	}
	f, err := os.OpenFile(c.Refused, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = a.members.RefusalsCSV(ctx, f, done.ID)
	return errors.Join(err, f.Close())
}

type membersExport struct {
	Place `embed:""`
}

// Help is what `onrecord members export --help` adds.
func (membersExport) Help() string {
	return `Columns: email, name, status, labels, created_at, newsletters (the slugs of those an active
member gets, with spaces between). What it writes, import reads back, if the newsletters
are there.

Example:
  onrecord members export > members.csv`
}

// Run writes every member.
func (c *membersExport) Run(ctx context.Context, w *world) (err error) {
	a, err := openSite(ctx, c.Place, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	totals, err := a.members.Totals(ctx)
	if err != nil {
		return err
	}
	var all int64
	for _, n := range totals {
		all += n
	}
	if err := a.audit(ctx, "member.export", "command line"); err != nil {
		return err
	}
	bar := newBar(w.err, "members")
	defer bar.end()
	return a.members.ExportCSV(ctx, w.out, member.Filter{}, func(rows int64) { bar.show(rows, all) })
}

type seedCommand struct {
	Place   `embed:""`
	Posts   int    `help:"How many posts." default:"1000"`
	Members int    `help:"How many members." default:"10000"`
	Seed    uint64 `help:"The same number makes the same data." default:"1"`
}

// Help is what `onrecord seed --help` adds.
func (seedCommand) Help() string {
	return `For measuring and trying out; the addresses are all of example domains. Posts and
members are added to what is there.

Example:
  onrecord seed --posts 100000 --members 1000000 --seed 1`
}

// Run makes the data.
func (c *seedCommand) Run(ctx context.Context, w *world) (err error) {
	a, err := openPlace(ctx, c.Place, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	bars := &stages{w: w.err}
	defer bars.end()
	return seed.Fill(ctx, a.seedDeps(), seed.Input{Posts: c.Posts, Members: c.Members, Seed: c.Seed}, bars.show)
}

type backupCommand struct {
	Place `embed:""`
	File  string `arg:"" help:"Archive to write; it must not exist yet." type:"path"`
}

// Help is what `onrecord backup --help` adds.
func (backupCommand) Help() string {
	return `Writes database and files to one archive, as they are at one moment. The server may run.
The archive holds addresses and keys: keep it as safe as the site itself.

Example:
  onrecord backup onrecord-$(date +%F).backup`
}

// Run writes the archive under a temporary name and renames it at the end.
func (c *backupCommand) Run(ctx context.Context, w *world) (err error) {
	if _, err := os.Stat(c.files()); errors.Is(err, fs.ErrPermission) {
		return mayNot(c.files(), err)
	} else if err != nil {
		return fault.New(fault.NotFound, "The files of the site are not in %s; say where they are with --data.", c.Data).Because(err)
	}
	a, err := openSite(ctx, c.Place, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	if _, err := os.Lstat(c.File); err == nil {
		return fault.New(fault.Conflict, "%s exists; a backup never overwrites a file.", c.File)
	}
	f, err := os.CreateTemp(filepath.Dir(c.File), ".onrecord-backup-*")
	if err != nil {
		return fault.New(fault.Invalid, "%s cannot be written; choose another place.", c.File).Because(err)
	}
	defer os.Remove(f.Name())
	bars := &stages{w: w.err}
	lacking, err := transfer.Backup(ctx, a.transferDeps(), f, bars.show)
	bars.end()
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := settle(f.Name(), c.File); err != nil {
		return err
	}
	if lacking > 0 {
		fmt.Fprintf(w.err, "Written: %s. Of %d files of the media library it has the entry but not the file, most likely since somebody deleted them meanwhile. If that is not so, look after the files and make another backup.\n", c.File, lacking)
		return nil
	}
	fmt.Fprintln(w.err, "Written and complete:", c.File)
	return nil
}

// settle gives the finished file its name, and never another's. A file system
// without links, as many a backup disk has, gets a rename.
func settle(from, to string) error {
	err := os.Link(from, to)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Rename(from, to)
}

type restoreCommand struct {
	Place `embed:""`
	File  string `arg:"" help:"Archive that onrecord backup wrote." type:"existingfile"`
}

// Help is what `onrecord restore --help` adds.
func (restoreCommand) Help() string {
	return `Fills an empty site, on either database. Everything is verified before any of it counts.
A restored site sends nothing by itself: issues come up paused and mail waits until the
owner presses "Resume sending" in the admin.

Example:
  onrecord restore onrecord-2026-11-23.backup --data ./restored`
}

// Run restores the archive.
func (c *restoreCommand) Run(ctx context.Context, w *world) (err error) {
	f, err := os.Open(c.File)
	if err != nil {
		return fault.New(fault.Invalid, "%s cannot be read.", c.File).Because(err)
	}
	defer f.Close()
	traces := c.traces()
	unlock, err := (&serveCommand{Config: Config{Place: c.Place}}).lock()
	if err != nil {
		return err
	}
	defer unlock()
	defer func() {
		if err != nil {
			traces.remove()
		}
	}()
	a, err := openPlace(ctx, c.Place, w)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	bars := &stages{w: w.err}
	err = transfer.Restore(ctx, a.transferDeps(), f, bars.show)
	bars.end()
	if err == nil {
		fmt.Fprintln(w.err, "Restored and verified. Nothing is sent until the owner resumes sending in the admin.")
	}
	return err
}

// stages shows one bar after the other.
type stages struct {
	w    io.Writer
	name string
	bar  *bar
}

func (s *stages) show(stage string, done, total int64) {
	if stage != s.name || s.bar == nil {
		s.end()
		s.name, s.bar = stage, newBar(s.w, stage)
	}
	s.bar.show(done, total)
}

func (s *stages) end() {
	if s.bar != nil {
		s.bar.end()
	}
}
