//! Token sets for the export tests.

use std::sync::Arc;

use tokencraft_formats::export::{Format, Modes, Options, export};
use tokencraft_tokens::graph::{At, Graph, Key, Mode, Token, Tokenset};
use tokencraft_tokens::resolve::{Missing, ModeView, Resolver, mode_view};
use tokencraft_tokens::{Deprecated, Source, TokenName, TokenType, reference};

/// A token to be.
pub(crate) fn token(name: &str, kind: TokenType, value: &str) -> Token {
    let source = match reference::whole(value) {
        Some(target) => Source::Alias(target),
        None => Source::Plain(value.into()),
    };
    Token {
        key: Key(0),
        name: TokenName::parse(name).unwrap(),
        kind,
        source,
        description: None,
        extensions: None,
        deprecated: None,
        created_at: 0,
        updated_at: 0,
        revision: 0,
    }
}

/// What a test sets on a token.
pub(crate) trait With {
    fn described(self, description: &str) -> Self;
    fn deprecated(self, reason: &str) -> Self;
    fn extended(self, json: &str) -> Self;
}

impl With for Token {
    fn described(mut self, description: &str) -> Self {
        self.description = Some(description.into());
        self
    }

    fn deprecated(mut self, reason: &str) -> Self {
        self.deprecated = Some(Deprecated::Reason(reason.into()));
        self
    }

    fn extended(mut self, json: &str) -> Self {
        self.extensions = Some(json.into());
        self
    }
}

/// The views of a tokenset's modes; the first is the default.
pub(crate) fn views(modes: Vec<(&str, Vec<Token>)>, missing: Missing) -> Vec<ModeView> {
    let mut key = 0;
    let mut next = || {
        key += 1;
        Key(key)
    };
    let mut built = Vec::new();
    for (at, (name, tokens)) in modes.into_iter().enumerate() {
        let mut mode = Mode::new(next(), name, at == 0);
        for token in tokens {
            mode.put(Arc::new(Token {
                key: next(),
                ..token
            }));
        }
        built.push(Arc::new(mode));
    }
    let count = built.len();
    let set = Tokenset {
        key: next(),
        name: "Sample".into(),
        modes: built,
    };
    let graph = Graph {
        sets: vec![Arc::new(set)],
    };
    let mut resolver = Resolver::new(&graph);
    (0..count)
        .map(|mode| mode_view(&mut resolver, At { set: 0, mode }, missing))
        .collect()
}

/// The view of the only mode.
pub(crate) fn view(tokens: Vec<Token>) -> ModeView {
    views(vec![("Light", tokens)], Missing::Omit).remove(0)
}

/// One mode's export with an option or two.
pub(crate) fn one(format: Format, view: &ModeView, options: &Options) -> String {
    export(format, Modes::One(view), options).unwrap()
}
