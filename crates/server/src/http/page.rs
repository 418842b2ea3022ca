//! Lists: everything by default, or cut by `limit` and continued by `cursor`.

use uuid::Uuid;

use super::params::parse_id;
use super::{Failure, QueryParams};

/// The part of a list a caller asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    limit: Option<usize>,
    after: Option<Uuid>,
}

impl Page {
    /// Most items `limit` may ask for.
    pub const MAX: usize = 1000;

    /// From `limit` and `cursor`; 400 when one is malformed.
    pub fn of(query: &QueryParams) -> Result<Self, Failure> {
        let limit = match query.text("limit")? {
            None => None,
            Some(text) => match text.parse() {
                Ok(limit @ 1..=Self::MAX) if text.bytes().all(|b| b.is_ascii_digit()) => {
                    Some(limit)
                }
                _ => {
                    return Err(Failure::bad_request(
                        "invalid_limit",
                        "limit must be an integer between 1 and 1000",
                    ));
                }
            },
        };
        let after = match query.text("cursor")? {
            None => None,
            Some(text) => Some(parse_id(text).ok_or_else(|| {
                Failure::bad_request(
                    "invalid_cursor",
                    "cursor must be the next_cursor of an earlier answer",
                )
            })?),
        };
        Ok(Self { limit, after })
    }

    /// The most items, when the caller said so.
    pub fn limit(&self) -> Option<usize> {
        self.limit
    }

    /// The last item of the part before.
    pub fn cursor(&self) -> Option<Uuid> {
        self.after
    }

    /// Whether it asks for everything.
    pub fn is_whole(&self) -> bool {
        *self == Self::default()
    }

    /// The asked part of `items`, and the `next_cursor` when something follows it. Items ordered
    /// otherwise than by id continue behind the cursor's item as long as it is there.
    pub fn cut<'a, T>(&self, items: &'a [T], id: impl Fn(&T) -> Uuid) -> (&'a [T], Option<String>) {
        let start = self.after.map_or(0, |after| {
            items.iter().position(|item| id(item) == after).map_or_else(
                || items.partition_point(|item| id(item) < after),
                |position| position + 1,
            )
        });
        let rest = &items[start..];
        match self.limit {
            Some(limit) if limit < rest.len() => {
                let part = &rest[..limit];
                (part, part.last().map(|item| id(item).to_string()))
            }
            _ => (rest, None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> Result<Page, Failure> {
        Page::of(&QueryParams::parse(query))
    }

    #[test]
    fn pages_follow_each_other_without_gap_or_overlap() {
        let items: Vec<Uuid> = (1..=7).map(Uuid::from_u128).collect();
        let mut seen = Vec::new();
        let mut query = "limit=3".to_owned();
        loop {
            let (part, next) = page(&query).unwrap().cut(&items, |id| *id);
            seen.extend_from_slice(part);
            match next {
                Some(cursor) => query = format!("limit=3&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen, items);
    }

    #[test]
    fn a_cursor_survives_the_deletion_of_its_item() {
        let items: Vec<Uuid> = [1, 2, 4, 5].map(Uuid::from_u128).to_vec();
        let query = format!("limit=1&cursor={}", Uuid::from_u128(3));
        let (part, next) = page(&query).unwrap().cut(&items, |id| *id);
        assert_eq!(part, [Uuid::from_u128(4)]);
        assert_eq!(next, Some(Uuid::from_u128(4).to_string()));
    }

    #[test]
    fn a_limit_is_a_number_from_1_to_1000() {
        for text in [
            "0",
            "1001",
            "-1",
            "+5",
            "1.5",
            "abc",
            "",
            "99999999999999999999",
        ] {
            assert!(page(&format!("limit={text}")).is_err(), "{text}");
        }
        assert!(page("limit=1").is_ok() && page("limit=1000").is_ok());
        assert!(page("").unwrap().is_whole());
        assert!(page("cursor=nonsense").is_err());
    }
}
