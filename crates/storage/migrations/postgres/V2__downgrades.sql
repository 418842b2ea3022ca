-- Accounts that own more than their plan allows, and since when: the grace period counts from there.
CREATE TABLE downgrades (
    user_id BYTEA  NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    since   BIGINT NOT NULL
);
