-- +goose Up
-- Owner: staff.
CREATE TABLE staff (
    id            {{.ID}},
    name          TEXT NOT NULL,
    email         TEXT NOT NULL,
    email_norm    {{.Text}} NOT NULL UNIQUE,
    role          TEXT NOT NULL CHECK (role IN ('owner', 'editor', 'author', 'contributor')),
    password_hash TEXT NOT NULL,
    disabled_at   BIGINT NOT NULL DEFAULT 0,
    version       BIGINT NOT NULL DEFAULT 1,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE TABLE staff_session (
    id           {{.ID}},
    token_hash   {{.Text}} NOT NULL UNIQUE,
    staff_id     BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    user_agent   TEXT NOT NULL DEFAULT '',
    network      TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX staff_session_staff ON staff_session (staff_id, id);
-- A one-time link that lets somebody set a password: an invitation or a reset.
CREATE TABLE staff_invitation (
    id         {{.ID}},
    token_hash {{.Text}} NOT NULL UNIQUE,
    staff_id   BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE token (
    id           {{.ID}},
    name         TEXT NOT NULL,
    token_hash   {{.Text}} NOT NULL UNIQUE,
    scopes       TEXT NOT NULL,
    created_by   BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL DEFAULT 0,
    revoked_at   BIGINT NOT NULL DEFAULT 0
);
-- Append-only: the database itself refuses to change or delete a line.
CREATE TABLE audit (
    id       {{.ID}},
    at       BIGINT NOT NULL,
    staff_id BIGINT NOT NULL DEFAULT 0,
    token_id BIGINT NOT NULL DEFAULT 0,
    action   {{.Text}} NOT NULL,
    subject  TEXT NOT NULL DEFAULT '',
    detail   TEXT NOT NULL DEFAULT ''
);
{{if .SQLite}}
-- +goose StatementBegin
CREATE TRIGGER audit_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- +goose StatementEnd
{{else}}
-- +goose StatementBegin
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_change BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse();
{{end}}
-- An answer kept so that a repeated POST with the same Idempotency-Key replays it. Owner: api.
CREATE TABLE idempotency (
    token_id   BIGINT NOT NULL,
    key        {{.Text}} NOT NULL,
    body_hash  TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('running', 'done')),
    status     BIGINT NOT NULL DEFAULT 0,
    header     TEXT NOT NULL DEFAULT '',
    body       {{.Blob}},
    created_at BIGINT NOT NULL,
    PRIMARY KEY (token_id, key)
);
CREATE INDEX idempotency_age ON idempotency (created_at);

-- +goose Down
