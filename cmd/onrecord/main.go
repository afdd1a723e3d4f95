// Command onrecord is a newsroom in one program: it publishes sourced posts to
// the web, to feeds and to inboxes.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"onrecord/internal/fault"
)

// version is set by the linker at a release.
var version = "0.1.0-dev"

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main with its world handed in; it returns the exit status.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	var cli commandLine
	exit := -1
	parser, err := kong.New(&cli,
		kong.Name("onrecord"),
		kong.Description("A newsroom in one program. It publishes sourced posts to the web, to feeds and to inboxes."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exit = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 96}),
		kong.Vars{"version": version},
	)
	if err != nil {
		fmt.Fprintln(stderr, "onrecord:", err)
		return 1
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if exit >= 0 { // help was asked for and given
		return exit
	}
	if err != nil {
		fmt.Fprintf(stderr, "onrecord: %s\nSee: onrecord --help\n", mistyped(err))
		return 2
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	w := &world{in: stdin, out: stdout, err: stderr, log: cli.Log.logger(stderr)}
	command.BindTo(ctx, (*context.Context)(nil))
	if err := command.Run(w); err != nil {
		var status exitStatus
		if errors.As(err, &status) {
			return int(status)
		}
		fmt.Fprintln(stderr, "onrecord:", explain(err))
		return 1
	}
	return 0
}

// world is what a command sees of the process.
type world struct {
	in       io.Reader
	out, err io.Writer
	log      *slog.Logger
}

// explain is an error in words for the terminal: the sentence, and for those
// who run the program the cause as well.
func explain(err error) string {
	if errors.Is(err, context.Canceled) {
		return "Stopped before the end."
	}
	text := fault.Sentence(err)
	e, ok := fault.As(err)
	if !ok || e.Kind == fault.Internal {
		return err.Error()
	}
	for _, f := range e.Fields {
		if f.Message() != text {
			text += "\n  " + f.Name + ": " + f.Message()
		}
	}
	if e.Err != nil {
		text += "\n  cause: " + e.Err.Error()
	}
	return text
}
