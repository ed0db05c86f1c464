//! `[api]`: what programs are told of how long a version of the API will be there.

use broadsheet_shared::time::Timestamp;

use super::load::Reader;

section! {
    /// What programs are told of how long a version of the API will be there.
    Api in "api" {
        /// From when on version 1 counts as deprecated, past or to come: all its answers then say so in `Deprecation` (RFC 9745).
        /// It is frozen, which is not deprecated, so there is no such day unless you set one.
        v1_deprecated_at: Option<Timestamp> = |_| None, example "2030-01-01T00:00:00Z";
        /// When version 1 is to end on this site: all its answers then say so in `Sunset` (RFC 8594), and go on being answers.
        v1_sunset_at: Option<Timestamp> = |_| None, example "2031-01-01T00:00:00Z";
    }
}

impl Api {
    pub(super) fn check(&self, reader: &mut Reader<'_>) {
        let is_early =
            self.v1_deprecated_at.zip(self.v1_sunset_at).is_some_and(|(deprecated, sunset)| sunset < deprecated);
        if is_early {
            reader.refuse("api.v1_sunset_at", "must not be before api.v1_deprecated_at");
        }
    }
}
