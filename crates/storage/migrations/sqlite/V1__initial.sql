-- Ids are 16 bytes (UUIDv7), times epoch milliseconds, hashes SHA-256. Deletes cascade along the
-- parents, so every foreign key that cascades has an index that begins with it.

CREATE TABLE users (
    id            BLOB    NOT NULL PRIMARY KEY,
    email         TEXT    NOT NULL,
    email_lower   TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    plan          TEXT    NOT NULL,
    is_operator   INTEGER NOT NULL CHECK (is_operator IN (0, 1)),
    disabled_at   INTEGER,
    password_hash TEXT,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    id           BLOB    NOT NULL PRIMARY KEY,
    token_hash   BLOB    NOT NULL UNIQUE,
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at   INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    user_agent   TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_user_id ON sessions (user_id);

CREATE TABLE one_time_links (
    token_hash BLOB    NOT NULL PRIMARY KEY,
    user_id    BLOB    REFERENCES users (id) ON DELETE CASCADE,
    kind       TEXT    NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX one_time_links_user_id ON one_time_links (user_id);

CREATE TABLE workspaces (
    id           BLOB    NOT NULL PRIMARY KEY,
    user_id      BLOB    NOT NULL REFERENCES users (id),
    name         TEXT    NOT NULL,
    description  TEXT,
    revision     INTEGER NOT NULL,
    row_revision INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX workspaces_user_id ON workspaces (user_id);

CREATE TABLE members (
    id           BLOB    NOT NULL PRIMARY KEY,
    workspace_id BLOB    NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role         TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    UNIQUE (workspace_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_user_id ON members (user_id);

CREATE TABLE api_tokens (
    id           BLOB    NOT NULL PRIMARY KEY,
    user_id      BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         TEXT    NOT NULL,
    token_hash   BLOB    NOT NULL UNIQUE,
    prefix       TEXT    NOT NULL,
    scopes       INTEGER NOT NULL,
    workspace_id BLOB    REFERENCES workspaces (id) ON DELETE CASCADE,
    rate_limit   INTEGER,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    expires_at   INTEGER,
    revoked_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX api_tokens_user_id ON api_tokens (user_id);
CREATE INDEX api_tokens_workspace_id ON api_tokens (workspace_id);

CREATE TABLE tokensets (
    id           BLOB    NOT NULL PRIMARY KEY,
    workspace_id BLOB    NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    name         TEXT    NOT NULL,
    description  TEXT,
    revision     INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tokensets_workspace_id ON tokensets (workspace_id);

CREATE TABLE modes (
    id          BLOB    NOT NULL PRIMARY KEY,
    tokenset_id BLOB    NOT NULL REFERENCES tokensets (id) ON DELETE CASCADE,
    name        TEXT    NOT NULL,
    slug        TEXT    NOT NULL,
    is_default  INTEGER NOT NULL CHECK (is_default IN (0, 1)),
    position    INTEGER NOT NULL,
    pristine    INTEGER NOT NULL CHECK (pristine IN (0, 1)),
    revision    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    UNIQUE (tokenset_id, slug),
    UNIQUE (id, tokenset_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
    id          BLOB    NOT NULL PRIMARY KEY,
    tokenset_id BLOB    NOT NULL,
    mode_id     BLOB    NOT NULL,
    name        TEXT    NOT NULL,
    type        TEXT    NOT NULL,
    value       TEXT,
    alias_to    TEXT,
    description TEXT,
    extensions  TEXT,
    deprecated  TEXT,
    revision    INTEGER NOT NULL,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL,
    UNIQUE (mode_id, name),
    FOREIGN KEY (mode_id, tokenset_id) REFERENCES modes (id, tokenset_id) ON DELETE CASCADE,
    CHECK ((value IS NULL) <> (alias_to IS NULL))
) STRICT, WITHOUT ROWID;

-- Refers to nothing: it tells of things that are gone.
CREATE TABLE audit (
    id              BLOB    NOT NULL PRIMARY KEY,
    at              INTEGER NOT NULL,
    workspace_id    BLOB,
    organization_id BLOB,
    user_id         BLOB    NOT NULL,
    api_token_id    BLOB,
    action          TEXT    NOT NULL,
    object_kind     TEXT    NOT NULL,
    object_id       BLOB    NOT NULL,
    object_name     TEXT    NOT NULL,
    before_json     TEXT,
    after_json      TEXT,
    request_id      TEXT    NOT NULL
) STRICT;
CREATE INDEX audit_workspace_id ON audit (workspace_id, id) WHERE workspace_id IS NOT NULL;
CREATE INDEX audit_organization_id ON audit (organization_id, id)
    WHERE organization_id IS NOT NULL;

CREATE TABLE idempotency (
    caller       BLOB    NOT NULL,
    method       TEXT    NOT NULL,
    path         TEXT    NOT NULL,
    key          TEXT    NOT NULL,
    body_hash    BLOB    NOT NULL,
    status       INTEGER NOT NULL,
    headers_json TEXT    NOT NULL,
    body         BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (caller, method, path, key)
) STRICT;
CREATE INDEX idempotency_created_at ON idempotency (created_at);
