-- +goose Up
-- Owner: post. For the orders and filters of the desk's list, and for its calendar.
CREATE INDEX post_created ON post (created_at, id);
CREATE INDEX post_first ON post (first_published_at, id);
CREATE INDEX post_scheduled ON post (scheduled_at, id);
CREATE INDEX post_changed ON post (updated_at, id) WHERE changed = 1;

-- +goose Down
