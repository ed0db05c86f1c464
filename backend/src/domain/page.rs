//! Lists in parts: which part is asked for, and what came of it. How places travel is the business of `http::cursor`.

/// The part of a list that somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part<K> {
    /// Only what comes behind this place; `None` from the beginning.
    pub after: Option<K>,
    /// How many entries at most.
    pub limit: u8,
    /// Whether all entries are counted, which costs a query more.
    pub counts: bool,
}

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, K> {
    /// The entries, in the order of the list.
    pub items: Vec<T>,
    /// The place to go on behind; `None` on the last page.
    pub next: Option<K>,
    /// How many entries the list has in all, if that was asked.
    pub total: Option<u64>,
}

impl<K> Part<K> {
    /// How many rows to ask for: one more than a page holds, which says whether another page follows.
    pub fn rows(&self) -> u8 {
        self.limit.saturating_add(1)
    }

    /// The page from these rows, not counted yet.
    pub fn page<T>(&self, mut rows: Vec<T>, key: impl FnOnce(&T) -> K) -> Page<T, K> {
        let has_more = rows.len() > usize::from(self.limit);
        rows.truncate(self.limit.into());
        let next = rows.last().filter(|_| has_more).map(key);
        Page { items: rows, next, total: None }
    }

    /// The page of a list that has no entries.
    pub fn empty<T>(&self) -> Page<T, K> {
        Page { items: Vec::new(), next: None, total: self.counts.then_some(0) }
    }
}
