-- +goose Up
-- Owner: post. Working copies that gave way to an older state, so that they
-- can be brought back. The newest of each post stay.
CREATE TABLE set_aside (
    id            {{.ID}},
    post_id       BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    saved_at      BIGINT NOT NULL,
    saved_by      BIGINT NOT NULL DEFAULT 0,
    kind          TEXT NOT NULL,
    slug          TEXT NOT NULL,
    lead_media_id BIGINT NOT NULL DEFAULT 0,
    author_ids    TEXT NOT NULL DEFAULT '[]',
    section_ids   TEXT NOT NULL DEFAULT '[]',
    tag_ids       TEXT NOT NULL DEFAULT '[]',
    headline      TEXT NOT NULL,
    standfirst    TEXT NOT NULL,
    lead_alt      TEXT NOT NULL DEFAULT '',
    lead_caption  TEXT NOT NULL DEFAULT '',
    lead_credit   TEXT NOT NULL DEFAULT '',
    body          TEXT NOT NULL
);
CREATE INDEX set_aside_post ON set_aside (post_id, id);

-- +goose Down
