//! Pages by number.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which page of how many. The answer's `Link` field has first, prev, next and last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Pagination {
    /// This page, from 1.
    pub page: u64,
    /// Entries per page, 1 to 100.
    pub per_page: u64,
    /// Entries in all.
    pub total: u64,
    /// Pages in all.
    pub pages: u64,
}

impl Pagination {
    /// The facts of one page; a list without entries has no pages.
    pub const fn new(page: u64, per_page: u64, total: u64) -> Self {
        Self { page, per_page, total, pages: total.div_ceil(per_page) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begun_counts_as_a_page() {
        assert_eq!(Pagination::new(1, 20, 0).pages, 0);
        assert_eq!(Pagination::new(1, 20, 20).pages, 1);
        assert_eq!(Pagination::new(2, 20, 21).pages, 2);
    }
}
