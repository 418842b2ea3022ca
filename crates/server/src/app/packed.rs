//! Compressed forms of a text that many ask for: each is made once.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;

/// How many forms there may be.
pub const FORMS: usize = 3;

/// The forms that were made so far; together never larger than the text itself.
#[derive(Debug)]
pub struct Packed {
    forms: [OnceLock<Bytes>; FORMS],
    /// Bytes that forms may still take.
    room: AtomicUsize,
}

impl Packed {
    /// No form yet, of a text of so many bytes.
    pub fn new(length: usize) -> Self {
        Self {
            forms: Default::default(),
            room: AtomicUsize::new(length),
        }
    }

    /// A form that was made before.
    pub fn get(&self, form: usize) -> Option<Bytes> {
        self.forms.get(form)?.get().cloned()
    }

    /// Keeps a form, unless it is there or has no room.
    pub fn keep(&self, form: usize, bytes: &Bytes) {
        let Some(slot) = self.forms.get(form).filter(|slot| slot.get().is_none()) else {
            return;
        };
        let take = |room: usize| room.checked_sub(bytes.len());
        let taken = self
            .room
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, take);
        if taken.is_ok() && slot.set(bytes.clone()).is_err() {
            self.room.fetch_add(bytes.len(), Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_kept_once_and_within_the_room_of_the_text() {
        let packed = Packed::new(10);
        packed.keep(0, &Bytes::from_static(b"123456"));
        packed.keep(0, &Bytes::from_static(b"other"));
        assert_eq!(packed.get(0).unwrap(), "123456");
        packed.keep(1, &Bytes::from_static(b"12345"));
        assert_eq!(packed.get(1), None);
        packed.keep(2, &Bytes::from_static(b"1234"));
        assert_eq!(packed.get(2).unwrap(), "1234");
        assert_eq!(packed.get(FORMS), None);
    }
}
