-- +goose Up
-- Owner: post. One time that a post was handed in for review, and how that ended. A post is handed in at most once at a
-- time; while it is, only those who may publish it change it.
CREATE TABLE hand_in (
    id        {{.ID}},
    post_id   BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    state     {{.Text}} NOT NULL CHECK (state IN ('waiting', 'returned', 'taken back', 'accepted')),
    note      TEXT NOT NULL DEFAULT '', -- to the editors
    handed_by BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    handed_at BIGINT NOT NULL,
    answer    TEXT NOT NULL DEFAULT '', -- to the writer
    ended_by  BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    ended_at  BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX hand_in_waiting ON hand_in (post_id) WHERE state = 'waiting';
CREATE INDEX hand_in_post ON hand_in (post_id, id);
CREATE INDEX hand_in_by ON hand_in (handed_by, id);

-- +goose Down
