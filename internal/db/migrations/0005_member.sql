-- +goose Up
-- Owner: newsletter (the row), member (who subscribes to it).
CREATE TABLE newsletter (
    id             {{.ID}},
    slug           {{.Text}} NOT NULL UNIQUE,
    name           TEXT NOT NULL,
    description    TEXT NOT NULL DEFAULT '',
    sender_name    TEXT NOT NULL,
    sender_address TEXT NOT NULL,
    reply_to       TEXT NOT NULL DEFAULT '',
    list_id        TEXT NOT NULL,
    accent         TEXT NOT NULL DEFAULT '',
    header         TEXT NOT NULL DEFAULT '',
    footer         TEXT NOT NULL DEFAULT '',
    layout         TEXT NOT NULL DEFAULT 'full' CHECK (layout IN ('full', 'excerpt')),
    is_default     BIGINT NOT NULL DEFAULT 1,
    archived_at    BIGINT NOT NULL DEFAULT 0,
    version        BIGINT NOT NULL DEFAULT 1,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL
);
-- Owner: member, from here on.
CREATE TABLE member (
    id         {{.ID}},
    email      TEXT NOT NULL,
    email_norm {{.Text}} NOT NULL UNIQUE,
    name       TEXT NOT NULL DEFAULT '',
    status     {{.Text}} NOT NULL CHECK (status IN ('active', 'unsubscribed', 'bounced', 'complained')),
    note       TEXT NOT NULL DEFAULT '',
    search     TEXT NOT NULL DEFAULT '', -- the address and the words of member_term, each after a space
    version    BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX member_status ON member (status, id);
CREATE TABLE member_label (
    label     {{.Text}} NOT NULL,
    member_id BIGINT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    PRIMARY KEY (label, member_id)
){{if .SQLite}} WITHOUT ROWID{{end}};
CREATE INDEX member_label_member ON member_label (member_id, label);
-- Words by which a member is found, each by prefix: the parts of the address, each word of the name. The address
-- itself is found by member.email_norm, unless it has letters that a search folds.
-- The words of one member are those of member.search, so no index by member is kept: a million members have
-- millions of words, and each index costs on every one.
CREATE TABLE member_term (
    term      {{.Text}} NOT NULL,
    member_id BIGINT NOT NULL,
    PRIMARY KEY (term, member_id)
){{if .SQLite}} WITHOUT ROWID{{end}};
CREATE TABLE subscription (
    newsletter_id BIGINT NOT NULL REFERENCES newsletter (id),
    member_id     BIGINT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    state         {{.Text}} NOT NULL CHECK (state IN ('subscribed', 'unsubscribed')),
    changed_at    BIGINT NOT NULL,
    PRIMARY KEY (newsletter_id, member_id)
){{if .SQLite}} WITHOUT ROWID{{end}};
CREATE INDEX subscription_member ON subscription (member_id);
CREATE INDEX subscription_state ON subscription (newsletter_id, state, member_id);
-- A wish to subscribe that waits for its confirmation by mail.
CREATE TABLE signup (
    id           {{.ID}},
    email        TEXT NOT NULL,
    email_norm   {{.Text}} NOT NULL,
    mailbox      {{.Text}} NOT NULL, -- where mail to any spelling of the address ends up, for the limit
    name         TEXT NOT NULL DEFAULT '',
    newsletters  TEXT NOT NULL,
    text_shown   TEXT NOT NULL,
    network      TEXT NOT NULL DEFAULT '',
    user_agent   TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX signup_expiry ON signup (expires_at);
CREATE INDEX signup_email ON signup (email_norm);
CREATE INDEX signup_mailbox ON signup (mailbox, created_at);
-- Proof of consent: append-only while the member exists.
CREATE TABLE consent (
    id            {{.ID}},
    member_id     BIGINT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    newsletter_id BIGINT NOT NULL DEFAULT 0,
    action        TEXT NOT NULL CHECK (action IN ('requested', 'confirmed', 'unsubscribed', 'resubscribed', 'imported', 'by_staff', 'suppressed')),
    text_shown    TEXT NOT NULL DEFAULT '',
    network       TEXT NOT NULL DEFAULT '',
    user_agent    TEXT NOT NULL DEFAULT '',
    staff_id      BIGINT NOT NULL DEFAULT 0,
    at            BIGINT NOT NULL
);
CREATE INDEX consent_member ON consent (member_id, id);
-- Addresses that must not be written to, kept as keyed hashes so that the list outlives deletion.
CREATE TABLE suppression (
    address_hash {{.Text}} PRIMARY KEY,
    reason       TEXT NOT NULL CHECK (reason IN ('unsubscribed', 'bounced', 'complained', 'deleted', 'manual')),
    at           BIGINT NOT NULL
);
-- Progress of one CSV import, so that it can be taken up again.
CREATE TABLE member_import (
    id            {{.ID}},
    name          TEXT NOT NULL,
    file_hash     {{.Text}} NOT NULL,
    newsletter_id BIGINT NOT NULL DEFAULT 0,
    state         TEXT NOT NULL CHECK (state IN ('running', 'stopped', 'done')),
    blob_key      TEXT NOT NULL DEFAULT '',
    rows_total    BIGINT NOT NULL DEFAULT 0,
    bytes_total   BIGINT NOT NULL DEFAULT 0,
    rows_done     BIGINT NOT NULL DEFAULT 0,
    bytes_done    BIGINT NOT NULL DEFAULT 0,
    last_row      BIGINT NOT NULL DEFAULT 0,
    added         BIGINT NOT NULL DEFAULT 0,
    updated       BIGINT NOT NULL DEFAULT 0,
    unchanged     BIGINT NOT NULL DEFAULT 0,
    refused       BIGINT NOT NULL DEFAULT 0,
    created_by    BIGINT NOT NULL DEFAULT 0,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL,
    UNIQUE (file_hash, newsletter_id)
);
CREATE TABLE member_import_refusal (
    import_id BIGINT NOT NULL REFERENCES member_import (id) ON DELETE CASCADE,
    row_no    BIGINT NOT NULL,
    email     {{.Text}} NOT NULL,
    reason    TEXT NOT NULL,
    PRIMARY KEY (import_id, row_no)
);
CREATE INDEX member_import_refusal_email ON member_import_refusal (email);

-- +goose Down
