package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"onrecord/internal/db"
)

// Variable names the server that tests use: a URL of a role that may create
// databases. Without it a server is started for this process.
const Variable = "ONRECORD_TEST_POSTGRES"

// Postgres opens an empty, migrated PostgreSQL database of its own. It may be
// one that an earlier test of this process used and that was emptied since.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	admin := administrator(t)
	s, ok := takeSpare()
	for ok && s.d.Ping(t.Context()) != nil { // a test closed it
		drop(t, admin, s.name)
		s, ok = takeSpare()
	}
	if !ok {
		s.name = create(t, admin)
		url, err := server()
		if err != nil {
			t.Fatal(err)
		}
		if s.d, err = db.Open(t.Context(), named(url, s.name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { s.handOn(t, admin) })
	return s.d.Again()
}

// PostgresURL names a fresh, migrated PostgreSQL database, dropped at the end
// of the test.
func PostgresURL(t testing.TB) string {
	t.Helper()
	admin := administrator(t)
	name := create(t, admin)
	t.Cleanup(func() { drop(t, admin, name) })
	url, err := server()
	if err != nil {
		t.Fatal(err)
	}
	return named(url, name)
}

// administrator is the connection that makes and drops databases.
func administrator(t testing.TB) *sql.DB {
	t.Helper()
	admin, err := administration()
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("PostgreSQL is needed: %v", err)
		}
		t.Skipf("PostgreSQL was not found, so this half is skipped; install it (Debian: apt-get install postgresql): %v", err)
	}
	return admin
}

var administration = sync.OnceValues(func() (*sql.DB, error) {
	url, err := server()
	if err != nil {
		return nil, err
	}
	admin, err := sql.Open("pgx", url)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	return admin, errors.Join(template(ctx, admin, url), sweepDatabases(ctx, admin))
})

func create(t testing.TB, admin *sql.DB) (name string) {
	t.Helper()
	name = fmt.Sprintf("t_%d_%d", os.Getpid(), next())
	if _, err := admin.Exec("CREATE DATABASE " + name + " TEMPLATE " + templateName()); err != nil {
		t.Fatal(err)
	}
	return name
}

var next = func() func() int {
	var mu sync.Mutex
	n := 0
	return func() int {
		mu.Lock()
		defer mu.Unlock()
		n++
		return n
	}
}()

func templateName() string { return "template_" + db.Fingerprint() }

// template makes the migrated template database once per schema, whoever comes
// first among the processes that share the server.
func template(ctx context.Context, admin *sql.DB, server string) error {
	conn, err := admin.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(20261)"); err != nil {
		return err
	}
	defer conn.ExecContext(ctx, "SELECT pg_advisory_unlock(20261)") //nolint:errcheck // the connection ends here anyway
	var n int
	if err := conn.QueryRowContext(ctx, "SELECT count(*) FROM pg_database WHERE datname = $1", templateName()).Scan(&n); err != nil || n > 0 {
		return err
	}
	raw := templateName() + "_raw"
	for _, q := range []string{"DROP DATABASE IF EXISTS " + raw + " WITH (FORCE)", "CREATE DATABASE " + raw} {
		if _, err := conn.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	d, err := db.Open(ctx, named(server, raw))
	if err != nil {
		return err
	}
	if err := d.Migrate(ctx); err != nil {
		return err
	}
	if err := d.Close(); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "ALTER DATABASE "+raw+" RENAME TO "+templateName())
	return err
}

func named(server, database string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + database
	return u.String()
}
