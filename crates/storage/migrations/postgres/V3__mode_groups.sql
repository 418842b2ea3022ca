-- What groups of tokens say about themselves, by their dotted paths; the root's is empty.
CREATE TABLE mode_groups (
    mode_id     BYTEA NOT NULL REFERENCES modes (id) ON DELETE CASCADE,
    path        TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C",
    extensions  TEXT COLLATE "C",
    deprecated  TEXT COLLATE "C",
    PRIMARY KEY (mode_id, path)
);
