//! `dtcg`: the Design Tokens Community Group's format 2025.10, and its resolver document for all modes.
//!
//! A token that the standard has no words for (`string`, `boolean`, units but px, rem, ms and s,
//! expressions, CSS-only forms) stands whole in the root's `$extensions["dev.tokencraft"].tokens`, as
//! our own `json` writes it, and so does every token that refers to one: no reference of the standard
//! part leads out of it. Import brings them back.

mod value;

use std::fmt::Write as _;

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Map, Value as Json, json};
use tokencraft_tokens::resolve::{ModeView, ViewToken};
use tokencraft_tokens::{Deprecated, Group, Source, TokenName, TokenType, Value};

use super::json::{self, Names};
use super::tree::{self, Said, VENDOR, Writer, has_broken, is_below};
use super::{Modes, Options, References, resolved};
use value::Spelling;

const FORMAT_SCHEMA: &str = "https://www.designtokens.org/schemas/2025.10/format.json";
const RESOLVER_SCHEMA: &str = "https://www.designtokens.org/schemas/2025.10/resolver.json";
const VERSION: &str = "2025.10";

/// Prints one mode as a document of the format, all modes as a resolver document with one modifier.
pub(super) fn print(modes: Modes<'_>, options: &Options) -> String {
    let mut writer = Writer::new(modes.views().iter().map(|view| view.tokens.len()).sum());
    writer.open();
    writer.key("$schema");
    match modes {
        Modes::One(view) => {
            writer.string(FORMAT_SCHEMA);
            members(&mut writer, view, options);
        }
        Modes::All(views) => {
            writer.string(RESOLVER_SCHEMA);
            writer.key("version");
            writer.string(VERSION);
            resolver(&mut writer, views, options);
        }
    }
    writer.close();
    writer.finish()
}

/// A modifier needs two contexts: a single mode is a set.
fn resolver(writer: &mut Writer, views: &[ModeView], options: &Options) {
    let pointer = if let [first, _, ..] = views {
        writer.key("modifiers");
        writer.open();
        writer.key("mode");
        writer.open();
        writer.key("contexts");
        writer.open();
        for view in views {
            source(writer, &view.name, Some(view), options);
        }
        writer.close();
        writer.key("default");
        let default = views.iter().find(|view| view.is_default).unwrap_or(first);
        writer.string(&default.name);
        writer.close();
        writer.close();
        "#/modifiers/mode"
    } else {
        writer.key("sets");
        writer.open();
        writer.key("tokens");
        writer.open();
        source(writer, "sources", views.first(), options);
        writer.close();
        writer.close();
        "#/sets/tokens"
    };
    writer.key("resolutionOrder");
    writer.open_list();
    writer.item();
    writer.compact(&json!({"$ref": pointer}));
    writer.close_list();
}

/// A list of one source: a view's tokens.
fn source(writer: &mut Writer, key: &str, view: Option<&ModeView>, options: &Options) {
    writer.key(key);
    writer.open_list();
    writer.item();
    writer.open();
    if let Some(view) = view {
        members(writer, view, options);
    }
    writer.close();
    writer.close_list();
}

/// The members of a document: the tokens, and under `$extensions` what is not in the standard.
fn members(writer: &mut Writer, view: &ModeView, options: &Options) {
    let plan = Plan::new(view, options);
    let entries = view.tokens.iter();
    let (inside, outside): (Vec<&ViewToken>, Vec<&ViewToken>) = entries
        .filter(|entry| entry.resolution.is_ok())
        .partition(|entry| plan.is_inside(entry));
    if let Some(root) = &plan.root {
        tree::about_root(writer, root);
    }
    let prefix = &options.prefix;
    tree::tokens(writer, inside, &plan.said, prefix, |writer, entry| {
        plan.token(writer, entry);
    });
    let has_ours = !outside.is_empty() || has_broken(view);
    let ours = has_ours.then_some(|writer: &mut Writer| {
        if !outside.is_empty() {
            let names = Names::new(view, options);
            writer.key("tokens");
            writer.open();
            for entry in outside {
                writer.key(&plan.full(entry.token.name.as_str()));
                json::token(writer, entry, &names);
            }
            writer.close();
        }
        if has_broken(view) {
            tree::omitted(writer, Modes::One(view));
        }
    });
    tree::root_extensions(writer, Some(view), ours);
}

/// What stands where.
struct Plan<'a> {
    options: &'a Options,
    /// The tokens that are resolved, by name.
    whole: FxHashMap<&'a str, &'a ViewToken>,
    /// The names of tokens that the standard has no words for.
    outside: FxHashSet<&'a str>,
    /// The names of tokens that are groups too.
    roots: FxHashSet<&'a str>,
    /// What the groups say about themselves.
    said: Said<'a>,
    /// What the root says about itself.
    root: Option<&'a Group>,
}

impl<'a> Plan<'a> {
    fn new(view: &'a ModeView, options: &'a Options) -> Self {
        let whole = |entry: &&ViewToken| entry.resolution.is_ok();
        let name = |entry: &'a ViewToken| entry.token.name.as_str();
        let mut plan = Self {
            options,
            whole: view
                .tokens
                .iter()
                .filter(whole)
                .map(|e| (name(e), e))
                .collect(),
            outside: FxHashSet::default(),
            roots: FxHashSet::default(),
            said: tree::said(view),
            root: view.groups.get(""),
        };
        plan.find_outside(view);
        let inside = view.tokens.iter().filter(whole).map(name);
        let inside = inside.filter(|n| !plan.outside.contains(n));
        let mut printed: Vec<&str> = inside.chain(plan.said.keys().copied()).collect();
        printed.sort_unstable_by(|a, b| a.split('.').cmp(b.split('.')));
        let pairs = printed.windows(2);
        plan.roots = pairs
            .filter(|pair| pair[1] == pair[0] || is_below(pair[1], pair[0]))
            .map(|pair| pair[0])
            .collect();
        plan
    }

    /// Tokens without a form in the standard, and whatever refers to them.
    fn find_outside(&mut self, view: &'a ModeView) {
        let mut referring: FxHashMap<TokenName, Vec<&'a str>> = FxHashMap::default();
        let mut rest = Vec::new();
        for entry in view.tokens.iter().filter(|entry| entry.resolution.is_ok()) {
            let name = entry.token.name.as_str();
            if self.keeps(entry) {
                for target in entry.token.references() {
                    referring.entry(target).or_default().push(name);
                }
            }
            if self.written(entry).is_none() {
                rest.push(name);
            }
        }
        while let Some(name) = rest.pop() {
            if self.outside.insert(name)
                && let Some(names) = referring.get(name)
            {
                rest.extend(names);
            }
        }
    }

    fn is_inside(&self, entry: &ViewToken) -> bool {
        !self.outside.contains(entry.token.name.as_str())
    }

    /// Whether a token's references are written: all lead to tokens of the document.
    fn keeps(&self, entry: &ViewToken) -> bool {
        self.options.references == References::Keep
            && (entry.target_in_view || matches!(entry.token.source, Source::Plain(_)))
            && entry
                .token
                .references()
                .iter()
                .all(|name| self.whole.contains_key(name.as_str()))
    }

    /// The type at the end of a line height's written aliases: a `0` alone could be a number or a
    /// length, the target's type tells.
    fn end_of_heights(&self, entry: &ViewToken) -> TokenType {
        let mut end = entry;
        while end.token.kind == TokenType::LineHeight
            && self.keeps(end)
            && let Source::Alias(target) = &end.token.source
            && let Some(next) = self.whole.get(target.as_str())
        {
            end = next;
        }
        end.token.kind
    }

    /// The value and the type in the standard.
    fn written(&self, entry: &ViewToken) -> Option<(Json, &'static str)> {
        let kind = entry.token.kind;
        let resolved = resolved(entry).ok()?;
        let standard = match self.end_of_heights(entry) {
            TokenType::Dimension | TokenType::FontSize | TokenType::LetterSpacing
                if kind == TokenType::LineHeight =>
            {
                TokenType::Dimension.as_str()
            }
            _ => standard_type(kind, || value_of(kind, resolved))?,
        };
        if standard != kind.as_str() && !can_say_type(entry) {
            return None;
        }
        let keeps = self.keeps(entry);
        let refer = |name: &TokenName, spelling| self.reference(name, spelling);
        let value = match &entry.token.source {
            Source::Alias(target) if keeps => refer(target, Spelling::Braces),
            Source::Plain(text) if keeps => value::of_text(kind, text, &refer)?,
            _ => value::of_text(kind, resolved, &refer)?,
        };
        Some((value, standard))
    }

    fn token(&self, writer: &mut Writer, entry: &ViewToken) {
        let Some((value, kind)) = self.written(entry) else {
            return;
        };
        writer.open();
        writer.key("$value");
        writer.compact(&value);
        writer.key("$type");
        writer.string(kind);
        if let Some(description) = &entry.token.description {
            writer.key("$description");
            writer.string(description);
        }
        let own = entry.token.deprecated.as_ref();
        // A group hands its own down to tokens that say nothing.
        let is_not = self.may_inherit_deprecated(entry);
        let is_not = is_not.then_some(&Deprecated::Flag(false));
        tree::deprecated(writer, own.or(is_not));
        let own = entry.token.kind.as_str();
        if kind == own {
            tree::extensions(writer, entry, self.keeps(entry));
        } else {
            let mut extensions = own_extensions(entry).unwrap_or_default();
            let ours = extensions.entry(VENDOR).or_insert_with(|| json!({}));
            ours["type"] = own.into();
            writer.key("$extensions");
            writer.compact(&Json::Object(extensions));
        }
        writer.close();
    }

    /// Whether a group around a token says whether it is deprecated.
    fn may_inherit_deprecated(&self, entry: &ViewToken) -> bool {
        let around = tree::paths(entry.token.name.as_str());
        let around = around.filter_map(|path| self.said.get(path).copied());
        let mut groups = around.chain(self.root);
        groups.any(|group| group.deprecated.is_some())
    }

    /// A reference; the `$root` of a group has none in braces.
    fn reference(&self, name: &TokenName, spelling: Spelling) -> Json {
        let is_root = self.roots.contains(name.as_str());
        let full = self.full(name.as_str());
        if spelling == Spelling::Braces && !is_root {
            return Json::String(format!("{{{full}}}"));
        }
        let mut pointer = String::from("#");
        for segment in full.split('.') {
            pointer.push('/');
            push_segment(&mut pointer, segment);
        }
        if is_root {
            pointer.push_str("/$root");
        }
        json!({"$ref": pointer})
    }

    fn full(&self, name: &str) -> String {
        if self.options.prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.options.prefix)
        }
    }
}

/// Appends a segment of a JSON pointer in a URI fragment.
fn push_segment(pointer: &mut String, segment: &str) {
    for byte in segment.bytes() {
        match byte {
            b'~' => pointer.push_str("~0"),
            b'/' => pointer.push_str("~1"),
            b'-' | b'.' | b'_' | b'$' | b'&' | b'+' | b',' | b';' | b'=' | b'@' | b':' => {
                pointer.push(char::from(byte));
            }
            byte if byte.is_ascii_alphanumeric() => pointer.push(char::from(byte)),
            byte => {
                let _ = write!(pointer, "%{byte:02X}");
            }
        }
    }
}

/// The type as the standard has it. A line's height is a number, or else a dimension.
fn standard_type(kind: TokenType, value: impl FnOnce() -> Option<Json>) -> Option<&'static str> {
    match kind {
        TokenType::String | TokenType::Boolean => None,
        TokenType::FontSize | TokenType::LetterSpacing => Some(TokenType::Dimension.as_str()),
        TokenType::LineHeight => match value()? {
            Json::Number(_) => Some(TokenType::Number.as_str()),
            _ => Some(TokenType::Dimension.as_str()),
        },
        kind => Some(kind.as_str()),
    }
}

fn value_of(kind: TokenType, resolved: &str) -> Option<Json> {
    value::typed(&Value::parse(kind, resolved).ok()?)
}

/// A token's `$extensions`, when it has some.
fn own_extensions(entry: &ViewToken) -> Option<Map<String, Json>> {
    serde_json::from_str(entry.token.extensions.as_deref()?).ok()
}

/// Whether the token's `$extensions` have room for its own type.
fn can_say_type(entry: &ViewToken) -> bool {
    let Some(own) = own_extensions(entry) else {
        return true;
    };
    match own.get(VENDOR) {
        None => true,
        Some(Json::Object(ours)) => !ours.contains_key("type"),
        Some(_) => false,
    }
}
