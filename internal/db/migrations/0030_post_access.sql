-- +goose Up
-- Owner: post. Who may read the whole text; everyone may read its public part.
ALTER TABLE post ADD COLUMN access TEXT NOT NULL DEFAULT 'public' CHECK (access IN ('public', 'members'));
ALTER TABLE revision ADD COLUMN access TEXT NOT NULL DEFAULT 'public' CHECK (access IN ('public', 'members'));
-- Owner: member. The page of the site from which a reader went to sign in.
ALTER TABLE member_signin ADD COLUMN return_path TEXT NOT NULL DEFAULT '';

-- +goose Down
