//! The rules of Design Tokens 2025.10 that a document can break: each with documents that keep it and
//! documents that break it. `docs/dtcg-conformance.md` lists the rules by the same identifiers.

mod examples;
mod mutations;
mod names;
mod references;
mod resolvers;
mod values;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use tokencraft_formats::import::{Document, Format, ImportError, Options, import};

/// One rule.
pub(crate) struct Rule {
    /// As the document of the rules names it.
    id: &'static str,
    /// Documents that keep it.
    kept: &'static [&'static str],
    /// Documents that break it, with the code, the pointer, the line and the column that the refusal
    /// must have.
    broken: &'static [(&'static str, &'static str)],
}

pub(crate) fn read_strictly(format: Format, text: &str) -> Result<Document, ImportError> {
    let options = Options {
        format: Some(format),
        strict: true,
    };
    import(text.as_bytes(), &options)
}

/// `code pointer line:column`.
fn place(error: &ImportError) -> String {
    let code = error.code;
    match &error.location {
        Some(at) => format!("{code} {} {}:{}", at.pointer, at.line, at.column),
        None => code.to_owned(),
    }
}

/// Every broken document is refused where it is broken, every kept one is taken, strictly and leniently,
/// with nothing left out. Gives the sentences.
fn sentences(format: Format, rules: &[&[Rule]]) -> String {
    let mut said = String::new();
    let mut wrong = String::new();
    for rule in rules.iter().copied().flatten() {
        let id = rule.id;
        assert!(!rule.broken.is_empty(), "{id}");
        for kept in rule.kept {
            match read_strictly(format, kept) {
                Err(error) => writeln!(wrong, "{id}: refused: {error}\n  {kept}").unwrap(),
                Ok(document) => assert_eq!(document.skipped, [], "{id}"),
            }
            let document = crate::read_as(format, kept);
            assert_eq!(document.skipped, [], "{id}: {kept}");
        }
        for (text, expected) in rule.broken {
            match read_strictly(format, text) {
                Ok(_) => writeln!(wrong, "{id}: taken: {text}").unwrap(),
                Err(error) => {
                    let found = place(&error);
                    if found != *expected {
                        writeln!(
                            wrong,
                            "{id}: {text}\n  expected {expected}\n  found    {found}"
                        )
                        .unwrap();
                    }
                    writeln!(said, "{id}: {error}").unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    said
}

#[test]
fn names_types_and_groups() {
    insta::assert_snapshot!(sentences(Format::Dtcg, &[&names::RULES]));
}

#[test]
fn references_and_inheritance() {
    insta::assert_snapshot!(sentences(Format::Dtcg, &[&references::RULES]));
}

#[test]
fn values_of_every_type() {
    insta::assert_snapshot!(sentences(
        Format::Dtcg,
        &[&values::SIMPLE, &values::COLORS, &values::COMPOSITE]
    ));
}

#[test]
fn resolver_documents() {
    insta::assert_snapshot!(sentences(Format::DtcgResolver, &[&resolvers::RULES]));
}

/// The tables of rules that a document can break: identifiers, and codes in the last column.
fn listed() -> Vec<(String, BTreeSet<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/dtcg-conformance.md");
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter_map(|line| {
        let (id, _) = line.strip_prefix("| `")?.split_once('`')?;
        let (_, codes) = line.strip_suffix(" |")?.rsplit_once("| ")?;
        let codes = codes.split('`').skip(1).step_by(2).map(str::to_owned);
        Some((id.to_owned(), codes.collect()))
    });
    rows.collect()
}

#[test]
fn the_list_of_rules_and_the_tests_are_the_same() {
    let tables: [&[Rule]; 6] = [
        &names::RULES,
        &references::RULES,
        &values::SIMPLE,
        &values::COLORS,
        &values::COMPOSITE,
        &resolvers::RULES,
    ];
    let mut tested: Vec<(String, BTreeSet<String>)> = Vec::new();
    for rule in tables.into_iter().flatten() {
        let codes = rule.broken.iter().map(|(_, place)| place.split(' ').next());
        tested.push((
            rule.id.to_owned(),
            codes.flatten().map(str::to_owned).collect(),
        ));
    }
    let elsewhere = resolvers::INPUTS.iter().chain(&references::IN_A_WORKSPACE);
    tested.extend(
        elsewhere.map(|(id, code)| ((*id).to_owned(), BTreeSet::from([(*code).to_owned()]))),
    );
    let mut listed = listed();
    listed.sort();
    tested.sort();
    assert_eq!(listed, tested);
    let ids: BTreeSet<&String> = listed.iter().map(|(id, _)| id).collect();
    assert_eq!(ids.len(), listed.len(), "an identifier stands twice");
}
