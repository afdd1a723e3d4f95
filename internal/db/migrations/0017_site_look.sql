-- +goose Up
-- Owner: site. How the publication looks: its colours by light and dark, and the order of its front page.
ALTER TABLE site ADD COLUMN scheme TEXT NOT NULL DEFAULT 'auto' CHECK (scheme IN ('auto', 'light', 'dark'));
ALTER TABLE site ADD COLUMN front TEXT NOT NULL DEFAULT 'lead' CHECK (front IN ('lead', 'grid', 'list', 'river'));

-- +goose Down
