-- Ids are 16 bytes (UUIDv7), times epoch milliseconds, hashes SHA-256. Deletes cascade along the
-- parents, so every foreign key that cascades has an index that begins with it.

CREATE TABLE users (
    id            BYTEA    NOT NULL PRIMARY KEY,
    email         TEXT COLLATE "C" NOT NULL,
    email_lower   TEXT COLLATE "C" NOT NULL UNIQUE,
    name          TEXT COLLATE "C" NOT NULL,
    plan          TEXT COLLATE "C" NOT NULL,
    is_operator   BOOLEAN NOT NULL,
    disabled_at   BIGINT,
    password_hash TEXT COLLATE "C",
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);

CREATE TABLE sessions (
    id           BYTEA    NOT NULL PRIMARY KEY,
    token_hash   BYTEA    NOT NULL UNIQUE,
    user_id      BYTEA    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    user_agent   TEXT COLLATE "C" NOT NULL
);
CREATE INDEX sessions_user_id ON sessions (user_id);

CREATE TABLE one_time_links (
    token_hash BYTEA    NOT NULL PRIMARY KEY,
    user_id    BYTEA    REFERENCES users (id) ON DELETE CASCADE,
    kind       TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
CREATE INDEX one_time_links_user_id ON one_time_links (user_id);

CREATE TABLE workspaces (
    id           BYTEA    NOT NULL PRIMARY KEY,
    user_id      BYTEA    NOT NULL REFERENCES users (id),
    name         TEXT COLLATE "C" NOT NULL,
    description  TEXT COLLATE "C",
    revision     BIGINT NOT NULL,
    row_revision BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE INDEX workspaces_user_id ON workspaces (user_id);

CREATE TABLE members (
    id           BYTEA    NOT NULL PRIMARY KEY,
    workspace_id BYTEA    NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    user_id      BYTEA    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role         TEXT COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    UNIQUE (workspace_id, user_id)
);
CREATE INDEX members_user_id ON members (user_id);

CREATE TABLE api_tokens (
    id           BYTEA    NOT NULL PRIMARY KEY,
    user_id      BYTEA    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         TEXT COLLATE "C" NOT NULL,
    token_hash   BYTEA    NOT NULL UNIQUE,
    prefix       TEXT COLLATE "C" NOT NULL,
    scopes       BIGINT NOT NULL,
    workspace_id BYTEA    REFERENCES workspaces (id) ON DELETE CASCADE,
    rate_limit   BIGINT,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    expires_at   BIGINT,
    revoked_at   BIGINT
);
CREATE INDEX api_tokens_user_id ON api_tokens (user_id);
CREATE INDEX api_tokens_workspace_id ON api_tokens (workspace_id);

CREATE TABLE tokensets (
    id           BYTEA    NOT NULL PRIMARY KEY,
    workspace_id BYTEA    NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
    name         TEXT COLLATE "C" NOT NULL,
    description  TEXT COLLATE "C",
    revision     BIGINT NOT NULL,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL
);
CREATE INDEX tokensets_workspace_id ON tokensets (workspace_id);

CREATE TABLE modes (
    id          BYTEA    NOT NULL PRIMARY KEY,
    tokenset_id BYTEA    NOT NULL REFERENCES tokensets (id) ON DELETE CASCADE,
    name        TEXT COLLATE "C" NOT NULL,
    slug        TEXT COLLATE "C" NOT NULL,
    is_default  BOOLEAN NOT NULL,
    position    BIGINT NOT NULL,
    pristine    BOOLEAN NOT NULL,
    revision    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    UNIQUE (tokenset_id, slug),
    UNIQUE (id, tokenset_id)
);

CREATE TABLE tokens (
    id          BYTEA    NOT NULL PRIMARY KEY,
    tokenset_id BYTEA    NOT NULL,
    mode_id     BYTEA    NOT NULL,
    name        TEXT COLLATE "C" NOT NULL,
    type        TEXT COLLATE "C" NOT NULL,
    value       TEXT COLLATE "C",
    alias_to    TEXT COLLATE "C",
    description TEXT COLLATE "C",
    extensions  TEXT COLLATE "C",
    deprecated  TEXT COLLATE "C",
    revision    BIGINT NOT NULL,
    created_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    UNIQUE (mode_id, name),
    FOREIGN KEY (mode_id, tokenset_id) REFERENCES modes (id, tokenset_id) ON DELETE CASCADE,
    CHECK ((value IS NULL) <> (alias_to IS NULL))
);

-- Refers to nothing: it tells of things that are gone.
CREATE TABLE audit (
    id              BYTEA    NOT NULL PRIMARY KEY,
    at              BIGINT NOT NULL,
    workspace_id    BYTEA,
    organization_id BYTEA,
    user_id         BYTEA    NOT NULL,
    api_token_id    BYTEA,
    action          TEXT COLLATE "C" NOT NULL,
    object_kind     TEXT COLLATE "C" NOT NULL,
    object_id       BYTEA    NOT NULL,
    object_name     TEXT COLLATE "C" NOT NULL,
    before_json     TEXT COLLATE "C",
    after_json      TEXT COLLATE "C",
    request_id      TEXT COLLATE "C" NOT NULL
);
CREATE INDEX audit_workspace_id ON audit (workspace_id, id) WHERE workspace_id IS NOT NULL;
CREATE INDEX audit_organization_id ON audit (organization_id, id)
    WHERE organization_id IS NOT NULL;

CREATE TABLE idempotency (
    caller       BYTEA    NOT NULL,
    method       TEXT COLLATE "C" NOT NULL,
    path         TEXT COLLATE "C" NOT NULL,
    key          TEXT COLLATE "C" NOT NULL,
    body_hash    BYTEA    NOT NULL,
    status       BIGINT NOT NULL,
    headers_json TEXT COLLATE "C" NOT NULL,
    body         BYTEA    NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (caller, method, path, key)
);
CREATE INDEX idempotency_created_at ON idempotency (created_at);

-- The sliding window of every API token: what was admitted, oldest first. Lost in a crash, which only
-- forgives. Room on each page keeps updates beside the row they replace.
CREATE UNLOGGED TABLE rate_windows (
    api_token_id BYTEA   NOT NULL PRIMARY KEY REFERENCES api_tokens (id) ON DELETE CASCADE,
    hits         BIGINT[] NOT NULL,
    most         BIGINT  NOT NULL,
    admitted     BOOLEAN NOT NULL,
    at           BIGINT  NOT NULL
) WITH (fillfactor = 40);
