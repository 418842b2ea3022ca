//! The members that many bodies share, and their sentences.

use serde_json::{Map, Value};

use super::patch::Patch;
use crate::app::{Error, Result};

/// Most characters of a name, after trimming.
pub const MAX_NAME: usize = 255;
/// Most bytes of a description.
pub const MAX_DESCRIPTION: usize = 4 << 10;
/// Most bytes of a value.
pub const MAX_VALUE: usize = 16 << 10;

/// Control characters, line separators and bidi overrides: no text may hold them.
pub fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A refusal of the body (400).
pub fn invalid(code: &'static str, message: impl Into<String>) -> Error {
    Error::Invalid {
        code,
        message: message.into(),
    }
}

/// The members of a JSON object, taken one by one. Members nobody takes are ignored.
#[derive(Clone, Debug, Default)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// From a parsed object.
    pub fn new(members: Map<String, Value>) -> Self {
        Self(members)
    }

    /// Takes a member.
    pub fn take(&mut self, member: &str) -> Patch<Value> {
        match self.0.remove(member) {
            None => Patch::Absent,
            Some(Value::Null) => Patch::Null,
            Some(value) => Patch::Value(value),
        }
    }

    /// Takes a text or `null`; another type is refused with `sentence`.
    pub fn text(
        &mut self,
        member: &str,
        code: &'static str,
        sentence: &str,
    ) -> Result<Patch<String>> {
        self.take(member).try_map(|value| match value {
            Value::String(text) => Ok(text),
            _ => Err(invalid(code, sentence)),
        })
    }

    /// Takes `name` of a new resource, trimmed.
    pub fn required_name(&mut self) -> Result<String> {
        let sentence = "Name is required and must be a non-empty string";
        self.text("name", "invalid_name", sentence)?
            .into_option()
            .ok_or_else(|| invalid("invalid_name", sentence))
            .and_then(|text| name(&text, sentence))
    }

    /// Takes `name` of a PATCH, trimmed.
    pub fn patched_name(&mut self) -> Result<Option<String>> {
        let sentence = "Name must be a non-empty string";
        match self.text("name", "invalid_name", sentence)? {
            Patch::Absent => Ok(None),
            Patch::Null => Err(invalid("invalid_name", sentence)),
            Patch::Value(text) => name(&text, sentence).map(Some),
        }
    }

    /// Takes `description`.
    pub fn description(&mut self) -> Result<Patch<String>> {
        let text = self.text(
            "description",
            "invalid_description",
            "Description must be a string",
        )?;
        if let Patch::Value(text) = &text {
            description(text)?;
        }
        Ok(text)
    }

    /// Takes a text that must be there; `label` begins the sentence.
    pub fn required_text(&mut self, member: &str, label: &str) -> Result<String> {
        match self.take(member) {
            Patch::Value(Value::String(text)) if !text.is_empty() => Ok(text),
            _ => Err(invalid(
                "invalid_body",
                format!("{label} is required and must be a non-empty string"),
            )),
        }
    }

    /// Takes a boolean, `is_default` for one.
    pub fn boolean(&mut self, member: &str) -> Result<Option<bool>> {
        match self.take(member) {
            Patch::Absent => Ok(None),
            Patch::Value(Value::Bool(value)) => Ok(Some(value)),
            _ => Err(invalid(
                "invalid_body",
                format!("{member} must be a boolean"),
            )),
        }
    }

    /// Whether a member was sent.
    pub fn has(&self, member: &str) -> bool {
        self.0.contains_key(member)
    }
}

/// A name after trimming; `empty` is the sentence for nothing left.
pub fn name(text: &str, empty: &str) -> Result<String> {
    // Before trimming: some of the forbidden characters count as white space.
    let has_forbidden = text.chars().any(is_forbidden);
    let text = text.trim();
    if text.is_empty() {
        return Err(invalid("invalid_name", empty));
    }
    if has_forbidden {
        return Err(invalid(
            "invalid_name",
            "Name must not contain control characters",
        ));
    }
    if text.chars().count() > MAX_NAME {
        return Err(invalid(
            "invalid_name",
            "Name must be at most 255 characters",
        ));
    }
    Ok(text.to_owned())
}

/// Checks a description: it may hold line breaks and tabs.
pub fn description(text: &str) -> Result<()> {
    if text.len() > MAX_DESCRIPTION {
        return Err(invalid(
            "invalid_description",
            "Description must be at most 4096 bytes",
        ));
    }
    if text
        .chars()
        .any(|c| is_forbidden(c) && c != '\n' && c != '\t')
    {
        return Err(invalid(
            "invalid_description",
            "Description must not contain control characters",
        ));
    }
    Ok(())
}

/// Checks a token's value as text; what it means is checked by its type.
pub fn value(text: &str) -> Result<()> {
    if text.len() > MAX_VALUE {
        return Err(invalid(
            "invalid_value",
            "Value must be at most 16384 bytes",
        ));
    }
    if text.chars().any(is_forbidden) {
        return Err(invalid(
            "invalid_value",
            "Value must not contain control characters",
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(value: Value) -> Fields {
        match value {
            Value::Object(members) => Fields::new(members),
            other => panic!("not an object: {other}"),
        }
    }

    #[test]
    fn a_new_name_is_required_and_trimmed() {
        assert_eq!(
            fields(json!({"name": "  Brand "})).required_name().unwrap(),
            "Brand"
        );
        let longest = "é".repeat(255);
        assert_eq!(
            fields(json!({"name": longest})).required_name().unwrap(),
            longest
        );
        for bad in [
            json!({}),
            json!({"name": null}),
            json!({"name": 1}),
            json!({"name": "  "}),
            json!({"name": []}),
        ] {
            let error = fields(bad.clone()).required_name().unwrap_err();
            assert_eq!(
                error.to_string(),
                "Name is required and must be a non-empty string",
                "{bad}"
            );
        }
        let error = fields(json!({"name": "x".repeat(256)}))
            .required_name()
            .unwrap_err();
        assert_eq!(error.to_string(), "Name must be at most 255 characters");
    }

    #[test]
    fn a_patched_name_may_be_absent_but_not_empty() {
        assert_eq!(fields(json!({})).patched_name().unwrap(), None);
        for bad in [
            json!({"name": null}),
            json!({"name": ""}),
            json!({"name": {}}),
        ] {
            let error = fields(bad.clone()).patched_name().unwrap_err();
            assert_eq!(
                error.to_string(),
                "Name must be a non-empty string",
                "{bad}"
            );
        }
    }

    #[test]
    fn a24_control_and_bidi_characters_are_refused_everywhere() {
        for c in [
            '\0', '\u{1b}', '\u{7f}', '\u{85}', '\u{202e}', '\u{2028}', '\u{2066}',
        ] {
            let text = format!("a{c}b");
            assert!(name(&text, "").is_err(), "{c:?}");
            assert!(description(&text).is_err(), "{c:?}");
            assert!(value(&text).is_err(), "{c:?}");
        }
        assert!(description("one\n\ttwo").is_ok());
        assert!(name("one\ntwo", "").is_err());
    }

    #[test]
    fn a_description_is_text_or_null() {
        assert_eq!(
            fields(json!({"description": null})).description().unwrap(),
            Patch::Null
        );
        assert_eq!(fields(json!({})).description().unwrap(), Patch::Absent);
        let error = fields(json!({"description": 5})).description().unwrap_err();
        assert_eq!(error.to_string(), "Description must be a string");
        assert!(
            fields(json!({"description": "x".repeat(4096)}))
                .description()
                .is_ok()
        );
        assert!(
            fields(json!({"description": "x".repeat(4097)}))
                .description()
                .is_err()
        );
        let error = fields(json!({"is_default": "yes"}))
            .boolean("is_default")
            .unwrap_err();
        assert_eq!(error.to_string(), "is_default must be a boolean");
    }
}
