//! Documents with one thing changed: strict reading never panics, and what it takes, the official schemas
//! take, and lenient reading takes whole.

use std::path::Path;
use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::{Value, json};
use tokencraft_formats::import::Format;

use super::{Rule, names, read_strictly, references, resolvers, values};
use crate::schema::Schemas;
use crate::{fixtures, read_as};

/// Every document that keeps a rule, and those that every conforming tool takes, with how many parts
/// they have.
fn kept() -> &'static [(Format, Value, usize)] {
    static KEPT: OnceLock<Vec<(Format, Value, usize)>> = OnceLock::new();
    KEPT.get_or_init(|| {
        let mut texts: Vec<(Format, String)> = Vec::new();
        let tables: [(Format, &[Rule]); 6] = [
            (Format::Dtcg, &names::RULES),
            (Format::Dtcg, &references::RULES),
            (Format::Dtcg, &values::SIMPLE),
            (Format::Dtcg, &values::COLORS),
            (Format::Dtcg, &values::COMPOSITE),
            (Format::DtcgResolver, &resolvers::RULES),
        ];
        for (format, rules) in tables {
            let kept = rules.iter().flat_map(|rule| rule.kept);
            texts.extend(kept.map(|text| (format, (*text).to_owned())));
        }
        if let Some(fixtures) = fixtures() {
            let suite = fixtures.join("dtcg-suite-positive");
            collect(&suite.join("format/positive"), Format::Dtcg, &mut texts);
            collect(
                &suite.join("resolver/positive"),
                Format::DtcgResolver,
                &mut texts,
            );
        }
        let documents = texts.into_iter().filter_map(|(format, text)| {
            // Some have comments.
            let json: Value = serde_json::from_str(&text).ok()?;
            let parts = parts(&json);
            Some((format, json, parts))
        });
        documents.collect()
    })
}

fn collect(folder: &Path, format: Format, texts: &mut Vec<(Format, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, format, texts);
        } else {
            texts.push((format, std::fs::read_to_string(path).unwrap()));
        }
    }
}

/// A document without what the standard's prose allows and its schemas do not: positions beyond 0 and
/// 1, `{a.$root}`, typography without a letter spacing, our `string`, groups that extend by `$ref`. Types
/// that are inherited are written down: the schemas look at a token alone.
fn as_the_schemas_want_it(value: &mut Value, outer: Option<&Value>) {
    let Value::Object(group) = value else { return };
    let kind = group.get("$type").or(outer).cloned();
    if let Some(own) = group.get_mut("$value") {
        plain(own);
        if kind == Some(json!("string")) {
            *own = json!(1);
        }
        let is_reference =
            own.as_str().is_some_and(|text| text.starts_with('{')) || own.get("$ref").is_some();
        if let Some(kind) = kind.filter(|_| !is_reference) {
            group.insert("$type".into(), kind);
        }
        if group.get("$type") == Some(&json!("string")) {
            group.insert("$type".into(), json!("number"));
        }
        return;
    }
    if group.get("$type") == Some(&json!("string")) {
        group.insert("$type".into(), json!("number"));
    }
    let extends = group.len() > 1 || !group.contains_key("$ref");
    if extends && !group.contains_key("$description") {
        // A token has nothing beside `$ref` but what is said about it.
        let has_group = group
            .iter()
            .any(|(name, inner)| !name.starts_with('$') && inner.is_object());
        if has_group {
            group.remove("$ref");
        }
    }
    for (name, inner) in group.iter_mut() {
        if name == "$root" || !name.starts_with('$') {
            as_the_schemas_want_it(inner, kind.as_ref());
        }
    }
}

fn plain(value: &mut Value) {
    match value {
        Value::String(text) => *text = text.replace(".$root}", "}"),
        Value::Array(array) => array.iter_mut().for_each(plain),
        Value::Object(object) => {
            if let Some(position) = object.get_mut("position").filter(|it| it.is_number()) {
                *position = json!(0);
            }
            if object.contains_key("fontSize") {
                let space = json!({"value": 0, "unit": "px"});
                object.entry("letterSpacing").or_insert(space);
            }
            object.values_mut().for_each(plain);
        }
        _ => {}
    }
}

/// How many members and elements there are in all.
fn parts(value: &Value) -> usize {
    match value {
        Value::Object(object) => object.values().map(|inner| 1 + parts(inner)).sum(),
        Value::Array(array) => array.iter().map(|inner| 1 + parts(inner)).sum(),
        _ => 0,
    }
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_strict_reading_takes_lenient_reading_takes_whole(
        document in any::<prop::sample::Index>().prop_map(|at| at.get(kept())),
        number in any::<prop::sample::Index>(),
        change in change(),
    ) {
        let (format, json, parts) = document;
        let mut json = json.clone();
        if *parts > 0 {
            prop_assert!(apply(&mut json, &mut number.index(*parts), &change));
        }
        let text = json.to_string();
        let format = *format;
        match read_strictly(format, &text) {
            Ok(strict) => {
                if format == Format::Dtcg && let Some(schemas) = Schemas::get() {
                    json.as_object_mut().unwrap().remove("$schema");
                    as_the_schemas_want_it(&mut json, None);
                    let problem = schemas.format_problem(&json);
                    prop_assert!(problem.is_none(), "{text}\n{problem:?}");
                }
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
