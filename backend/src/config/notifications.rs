//! `[notifications]`: how long they are kept, and when the daily mail goes out.

use super::load::Reader;

section! {
    /// What people are told of what others do.
    Notifications in "notifications" {
        /// Days that a notification is kept after it was read.
        read_kept_days: u32 = |_| 90, example "90";
        /// Days that one is kept in any case, counted from when something happened in it last.
        kept_days: u32 = |_| 365, example "365";
        /// The hour in UTC from which on the daily mail is sent, to those who want one.
        digest_hour: u8 = |_| 8, example "6";
    }
}

impl Notifications {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        reader.range("notifications.read_kept_days", self.read_kept_days.into(), 1, 3_650);
        reader.range("notifications.kept_days", self.kept_days.into(), 1, 3_650);
        reader.range("notifications.digest_hour", self.digest_hour.into(), 0, 23);
    }
}
