-- +goose Up
-- The floor: queue, rate counters, page changes, secrets. Owners: job, limit, page, site.
CREATE TABLE job (
    id           {{.ID}},
    name         {{.Text}} NOT NULL,
    subject_id   BIGINT NOT NULL DEFAULT 0,
    state        {{.Text}} NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'running', 'dead', 'held')),
    run_at       BIGINT NOT NULL,
    attempts     BIGINT NOT NULL DEFAULT 0,
    max_attempts BIGINT NOT NULL DEFAULT 20,
    lease_until  BIGINT NOT NULL DEFAULT 0,
    epoch        BIGINT NOT NULL DEFAULT 0,
    last_error   TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL
);
CREATE INDEX job_due ON job (state, run_at, id);
-- A repeating job has one row for ever, marked by subject -1.
CREATE UNIQUE INDEX job_schedule ON job (name) WHERE subject_id = -1;

CREATE TABLE limit_counter (
    key          {{.Text}} NOT NULL,
    window_start BIGINT NOT NULL,
    n            BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    PRIMARY KEY (key, window_start)
);
CREATE INDEX limit_counter_expiry ON limit_counter (expires_at);

CREATE TABLE page_change (
    id   {{.ID}},
    tag  {{.Text}} NOT NULL,
    mark TEXT NOT NULL DEFAULT '', -- of the call that wrote it, so that its own process knows it again
    at   BIGINT NOT NULL
);
CREATE INDEX page_change_at ON page_change (at);

-- +goose Down
