//! CSS text at the level of characters: what may stand in a value at all, its parts, numbers,
//! quoted strings.

use std::fmt::Write as _;

use super::Problem;

/// Brackets nest no deeper.
const MAX_DEPTH: usize = 32;
/// Functions that fetch or read something else; a value stands for itself.
const FOREIGN: [&str; 8] = [
    "var",
    "env",
    "attr",
    "url",
    "src",
    "image",
    "image-set",
    "expression",
];

/// Cuts CSS white space off both ends.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// CSS white space.
pub(super) const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

/// ``expected …, found `…` ``, with the offending text cut to a readable length.
pub(super) fn expected(what: &str, found: &str) -> Problem {
    format!("expected {what}, found {}", quoted_excerpt(found))
}

/// The text in backticks, cut to a readable length, control characters left out; `nothing` when
/// there is none.
pub(super) fn quoted_excerpt(text: &str) -> String {
    const MOST: usize = 40;
    let text = trim(text);
    if text.is_empty() {
        return "nothing".to_owned();
    }
    let mut shown: String = text
        .chars()
        .take(MOST)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    format!("`{shown}`")
}

/// Refuses whatever could end a declaration, open a comment, fetch something, or leave a bracket
/// open. What passes is made of names, numbers, `#` `%` `.` `,` `+` `-` `*` `/` and round brackets.
pub(super) fn scan(text: &str) -> Result<(), Problem> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut word = 0_usize;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => continue,
            b'(' => {
                let name = &text[word..at];
                if FOREIGN.iter().any(|f| f.eq_ignore_ascii_case(name)) {
                    return Err(format!("`{name}()` cannot stand in a token's value"));
                }
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err("brackets nest too deeply".to_owned());
                }
            }
            b')' => {
                depth = depth
                    .checked_sub(1)
                    .ok_or_else(|| "`)` closes no bracket".to_owned())?;
            }
            b'/' if matches!(bytes.get(at + 1), Some(b'*' | b'/')) => {
                return Err("comments cannot stand in a token's value".to_owned());
            }
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'#' | b'%' | b'.' | b',' | b'+' | b'*'
            | b'/' => {}
            _ => {
                let found = text[at..].chars().next().unwrap_or_default();
                return Err(format!("unexpected {}", quoted_excerpt(&found.to_string())));
            }
        }
        word = at + 1;
    }
    if depth == 0 {
        Ok(())
    } else {
        Err("a bracket `(` is not closed".to_owned())
    }
}

/// Whether text may stand in a declaration as it is, quoted strings included.
pub(super) fn is_safe(text: &str) -> bool {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'']) {
        plain.push_str(&rest[..at]);
        let quote = &rest[at..=at];
        let Some(end) = rest[at + 1..].find(quote) else {
            return false;
        };
        let inside = &rest[at + 1..at + 1 + end];
        if !inside.chars().all(is_plain) {
            return false;
        }
        plain.push_str(" a ");
        rest = &rest[at + end + 2..];
    }
    plain.push_str(rest);
    // Names of any script are legal in CSS; the scan knows ASCII only.
    let ascii: String = plain
        .chars()
        .map(|c| if is_name_char(c) { 'a' } else { c })
        .collect();
    scan(&plain).is_ok() || (!plain.is_ascii() && !ascii.contains('(') && scan(&ascii).is_ok())
}

/// Whether a CSS name may hold the letter, digit, `-` or `_` without an escape (CSS Syntax 3, §4.2):
/// of the letters and digits beyond ASCII not `²`, `½`, `①` and the like.
pub fn is_name_char(c: char) -> bool {
    match c {
        '-' | '_' => true,
        '\0'..='\x7F' => c.is_ascii_alphanumeric(),
        '\u{C0}'..='\u{D6}'
        | '\u{D8}'..='\u{F6}'
        | '\u{F8}'..='\u{1FFF}'
        | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}'
        | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'.. => c.is_alphanumeric(),
        _ => false,
    }
}

/// Whether the text is a CSS name that needs no escape.
pub(super) fn is_name(text: &str) -> bool {
    let body = text.strip_prefix('-').unwrap_or(text);
    body.starts_with(|c: char| is_name_char(c) && c != '-' && !c.is_ascii_digit())
        && body.chars().all(is_name_char)
}

/// The parts between separators that stand outside brackets and quotes. Empty parts are given too.
pub(super) fn split(text: &str, separator: char) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let (mut depth, mut quote, mut escaped) = (0_usize, None, false);
        for (at, c) in text.char_indices() {
            if escaped {
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if let Some(open) = quote {
                if c == open {
                    quote = None;
                }
            } else if c == '(' {
                depth += 1;
            } else if c == ')' {
                depth = depth.saturating_sub(1);
            } else if matches!(c, '"' | '\'') {
                quote = Some(c);
            } else if depth == 0 && (c == separator || (separator == ' ' && is_space(c))) {
                rest = Some(&text[at + c.len_utf8()..]);
                return Some(trim(&text[..at]));
            }
        }
        rest = None;
        Some(trim(text))
    })
}

/// The parts between white space.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    split(text, ' ').filter(|part| !part.is_empty())
}

/// The text in one line.
pub(super) fn one_line(text: &str) -> String {
    text.replace(['\t', '\n', '\r', '\x0c'], " ")
}

/// The text with every run of white space as one space.
pub(super) fn spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// `name(inner)` when the text is one function call: its name and what stands in the brackets.
pub(super) fn function(text: &str) -> Option<(&str, &str)> {
    let open = text.find('(')?;
    let name = &text[..open];
    let inner = text.strip_suffix(')')?.get(open + 1..)?;
    let mut depth = 0_usize;
    for byte in inner.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    (depth == 0 && is_name(name)).then_some((name, inner))
}

/// Whether a part of a shorthand is meant as a number with or without a unit, or as maths; names
/// may begin with hyphens too.
pub(super) fn looks_numeric(part: &str) -> bool {
    let maths = ["calc(", "min(", "max(", "clamp("];
    let unsigned = part.trim_start_matches(['+', '-']);
    unsigned.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '(') || is_space(c))
        || maths.iter().any(|f| {
            unsigned
                .get(..f.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(f))
        })
}

/// Whether a text is meant as more than one number with or without a unit: plain maths is not CSS
/// before it is printed.
pub(super) fn is_maths(part: &str) -> bool {
    looks_numeric(part)
        && number_prefix(part)
            .is_none_or(|(_, unit)| !unit.chars().all(|c| c.is_ascii_alphabetic() || c == '%'))
}

/// The CSS number at the head of a text, and what follows it. Finite only.
pub(super) fn number_prefix(text: &str) -> Option<(f64, &str)> {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let start = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(start);
    let mut end = whole;
    if bytes.get(whole) == Some(&b'.') {
        let fraction = digits(whole + 1);
        if fraction > whole + 1 {
            end = fraction;
        }
    }
    if end == start {
        return None;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits(end + 1 + sign);
        if exponent > end + 1 + sign {
            end = exponent;
        }
    }
    let value: f64 = text[..end].parse().ok()?;
    value.is_finite().then_some((value, &text[end..]))
}

/// The text as one CSS number.
pub(super) fn number(text: &str) -> Option<f64> {
    number_prefix(text)
        .filter(|(_, rest)| rest.is_empty())
        .map(|(value, _)| value)
}

/// The shortest text of a number, without an exponent unless there is no sensible other way.
/// Fractions have at most 15 significant digits: beyond them lies the noise of binary fractions.
pub(super) fn write_number(value: f64, out: &mut String) {
    let start = out.len();
    write_shortest(value, out);
    if out.len() - start > 15 && value.fract() != 0.0 {
        let rounded = format!("{value:.14e}").parse().unwrap_or(value);
        out.truncate(start);
        write_shortest(rounded, out);
    }
}

fn write_shortest(value: f64, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = if value == 0.0 {
        out.write_char('0')
    } else if (1e-9..1e21).contains(&value.abs()) {
        write!(out, "{value}")
    } else {
        write!(out, "{value:e}")
    };
}

/// A computed number without the noise of binary fractions: 12 significant digits.
pub(super) fn denoise(value: f64) -> f64 {
    format!("{value:.11e}").parse().unwrap_or(value)
}

/// A character that may stand in a quoted string as it is. `<` and braces may not, so that neither
/// `</style>` nor a preprocessor's interpolation can occur; nor what breaks or reverses a line.
fn is_plain(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !(c.is_control() || turns || matches!(c, '\\' | '<' | '{' | '}'))
}

/// A quoted CSS string that holds `text`.
pub(super) fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\0' => out.push('\u{fffd}'),
            c if !is_plain(c) => {
                let _ = write!(out, "\\{:x} ", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// What a quoted CSS string holds; `None` when the text is not exactly one.
pub(super) fn unquote(text: &str) -> Option<String> {
    let mut chars = text.chars().peekable();
    let quote = chars.next().filter(|c| matches!(c, '"' | '\''))?;
    let mut out = String::with_capacity(text.len());
    loop {
        match chars.next()? {
            c if c == quote => return chars.next().is_none().then_some(out),
            '\n' | '\r' | '\x0c' => return None,
            '\\' => {
                let mut code = 0_u32;
                let mut digits = 0;
                while let Some(digit) = chars.peek().and_then(|c| c.to_digit(16)) {
                    if digits == 6 {
                        break;
                    }
                    code = code * 16 + digit;
                    digits += 1;
                    chars.next();
                }
                if digits == 0 {
                    match chars.next()? {
                        '\n' | '\r' | '\x0c' => {}
                        c => out.push(c),
                    }
                } else {
                    if chars.peek().copied().is_some_and(is_space) {
                        chars.next();
                    }
                    let c = char::from_u32(code).filter(|c| *c != '\0');
                    out.push(c.unwrap_or('\u{fffd}'));
                }
            }
            c => out.push(c),
        }
    }
}
