//! Text to colour: the entry points, hex notation, keywords.

use cssparser::color::parse_named_color;
use cssparser::{Parser, Token, match_ignore_ascii_case};

use super::{Color, ColorError, function};

impl Color {
    /// Parses any CSS Color 4 `<color>` (not `currentcolor`, not system colours): hex, named,
    /// `rgb() hsl() hwb() lab() lch() oklab() oklch() color()`, `transparent`.
    ///
    /// A component or alpha out of range is clamped where CSS clamps it: always alpha, lightness,
    /// chroma and the components of `rgb()`; saturation, whiteness and blackness too, as sRGB holds
    /// no more. Unlike a browser, it refuses a function or comment that is not closed.
    pub fn parse(text: &str) -> Result<Self, ColorError> {
        let text = text.trim_matches([' ', '\t', '\n', '\r', '\x0C']);
        if let Some(color) = text.strip_prefix('#').and_then(hex) {
            return Ok(color);
        }
        let mut input = Parser::new(text);
        let color = Self::parse_css(&mut input)?;
        input.skip_whitespace();
        let rest = &text[input.position().byte_index()..];
        if !rest.is_empty() {
            return Err(ColorError(format!(
                "unexpected `{}` after the colour",
                excerpt(rest)
            )));
        }
        if text
            .rfind("/*")
            .is_some_and(|open| !text[open + 2..].contains("*/"))
        {
            return Err(ColorError("a comment is not closed".into()));
        }
        Ok(color)
    }

    /// Reads a colour at the head of a CSS token stream (inside a shorthand such as a border).
    /// After an error the stream has moved on; wrap the call in `try_parse` to go back.
    pub fn parse_css(input: &mut Parser<'_>) -> Result<Self, ColorError> {
        input.skip_whitespace();
        let start = input.position();
        let Ok(token) = input.next().cloned() else {
            return Err(ColorError("a colour is missing".into()));
        };
        match token {
            Token::Hash(digits) | Token::IDHash(digits) => hex(&digits).ok_or_else(|| {
                ColorError(format!(
                    "`#{}` is not a hex colour (3, 4, 6 or 8 hex digits)",
                    excerpt(&digits)
                ))
            }),
            Token::Ident(name) => keyword(&name),
            Token::Function(name) => function::parse(&name, input),
            _ => {
                let found = excerpt(input.slice_from(start));
                Err(ColorError(format!("`{found}` is not a colour")))
            }
        }
    }
}

/// The colour of 3, 4, 6 or 8 hex digits (without `#`).
pub(super) fn hex(digits: &str) -> Option<Color> {
    let digits = digits.as_bytes();
    let digit = |index: usize| -> Option<u8> {
        let digit = char::from(*digits.get(index)?).to_digit(16)?;
        u8::try_from(digit).ok()
    };
    let short = |index: usize| digit(index).map(|value| value * 17);
    let long = |index: usize| Some(digit(index * 2)? * 16 + digit(index * 2 + 1)?);
    let bytes = match digits.len() {
        3 => [short(0)?, short(1)?, short(2)?, 255],
        4 => [short(0)?, short(1)?, short(2)?, short(3)?],
        6 => [long(0)?, long(1)?, long(2)?, 255],
        8 => [long(0)?, long(1)?, long(2)?, long(3)?],
        _ => return None,
    };
    Some(Color::rgba8(bytes))
}

fn keyword(name: &str) -> Result<Color, ColorError> {
    if let Ok((r, g, b)) = parse_named_color(name) {
        return Ok(Color::rgba8([r, g, b, 255]));
    }
    match_ignore_ascii_case! { name,
        "transparent" => Ok(Color::rgba8([0, 0, 0, 0])),
        "currentcolor" => Err(ColorError("`currentcolor` is not a colour of its own".into())),
        "accentcolor" | "accentcolortext" | "activetext" | "buttonborder" | "buttonface"
            | "buttontext" | "canvas" | "canvastext" | "field" | "fieldtext" | "graytext"
            | "highlight" | "highlighttext" | "linktext" | "mark" | "marktext" | "selecteditem"
            | "selecteditemtext" | "visitedtext" =>
            Err(ColorError(format!("`{name}` is a system colour, which is not a colour of its own"))),
        _ => Err(ColorError(format!("unknown colour name `{}`", excerpt(name)))),
    }
}

/// The head of a text, for messages.
pub(super) fn excerpt(text: &str) -> String {
    const LENGTH: usize = 40;
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
