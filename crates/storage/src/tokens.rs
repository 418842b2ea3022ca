//! Design tokens, written in bulk. Reading a workspace's tokens is `graph`.

use std::sync::Arc;

use tokencraft_tokens::{Deprecated, Source, Token, TokenName};

use crate::db::{Param, Row, Tx, Value, statements};
use crate::{Error, ModeId, TokenId, TokensetId};

/// A token to insert, and where.
#[derive(Clone, Copy, Debug)]
pub struct NewToken<'a> {
    /// Its tokenset.
    pub tokenset_id: TokensetId,
    /// Its mode, of that tokenset.
    pub mode_id: ModeId,
    /// The token: key, revision and times included.
    pub token: &'a Token,
}

/// A token to write over the one with its key.
#[derive(Clone, Copy, Debug)]
pub struct ChangedToken<'a> {
    /// As it shall be: revision and `updated_at` included.
    pub token: &'a Token,
    /// Its name differs from the stored one.
    pub renamed: bool,
}

/// A token and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedToken {
    /// Its tokenset.
    pub tokenset_id: TokensetId,
    /// Its mode.
    pub mode_id: ModeId,
    /// The token.
    pub token: Token,
}

macro_rules! columns {
    () => {
        "t.id, t.tokenset_id, t.mode_id, t.name, t.type, t.value, t.alias_to, t.description, \
         t.extensions, t.deprecated, t.revision, t.created_at, t.updated_at"
    };
}
pub(crate) use columns;

/// For [`Tx::insert_many`]: the table, and how many columns.
const INTO: (&str, usize) = (
    "tokens (id, tokenset_id, mode_id, name, type, value, alias_to, description, extensions, \
     deprecated, revision, created_at, updated_at)",
    13,
);

statements! {
    GET = concat!("SELECT ", columns!(), " FROM tokens t WHERE t.id = $1");
    COUNT = "SELECT COUNT(*) FROM tokens WHERE mode_id = $1";
    SET_ASIDE = "UPDATE tokens SET name = $1 WHERE id = $2";
    UPDATE = "UPDATE tokens SET name = $1, type = $2, value = $3, alias_to = $4, description = $5, \
              extensions = $6, deprecated = $7, revision = $8, updated_at = $9 WHERE id = $10";
    DELETE = "DELETE FROM tokens WHERE id = $1";
}

/// Reads a token that begins at the first column.
pub(crate) fn read(row: &Row<'_>) -> Result<PlacedToken, Error> {
    let id: TokenId = row.get(0)?;
    let defect = |what: &str| Error::Other(format!("token {id}: {what}"));
    let name = |text: String| TokenName::parse(&text).map_err(|error| defect(&error.to_string()));
    let kind: String = row.get(4)?;
    let source = match (row.get(5)?, row.get::<Option<String>>(6)?) {
        (Some(value), None) => Source::Plain(value),
        (None, Some(target)) => Source::Alias(name(target)?),
        _ => return Err(defect("neither value nor alias")),
    };
    Ok(PlacedToken {
        tokenset_id: row.get(1)?,
        mode_id: row.get(2)?,
        token: Token {
            key: id.key(),
            name: name(row.get(3)?)?,
            kind: kind.parse().map_err(|_| defect("unknown type"))?,
            source,
            description: row.get(7)?,
            extensions: row.get(8)?,
            deprecated: deprecated(row.get(9)?).map_err(defect)?,
            revision: row.get(10)?,
            created_at: row.get(11)?,
            updated_at: row.get(12)?,
        },
    })
}

/// `deprecated` is stored as JSON: `true`, `false`, or the reason as a string.
pub(crate) fn deprecated_text(deprecated: Option<&Deprecated>) -> Option<String> {
    deprecated.map(|deprecated| match deprecated {
        Deprecated::Flag(flag) => flag.to_string(),
        Deprecated::Reason(reason) => serde_json::Value::from(&**reason).to_string(),
    })
}

/// Reads what [`deprecated_text`] wrote; an error says what is wrong.
pub(crate) fn deprecated(text: Option<String>) -> Result<Option<Deprecated>, &'static str> {
    let Some(text) = text else {
        return Ok(None);
    };
    match serde_json::from_str(&text) {
        Ok(serde_json::Value::Bool(flag)) => Ok(Some(Deprecated::Flag(flag))),
        Ok(serde_json::Value::String(reason)) => Ok(Some(Deprecated::Reason(reason.into()))),
        _ => Err("bad deprecated"),
    }
}

/// What a token's parameters borrow from that the token itself does not hold.
struct Held<'a> {
    token: &'a Token,
    id: TokenId,
    deprecated: Option<String>,
}

impl<'a> Held<'a> {
    fn new(token: &'a Token) -> Self {
        Self {
            token,
            id: token.key.into(),
            deprecated: deprecated_text(token.deprecated.as_ref()),
        }
    }

    /// Name, type, value, alias, description, extensions, deprecated, revision.
    fn content(&self) -> [Value<'_>; 8] {
        let token = self.token;
        let (value, alias) = match &token.source {
            Source::Plain(text) => (Value::Text(text), Value::Null),
            Source::Alias(name) => (Value::Null, Value::Text(name.as_str())),
        };
        [
            Value::Text(token.name.as_str()),
            Value::Text(token.kind.as_str()),
            value,
            alias,
            token.description.value(),
            token.extensions.value(),
            self.deprecated.value(),
            Value::Int(token.revision),
        ]
    }
}

/// How many tokens are handled at a time: bounds what is held besides the tokens themselves.
const CHUNK: usize = 2048;

/// Adds tokens. [`Error::Unique`] `tokens_mode_id_name_key` when a name is taken in its mode.
/// Deletes and updates come first, so that names are free.
pub fn insert_many(tx: &mut Tx<'_>, tokens: &[NewToken<'_>]) -> Result<(), Error> {
    for chunk in tokens.chunks(CHUNK) {
        let held: Vec<Held<'_>> = chunk.iter().map(|new| Held::new(new.token)).collect();
        let rows = chunk.iter().zip(&held).map(|(new, held)| {
            let mut row = Vec::with_capacity(INTO.1);
            row.extend([
                held.id.value(),
                new.tokenset_id.value(),
                new.mode_id.value(),
            ]);
            row.extend(held.content());
            row.push(Value::Int(new.token.created_at));
            row.push(Value::Int(new.token.updated_at));
            row
        });
        tx.insert_many(INTO.0, INTO.1, rows)?;
    }
    Ok(())
}

/// Writes over tokens; how many there were. Names may be exchanged among them: those renamed are
/// set aside first.
pub fn update_many(tx: &mut Tx<'_>, tokens: &[ChangedToken<'_>]) -> Result<u64, Error> {
    let renamed = || tokens.iter().filter(|changed| changed.renamed);
    if renamed().count() > 1 {
        // No legal name holds a control character.
        let aside: Vec<(String, TokenId)> = renamed()
            .map(|changed| TokenId::from(changed.token.key))
            .map(|id| (format!("\u{1}{id}"), id))
            .collect();
        let sets = aside
            .iter()
            .map(|(name, id)| vec![name.value(), id.value()]);
        tx.execute_many(SET_ASIDE, sets)?;
    }
    let mut changed = 0;
    for chunk in tokens.chunks(CHUNK) {
        let held: Vec<Held<'_>> = chunk
            .iter()
            .map(|changed| Held::new(changed.token))
            .collect();
        let sets = held.iter().map(|held| {
            let mut set = Vec::with_capacity(10);
            set.extend(held.content());
            set.push(Value::Int(held.token.updated_at));
            set.push(held.id.value());
            set
        });
        changed += tx.execute_many(UPDATE, sets)?;
    }
    Ok(changed)
}

/// Removes tokens; how many there were.
pub fn delete_many(tx: &mut Tx<'_>, ids: &[TokenId]) -> Result<u64, Error> {
    tx.execute_many(DELETE, ids.iter().map(|id| vec![id.value()]))
}

/// One token.
pub fn get(tx: &mut Tx<'_>, id: TokenId) -> Result<Option<PlacedToken>, Error> {
    tx.query_opt(GET, &[&id], read)
}

/// How many tokens a mode has.
pub fn count(tx: &mut Tx<'_>, mode_id: ModeId) -> Result<i64, Error> {
    tx.query_one(COUNT, &[&mode_id], |row| row.get(0))
}

/// Shares a token for a graph.
pub(crate) fn shared(placed: PlacedToken) -> (ModeId, Arc<Token>) {
    (placed.mode_id, Arc::new(placed.token))
}
