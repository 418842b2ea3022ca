-- Accounts that own more than their plan allows, and since when: the grace period counts from there.
CREATE TABLE downgrades (
    user_id BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    since   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
