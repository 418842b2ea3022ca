//! Renaming tokens so that every reference follows.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::graph::{At, Graph, Group, Groups, Key, Source, Token};
use crate::name::NameError;
use crate::resolve::{Broken, Resolver, cycles_through};
use crate::{TokenName, modifier, reference};

/// What a rename changes. Nothing is changed yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RenamePlan {
    /// Every token that changes, as it is to be: renamed, or with rewritten references, or both.
    /// Written one after the other, no two tokens of a mode ever have the same name.
    pub tokens: Vec<(At, Token)>,
    /// The groups of every mode in which some move with their tokens, as they are to be.
    pub groups: Vec<(At, Groups)>,
    /// How many tokens get a new name, over all modes.
    pub renamed: usize,
    /// How many references are rewritten, in the whole workspace.
    pub references_updated: usize,
    /// References that would come to mean another token than before, because a token nearer to them
    /// has the new name. A caller who promises that every reference follows refuses the plan unless
    /// this is empty.
    pub changed_meaning: Vec<ChangedMeaning>,
}

/// A reference that a rename would bend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedMeaning {
    /// Where the referring token lives.
    pub at: At,
    /// Which token refers.
    pub key: Key,
    /// Its name after the rename.
    pub name: TokenName,
    /// The name it refers to after the rename.
    pub reference: TokenName,
}

/// Why a rename is refused. `Display` is a sentence for the caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// Only one of the two names is a prefix pattern.
    #[error("`from` and `to` must both end in `.*`, or neither")]
    Pattern,
    /// No mode of the tokenset has such a token.
    #[error("Token not found: {0}")]
    NotFound(String),
    /// A new name is not a legal one.
    #[error(transparent)]
    Illegal(#[from] NameError),
    /// Another token has the new name.
    #[error("Mode `{mode}` already has a token named `{name}`")]
    Taken {
        /// The new name.
        name: TokenName,
        /// The mode's name.
        mode: Arc<str>,
    },
    /// A reference that led nowhere would find the renamed token and close a cycle.
    #[error(transparent)]
    Cycle(Broken),
}

/// Plans to rename `from` to `to` in every mode of a tokenset, or, when both end in `.*`, every name
/// that begins with the one prefix to begin with the other, with what its groups say about themselves.
/// References that resolved to a renamed token are rewritten wherever they stand in the workspace; all
/// else stays byte for byte.
///
/// # Panics
/// When the graph has no tokenset of that number.
pub fn plan(graph: &Graph, set: usize, from: &str, to: &str) -> Result<RenamePlan, RenameError> {
    let names = new_names(graph, set, from, to)?;
    if let Some((name, mode)) = first_taken(graph, &names) {
        return Err(RenameError::Taken { name, mode });
    }
    let mut plan = follow(graph, &names);
    if let (Some(old), Some(new)) = (from.strip_suffix(".*"), to.strip_suffix(".*")) {
        let modes = (0..graph.sets[set].modes.len()).map(|mode| At { set, mode });
        plan.groups = modes
            .filter_map(|at| Some((at, moved(&graph.mode(at).groups, old, new)?)))
            .collect();
    }
    // A prefix that grows frees the longest names first, one that shrinks the shortest.
    plan.tokens
        .sort_by_key(|(_, token)| token.name.as_str().len());
    if to.len() > from.len() {
        plan.tokens.reverse();
    }
    let after = plan.apply(graph);
    if let Some(path) = new_cycle(graph, &after, &names) {
        return Err(RenameError::Cycle(Broken::Cycle(path)));
    }
    plan.changed_meaning = changed_meaning(graph, &after);
    Ok(plan)
}

impl RenamePlan {
    /// The graph after the rename.
    pub fn apply(&self, graph: &Graph) -> Graph {
        let mut graph = graph.clone();
        for (at, token) in &self.tokens {
            graph.mode_mut(*at).put(Arc::new(token.clone()));
        }
        for (at, groups) in &self.groups {
            graph.mode_mut(*at).groups = groups.clone();
        }
        graph
    }
}

/// The groups after those at and below a path have moved; `None` when there are none. A group that is
/// at the new path already keeps what it says. One whose new path no token could have stays.
fn moved(groups: &Groups, old: &str, new: &str) -> Option<Groups> {
    let mut after = groups.clone();
    let mut moved: Vec<(Arc<str>, Group)> = Vec::new();
    for (path, group) in groups {
        let rest = path.strip_prefix(old);
        let rest = rest.filter(|rest| rest.is_empty() || rest.starts_with('.'));
        let path_after = rest.and_then(|rest| TokenName::parse(&format!("{new}{rest}")).ok());
        if let Some(path_after) = path_after {
            after.remove(path);
            moved.push((path_after.as_str().into(), group.clone()));
        }
    }
    if moved.is_empty() {
        return None;
    }
    for (path, mut group) in moved {
        if let Some(there) = after.get(&path) {
            group.lay_over(there);
        }
        after.insert(path, group);
    }
    Some(after)
}

/// The tokens that change when some get new names: those, and all whose references resolved to one of
/// them. Nothing is checked.
pub fn follow(graph: &Graph, names: &NewNames) -> RenamePlan {
    let resolver = Resolver::new(graph);
    let mut plan = RenamePlan::default();
    for at in graph.places() {
        for token in graph.mode(at).tokens() {
            let mut updated = 0;
            let mut new_name = |name: &TokenName| {
                let (at, target) = resolver.look_up(at, name.as_str())?;
                let new = names.get(&(at, target.key))?;
                updated += 1;
                Some(new.clone())
            };
            let source = rewrite(&token.source, &mut new_name);
            let extensions = token.extensions.as_deref();
            let extensions = extensions.and_then(|text| modifier::rename(text, &mut new_name));
            let name = names.get(&(at, token.key));
            if name.is_none() && source.is_none() && extensions.is_none() {
                continue;
            }
            plan.renamed += usize::from(name.is_some());
            plan.references_updated += updated;
            let mut token = Token::clone(token);
            token.name = name.cloned().unwrap_or(token.name);
            token.source = source.unwrap_or(token.source);
            token.extensions = extensions.map(Into::into).or(token.extensions);
            plan.tokens.push((at, token));
        }
    }
    plan
}

/// Tokens and the names they are to have.
pub type NewNames = FxHashMap<(At, Key), TokenName>;

fn new_names(graph: &Graph, set: usize, from: &str, to: &str) -> Result<NewNames, RenameError> {
    let mut names = NewNames::default();
    let mut found = false;
    let mut add = |at, token: &Token, new: TokenName| {
        found = true;
        if new != token.name {
            names.insert((at, token.key), new);
        }
    };
    let places = (0..graph.sets[set].modes.len()).map(|mode| At { set, mode });
    match (from.strip_suffix(".*"), to.strip_suffix(".*")) {
        (Some(old), Some(new)) => {
            TokenName::parse(new)?;
            for at in places {
                for token in graph.mode(at).tokens() {
                    let rest = token.name.as_str().strip_prefix(old);
                    if let Some(rest) = rest.filter(|rest| rest.starts_with('.')) {
                        add(at, token, TokenName::parse(&format!("{new}{rest}"))?);
                    }
                }
            }
        }
        (None, None) => {
            let new = TokenName::parse(to)?;
            let old = from.strip_suffix(".$root").unwrap_or(from);
            for at in places {
                if let Some(token) = graph.mode(at).get(old) {
                    add(at, token, new.clone());
                }
            }
        }
        _ => return Err(RenameError::Pattern),
    }
    if found {
        Ok(names)
    } else {
        Err(RenameError::NotFound(from.to_owned()))
    }
}

/// A new name that a token which keeps its name has; the first one in name order, for a stable
/// message.
fn first_taken(graph: &Graph, names: &NewNames) -> Option<(TokenName, Arc<str>)> {
    names
        .iter()
        .filter_map(|(&(at, _), new)| {
            let holder = graph.mode(at).get(new.as_str())?;
            (!names.contains_key(&(at, holder.key))).then_some((at, new))
        })
        .min_by(|(a, left), (b, right)| (a.mode, left).cmp(&(b.mode, right)))
        .map(|(at, name)| (name.clone(), Arc::clone(&graph.mode(at).name)))
}

fn rewrite(
    source: &Source,
    mut rename: impl FnMut(&TokenName) -> Option<TokenName>,
) -> Option<Source> {
    match source {
        Source::Alias(name) => rename(name).map(Source::Alias),
        Source::Plain(text) => reference::rename(text, rename).map(|t| Source::Plain(t.into())),
    }
}

/// A cycle through a renamed token that was on none before.
fn new_cycle(before: &Graph, after: &Graph, names: &NewNames) -> Option<Arc<[TokenName]>> {
    let mut keys: Vec<&(At, Key)> = names.keys().collect();
    keys.sort_unstable_by_key(|(at, key)| (at.set, at.mode, *key));
    let cycles = |graph| {
        let mut resolver = Resolver::new(graph);
        let tokens: Vec<(At, &Token)> = keys
            .iter()
            .filter_map(|&&(at, key)| Some((at, &**graph.mode(at).by_key(key)?)))
            .filter(|&(at, token)| resolver.resolve(at, token).is_err())
            .collect();
        let paths = cycles_through(&mut resolver, &tokens);
        let on_cycle = tokens.into_iter().zip(paths);
        on_cycle
            .filter_map(|((at, token), path)| Some(((at, token.key), path?)))
            .collect::<Vec<_>>()
    };
    let after = cycles(after);
    if after.is_empty() {
        return None;
    }
    let before: FxHashMap<(At, Key), _> = cycles(before).into_iter().collect();
    after
        .into_iter()
        .find_map(|(token, path)| (!before.contains_key(&token)).then_some(path))
}

/// The references that mean another token after new names were given than before. Those to tokens that
/// are gone mean nothing any more and are not among them.
pub fn changed_meaning(before: &Graph, after: &Graph) -> Vec<ChangedMeaning> {
    let (old, new) = (Resolver::new(before), Resolver::new(after));
    let mut changed = Vec::new();
    for at in after.places() {
        for token in after.mode(at).tokens() {
            let Some(was) = before.mode(at).by_key(token.key) else {
                continue;
            };
            let target = |resolver: &Resolver<'_>, name: &TokenName| {
                let (at, token) = resolver.look_up(at, name.as_str())?;
                Some((at, token.key))
            };
            let references = token.references();
            for (number, was) in was.references().into_iter().enumerate() {
                // A reference that led nowhere has no meaning to lose.
                let Some(meant) = target(&old, &was) else {
                    continue;
                };
                if after.mode(meant.0).by_key(meant.1).is_none() {
                    continue;
                }
                // A new name may even make braces read as something else than a reference.
                let is = references.get(number);
                if is.and_then(|is| target(&new, is)) != Some(meant) {
                    changed.push(ChangedMeaning {
                        at,
                        key: token.key,
                        name: token.name.clone(),
                        reference: is.cloned().unwrap_or(was),
                    });
                }
            }
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixture::{graph, paths};
    use crate::resolve::any_graph;

    /// The graph as text, in the order of its places and of keys.
    fn show(graph: &Graph) -> String {
        let mut lines = Vec::new();
        for at in graph.places() {
            let mode = graph.mode(at);
            lines.push(format!("[{}/{}]", graph.sets[at.set].name, mode.name));
            for token in mode.tokens() {
                lines.push(match &token.source {
                    Source::Plain(text) => format!("{} = {text}", token.name),
                    Source::Alias(name) => format!("{} -> {name}", token.name),
                });
            }
        }
        lines.join("\n")
    }

    fn refusal(text: &str, from: &str, to: &str) -> String {
        plan(&graph(text), 0, from, to).unwrap_err().to_string()
    }

    #[test]
    fn every_reference_to_a_renamed_token_follows_and_no_other() {
        let before = graph(
            r##"[Core/Light]
            a.1 color #fff
            a.2 color {a.1}
            a-1 color {a.1}
            line border 1px  solid {a.1}
            json shadow { "color": "{a.1}", "blur":"{b}" }
            part number {"$ref":"#/a.1/$value/0"}
            point number {"$ref":"#/a/1/$value/components/0"}
            b dimension 1px
            [Core/Dark]
            a.1 color #000
            only color {a.2}
            [Other/Light]
            far color {a.1}
            own color {b}
            b color red
            lost color {a.3}"##,
        );
        let plan = plan(&before, 0, "a.*", "color.a.*").unwrap();
        assert_eq!((plan.renamed, plan.references_updated), (3, 7));
        assert_eq!(plan.changed_meaning, []);
        insta::assert_snapshot!(show(&plan.apply(&before)), @r##"
        [Core/Light]
        color.a.1 = #fff
        color.a.2 -> color.a.1
        a-1 -> color.a.1
        line = 1px  solid {color.a.1}
        json = { "color": "{color.a.1}", "blur":"{b}" }
        part = {"$ref":"#/a.1/$value/0"}
        point = {"$ref":"#/color/a/1/$value/components/0"}
        b = 1px
        [Core/Dark]
        color.a.1 = #000
        only -> color.a.2
        [Other/Light]
        far -> color.a.1
        own -> b
        b = red
        lost -> a.3
        "##);
    }

    #[test]
    fn groups_move_with_their_tokens() {
        let said = |text: &str| Group {
            description: Some(text.into()),
            ..Group::default()
        };
        let mut before = graph("[Core/Light]\na.x number 1\nab number 2\n[Core/Dark]\nb number 1");
        let at = At { set: 0, mode: 0 };
        let deprecated = Group {
            deprecated: Some(crate::Deprecated::Flag(true)),
            ..Group::default()
        };
        let groups = [
            ("", said("root")),
            ("a", said("a")),
            ("a.b", said("a.b, empty")),
            ("ab", said("ab")),
            ("a.b.c", deprecated),
            ("new.a.b", said("there already")),
            ("new.a.b.c", said("there already, too")),
        ];
        let groups = groups.map(|(path, group)| (Arc::from(path), group));
        before.mode_mut(at).groups = groups.into_iter().collect();
        let show = |graph: &Graph| {
            let groups = graph.mode(at).groups.iter();
            let lines = groups.map(|(path, group)| {
                let description = group.description.as_deref().unwrap_or_default();
                let deprecated = if group.deprecated.is_some() {
                    " †"
                } else {
                    ""
                };
                format!("{path}: {description}{deprecated}")
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        let plan = plan(&before, 0, "a.*", "new.a.*").unwrap();
        assert_eq!(plan.groups.len(), 1);
        insta::assert_snapshot!(show(&plan.apply(&before)), @r#"
        : root
        ab: ab
        new.a: a
        new.a.b: there already
        new.a.b.c: there already, too †
        "#);
        let one = super::plan(&before, 0, "a.x", "z").unwrap();
        assert_eq!(one.groups, []);
    }

    #[test]
    fn one_name_is_renamed_without_the_names_below_it() {
        let before = graph(
            "[Core/Light]
             a number 1
             a.b number {a}
             [Core/Dark]
             a number 2",
        );
        let plan = plan(&before, 0, "a.$root", "z").unwrap();
        insta::assert_snapshot!(show(&plan.apply(&before)), @"
        [Core/Light]
        z = 1
        a.b -> z
        [Core/Dark]
        z = 2
        ");
    }

    #[test]
    fn a_rename_is_refused_with_a_reason() {
        let text = "[Core/Light]
                    a.x number 1
                    b.x number {a.x}
                    d number {c}
                    e number {d}";
        let long = format!("{}.*", "b".repeat(250));
        let sentences = [
            refusal(text, "a.*", "b"),
            refusal(text, "a", "b"),
            refusal(text, "z.*", "b.*"),
            refusal(text, "a.*", "b.*"),
            refusal(text, "a.x", "b.x"),
            refusal(text, "a.x", "a..x"),
            refusal(text, "a.*", "$a.*"),
            refusal("[Core/Light]\na.long-name number 1", "a.*", &long),
            refusal(text, "e", "c"),
        ];
        insta::assert_snapshot!(sentences.join("\n"), @"
        `from` and `to` must both end in `.*`, or neither
        Token not found: a
        Token not found: z.*
        Mode `Light` already has a token named `b.x`
        Mode `Light` already has a token named `b.x`
        Name must not have an empty segment: `a..x`
        Name must not have a segment that begins with `$`: `$a`
        Name must be at most 255 characters
        Alias cycle: c → d → c
        ");
    }

    #[test]
    fn a_new_name_that_means_another_token_nearer_by_is_reported() {
        let before = graph(
            "[Core/Light]
             a number 1
             [Other/Light]
             b number 2
             captured number {a}
             [Third/Light]
             stolen number {b}",
        );
        let plan = plan(&before, 0, "a", "b").unwrap();
        let changed: Vec<(At, Key)> = plan.changed_meaning.iter().map(|c| (c.at, c.key)).collect();
        // `{b}` in Other means its own token; in Third the oldest tokenset comes first.
        assert_eq!(
            paths(&before, &changed),
            ["Other/Light/captured", "Third/Light/stolen"]
        );
    }

    #[test]
    fn a_name_that_turns_a_reference_into_json_is_reported() {
        let before = graph("[Core/Light]\na number 1\nb string [{a}]");
        let plan = plan(&before, 0, "a", "\"x\":1").unwrap();
        assert_eq!(plan.changed_meaning.len(), 1);
    }

    #[test]
    fn a_growing_or_shrinking_prefix_never_meets_itself() {
        for (text, from, to) in [
            (
                "a.x number 1\na.b.x number 2\na.b.b.x number 3",
                "a.*",
                "a.b.*",
            ),
            ("a.b.x number 2\na.b.b.x number 3", "a.b.*", "a.*"),
        ] {
            let mut now = graph(&format!("[Core/Light]\n{text}"));
            for (at, token) in plan(&now, 0, from, to).unwrap().tokens {
                let name = token.name.as_str();
                assert!(now.mode(at).get(name).is_none(), "{name}");
                now.mode_mut(at).put(Arc::new(token));
            }
        }
    }

    proptest! {
        #[test]
        fn renamed_tokens_resolve_as_before(before in any_graph(), from in "[a-e]", to in "[a-h]") {
            if let Ok(plan) = plan(&before, 0, &from, &to)
                && plan.changed_meaning.is_empty()
            {
                let after = plan.apply(&before);
                let (mut old, mut new) = (Resolver::new(&before), Resolver::new(&after));
                for at in before.places() {
                    for token in before.mode(at).tokens() {
                        let same = after.mode(at).by_key(token.key).unwrap();
                        // What was broken may have found a target.
                        if let Ok(text) = old.resolve(at, token) {
                            prop_assert_eq!(new.resolve(at, same), Ok(text));
                        }
                    }
                }
                let renamed = plan.tokens.iter().filter(|(at, token)| {
                    before.mode(*at).by_key(token.key).unwrap().name != token.name
                });
                prop_assert_eq!(renamed.count(), plan.renamed);
            }
        }
    }
}
