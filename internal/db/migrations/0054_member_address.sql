-- +goose Up
-- Owner: member. A member's wish to go by another address. Both links are made when their mails leave and are kept as
-- hashes alone.
CREATE TABLE member_address (
    id           {{.ID}},
    member_id    BIGINT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    email        TEXT NOT NULL, -- the new one
    email_norm   {{.Text}} NOT NULL,
    old_email    TEXT NOT NULL DEFAULT '', -- as it was when it changed
    old_norm     {{.Text}} NOT NULL DEFAULT '',
    token_hash   {{.Text}} NOT NULL DEFAULT '',
    undo_hash    {{.Text}} NOT NULL DEFAULT '',
    network      TEXT NOT NULL DEFAULT '',
    user_agent   TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    done_at      BIGINT NOT NULL DEFAULT 0,
    over         BIGINT NOT NULL DEFAULT 0 -- 1: taken back, or overtaken by another one
);
CREATE INDEX member_address_member ON member_address (member_id, id);
CREATE INDEX member_address_token ON member_address (token_hash);
CREATE INDEX member_address_undo ON member_address (undo_hash);
CREATE INDEX member_address_norm ON member_address (email_norm, created_at);
CREATE INDEX member_address_age ON member_address (created_at);
-- +goose Down
