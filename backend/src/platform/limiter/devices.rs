//! Browsers that have signed in before, known again by a cookie that nobody can guess or forge: for each account a random
//! number under our seal. Nothing is stored, so there is nothing to steal, and nothing that others could use up.
//!
//! A mark is of the password that the account had: another password ends the marks of everybody who once got in by the
//! former one. A browser whose session goes on gets its mark anew.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use broadsheet_shared::id::UserId;

use crate::{
    domain::session::DeviceMark,
    platform::crypto::{Digest256, base64url, constant_time_eq, hmac_sha256, random_bytes},
};

/// Accounts that one browser may be known to; the one signed in to last stands first.
const MAX_ACCOUNTS: usize = 4;
const ID_BYTES: usize = 16;
const GENERATION_BYTES: usize = 6;
const SEAL_BYTES: usize = 16;
/// Account, number, generation, seal.
const ENTRY_BYTES: usize = ID_BYTES + ID_BYTES + GENERATION_BYTES + SEAL_BYTES;
const ENTRY_CHARS: usize = ENTRY_BYTES / 3 * 4;

/// Stands for the password that an account had.
type Generation = [u8; GENERATION_BYTES];

/// Seals and knows again.
#[derive(Clone)]
pub struct KnownDevices {
    key: Digest256,
    generations: Digest256,
}

struct Entry {
    user: u128,
    device: u128,
    generation: Generation,
}

impl KnownDevices {
    /// Derives its keys from the server's secret.
    pub fn new(secret: &[u8]) -> Self {
        Self {
            key: hmac_sha256(secret, &[b"broadsheet.known-device.v2"]),
            generations: hmac_sha256(secret, &[b"broadsheet.known-device.password.v1"]),
        }
    }

    /// The browser's number, if it has signed in to this account since its password was chosen.
    pub fn find(&self, mark: &DeviceMark, user: UserId, password_hash: Option<&str>) -> Option<u128> {
        let generation = self.generation(user.0.as_u128(), password_hash);
        let is_right = |entry: &Entry| entry.user == user.0.as_u128() && entry.generation == generation;
        self.entries(mark).find(is_right).map(|entry| entry.device)
    }

    /// The account that the browser signed in to last, whatever its password is now.
    pub fn account(&self, mark: &DeviceMark) -> Option<UserId> {
        self.entries(mark).next().map(|entry| UserId(uuid::Uuid::from_u128(entry.user)))
    }

    /// What a browser that signs in to this account is to bring from now on.
    pub fn remember(&self, mark: Option<&DeviceMark>, user: UserId, password_hash: Option<&str>) -> DeviceMark {
        let known: Vec<Entry> = mark.map(|mark| self.entries(mark).collect()).unwrap_or_default();
        let device = known.iter().find(|entry| entry.user == user.0.as_u128()).map(|entry| entry.device);
        self.seal_first(known, user, device.unwrap_or_else(|| u128::from_be_bytes(random_bytes())), password_hash)
    }

    /// The same for a browser whose session goes on, if it is known to the account: no refresh makes a mark, or one
    /// session could make them without end.
    pub fn renew(&self, mark: &DeviceMark, user: UserId, password_hash: Option<&str>) -> Option<DeviceMark> {
        let known: Vec<Entry> = self.entries(mark).collect();
        let device = known.iter().find(|entry| entry.user == user.0.as_u128()).map(|entry| entry.device)?;
        Some(self.seal_first(known, user, device, password_hash))
    }

    /// The mark with this account in the first place.
    fn seal_first(&self, mut known: Vec<Entry>, user: UserId, device: u128, password_hash: Option<&str>) -> DeviceMark {
        let user = user.0.as_u128();
        known.retain(|entry| entry.user != user);
        known.insert(0, Entry { user, device, generation: self.generation(user, password_hash) });
        known.truncate(MAX_ACCOUNTS);
        let written: Vec<_> = known.iter().map(|entry| self.write(entry)).collect();
        DeviceMark::new(written.join("."))
    }

    fn generation(&self, user: u128, password_hash: Option<&str>) -> Generation {
        let parts = [&user.to_be_bytes()[..], password_hash.unwrap_or_default().as_bytes()];
        let mut generation = Generation::default();
        generation.copy_from_slice(&hmac_sha256(&self.generations, &parts)[..GENERATION_BYTES]);
        generation
    }

    fn entries(&self, mark: &DeviceMark) -> impl Iterator<Item = Entry> {
        mark.expose().split('.').take(MAX_ACCOUNTS).filter_map(|text| self.read(text))
    }

    fn write(&self, entry: &Entry) -> String {
        let (user, device) = (entry.user.to_be_bytes(), entry.device.to_be_bytes());
        let seal = self.seal(&user, &device, &entry.generation);
        base64url(&[&user[..], &device, &entry.generation, &seal].concat())
    }

    fn read(&self, text: &str) -> Option<Entry> {
        if text.len() != ENTRY_CHARS {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (user, rest) = bytes.split_first_chunk::<ID_BYTES>()?;
        let (device, rest) = rest.split_first_chunk::<ID_BYTES>()?;
        let (generation, seal) = rest.split_first_chunk::<GENERATION_BYTES>()?;
        let is_ours = constant_time_eq(seal, &self.seal(user, device, generation));
        let (user, device) = (u128::from_be_bytes(*user), u128::from_be_bytes(*device));
        is_ours.then_some(Entry { user, device, generation: *generation })
    }

    fn seal(&self, user: &[u8], device: &[u8], generation: &[u8]) -> [u8; SEAL_BYTES] {
        let mut seal = [0; SEAL_BYTES];
        seal.copy_from_slice(&hmac_sha256(&self.key, &[user, device, generation])[..SEAL_BYTES]);
        seal
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::platform::edits::edits;

    fn user(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    proptest! {
        #[test]
        fn f4_a_mark_is_known_again_and_one_with_any_edit_is_not(number in any::<u128>(), edit in edits()) {
            let devices = KnownDevices::new(b"secret");
            let mark = devices.remember(None, user(number), Some("a"));
            let edited = edit.of(mark.expose());
            // Points part the marks of several accounts; one at an end parts nothing.
            prop_assume!(edited.trim_matches('.') != mark.expose());

            prop_assert!(devices.find(&mark, user(number), Some("a")).is_some());
            prop_assert_eq!(devices.find(&DeviceMark::new(edited), user(number), Some("a")), None);
        }
    }

    #[test]
    fn f4_a_browser_is_known_to_the_accounts_that_it_signed_in_to() {
        let devices = KnownDevices::new(b"secret");

        let mark = devices.remember(None, user(1), Some("a"));
        let both = devices.remember(Some(&mark), user(2), None);

        let find = |mark, number, hash| devices.find(mark, user(number), hash);
        assert!(find(&mark, 1, Some("a")).is_some() && find(&mark, 2, None).is_none());
        assert_eq!(find(&both, 1, Some("a")), find(&mark, 1, Some("a")));
        assert_ne!(find(&both, 1, Some("a")), find(&both, 2, None));
        assert_eq!(devices.remember(Some(&both), user(2), None).expose(), both.expose());
        assert_eq!(devices.account(&both), Some(user(2)));
    }

    #[test]
    fn f4_another_password_ends_every_mark_and_a_session_that_goes_on_renews_its_own() {
        let devices = KnownDevices::new(b"secret");
        let mark = devices.remember(None, user(1), Some("a"));
        let number = devices.find(&mark, user(1), Some("a"));

        assert_eq!(devices.find(&mark, user(1), Some("b")), None);
        assert_eq!(devices.find(&mark, user(1), None), None);

        let renewed = devices.renew(&mark, user(1), Some("b")).unwrap();
        assert_eq!((devices.find(&renewed, user(1), Some("b")), number.is_some()), (number, true));
        let again = devices.remember(Some(&mark), user(1), Some("b"));
        assert_eq!(again.expose(), renewed.expose());
    }

    #[test]
    fn f4_no_refresh_makes_a_mark() {
        let devices = KnownDevices::new(b"secret");
        let of_another = devices.remember(None, user(2), None);

        assert!(devices.renew(&of_another, user(1), Some("a")).is_none());
        assert!(devices.renew(&DeviceMark::new("x".repeat(ENTRY_CHARS)), user(1), Some("a")).is_none());
    }

    #[test]
    fn f4_nobody_else_can_make_a_proof() {
        let devices = KnownDevices::new(b"secret");
        let mark = devices.remember(None, user(1), Some("a"));
        for place in [30, 46, 60] {
            let mut edited = mark.expose().as_bytes().to_vec();
            edited[place] = if edited[place] == b'A' { b'B' } else { b'A' };
            assert_eq!(devices.account(&DeviceMark::new(String::from_utf8(edited).unwrap())), None, "{place}");
        }

        for text in [mark.expose()[1..].to_owned(), String::new(), ".".repeat(1_000), "x".repeat(ENTRY_CHARS)] {
            assert_eq!(devices.account(&DeviceMark::new(text)), None);
        }
        assert_eq!(KnownDevices::new(b"other").account(&mark), None);
    }

    #[test]
    fn a_browser_of_many_people_remembers_the_last_of_them() {
        let devices = KnownDevices::new(b"secret");
        let mut mark = devices.remember(None, user(0), None);
        for number in 1..10 {
            mark = devices.remember(Some(&mark), user(number), None);
        }

        let known: Vec<_> = (0..10).filter(|number| devices.find(&mark, user(*number), None).is_some()).collect();

        assert_eq!(known, [6, 7, 8, 9]);
    }
}
