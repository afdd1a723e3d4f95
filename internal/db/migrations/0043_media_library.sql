-- +goose Up
-- Owner: media. What the library knows of a file, its labels, what it was before it was replaced, and uploads on their way.
ALTER TABLE media ADD COLUMN kind TEXT NOT NULL DEFAULT 'picture' CHECK (kind IN ('picture', 'audio', 'video'));
ALTER TABLE media ADD COLUMN caption TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN licence TEXT NOT NULL DEFAULT '';
-- What a search looks in, folded; '' until it is made.
ALTER TABLE media ADD COLUMN terms TEXT NOT NULL DEFAULT '';
CREATE TABLE media_label (
    label    {{.Text}} NOT NULL,
    media_id BIGINT NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    PRIMARY KEY (label, media_id)
);
CREATE INDEX media_label_media ON media_label (media_id);
-- The hashes that a replaced file went by. Texts go on naming them; kept says whether their bytes are still there.
CREATE TABLE media_former (
    hash          {{.Text}} PRIMARY KEY,
    media_id      BIGINT NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    mime          TEXT NOT NULL,
    width         BIGINT NOT NULL,
    widths        TEXT NOT NULL,
    modern        TEXT NOT NULL,
    modern_widths TEXT NOT NULL,
    stored        BIGINT NOT NULL,
    kept          BIGINT NOT NULL DEFAULT 1,
    replaced_at   BIGINT NOT NULL,
    looked_at     BIGINT NOT NULL -- when somebody last asked whether anything names it
);
CREATE INDEX media_former_media ON media_former (media_id);
CREATE TABLE media_upload (
    id         {{.ID}},
    name       TEXT NOT NULL,
    mark       TEXT NOT NULL,
    size       BIGINT NOT NULL,
    received   BIGINT NOT NULL DEFAULT 0,
    created_by BIGINT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
    touched_at BIGINT NOT NULL
);
CREATE INDEX media_upload_by ON media_upload (created_by, id);
CREATE TABLE media_upload_part (
    upload_id BIGINT NOT NULL REFERENCES media_upload (id) ON DELETE CASCADE,
    start     BIGINT NOT NULL,
    size      BIGINT NOT NULL,
    key       TEXT NOT NULL,
    PRIMARY KEY (upload_id, start)
);

-- +goose Down
