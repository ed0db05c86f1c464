//! Browsers that have signed in before, known again by a cookie that nobody can guess or forge: for each account a random
//! number under our seal. Nothing is stored, so there is nothing to steal, and nothing that others could use up.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use broadsheet_shared::id::UserId;

use crate::{
    domain::session::DeviceMark,
    platform::crypto::{Digest256, base64url, constant_time_eq, hmac_sha256, random_bytes},
};

/// Accounts that one browser may be known to; the one signed in to last stands first.
const MAX_ACCOUNTS: usize = 4;
const ID_BYTES: usize = 16;
const SEAL_BYTES: usize = 16;
/// Account, number, seal.
const ENTRY_BYTES: usize = ID_BYTES + ID_BYTES + SEAL_BYTES;
const ENTRY_CHARS: usize = ENTRY_BYTES / 3 * 4;

/// Seals and knows again.
#[derive(Clone)]
pub struct KnownDevices {
    key: Digest256,
}

struct Entry {
    user: u128,
    device: u128,
}

impl KnownDevices {
    /// Derives its key from the server's secret.
    pub fn new(secret: &[u8]) -> Self {
        Self { key: hmac_sha256(secret, &[b"broadsheet.known-device.v1"]) }
    }

    /// The browser's number, if it has signed in to this account before.
    pub fn find(&self, mark: &DeviceMark, user: UserId) -> Option<u128> {
        self.entries(mark).find(|entry| entry.user == user.0.as_u128()).map(|entry| entry.device)
    }

    /// The browser's number, if it has signed in to any account before.
    pub fn any(&self, mark: &DeviceMark) -> Option<u128> {
        self.entries(mark).next().map(|entry| entry.device)
    }

    /// What a browser that signs in to this account is to bring from now on.
    pub fn remember(&self, mark: Option<&DeviceMark>, user: UserId) -> DeviceMark {
        let mut known: Vec<Entry> = mark.map(|mark| self.entries(mark).collect()).unwrap_or_default();
        let user = user.0.as_u128();
        let entry = match known.iter().position(|entry| entry.user == user) {
            Some(place) => known.remove(place),
            None => Entry { user, device: u128::from_be_bytes(random_bytes()) },
        };
        known.insert(0, entry);
        known.truncate(MAX_ACCOUNTS);
        let written: Vec<_> = known.iter().map(|entry| self.write(entry)).collect();
        DeviceMark::new(written.join("."))
    }

    fn entries(&self, mark: &DeviceMark) -> impl Iterator<Item = Entry> {
        mark.expose().split('.').take(MAX_ACCOUNTS).filter_map(|text| self.read(text))
    }

    fn write(&self, entry: &Entry) -> String {
        let (user, device) = (entry.user.to_be_bytes(), entry.device.to_be_bytes());
        base64url(&[&user[..], &device, &self.seal(&user, &device)].concat())
    }

    fn read(&self, text: &str) -> Option<Entry> {
        if text.len() != ENTRY_CHARS {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (user, rest) = bytes.split_first_chunk::<ID_BYTES>()?;
        let (device, seal) = rest.split_first_chunk::<ID_BYTES>()?;
        let is_ours = constant_time_eq(seal, &self.seal(user, device));
        is_ours.then(|| Entry { user: u128::from_be_bytes(*user), device: u128::from_be_bytes(*device) })
    }

    fn seal(&self, user: &[u8], device: &[u8]) -> [u8; SEAL_BYTES] {
        let mut seal = [0; SEAL_BYTES];
        seal.copy_from_slice(&hmac_sha256(&self.key, &[user, device])[..SEAL_BYTES]);
        seal
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn user(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    #[test]
    fn f4_a_browser_is_known_to_the_accounts_that_it_signed_in_to() {
        let devices = KnownDevices::new(b"secret");

        let mark = devices.remember(None, user(1));
        let both = devices.remember(Some(&mark), user(2));

        assert!(devices.find(&mark, user(1)).is_some() && devices.find(&mark, user(2)).is_none());
        assert_eq!(devices.find(&both, user(1)), devices.find(&mark, user(1)));
        assert_ne!(devices.find(&both, user(1)), devices.find(&both, user(2)));
        assert_eq!(devices.remember(Some(&both), user(2)).expose(), both.expose());
    }

    #[test]
    fn f4_nobody_else_can_make_a_proof() {
        let devices = KnownDevices::new(b"secret");
        let mark = devices.remember(None, user(1));
        let mut edited = mark.expose().as_bytes().to_vec();
        edited[30] = if edited[30] == b'A' { b'B' } else { b'A' };
        let edited = String::from_utf8(edited).unwrap();

        for text in [edited, mark.expose()[1..].to_owned(), String::new(), ".".repeat(1_000), "x".repeat(64)] {
            assert_eq!(devices.any(&DeviceMark::new(text)), None);
        }
        assert_eq!(KnownDevices::new(b"other").any(&mark), None);
    }

    #[test]
    fn a_browser_of_many_people_remembers_the_last_of_them() {
        let devices = KnownDevices::new(b"secret");
        let mut mark = devices.remember(None, user(0));
        for number in 1..10 {
            mark = devices.remember(Some(&mark), user(number));
        }

        let known: Vec<_> = (0..10).filter(|number| devices.find(&mark, user(*number)).is_some()).collect();

        assert_eq!(known, [6, 7, 8, 9]);
    }
}
