//! Keys that end mails: made from the server's secret, the account, its address and what they end. No row holds them, they
//! have no end, and they open nothing: a mail of long ago must still be able to end the ones that came after it.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use broadsheet_shared::id::UserId;
use uuid::Uuid;

use super::crypto::{constant_time_eq, hmac_sha256};
use crate::domain::notification::MailScope;

/// 128 bits of the signature travel.
const SIGNATURE_BYTES: usize = 16;
const ID_BYTES: usize = 16;
/// No key is longer.
const MAX_CHARS: usize = 100;

/// What a key claims, until its signature is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose mails it is about.
    pub user: UserId,
    /// What it ends.
    pub scope: MailScope,
    signature: Vec<u8>,
}

/// A key that ends such mails to this account, as long as it has this address.
pub fn mint(secret: &[u8], user: UserId, scope: MailScope, address: &str) -> String {
    let mut bytes = user.0.as_bytes().to_vec();
    bytes.extend_from_slice(&sign(secret, user, scope, address));
    bytes.extend_from_slice(scope.as_str().as_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What is written in a key; `None` for what is none.
pub fn read(key: &str) -> Option<Claim> {
    let bytes = URL_SAFE_NO_PAD.decode(Some(key).filter(|key| key.len() <= MAX_CHARS)?).ok()?;
    let (user, rest) = bytes.split_at_checked(ID_BYTES)?;
    let (signature, word) = rest.split_at_checked(SIGNATURE_BYTES)?;
    let scope = std::str::from_utf8(word).ok().and_then(MailScope::parse)?;
    Some(Claim { user: UserId(Uuid::from_slice(user).ok()?), scope, signature: signature.to_vec() })
}

impl Claim {
    /// Whether we made it, for this address.
    pub fn is_of(&self, secret: &[u8], address: &str) -> bool {
        constant_time_eq(&self.signature, &sign(secret, self.user, self.scope, address))
    }
}

fn sign(secret: &[u8], user: UserId, scope: MailScope, address: &str) -> [u8; SIGNATURE_BYTES] {
    let parts: [&[u8]; 4] =
        [b"broadsheet.unsubscribe.v1", user.0.as_bytes(), scope.as_str().as_bytes(), address.as_bytes()];
    let whole = hmac_sha256(secret, &parts);
    let mut signature = [0; SIGNATURE_BYTES];
    signature.copy_from_slice(&whole[..SIGNATURE_BYTES]);
    signature
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::v2::NotificationType;
    use proptest::prelude::*;

    use super::*;
    use crate::platform::edits::edits;

    const SECRET: &[u8] = b"secret";
    const LIKES: MailScope = MailScope::Kind(NotificationType::Like);

    proptest! {
        #[test]
        fn a_key_is_read_back_and_one_with_any_edit_ends_nothing(user in any::<u128>(), edit in edits()) {
            let user = UserId(Uuid::from_u128(user));
            let key = mint(SECRET, user, LIKES, "ada@example.org");
            let is_ours = |claim: &Claim| claim.is_of(SECRET, "ada@example.org");

            prop_assert!(read(&key).is_some_and(|claim| claim.user == user && claim.scope == LIKES && is_ours(&claim)));
            prop_assert!(!read(&edit.of(&key)).is_some_and(|claim| is_ours(&claim)));
        }
    }

    #[test]
    fn a_key_is_of_one_account_one_address_and_one_kind_of_mail() {
        let user = UserId(Uuid::from_u128(7));
        let claim = read(&mint(SECRET, user, LIKES, "ada@example.org")).unwrap();

        assert_eq!((claim.user, claim.scope), (user, LIKES));
        assert!(claim.is_of(SECRET, "ada@example.org"));
        assert!(!claim.is_of(SECRET, "eve@example.org") && !claim.is_of(b"other", "ada@example.org"));
        for other in [Claim { scope: MailScope::Digest, ..claim.clone() }, Claim { user: UserId(Uuid::nil()), ..claim }]
        {
            assert!(!other.is_of(SECRET, "ada@example.org"), "{other:?}");
        }
    }

    #[test]
    fn an_edited_key_ends_nothing() {
        let key = mint(SECRET, UserId(Uuid::from_u128(7)), LIKES, "ada@example.org");
        for place in 0..key.len() {
            let mut edited = key.clone().into_bytes();
            edited[place] = if edited[place] == b'A' { b'B' } else { b'A' };
            let edited = String::from_utf8(edited).unwrap();
            assert!(!read(&edited).is_some_and(|claim| claim.is_of(SECRET, "ada@example.org")), "place {place}");
        }
        for text in ["", "!", "AAAA", "é", &"A".repeat(10_000)] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
