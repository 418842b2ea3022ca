//! Files of many tokens in each format that import reads, for measurements.

use std::fmt::Write as _;

use tokencraft_formats::import::Format;

/// How many tokens a group has.
const GROUP: usize = 100;

/// A file that makes about so many tokens: groups of literals, aliases, composites with references, and
/// what else the format is known for. A file of several modes counts each of them.
pub fn document(format: Format, count: usize) -> String {
    match format {
        Format::Dtcg => groups(count, dtcg),
        Format::DtcgResolver => format!(
            r##"{{"version":"2025.10","sets":{{"base":{{"sources":[{}]}}}},"modifiers":{{"theme":{{"contexts":{{"light":[{}],"dark":[{}]}},"default":"light"}}}},"resolutionOrder":[{{"$ref":"#/sets/base"}},{{"$ref":"#/modifiers/theme"}}]}}"##,
            groups(count / 2, dtcg),
            groups(count / 10, dtcg),
            groups(count / 10, dtcg)
        ),
        Format::StyleDictionary => groups(count, style_dictionary),
        Format::Tokencraft => {
            let mode = groups(count / 2, tokencraft);
            format!(r#"{{"$modes":{{"light":{mode},"dark":{mode}}}}}"#)
        }
        Format::TokensStudio => format!(
            r#"{{"core":{},"light":{},"dark":{},"$themes":[{},{}]}}"#,
            groups(count / 2, tokens_studio),
            groups(count / 10, tokens_studio),
            groups(count / 10, tokens_studio),
            theme("light"),
            theme("dark")
        ),
    }
}

fn theme(name: &str) -> String {
    format!(r#"{{"name":"{name}","selectedTokenSets":{{"core":"source","{name}":"enabled"}}}}"#)
}

/// Groups of tokens; each token may refer to those of the group before.
fn groups(count: usize, token: fn(&mut String, before: usize, number: usize)) -> String {
    let mut text = String::from("{");
    for number in 0..count {
        if number % GROUP == 0 {
            let end = if number == 0 { "" } else { "}," };
            write!(text, r#"{end}"g{}":{{"#, number / GROUP).expect("a string takes all");
        } else {
            text.push(',');
        }
        write!(text, r#""t{}":"#, number % GROUP).expect("a string takes all");
        token(
            &mut text,
            (number / GROUP).saturating_sub(1),
            number % GROUP,
        );
    }
    text.push_str(if count == 0 { "}" } else { "}}" });
    text
}

fn dtcg(text: &mut String, before: usize, number: usize) {
    let written = match number % 10 {
        0 => write!(
            text,
            r#"{{"$type":"color","$value":{{"colorSpace":"srgb","components":[0.2,0.4,0.{number}],"alpha":1}}}}"#
        ),
        1 => write!(
            text,
            r#"{{"$type":"dimension","$value":{{"value":{number},"unit":"px"}},"$description":"A size"}}"#
        ),
        2 => write!(
            text,
            r##"{{"$type":"color","$value":{{"$ref":"#/g{before}/t0/$value"}}}}"##
        ),
        3 => write!(
            text,
            r##"{{"$type":"shadow","$value":{{"color":"{{g{before}.t0}}","offsetX":{{"value":0,"unit":"px"}},"offsetY":{{"$ref":"#/g{before}/t1/$value"}},"blur":"{{g{before}.t1}}","spread":{{"value":0,"unit":"px"}}}}}}"##
        ),
        4 => write!(
            text,
            r##"{{"$type":"number","$value":{{"$ref":"#/g{before}/t0/$value/components/1"}}}}"##
        ),
        _ => write!(text, r#"{{"$value":"{{g{before}.t{}}}"}}"#, number % 5),
    };
    written.expect("a string takes all");
}

fn style_dictionary(text: &mut String, before: usize, number: usize) {
    let written = match number % 5 {
        0 => write!(
            text,
            r##"{{"value":"#3366{number:02x}","type":"color","comment":"A colour"}}"##
        ),
        1 => write!(
            text,
            r#"{{"value":"{number}px","type":"size","attributes":{{"category":"size"}}}}"#
        ),
        2 => write!(
            text,
            r#"{{"value":"calc({{g{before}.t1.value}} * 2)","type":"size"}}"#
        ),
        _ => write!(text, r#"{{"value":"{{g{before}.t{}.value}}"}}"#, number % 3),
    };
    written.expect("a string takes all");
}

fn tokencraft(text: &mut String, before: usize, number: usize) {
    let written = match number % 4 {
        0 => write!(text, r##"{{"value":"#3366{number:02x}","type":"color"}}"##),
        1 => write!(
            text,
            r#"{{"value":"{number}px","type":"dimension","description":"A size"}}"#
        ),
        2 => write!(
            text,
            r#"{{"value":"0 1px 2px {{g{before}.t0}}","type":"shadow"}}"#
        ),
        _ => write!(text, r#"{{"value":"{{g{before}.t0}}","type":"color"}}"#),
    };
    written.expect("a string takes all");
}

fn tokens_studio(text: &mut String, before: usize, number: usize) {
    let written = match number % 6 {
        0 => write!(text, r##"{{"value":"#3366{number:02x}","type":"color"}}"##),
        1 => write!(text, r#"{{"value":"{number}","type":"spacing"}}"#),
        2 => write!(
            text,
            r#"{{"value":"({{g{before}.t1}} + 4) * 2","type":"sizing"}}"#
        ),
        3 => write!(
            text,
            r#"{{"value":"rgba({{g{before}.t0}}, 0.5)","type":"color"}}"#
        ),
        4 => write!(
            text,
            r#"{{"value":{{"x":"0","y":"{{g{before}.t1}}","blur":"4","spread":"0","color":"{{g{before}.t0}}","type":"dropShadow"}},"type":"boxShadow"}}"#
        ),
        _ => write!(
            text,
            r#"{{"value":"{{g{before}.t0}}","type":"color","$extensions":{{"studio.tokens":{{"modify":{{"type":"lighten","value":"0.2","space":"hsl"}}}}}}}}"#
        ),
    };
    written.expect("a string takes all");
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokencraft_formats::import::{Options, import};

    #[test]
    fn every_format_s_file_is_of_that_format_and_holds_what_it_says() {
        for format in Format::ALL {
            let text = document(format, 2_000);
            let document = import(text.as_bytes(), &Options::default()).unwrap();
            assert_eq!(document.format, format);
            assert_eq!(document.skipped, [], "{format:?}");
            let tokens: usize = document.modes.iter().map(|mode| mode.tokens.len()).sum();
            assert!((1_000..=2_000).contains(&tokens), "{format:?}: {tokens}");
        }
    }
}
