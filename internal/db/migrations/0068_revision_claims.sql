-- +goose Up
-- Owner: post. What the text printed of the claims that it is bound to, so that a revision never changes.
ALTER TABLE revision ADD COLUMN claims TEXT NOT NULL DEFAULT '';

-- +goose Down
