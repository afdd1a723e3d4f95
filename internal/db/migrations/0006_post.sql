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
    description TEXT NOT NULL DEFAULT '',
    version     BIGINT NOT NULL DEFAULT 1,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL
);
CREATE TABLE author (
    id         {{.ID}},
    slug       {{.Text}} NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    bio        TEXT NOT NULL DEFAULT '',
    url        TEXT NOT NULL DEFAULT '',
    media_id   BIGINT REFERENCES media (id) ON DELETE SET NULL,
    staff_id   BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    version    BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX author_staff ON author (staff_id);
-- The working copy. What readers see is the published revision.
CREATE TABLE post (
    id                 {{.ID}},
    kind               {{.Text}} NOT NULL CHECK (kind IN ('article', 'brief', 'explainer', 'page')),
    status             {{.Text}} NOT NULL CHECK (status IN ('draft', 'scheduled', 'published', 'unpublished')),
    slug               {{.Text}} NOT NULL,
    headline           TEXT NOT NULL,
    standfirst         TEXT NOT NULL DEFAULT '',
    body               TEXT NOT NULL DEFAULT '',
    lead_media_id      BIGINT REFERENCES media (id) ON DELETE SET NULL,
    lead_alt           TEXT NOT NULL DEFAULT '',
    lead_caption       TEXT NOT NULL DEFAULT '',
    lead_credit        TEXT NOT NULL DEFAULT '',
    preview_token      {{.Text}} NOT NULL UNIQUE,
    revision_id        BIGINT NOT NULL DEFAULT 0,
    changed            BIGINT NOT NULL DEFAULT 0,
    scheduled_at       BIGINT NOT NULL DEFAULT 0,
    first_published_at BIGINT NOT NULL DEFAULT 0,
    version            BIGINT NOT NULL DEFAULT 1,
    created_by         BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    updated_by         BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    created_at         BIGINT NOT NULL,
    updated_at         BIGINT NOT NULL
);
CREATE INDEX post_updated ON post (updated_at, id);
CREATE INDEX post_status ON post (status, updated_at, id);
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
    section_id BIGINT NOT NULL REFERENCES section (id),
    PRIMARY KEY (post_id, position),
    UNIQUE (post_id, section_id)
);
CREATE INDEX post_section_section ON post_section (section_id, post_id);
CREATE TABLE post_tag (
    post_id  BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    position BIGINT NOT NULL,
    tag_id   BIGINT NOT NULL REFERENCES tag (id),
    PRIMARY KEY (post_id, position),
    UNIQUE (post_id, tag_id)
);
CREATE INDEX post_tag_tag ON post_tag (tag_id, post_id);
-- Every slug a published post ever had: one is current, the others redirect to it.
CREATE TABLE post_slug (
    slug       {{.Text}} PRIMARY KEY,
    post_id    BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
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
    headline      TEXT NOT NULL,
    standfirst    TEXT NOT NULL,
    body          TEXT NOT NULL,
    lead_media_id BIGINT NOT NULL DEFAULT 0,
    lead_alt      TEXT NOT NULL DEFAULT '',
    lead_caption  TEXT NOT NULL DEFAULT '',
    lead_credit   TEXT NOT NULL DEFAULT '',
    author_ids    TEXT NOT NULL DEFAULT '[]',
    section_ids   TEXT NOT NULL DEFAULT '[]',
    tag_ids       TEXT NOT NULL DEFAULT '[]',
    significant   BIGINT NOT NULL DEFAULT 1,
    note          TEXT NOT NULL DEFAULT '',
    published_at  BIGINT NOT NULL,
    published_by  BIGINT NOT NULL DEFAULT 0,
    UNIQUE (post_id, number)
);
-- Where a published post is listed: 'home', 'section:3', 'tag:7', 'author:2', 'month:2026-11', 'page'.
CREATE TABLE listing (
    list         {{.Text}} NOT NULL,
    published_at BIGINT NOT NULL,
    post_id      BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    PRIMARY KEY (list, published_at, post_id)
);
CREATE INDEX listing_post ON listing (post_id);
-- How many published posts each month holds, for the archive page.
CREATE TABLE listing_month (
    month {{.Text}} PRIMARY KEY,
    n     BIGINT NOT NULL
);

-- +goose Down
