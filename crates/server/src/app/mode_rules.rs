//! What makes, changes and removes modes: the rules, on a tokenset as it stands in a graph.
//!
//! Rows follow from the difference of the lists before and after.

use std::sync::Arc;

use tokencraft_tokens::{Key, Mode, Tokenset, order};

use super::error::{Error, Result};

/// The name of the mode that every new tokenset begins with.
pub const BASE: &str = "Base";

/// The modes of one tokenset while a change is made.
#[derive(Clone, Debug)]
pub struct Modes {
    /// In list order, as they will be.
    pub list: Vec<Arc<Mode>>,
    /// The untouched, empty `Base`, when it is there.
    pub pristine: Option<Key>,
    now: i64,
    /// Made by this change: still at its first revision whatever else happens to it.
    fresh: Vec<Key>,
}

/// What a PATCH says about a mode.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModePatch {
    /// The new name.
    pub name: Option<String>,
    /// Whether it shall be the default.
    pub is_default: Option<bool>,
    /// Its place in the list, from 0.
    pub position: Option<usize>,
}

impl Modes {
    /// The modes of a stored tokenset; `pristine` is the row so marked.
    pub fn of(set: &Tokenset, pristine: Option<Key>, now: i64) -> Self {
        let pristine =
            pristine.filter(|key| set.modes.iter().any(|m| m.key == *key && m.is_empty()));
        Self {
            list: set.modes.clone(),
            pristine,
            now,
            fresh: Vec::new(),
        }
    }

    /// Where a mode stands.
    pub fn position(&self, key: Key) -> Option<usize> {
        self.list.iter().position(|m| m.key == key)
    }

    /// Adds a mode at the end. The first default mode beside the untouched `Base` takes its place,
    /// and so does one of its name.
    pub fn create(&mut self, key: Key, name: &str, is_default: bool) -> Result<()> {
        let takes_over = self.clear_name(name, None)?;
        let mut mode = Mode::new(key, name, false);
        mode.created_at = self.now;
        mode.updated_at = self.now;
        mode.revision = 1;
        self.list.push(Arc::new(mode));
        self.fresh.push(key);
        if is_default && let Some(base) = self.pristine.take() {
            self.list.retain(|m| m.key != base);
        }
        if is_default || takes_over {
            self.make_default(key);
        }
        Ok(())
    }

    /// Changes a mode. Gives whether anything differs.
    pub fn patch(&mut self, key: Key, patch: &ModePatch) -> Result<()> {
        if let Some(position) = patch.position
            && position >= self.list.len()
        {
            let last = self.list.len() - 1;
            let message = format!("position must be a whole number from 0 to {last}");
            return Err(Error::invalid("invalid_position", message));
        }
        let is_default = |modes: &Self| modes.list.iter().any(|m| m.key == key && m.is_default);
        if patch.is_default == Some(false) && is_default(self) {
            return Err(Error::invalid(
                "default_required",
                "A tokenset must have a default mode: make another mode the default instead",
            ));
        }
        if let Some(name) = &patch.name {
            let takes_over = self.clear_name(name, Some(key))?;
            self.edit(key, |mode| mode.name = name.as_str().into());
            if takes_over {
                self.make_default(key);
            }
        }
        if patch.is_default == Some(true) {
            self.make_default(key);
        }
        if let (Some(to), Some(from)) = (patch.position, self.position(key)) {
            let mode = self.list.remove(from);
            let to = to.min(self.list.len());
            self.list.insert(to, mode);
        }
        Ok(())
    }

    /// Removes a mode; the oldest other becomes the default when it was.
    pub fn delete(&mut self, key: Key) -> Result<()> {
        if self.list.len() == 1 {
            return Err(Error::invalid(
                "last_mode",
                "Cannot delete the last mode in a tokenset",
            ));
        }
        self.list.retain(|m| m.key != key);
        if self.pristine == Some(key) {
            self.pristine = None;
        }
        self.keep_a_default();
        Ok(())
    }

    /// Makes room for a name: refuses one that another mode has, takes away the untouched `Base`.
    /// Gives whether the default mode went with it.
    fn clear_name(&mut self, name: &str, except: Option<Key>) -> Result<bool> {
        let slug = slug(name)?;
        let holder = self
            .list
            .iter()
            .find(|m| Some(m.key) != except && order::kebab(&m.name) == slug);
        let Some(holder) = holder else {
            return Ok(false);
        };
        if self.pristine != Some(holder.key) {
            return Err(Error::conflict(
                "duplicate_mode",
                format!(
                    "A mode named {} already exists in this tokenset",
                    holder.name
                ),
            ));
        }
        let (key, was_default) = (holder.key, holder.is_default);
        self.pristine = None;
        self.list.retain(|m| m.key != key);
        Ok(was_default)
    }

    fn keep_a_default(&mut self) {
        if self.list.iter().any(|m| m.is_default) {
            return;
        }
        if let Some(oldest) = self.list.iter().map(|m| m.key).min() {
            self.make_default(oldest);
        }
    }

    fn make_default(&mut self, key: Key) {
        let keys: Vec<Key> = self.list.iter().map(|m| m.key).collect();
        for other in keys {
            self.edit(other, |mode| mode.is_default = other == key);
        }
    }

    /// Edits a mode; its revision counts when that makes a difference.
    fn edit(&mut self, key: Key, change: impl FnOnce(&mut Mode)) {
        let now = self.now;
        let Some(slot) = self.list.iter_mut().find(|m| m.key == key) else {
            return;
        };
        let (name, is_default) = (slot.name.clone(), slot.is_default);
        let mut mode = Mode::clone(slot);
        change(&mut mode);
        if mode.name != name || mode.is_default != is_default {
            if !self.fresh.contains(&key) {
                mode.revision += 1;
                mode.updated_at = now;
            }
            *slot = Arc::new(mode);
        }
    }
}

/// The kebab-case form by which a mode may be named in paths.
pub fn slug(name: &str) -> Result<String> {
    slug_of("a mode", name)
}

/// The same of a thing that the sentence calls `what`.
pub fn slug_of(what: &str, name: &str) -> Result<String> {
    let slug = order::kebab(name);
    if slug.is_empty() {
        let sentence = format!("Name of {what} must hold a letter or digit");
        return Err(Error::invalid("invalid_name", sentence));
    }
    Ok(slug)
}

/// The mode that a path means: an id, or a name in kebab-case of either case; an id wins.
pub fn find(set: &Tokenset, text: &str) -> Option<usize> {
    let by_id = crate::app::input::parse_id(text).and_then(|id| set.mode_by_key(Key(id.as_u128())));
    by_id.or_else(|| {
        let wanted = text.to_lowercase();
        set.modes
            .iter()
            .position(|m| order::kebab(&m.name) == wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(modes: &[(u128, &str, bool)]) -> Tokenset {
        Tokenset {
            key: Key(1),
            name: "Colors".into(),
            modes: modes
                .iter()
                .map(|(key, name, default)| Arc::new(Mode::new(Key(*key), *name, *default)))
                .collect(),
        }
    }

    fn fresh() -> Modes {
        Modes::of(&set(&[(10, BASE, true)]), Some(Key(10)), 5)
    }

    fn text(modes: &Modes) -> String {
        let of = |m: &Arc<Mode>| format!("{}{}", m.name, if m.is_default { "*" } else { "" });
        modes.list.iter().map(of).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_documented_recipe_leaves_exactly_light_and_dark() {
        let mut modes = fresh();
        modes.create(Key(11), "Light", true).unwrap();
        modes.create(Key(12), "Dark", false).unwrap();
        assert_eq!(text(&modes), "Light* Dark");
        assert!(modes.list.iter().all(|m| m.revision == 1));
    }

    #[test]
    fn a_touched_base_stays_and_is_demoted() {
        let mut modes = Modes::of(&set(&[(10, BASE, true)]), None, 5);
        modes.create(Key(11), "Light", true).unwrap();
        assert_eq!(text(&modes), "Base Light*");
    }

    #[test]
    fn the_untouched_base_never_conflicts() {
        let mut modes = fresh();
        modes.create(Key(11), "base", false).unwrap();
        assert_eq!(text(&modes), "base*");
        let mut modes = fresh();
        modes.create(Key(11), "Dark", false).unwrap();
        assert_eq!(text(&modes), "Base* Dark");
        let rename = ModePatch {
            name: Some("Base".into()),
            ..ModePatch::default()
        };
        modes.patch(Key(11), &rename).unwrap();
        assert_eq!(text(&modes), "Base*");
    }

    #[test]
    fn names_of_equal_kebab_case_conflict() {
        let mut modes = Modes::of(
            &set(&[(10, "High Contrast", true), (11, "Dark", false)]),
            None,
            5,
        );
        let refused = modes.create(Key(12), "high-contrast", false).unwrap_err();
        assert!(matches!(refused, Error::Conflict { .. }), "{refused}");
        let rename = |name: &str| ModePatch {
            name: Some(name.into()),
            ..ModePatch::default()
        };
        assert!(modes.patch(Key(11), &rename("HIGH CONTRAST")).is_err());
        modes.patch(Key(10), &rename("high-contrast")).unwrap();
        assert_eq!(text(&modes), "high-contrast* Dark");
        assert!(modes.create(Key(13), "—", false).is_err());
    }

    #[test]
    fn there_is_always_one_default_mode() {
        let mut modes = Modes::of(
            &set(&[(12, "A", false), (10, "B", true), (11, "C", false)]),
            None,
            5,
        );
        let no_default = ModePatch {
            is_default: Some(false),
            ..ModePatch::default()
        };
        assert!(modes.patch(Key(10), &no_default).is_err());
        modes.patch(Key(11), &no_default).unwrap();
        modes.delete(Key(10)).unwrap();
        assert_eq!(text(&modes), "A C*");
        modes.delete(Key(12)).unwrap();
        assert_eq!(
            modes.delete(Key(11)).unwrap_err().to_string(),
            "Cannot delete the last mode in a tokenset"
        );
    }

    #[test]
    fn a_mode_moves_to_a_position() {
        let mut modes = Modes::of(
            &set(&[(10, "A", true), (11, "B", false), (12, "C", false)]),
            None,
            5,
        );
        let to = |position| ModePatch {
            position: Some(position),
            ..ModePatch::default()
        };
        modes.patch(Key(12), &to(0)).unwrap();
        assert_eq!(text(&modes), "C A* B");
        modes.patch(Key(12), &to(2)).unwrap();
        assert_eq!(text(&modes), "A* B C");
        assert!(modes.patch(Key(12), &to(3)).is_err());
    }

    #[test]
    fn a_path_names_a_mode_by_id_or_by_kebab_case() {
        let set = set(&[(10, "High Contrast", true), (11, "Dark", false)]);
        assert_eq!(find(&set, "high-contrast"), Some(0));
        assert_eq!(find(&set, "DARK"), Some(1));
        assert_eq!(find(&set, "00000000-0000-0000-0000-00000000000b"), Some(1));
        assert_eq!(find(&set, "High Contrast"), None);
    }
}
