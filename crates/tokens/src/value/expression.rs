//! Expressions: `calc()`, `clamp()`, `min()`, `max()` and plain maths, kept as written.

use super::{Length, Problem, TimeUnit, Unit, css};

/// An expression as CSS text (plain maths wrapped in `calc()`).
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// CSS text.
    pub css: String,
    /// Its value where it can be worked out: all operands of one unit, or numbers.
    pub value: Option<Length>,
}

/// What an expression gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Number,
    /// Percentages too.
    Length,
    Time,
}

/// The unit of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Number,
    Length(Unit),
    Time(TimeUnit),
}

/// An expression, read.
pub(super) struct Worked {
    /// CSS text: as written when the whole is one function that CSS takes.
    pub(super) css: String,
    pub(super) kind: Kind,
    /// `None` when it depends on context.
    pub(super) value: Option<(f64, Measure)>,
}

/// Whether the text is meant as an expression, right or wrong, rather than as one number.
pub(super) fn is_one(text: &str) -> bool {
    css::looks_numeric(text)
        && text.char_indices().any(|(at, c)| match c {
            '(' | '*' | '/' => true,
            '+' | '-' => at > 0,
            c => css::is_space(c),
        })
}

/// Reads an expression. `text` has passed [`css::scan`], which bounds how deep brackets nest.
pub(super) fn work_out(text: &str) -> Result<Worked, Problem> {
    let mut reader = Reader {
        rest: text,
        loose: false,
        depth: 0,
        functions: 0,
    };
    let node = reader.sum()?;
    reader.skip_space();
    if !reader.rest.is_empty() {
        let is_unit =
            Unit::from_name(reader.rest).is_some() || TimeUnit::from_name(reader.rest).is_some();
        let wanted = if is_unit {
            "no space before the unit"
        } else {
            "an operator + - * /"
        };
        return Err(css::expected(wanted, reader.rest));
    }
    let value = node
        .value
        .map(|(value, measure)| (css::denoise(value), measure));
    if value.is_some_and(|(value, _)| !value.is_finite()) {
        return Err(css::expected("a finite result", text));
    }
    let is_function = css::function(text).is_some();
    Ok(Worked {
        css: match (is_function, reader.loose) {
            (true, false) => css::spaced(text),
            (true, true) => node.css,
            (false, _) => format!("calc({})", node.css),
        },
        kind: node.kind,
        value,
    })
}

/// A part of an expression: its CSS text, evenly spaced, and its value.
struct Node {
    css: String,
    kind: Kind,
    value: Option<(f64, Measure)>,
}

impl Node {
    fn append(&mut self, operator: char, right: &Self) {
        self.css.extend([' ', operator, ' ']);
        self.css.push_str(&right.css);
    }

    fn is_plain_zero(&self) -> bool {
        self.css == "0"
    }
}

struct Reader<'a> {
    rest: &'a str,
    /// Written in a way that plain maths allows and CSS does not: `1px+2px`, `-(1px)`, `0 + 1px`.
    loose: bool,
    /// Signs before brackets add levels that [`css::scan`] does not count.
    depth: usize,
    /// How many functions are open: inside of them CSS's rules hold.
    functions: usize,
}

impl<'a> Reader<'a> {
    /// Skips white space and tells whether there was any.
    fn skip_space(&mut self) -> bool {
        let before = self.rest.len();
        self.rest = self.rest.trim_start_matches(css::is_space);
        self.rest.len() < before
    }

    fn take(&mut self, wanted: char) -> bool {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn sum(&mut self) -> Result<Node, Problem> {
        let mut left = self.product()?;
        loop {
            let space_before = self.skip_space();
            let operator = match self.rest.as_bytes().first() {
                Some(b'+') => '+',
                Some(b'-') => '-',
                _ => return Ok(left),
            };
            self.take(operator);
            let space_after = self.skip_space();
            self.loose |= !(space_before && space_after);
            let mut right = self.product()?;
            if left.kind != right.kind {
                self.give_unit(&mut left, right.kind);
                self.give_unit(&mut right, left.kind);
                self.take_unit(&mut left, &right);
                self.take_unit(&mut right, &left);
            }
            if left.kind != right.kind {
                let whole = format!("{} {operator} {}", left.css, right.css);
                return Err(css::expected("operands of one kind", &whole));
            }
            let sign = if operator == '+' { 1.0 } else { -1.0 };
            left.value = combine(&left, &right, |a, b| a + sign * b);
            left.append(operator, &right);
        }
    }

    /// A plain `0` beside a length or time counts as one; CSS wants it written so.
    fn give_unit(&mut self, zero: &mut Node, kind: Kind) {
        let measure = match kind {
            Kind::Number => return,
            Kind::Length => Measure::Length(Unit::Px),
            Kind::Time => Measure::Time(TimeUnit::Ms),
        };
        if zero.is_plain_zero() {
            self.loose = true;
            zero.css = String::from(if kind == Kind::Length { "0px" } else { "0ms" });
            zero.kind = kind;
            zero.value = Some((0.0, measure));
        }
    }

    /// In plain maths a number that is added to `4rem` is meant in rem, as design tools have it.
    fn take_unit(&mut self, number: &mut Node, other: &Node) {
        let (Some((value, Measure::Number)), Some((_, measure))) = (number.value, other.value)
        else {
            return;
        };
        let unit = match measure {
            Measure::Length(unit) => unit.as_str(),
            Measure::Time(unit) => unit.as_str(),
            Measure::Number => return,
        };
        if self.functions > 0 {
            return;
        }
        self.loose = true;
        number.css = if number.css.parse::<f64>().is_ok() {
            format!("{}{unit}", number.css)
        } else {
            format!("({}) * 1{unit}", number.css)
        };
        number.kind = other.kind;
        number.value = Some((value, measure));
    }

    fn product(&mut self) -> Result<Node, Problem> {
        let mut left = self.operand()?;
        loop {
            // White space before a + or - is the sum's to see.
            let after = self.rest.trim_start_matches(css::is_space);
            let operator = match after.as_bytes().first() {
                Some(b'*') => '*',
                Some(b'/') => '/',
                _ => return Ok(left),
            };
            self.rest = &after[1..];
            self.skip_space();
            let right = self.operand()?;
            let ((_, kind, Kind::Number) | ('*', Kind::Number, kind)) =
                (operator, left.kind, right.kind)
            else {
                left.append(operator, &right);
                let wanted = match operator {
                    '*' => "a plain number on one side of *",
                    _ => "a plain number after /",
                };
                return Err(css::expected(wanted, &left.css));
            };
            let divisor = right.value.filter(|_| operator == '/');
            left.value = left.value.zip(right.value).map(|((a, unit), (b, other))| {
                let unit = if unit == Measure::Number { other } else { unit };
                (if operator == '*' { a * b } else { a / b }, unit)
            });
            left.kind = kind;
            left.append(operator, &right);
            if divisor.is_some_and(|(divisor, _)| divisor == 0.0) {
                return Err(css::expected("a divisor other than 0", &left.css));
            }
        }
    }

    fn operand(&mut self) -> Result<Node, Problem> {
        if let Some((value, rest)) = css::number_prefix(self.rest) {
            return self.quantity(value, rest);
        }
        if self.take('(') {
            let mut node = self.sum()?;
            self.close()?;
            node.css = format!("({})", node.css);
            return Ok(node);
        }
        if self.rest.starts_with(['+', '-']) {
            return self.signed();
        }
        let name_end = self
            .rest
            .find(|c: char| !c.is_ascii_alphabetic())
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(name_end);
        let Some(rest) = rest.strip_prefix('(') else {
            return Err(css::expected("a number or length", self.rest));
        };
        self.rest = rest;
        self.call(name)
    }

    fn quantity(&mut self, value: f64, rest: &'a str) -> Result<Node, Problem> {
        let unit_end = rest
            .find(|c: char| !(c.is_ascii_alphabetic() || c == '%'))
            .unwrap_or(rest.len());
        let (unit, after) = rest.split_at(unit_end);
        let (kind, measure) = if unit.is_empty() {
            (Kind::Number, Measure::Number)
        } else if let Some(unit) = Unit::from_name(unit) {
            (Kind::Length, Measure::Length(unit))
        } else if let Some(unit) = TimeUnit::from_name(unit) {
            (Kind::Time, Measure::Time(unit))
        } else {
            let written = &self.rest[..self.rest.len() - after.len()];
            return Err(css::expected("a number or length", written));
        };
        let mut text = String::new();
        css::write_number(value, &mut text);
        text.push_str(unit);
        self.rest = after;
        Ok(Node {
            css: text,
            kind,
            value: Some((value, measure)),
        })
    }

    /// `-(…)`, `-calc(…)`, `--4px`.
    fn signed(&mut self) -> Result<Node, Problem> {
        const MOST: usize = 32;
        self.depth += 1;
        if self.depth > MOST {
            return Err("too many signs".to_owned());
        }
        self.loose = true;
        let negative = self.take('-');
        if !negative {
            self.take('+');
        }
        self.skip_space();
        let mut node = self.operand()?;
        self.depth -= 1;
        if negative {
            node.css = format!("(-1 * {})", node.css);
            node.value = node.value.map(|(value, measure)| (-value, measure));
        }
        Ok(node)
    }

    fn call(&mut self, name: &str) -> Result<Node, Problem> {
        let name = name.to_ascii_lowercase();
        let most = match name.as_str() {
            "calc" => 1,
            "clamp" => 3,
            "min" | "max" => usize::MAX,
            _ => {
                return Err(css::expected(
                    "calc(), clamp(), min() or max()",
                    &format!("{name}()"),
                ));
            }
        };
        let mut args = Vec::new();
        self.functions += 1;
        loop {
            self.skip_space();
            args.push(self.sum()?);
            self.skip_space();
            if !self.take(',') {
                break;
            }
        }
        self.functions -= 1;
        self.close()?;
        if args.len() > most || (name == "clamp" && args.len() < most) {
            let wanted = if most == 1 { "one part" } else { "three parts" };
            return Err(css::expected(
                &format!("{wanted} in {name}()"),
                &args.len().to_string(),
            ));
        }
        if let Some(kind) = args.iter().map(|arg| arg.kind).find(|k| *k != Kind::Number) {
            for arg in &mut args {
                self.give_unit(arg, kind);
            }
        }
        let listed: Vec<&str> = args.iter().map(|arg| arg.css.as_str()).collect();
        let text = format!("{name}({})", listed.join(", "));
        if args.iter().any(|arg| arg.kind != args[0].kind) {
            return Err(css::expected("parts of one kind", &text));
        }
        Ok(Node {
            value: match name.as_str() {
                "calc" => args[0].value,
                "min" => reduce(&args, f64::min),
                "max" => reduce(&args, f64::max),
                _ => clamp(&args),
            },
            kind: args[0].kind,
            css: text,
        })
    }

    fn close(&mut self) -> Result<(), Problem> {
        self.skip_space();
        if self.take(')') {
            Ok(())
        } else {
            Err(css::expected("an operator or `)`", self.rest))
        }
    }
}

/// Two operands of the same unit, combined. Times have one unit in the end.
fn combine(a: &Node, b: &Node, op: impl Fn(f64, f64) -> f64) -> Option<(f64, Measure)> {
    let ((x, unit), (y, other)) = (a.value?, b.value?);
    match (unit, other) {
        _ if unit == other => Some((op(x, y), unit)),
        (Measure::Time(unit), Measure::Time(other)) => Some((
            op(millis(x, unit), millis(y, other)),
            Measure::Time(TimeUnit::Ms),
        )),
        // Nothing is nothing in every unit of length.
        (Measure::Length(Unit::Px), _) if x == 0.0 && other != Measure::Length(Unit::Percent) => {
            Some((op(x, y), other))
        }
        (_, Measure::Length(Unit::Px)) if y == 0.0 && unit != Measure::Length(Unit::Percent) => {
            Some((op(x, y), unit))
        }
        _ => None,
    }
}

fn millis(value: f64, unit: TimeUnit) -> f64 {
    super::Duration { value, unit }.millis()
}

fn reduce(args: &[Node], op: impl Fn(f64, f64) -> f64) -> Option<(f64, Measure)> {
    let mut args = args.iter();
    let (mut value, mut unit) = args.next()?.value?;
    for arg in args {
        let so_far = Node {
            css: String::new(),
            kind: arg.kind,
            value: Some((value, unit)),
        };
        (value, unit) = combine(&so_far, arg, &op)?;
    }
    Some((value, unit))
}

/// As CSS has it: the lower bound wins.
fn clamp(args: &[Node]) -> Option<(f64, Measure)> {
    let [low, value, high] = args else {
        return None;
    };
    let upper = Node {
        css: String::new(),
        kind: low.kind,
        value: combine(value, high, f64::min),
    };
    combine(low, &upper, f64::max)
}
