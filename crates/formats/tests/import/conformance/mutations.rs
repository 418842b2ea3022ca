//! Documents with one thing changed: strict reading never panics, and what it takes, lenient reading
//! takes whole.

use proptest::prelude::*;
use serde_json::{Value, json};
use tokencraft_formats::import::Format;

use super::{Rule, names, read_strictly, references, resolvers, values};
use crate::read_as;

/// Every document that keeps a rule.
fn kept() -> Vec<(Format, &'static str)> {
    let of = |format: Format, rules: &'static [Rule]| {
        let texts = rules.iter().flat_map(|rule| rule.kept.iter().copied());
        texts.map(move |text| (format, text)).collect::<Vec<_>>()
    };
    [
        of(Format::Dtcg, &names::RULES),
        of(Format::Dtcg, &references::RULES),
        of(Format::Dtcg, &values::SIMPLE),
        of(Format::Dtcg, &values::COLORS),
        of(Format::Dtcg, &values::COMPOSITE),
        of(Format::DtcgResolver, &resolvers::RULES),
    ]
    .concat()
}

/// What takes the place of a value or a name.
fn odd() -> impl Strategy<Value = Value> {
    let texts = [
        "",
        "{",
        "{a}",
        "{a.b}",
        "{c}",
        "{a.$root}",
        "#/a",
        "#/a/$value",
        "#/c/$value/components/0",
        "#/",
        "#/~",
        "px",
        "none",
        "color",
        "number",
        "shadow",
        "2025.10",
        "$value",
        "$ref",
        "$extends",
        "$root",
        "$type",
        "#/sets/a",
        "#/modifiers/m",
    ];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        prop_oneof![Just(0.0), Just(1.0), Just(-1.0), Just(360.0), Just(1e300)]
            .prop_map(|number| json!(number)),
        prop::sample::select(texts.to_vec()).prop_map(|text| json!(text)),
        prop::sample::select(texts.to_vec()).prop_map(|text| json!({"$ref": text})),
        prop::sample::select(texts.to_vec()).prop_map(|text| json!({"$value": text})),
        Just(json!([])),
        Just(json!({})),
        Just(json!(["{a}", 1])),
    ]
}

#[derive(Clone, Debug)]
enum Change {
    Replace(Value),
    Remove,
    Rename(String),
    Wrap,
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        3 => odd().prop_map(Change::Replace),
        1 => Just(Change::Remove),
        1 => odd().prop_map(|value| Change::Rename(value.as_str().unwrap_or("a").to_owned())),
        1 => Just(Change::Wrap),
    ]
}

/// Changes the part of that number, counted through the whole document; `false` when there are fewer.
fn apply(value: &mut Value, number: &mut usize, change: &Change) -> bool {
    let count = match value {
        Value::Object(object) => object.len(),
        Value::Array(array) => array.len(),
        _ => 0,
    };
    if *number < count {
        match value {
            Value::Object(object) => {
                let name = object.keys().nth(*number).unwrap().clone();
                let old = object.remove(&name).unwrap();
                match change {
                    Change::Replace(new) => drop(object.insert(name, new.clone())),
                    Change::Remove => {}
                    Change::Rename(new) => drop(object.insert(new.clone(), old)),
                    Change::Wrap => drop(object.insert(name, json!([old]))),
                }
            }
            Value::Array(array) => match change {
                Change::Replace(new) => array[*number] = new.clone(),
                Change::Remove | Change::Rename(_) => drop(array.remove(*number)),
                Change::Wrap => array[*number] = json!({"$value": array[*number].clone()}),
            },
            _ => {}
        }
        return true;
    }
    *number -= count;
    match value {
        Value::Object(object) => object
            .values_mut()
            .any(|inner| apply(inner, number, change)),
        Value::Array(array) => array.iter_mut().any(|inner| apply(inner, number, change)),
        _ => false,
    }
}

/// The text as JSON; some documents have comments.
fn parsed(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_strict_reading_takes_lenient_reading_takes_whole(
        document in prop::sample::select(kept()),
        number in any::<prop::sample::Index>(),
        change in change(),
    ) {
        let (format, text) = document;
        let Some(mut json) = parsed(text) else { return Ok(()) };
        let mut number = number.index(60);
        apply(&mut json, &mut number, &change);
        let text = json.to_string();
        match read_strictly(format, &text) {
            Ok(strict) => {
                let lenient = read_as(format, &text);
                prop_assert!(lenient.skipped.is_empty(), "{text}\n{:?}", lenient.skipped);
                prop_assert_eq!(strict.modes.len(), lenient.modes.len());
                for (strict, lenient) in strict.modes.iter().zip(&lenient.modes) {
                    prop_assert_eq!(strict.tokens.len(), lenient.tokens.len(), "{}", text);
                }
            }
            Err(error) => {
                prop_assert!(!error.message.is_empty() && !error.code.is_empty());
                let is_placed = error.location.is_some() || matches!(error.code, "file_not_found" | "too_large");
                prop_assert!(is_placed, "{text}\n{error}");
            }
        }
    }
}
