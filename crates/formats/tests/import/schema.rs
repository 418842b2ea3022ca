//! The official JSON Schemas of the Design Tokens Community Group.

use std::path::Path;
use std::sync::LazyLock;

use jsonschema::{Registry, Validator};
use serde_json::Value as Json;

/// What exported documents must be.
pub(crate) struct Schemas {
    format: Validator,
    resolver: Validator,
}

impl Schemas {
    /// Read once; `None`, said aloud, without fixtures.
    pub(crate) fn get() -> Option<&'static Self> {
        static SCHEMAS: LazyLock<Option<Schemas>> = LazyLock::new(Schemas::load);
        SCHEMAS.as_ref()
    }

    fn load() -> Option<Self> {
        let folder = crate::fixtures()?.join("dtcg-schemas-2025.10");
        let mut all = Vec::new();
        collect(&folder, &mut all);
        let of_id = |id: &str| all.iter().find(|(found, _)| found.ends_with(id)).unwrap();
        let validator = |id| {
            let mut registry = Registry::new();
            for (id, schema) in &all {
                registry = registry.add(id, schema).unwrap();
            }
            let registry = registry.prepare().unwrap();
            jsonschema::options()
                .with_registry(&registry)
                .should_validate_formats(true)
                .build(&of_id(id).1)
                .unwrap()
        };
        Some(Self {
            format: validator("/2025.10/format.json"),
            resolver: validator("/2025.10/resolver.json"),
        })
    }

    /// Panics with what is wrong with a document of one mode.
    pub(crate) fn check_format(&self, text: &str) {
        check(&self.format, text);
    }

    /// What is wrong with a document of one mode, first.
    pub(crate) fn format_problem(&self, document: &Json) -> Option<String> {
        let mut errors = self.format.iter_errors(document);
        let error = errors.next()?;
        Some(format!("{}: {error:.400}", error.instance_path()))
    }

    /// The same for a resolver document.
    pub(crate) fn check_resolver(&self, text: &str) {
        check(&self.resolver, text);
    }
}

fn check(validator: &Validator, text: &str) {
    let document: Json = serde_json::from_str(text).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .take(5)
        .map(|error| format!("{}: {error:.400}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}\n{text:.20000}", errors.join("\n"));
}

fn collect(folder: &Path, all: &mut Vec<(String, Json)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, all);
        } else {
            let schema: Json = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            all.push((schema["$id"].as_str().unwrap().to_owned(), schema));
        }
    }
}

#[test]
fn the_schemas_refuse_what_is_not_of_the_standard() {
    let Some(schemas) = Schemas::get() else {
        return;
    };
    let whole = r#"{"a": {"$type": "dimension", "$value": {"value": 1, "unit": "px"}}}"#;
    assert!(
        schemas
            .format
            .is_valid(&serde_json::from_str(whole).unwrap())
    );
    for wrong in [
        r#"{"a": {"$type": "dimension", "$value": "1px"}}"#,
        r#"{"a": {"$type": "string", "$value": "x"}}"#,
        r#"{"a": {"$type": "color", "$value": "{a.$root}"}}"#,
    ] {
        assert!(
            !schemas
                .format
                .is_valid(&serde_json::from_str(wrong).unwrap()),
            "{wrong}"
        );
    }
}
