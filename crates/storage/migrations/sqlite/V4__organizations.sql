-- Organizations, the workspaces attached to them, and what is released of those (the contract's
-- section 5).

CREATE TABLE organizations (
    id         BLOB NOT NULL PRIMARY KEY,
    user_id    BLOB NOT NULL REFERENCES users (id),
    name       TEXT NOT NULL,
    revision   INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX organizations_user_id ON organizations (user_id);

CREATE TABLE organization_members (
    id              BLOB NOT NULL PRIMARY KEY,
    organization_id BLOB NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id         BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role            TEXT NOT NULL,
    created_at      INTEGER NOT NULL,
    UNIQUE (organization_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX organization_members_user_id ON organization_members (user_id);

-- A workspace is in at most one.
CREATE TABLE organization_workspaces (
    workspace_id    BLOB NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    organization_id BLOB NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX organization_workspaces_organization_id ON organization_workspaces (organization_id);

-- The active release is one of its own; releases go with it and never alone, so nothing has to
-- refer back.
CREATE TABLE environments (
    id                BLOB NOT NULL PRIMARY KEY,
    organization_id   BLOB NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name              TEXT NOT NULL,
    slug              TEXT NOT NULL,
    is_production     INTEGER NOT NULL CHECK (is_production IN (0, 1)),
    active_release_id BLOB,
    revision          INTEGER NOT NULL,
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    UNIQUE (organization_id, slug)
) STRICT, WITHOUT ROWID;

-- Never changed. A source may be gone; what it was stays told.
CREATE TABLE releases (
    id                    BLOB NOT NULL PRIMARY KEY,
    environment_id        BLOB NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    organization_id       BLOB NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    version_major         INTEGER NOT NULL,
    version_minor         INTEGER NOT NULL,
    version_patch         INTEGER NOT NULL,
    name                  TEXT,
    notes                 TEXT,
    bump                  TEXT,
    parent_id             BLOB,
    source_environment_id BLOB,
    source_release_id     BLOB,
    source_version        TEXT,
    root                  BLOB NOT NULL,
    token_count           INTEGER NOT NULL,
    created_by            BLOB NOT NULL REFERENCES users (id),
    created_at            INTEGER NOT NULL,
    UNIQUE (environment_id, version_major, version_minor, version_patch)
) STRICT, WITHOUT ROWID;
CREATE INDEX releases_environment_id ON releases (environment_id, id);
CREATE INDEX releases_organization_id ON releases (organization_id, id);

-- What releases are made of, by its SHA-256: compressed, shared by all releases of an organization.
CREATE TABLE release_objects (
    organization_id BLOB NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    hash            BLOB NOT NULL,
    body            BLOB NOT NULL,
    PRIMARY KEY (organization_id, hash)
) STRICT;
