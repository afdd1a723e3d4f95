// Command withpostgres starts a PostgreSQL server in a temporary folder, runs
// the command it is given with the server's address in the environment, and
// stops the server. Without PostgreSQL it runs the command alone.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"onrecord/internal/db/dbtest"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: withpostgres COMMAND [ARG ...]")
		os.Exit(2)
	}
	os.Exit(run(os.Args[1], os.Args[2:]))
}

func run(name string, args []string) int {
	signal.Ignore(syscall.SIGINT) // the command gets it too, and we stop after it
	cmd := exec.Command(name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = os.Stdin, os.Stdout, os.Stderr, os.Environ()
	if os.Getenv(dbtest.Variable) == "" {
		server, err := dbtest.StartPostgres()
		if err == nil {
			defer server.Stop()
			cmd.Env = append(cmd.Env, dbtest.Variable+"="+server.URL)
		} else {
			fmt.Fprintln(os.Stderr, "withpostgres: going on without PostgreSQL:", err)
		}
	}
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpostgres:", err)
		return 1
	}
	return 0
}
