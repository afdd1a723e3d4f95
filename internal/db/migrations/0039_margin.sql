-- +goose Up
-- Owner: margin. What the staff say beside a text; no reader ever sees it. A remark with thread_id 0 begins a thread and
-- holds the words it is about, with what stood around them, so that they are found again after the text was changed.
CREATE TABLE remark (
    id         {{.ID}},
    post_id    BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    thread_id  BIGINT NOT NULL DEFAULT 0,
    staff_id   BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    body       TEXT NOT NULL,
    quote      TEXT NOT NULL DEFAULT '', -- empty: about the whole post
    before     TEXT NOT NULL DEFAULT '',
    after      TEXT NOT NULL DEFAULT '',
    place      BIGINT NOT NULL DEFAULT 0, -- the byte of the text that the words began at
    created_at BIGINT NOT NULL
);
CREATE INDEX remark_post ON remark (post_id, id);
-- A thread that is settled: by whom, and when.
CREATE TABLE remark_settled (
    remark_id BIGINT PRIMARY KEY REFERENCES remark (id) ON DELETE CASCADE,
    post_id   BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    staff_id  BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    at        BIGINT NOT NULL
);
CREATE INDEX remark_settled_post ON remark_settled (post_id, remark_id);
-- Who has a post open for writing. A row that is not renewed counts for nothing after some seconds.
CREATE TABLE presence (
    post_id  BIGINT NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    staff_id BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    page     {{.Text}} NOT NULL, -- a word that one open page chose
    seen_at  BIGINT NOT NULL,
    PRIMARY KEY (post_id, staff_id, page)
);
CREATE INDEX presence_seen ON presence (seen_at);

-- +goose Down
