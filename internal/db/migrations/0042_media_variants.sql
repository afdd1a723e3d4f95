-- +goose Up
-- Owner: media. The variants in a modern format, which a job makes; made says by how good an encoder, 0 for not yet.
ALTER TABLE media ADD COLUMN modern TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN modern_widths TEXT NOT NULL DEFAULT '[]';
ALTER TABLE media ADD COLUMN made BIGINT NOT NULL DEFAULT 0;
ALTER TABLE media ADD COLUMN stored BIGINT NOT NULL DEFAULT 0;
ALTER TABLE media ADD COLUMN focus_x BIGINT NOT NULL DEFAULT 50 CHECK (focus_x BETWEEN 0 AND 100);
ALTER TABLE media ADD COLUMN focus_y BIGINT NOT NULL DEFAULT 50 CHECK (focus_y BETWEEN 0 AND 100);
CREATE INDEX media_made ON media (made, id);

-- +goose Down
