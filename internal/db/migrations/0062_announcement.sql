-- +goose Up
-- Owner: site. What stands across the top of every page, and from when until when, as JSON.
ALTER TABLE site ADD COLUMN announcement TEXT NOT NULL DEFAULT '{}';

-- +goose Down
