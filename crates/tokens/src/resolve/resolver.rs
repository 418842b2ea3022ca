//! Resolution: a depth-first walk on an explicit stack, so the length of a chain costs memory, never
//! the thread's stack.

use std::borrow::Cow;
use std::ptr;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::look_up::LookUp;
use super::{Broken, MAX_RESOLVED, Resolution};
use crate::TokenName;
use crate::graph::{At, Graph, Source, Token};
use crate::modifier::Modifier;
use crate::pointer;
use crate::reference::{Reference, references, splice};

/// The most bytes that one resolver composes in all: a bound on what a hostile graph, in which every
/// token blows up a small text, can make it hold. Texts beyond it count as too long.
const MAX_COMPOSED: usize = if cfg!(test) { 4 } else { 48 } * 1024 * 1024;

/// The most bytes that one resolver looks through for parts of values: the same bound on time.
const MAX_SEARCHED: usize = MAX_COMPOSED;

/// Resolves tokens of one graph, each at most once.
#[derive(Debug)]
pub struct Resolver<'g> {
    names: LookUp<'g>,
    memo: FxHashMap<Node, State>,
    /// Tokens that were met on a cycle, not merely before one.
    on_cycle: FxHashSet<Node>,
    /// Bytes composed so far.
    composed: usize,
    /// Bytes looked through for parts of values so far.
    searched: usize,
    /// Tokens opened and references followed.
    #[cfg(test)]
    pub(crate) steps: usize,
}

/// From where a token's references are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Scope {
    pub(super) at: At,
    /// The default mode's tokens count as if they stood at `at`.
    pub(super) inherit: bool,
}

/// A token in a scope, small because the memo holds many. The token's address is its identity: the
/// graph outlives the resolver.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Node {
    scope: usize,
    address: usize,
}

#[derive(Debug)]
enum State {
    /// On the stack, at that depth.
    Open(usize),
    Done(Resolution),
}

/// A token whose references are being resolved; it has at least one.
struct Frame<'g> {
    node: Node,
    scope: Scope,
    token: &'g Token,
    source: Open<'g>,
}

enum Open<'g> {
    /// The alias's direct target, found and of fitting type.
    Alias(Scope, &'g Token),
    Composite(Box<Composite<'g>>),
}

struct Composite<'g> {
    text: Cow<'g, str>,
    /// The text's, then the modifier's.
    references: Vec<Reference>,
    /// What is done to the colour that the text resolves to.
    modifier: Option<Modifier>,
    /// What the first of them stand for.
    texts: Vec<Arc<str>>,
    /// Bytes of parts among them, which are not shared.
    parts: usize,
}

enum Visit<'g> {
    Known(Resolution),
    Opened(Frame<'g>),
}

impl<'g> Resolver<'g> {
    /// A resolver with nothing resolved yet.
    pub fn new(graph: &'g Graph) -> Self {
        Self {
            names: LookUp::new(graph),
            memo: FxHashMap::default(),
            on_cycle: FxHashSet::default(),
            composed: 0,
            searched: 0,
            #[cfg(test)]
            steps: 0,
        }
    }

    /// The graph whose tokens it resolves.
    pub fn graph(&self) -> &'g Graph {
        self.names.graph()
    }

    /// The token that `name` means when looked up from `at`, and where it lives.
    ///
    /// # Panics
    /// When the place is not of this graph.
    pub fn look_up(&self, at: At, name: &str) -> Option<(At, &'g Arc<Token>)> {
        self.names.first_hit(at, name)
    }

    /// The direct target of a whole-value alias that lives at `at`; `None` for plain tokens and when
    /// there is no such target.
    pub fn target(&self, at: At, token: &Token) -> Option<(At, &'g Arc<Token>)> {
        match &token.source {
            Source::Alias(name) => self.look_up(at, name.as_str()),
            Source::Plain(_) => None,
        }
    }

    /// Two tokensets that could answer a name that the own tokenset does not answer: the one that
    /// does, and the next.
    pub(crate) fn rivals(&self, at: At, name: &str) -> Option<(At, At)> {
        self.names.rivals(at, name)
    }

    /// The final text of a token that lives at `at`.
    pub fn resolve(&mut self, at: At, token: &'g Token) -> Resolution {
        self.run(Scope { at, inherit: false }, token)
    }

    /// Whether the token that lives at `at` is on the cycle that its resolution, asked for before,
    /// told of.
    pub(crate) fn is_on_cycle(&self, at: At, token: &'g Token) -> bool {
        let scope = Scope { at, inherit: false };
        self.on_cycle.contains(&self.node(scope, token))
    }

    /// The target of a name in a scope, the scope in which it is to be resolved, and whether it
    /// belongs to the scope's view.
    pub(super) fn find(&self, scope: Scope, name: &str) -> Option<(Scope, &'g Arc<Token>, bool)> {
        let (home, token) = self.names.first_hit(scope.at, name)?;
        // A hit in the own tokenset is the mode's own token, or one it inherits.
        let in_view = home == scope.at || (scope.inherit && home.set == scope.at.set);
        let home = Scope {
            at: home,
            inherit: false,
        };
        Some((if in_view { scope } else { home }, token, in_view))
    }

    pub(super) fn run(&mut self, scope: Scope, token: &'g Token) -> Resolution {
        let mut stack = match self.visit(scope, token, &[]) {
            Visit::Known(resolution) => return resolution,
            Visit::Opened(frame) => vec![frame],
        };
        loop {
            let mut answer = match self.step(&stack) {
                Visit::Opened(frame) => {
                    stack.push(frame);
                    continue;
                }
                Visit::Known(resolution) => resolution,
            };
            // Hand the answer down the stack, until a frame wants another one.
            loop {
                let Some(mut frame) = stack.pop() else {
                    return answer;
                };
                if let Ok(text) = answer {
                    let Some(own) = self.take(&mut frame, text) else {
                        stack.push(frame);
                        break;
                    };
                    answer = own;
                }
                self.memo.insert(frame.node, State::Done(answer.clone()));
            }
        }
    }

    /// Follows the next reference of the stack's top.
    fn step(&mut self, stack: &[Frame<'g>]) -> Visit<'g> {
        let Some(top) = stack.last() else {
            unreachable!("a walk ends with its first frame");
        };
        let (scope, target) = match &top.source {
            Open::Alias(scope, target) => (*scope, *target),
            Open::Composite(open) => {
                let name = &open.references[open.texts.len()].name;
                match self.find(top.scope, name.as_str()) {
                    Some((scope, target, _)) => (scope, &**target),
                    None => return Visit::Known(Err(Broken::Missing(name.clone()))),
                }
            }
        };
        self.visit(scope, target, stack)
    }

    /// The direct target of a whole-value alias.
    fn follow(
        &self,
        scope: Scope,
        token: &Token,
        name: &TokenName,
    ) -> Result<(Scope, &'g Token), Broken> {
        let Some((scope, target, _)) = self.find(scope, name.as_str()) else {
            return Err(Broken::Missing(name.clone()));
        };
        let (from, to) = (token.kind, target.kind);
        if from.can_alias(to) {
            Ok((scope, target))
        } else {
            Err(Broken::Mismatch { from, to })
        }
    }

    fn node(&self, scope: Scope, token: &Token) -> Node {
        Node {
            scope: 2 * self.names.number(scope.at) + usize::from(scope.inherit),
            address: ptr::from_ref(token).addr(),
        }
    }

    /// A token's resolution, or a frame to work it out.
    fn visit(&mut self, scope: Scope, token: &'g Token, stack: &[Frame<'g>]) -> Visit<'g> {
        #[cfg(test)]
        {
            self.steps += 1;
        }
        if let Some(text) = literal(token) {
            return Visit::Known(Ok(Arc::clone(text)));
        }
        let node = self.node(scope, token);
        match self.memo.get(&node) {
            Some(State::Done(resolution)) => return Visit::Known(resolution.clone()),
            Some(State::Open(depth)) => {
                let cycle = &stack[*depth..];
                self.on_cycle.extend(cycle.iter().map(|frame| frame.node));
                let names = cycle
                    .iter()
                    .chain(cycle.first())
                    .map(|f| f.token.name.clone());
                return Visit::Known(Err(Broken::Cycle(names.collect())));
            }
            None => {}
        }
        let modifier = Modifier::of(token);
        let source = match &token.source {
            Source::Alias(name) => {
                let (scope, target) = match self.follow(scope, token, name) {
                    Ok(found) => found,
                    Err(broken) => return Visit::Known(Err(broken)),
                };
                if modifier.is_some() {
                    let text = Cow::Owned(format!("{{{name}}}"));
                    Open::Composite(Box::new(Composite::new(text, modifier)))
                } else {
                    // Most aliases end here: no need to remember them.
                    if let Some(text) = literal(target) {
                        return Visit::Known(Ok(Arc::clone(text)));
                    }
                    Open::Alias(scope, target)
                }
            }
            Source::Plain(text) => {
                let open = Composite::new(Cow::Borrowed(text), modifier);
                if open.references.is_empty() {
                    return Visit::Known(match open.modifier {
                        Some(_) => self.compose(&open),
                        None => Ok(Arc::clone(text)),
                    });
                }
                Open::Composite(Box::new(open))
            }
        };
        self.memo.insert(node, State::Open(stack.len()));
        Visit::Opened(Frame {
            node,
            scope,
            token,
            source,
        })
    }

    /// Gives a frame the text of its next reference; the frame's own resolution when it was the last.
    fn take(&mut self, frame: &mut Frame<'g>, text: Arc<str>) -> Option<Resolution> {
        match &mut frame.source {
            Open::Alias(..) => Some(Ok(text)),
            Open::Composite(open) => {
                let text = match self.part(open, text) {
                    Ok(text) => text,
                    Err(broken) => return Some(Err(broken)),
                };
                open.texts.push(text);
                let complete = open.texts.len() == open.references.len();
                complete.then(|| self.compose(open))
            }
        }
    }

    /// What the next reference means of its target's text.
    fn part(&mut self, open: &mut Composite<'_>, text: Arc<str>) -> Resolution {
        let reference = &open.references[open.texts.len()];
        let Some(segments) = reference.inner_part() else {
            return Ok(text);
        };
        self.searched += text.len() * segments.len();
        if self.searched > MAX_SEARCHED {
            return Err(Broken::TooLong);
        }
        let Some(part) = pointer::part(&text, segments) else {
            let pointer = pointer::write(&reference.name, segments);
            return Err(Broken::NoPart(pointer.into()));
        };
        open.parts += part.len();
        if open.parts > MAX_RESOLVED {
            return Err(Broken::TooLong);
        }
        Ok(part.into())
    }

    fn compose(&mut self, open: &Composite<'_>) -> Resolution {
        let mut len = 0;
        let mut used = 0;
        let mut fill = |text: &str| {
            let own = references(text);
            let texts = &open.texts[used..];
            used += own.len();
            splice(text, &own, |number, _| {
                len += texts[number].len();
                // Stop before the memory is taken, not after.
                if len > MAX_RESOLVED {
                    return Err(Broken::TooLong);
                }
                Ok(Cow::Borrowed(&*texts[number]))
            })
        };
        let mut text = fill(&open.text)?;
        if let Some(modifier) = &open.modifier {
            let texts = modifier
                .texts()
                .iter()
                .map(|text| fill(text).map(Cow::Owned));
            let texts: Vec<_> = texts.collect::<Result<_, Broken>>()?;
            // What cannot be modified stays as it is.
            text = modifier.apply(&text, &texts).unwrap_or(text);
        }
        self.composed += text.len();
        if text.len() > MAX_RESOLVED || self.composed > MAX_COMPOSED {
            return Err(Broken::TooLong);
        }
        Ok(text.into())
    }
}

impl<'g> Composite<'g> {
    fn new(text: Cow<'g, str>, modifier: Option<Modifier>) -> Self {
        let mut found = references(&text);
        let texts = modifier.iter().flat_map(Modifier::texts);
        found.extend(texts.flat_map(|text| references(text)));
        Self {
            text,
            references: found,
            modifier,
            texts: Vec::new(),
            parts: 0,
        }
    }
}

/// The text of a token that holds no reference and no modifier, as a glance tells.
fn literal(token: &Token) -> Option<&Arc<str>> {
    match &token.source {
        _ if Modifier::of(token).is_some() => None,
        Source::Plain(text) if !text.as_bytes().contains(&b'{') => Some(text),
        _ => None,
    }
}
