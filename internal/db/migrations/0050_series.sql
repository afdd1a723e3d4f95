-- +goose Up
-- Owner: post. The series that a post is a part of, by name, and its place in it.
ALTER TABLE post ADD COLUMN series TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN part BIGINT NOT NULL DEFAULT 0;
ALTER TABLE revision ADD COLUMN series TEXT NOT NULL DEFAULT '';
ALTER TABLE revision ADD COLUMN part BIGINT NOT NULL DEFAULT 0;
ALTER TABLE set_aside ADD COLUMN series TEXT NOT NULL DEFAULT '';
ALTER TABLE set_aside ADD COLUMN part BIGINT NOT NULL DEFAULT 0;

-- +goose Down
