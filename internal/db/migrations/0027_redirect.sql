-- +goose Up
-- Where addresses that no page has lead on to. Owner: site.
CREATE TABLE redirect (
    id         {{.ID}},
    source     {{.Text}} NOT NULL UNIQUE,
    target     TEXT NOT NULL,
    prefix     BIGINT NOT NULL DEFAULT 0,
    status     BIGINT NOT NULL CHECK (status IN (301, 302)),
    updated_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE redirect;
