-- +goose Up
-- Owner: member. One wish to sign in, bound to the browser that asked by the hash of a secret in its cookie. Link and
-- code are made when the mail leaves and are kept as hashes alone; an address that nobody has gets a row all the same.
CREATE TABLE member_signin (
    id           {{.ID}},
    browser_hash {{.Text}} NOT NULL,
    email        TEXT NOT NULL,
    email_norm   {{.Text}} NOT NULL,
    mailbox      {{.Text}} NOT NULL, -- as in signup, for the limit
    token_hash   {{.Text}} NOT NULL DEFAULT '',
    code_hash    {{.Text}} NOT NULL DEFAULT '',
    tries        BIGINT NOT NULL DEFAULT 0,
    network      TEXT NOT NULL DEFAULT '',
    user_agent   TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX member_signin_browser ON member_signin (browser_hash, id);
CREATE INDEX member_signin_token ON member_signin (token_hash);
CREATE INDEX member_signin_email ON member_signin (email_norm, created_at);
CREATE INDEX member_signin_mailbox ON member_signin (mailbox, created_at);
CREATE INDEX member_signin_age ON member_signin (created_at);
CREATE TABLE member_session (
    id           {{.ID}},
    token_hash   {{.Text}} NOT NULL UNIQUE,
    member_id    BIGINT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    network      TEXT NOT NULL DEFAULT '',
    user_agent   TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL
);
CREATE INDEX member_session_member ON member_session (member_id, id);
CREATE INDEX member_session_expiry ON member_session (expires_at);

-- +goose Down
