-- +goose Up
-- Owner: member. The normal form of a refused row's address, by which it goes when the person is forgotten.
ALTER TABLE member_import_refusal ADD COLUMN email_norm {{.Text}} NOT NULL DEFAULT '';
CREATE INDEX member_import_refusal_norm ON member_import_refusal (email_norm);

-- +goose Down
