-- +goose Up
-- Owner: post.
CREATE TABLE section (
    id          {{.ID}},
    slug        {{.Text}} NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    position    BIGINT NOT NULL DEFAULT 0,
    version     BIGINT NOT NULL DEFAULT 1,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE TABLE tag (
    id          {{.ID}},
    slug        {{.Text}} NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    name_folded {{.Text}} NOT NULL, -- without case and accents, for finding
    description TEXT NOT NULL DEFAULT '',
    version     BIGINT NOT NULL DEFAULT 1,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE INDEX tag_name ON tag (name_folded);
CREATE TABLE author (
    id          {{.ID}},
    slug        {{.Text}} NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    name_folded {{.Text}} NOT NULL,
    bio         TEXT NOT NULL DEFAULT '',
    url         TEXT NOT NULL DEFAULT '',
    media_id    BIGINT REFERENCES media (id) ON DELETE SET NULL,
    staff_id    BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    credited    BIGINT NOT NULL DEFAULT 0, -- stands in the byline of some revision, so it stays
    version     BIGINT NOT NULL DEFAULT 1,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE INDEX author_staff ON author (staff_id);
CREATE INDEX author_media ON author (media_id);
-- Slugs that a section, tag or author had before; they lead to it until another takes them.
CREATE TABLE group_slug (
    kind     {{.Text}} NOT NULL CHECK (kind IN ('section', 'tag', 'author')),
    slug     {{.Text}} NOT NULL,
    group_id BIGINT NOT NULL,
    PRIMARY KEY (kind, slug)
);
-- The working copy. What readers see is the published revision. The body stands
-- last, so that lists are read without it.
CREATE TABLE post (
    id                 {{.ID}},
    kind               {{.Text}} NOT NULL CHECK (kind IN ('article', 'brief', 'explainer', 'page')),
    status             {{.Text}} NOT NULL CHECK (status IN ('draft', 'scheduled', 'published', 'unpublished')),
    slug               {{.Text}} NOT NULL,
    version            BIGINT NOT NULL DEFAULT 1,
    revision_id        BIGINT NOT NULL DEFAULT 0,
    changed            BIGINT NOT NULL DEFAULT 0,
    scheduled_at       BIGINT NOT NULL DEFAULT 0,
    scheduled_by       BIGINT NOT NULL DEFAULT 0,
    first_published_at BIGINT NOT NULL DEFAULT 0,
    significant_at     BIGINT NOT NULL DEFAULT 0, -- the last significant revision
    created_by         BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    updated_by         BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    created_at         BIGINT NOT NULL,
    updated_at         BIGINT NOT NULL,
    preview_token      {{.Text}} NOT NULL UNIQUE,
    lead_media_id      BIGINT REFERENCES media (id) ON DELETE SET NULL,
    headline           TEXT NOT NULL,
    headline_folded    {{.Text}} NOT NULL DEFAULT '', -- without case and accents, for finding
    standfirst         TEXT NOT NULL DEFAULT '',
    lead_alt           TEXT NOT NULL DEFAULT '',
    lead_caption       TEXT NOT NULL DEFAULT '',
    lead_credit        TEXT NOT NULL DEFAULT '',
    body               TEXT NOT NULL DEFAULT ''
);
-- The folded headline rides along, so that looking for a word reads the index alone.
CREATE INDEX post_updated ON post (updated_at, id, headline_folded);
CREATE INDEX post_status ON post (status, updated_at, id);
CREATE INDEX post_created_by ON post (created_by);
CREATE INDEX post_lead ON post (lead_media_id);
CREATE TABLE post_author (
    post_id   BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    position  BIGINT NOT NULL,
    author_id BIGINT NOT NULL REFERENCES author (id),
    PRIMARY KEY (post_id, position),
    UNIQUE (post_id, author_id)
);
CREATE INDEX post_author_author ON post_author (author_id, post_id);
CREATE TABLE post_section (
    post_id    BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    position   BIGINT NOT NULL,
    section_id BIGINT NOT NULL REFERENCES section (id) ON DELETE CASCADE,
    PRIMARY KEY (post_id, position),
    UNIQUE (post_id, section_id)
);
CREATE INDEX post_section_section ON post_section (section_id, post_id);
CREATE TABLE post_tag (
    post_id  BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    tag_id   BIGINT NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    PRIMARY KEY (post_id, position),
    UNIQUE (post_id, tag_id)
);
CREATE INDEX post_tag_tag ON post_tag (tag_id, post_id);
-- Every slug a post holds: those it was ever published under (public = 1) and
-- the one its working copy waits with. One stands in the current revision, the
-- other public ones redirect to it.
CREATE TABLE post_slug (
    slug       {{.Text}} PRIMARY KEY,
    post_id    BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    public     BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE INDEX post_slug_post ON post_slug (post_id);
-- One immutable published state. A trigger refuses UPDATE and DELETE.
CREATE TABLE revision (
    id            {{.ID}},
    post_id       BIGINT NOT NULL REFERENCES post (id),
    number        BIGINT NOT NULL,
    kind          TEXT NOT NULL,
    slug          TEXT NOT NULL,
    significant   BIGINT NOT NULL DEFAULT 1,
    published_at  BIGINT NOT NULL,
    published_by  BIGINT NOT NULL DEFAULT 0,
    lead_media_id BIGINT NOT NULL DEFAULT 0,
    author_ids    TEXT NOT NULL DEFAULT '[]',
    section_ids   TEXT NOT NULL DEFAULT '[]',
    tag_ids       TEXT NOT NULL DEFAULT '[]',
    headline      TEXT NOT NULL,
    standfirst    TEXT NOT NULL,
    note          TEXT NOT NULL DEFAULT '',
    lead_alt      TEXT NOT NULL DEFAULT '',
    lead_caption  TEXT NOT NULL DEFAULT '',
    lead_credit   TEXT NOT NULL DEFAULT '',
    body          TEXT NOT NULL,
    UNIQUE (post_id, number)
);
{{if .SQLite}}
-- +goose StatementBegin
CREATE TRIGGER revision_update BEFORE UPDATE ON revision
BEGIN
    SELECT RAISE(ABORT, 'a revision never changes');
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER revision_delete BEFORE DELETE ON revision
BEGIN
    SELECT RAISE(ABORT, 'a revision is never deleted');
END;
-- +goose StatementEnd
{{else}}
-- +goose StatementBegin
CREATE FUNCTION revision_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a revision never changes and is never deleted';
END;
$$;
-- +goose StatementEnd
CREATE TRIGGER revision_immutable BEFORE UPDATE OR DELETE ON revision
    FOR EACH ROW EXECUTE FUNCTION revision_refuse();
{{end}}
-- Where a published post stands: 'all', and 'page' if it is one, else 'home',
-- 'section:3', 'tag:7', 'author:2'. The archive's months are ranges of 'home'.
CREATE TABLE listing (
    list         {{.Text}} NOT NULL,
    published_at BIGINT NOT NULL, -- the first publication
    post_id      BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    PRIMARY KEY (list, published_at, post_id)
);
CREATE INDEX listing_post ON listing (post_id);

-- +goose Down
