-- +goose Up
-- Owner: media. Files that are being deleted, or were not long ago, so that an upload of the same bytes at the same time
-- keeps its own.
CREATE TABLE media_gone (
    hash          {{.Text}} PRIMARY KEY,
    mime          TEXT NOT NULL,
    widths        TEXT NOT NULL,
    modern        TEXT NOT NULL,
    modern_widths TEXT NOT NULL,
    going         BIGINT NOT NULL DEFAULT 1, -- 0: the files are deleted
    times         BIGINT NOT NULL DEFAULT 1, -- how often
    at            BIGINT NOT NULL
);
CREATE INDEX media_gone_at ON media_gone (going, at);

-- +goose Down
