//! Style Dictionary: `value` (v3) or `$value` (v4), references `{a.b.value}` and `{a.b}`, what stands
//! beside a value kept.

use jsonc_parser::ast::Object;

use super::location::Lines;
use super::reader::{Dialect, Reader};
use super::rewrite::{self, Names};
use super::{Document, Format, ImportError, Options, tree};

/// Reads a file.
pub(super) fn read<'a>(
    mut root: Object<'a>,
    lines: &Lines<'a>,
    options: &Options,
) -> Result<Document, ImportError> {
    let mut names = Names::default();
    names.add(&root);
    rewrite::tree(&mut root, Format::StyleDictionary, &names);
    drop(names);
    let has_dollar = tree::has_dollar(&root);
    let dialect = Dialect {
        format: Format::StyleDictionary,
        value: if has_dollar { "$value" } else { "value" },
        kind: if has_dollar { "$type" } else { "type" },
        description: if has_dollar {
            "$description"
        } else {
            "comment"
        },
    };
    let mut reader = Reader::new(dialect, options, &root, lines);
    tree::group(&mut reader, &root, None);
    reader.end_mode(None);
    reader.finish()
}
