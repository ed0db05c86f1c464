//! `[cache]`: how much is kept ready in this process, and for how long at most.

use super::load::Reader;

section! {
    /// How much is kept ready in this process, and for how long at most.
    Cache in "cache" {
        /// Whether answers are kept at all.
        enabled: bool = |_| true, example "true";
        /// Mebibytes of ready answers in this process.
        memory_mib: u64 = |_| 32, example "32";
    }
}

impl Cache {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        reader.range("cache.memory_mib", self.memory_mib, 1, 65_536);
    }
}
