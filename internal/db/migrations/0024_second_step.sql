-- +goose Up
-- What an app on somebody's phone makes codes from; it counts once it was confirmed by a code. Owner: staff.
CREATE TABLE staff_second_step (
    staff_id     BIGINT NOT NULL PRIMARY KEY REFERENCES staff (id) ON DELETE CASCADE,
    secret       TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL DEFAULT 0,
    last_step    BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE staff_recovery_code (
    id        {{.ID}},
    staff_id  BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    code_hash {{.Text}} NOT NULL,
    used_at   BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX staff_recovery_code_staff ON staff_recovery_code (staff_id, code_hash);
-- A sign-in whose password was right and whose code is awaited.
CREATE TABLE staff_challenge (
    id         {{.ID}},
    token_hash {{.Text}} NOT NULL UNIQUE,
    staff_id   BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX staff_challenge_staff ON staff_challenge (staff_id, id);

-- +goose Down
DROP TABLE staff_challenge;
DROP TABLE staff_recovery_code;
DROP TABLE staff_second_step;
