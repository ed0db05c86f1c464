//! `[media]`: where images are kept and how large they may be.

use std::path::PathBuf;

use super::load::Reader;

section! {
    /// Where images are kept and how large they may be.
    Media in "media" {
        /// The folder that holds them; made for the server's user alone, since pictures go out through the server.
        folder: PathBuf = |_| PathBuf::from("data/media"), example "/var/lib/broadsheet/media";
        /// Mebibytes of one uploaded file.
        max_file_mib: u64 = |_| 10, example "10";
        /// Millions of pixels of one image at most; kinds that take more memory are held to fewer.
        max_megapixels: u64 = |_| 16, example "16";
        /// Mebibytes that one person may keep.
        quota_mib: u64 = |_| 500, example "500";
    }
}

impl Media {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        reader.range("media.max_file_mib", self.max_file_mib, 1, 100);
        reader.range("media.max_megapixels", self.max_megapixels, 1, 16);
        reader.range("media.quota_mib", self.quota_mib, 1, 1_000_000);
    }
}
