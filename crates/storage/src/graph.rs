//! Loading a workspace's tokens as a [`Graph`], whole or one tokenset of it.

use std::collections::HashMap;
use std::sync::Arc;

use tokencraft_tokens::graph;
use tokencraft_tokens::{Graph, Groups, Key, Token};

use crate::db::{Tx, statements};
use crate::{
    Error, Mode, ModeId, Tokenset, TokensetId, WorkspaceId, mode_groups, modes, tokens, tokensets,
};

statements! {
    TOKENS_OF_WORKSPACE = concat!(
        "SELECT ", tokens::columns!(), " FROM tokensets s JOIN modes m ON m.tokenset_id = s.id \
         JOIN tokens t ON t.mode_id = m.id WHERE s.workspace_id = $1",
    );
    TOKENS_OF_TOKENSET = concat!(
        "SELECT ", tokens::columns!(), " FROM modes m JOIN tokens t ON t.mode_id = m.id \
         WHERE m.tokenset_id = $1",
    );
    GROUPS_OF_WORKSPACE = concat!(
        "SELECT ", mode_groups::columns!(), " FROM tokensets s JOIN modes m ON m.tokenset_id = s.id \
         JOIN mode_groups g ON g.mode_id = m.id WHERE s.workspace_id = $1",
    );
    GROUPS_OF_TOKENSET = concat!(
        "SELECT ", mode_groups::columns!(), " FROM modes m JOIN mode_groups g ON g.mode_id = m.id \
         WHERE m.tokenset_id = $1",
    );
}

/// What modes hold, until they are built.
#[derive(Default)]
struct Content {
    tokens: HashMap<ModeId, Vec<Arc<Token>>>,
    groups: HashMap<ModeId, Groups>,
}

/// All tokensets of a workspace, oldest first, each with its modes in their order. Keys are the
/// ids' bits. Call it in one read transaction with the look at the workspace's revision.
pub fn load(tx: &mut Tx<'_>, workspace_id: WorkspaceId) -> Result<Graph, Error> {
    tx.be_patient()?;
    let tokensets = tokensets::list(tx, workspace_id)?;
    let mut modes_of: HashMap<TokensetId, Vec<Mode>> = HashMap::new();
    for mode in modes::list_of_workspace(tx, workspace_id)? {
        modes_of.entry(mode.tokenset_id).or_default().push(mode);
    }
    let queries = [TOKENS_OF_WORKSPACE, GROUPS_OF_WORKSPACE];
    let mut content = Content::read(tx, queries, workspace_id.key())?;
    let sets = tokensets
        .iter()
        .map(|tokenset| {
            let modes = modes_of.remove(&tokenset.id).unwrap_or_default();
            Arc::new(build(tokenset, &modes, &mut content))
        })
        .collect();
    Ok(Graph { sets })
}

/// One tokenset's part of its workspace's graph; `None` when it is gone.
pub fn load_tokenset(tx: &mut Tx<'_>, id: TokensetId) -> Result<Option<graph::Tokenset>, Error> {
    tx.be_patient()?;
    let Some(tokenset) = tokensets::get(tx, id)? else {
        return Ok(None);
    };
    let modes = modes::list(tx, id)?;
    let queries = [TOKENS_OF_TOKENSET, GROUPS_OF_TOKENSET];
    let mut content = Content::read(tx, queries, id.key())?;
    Ok(Some(build(&tokenset, &modes, &mut content)))
}

impl Content {
    /// `queries`: the tokens, the groups.
    fn read(tx: &mut Tx<'_>, queries: [&str; 2], parent: Key) -> Result<Self, Error> {
        let mut found = Self::default();
        tx.for_each(queries[0], &[&parent.0.to_be_bytes()], |row| {
            let (mode, token) = tokens::shared(tokens::read(row)?);
            found.tokens.entry(mode).or_default().push(token);
            Ok(())
        })?;
        tx.for_each(queries[1], &[&parent.0.to_be_bytes()], |row| {
            let (mode, path, group) = mode_groups::read(row)?;
            found.groups.entry(mode).or_default().insert(path, group);
            Ok(())
        })?;
        Ok(found)
    }
}

fn build(tokenset: &Tokenset, modes: &[Mode], content: &mut Content) -> graph::Tokenset {
    let modes = modes
        .iter()
        .map(|row| {
            let mut mode = graph::Mode::new(row.id.key(), row.name.as_str(), row.is_default);
            mode.created_at = row.created_at;
            mode.updated_at = row.updated_at;
            mode.revision = row.revision;
            mode.groups = content.groups.remove(&row.id).unwrap_or_default();
            let mut tokens = content.tokens.remove(&row.id).unwrap_or_default();
            tokens.sort_unstable_by_key(|token| token.key);
            for token in tokens {
                mode.put(token);
            }
            Arc::new(mode)
        })
        .collect();
    graph::Tokenset {
        key: tokenset.id.key(),
        name: tokenset.name.as_str().into(),
        modes,
    }
}
