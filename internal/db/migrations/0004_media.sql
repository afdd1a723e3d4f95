-- +goose Up
-- Owner: media. Files lie in the blob store under the hash of their bytes.
CREATE TABLE media (
    id         {{.ID}},
    hash       {{.Text}} NOT NULL UNIQUE,
    mime       TEXT NOT NULL,
    name       TEXT NOT NULL,
    width      BIGINT NOT NULL,
    height     BIGINT NOT NULL,
    bytes      BIGINT NOT NULL,
    widths     TEXT NOT NULL DEFAULT '[]',
    colour     TEXT NOT NULL DEFAULT '',
    alt        TEXT NOT NULL DEFAULT '',
    credit     TEXT NOT NULL DEFAULT '',
    created_by BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    created_at BIGINT NOT NULL
);

-- +goose Down
