-- +goose Up
-- Owner: claim. Somebody says that something is wrong; it waits for the desk. The contact goes some time after it was handled.
CREATE TABLE report (
    id         {{.ID}},
    claim_id   BIGINT REFERENCES claim (id) ON DELETE SET NULL,
    post_id    BIGINT NOT NULL DEFAULT 0, -- no foreign key: posts stand higher, and one that readers saw is never deleted
    kind       {{.Text}} NOT NULL CHECK (kind IN ('reader', 'source')),
    state      {{.Text}} NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'upheld', 'declined', 'duplicate', 'spam')),
    body       TEXT NOT NULL,
    contact    TEXT NOT NULL DEFAULT '',
    outcome    TEXT NOT NULL DEFAULT '',
    handled_by BIGINT NOT NULL DEFAULT 0,
    handled_at BIGINT NOT NULL DEFAULT 0,
    version    BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    CHECK ((state = 'open') = (handled_at = 0))
);
CREATE INDEX report_state ON report (state, id);
CREATE INDEX report_claim ON report (claim_id, id);
CREATE INDEX report_post ON report (post_id, id);

-- +goose Down
