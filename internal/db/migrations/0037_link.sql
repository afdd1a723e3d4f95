-- +goose Up
-- Owner: link. What the addresses that texts link to answered, for a while.
CREATE TABLE link_answer (
    address    {{.Text}} PRIMARY KEY,
    state      {{.Text}} NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'good', 'unsure', 'bad')),
    status     BIGINT NOT NULL DEFAULT 0,
    said       TEXT NOT NULL DEFAULT '',
    asked_at   BIGINT NOT NULL,
    taken_at   BIGINT NOT NULL DEFAULT 0, -- by whoever asks the address just now
    checked_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX link_answer_state ON link_answer (state, asked_at, address);

-- +goose Down
