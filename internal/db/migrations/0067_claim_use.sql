-- +goose Up
-- Owner: claim. A surface carried a version: a revision or an issue once, a feed or an API token again and again between
-- first_at and last_at. What it printed never changes, and a version that was used stays as long as its use.
CREATE TABLE claim_use (
    id         {{.ID}},
    claim_id   BIGINT NOT NULL REFERENCES claim (id),
    version_id BIGINT NOT NULL REFERENCES claim_version (id),
    surface    {{.Text}} NOT NULL CHECK (surface IN ('post_revision', 'issue', 'feed_build', 'api_answer')),
    surface_id BIGINT NOT NULL DEFAULT 0, -- revision, issue or token; 0 for feeds
    locator    {{.Text}} NOT NULL,        -- where in it; of a feed, which
    mode       {{.Text}} NOT NULL CHECK (mode IN ('pinned', 'live')),
    words      TEXT NOT NULL,
    first_at   BIGINT NOT NULL,
    last_at    BIGINT NOT NULL,
    n          BIGINT NOT NULL DEFAULT 1,
    UNIQUE (surface, surface_id, locator, version_id)
);
CREATE INDEX claim_use_version ON claim_use (version_id, id);
CREATE INDEX claim_use_claim ON claim_use (claim_id, id);
{{if .SQLite}}
-- +goose StatementBegin
CREATE TRIGGER claim_use_update BEFORE UPDATE OF claim_id, version_id, surface, surface_id, locator, mode, words, first_at ON claim_use
BEGIN
    SELECT RAISE(ABORT, 'what was printed never changes');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER claim_use_delete BEFORE DELETE ON claim_use
BEGIN
    SELECT RAISE(ABORT, 'what was printed stays on record');
END;
-- +goose StatementEnd
{{else}}
-- +goose StatementBegin
CREATE FUNCTION claim_use_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was printed never changes and stays on record';
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER claim_use_update BEFORE UPDATE OF claim_id, version_id, surface, surface_id, locator, mode, words, first_at ON claim_use
    FOR EACH ROW EXECUTE FUNCTION claim_use_refuse();
CREATE TRIGGER claim_use_delete BEFORE DELETE ON claim_use FOR EACH ROW EXECUTE FUNCTION claim_use_refuse();
{{end}}

-- +goose Down
