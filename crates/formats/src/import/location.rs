//! Where in a file something stands.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Location {
    /// JSON pointer (RFC 6901), `/colors/primary/$value`.
    pub pointer: String,
    /// From 1.
    pub line: usize,
    /// In characters, from 1.
    pub column: usize,
    /// Which file, when it is not the document itself.
    pub file: Option<Arc<str>>,
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str("the root")?,
            pointer => f.write_str(&printable(pointer))?,
        }
        f.write_str(" (")?;
        if let Some(file) = &self.file {
            write!(f, "{}, ", printable(file))?;
        }
        write!(f, "line {}, column {})", self.line, self.column)
    }
}

/// A file's text for a sentence: what a terminal would act upon is escaped.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    let is_hidden =
        |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Appends a segment to a JSON pointer.
pub(super) fn push_segment(pointer: &mut String, segment: &str) {
    pointer.push('/');
    for c in segment.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// How many bytes lie between two places at which lines and characters are counted ahead.
const STRIDE: usize = 256;

/// Byte offsets to lines and columns, in constant time per question, however long the lines are.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    text: &'a str,
    /// What is before byte `i * STRIDE`.
    blocks: Vec<Block>,
    /// Where files begin in a text of several, with their paths.
    files: Vec<(usize, Option<Arc<str>>)>,
}

/// What is before a place of a text.
#[derive(Clone, Copy, Debug, Default)]
struct Block {
    characters: usize,
    /// Whole lines.
    lines: usize,
    /// Where the line of that place starts.
    line_start: usize,
}

impl Block {
    /// Goes on over the byte at an offset. `\n`, `\r\n` and a lone `\r` end a line.
    fn pass(&mut self, bytes: &[u8], at: usize) {
        let byte = bytes[at];
        self.characters += usize::from(is_boundary(byte));
        if byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
            self.lines += 1;
            self.line_start = at + 1;
        }
    }
}

impl<'a> Lines<'a> {
    /// For a text of one file.
    pub(super) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let mut blocks = Vec::with_capacity(bytes.len() / STRIDE + 1);
        let mut block = Block::default();
        for at in 0..bytes.len() {
            if at % STRIDE == 0 {
                blocks.push(block);
            }
            block.pass(bytes, at);
        }
        Self {
            text,
            blocks,
            files: Vec::new(),
        }
    }

    /// For a text of several files, each beginning a line: lines are counted in each.
    pub(super) fn of_files(text: &'a str, files: Vec<(usize, Option<Arc<str>>)>) -> Self {
        Self {
            files,
            ..Self::new(text)
        }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Whether the text is one of several files.
    pub(super) fn has_files(&self) -> bool {
        !self.files.is_empty()
    }

    /// The start and the path of the file that holds a byte offset.
    fn file(&self, offset: usize) -> Option<&(usize, Option<Arc<str>>)> {
        let number = self.files.partition_point(|(start, _)| *start <= offset);
        self.files.get(number.checked_sub(1)?)
    }

    /// The place at a byte offset.
    pub(super) fn location(&self, offset: usize, pointer: String) -> Location {
        let (line, column) = self.position(offset);
        let file = self.file(offset);
        let before = file.map_or(0, |(start, _)| self.position(*start).0 - 1);
        Location {
            pointer,
            line: line - before,
            column,
            file: file.and_then(|(_, path)| path.clone()),
        }
    }

    /// Line and column, from 1, of a byte offset.
    pub(super) fn position(&self, offset: usize) -> (usize, usize) {
        let before = self.before(offset);
        let column = before.characters - self.before(before.line_start).characters + 1;
        (before.lines + 1, column)
    }

    /// What is before a byte offset.
    fn before(&self, offset: usize) -> Block {
        let bytes = self.text.as_bytes();
        let offset = offset.min(bytes.len());
        let number = (offset / STRIDE).min(self.blocks.len().saturating_sub(1));
        let mut block = self.blocks.get(number).copied().unwrap_or_default();
        for at in number * STRIDE..offset {
            block.pass(bytes, at);
        }
        block
    }
}

fn is_boundary(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_in_characters() {
        let text = format!("ä\r\n\"é\": 1\r{}x", "ö".repeat(1000));
        let lines = Lines::new(&text);
        let at = |needle: &str| lines.position(text.find(needle).unwrap());
        assert_eq!(at("\"é"), (2, 1));
        assert_eq!(at(": 1"), (2, 4));
        assert_eq!(at("ö"), (3, 1));
        assert_eq!(at("x"), (3, 1001));
    }

    #[test]
    fn the_end_of_a_text_has_a_position() {
        for length in [0, 1, 255, 256, 257, 512] {
            let text = "x".repeat(length);
            assert_eq!(Lines::new(&text).position(length), (1, length + 1));
        }
    }

    #[test]
    fn a_pointer_escapes_tilde_and_slash() {
        let mut pointer = String::from("/a");
        push_segment(&mut pointer, "b/c~d");
        assert_eq!(pointer, "/a/b~1c~0d");
    }
}
