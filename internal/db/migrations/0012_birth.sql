-- +goose Up
-- Owner: post. The word under which a page asked for a new post: asked again,
-- after an answer that never came, it finds that post instead of a second one.
ALTER TABLE post ADD COLUMN birth {{.Text}} NOT NULL DEFAULT '';
CREATE UNIQUE INDEX post_birth ON post (birth) WHERE birth <> '';

-- +goose Down
