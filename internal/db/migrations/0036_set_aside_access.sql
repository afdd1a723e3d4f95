-- +goose Up
-- Owner: post. Who may read the whole text, as post and revision have it.
ALTER TABLE set_aside ADD COLUMN access TEXT NOT NULL DEFAULT 'public';

-- +goose Down
