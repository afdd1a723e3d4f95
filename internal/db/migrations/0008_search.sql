-- +goose Up
-- Owner: search. Text comes already folded and cut into words by Go, so both engines see the same words.
{{if .SQLite}}
CREATE VIRTUAL TABLE search_word USING fts5 (headline, body, content='', contentless_delete=1, tokenize='ascii');
CREATE TABLE search_doc (
    post_id      INTEGER PRIMARY KEY REFERENCES post (id) ON DELETE CASCADE,
    published_at BIGINT NOT NULL
);
{{else}}
CREATE TABLE search_doc (
    post_id      BIGINT PRIMARY KEY REFERENCES post (id) ON DELETE CASCADE,
    published_at BIGINT NOT NULL,
    words        TSVECTOR NOT NULL
);
CREATE INDEX search_doc_words ON search_doc USING gin (words);
{{end}}
CREATE INDEX search_doc_published ON search_doc (published_at, post_id);

-- +goose Down
