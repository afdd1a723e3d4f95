package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// All reads every row of a query. The query states its own LIMIT.
func All[T any](ctx context.Context, q Querier, scan func(Row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// One reads one row; without one the error is sql.ErrNoRows, whose kind is
// fault.NotFound.
func One[T any](ctx context.Context, q Querier, scan func(Row) (T, error), query string, args ...any) (T, error) {
	return scan(q.QueryRow(ctx, query, args...))
}

// Value scans a row of one column.
func Value[T any](r Row) (v T, err error) {
	err = r.Scan(&v)
	return v, err
}

// Ms is t in Unix milliseconds; 0 for the zero time, which means none.
func Ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the UTC time of Unix milliseconds; the zero time for 0.
func Time(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Bit is a bool as both engines store it.
func Bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// NullID is id for a foreign key column: NULL for 0.
func NullID(id int64) any {
	if id == 0 {
		return nil
	}
	return id
}

// In lists n placeholders from $from on, for IN (…). It panics on n < 1,
// since "IN ()" is no SQL: ask before with an empty list.
func In(n, from int) string {
	if n < 1 {
		panic("db.In without a value")
	}
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(from + i))
	}
	return b.String()
}

// Args makes an argument list of any slice.
func Args[T any](vs []T) []any {
	out := make([]any, len(vs))
	for i, v := range vs {
		out[i] = v
	}
	return out
}

// manyArgs is the most arguments put into one statement: under SQLite's
// 32,766 and PostgreSQL's 65,535.
const manyArgs = 8000

// InsertMany inserts rows by as few statements as the engines allow. Table and
// columns are the program's own words, never a person's.
func (t *Tx) InsertMany(ctx context.Context, table string, columns []string, rows [][]any) error {
	per := max(1, manyArgs/len(columns))
	for len(rows) > 0 {
		n := min(per, len(rows))
		query := t.Engine.insertText(table, columns, n)
		args := make([]any, 0, n*len(columns))
		for _, row := range rows[:n] {
			if len(row) != len(columns) {
				return fmt.Errorf("insert into %s: %d values for %d columns", table, len(row), len(columns))
			}
			args = append(args, row...)
		}
		if _, err := t.Exec(ctx, query, args...); err != nil {
			return fmt.Errorf("insert into %s: %w", table, err)
		}
		rows = rows[n:]
	}
	return nil
}

func (e Engine) insertText(table string, columns []string, n int) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES ")
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(" + e.Marks(len(columns), i*len(columns)+1) + ")")
	}
	return b.String()
}
