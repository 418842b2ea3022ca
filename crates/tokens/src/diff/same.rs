//! The rules of sameness that every comparison of tokens shares.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::{Source, Token};
use crate::resolve::ViewToken;
use crate::{TokenName, TokenType, Value};

/// Among more tokens of one value than this, none is looked for under another name.
const MAX_ALIKE: usize = 64;

/// A token as it is compared.
#[derive(Clone, Copy, Debug)]
pub struct Compared<'t> {
    /// As written.
    pub token: &'t Token,
    /// Its final text; `None` when it is broken.
    pub resolved: Option<&'t Arc<str>>,
}

impl<'t> From<&'t ViewToken> for Compared<'t> {
    fn from(token: &'t ViewToken) -> Self {
        Self {
            token: &token.token,
            resolved: token.resolution.as_ref().ok(),
        }
    }
}

/// Whether two tokens have the same value: `#fff` and `#ffffff` are, and so are two broken ones.
pub fn same_value(old: Compared<'_>, new: Compared<'_>) -> bool {
    match (old.resolved, new.resolved) {
        (None, None) => true,
        (Some(a), Some(b)) if a == b => true,
        (Some(a), Some(b)) => {
            let value = |side: Compared<'_>, text| Value::parse(side.token.kind, text);
            matches!((value(old, a), value(new, b)), (Ok(a), Ok(b)) if a == b)
        }
        _ => false,
    }
}

/// New names to old ones, of what has come and what is gone: pairs of one type and value, those with
/// most words in common first.
pub fn renamed<'t>(
    gone: &[Compared<'t>],
    come: &[Compared<'t>],
) -> FxHashMap<&'t TokenName, &'t TokenName> {
    let mut alike: FxHashMap<_, (Vec<Compared<'t>>, Vec<Compared<'t>>)> = FxHashMap::default();
    for &side in gone {
        alike.entry(meaning(side)).or_default().0.push(side);
    }
    for &side in come {
        if let Some((_, come)) = alike.get_mut(&meaning(side)) {
            come.push(side);
        }
    }
    let mut renamed = FxHashMap::default();
    for (gone, come) in alike.into_values() {
        if gone.len().max(come.len()) > MAX_ALIKE {
            continue;
        }
        let mut pairs = Vec::new();
        for (i, old) in gone.iter().enumerate() {
            for (j, new) in come.iter().enumerate() {
                let common = common_words(&old.token.name, &new.token.name);
                if common > 0 {
                    pairs.push((usize::MAX - common, i, j));
                }
            }
        }
        pairs.sort_unstable();
        let (mut old_taken, mut new_taken) = (FxHashSet::default(), FxHashSet::default());
        for (_, i, j) in pairs {
            if !old_taken.contains(&i) && !new_taken.contains(&j) {
                old_taken.insert(i);
                new_taken.insert(j);
                renamed.insert(&come[j].token.name, &gone[i].token.name);
            }
        }
    }
    renamed
}

/// What tokens have in common that may be one under two names.
fn meaning(side: Compared<'_>) -> (TokenType, String) {
    let kind = side.token.kind;
    let text = match (side.resolved, &side.token.source) {
        // What is equal is shown equally, however it was written.
        (Some(text), _) => match Value::parse(kind, text) {
            Ok(value) => format!("{value:?}"),
            Err(_) => text.to_string(),
        },
        (None, Source::Plain(text)) => text.to_string(),
        (None, Source::Alias(name)) => format!("{{{name}}}"),
    };
    (kind, text)
}

fn common_words(a: &TokenName, b: &TokenName) -> usize {
    let words = |name: &TokenName| -> FxHashSet<String> {
        let parts = name.as_str().split(['.', '-', '_', ' ']);
        parts
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    words(a).intersection(&words(b)).count()
}
