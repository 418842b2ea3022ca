//! The resolution order of a resolver document, and the choices it leaves.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::HashSet;

use jsonc_parser::ast::{Object, Value};

use super::sources::Finder;
use super::{Combined, Input, MOST_MODES};
use crate::import::location::Lines;
use crate::import::{ImportError, shorten};

/// Trees of groups and tokens; owned where a reference has members beside it.
pub(super) type Sources<'d, 'a> = Vec<Cow<'d, Object<'a>>>;

/// What stands at a place of the order.
pub(super) enum Item<'d, 'a> {
    /// Sources that are always there.
    Set(Sources<'d, 'a>),
    /// Sources by context.
    Modifier {
        name: String,
        contexts: Vec<(String, Sources<'d, 'a>)>,
    },
}

/// The items, in resolution order.
pub(super) struct Order<'d, 'a> {
    items: Vec<Item<'d, 'a>>,
    /// Every tree of tokens in the document, in its order; when strict, of what is not used as well.
    pub(super) trees: Vec<&'d Object<'a>>,
}

impl<'d, 'a> Order<'d, 'a> {
    pub(super) fn new(
        combined: &'d Combined,
        lines: &'d Lines<'a>,
        roots: &'d [Object<'a>],
        strict: bool,
    ) -> Result<Self, ImportError> {
        let finder = Finder {
            combined,
            lines,
            roots,
            strict,
            trees: RefCell::default(),
            steps: Cell::default(),
        };
        finder.check_root()?;
        let root = &roots[0];
        let order = match root.get("resolutionOrder").map(|p| &p.value) {
            Some(Value::Array(order)) if order.elements.is_empty() && strict => {
                let message = "`resolutionOrder` must not be empty";
                return Err(finder.wrong("invalid_member", order, message));
            }
            Some(Value::Array(order)) => order,
            Some(other) => {
                let message = "`resolutionOrder` must be a list";
                return Err(finder.wrong("invalid_member", other, message));
            }
            None => {
                let message = "The document has no `resolutionOrder`";
                return Err(finder.wrong("missing_member", root, message));
            }
        };
        let mut names = HashSet::new();
        let mut items = Vec::new();
        for element in &order.elements {
            let (name, item) = finder.item(element)?;
            if !names.insert(name.clone()) {
                let message = format!("`{}` stands twice in `resolutionOrder`", shorten(&name));
                return Err(finder.wrong("duplicate_name", element, message));
            }
            items.push(item);
        }
        let trees = finder.trees.into_inner().into_values().collect();
        Ok(Self { items, trees })
    }

    /// The choices of contexts, one number for each modifier; the first modifier changes slowest.
    pub(super) fn choices(&self, input: &Input) -> Result<Vec<Vec<usize>>, ImportError> {
        let refuse = |message: String| ImportError::of_file("invalid_input", message);
        let mut allowed: Vec<(&str, Vec<usize>)> = Vec::new();
        for (name, contexts) in self.modifiers() {
            let wanted = input.iter().rev().find(|(modifier, _)| modifier == name);
            let numbers = match wanted {
                None => (0..contexts.len()).collect(),
                Some((_, context)) => {
                    let number = contexts.iter().position(|(known, _)| known == context);
                    let number = number.ok_or_else(|| {
                        let names: Vec<&str> = contexts.iter().map(|(n, _)| n.as_str()).collect();
                        refuse(format!(
                            "The modifier `{name}` has no context `{}`. It has: {}",
                            shorten(context),
                            names.join(", ")
                        ))
                    })?;
                    vec![number]
                }
            };
            allowed.push((name, numbers));
        }
        if let Some((unknown, _)) = input
            .iter()
            .find(|(n, _)| allowed.iter().all(|(m, _)| m != n))
        {
            let message = format!("The document has no modifier `{}`", shorten(unknown));
            return Err(refuse(message));
        }
        let count = allowed.iter().try_fold(1_usize, |count, (_, numbers)| {
            count.checked_mul(numbers.len())
        });
        if count.is_none_or(|count| count > MOST_MODES) {
            let names: Vec<&str> = allowed.iter().map(|(name, _)| *name).collect();
            return Err(refuse(format!(
                "The document has more than {MOST_MODES} permutations: narrow them with input=MODIFIER:CONTEXT. Its modifiers are: {}",
                names.join(", ")
            )));
        }
        let mut choices = vec![Vec::new()];
        for (_, numbers) in &allowed {
            choices = choices
                .iter()
                .flat_map(|choice| {
                    numbers.iter().map(move |number| {
                        let mut longer = choice.clone();
                        longer.push(*number);
                        longer
                    })
                })
                .collect();
        }
        Ok(choices)
    }

    /// The sources of a choice, in resolution order.
    pub(super) fn sources(&self, choice: &[usize]) -> Vec<&Object<'a>> {
        let mut choice = choice.iter();
        let mut all = Vec::new();
        for item in &self.items {
            match item {
                Item::Set(sources) => all.extend(sources.iter().map(Cow::as_ref)),
                Item::Modifier { contexts, .. } => {
                    let context = choice.next().and_then(|number| contexts.get(*number));
                    let sources = context.into_iter().flat_map(|(_, sources)| sources);
                    all.extend(sources.map(Cow::as_ref));
                }
            }
        }
        all
    }

    /// `light / compact`; none without modifiers.
    pub(super) fn name(&self, choice: &[usize]) -> Option<String> {
        let names: Vec<&str> = self
            .modifiers()
            .zip(choice)
            .map(|((_, contexts), number)| contexts[*number].0.as_str())
            .collect();
        (!names.is_empty()).then(|| names.join(" / "))
    }

    fn modifiers(&self) -> impl Iterator<Item = (&str, &[(String, Sources<'d, 'a>)])> {
        self.items.iter().filter_map(|item| match item {
            Item::Set(_) => None,
            Item::Modifier { name, contexts } => Some((name.as_str(), contexts.as_slice())),
        })
    }
}
