//! How an entry is written into Redis: a version byte, fixed-size lengths, then the bytes themselves.
//!
//! Reading copies nothing and trusts nothing: what another version of the program wrote, or somebody else, is a miss.

use broadsheet_shared::time::Timestamp;
use bytes::{BufMut, Bytes, BytesMut};

use super::entry::Entry;

/// Raise it with every change of the form.
const VERSION: u8 = 4;
const HEADER_BYTES: usize = 1 + 2 + 4 * 4 + 8;
/// Stands for "no next page" among the lengths.
const ABSENT: u32 = u32::MAX;
/// Stands for "not told" in the place of a time; no time of ours is as old.
const UNTOLD: i64 = i64::MIN;

/// The form for Redis; `None` for bodies no length field can hold.
pub(super) fn encode(entry: &Entry) -> Option<Bytes> {
    let length = |bytes: &[u8]| u32::try_from(bytes.len()).ok().filter(|length| *length != ABSENT);
    let mut wire = BytesMut::with_capacity(HEADER_BYTES + entry.body.len() + 128);
    wire.put_u8(VERSION);
    wire.put_u16(entry.status);
    wire.put_u32(length(entry.etag.as_bytes())?);
    wire.put_u32(length(entry.content_type.as_bytes())?);
    wire.put_u32(length(&entry.body)?);
    wire.put_u32(entry.next.as_deref().map_or(Some(ABSENT), |next| length(next.as_bytes()))?);
    wire.put_i64(entry.changed_at.map_or(UNTOLD, Timestamp::as_millis));
    wire.put_slice(entry.etag.as_bytes());
    wire.put_slice(entry.content_type.as_bytes());
    wire.put_slice(&entry.body);
    wire.put_slice(entry.next.as_deref().unwrap_or_default().as_bytes());
    Some(wire.freeze())
}

/// The entry in `wire`; its bodies share the memory of `wire`.
pub(super) fn decode(wire: &Bytes) -> Option<Entry> {
    let mut rest = Reader { wire, at: 0 };
    if rest.take(1)?.first() != Some(&VERSION) {
        return None;
    }
    let status = u16::from_be_bytes(rest.take(2)?.as_ref().try_into().ok()?);
    let [etag, content_type, body] = [rest.number()?, rest.number()?, rest.number()?];
    let next = rest.number()?;
    let changed_at = i64::from_be_bytes(rest.take(8)?.as_ref().try_into().ok()?);
    let changed_at = (changed_at != UNTOLD).then(|| Timestamp::from_millis(changed_at));
    let etag = rest.text(etag)?;
    let content_type = rest.text(content_type)?;
    let body = rest.take(usize::try_from(body).ok()?)?;
    let next = if next == ABSENT { None } else { Some(rest.text(next)?) };
    rest.is_at_end().then_some(Entry { body, etag, content_type, next, changed_at, status })
}

struct Reader<'a> {
    wire: &'a Bytes,
    at: usize,
}

impl Reader<'_> {
    fn take(&mut self, length: usize) -> Option<Bytes> {
        let end = self.at.checked_add(length).filter(|end| *end <= self.wire.len())?;
        let taken = self.wire.slice(self.at..end);
        self.at = end;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.as_ref().try_into().ok()?))
    }

    fn text(&mut self, length: u32) -> Option<String> {
        String::from_utf8(self.take(usize::try_from(length).ok()?)?.to_vec()).ok()
    }

    fn is_at_end(&self) -> bool {
        self.at == self.wire.len()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            body: Vec<u8>, etag: String, content_type: String, next: Option<String>, millis: Option<i64>, status: u16
        ) {
            let changed_at = millis.map(Timestamp::from_millis);
            let entry = Entry { body: body.into(), etag, content_type, next, changed_at, status };

            prop_assert_eq!(decode(&encode(&entry).unwrap()), Some(entry));
        }

        #[test]
        fn x5_damaged_bytes_are_a_miss_and_never_a_panic(bytes: Vec<u8>, cut in 0usize..200) {
            let _ = decode(&Bytes::from(bytes));
            let whole = encode(&Entry::new("text/plain", "x".repeat(100))).unwrap();
            let cut = whole.slice(..cut.min(whole.len() - 1));

            prop_assert_eq!(decode(&cut), None);
        }
    }
}
