-- +goose Up
-- Owner: site. What the owner puts into the head of pages for everybody, and the hosts that it may ask. One row.
CREATE TABLE site_code (
    id         BIGINT PRIMARY KEY CHECK (id = 1),
    html       TEXT NOT NULL,
    hosts      TEXT NOT NULL,
    enabled    BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- +goose Down
DROP TABLE site_code;
