-- +goose Up
-- Owner: api. How large an answer is, so that those of one token can be bounded without reading them.
ALTER TABLE idempotency ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;
CREATE INDEX idempotency_token ON idempotency (token_id, created_at, key, bytes);

-- +goose Down
