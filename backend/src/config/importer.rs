//! `[importer]`: limits for folders of Markdown.

use super::load::Reader;

section! {
    /// Limits for folders of Markdown.
    Importer in "importer" {
        /// Files at most in one run.
        max_files: u64 = |_| 100_000, example "100000";
        /// Kibibytes of one Markdown file.
        max_file_kib: u64 = |_| 1_024, example "1024";
    }
}

impl Importer {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        reader.range("importer.max_files", self.max_files, 1, 10_000_000);
        reader.range("importer.max_file_kib", self.max_file_kib, 1, 102_400);
    }
}
