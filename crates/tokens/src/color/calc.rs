//! One component of a colour function: a number, a percentage, an angle, `none`, or maths on them
//! (`calc()`, `min()`, `max()`, `clamp()`).
//!
//! The tokenizer keeps numbers as `f32`, so they are read again from the text.

use std::f64::consts;

use cssparser::{Parser, Token, match_ignore_ascii_case};

use super::function::{Failure, block, fail, finish, unexpected};

/// A component as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Term {
    None,
    Number(f64),
    /// 0–100
    Percent(f64),
    /// In degrees.
    Angle(f64),
}

/// Reads a component.
pub(super) fn component(input: &mut Parser<'_>) -> Result<Term, Failure> {
    match input.try_parse(|input| input.expect_ident_matching("none")) {
        Ok(()) => Ok(Term::None),
        Err(_) => value(input, false),
    }
}

/// A number with its unit, or a function; inside maths also a constant or parentheses.
fn value(input: &mut Parser<'_>, maths: bool) -> Result<Term, Failure> {
    input.skip_whitespace();
    let start = input.position();
    let Ok(token) = input.next().cloned() else {
        return Err(fail("a number is missing"));
    };
    let text = input.slice_from(start);
    match token {
        Token::Number { .. } => Ok(Term::Number(leading_number(text))),
        Token::Percentage { .. } => Ok(Term::Percent(leading_number(text))),
        Token::Dimension { unit, .. } => {
            let degrees = match_ignore_ascii_case! { &unit,
                "deg" => 1.0,
                "grad" => 0.9,
                "rad" => 180.0 / consts::PI,
                "turn" => 360.0,
                _ => return Err(fail(format!("unexpected unit in `{text}`"))),
            };
            Ok(Term::Angle(leading_number(text) * degrees))
        }
        Token::Function(name) => function(&name, input),
        Token::ParenthesisBlock if maths => block(input, "", whole_sum),
        Token::Ident(name) if maths => {
            let number = match_ignore_ascii_case! { &name,
                "pi" => consts::PI,
                "e" => consts::E,
                "infinity" => f64::INFINITY,
                "-infinity" => f64::NEG_INFINITY,
                "nan" => f64::NAN,
                _ => return Err(unexpected(&name)),
            };
            Ok(Term::Number(number))
        }
        _ => Err(unexpected(text)),
    }
}

fn function(name: &str, input: &mut Parser<'_>) -> Result<Term, Failure> {
    match_ignore_ascii_case! { name,
        "calc" => block(input, name, whole_sum),
        "min" => block(input, name, |input| extreme(input, f64::min)),
        "max" => block(input, name, |input| extreme(input, f64::max)),
        "clamp" => block(input, name, |input| {
            let low = sum(input)?;
            comma(input)?;
            let value = sum(input)?;
            comma(input)?;
            let high = sum(input)?;
            finish(input)?;
            low.with(value.with(high, f64::min)?, f64::max)
        }),
        _ => Err(fail(format!("`{name}()` is not supported inside a colour"))),
    }
}

fn extreme(input: &mut Parser<'_>, choose: fn(f64, f64) -> f64) -> Result<Term, Failure> {
    let mut best = sum(input)?;
    while !input.is_exhausted() {
        comma(input)?;
        best = best.with(sum(input)?, choose)?;
    }
    Ok(best)
}

fn comma(input: &mut Parser<'_>) -> Result<(), Failure> {
    input.expect_comma().map_err(|_| fail("a comma is missing"))
}

fn whole_sum(input: &mut Parser<'_>) -> Result<Term, Failure> {
    let value = sum(input)?;
    finish(input)?;
    Ok(value)
}

/// Products joined by `+` and `-`, each with white space on both sides.
fn sum(input: &mut Parser<'_>) -> Result<Term, Failure> {
    let mut total = product(input)?;
    while let Ok(sign) = input.try_parse(signed) {
        total = total.with(product(input)?, |left, right| left + sign * right)?;
    }
    Ok(total)
}

fn signed(input: &mut Parser<'_>) -> Result<f64, ()> {
    let space = |input: &mut Parser<'_>| input.expect_whitespace().map(drop).map_err(drop);
    space(input)?;
    let sign = match input.next() {
        Ok(Token::Delim('+')) => 1.0,
        Ok(Token::Delim('-')) => -1.0,
        _ => return Err(()),
    };
    space(input)?;
    Ok(sign)
}

fn product(input: &mut Parser<'_>) -> Result<Term, Failure> {
    let mut total = value(input, true)?;
    loop {
        let operator = input.try_parse(|input| match input.next() {
            Ok(&Token::Delim(operator @ ('*' | '/'))) => Ok(operator),
            _ => Err(()),
        });
        total = match operator {
            Ok('*') => match (total, value(input, true)?) {
                (Term::Number(factor), term) | (term, Term::Number(factor)) => {
                    term.map(|value| value * factor)
                }
                _ => return Err(fail("a product of two percentages or angles")),
            },
            Ok(_) => match value(input, true)? {
                Term::Number(divisor) => total.map(|value| value / divisor),
                _ => return Err(fail("a division by a percentage or an angle")),
            },
            Err(()) => return Ok(total),
        };
    }
}

impl Term {
    fn map(self, change: impl FnOnce(f64) -> f64) -> Self {
        match self {
            Self::None => Self::None,
            Self::Number(value) => Self::Number(change(value)),
            Self::Percent(value) => Self::Percent(change(value)),
            Self::Angle(value) => Self::Angle(change(value)),
        }
    }

    /// Joins two terms of the same kind.
    fn with(self, other: Self, join: impl FnOnce(f64, f64) -> f64) -> Result<Self, Failure> {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => Ok(Self::Number(join(left, right))),
            (Self::Percent(left), Self::Percent(right)) => Ok(Self::Percent(join(left, right))),
            (Self::Angle(left), Self::Angle(right)) => Ok(Self::Angle(join(left, right))),
            _ => Err(fail("maths on numbers, percentages and angles together")),
        }
    }
}

/// The number at the head of a numeric token: sign, digits, fraction, exponent.
fn leading_number(text: &str) -> f64 {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        from + bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let sign = |from: usize| from + usize::from(matches!(bytes.get(from), Some(b'+' | b'-')));
    let mut end = digits(sign(0));
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let exponent = sign(end + 1);
        if digits(exponent) > exponent {
            end = digits(exponent);
        }
    }
    text[..end].parse().unwrap_or(f64::NAN)
}
