-- +goose Up
-- Owner: staff. Each line of the audit log holds the hash of itself and of the line before; the first one after this
-- seals the older lines as they are then. The seal is the hash of the last line, so that a missing end shows as well.
ALTER TABLE audit ADD COLUMN hash TEXT NOT NULL DEFAULT '';
CREATE TABLE audit_seal (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    n    BIGINT NOT NULL,
    hash TEXT NOT NULL
);

-- +goose Down
