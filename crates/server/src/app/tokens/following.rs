//! What a rename must not do to the references that follow it.

use tokencraft_tokens::graph::At;
use tokencraft_tokens::rename::ChangedMeaning;
use tokencraft_tokens::{Graph, Source, Token};

use crate::app::error::{Error, Result};
use crate::app::field::MAX_VALUE;

/// How many tokens a refusal names.
const NAMED: usize = 10;

/// Refuses a rename that makes references mean another token than before, naming whose they are.
pub fn same_meaning<'a>(bent: impl IntoIterator<Item = &'a ChangedMeaning>) -> Result<()> {
    let bent: Vec<String> = bent
        .into_iter()
        .map(|bent| format!("{} (refers to {})", bent.name, bent.reference))
        .collect();
    if bent.is_empty() {
        return Ok(());
    }
    Err(Error::conflict(
        "changes_meaning",
        format!("References would mean another token: {}", list(bent)),
    ))
}

/// Refuses a rename whose new names make a value longer than any may be.
pub fn short_enough<'a>(
    before: &Graph,
    tokens: impl IntoIterator<Item = &'a (At, Token)>,
) -> Result<()> {
    let length = |token: &Token| match &token.source {
        Source::Plain(text) => text.len(),
        Source::Alias(_) => 0,
    };
    let too_long: Vec<String> = tokens
        .into_iter()
        .filter(|(at, token)| {
            let old = before.mode(*at).by_key(token.key);
            length(token) > MAX_VALUE && old.is_none_or(|old| length(token) > length(old))
        })
        .map(|(_, token)| token.name.to_string())
        .collect();
    if too_long.is_empty() {
        return Ok(());
    }
    Err(Error::conflict(
        "value_too_long",
        format!(
            "With the new name a value would be longer than {MAX_VALUE} bytes: {}",
            list(too_long)
        ),
    ))
}

/// The first few of some names, and how many there are besides.
pub fn list(mut names: Vec<String>) -> String {
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    names.join(", ")
}
