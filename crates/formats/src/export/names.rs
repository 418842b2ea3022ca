//! The token names of all views of an export, each once.

use rustc_hash::FxHashMap;
use tokencraft_tokens::TokenType;
use tokencraft_tokens::resolve::ModeView;

/// Names and their numbers.
#[derive(Debug)]
pub(super) struct Names<'a> {
    /// By number; the first view's names in their order, then what other views add.
    pub(super) all: Vec<&'a str>,
    /// How many are the first view's.
    first: usize,
    /// For each view after the first: the numbers of its tokens' names.
    later: Vec<Vec<usize>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(views: &'a [ModeView]) -> Self {
        let names = |view: &'a ModeView| view.tokens.iter().map(|entry| entry.token.name.as_str());
        let Some((first, views)) = views.split_first() else {
            return Self::alone(Vec::new());
        };
        let mut named = Self::alone(names(first).collect());
        if !views.is_empty() {
            let mut numbers: FxHashMap<&str, usize> = named.all.iter().copied().zip(0..).collect();
            for view in views {
                let number = |name| {
                    *numbers.entry(name).or_insert_with(|| {
                        named.all.push(name);
                        named.all.len() - 1
                    })
                };
                named.later.push(names(view).map(number).collect());
            }
        }
        named
    }

    /// The names of a single view.
    pub(super) fn alone(all: Vec<&'a str>) -> Self {
        Self {
            first: all.len(),
            all,
            later: Vec::new(),
        }
    }

    /// How many views there are.
    pub(super) fn views(&self) -> usize {
        1 + self.later.len()
    }

    /// The numbers of the names of a view's tokens, in their order.
    pub(super) fn of_view(&self, view: usize) -> impl Iterator<Item = usize> {
        let count = match view {
            0 => self.first,
            later => self.later[later - 1].len(),
        };
        (0..count).map(move |token| self.number(view, token))
    }

    /// The number of the name of a view's token, both by position.
    pub(super) fn number(&self, view: usize, token: usize) -> usize {
        match view {
            0 => token,
            later => self.later[later - 1][token],
        }
    }

    /// The tokens of a view that references may name.
    pub(super) fn targets(&self, at: usize, view: &'a ModeView) -> Targets<'a> {
        let tokens = view.tokens.iter().enumerate();
        let target = tokens.map(|(token, entry)| {
            let target = (entry.token.kind, self.number(at, token));
            (entry.token.name.as_str(), target)
        });
        Targets(target.collect())
    }
}

/// Types and numbers by name; none where references are resolved.
#[derive(Debug, Default)]
pub(super) struct Targets<'a>(FxHashMap<&'a str, (TokenType, usize)>);

impl Targets<'_> {
    /// The number of a token's name, when it is of that type.
    pub(super) fn of_type(&self, name: &str, kind: TokenType) -> Option<usize> {
        let (found, number) = self.0.get(name)?;
        (*found == kind).then_some(*number)
    }
}
