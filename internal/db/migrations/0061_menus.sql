-- +goose Up
-- Owner: site. The menus at the head and the foot of every page as JSON; '' while nobody has edited them.
ALTER TABLE site ADD COLUMN header_menu TEXT NOT NULL DEFAULT '';
ALTER TABLE site ADD COLUMN footer_menu TEXT NOT NULL DEFAULT '';
ALTER TABLE site DROP COLUMN navigation;

-- +goose Down
