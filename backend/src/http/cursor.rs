//! Cursors: opaque, signed, and good for the query that gave them only.
//!
//! A cursor holds the key of the last row of a page, so it survives the row's deletion; the signature covers the query
//! as well, so that nobody pages into rows that another filter hides (SECURITY I3).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use broadsheet_shared::problem::Code;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Serialize, de::DeserializeOwned};
use sha2::Sha256;

use super::Problem;

/// 128 bits of the signature travel.
const SIGNATURE_BYTES: usize = 16;

/// Seals and opens cursors with a key of its own.
#[derive(Clone)]
pub struct Cursors {
    keyed: Hmac<Sha256>,
}

impl std::fmt::Debug for Cursors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cursors")
    }
}

impl Cursors {
    /// Derives the key from the server's secret.
    pub fn new(secret: &[u8]) -> Self {
        let mut derivation = keyed(secret);
        derivation.update(b"broadsheet.cursor.v1");
        Self { keyed: keyed(&derivation.finalize().into_bytes()) }
    }

    /// The cursor for a row's key. `query` names everything that decides which rows come and in what order:
    /// operation, filters, sort, and the person where the list is theirs.
    pub fn seal(&self, query: &str, key: &impl Serialize) -> Result<String, Problem> {
        let mut bytes = serde_json::to_vec(key).map_err(Problem::internal)?;
        let signature = self.sign(query, &bytes).finalize().into_bytes();
        bytes.extend_from_slice(&signature[..SIGNATURE_BYTES]);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The key inside, or 400 for a cursor that was edited or belongs to another query.
    pub fn open<K: DeserializeOwned>(&self, query: &str, cursor: &str) -> Result<K, Problem> {
        let refuse = || Problem::new(Code::CursorInvalid);
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refuse())?;
        let split = bytes.len().checked_sub(SIGNATURE_BYTES).ok_or_else(refuse)?;
        let (key, signature) = bytes.split_at(split);
        self.sign(query, key).verify_truncated_left(signature).map_err(|_| refuse())?;
        serde_json::from_slice(key).map_err(|_| refuse())
    }

    fn sign(&self, query: &str, key: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.keyed.clone();
        // The length keeps "a" + "bc" apart from "ab" + "c".
        mac.update(&(query.len() as u64).to_be_bytes());
        mac.update(query.as_bytes());
        mac.update(key);
        mac
    }
}

fn keyed(key: &[u8]) -> Hmac<Sha256> {
    Hmac::new_from_slice(key).expect("HMAC takes keys of any length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i3_cursor_opens_for_its_query_only() {
        let cursors = Cursors::new(b"secret");
        let sealed = cursors.seal("posts?tag=rust", &(17_i64, "id")).unwrap();

        assert_eq!(cursors.open::<(i64, String)>("posts?tag=rust", &sealed).unwrap(), (17, "id".to_owned()));
        assert_eq!(cursors.open::<(i64, String)>("posts", &sealed).unwrap_err().code(), Code::CursorInvalid);
        assert!(Cursors::new(b"other").open::<(i64, String)>("posts?tag=rust", &sealed).is_err());
    }

    #[test]
    fn i3_edited_cursor_is_refused() {
        let cursors = Cursors::new(b"secret");
        let sealed = cursors.seal("posts", &17_i64).unwrap();

        for place in 0..sealed.len() {
            let mut edited = sealed.clone().into_bytes();
            edited[place] = if edited[place] == b'A' { b'B' } else { b'A' };
            assert!(cursors.open::<i64>("posts", std::str::from_utf8(&edited).unwrap()).is_err(), "place {place}");
        }
        for text in ["", "!", "AAAA", "é", &"A".repeat(100_000)] {
            assert!(cursors.open::<i64>("posts", text).is_err());
        }
    }
}
