-- +goose Up
-- Owner: claim. Whether anything depends on a claim is asked when one is deleted.
CREATE INDEX claim_condition_claim ON claim_condition (claim_id);

-- +goose Down
