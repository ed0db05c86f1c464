//! Instants: UTC, whole milliseconds, RFC 3339 with `Z` on the wire.

use std::{borrow::Cow, fmt, str::FromStr};

use chrono::{DateTime, Datelike, SecondsFormat};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Milliseconds since 1970-01-01T00:00:00Z, between the years 0001 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// The text is not an RFC 3339 time, or lies outside the years 0001 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a time in the form 2026-01-31T12:00:00Z")]
pub struct TimestampError;

impl Timestamp {
    /// 0001-01-01T00:00:00.000Z
    pub const MIN: Self = Self(-62_135_596_800_000);
    /// 9999-12-31T23:59:59.999Z
    pub const MAX: Self = Self(253_402_300_799_999);

    /// From epoch milliseconds; out-of-range values are held at the ends, which only a broken clock reaches.
    pub const fn from_millis(millis: i64) -> Self {
        if millis < Self::MIN.0 {
            Self::MIN
        } else if millis > Self::MAX.0 {
            Self::MAX
        } else {
            Self(millis)
        }
    }

    /// Epoch milliseconds.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// This instant moved by `secs` seconds, held within the range.
    pub const fn plus_secs(self, secs: i64) -> Self {
        Self::from_millis(self.0.saturating_add(secs.saturating_mul(1000)))
    }

    /// Year, month (1 to 12) and day in UTC.
    pub fn date(self) -> (i32, u32, u32) {
        let time = self.to_chrono();
        (time.year(), time.month(), time.day())
    }

    /// As in `Thu, 05 Mar 2026 10:00:00 GMT`, the form of HTTP's date fields (RFC 9110, 5.6.7).
    pub fn to_http_date(self) -> String {
        self.to_chrono().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    fn to_chrono(self) -> DateTime<chrono::Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_chrono().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        // RFC 3339 is at most 35 characters with nanoseconds; longer text is not worth parsing.
        if text.len() > 40 {
            return Err(TimestampError);
        }
        let millis = DateTime::parse_from_rfc3339(text).map_err(|_| TimestampError)?.timestamp_millis();
        if (Self::MIN.0..=Self::MAX.0).contains(&millis) { Ok(Self(millis)) } else { Err(TimestampError) }
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date-time", "maxLength": 40})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l8_edges_of_time_are_stored_as_utc_or_refused() {
        let parsed: Timestamp = "2024-02-29T23:59:59.1239+14:00".parse().unwrap();
        assert_eq!(parsed.to_string(), "2024-02-29T09:59:59.123Z");

        assert_eq!("9999-12-31T23:59:59.999Z".parse(), Ok(Timestamp::MAX));
        for wrong in ["9999-12-31T23:59:59-01:00", "2023-02-29T00:00:00Z", "10000-01-01T00:00:00Z", "", "now", "(((("] {
            assert!(wrong.parse::<Timestamp>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn http_dates_have_the_fixed_form() {
        assert_eq!(Timestamp::from_millis(1_709_200_800_000).to_http_date(), "Thu, 29 Feb 2024 10:00:00 GMT");
    }
}
