//! References that lead back to where they began.

use jsonc_parser::ast::Value;
use jsonc_parser::common::Ranged;

use super::super::shorten;
use super::references::{Reference, place, written};
use super::{Check, Problem, Standard};

/// How many names of a circle a sentence tells.
const MOST_NAMES: usize = 8;

/// A reference from one token's value to another token.
#[derive(Clone, Copy)]
struct Edge {
    to: usize,
    at: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    Open,
    Done,
}

impl<'a> Standard<'_, '_, 'a> {
    /// The first circle, told at the first of its references in the file.
    pub(super) fn cycle(&self) -> Check {
        let edges: Vec<Vec<Edge>> = (0..self.met.len()).map(|i| self.edges(i)).collect();
        let mut states = vec![State::New; self.met.len()];
        let mut first: Option<Problem> = None;
        for start in 0..self.met.len() {
            if states[start] != State::New {
                continue;
            }
            // Each with the number of its next edge.
            let mut trail = vec![(start, 0)];
            states[start] = State::Open;
            while let Some((index, next)) = trail.last_mut() {
                let Some(edge) = edges[*index].get(*next).copied() else {
                    states[*index] = State::Done;
                    trail.pop();
                    continue;
                };
                *next += 1;
                match states[edge.to] {
                    State::Done => {}
                    State::New => {
                        states[edge.to] = State::Open;
                        trail.push((edge.to, 0));
                    }
                    State::Open => {
                        let begin = trail.iter().position(|(index, _)| *index == edge.to);
                        let circle = &trail[begin.unwrap_or_default()..];
                        let found = self.circle(circle, &edges);
                        if first.as_ref().is_none_or(|first| found.at < first.at) {
                            first = Some(found);
                        }
                    }
                }
            }
        }
        first.map_or(Ok(()), Err)
    }

    fn circle(&self, circle: &[(usize, usize)], edges: &[Vec<Edge>]) -> Problem {
        // The edge that was taken last leads on.
        let at = |&(index, next): &(usize, usize)| edges[index][next - 1].at;
        let places = circle.iter().map(at).enumerate();
        let (begin, at) = places.min_by_key(|(_, at)| *at).unwrap_or_default();
        let names = circle.iter().cycle().skip(begin).take(circle.len() + 1);
        let mut names: Vec<_> = names
            .map(|(index, _)| shorten(self.met[*index].name.as_str()))
            .collect();
        if names.len() > MOST_NAMES {
            let last = names.pop();
            names.truncate(MOST_NAMES - 1);
            names.push("…".into());
            names.extend(last);
        }
        Problem {
            at,
            code: "circular_reference",
            message: format!("References lead in a circle: {}", names.join(" → ")),
        }
    }

    fn edges(&self, index: usize) -> Vec<Edge> {
        let token = &self.met[index];
        let mut edges = Vec::new();
        match (token.value, token.pointer) {
            (Some(value), _) => self.collect(value, &mut edges),
            (None, Some(value @ Value::StringLit(pointer))) => {
                let reference = Reference::Pointer(&pointer.value);
                let to = self.source_of(reference);
                edges.extend(to.map(|to| Edge {
                    to,
                    at: value.start(),
                }));
            }
            _ => {}
        }
        edges
    }

    fn collect(&self, value: &Value<'a>, edges: &mut Vec<Edge>) {
        if let Ok(Some(reference)) = written(value) {
            let to = self.source_of(reference);
            let at = place(value).start();
            edges.extend(to.map(|to| Edge { to, at }));
            return;
        }
        match value {
            Value::Array(array) => {
                for element in &array.elements {
                    self.collect(element, edges);
                }
            }
            Value::Object(object) => {
                for property in &object.properties {
                    self.collect(&property.value, edges);
                }
            }
            _ => {}
        }
    }
}
