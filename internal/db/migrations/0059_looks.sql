-- +goose Up
-- Owner: site. The pair of typefaces, how posts are laid out, and the theme; '' is the one that comes with the program.
ALTER TABLE site ADD COLUMN typeface TEXT NOT NULL DEFAULT 'system';
ALTER TABLE site ADD COLUMN layout TEXT NOT NULL DEFAULT 'standard' CHECK (layout IN ('standard', 'cover', 'essay'));
ALTER TABLE site ADD COLUMN theme TEXT NOT NULL DEFAULT '';
-- Owner: post. How it is laid out; '' is as the site lays out its posts.
ALTER TABLE post ADD COLUMN layout TEXT NOT NULL DEFAULT '' CHECK (layout IN ('', 'standard', 'cover', 'essay'));
ALTER TABLE revision ADD COLUMN layout TEXT NOT NULL DEFAULT '' CHECK (layout IN ('', 'standard', 'cover', 'essay'));
ALTER TABLE set_aside ADD COLUMN layout TEXT NOT NULL DEFAULT '';

-- +goose Down
