//! Natural order of names: `500` after `50`, segment by segment.

use std::cmp::Ordering;
use std::iter;
use std::ops::Range;

/// Compares two names segment by segment; runs of digits compare as numbers. Total: names that
/// differ never compare equal.
pub fn natural(a: &str, b: &str) -> Ordering {
    let (mut x, mut y) = (Items(a.as_bytes()), Items(b.as_bytes()));
    loop {
        match (x.next(), y.next()) {
            // Only leading zeros differ, if anything.
            (None, None) => return a.cmp(b),
            (left, right) if left == right => {}
            (left, right) => return left.cmp(&right),
        }
    }
}

/// Items in [`natural`] order of the name that `name` gives. Reads each name once, into bytes whose
/// plain order is that order, and compares eight of them at a time.
pub fn sort_by_name<T: Copy>(items: &[T], name: impl Fn(&T) -> &str) -> Vec<T> {
    let mut bytes = Vec::with_capacity(items.len() * 24);
    let mut keys: Vec<Sorting<T>> = Vec::with_capacity(items.len());
    for &item in items {
        let start = bytes.len();
        encode(name(&item), &mut bytes);
        keys.push(Sorting {
            word: 0,
            key: start..bytes.len(),
            item,
        });
    }
    // Keys that are equal in the words before the range's own.
    let mut open: Vec<Range<usize>> = iter::once(0..keys.len()).collect();
    while let Some(range) = open.pop() {
        let keys = &mut keys[range.clone()];
        if keys.iter().all(|k| k.key.is_empty()) {
            keys.sort_by(|a, b| name(&a.item).cmp(name(&b.item)));
            continue;
        }
        for key in &mut *keys {
            key.word = take_word(&bytes, &mut key.key);
        }
        keys.sort_unstable_by_key(|key| key.word);
        let mut start = range.start;
        for equal in keys.chunk_by(|a, b| a.word == b.word) {
            if equal.len() > 1 {
                open.push(start..start + equal.len());
            }
            start += equal.len();
        }
    }
    keys.into_iter().map(|key| key.item).collect()
}

struct Sorting<T> {
    word: u64,
    /// What of its bytes is not compared yet.
    key: Range<usize>,
    item: T,
}

/// The next eight bytes, as a number in their order; a key that ends is filled up with zeros.
fn take_word(bytes: &[u8], key: &mut Range<usize>) -> u64 {
    let end = key.end.min(key.start + 8);
    let mut word = [0; 8];
    word[..end - key.start].copy_from_slice(&bytes[key.start..end]);
    key.start = end;
    u64::from_be_bytes(word)
}

/// What order compares: the end of a segment, a byte, a number. Digits keep their place among bytes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Item<'a> {
    /// Before everything, so that a group's tokens stand together.
    Dot,
    Byte(u8),
    /// How many digits, and the digits, without leading zeros.
    Number(usize, &'a [u8]),
    /// A byte above the digits.
    High(u8),
}

struct Items<'a>(&'a [u8]);

impl<'a> Iterator for Items<'a> {
    type Item = Item<'a>;

    fn next(&mut self) -> Option<Item<'a>> {
        let (&first, rest) = self.0.split_first()?;
        if first.is_ascii_digit() {
            let end = self.0.iter().take_while(|b| b.is_ascii_digit()).count();
            let (run, rest) = self.0.split_at(end);
            self.0 = rest;
            let zeros = run.iter().take_while(|&&b| b == b'0').count();
            return Some(Item::Number(run.len() - zeros, &run[zeros..]));
        }
        self.0 = rest;
        Some(match first {
            b'.' => Item::Dot,
            b if b < b'0' => Item::Byte(b),
            b => Item::High(b),
        })
    }
}

/// Appends bytes whose plain order is the order of the name's [`Items`].
fn encode(name: &str, out: &mut Vec<u8>) {
    let name = name.as_bytes();
    out.reserve(2 * name.len());
    let mut at = 0;
    while let Some(&byte) = name.get(at) {
        at += 1;
        match byte {
            // A name holds no control characters, so 0 is free.
            b'.' => out.push(0),
            b'0'..=b'9' => {
                at -= 1;
                let run = name[at..].iter().take_while(|b| b.is_ascii_digit()).count();
                let zeros = name[at..at + run]
                    .iter()
                    .take_while(|&&b| b == b'0')
                    .count();
                out.push(b'0');
                // Longer numbers are larger; a name has at most 255 characters.
                out.push(u8::try_from(run - zeros).unwrap_or(u8::MAX));
                out.extend_from_slice(&name[at + zeros..at + run]);
                at += run;
            }
            byte => out.push(byte),
        }
    }
}

/// The kebab-case form of a mode's name, lower case: `High Contrast` → `high-contrast`. Letters and
/// digits of every script are kept, with their combining marks. Empty when the name has no letter or
/// digit.
pub fn kebab(name: &str) -> String {
    let mut kebab = String::with_capacity(name.len());
    let mut in_word = false;
    for c in name.to_lowercase().chars() {
        if c.is_alphanumeric() {
            if !in_word && !kebab.is_empty() {
                kebab.push('-');
            }
            in_word = true;
            kebab.push(c);
        } else if in_word && is_mark(c) {
            kebab.push(c);
        } else {
            in_word = false;
        }
    }
    kebab
}

/// Marks that belong to the letter before them but are no letters themselves: diacritics, the
/// viramas of Indic scripts, Thai tone marks.
fn is_mark(c: char) -> bool {
    let indic = ('\u{900}'..'\u{D80}').contains(&c) && u32::from(c) & 0x7F == 0x4D;
    indic || matches!(c, '\u{300}'..='\u{36F}' | '\u{E47}'..='\u{E4E}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_sort_by_size_and_groups_stand_together() {
        let sorted = [
            "a", "a.1", "a.2", "a.9x", "a.10", "a.050", "a.50", "a.500", "a.b", "a.b.c", "a-b",
            "a-b.c", "a0", "a1", "aé", "b.-1", "b.0", "b.x",
        ];
        let mut shuffled = sorted.to_vec();
        shuffled.reverse();
        shuffled.sort_by(|a, b| natural(a, b));
        assert_eq!(shuffled, sorted);
    }

    #[test]
    fn numbers_beyond_any_integer_type_compare() {
        let (small, large) = (
            format!("a.{}", "9".repeat(40)),
            format!("a.1{}", "0".repeat(40)),
        );
        assert_eq!(natural(&small, &large), Ordering::Less);
    }

    #[test]
    fn mode_names_become_kebab_case() {
        for (name, slug) in [
            ("Light", "light"),
            ("High Contrast", "high-contrast"),
            ("  high--contrast! ", "high-contrast"),
            ("Dark (2x)", "dark-2x"),
            ("Thème Foncé", "thème-foncé"),
            ("Se\u{301}pia", "se\u{301}pia"),
            ("İstanbul", "i\u{307}stanbul"),
            ("ダーク 1", "ダーク-1"),
            ("डार्क", "डार्क"),
            ("🌙 / !", ""),
            ("", ""),
        ] {
            assert_eq!(kebab(name), slug, "{name}");
            assert_eq!(kebab(slug), slug, "{slug} stays");
        }
    }

    proptest! {
        #[test]
        fn order_is_total(a in "[a.0-2\\-é]{0,6}", b in "[a.0-2\\-é]{0,6}", c in "[a.0-2\\-é]{0,6}") {
            prop_assert_eq!(natural(&a, &b), natural(&b, &a).reverse());
            prop_assert_eq!(natural(&a, &b) == Ordering::Equal, a == b);
            if natural(&a, &b).is_le() && natural(&b, &c).is_le() {
                prop_assert!(natural(&a, &c).is_le());
            }
        }

        #[test]
        fn sorting_by_keys_is_sorting_by_natural(names in prop::collection::vec("[ab.0-2\\-/é]{0,18}|ab{7,9}[.b][01]{0,12}", 0..20)) {
            let mut expected = names.clone();
            expected.sort_by(|a, b| natural(a, b));
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            prop_assert_eq!(sort_by_name(&names, |name| name), expected);
        }
    }
}
