-- +goose Up
-- Keys that let one of the staff in without a password. data is what the library keeps of one, as JSON: nothing secret,
-- a public key. handle names the person to the device and says nothing about them. Owner: staff.
CREATE TABLE staff_passkey (
    id            {{.ID}},
    staff_id      BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    credential_id {{.Text}} NOT NULL UNIQUE,
    handle        {{.Text}} NOT NULL,
    name          TEXT NOT NULL,
    data          TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    last_used_at  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX staff_passkey_staff ON staff_passkey (staff_id, id);
-- A challenge that a device is to sign: good once, for some minutes. staff_id is NULL while nobody knows who signs in.
CREATE TABLE staff_ceremony (
    id         {{.ID}},
    token_hash {{.Text}} NOT NULL UNIQUE,
    staff_id   BIGINT REFERENCES staff (id) ON DELETE CASCADE,
    data       TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX staff_ceremony_staff ON staff_ceremony (staff_id, id);
CREATE INDEX staff_ceremony_expiry ON staff_ceremony (expires_at);
-- One row: what is asked of everybody on the staff.
CREATE TABLE staff_policy (
    id                BIGINT PRIMARY KEY CHECK (id = 1),
    second_step_since BIGINT NOT NULL DEFAULT 0
);

-- +goose Down
DROP TABLE staff_policy;
DROP TABLE staff_ceremony;
DROP TABLE staff_passkey;
