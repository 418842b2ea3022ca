//! How each format says the same.

/// A format's words.
#[derive(Clone, Copy)]
pub(super) struct Dialect {
    pub(super) format: &'static str,
    pub(super) value: &'static str,
    pub(super) kind: &'static str,
    pub(super) description: &'static str,
    /// The type of a text.
    pub(super) text: &'static str,
    /// The type of a length.
    pub(super) size: &'static str,
    /// What a reference ends in.
    ending: &'static str,
}

/// The Design Tokens format.
pub(super) const PLAIN: Dialect = Dialect {
    format: "dtcg",
    value: "$value",
    kind: "$type",
    description: "$description",
    text: "string",
    size: "dimension",
    ending: "",
};

/// Our own.
pub(super) const OURS: Dialect = Dialect {
    format: "tokencraft",
    value: "value",
    kind: "type",
    description: "description",
    ..PLAIN
};

/// Style Dictionary, version 3.
pub(super) const STYLE: Dialect = Dialect {
    format: "style-dictionary",
    description: "comment",
    text: "content",
    size: "size",
    ending: ".value",
    ..OURS
};

/// Tokens Studio.
pub(super) const STUDIO: Dialect = Dialect {
    format: "tokens-studio",
    text: "text",
    size: "spacing",
    ..OURS
};

impl Dialect {
    /// A token.
    pub(super) fn token(self, kind: &str, value: &str) -> String {
        format!(r#"{{"{}":"{kind}","{}":"{value}"}}"#, self.kind, self.value)
    }

    /// A reference.
    pub(super) fn to(self, name: &str) -> String {
        format!("{{{name}{}}}", self.ending)
    }
}
