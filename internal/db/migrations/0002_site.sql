-- +goose Up
-- Owner: site. One row; a program serves one publication.
CREATE TABLE site (
    id            BIGINT PRIMARY KEY CHECK (id = 1),
    name          TEXT NOT NULL,
    tagline       TEXT NOT NULL DEFAULT '',
    description   TEXT NOT NULL DEFAULT '',
    language      TEXT NOT NULL DEFAULT 'en',
    time_zone     TEXT NOT NULL DEFAULT 'UTC',
    accent        TEXT NOT NULL DEFAULT '',
    logo_media_id BIGINT NOT NULL DEFAULT 0,
    publisher     TEXT NOT NULL DEFAULT '',
    postal_address TEXT NOT NULL DEFAULT '',
    contact_email TEXT NOT NULL DEFAULT '',
    navigation    TEXT NOT NULL DEFAULT '[]',
    social        TEXT NOT NULL DEFAULT '[]',
    version       BIGINT NOT NULL DEFAULT 1,
    restored_at   BIGINT NOT NULL DEFAULT 0,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
-- Random keys made at first start: 'hmac' signs links, 'setup' is the hash of the one-time setup token.
CREATE TABLE secret (
    name       {{.Text}} PRIMARY KEY,
    value      {{.Blob}} NOT NULL,
    created_at BIGINT NOT NULL
);

-- +goose Down
