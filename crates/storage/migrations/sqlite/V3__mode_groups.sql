-- What groups of tokens say about themselves, by their dotted paths; the root's is empty.
CREATE TABLE mode_groups (
    mode_id     BLOB NOT NULL REFERENCES modes (id) ON DELETE CASCADE,
    path        TEXT NOT NULL,
    description TEXT,
    extensions  TEXT,
    deprecated  TEXT,
    PRIMARY KEY (mode_id, path)
) STRICT, WITHOUT ROWID;
