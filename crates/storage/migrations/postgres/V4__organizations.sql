-- Organizations, the workspaces attached to them, and what is released of those (the contract's
-- section 5).

CREATE TABLE organizations (
    id         BYTEA NOT NULL PRIMARY KEY,
    user_id    BYTEA NOT NULL REFERENCES users (id),
    name       TEXT COLLATE "C" NOT NULL,
    revision   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
CREATE INDEX organizations_user_id ON organizations (user_id);

CREATE TABLE organization_members (
    id              BYTEA NOT NULL PRIMARY KEY,
    organization_id BYTEA NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    user_id         BYTEA NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role            TEXT COLLATE "C" NOT NULL,
    created_at      BIGINT NOT NULL,
    UNIQUE (organization_id, user_id)
);
CREATE INDEX organization_members_user_id ON organization_members (user_id);

-- A workspace is in at most one.
CREATE TABLE organization_workspaces (
    workspace_id    BYTEA NOT NULL PRIMARY KEY REFERENCES workspaces (id) ON DELETE CASCADE,
    organization_id BYTEA NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    created_at      BIGINT NOT NULL
);
CREATE INDEX organization_workspaces_organization_id ON organization_workspaces (organization_id);

-- The active release is one of its own; releases go with it and never alone, so nothing has to
-- refer back.
CREATE TABLE environments (
    id                BYTEA NOT NULL PRIMARY KEY,
    organization_id   BYTEA NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    name              TEXT COLLATE "C" NOT NULL,
    slug              TEXT COLLATE "C" NOT NULL,
    is_production     BOOLEAN NOT NULL,
    active_release_id BYTEA,
    revision          BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    UNIQUE (organization_id, slug)
);

-- Never changed. A source may be gone; what it was stays told.
CREATE TABLE releases (
    id                    BYTEA NOT NULL PRIMARY KEY,
    environment_id        BYTEA NOT NULL REFERENCES environments (id) ON DELETE CASCADE,
    organization_id       BYTEA NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    version_major         BIGINT NOT NULL,
    version_minor         BIGINT NOT NULL,
    version_patch         BIGINT NOT NULL,
    name                  TEXT COLLATE "C",
    notes                 TEXT COLLATE "C",
    bump                  TEXT COLLATE "C",
    parent_id             BYTEA,
    source_environment_id BYTEA,
    source_release_id     BYTEA,
    source_version        TEXT COLLATE "C",
    root                  BYTEA NOT NULL,
    token_count           BIGINT NOT NULL,
    created_by            BYTEA NOT NULL REFERENCES users (id),
    created_at            BIGINT NOT NULL,
    UNIQUE (environment_id, version_major, version_minor, version_patch)
);
CREATE INDEX releases_environment_id ON releases (environment_id, id);
CREATE INDEX releases_organization_id ON releases (organization_id, id);

-- What releases are made of, by its SHA-256: compressed, shared by all releases of an organization.
CREATE TABLE release_objects (
    organization_id BYTEA NOT NULL REFERENCES organizations (id) ON DELETE CASCADE,
    hash            BYTEA NOT NULL,
    body            BYTEA NOT NULL,
    PRIMARY KEY (organization_id, hash)
);
