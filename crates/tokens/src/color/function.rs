//! `rgb()`, `hsl()`, `hwb()`, `lab()`, `lch()`, `oklab()`, `oklch()`, `color()`, in legacy (commas)
//! and modern syntax: CSS Color 4, §4–10.

use cssparser::{
    BasicParseErrorKind, ParseError, ParseErrorKind, Parser, Token, match_ignore_ascii_case,
};

use super::calc::{self, Term};
use super::parse::excerpt;
use super::{Color, ColorError, LIMIT, Space, hue};

pub(super) type Failure = ParseError<ColorError>;

pub(super) fn fail(message: impl Into<String>) -> Failure {
    Failure::custom(ColorError(message.into()))
}

/// How a function reads one component.
#[derive(Clone, Copy)]
enum Channel {
    Hue,
    /// What number stands for 1 of the space's units, what 100% stands for, and the bounds.
    Scalar {
        unit: f64,
        full: f64,
        low: f64,
        high: f64,
    },
}

const fn scalar(full: f64, low: f64, high: f64) -> Channel {
    Channel::Scalar {
        unit: 1.0,
        full,
        low,
        high,
    }
}

const fn free(full: f64) -> Channel {
    scalar(full, -LIMIT, LIMIT)
}

const BYTE: Channel = Channel::Scalar {
    unit: 255.0,
    full: 1.0,
    low: 0.0,
    high: 1.0,
};
const PERCENT: Channel = scalar(100.0, 0.0, 100.0);
const UNIT: Channel = scalar(1.0, 0.0, 1.0);

/// A function before its arguments are read.
struct Notation<'n> {
    name: &'n str,
    /// `None` for `color()`, which names its space.
    space: Option<Space>,
    channels: [Channel; 3],
}

/// Reads the arguments of the function `name`, whose opening token has just been read.
pub(super) fn parse(name: &str, input: &mut Parser<'_>) -> Result<Color, ColorError> {
    use Channel::Hue;
    let (space, channels) = match_ignore_ascii_case! { name,
        "rgb" | "rgba" => (Some(Space::Srgb), [BYTE; 3]),
        "hsl" | "hsla" => (Some(Space::Hsl), [Hue, PERCENT, PERCENT]),
        "hwb" => (Some(Space::Hwb), [Hue, PERCENT, PERCENT]),
        "lab" => (Some(Space::Lab), [PERCENT, free(125.0), free(125.0)]),
        "lch" => (Some(Space::Lch), [PERCENT, scalar(150.0, 0.0, LIMIT), Hue]),
        "oklab" => (Some(Space::Oklab), [UNIT, free(0.4), free(0.4)]),
        "oklch" => (Some(Space::Oklch), [UNIT, scalar(0.4, 0.0, LIMIT), Hue]),
        "color" => (None, [free(1.0); 3]),
        "var" | "env" | "attr" => {
            return Err(ColorError(format!("`{name}()` is not a colour of its own")));
        },
        "color-mix" | "light-dark" | "device-cmyk" | "contrast-color" => {
            return Err(ColorError(format!("`{name}()` is not supported")));
        },
        _ => return Err(ColorError(format!("unknown colour function `{}()`", excerpt(name)))),
    };
    let notation = Notation {
        name,
        space,
        channels,
    };
    block(input, name, |input| notation.arguments(input)).map_err(|error| match error.kind {
        ParseErrorKind::Custom(error) => error,
        ParseErrorKind::Basic(BasicParseErrorKind::TooManyNestedBlocks) => {
            ColorError(format!("`{name}()` is nested too deeply"))
        }
        ParseErrorKind::Basic(_) => ColorError(format!("`{name}()` does not end where it should")),
    })
}

/// Runs `read` inside the block just opened, and sees that the text closes it.
pub(super) fn block<'i, T>(
    input: &mut Parser<'i>,
    name: &str,
    read: impl FnOnce(&mut Parser<'i>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut end = input.position();
    let value = input.parse_nested_block(|input| {
        let value = read(input)?;
        input.skip_whitespace();
        end = input.position();
        Ok::<_, Failure>(value)
    })?;
    if input.slice_from(end) == ")" {
        Ok(value)
    } else {
        Err(fail(format!("`{name}(` is not closed")))
    }
}

/// Fails at whatever is left of a block.
pub(super) fn finish(input: &mut Parser<'_>) -> Result<(), Failure> {
    input.skip_whitespace();
    let start = input.position();
    match input.next() {
        Err(_) => Ok(()),
        Ok(_) => Err(unexpected(input.slice_from(start))),
    }
}

pub(super) fn unexpected(text: &str) -> Failure {
    fail(format!("unexpected `{}`", excerpt(text)))
}

impl Notation<'_> {
    fn arguments(&self, input: &mut Parser<'_>) -> Result<Color, Failure> {
        if input
            .try_parse(|input| input.expect_ident_matching("from"))
            .is_ok()
        {
            return Err(fail("relative colours (`from`) are not supported"));
        }
        let space = match self.space {
            Some(space) => space,
            None => predefined(input)?,
        };
        let first = self.component(input)?;
        let legacy = matches!(self.space, Some(Space::Srgb | Space::Hsl))
            && input.try_parse(Parser::expect_comma).is_ok();
        let second = self.component(input)?;
        if legacy {
            self.separator(input, ',')?;
        }
        let terms = [first, second, self.component(input)?];
        let alpha = if input.is_exhausted() {
            Term::Number(1.0)
        } else {
            self.separator(input, if legacy { ',' } else { '/' })?;
            self.component(input)?
        };
        finish(input)?;
        if legacy {
            self.check_legacy(terms, alpha)?;
        }

        let mut components = [None; 3];
        for ((component, term), channel) in components.iter_mut().zip(terms).zip(self.channels) {
            *component = self.value(term, channel)?;
        }
        Ok(Color {
            space,
            components,
            alpha: self.value(alpha, UNIT)?,
        })
    }

    fn component(&self, input: &mut Parser<'_>) -> Result<Term, Failure> {
        if input.is_exhausted() {
            return Err(fail(format!("`{}()` takes three components", self.name)));
        }
        calc::component(input)
    }

    fn separator(&self, input: &mut Parser<'_>, separator: char) -> Result<(), Failure> {
        if input.is_exhausted() {
            return Err(fail(format!("`{}()` takes three components", self.name)));
        }
        let start = input.position();
        let found = match input.next() {
            Ok(Token::Comma) => ',',
            Ok(&Token::Delim(delimiter)) => delimiter,
            _ => '\0',
        };
        if found == separator {
            Ok(())
        } else {
            Err(unexpected(input.slice_from(start).trim_start()))
        }
    }

    /// Legacy syntax knows no `none` and mixes no numbers and percentages.
    fn check_legacy(&self, terms: [Term; 3], alpha: Term) -> Result<(), Failure> {
        let [first, second, third] = terms;
        if terms.contains(&Term::None) || alpha == Term::None {
            return Err(fail(format!(
                "`{}()` with commas takes no `none`",
                self.name
            )));
        }
        let percent = |term| matches!(term, Term::Percent(_));
        if percent(second) != percent(third)
            || (self.space == Some(Space::Srgb) && percent(first) != percent(second))
        {
            return Err(fail(format!(
                "`{}()` with commas takes either numbers or percentages",
                self.name
            )));
        }
        if self.space == Some(Space::Hsl) && !percent(second) {
            return Err(fail(format!(
                "`{}()` with commas takes percentages",
                self.name
            )));
        }
        Ok(())
    }

    fn value(&self, term: Term, channel: Channel) -> Result<Option<f64>, Failure> {
        let value = match (channel, term) {
            (_, Term::None) => return Ok(None),
            (Channel::Hue, Term::Number(degrees) | Term::Angle(degrees)) => hue(degrees),
            (
                Channel::Scalar {
                    unit, low, high, ..
                },
                Term::Number(number),
            ) => clamp(number / unit, low, high),
            (
                Channel::Scalar {
                    full, low, high, ..
                },
                Term::Percent(percent),
            ) => clamp(percent * full / 100.0, low, high),
            (Channel::Hue, Term::Percent(_)) => {
                return Err(fail(format!(
                    "the hue of `{}()` is a percentage",
                    self.name
                )));
            }
            (Channel::Scalar { .. }, Term::Angle(_)) => {
                return Err(fail(format!(
                    "`{}()` has an angle in the wrong place",
                    self.name
                )));
            }
        };
        Ok(Some(value))
    }
}

/// Clamps; what is not a number becomes 0, as at the top of a CSS calculation.
fn clamp(value: f64, low: f64, high: f64) -> f64 {
    if value.is_nan() {
        0.0_f64.max(low)
    } else {
        value.clamp(low, high)
    }
}

/// The space that `color()` names first.
fn predefined(input: &mut Parser<'_>) -> Result<Space, Failure> {
    let Ok(name) = input.expect_ident_cloned() else {
        return Err(fail("`color()` begins with a colour space"));
    };
    let name = name.to_ascii_lowercase();
    let space = if name == "xyz" {
        Some(Space::XyzD65)
    } else {
        Space::from_name(&name)
    };
    space.filter(|space| !space.has_function()).ok_or_else(|| {
        let name = excerpt(&name);
        fail(format!("unknown colour space `{name}` in `color()`"))
    })
}
