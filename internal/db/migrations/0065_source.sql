-- +goose Up
-- Owner: claim. Who says things. Of an unnamed source there is what readers may know, and which of the staff knows who it
-- is; nothing else can be stored, and its key is the program's own.
CREATE TABLE source (
    id                   {{.ID}},
    key                  {{.Text}} NOT NULL UNIQUE,
    kind                 {{.Text}} NOT NULL CHECK (kind IN ('person', 'organisation', 'document', 'dataset', 'self', 'unnamed')),
    name                 TEXT NOT NULL DEFAULT '',
    role                 TEXT NOT NULL DEFAULT '',
    affiliation          TEXT NOT NULL DEFAULT '',
    url                  TEXT NOT NULL DEFAULT '',
    archived_url         TEXT NOT NULL DEFAULT '',
    public_description   TEXT NOT NULL DEFAULT '',
    reason_for_anonymity TEXT NOT NULL DEFAULT '',
    known_to             BIGINT REFERENCES staff (id) ON DELETE SET NULL,
    folded               {{.Text}} NOT NULL DEFAULT '', -- what it is found by, without case and accents
    version              BIGINT NOT NULL DEFAULT 1,
    created_by           BIGINT NOT NULL DEFAULT 0,
    created_at           BIGINT NOT NULL,
    updated_at           BIGINT NOT NULL,
    CONSTRAINT source_unnamed CHECK (kind <> 'unnamed' OR name = '' AND role = '' AND affiliation = '' AND url = '' AND archived_url = ''),
    CONSTRAINT source_named CHECK (kind = 'unnamed' OR reason_for_anonymity = '' AND known_to IS NULL AND (name <> '' OR kind = 'self')),
    CONSTRAINT source_key CHECK ((kind = 'unnamed') = (substr(key, 1, 8) = 'unnamed-') AND (kind <> 'unnamed' OR length(key) <= 20))
);
CREATE INDEX source_kind ON source (kind, id);

-- +goose Down
