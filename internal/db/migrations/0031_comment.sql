-- +goose Up
-- Owner: site. Who may comment, and what waits for an editor.
ALTER TABLE site ADD COLUMN comments TEXT NOT NULL DEFAULT 'off' CHECK (comments IN ('off', 'members', 'moderated'));
-- Owner: comment, from here on. Members are no foreign keys: what becomes of their comments when they go is decided
-- by comment.ForgetMember. The body of one that its writer took back is empty, and its member 0.
CREATE TABLE comment (
    id         {{.ID}},
    post_id    BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    parent_id  BIGINT REFERENCES comment (id) ON DELETE CASCADE,
    member_id  BIGINT NOT NULL,
    state      {{.Text}} NOT NULL CHECK (state IN ('held', 'shown', 'removed')),
    why        TEXT NOT NULL DEFAULT '' CHECK (why IN ('', 'first', 'all', 'links', 'reports')), -- it is held
    reports    BIGINT NOT NULL DEFAULT 0, -- since somebody decided
    created_at BIGINT NOT NULL,
    edited_at  BIGINT NOT NULL DEFAULT 0,
    decided_at BIGINT NOT NULL DEFAULT 0,
    decided_by BIGINT NOT NULL DEFAULT 0, -- staff
    body       TEXT NOT NULL
);
CREATE INDEX comment_post ON comment (post_id, id);
CREATE INDEX comment_parent ON comment (parent_id, id);
CREATE INDEX comment_member ON comment (member_id, id);
CREATE INDEX comment_state ON comment (state, id);
-- A member who has commented once.
CREATE TABLE commenter (
    member_id  BIGINT PRIMARY KEY,
    name       TEXT NOT NULL,
    trusted    BIGINT NOT NULL DEFAULT 0, -- one of their comments was approved
    blocked_at BIGINT NOT NULL DEFAULT 0,
    blocked_by BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL
);
CREATE TABLE comment_report (
    comment_id BIGINT NOT NULL REFERENCES comment (id) ON DELETE CASCADE,
    member_id  BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (comment_id, member_id)
);
CREATE INDEX comment_report_member ON comment_report (member_id);
-- Posts on which nobody may comment any more.
CREATE TABLE comment_closed (
    post_id  BIGINT PRIMARY KEY REFERENCES post (id) ON DELETE CASCADE,
    staff_id BIGINT NOT NULL DEFAULT 0,
    at       BIGINT NOT NULL
);

-- +goose Down
