-- +goose Up
-- Owner: member. How many became active members on a day of the site's time zone, and how many ceased to be. Of one
-- day there are several rows, so that those who come at the same moment do not wait for each other; slot keeps them apart.
CREATE TABLE member_day (
    day    {{.Text}} NOT NULL,
    slot   BIGINT NOT NULL,
    joined BIGINT NOT NULL DEFAULT 0,
    ended  BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (day, slot)
){{if .SQLite}} WITHOUT ROWID{{end}};
-- Those who are here already: by the day they came, and of who is active no more by the day of the last change.
{{if .SQLite}}
INSERT INTO member_day (day, slot, joined)
    SELECT strftime('%Y-%m-%d', created_at / 1000, 'unixepoch') AS came, 0, count(*) FROM member GROUP BY came;
INSERT INTO member_day (day, slot, ended)
    SELECT strftime('%Y-%m-%d', updated_at / 1000, 'unixepoch') AS went, 0, count(*) FROM member WHERE status <> 'active' GROUP BY went
    ON CONFLICT (day, slot) DO UPDATE SET ended = member_day.ended + excluded.ended;
{{else}}
INSERT INTO member_day (day, slot, joined)
    SELECT to_char(to_timestamp(created_at / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS came, 0, count(*) FROM member GROUP BY came;
INSERT INTO member_day (day, slot, ended)
    SELECT to_char(to_timestamp(updated_at / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS went, 0, count(*) FROM member WHERE status <> 'active' GROUP BY went
    ON CONFLICT (day, slot) DO UPDATE SET ended = member_day.ended + excluded.ended;
{{end}}
-- Who ended a subscription, by when.
CREATE INDEX subscription_ended ON subscription (newsletter_id, changed_at) WHERE state = 'unsubscribed';

-- +goose Down
