//! `[auth]`: how long credentials live and what a password costs to try.

use super::{Profile, load::Reader};

section! {
    /// How long credentials live and what a password costs to try.
    Auth in "auth" {
        /// Minutes that an access token lives.
        access_token_minutes: u32 = |_| 10, example "10";
        /// Days that a session lives without use.
        session_idle_days: u32 = |_| 30, example "30";
        /// Days that a session lives at most.
        session_max_days: u32 = |_| 90, example "90";
        /// Kibibytes of memory for one password hash (Argon2id).
        argon2_memory_kib: u32 = |profile| if profile == Profile::Testing { 64 } else { 19_456 }, example "19456";
        /// Passes over that memory.
        argon2_passes: u32 = |profile| if profile == Profile::Testing { 1 } else { 2 }, example "2";
        /// Password hashes at once; 0 takes half the processors.
        concurrent_hashes: usize = |_| 0, example "1";
    }
}

impl Auth {
    pub(super) fn check(&self, profile: Profile, reader: &mut Reader<'_>) {
        reader.range("auth.access_token_minutes", self.access_token_minutes.into(), 1, 60);
        reader.range("auth.session_idle_days", self.session_idle_days.into(), 1, 365);
        let idle = u64::from(self.session_idle_days);
        reader.range("auth.session_max_days", self.session_max_days.into(), idle, 365);
        let (memory, passes) = if profile == Profile::Production { (19_456, 2) } else { (8, 1) };
        reader.range("auth.argon2_memory_kib", self.argon2_memory_kib.into(), memory, 1_048_576);
        reader.range("auth.argon2_passes", self.argon2_passes.into(), passes, 10);
        reader.range("auth.concurrent_hashes", self.concurrent_hashes as u64, 0, 64);
    }
}
