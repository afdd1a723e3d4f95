-- +goose Up
-- Owner: reading. How often pages were read in an hour ('2026-11-26T14'), a day ('2026-11-26') or a month
-- ('2026-11') of the site's time zone. Hours are of the whole site alone. readers is an estimate of distinct people,
-- for a month the sum of those of its days. sketch is what the estimate is made of and is '' once the day is over.
CREATE TABLE reading (
    span    {{.Text}} NOT NULL CHECK (span IN ('hour', 'day', 'month')),
    period  {{.Text}} NOT NULL,
    post_id BIGINT NOT NULL, -- 0 for the whole site
    views   BIGINT NOT NULL,
    readers BIGINT NOT NULL,
    sketch  TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (span, period, post_id)
){{if .SQLite}} WITHOUT ROWID{{end}};
CREATE INDEX reading_post ON reading (post_id, span, period);
CREATE INDEX reading_open ON reading (span, period) WHERE sketch <> '';
-- Where readings began: a host, or '' where none was named.
CREATE TABLE reading_source (
    span   {{.Text}} NOT NULL CHECK (span IN ('day', 'month')),
    period {{.Text}} NOT NULL,
    name   {{.Text}} NOT NULL,
    views  BIGINT NOT NULL,
    PRIMARY KEY (span, period, name)
){{if .SQLite}} WITHOUT ROWID{{end}};
-- The one salt of the present day; the next day's is written over it. It is in no backup.
CREATE TABLE reading_salt (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    day  {{.Text}} NOT NULL,
    salt TEXT NOT NULL
);

-- +goose Down
