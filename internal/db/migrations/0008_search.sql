-- +goose Up
-- Owner: search. Words come already folded and cut by Go, so both engines see the same ones.
-- place orders posts from the oldest to the newest, by first publication and id.
{{if .SQLite}}
-- The rowid is the place, so a search reads the newest first and stops when the page is full.
CREATE VIRTUAL TABLE search_word USING fts5 (headline, words, content='', contentless_delete=1, detail=column, prefix='1 2 3', tokenize='ascii');
-- Bytes of new words held until they are written as one piece: more than the usual 1 MB makes fewer pieces to merge.
INSERT INTO search_word (search_word, rank) VALUES ('hashsize', 4194304);
CREATE TABLE search_doc (
    post_id INTEGER PRIMARY KEY REFERENCES post (id) ON DELETE CASCADE,
    place   BIGINT NOT NULL UNIQUE
);
{{else}}
CREATE TABLE search_doc (
    post_id  BIGINT PRIMARY KEY REFERENCES post (id) ON DELETE CASCADE,
    place    BIGINT NOT NULL UNIQUE,
    headline TSVECTOR NOT NULL,
    words    TSVECTOR NOT NULL
);
CREATE INDEX search_doc_headline ON search_doc USING gin (headline);
CREATE INDEX search_doc_words ON search_doc USING gin (words);
{{end}}

-- +goose Down
