//! openapi.json says what the server does.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;
use tokencraft_server::auth::routes::{ROUTES, resources};

fn text() -> String {
    tokencraft_server::openapi().to_pretty_json().unwrap()
}

fn document() -> Value {
    serde_json::from_str(&text()).unwrap()
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
        })
}

#[test]
fn every_route_of_the_table_is_described_and_no_other() {
    let document = document();
    let described: BTreeSet<String> = operations(&document)
        .map(|(path, method, operation)| {
            format!(
                "{} {path} {}",
                method.to_uppercase(),
                operation["operationId"].as_str().unwrap()
            )
        })
        .collect();
    let table: BTreeSet<String> = ROUTES
        .iter()
        .map(|r| format!("{} /api{} session_{}", r.method, r.path, r.operation))
        .chain(resources().map(|r| format!("{} /api/v1{} api_{}", r.method, r.path, r.operation)))
        .collect();
    assert_eq!(described, table);
}

#[test]
fn the_document_is_sound() {
    let document = document();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        let found = document.pointer(pointer.strip_prefix('#').unwrap());
        assert!(found.is_some(), "{pointer}");
    }
    for (path, method, operation) in operations(&document) {
        let place = format!("{method} {path}");
        assert!(operation["summary"].is_string(), "{place}");
        assert!(operation["tags"][0].is_string(), "{place}");
        let parameters = operation["parameters"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let named: BTreeSet<&str> = parameters
            .iter()
            .filter(|p| p["in"] == "path")
            .map(|p| p["name"].as_str().unwrap())
            .collect();
        let in_path: BTreeSet<&str> = path
            .split('/')
            .filter_map(|s| s.strip_prefix('{')?.strip_suffix('}'))
            .collect();
        assert_eq!(named, in_path, "{place}");
        let responses = operation["responses"].as_object().unwrap();
        let refusals = responses
            .keys()
            .filter(|status| status.starts_with(['4', '5']));
        let of_api = ["400", "401", "403", "429", "503"].map(str::to_owned);
        let expected: BTreeSet<&String> = if path.starts_with("/api/v1/") {
            refusals.chain(&of_api).collect()
        } else {
            refusals.collect()
        };
        for status in expected {
            let schema = &responses[status]["content"]["application/json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/ErrorBody", "{place} {status}");
        }
        // What is deprecated answers nothing else.
        let gone = responses.contains_key("410");
        assert!(
            gone || responses.keys().any(|s| s.starts_with('2')),
            "{place}"
        );
        // A body may name what is not there, too.
        let may_name = method == "post" && !path.starts_with("/api/v1/");
        let expected = responses.contains_key("404") != in_path.is_empty();
        assert!(gone || expected || may_name, "{place}");
        let has_body = operation["requestBody"].is_object();
        // A POST of the session door may just say: do it.
        let may_lack = method == "post" && !path.starts_with("/api/v1/");
        let takes_one = matches!(method, "post" | "patch");
        assert!(has_body == takes_one || may_lack, "{place}");
    }
}

#[test]
fn every_schema_is_a_json_schema() {
    for (name, schema) in document()["components"]["schemas"].as_object().unwrap() {
        assert!(jsonschema::meta::validate(schema).is_ok(), "{name}");
    }
}

#[test]
fn the_committed_document_is_this_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    let fresh = text() + "\n";
    assert!(
        committed == fresh,
        "docs/openapi.json is stale: run `cargo xtask gen`"
    );
}

#[test]
fn answers_are_as_the_document_says() {
    let document = document();
    let token = &document["components"]["schemas"]["Token"];
    let required: Vec<&str> = token["required"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| r.as_str().unwrap())
        .collect();
    assert_eq!(
        required,
        [
            "id",
            "tokenset_id",
            "mode_id",
            "name",
            "type",
            "value",
            "description",
            "alias_to",
            "created_at",
            "updated_at"
        ]
    );
    let types = token["properties"]["type"]["$ref"].as_str().unwrap();
    assert_eq!(types, "#/components/schemas/TypeName");
}
