//! The tables and their columns, parents before children: for copying a database whole.

/// A table to copy. `rate_windows` is not copied: it lives for a minute.
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
}

impl Table {
    pub(crate) fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.columns.join(", "), self.name)
    }

    /// For [`crate::Tx::insert_many`].
    pub(crate) fn into(&self) -> String {
        format!("{} ({})", self.name, self.columns.join(", "))
    }
}

macro_rules! tables {
    ($($name:ident: $($column:ident)*;)*) => {
        pub(crate) const TABLES: &[Table] = &[$(Table {
            name: stringify!($name),
            columns: &[$(stringify!($column)),*],
        }),*];
    };
}

tables! {
    users: id email email_lower name plan is_operator disabled_at password_hash created_at updated_at;
    downgrades: user_id since;
    sessions: id token_hash user_id created_at last_seen_at expires_at user_agent;
    one_time_links: token_hash user_id kind created_at expires_at used_at;
    workspaces: id user_id name description revision row_revision created_at updated_at;
    members: id workspace_id user_id role created_at;
    api_tokens: id user_id name token_hash prefix scopes workspace_id rate_limit created_at
        last_used_at expires_at revoked_at;
    tokensets: id workspace_id name description revision created_at updated_at;
    modes: id tokenset_id name slug is_default position pristine revision created_at updated_at;
    mode_groups: mode_id path description extensions deprecated;
    tokens: id tokenset_id mode_id name type value alias_to description extensions deprecated
        revision created_at updated_at;
    organizations: id user_id name revision created_at updated_at;
    organization_members: id organization_id user_id role created_at;
    organization_workspaces: workspace_id organization_id created_at;
    environments: id organization_id name slug is_production active_release_id revision created_at
        updated_at;
    releases: id environment_id organization_id version_major version_minor version_patch name notes
        bump parent_id source_environment_id source_release_id source_version root token_count
        created_by created_at;
    release_objects: organization_id hash body;
    audit: id at workspace_id organization_id user_id api_token_id action object_kind object_id
        object_name before_json after_json request_id;
    idempotency: caller method path key body_hash status headers_json body created_at;
}

#[cfg(test)]
mod tests {
    use super::TABLES;
    use crate::db::sqlite::connect;

    #[test]
    fn every_table_of_the_schema_is_listed_with_all_its_columns() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("x.db");
        std::fs::write(&path, "").unwrap();
        let mut connection = connect(&path).unwrap();
        crate::db::migrate::sqlite(&mut connection, &path).unwrap();
        let names = |sql: &str| -> Vec<String> {
            let mut statement = connection.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| row.get(0)).unwrap();
            rows.collect::<Result<_, _>>().unwrap()
        };
        let mut found = names(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
             AND name NOT LIKE 'refinery_%'",
        );
        found.sort();
        let mut listed: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        listed.sort_unstable();
        assert_eq!(found, listed);
        for table in TABLES {
            let sql = format!("SELECT name FROM pragma_table_info('{}')", table.name);
            assert_eq!(names(&sql), table.columns, "{}", table.name);
        }
    }
}
