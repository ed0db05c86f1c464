//! What each entry of the browser's history had on its screen: answers, grown lists, the place. Back finds it again.

use std::{any::Any, collections::HashMap, sync::Arc};

use leptos::prelude::*;

/// Entries that are remembered; the oldest go first.
const MAX_ENTRIES: usize = 30;

type Kept = Arc<dyn Any + Send + Sync>;

/// The screens of the last entries, by the key that `history.state` carries.
#[derive(Clone, Copy)]
pub struct Visits {
    entries: StoredValue<Vec<Entry>>,
}

struct Entry {
    key: String,
    scroll: f64,
    values: HashMap<String, Kept>,
}

impl Visits {
    /// Nothing is remembered yet.
    pub fn new() -> Self {
        Self { entries: StoredValue::new(Vec::new()) }
    }

    /// Keeps a value of an entry under a name.
    pub fn keep<T: Send + Sync + 'static>(&self, key: &str, name: &str, value: T) {
        self.change(key, |entry| {
            entry.values.insert(name.to_owned(), Arc::new(value));
        });
    }

    /// The value of an entry under a name.
    pub fn find<T: Clone + Send + Sync + 'static>(&self, key: &str, name: &str) -> Option<T> {
        self.entries.with_value(|entries| {
            let entry = entries.iter().find(|entry| entry.key == key)?;
            entry.values.get(name)?.downcast_ref::<T>().cloned()
        })
    }

    /// Gives an entry what another has: both show the same page.
    pub fn share(&self, from: &str, to: &str) {
        let values = self.entries.with_value(|entries| {
            entries.iter().find(|entry| entry.key == from).map(|entry| entry.values.clone()).unwrap_or_default()
        });
        self.change(to, |entry| entry.values.extend(values));
    }

    /// Keeps how far down an entry was read.
    pub fn keep_scroll(&self, key: &str, scroll: f64) {
        self.change(key, |entry| entry.scroll = scroll);
    }

    /// How far down an entry was read; 0 for an unknown one.
    pub fn scroll(&self, key: &str) -> f64 {
        let found =
            self.entries.with_value(|entries| entries.iter().find(|entry| entry.key == key).map(|entry| entry.scroll));
        found.unwrap_or_default()
    }

    /// Forgets the answers of every entry, keeping the places: somebody signed in or out, or does not see somebody from now
    /// on, and sees other things.
    pub fn forget_answers(&self) {
        self.entries.update_value(|entries| entries.iter_mut().for_each(|entry| entry.values.clear()));
    }

    fn change(&self, key: &str, change: impl FnOnce(&mut Entry)) {
        self.entries.update_value(|entries| {
            if let Some(entry) = entries.iter_mut().find(|entry| entry.key == key) {
                return change(entry);
            }
            if entries.len() >= MAX_ENTRIES {
                entries.remove(0);
            }
            let mut entry = Entry { key: key.to_owned(), scroll: 0.0, values: HashMap::new() };
            change(&mut entry);
            entries.push(entry);
        });
    }
}

impl Default for Visits {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entry_has_its_own_screen() {
        Owner::new().with(|| {
            let visits = Visits::new();
            visits.keep("a", "list", vec![1, 2]);
            visits.keep_scroll("a", 420.0);
            visits.keep("b", "list", vec![3]);

            assert_eq!(visits.find::<Vec<i32>>("a", "list"), Some(vec![1, 2]));
            assert_eq!(visits.find::<Vec<i32>>("b", "list"), Some(vec![3]));
            assert_eq!(visits.find::<String>("a", "list"), None);
            assert!((visits.scroll("a") - 420.0).abs() < f64::EPSILON);
            assert!(visits.scroll("c").abs() < f64::EPSILON);
        });
    }

    #[test]
    fn another_entry_of_the_same_page_has_what_the_first_had() {
        Owner::new().with(|| {
            let visits = Visits::new();
            visits.keep("a", "list", vec![1]);

            visits.share("a", "b");
            visits.share("nobody", "c");

            assert_eq!(visits.find::<Vec<i32>>("b", "list"), Some(vec![1]));
            assert_eq!(visits.find::<Vec<i32>>("c", "list"), None);
        });
    }

    #[test]
    fn only_the_last_entries_are_remembered() {
        Owner::new().with(|| {
            let visits = Visits::new();
            for number in 0..=MAX_ENTRIES {
                visits.keep(&number.to_string(), "x", number);
            }

            assert_eq!(visits.find::<usize>("0", "x"), None);
            assert_eq!(visits.find::<usize>("1", "x"), Some(1));
        });
    }
}
