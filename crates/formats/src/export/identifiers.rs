//! Token names to identifiers: each target folds names in its own way, and names that fold together
//! are told apart by a piece of their hash, so that none depends on how many others there are.

use std::borrow::Cow;
use std::fmt::Write;

use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use tokencraft_tokens::value::is_css_name_char;

use super::names::Names;

/// Hash digits after a name, by how often it clashed.
const DIGITS: [usize; 5] = [0, 4, 8, 16, 64];

/// What stands behind a name's identifier where one token becomes several things (`_width`,
/// `_color`, and an empty one when the identifier stands alone too), by the name's number.
pub(super) type Parts = FxHashMap<usize, Vec<Cow<'static, str>>>;

/// The identifiers of names. In one mode all are different from each other; names that never meet in a
/// mode may share one (`ai.aura-end` of a light mode, `ai.aura.end` of a dark one).
#[derive(Debug)]
pub(super) struct Identifiers(Vec<String>);

impl Identifiers {
    /// Makes folded names (`stems`, by number) differ. `endings`, one for each view, stand behind every
    /// part (`_light`, `_dark`); with them the views share one room. None = nothing.
    pub(super) fn assign(
        names: &Names<'_>,
        mut stems: Vec<String>,
        parts: &Parts,
        separator: char,
        endings: &[String],
    ) -> Self {
        let mut clashes: FxHashMap<usize, usize> = FxHashMap::default();
        // Each round lengthens at least one hash; a name has four lengths to go through.
        for _ in 0..=DIGITS.len() {
            let clashing = clashing(names, &stems, parts, endings);
            if clashing.is_empty() {
                break;
            }
            for at in clashing {
                let times = clashes.entry(at).or_default();
                let before = suffix_len(*times);
                *times = (*times + 1).min(DIGITS.len() - 1);
                let stem = &mut stems[at];
                stem.truncate(stem.len() - before);
                push_hash(stem, separator, names.all[at], DIGITS[*times]);
            }
        }
        Self(stems)
    }

    /// The identifier of the name with that number.
    pub(super) fn get(&self, number: usize) -> &str {
        &self.0[number]
    }
}

/// Tells apart the parts of one token: a part that was there before gets a number.
#[derive(Debug, Default)]
pub(super) struct Distinct(FxHashMap<String, usize>);

impl Distinct {
    pub(super) fn take(&mut self, part: String, separator: char) -> String {
        let Some(mut count) = self.0.get(&part).copied() else {
            self.0.insert(part.clone(), 1);
            return part;
        };
        loop {
            count += 1;
            let numbered = format!("{part}{separator}{count}");
            if !self.0.contains_key(&numbered) {
                self.0.insert(part, count);
                self.0.insert(numbered.clone(), 1);
                return numbered;
            }
        }
    }
}

/// A folded form with nothing left to tell it by: `word` and a hash.
pub(super) fn unreadable(word: &str, separator: char, name: &str) -> String {
    let mut stem = word.to_owned();
    push_hash(&mut stem, separator, name, DIGITS[1]);
    stem
}

fn suffix_len(clashes: usize) -> usize {
    match DIGITS[clashes] {
        0 => 0,
        digits => digits + 1,
    }
}

fn push_hash(stem: &mut String, separator: char, name: &str, digits: usize) {
    stem.push(separator);
    let end = stem.len() + digits;
    for byte in Sha256::digest(name) {
        let _ = write!(stem, "{byte:02x}");
    }
    stem.truncate(end);
}

/// The numbers of the names of which an identifier is also another's, in order.
fn clashing(names: &Names<'_>, stems: &[String], parts: &Parts, endings: &[String]) -> Vec<usize> {
    let mut owners: FxHashMap<Cow<'_, str>, usize> = FxHashMap::default();
    owners.reserve(stems.len());
    let mut found = FxHashSet::default();
    let alone = [Cow::Borrowed("")];
    for view in 0..names.views() {
        let ending = endings.get(view).map_or("", String::as_str);
        if endings.is_empty() {
            owners.clear();
        }
        for at in names.of_view(view) {
            for part in parts.get(&at).map_or(&alone[..], Vec::as_slice) {
                let identifier = if part.is_empty() && ending.is_empty() {
                    Cow::Borrowed(stems[at].as_str())
                } else {
                    Cow::Owned([stems[at].as_str(), part, ending].concat())
                };
                let owner = *owners.entry(identifier).or_insert(at);
                if owner != at {
                    found.insert(owner);
                    found.insert(at);
                }
            }
        }
    }
    let mut found: Vec<usize> = found.into_iter().collect();
    found.sort_unstable();
    found
}

/// `colors.primary.500` → `colors-primary-500`: letters of any script, digits, `-` and `_` stay,
/// case too.
pub(super) fn kebab(prefix: &str, name: &str) -> String {
    let mut stem = String::with_capacity(prefix.len() + 1 + name.len());
    let fold = |c: char| if is_css_name_char(c) { c } else { '-' };
    if !prefix.is_empty() {
        stem.extend(prefix.chars().map(fold));
        stem.push('-');
    }
    stem.extend(name.chars().map(fold));
    stem
}

/// `colors.primary.500` → `colorsPrimary500`. Digits do not run together: `space.1.5` → `space1_5`.
pub(super) fn camel(prefix: &str, name: &str) -> String {
    let mut stem = String::with_capacity(prefix.len() + name.len() + 1);
    for word in words(prefix).chain(words(name)) {
        if stem.is_empty() {
            push_lower(&mut stem, word);
        } else {
            push_word(&mut stem, word);
        }
    }
    not_empty(stem, name)
}

/// `high-contrast` → `HighContrast`.
pub(super) fn pascal(name: &str) -> String {
    let mut stem = String::with_capacity(name.len());
    for word in words(name) {
        push_word(&mut stem, word);
    }
    not_empty(stem, name)
}

fn not_empty(mut stem: String, name: &str) -> String {
    match stem.chars().next() {
        None => unreadable("token", '_', name),
        Some(first) if !unicode_ident::is_xid_start(first) => {
            stem.insert(0, '_');
            stem
        }
        Some(_) => stem,
    }
}

/// The runs of letters and digits, as identifiers may hold them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c == '_' || !unicode_ident::is_xid_continue(c))
        .filter(|word| !word.is_empty())
}

fn push_lower(stem: &mut String, word: &str) {
    if word.chars().all(|c| !c.is_lowercase()) {
        stem.extend(word.chars().flat_map(char::to_lowercase));
    } else {
        let mut chars = word.chars();
        stem.extend(chars.next().into_iter().flat_map(char::to_lowercase));
        stem.push_str(chars.as_str());
    }
}

fn push_word(stem: &mut String, word: &str) {
    let ends_in_digit = stem.chars().next_back().is_some_and(char::is_numeric);
    let mut chars = word.chars();
    if let Some(first) = chars.next() {
        if ends_in_digit && first.is_numeric() {
            stem.push('_');
        }
        stem.extend(first.to_uppercase());
    }
    stem.push_str(chars.as_str());
}

/// `colors.primaryDark.500` → `colors_primary_dark_500`: ASCII letters and digits, lower case.
pub(super) fn snake(prefix: &str, name: &str) -> String {
    let mut stem = String::with_capacity(prefix.len() + name.len() + 4);
    let mut inside_word = false;
    for c in prefix.chars().chain(['.']).chain(name.chars()) {
        if !c.is_ascii_alphanumeric() {
            push_gap(&mut stem);
            inside_word = false;
            continue;
        }
        if c.is_ascii_uppercase() && inside_word {
            push_gap(&mut stem);
        }
        inside_word = !c.is_ascii_uppercase();
        stem.push(c.to_ascii_lowercase());
    }
    stem.truncate(stem.trim_end_matches('_').len());
    match stem.bytes().next() {
        None => unreadable("token", '_', name),
        Some(b'0'..=b'9') => format!("_{stem}"),
        Some(_) if JAVA_KEYWORDS.binary_search(&stem.as_str()).is_ok() => format!("{stem}_"),
        Some(_) => stem,
    }
}

fn push_gap(stem: &mut String) {
    if !stem.is_empty() && !stem.ends_with('_') {
        stem.push('_');
    }
}

/// Whether Swift takes the identifier only between backticks (contextual keywords included, which
/// are legal there too).
pub(super) fn is_swift_keyword(identifier: &str) -> bool {
    SWIFT_KEYWORDS.binary_search(&identifier).is_ok()
}

#[rustfmt::skip]
const SWIFT_KEYWORDS: [&str; 86] = [
    "Any", "Protocol", "Self", "Type", "actor", "any", "as", "associatedtype", "associativity",
    "async", "await", "borrowing", "break", "case", "catch", "class", "consuming", "continue",
    "convenience", "default", "defer", "deinit", "didSet", "do", "dynamic", "each", "else", "enum",
    "extension", "fallthrough", "false", "fileprivate", "final", "for", "func", "get", "guard",
    "if", "import", "in", "indirect", "infix", "init", "inout", "internal", "is", "lazy", "let",
    "macro", "mutating", "nil", "nonisolated", "nonmutating", "open", "operator", "optional",
    "override", "postfix", "precedence", "precedencegroup", "prefix", "private", "protocol",
    "public", "repeat", "required", "rethrows", "return", "self", "set", "some", "static",
    "struct", "subscript", "super", "switch", "throw", "throws", "true", "try", "typealias",
    "unowned", "var", "weak", "where", "while",
];

#[rustfmt::skip]
const JAVA_KEYWORDS: [&str; 53] = [
    "abstract", "assert", "boolean", "break", "byte", "case", "catch", "char", "class", "const",
    "continue", "default", "do", "double", "else", "enum", "extends", "false", "final", "finally",
    "float", "for", "goto", "if", "implements", "import", "instanceof", "int", "interface", "long",
    "native", "new", "null", "package", "private", "protected", "public", "return", "short",
    "static", "strictfp", "super", "switch", "synchronized", "this", "throw", "throws",
    "transient", "true", "try", "void", "volatile", "while",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn assign<'a>(names: &[&'a str], fold: fn(&str, &str) -> String) -> Vec<(&'a str, String)> {
        let stems = names.iter().map(|name| fold("", name)).collect();
        let all = Names::alone(names.to_vec());
        let identifiers = Identifiers::assign(&all, stems, &Parts::default(), '-', &[]);
        names.iter().copied().zip(identifiers.0).collect()
    }

    #[test]
    fn keywords_are_sorted() {
        assert!(SWIFT_KEYWORDS.is_sorted());
        assert!(JAVA_KEYWORDS.is_sorted());
    }

    #[test]
    fn folding() {
        for (name, css, swift, android) in [
            (
                "colors.primary.500",
                "colors-primary-500",
                "colorsPrimary500",
                "colors_primary_500",
            ),
            (
                "brandMain.onDark",
                "brandMain-onDark",
                "brandMainOnDark",
                "brand_main_on_dark",
            ),
            ("RGB.a", "RGB-a", "rgbA", "rgb_a"),
            ("space.1.5", "space-1-5", "space1_5", "space_1_5"),
            ("1abc", "1abc", "_1abc", "_1abc"),
            ("class", "class", "class", "class_"),
            ("a b/c & d", "a-b-c---d", "aBCD", "a_b_c_d"),
            ("цвет.фон", "цвет-фон", "цветФон", "token_02ee"),
            ("a_b-c", "a_b-c", "aBC", "a_b_c"),
            ("m²", "m-", "m", "m"),
            ("&", "-", "token_951d", "token_951d"),
            ("a;}b{:\"", "a--b---", "aB", "a_b"),
        ] {
            let folded = (kebab("", name), camel("", name), snake("", name));
            let expected = (css.to_owned(), swift.to_owned(), android.to_owned());
            assert_eq!(folded, expected, "{name}");
        }
    }

    #[test]
    fn a_prefix_stands_before_the_name() {
        assert_eq!(kebab("acme", "500"), "acme-500");
        assert_eq!(camel("acme", "500"), "acme500");
        assert_eq!(camel("Acme", "space"), "acmeSpace");
        assert_eq!(snake("acme", "class"), "acme_class");
    }

    #[test]
    fn names_that_fold_together_all_get_a_hash_of_their_own() {
        let names = assign(&["a.b", "a-b", "a b", "a.c"], kebab);
        let identifiers: Vec<&str> = names.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(identifiers, ["a-b-2e73", "a-b-d443", "a-b-c868", "a-c"]);
    }

    #[test]
    fn the_hash_of_a_name_does_not_depend_on_the_other_names() {
        let two = assign(&["a.b", "a-b"], kebab);
        let three = assign(&["a b", "a-b", "a.b"], kebab);
        assert_eq!(two[0], three[2]);
        assert_eq!(two[1], three[1]);
    }

    #[test]
    fn a_name_that_is_spelled_like_another_with_its_hash_stays_apart() {
        let suffixed = assign(&["a.b", "a-b"], kebab)[0].1.clone();
        let names = assign(&["a.b", "a-b", &suffixed], kebab);
        let distinct: FxHashSet<_> = names.iter().map(|(_, identifier)| identifier).collect();
        assert_eq!(distinct.len(), 3, "{names:?}");
    }

    #[test]
    fn parts_of_one_token_differ() {
        let mut distinct = Distinct::default();
        let parts = ["a", "a", "a-2", "a", "b"].map(|part| distinct.take(part.to_owned(), '-'));
        assert_eq!(parts, ["a", "a-2", "a-2-2", "a-3", "b"]);
    }

    #[test]
    fn parts_and_endings_count() {
        let names = ["card", "card.width", "alone"];
        let stems = names.iter().map(|name| snake("", name)).collect();
        let parts = Parts::from_iter([(0, vec!["_width".into(), "_color".into()])]);
        let names = Names::alone(names.to_vec());
        let identifiers = Identifiers::assign(&names, stems, &parts, '_', &["_light".to_owned()]);
        assert_eq!(identifiers.0, ["card_8367", "card_width_1f98", "alone"]);
    }
}
