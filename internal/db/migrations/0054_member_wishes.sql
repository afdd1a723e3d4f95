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
CREATE INDEX member_address_age ON member_address (created_at);
-- How often a member wants a newsletter: each issue, or one mail a week with the issues of that week. Such a round-up is
-- an issue of its own kind (owner: newsletter) and says from when to when it looks back.
ALTER TABLE subscription ADD COLUMN frequency TEXT NOT NULL DEFAULT 'each' CHECK (frequency IN ('each', 'weekly'));
ALTER TABLE issue ADD COLUMN kind TEXT NOT NULL DEFAULT 'single' CHECK (kind IN ('single', 'roundup'));
ALTER TABLE issue ADD COLUMN covers_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE issue ADD COLUMN covers_to BIGINT NOT NULL DEFAULT 0;
ALTER TABLE issue ADD COLUMN weekly BIGINT NOT NULL DEFAULT 0; -- subscribers who get it in a round-up instead
CREATE UNIQUE INDEX issue_roundup ON issue (newsletter_id, covers_to) WHERE kind = 'roundup';
CREATE INDEX subscription_weekly ON subscription (newsletter_id, member_id) WHERE frequency = 'weekly';

-- +goose Down
