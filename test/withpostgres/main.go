// Command withpostgres starts a PostgreSQL server in a temporary folder, runs
// the command it is given with the server's address in the environment, and
// stops the server. Without PostgreSQL it runs the command alone.
//
// With -databases N it also makes N empty databases, for a command that has no
// PostgreSQL client of its own, and names them in ONRECORD_TEST_DATABASES with
// spaces between them.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"

	"onrecord/internal/db/dbtest"
)

// databasesVariable names the empty databases.
const databasesVariable = "ONRECORD_TEST_DATABASES"

func main() {
	databases := flag.Int("databases", 0, "make this many empty databases and name them in "+databasesVariable)
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: withpostgres [-databases N] COMMAND [ARG ...]")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	code, err := run(*databases, flag.Arg(0), flag.Args()[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpostgres:", err)
		code = 1
	}
	os.Exit(code)
}

func run(databases int, name string, args []string) (code int, err error) {
	signal.Ignore(syscall.SIGINT) // the command gets it too, and we stop after it
	cmd := exec.Command(name, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = os.Stdin, os.Stdout, os.Stderr, os.Environ()
	server := os.Getenv(dbtest.Variable)
	if server == "" {
		started, err := dbtest.StartPostgres()
		if err == nil {
			defer started.Stop()
			server = started.URL
			cmd.Env = append(cmd.Env, dbtest.Variable+"="+server)
		} else {
			fmt.Fprintln(os.Stderr, "withpostgres: going on without PostgreSQL:", err)
		}
	}
	if server != "" && databases > 0 {
		made, drop, err := empty(server, databases)
		if err != nil {
			return 0, err
		}
		defer drop()
		cmd.Env = append(cmd.Env, databasesVariable+"="+strings.Join(made, " "))
	}
	err = cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), nil
	}
	return 0, err
}

// empty makes n empty databases and gives their addresses.
func empty(server string, n int) (urls []string, drop func(), err error) {
	u, err := url.Parse(server)
	if err != nil {
		return nil, nil, err
	}
	admin, err := sql.Open("pgx", server)
	if err != nil {
		return nil, nil, err
	}
	ctx := context.Background()
	var names []string
	drop = func() {
		for _, name := range names {
			if _, err := admin.ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
				fmt.Fprintln(os.Stderr, "withpostgres:", err)
			}
		}
		admin.Close()
	}
	for i := range n {
		name := fmt.Sprintf("empty_%d_%d", os.Getpid(), i+1)
		if _, err := admin.ExecContext(ctx, "CREATE DATABASE "+name); err != nil {
			drop()
			return nil, nil, err
		}
		names = append(names, name)
		u.Path = "/" + name
		urls = append(urls, u.String())
	}
	return urls, drop, nil
}
