-- +goose Up
-- Owner: claim. One proposition; texts name it by its key. What is known of it stands in its versions.
CREATE TABLE claim (
    id                {{.ID}},
    key               {{.Text}} NOT NULL UNIQUE,
    kind              {{.Text}} NOT NULL CHECK (kind IN ('fact', 'figure', 'quote', 'forecast')),
    statement         TEXT NOT NULL,
    folded            {{.Text}} NOT NULL, -- what it is found by, without case and accents
    story_id          BIGINT NOT NULL DEFAULT 0, -- 0: of no story
    latest            BIGINT NOT NULL DEFAULT 1, -- number of the newest version
    printed           BIGINT NOT NULL DEFAULT 1, -- and of the one that is printed
    deprecated_at     BIGINT NOT NULL DEFAULT 0,
    deprecated_by     BIGINT NOT NULL DEFAULT 0,
    deprecated_reason TEXT NOT NULL DEFAULT '',
    version           BIGINT NOT NULL DEFAULT 1, -- of the row, for those who change it
    created_by        BIGINT NOT NULL DEFAULT 0,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    CHECK ((deprecated_at = 0) = (deprecated_reason = ''))
);
CREATE INDEX claim_story ON claim (story_id, id);
-- What was known at one moment. It never changes; it goes with its claim alone.
CREATE TABLE claim_version (
    id          {{.ID}},
    claim_id    BIGINT NOT NULL REFERENCES claim (id) ON DELETE CASCADE,
    number      BIGINT NOT NULL,
    change      {{.Text}} NOT NULL CHECK (change IN ('new', 'update', 'correction', 'clarification', 'retraction')),
    status      {{.Text}} NOT NULL CHECK (status IN ('unverified', 'reported', 'confirmed', 'disputed', 'refuted', 'retracted', 'superseded')),
    text        TEXT NOT NULL,
    figure      TEXT NOT NULL DEFAULT '', -- as figure.Figure writes itself; exact
    formula     TEXT NOT NULL DEFAULT '', -- that gave the figure
    as_of       BIGINT NOT NULL DEFAULT 0, -- when it was true
    recorded_at BIGINT NOT NULL,           -- when the newsroom knew
    recorded_by BIGINT NOT NULL DEFAULT 0,
    signed_by   BIGINT NOT NULL DEFAULT 0,
    signed_name TEXT NOT NULL DEFAULT '',  -- outlives the person's account
    UNIQUE (claim_id, number),
    CHECK ((number = 1) = (change = 'new')),
    CHECK ((status = 'retracted') = (change = 'retraction')),
    CONSTRAINT claim_version_signed CHECK (status <> 'confirmed' OR signed_name <> '')
);
-- One step of how it reached the newsroom. Position 1 of a chain is who said it first.
CREATE TABLE claim_hop (
    version_id   BIGINT NOT NULL REFERENCES claim_version (id) ON DELETE CASCADE,
    chain        BIGINT NOT NULL,
    position     BIGINT NOT NULL,
    source_id    BIGINT NOT NULL REFERENCES source (id),
    verb         {{.Text}} NOT NULL CHECK (verb IN ('said', 'told', 'wrote', 'published', 'reported', 'cited', 'leaked')),
    to_whom      TEXT NOT NULL DEFAULT '',
    said_at      BIGINT NOT NULL DEFAULT 0,
    url          TEXT NOT NULL DEFAULT '',
    archived_url TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (version_id, chain, position)
);
CREATE INDEX claim_hop_source ON claim_hop (source_id, version_id);
CREATE TABLE claim_condition (
    version_id BIGINT NOT NULL REFERENCES claim_version (id) ON DELETE CASCADE,
    position   BIGINT NOT NULL,
    kind       {{.Text}} NOT NULL CHECK (kind IN ('only_if', 'unless', 'until')),
    claim_id   BIGINT REFERENCES claim (id), -- NULL: the words alone say it
    text       TEXT NOT NULL DEFAULT '',
    due        BIGINT NOT NULL DEFAULT 0,
    state      {{.Text}} NOT NULL CHECK (state IN ('unknown', 'met', 'unmet', 'void')),
    PRIMARY KEY (version_id, position),
    CHECK (claim_id IS NOT NULL OR text <> '')
);
-- What a version rests on, by its formula or its conditions, and the version of that which it was made from.
CREATE TABLE claim_input (
    version_id BIGINT NOT NULL REFERENCES claim_version (id) ON DELETE CASCADE,
    claim_id   BIGINT NOT NULL REFERENCES claim (id),
    number     BIGINT NOT NULL,
    PRIMARY KEY (version_id, claim_id)
);
CREATE INDEX claim_input_claim ON claim_input (claim_id, version_id);
-- Which version to print, apart from how sure we are. The last row of a version counts.
CREATE TABLE claim_rank (
    id        {{.ID}},
    claim_id  BIGINT NOT NULL REFERENCES claim (id) ON DELETE CASCADE,
    number    BIGINT NOT NULL,
    rank      {{.Text}} NOT NULL CHECK (rank IN ('preferred', 'normal', 'deprecated')),
    reason    TEXT NOT NULL DEFAULT '',
    ranked_by BIGINT NOT NULL DEFAULT 0,
    at        BIGINT NOT NULL,
    CHECK (rank <> 'deprecated' OR reason <> '')
);
CREATE INDEX claim_rank_claim ON claim_rank (claim_id, id);
-- A claim that rests on another one which changed, until somebody looked at it.
CREATE TABLE claim_review (
    claim_id BIGINT NOT NULL REFERENCES claim (id) ON DELETE CASCADE,
    cause_id BIGINT NOT NULL REFERENCES claim (id) ON DELETE CASCADE,
    at       BIGINT NOT NULL,
    PRIMARY KEY (claim_id, cause_id)
);
CREATE INDEX claim_review_cause ON claim_review (cause_id);
{{if .SQLite}}
-- +goose StatementBegin
CREATE TRIGGER claim_version_update BEFORE UPDATE ON claim_version
BEGIN
    SELECT RAISE(ABORT, 'a version of a claim never changes');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER claim_version_delete BEFORE DELETE ON claim_version WHEN EXISTS (SELECT 1 FROM claim WHERE id = OLD.claim_id)
BEGIN
    SELECT RAISE(ABORT, 'a version goes with its claim alone');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER claim_hop_update BEFORE UPDATE ON claim_hop
BEGIN
    SELECT RAISE(ABORT, 'a version of a claim never changes');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER claim_hop_delete BEFORE DELETE ON claim_hop WHEN EXISTS (SELECT 1 FROM claim_version WHERE id = OLD.version_id)
BEGIN
    SELECT RAISE(ABORT, 'a version of a claim never changes');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER claim_condition_update BEFORE UPDATE ON claim_condition
BEGIN
    SELECT RAISE(ABORT, 'a version of a claim never changes');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER claim_condition_delete BEFORE DELETE ON claim_condition WHEN EXISTS (SELECT 1 FROM claim_version WHERE id = OLD.version_id)
BEGIN
    SELECT RAISE(ABORT, 'a version of a claim never changes');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER claim_input_update BEFORE UPDATE ON claim_input
BEGIN
    SELECT RAISE(ABORT, 'a version of a claim never changes');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER claim_input_delete BEFORE DELETE ON claim_input WHEN EXISTS (SELECT 1 FROM claim_version WHERE id = OLD.version_id)
BEGIN
    SELECT RAISE(ABORT, 'a version of a claim never changes');
END;
-- +goose StatementEnd
{{else}}
-- +goose StatementBegin
CREATE FUNCTION claim_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT 1 FROM claim WHERE id = OLD.claim_id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'a version of a claim never changes, and goes with its claim alone';
END;
$$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION claim_part_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT EXISTS (SELECT 1 FROM claim_version WHERE id = OLD.version_id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'a version of a claim never changes';
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER claim_version_immutable BEFORE UPDATE OR DELETE ON claim_version FOR EACH ROW EXECUTE FUNCTION claim_version_refuse();
CREATE TRIGGER claim_hop_immutable BEFORE UPDATE OR DELETE ON claim_hop FOR EACH ROW EXECUTE FUNCTION claim_part_refuse();
CREATE TRIGGER claim_condition_immutable BEFORE UPDATE OR DELETE ON claim_condition FOR EACH ROW EXECUTE FUNCTION claim_part_refuse();
CREATE TRIGGER claim_input_immutable BEFORE UPDATE OR DELETE ON claim_input FOR EACH ROW EXECUTE FUNCTION claim_part_refuse();
{{end}}

-- +goose Down
