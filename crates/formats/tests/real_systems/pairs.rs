//! Values that a system's own build publishes, against those of the css export: every row that is
//! there, counted.

use std::collections::BTreeSet;

use serde_json::Value as Json;
use tokencraft_formats::export::{Format, Modes, References};
use tokencraft_tokens::graph::At;
use tokencraft_tokens::resolve::{Missing, ModeView, Resolver, mode_view};

use super::system::{self, load};
use super::systems::SYSTEMS;
use super::words::{Word, number};
use super::{css, golden, names, printed, source};

/// A file of published values.
fn rows_of(file: &str) -> Option<Json> {
    let text = std::fs::read(source::fixtures()?.join("pairs").join(file)).ok();
    let Some(text) = text else {
        println!("skipped: no {file}");
        return None;
    };
    Some(serde_json::from_slice(&text).unwrap())
}

/// The words of a value, spelled one way: lengths in px, weights and shares as numbers, the names of
/// families as their letters.
fn plain(words: &[Word]) -> Vec<Word> {
    let spelled = |word: &Word| match word {
        Word::Number(value, unit) if unit == "rem" => Word::Number(value * 16.0, "px".into()),
        Word::Number(value, unit) if unit == "%" => Word::Number(value / 100.0, String::new()),
        Word::Text(text) => match text.as_str() {
            "normal" => Word::Number(400.0, String::new()),
            "bold" => Word::Number(700.0, String::new()),
            text => Word::Text(text.split_whitespace().collect()),
        },
        other => other.clone(),
    };
    let mut plain: Vec<Word> = Vec::new();
    for word in words.iter().map(spelled) {
        match (plain.last_mut(), word) {
            (Some(Word::Text(before)), Word::Text(text)) => before.push_str(&text),
            // A shadow without spread need not say so.
            (Some(last @ Word::Number(..)), color @ Word::Color(_)) if *last == number(0.0, "") => {
                *last = color;
            }
            (_, word) => plain.push(word),
        }
    }
    plain
}

/// A published value as the css reader reads it.
fn published(value: &Json) -> Vec<Word> {
    let text = value.as_str().map_or_else(|| value.to_string(), Into::into);
    let [(_, block)] = css::blocks(&format!(":root {{ --x: {text}; }}"))
        .try_into()
        .unwrap();
    plain(&block["x"])
}

/// Whether two values are one length, but that ours has no unit.
fn lacks_its_unit(ours: &[Word], published: &[Word]) -> bool {
    match (ours, published) {
        ([Word::Number(ours, none)], [Word::Number(px, unit)]) => {
            none.is_empty() && unit == "px" && number(*ours, "px") == number(*px, "px")
        }
        _ => false,
    }
}

/// What the css export of a mode says, against rows of names and published values; gives the names
/// whose values differ, those of lengths without units apart.
fn differing<'r>(view: &ModeView, rows: &[(&'r str, &Json)]) -> [Vec<&'r str>; 2] {
    let printed = printed(Format::Css, Modes::One(view), References::Resolve);
    let [(_, block)] = css::blocks(&printed).try_into().unwrap();
    let properties = css::names(&[names(view)]);
    let [mut other, mut without_unit] = [Vec::new(), Vec::new()];
    for (name, value) in rows {
        let property = properties.get(name);
        let property = property.unwrap_or_else(|| panic!("no {name}"));
        let (ours, published) = (plain(&block[property]), published(value));
        // What is no CSS of any type stands in quotes.
        if let ([Word::Text(quoted)], Some(text)) = (ours.as_slice(), value.as_str())
            && *quoted == text.to_lowercase().split_whitespace().collect::<String>()
        {
            continue;
        }
        if lacks_its_unit(&ours, &published) {
            without_unit.push(*name);
        } else if ours != published {
            other.push(*name);
        }
    }
    [other, without_unit]
}

/// The files of each system, and its rows: all; those that any resolver should agree with; of these
/// those that agree but for a unit; of the others those that ours agrees with too.
///
/// Meteor's files say plain numbers (`float`, as Figma has them) for what its build writes in rem: there
/// is no telling these from others, so they stay numbers.
const PUBLISHED: [(&str, &[&str], [usize; 4]); 4] = [
    (
        "design-tokens-italia.json",
        &[
            "design-tokens-italia/tokens/global.json",
            "design-tokens-italia/tokens/semantic.json",
            "design-tokens-italia/tokens/specific.json",
        ],
        [299, 296, 0, 3],
    ),
    (
        "shopware-meteor-light.json",
        &[
            "@shopware-ag/meteor-tokens/dictionaries/foundation/primitives.tokens.json",
            "@shopware-ag/meteor-tokens/dictionaries/administration/light.tokens.json",
        ],
        [306, 306, 61, 0],
    ),
    (
        "shopware-meteor-dark.json",
        &[
            "@shopware-ag/meteor-tokens/dictionaries/foundation/primitives.tokens.json",
            "@shopware-ag/meteor-tokens/dictionaries/administration/dark.tokens.json",
        ],
        [306, 306, 61, 0],
    ),
    (
        "rhds.json",
        &["@rhds/tokens/json/rhds.tokens.json"],
        [535, 303, 0, 170],
    ),
];

/// A row's name and published value.
fn pair(row: &Json) -> (&str, &Json) {
    (row["path"].as_str().unwrap(), &row["expected"])
}

#[test]
fn every_row_that_a_resolver_can_agree_with_is_what_css_says() {
    for (file, sources, counts) in PUBLISHED {
        let Some(rows) = rows_of(file) else { return };
        let sources: Vec<String> = sources.iter().map(|&source| source.into()).collect();
        let Some(graph) = golden::merged(&sources) else {
            return;
        };
        let at = At { set: 0, mode: 0 };
        let view = mode_view(&mut Resolver::new(&graph), at, Missing::Omit);
        let rows = rows["rows"].as_array().unwrap();
        assert_eq!(view.tokens.len(), rows.len(), "{file}: not a row per token");
        let agrees = |row: &&Json| row["agrees_with_naive_resolver"] == true;
        let (agreed, others): (Vec<&Json>, Vec<&Json>) = rows.iter().partition(agrees);
        let [agreed, mut others] =
            [agreed, others].map(|rows| rows.into_iter().map(pair).collect::<Vec<(&str, &Json)>>());
        // Variables and conditions are no values of tokens.
        let is_value = |text: &str| !text.contains("var(") && !text.starts_with('(');
        others.retain(|(_, value)| value.as_str().is_none_or(is_value));
        let [different, without_unit] = differing(&view, &agreed);
        assert_eq!(different, [""; 0], "{file}");
        let besides = others.len() - differing(&view, &others).concat().len();
        let found = [rows.len(), agreed.len(), without_unit.len(), besides];
        println!("{file}: {found:?} (rows, compared, of these without unit, others that agree)");
        assert_eq!(found, counts, "{file}");
    }
}

/// The names of tokens that stand inside another token.
fn inside_tokens(group: &Json, path: &str, is_inside: bool, found: &mut BTreeSet<String>) {
    for (name, member) in group.as_object().into_iter().flatten() {
        if name.starts_with('$') || !member.is_object() {
            continue;
        }
        let path = format!("{path}{}{name}", if path.is_empty() { "" } else { "." });
        let is_token = member.get("$value").is_some();
        if is_token && is_inside {
            found.insert(path.clone());
        }
        inside_tokens(member, &path, is_inside || is_token, found);
    }
}

#[test]
fn carbon_s_four_themes_have_the_colours_that_carbon_publishes() {
    let Some(pairs) = rows_of("carbon_4_themes.json") else {
        return;
    };
    let system = SYSTEMS.iter().find(|s| s.name == "carbon-themes").unwrap();
    let Some(carbon) = load(system) else { return };
    let mut counts = Vec::new();
    for (view, file) in carbon
        .views(1, Missing::Omit)
        .iter()
        .zip(["white", "g10", "g90", "g100"])
    {
        let rows = pairs["modes"][&view.slug].as_object().unwrap();
        let compared: Vec<(&str, &Json)> = rows
            .iter()
            .map(|(name, row)| (name.as_str(), &row["expected"]))
            .collect();
        assert_eq!(
            differing(view, &compared).concat(),
            [""; 0],
            "{}",
            view.name
        );

        // A token inside a token is none to Carbon's own build: there is no row for it.
        let text = system::text(&format!("@carbon/themes/src/dtcg/{file}.json")).unwrap();
        let mut nested = BTreeSet::new();
        inside_tokens(
            &serde_json::from_slice(&text).unwrap(),
            "",
            false,
            &mut nested,
        );
        let without: BTreeSet<String> = names(view)
            .into_iter()
            .filter(|name| !rows.contains_key(*name))
            .map(str::to_owned)
            .collect();
        assert_eq!(without, nested, "{}", view.name);

        let modified = rows.values().filter(|row| !row["alphaModifier"].is_null());
        counts.push(format!(
            "{}: {} tokens, {} rows compared, {} of them modified",
            view.name,
            view.tokens.len(),
            compared.len(),
            modified.count()
        ));
    }
    insta::assert_snapshot!(counts.join("\n"), @r"
    White: 234 tokens, 234 rows compared, 24 of them modified
    G10: 234 tokens, 188 rows compared, 16 of them modified
    G90: 234 tokens, 188 rows compared, 19 of them modified
    G100: 234 tokens, 188 rows compared, 19 of them modified
    ");
}
