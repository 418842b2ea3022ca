//! Bodies that make or change a token, and what they make of it.

use std::sync::Arc;

use rustc_hash::FxHashSet;
use tokencraft_tokens::check::{self, Refusal};
use tokencraft_tokens::graph::At;
use tokencraft_tokens::resolve::Broken;
use tokencraft_tokens::{Key, Source, Token, TokenName, TokenType, reference, rename};

use super::following;
use crate::app::draft::Draft;
use crate::app::error::{Error, Result};
use crate::app::field::Fields;
use crate::app::import::code;
use crate::app::input::{self, Verb, value_required};
use crate::app::patch::Patch;
use crate::app::place::NO_TOKEN;

/// A token to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    /// Its name.
    pub name: TokenName,
    /// Its type.
    pub kind: TokenType,
    /// Value or alias.
    pub source: Source,
    /// For people.
    pub description: Option<Arc<str>>,
}

/// What a PATCH says about a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenPatch {
    name: Option<TokenName>,
    kind: Option<TokenType>,
    value: Patch<Arc<str>>,
    alias_to: Patch<TokenName>,
    description: Patch<Arc<str>>,
}

/// A token that a change has put into its draft, and how closely it is to be checked.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    /// Where.
    pub at: At,
    /// Which.
    pub key: Key,
    /// The body gave a value, alias or type: everything about its references must be right.
    pub valued: bool,
    /// The body gave a new name: it must not close a cycle.
    pub renamed: bool,
}

impl NewToken {
    /// Reads the body of a POST.
    pub fn read(fields: &mut Fields) -> Result<Self> {
        let name = input::token_name(fields, Verb::Create)?;
        let kind = input::token_type(fields, Verb::Create)?;
        let (Some(name), Some(kind)) = (name, kind) else {
            return Err(Error::defect("a POST without its required members"));
        };
        let value = input::value(fields)?;
        let source = match (input::alias_to(fields)?, value) {
            (Patch::Value(target), value) => alias(target, &value)?,
            (_, Patch::Value(text)) => plain(kind, text)?,
            (_, _) => return Err(value_required()),
        };
        Ok(Self {
            name,
            kind,
            source,
            description: fields.description()?.into_option().map(Into::into),
        })
    }

    /// The token with its identity; times and revision are the draft's business.
    pub fn with_key(self, key: Key) -> Token {
        Token {
            key,
            name: self.name,
            kind: self.kind,
            source: self.source,
            description: self.description,
            extensions: None,
            deprecated: None,
            created_at: 0,
            updated_at: 0,
            revision: 0,
        }
    }
}

impl TokenPatch {
    /// Reads the body of a PATCH.
    pub fn read(fields: &mut Fields) -> Result<Self> {
        Ok(Self {
            name: input::token_name(fields, Verb::Change)?,
            kind: input::token_type(fields, Verb::Change)?,
            value: input::value(fields)?,
            alias_to: input::alias_to(fields)?,
            description: fields
                .description()?
                .try_map(|text| Ok::<_, Error>(text.into()))?,
        })
    }

    /// The new name, when it is another.
    pub fn new_name(&self, token: &Token) -> Option<&TokenName> {
        self.name.as_ref().filter(|name| **name != token.name)
    }

    /// Whether the references must be right after it.
    pub fn is_valued(&self, token: &Token) -> bool {
        self.kind.is_some_and(|kind| kind != token.kind)
            || !matches!(self.value, Patch::Absent)
            || !matches!(self.alias_to, Patch::Absent)
    }

    /// Whether the references that the token has now do not count.
    fn replaces_source(&self) -> bool {
        matches!(self.value, Patch::Value(_)) || matches!(self.alias_to, Patch::Value(_))
    }

    /// The token as the patch wants it, under its old name (a rename also touches others).
    pub fn apply(&self, token: &Token) -> Result<Token> {
        let kind = self.kind.unwrap_or(token.kind);
        let source = match (self.alias_to.clone(), self.value.clone()) {
            (Patch::Value(target), value) => alias(target, &value)?,
            (_, Patch::Value(text)) => plain(kind, text)?,
            (Patch::Absent, Patch::Absent) => token.source.clone(),
            (Patch::Null, Patch::Absent) if matches!(token.source, Source::Plain(_)) => {
                token.source.clone()
            }
            (_, _) => return Err(value_required()),
        };
        let description = match self.description.clone() {
            Patch::Absent => token.description.clone(),
            Patch::Null => None,
            Patch::Value(text) => Some(text),
        };
        Ok(Token {
            kind,
            source,
            description,
            ..token.clone()
        })
    }
}

/// Puts patched tokens into a draft, first of all by their new names: what referred to them follows,
/// the patched tokens included. Then those to be deleted go. Refusals come with the position in
/// `patches`.
pub fn put_patched(
    draft: &mut Draft,
    patches: &[(At, Key, &TokenPatch)],
    deleted: &[(At, Key)],
) -> std::result::Result<Vec<Written>, (usize, Error)> {
    let mut names = rename::NewNames::default();
    let stored = |at: At, key| {
        let token = draft.before.mode(at).by_key(key).cloned();
        token.ok_or(Error::NotFound(NO_TOKEN))
    };
    let tokens: Vec<_> = patches
        .iter()
        .enumerate()
        .map(|(index, &(at, key, _))| stored(at, key).map_err(|e| (index, e)))
        .collect::<std::result::Result<_, _>>()?;
    for (&(at, key, patch), token) in patches.iter().zip(&tokens) {
        if let Some(name) = patch.new_name(token) {
            names.insert((at, key), name.clone());
        }
    }
    let followed = if names.is_empty() {
        Vec::new()
    } else {
        rename::follow(&draft.before, &names).tokens
    };
    for (at, token) in &followed {
        draft.put(*at, token.clone());
    }
    for &(at, key) in deleted {
        draft.remove(at, key);
    }
    if !names.is_empty() {
        still_mean_the_same(draft, patches, &followed)?;
    }
    let mut written = Vec::with_capacity(patches.len());
    for (index, (&(at, key, patch), old)) in patches.iter().zip(&tokens).enumerate() {
        let renamed = draft.graph.mode(at).by_key(key).unwrap_or(old).clone();
        let token = patch.apply(&renamed).map_err(|e| (index, e))?;
        draft.put(at, token);
        let valued = patch.is_valued(old);
        written.push(Written {
            at,
            key,
            valued,
            renamed: names.contains_key(&(at, key)),
        });
    }
    Ok(written)
}

/// Refuses new names that bend a reference or make a value too long, unless the patches replace it.
fn still_mean_the_same(
    draft: &Draft,
    patches: &[(At, Key, &TokenPatch)],
    followed: &[(At, Token)],
) -> std::result::Result<(), (usize, Error)> {
    let places: Vec<(At, Key)> = patches.iter().map(|&(at, key, _)| (at, key)).collect();
    if draft.duplicate(&places).is_some() {
        // Refused for that; which of the two a reference means cannot be said.
        return Ok(());
    }
    let replaced: FxHashSet<Key> = patches
        .iter()
        .filter(|(_, _, patch)| patch.replaces_source())
        .map(|&(_, key, _)| key)
        .collect();
    let bent = rename::changed_meaning(&draft.before, &draft.graph);
    let bent = bent.iter().filter(|bent| !replaced.contains(&bent.key));
    let grown = followed
        .iter()
        .filter(|(_, token)| !replaced.contains(&token.key));
    let first = patches
        .iter()
        .position(|(_, _, patch)| patch.name.is_some());
    following::same_meaning(bent)
        .and_then(|()| following::short_enough(&draft.before, grown))
        .map_err(|error| (first.unwrap_or_default(), error))
}

/// An alias, written as `alias_to`; beside it stands no value.
fn alias(target: TokenName, value: &Patch<Arc<str>>) -> Result<Source> {
    match value {
        Patch::Value(text) if !text.is_empty() => Err(Error::invalid(
            "value_and_alias",
            "Value and alias_to cannot both be given",
        )),
        _ => Ok(Source::Alias(target)),
    }
}

/// A value as written; one that is exactly a reference is an alias.
fn plain(kind: TokenType, text: Arc<str>) -> Result<Source> {
    match reference::whole(&text) {
        Some(target) => Ok(Source::Alias(target)),
        None if text.is_empty() && kind != TokenType::String => Err(value_required()),
        None => Ok(Source::Plain(text)),
    }
}

/// Checks a draft's written tokens together: names, references, values, and what a changed type
/// breaks elsewhere. The position in `written` comes with the refusal when it is one token's.
#[expect(
    clippy::result_large_err,
    reason = "the error of every operation, and where"
)]
pub fn check(
    draft: &Draft,
    written: &[Written],
) -> std::result::Result<(), (Option<usize>, Error)> {
    let places: Vec<(At, Key)> = written.iter().map(|w| (w.at, w.key)).collect();
    // What stood broken before may be renamed or described all the same.
    let refused = check::check(&draft.graph, &places)
        .into_iter()
        .find(|(index, refusal)| {
            let cycle = matches!(refusal, Refusal::Reference(Broken::Cycle(_)));
            written[*index].valued || (written[*index].renamed && cycle)
        });
    let duplicate = draft.duplicate(&places);
    // A name that is taken twice hides a token, and what looks like a cycle may be none.
    let by_name = |refusal: &Refusal| matches!(refusal, Refusal::Reference(Broken::Cycle(_)));
    if let Some((index, refusal)) = refused.filter(|(_, r)| duplicate.is_none() || !by_name(r)) {
        let error = Error::invalid(code(&refusal), refusal.to_string());
        return Err((Some(index), error));
    }
    if let Some(index) = duplicate {
        let (at, key) = places[index];
        let name = draft.graph.mode(at).by_key(key).map(|t| t.name.to_string());
        let name = name.unwrap_or_default();
        let message = format!("A token named {name} already exists in this mode");
        return Err((Some(index), Error::conflict("duplicate_name", message)));
    }
    let broken = check::broken_by_type_change(&draft.before, &draft.graph, &places);
    if broken.is_empty() {
        return Ok(());
    }
    let names = broken
        .iter()
        .filter_map(|(at, key)| Some(draft.graph.mode(*at).by_key(*key)?.name.to_string()));
    let message = format!(
        "The type cannot change while other tokens refer to it: {}",
        following::list(names.collect())
    );
    Err((None, Error::conflict("breaks_references", message)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Fields {
        Fields::new(serde_json::from_str(json).unwrap())
    }

    fn read(json: &str) -> std::result::Result<Source, String> {
        NewToken::read(&mut fields(json))
            .map(|t| t.source)
            .map_err(|e| e.to_string())
    }

    fn alias_of(name: &str) -> Source {
        Source::Alias(TokenName::parse(name).unwrap())
    }

    fn plain_of(text: &str) -> Source {
        Source::Plain(text.into())
    }

    #[test]
    fn an_alias_is_written_in_either_way() {
        for value in ["", r#","value":"""#, r#","value":null"#] {
            let json = format!(r#"{{"name":"a","type":"color","alias_to":"b.c"{value}}}"#);
            assert_eq!(read(&json), Ok(alias_of("b.c")), "{json}");
        }
        let json = r#"{"name":"a","type":"color","value":"{b.c}"}"#;
        assert_eq!(read(json), Ok(alias_of("b.c")));
    }

    #[test]
    fn a_token_has_a_value_or_an_alias_and_not_both() {
        let both = r##"{"name":"a","type":"color","value":"#fff","alias_to":"b"}"##;
        assert_eq!(
            read(both),
            Err("Value and alias_to cannot both be given".into())
        );
        for value in ["", r#","value":"""#, r#","value":null"#, r#","value":5"#] {
            let json = format!(r#"{{"name":"a","type":"color"{value}}}"#);
            assert_eq!(
                read(&json),
                Err("Value is required and must be a string".into())
            );
        }
        assert_eq!(
            read(r#"{"name":"a","type":"string","value":""}"#),
            Ok(plain_of(""))
        );
    }

    #[test]
    fn a_patch_turns_aliases_into_values_and_back() {
        let token = |source| {
            NewToken {
                name: TokenName::parse("a").unwrap(),
                kind: TokenType::Color,
                source,
                description: None,
            }
            .with_key(Key(1))
        };
        let apply = |source: Source, json: &str| {
            let patch = TokenPatch::read(&mut fields(json)).unwrap();
            patch
                .apply(&token(source))
                .map(|t| t.source)
                .map_err(|e| e.to_string())
        };
        let required = Err("Value is required and must be a string".to_owned());
        for (from, json, to) in [
            (alias_of("b"), r##"{"value":"#fff"}"##, Ok(plain_of("#fff"))),
            (
                alias_of("b"),
                r##"{"value":"#fff","alias_to":null}"##,
                Ok(plain_of("#fff")),
            ),
            (alias_of("b"), r#"{"alias_to":null}"#, required.clone()),
            (
                alias_of("b"),
                r#"{"alias_to":null,"value":null}"#,
                required.clone(),
            ),
            (
                alias_of("b"),
                r#"{"alias_to":"c","value":null}"#,
                Ok(alias_of("c")),
            ),
            (alias_of("b"), r#"{"description":"x"}"#, Ok(alias_of("b"))),
            (plain_of("#000"), r#"{"alias_to":"c"}"#, Ok(alias_of("c"))),
            (
                plain_of("#000"),
                r#"{"alias_to":null}"#,
                Ok(plain_of("#000")),
            ),
            (plain_of("#000"), r#"{"value":null}"#, required.clone()),
            (plain_of("#000"), r#"{"value":""}"#, required),
        ] {
            assert_eq!(apply(from, json), to, "{json}");
        }
    }
}
