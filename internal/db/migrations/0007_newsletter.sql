-- +goose Up
-- Owner: newsletter. An issue is one sending; a delivery is one issue to one member.
CREATE TABLE issue (
    id            {{.ID}},
    newsletter_id BIGINT NOT NULL REFERENCES newsletter (id),
    slug          {{.Text}} NOT NULL UNIQUE, -- '~…' until the issue starts and becomes public
    subject       TEXT NOT NULL,
    preheader     TEXT NOT NULL DEFAULT '',
    intro         TEXT NOT NULL DEFAULT '',
    state         {{.Text}} NOT NULL CHECK (state IN ('draft', 'planned', 'scheduled', 'freezing', 'sending', 'paused', 'sent', 'cancelled')),
    pause_reason  TEXT NOT NULL DEFAULT '',
    paused_from   TEXT NOT NULL DEFAULT '',
    trouble       TEXT NOT NULL DEFAULT '',
    scheduled_at  BIGINT NOT NULL DEFAULT 0,
    started_at    BIGINT NOT NULL DEFAULT 0,
    finished_at   BIGINT NOT NULL DEFAULT 0,
    frozen_to     BIGINT NOT NULL DEFAULT 0, -- the last member the freezing has come to
    audience      BIGINT NOT NULL DEFAULT 0,
    sent          BIGINT NOT NULL DEFAULT 0, -- these four are set when the issue is finished
    failed        BIGINT NOT NULL DEFAULT 0,
    skipped       BIGINT NOT NULL DEFAULT 0,
    uncertain     BIGINT NOT NULL DEFAULT 0,
    version       BIGINT NOT NULL DEFAULT 1,
    created_by    BIGINT NOT NULL DEFAULT 0,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE INDEX issue_newsletter ON issue (newsletter_id, id);
CREATE INDEX issue_state ON issue (state, id);
CREATE TABLE issue_post (
    issue_id    BIGINT NOT NULL REFERENCES issue (id) ON DELETE CASCADE,
    position    BIGINT NOT NULL,
    post_id     BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    revision_id BIGINT NOT NULL DEFAULT 0, -- what was sent of it
    PRIMARY KEY (issue_id, position),
    UNIQUE (issue_id, post_id)
);
CREATE INDEX issue_post_post ON issue_post (post_id);
-- What an issue says, frozen when it starts: head, text and HTML with slots for
-- what is personal, and the public page without any.
CREATE TABLE issue_content (
    issue_id    BIGINT PRIMARY KEY REFERENCES issue (id) ON DELETE CASCADE,
    head        TEXT NOT NULL,
    text        TEXT NOT NULL,
    html        TEXT NOT NULL,
    public_text TEXT NOT NULL,
    public_html TEXT NOT NULL
);
-- The frozen audience: one row per recipient, one final state each. An issue
-- that has any is never deleted; a foreign key would check that a million times.
CREATE TABLE delivery (
    id         {{.ID}},
    issue_id   BIGINT NOT NULL,
    member_id  BIGINT NOT NULL,
    email      TEXT NOT NULL,
    email_norm {{.Text}} NOT NULL,
    name       TEXT NOT NULL DEFAULT '',
    state      {{.Text}} NOT NULL CHECK (state IN ('pending', 'committing', 'sent', 'failed', 'skipped', 'uncertain')),
    attempts   BIGINT NOT NULL DEFAULT 0,
    next_at    BIGINT NOT NULL DEFAULT 0,
    epoch      BIGINT NOT NULL DEFAULT 0, -- of the lease under which the dot was released
    host       TEXT NOT NULL DEFAULT '',
    reply_code BIGINT NOT NULL DEFAULT 0,
    reply      TEXT NOT NULL DEFAULT '',
    updated_at BIGINT NOT NULL,
    UNIQUE (issue_id, email_norm)
);
CREATE INDEX delivery_state ON delivery (issue_id, state, id);
CREATE INDEX delivery_member ON delivery (member_id, id);
-- A run of deliveries that one worker holds by lease; the epoch fences a worker whose lease ran out.
CREATE TABLE delivery_chunk (
    issue_id    BIGINT NOT NULL REFERENCES issue (id),
    number      BIGINT NOT NULL,
    first_id    BIGINT NOT NULL,
    last_id     BIGINT NOT NULL,
    state       {{.Text}} NOT NULL CHECK (state IN ('ready', 'leased', 'done')),
    due_at      BIGINT NOT NULL DEFAULT 0,
    lease_owner TEXT NOT NULL DEFAULT '',
    lease_until BIGINT NOT NULL DEFAULT 0,
    epoch       BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (issue_id, number)
);
CREATE INDEX delivery_chunk_due ON delivery_chunk (state, due_at, issue_id, number);
-- What a person decided about an uncertain delivery.
CREATE TABLE delivery_choice (
    id          {{.ID}},
    delivery_id BIGINT NOT NULL REFERENCES delivery (id),
    choice      TEXT NOT NULL CHECK (choice IN ('hold', 'resend', 'accept')),
    staff_id    BIGINT NOT NULL DEFAULT 0,
    at          BIGINT NOT NULL
);
CREATE INDEX delivery_choice_delivery ON delivery_choice (delivery_id, id);
-- With no SMTP server, mail lands here and is shown in the admin. Owner: mail.
CREATE TABLE outbox (
    id          {{.ID}},
    stream      {{.Text}} NOT NULL,
    sender      TEXT NOT NULL,
    recipient   {{.Text}} NOT NULL,
    subject     TEXT NOT NULL,
    message_id  TEXT NOT NULL,
    raw         {{.Blob}} NOT NULL,
    created_at  BIGINT NOT NULL
);
CREATE INDEX outbox_recipient ON outbox (recipient, id);

-- +goose Down
