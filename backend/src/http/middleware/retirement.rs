//! `Deprecation` and `Sunset`: whether version 1 of the API is on its way out (RFC 9745, RFC 8594).
//!
//! It is frozen, which is not deprecated: nothing is said unless the site's configuration names a day.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::config::Api;

const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
const SUNSET: HeaderName = HeaderName::from_static("sunset");

/// The fields as answers carry them, made once.
#[derive(Debug, Clone, Default)]
pub(super) struct Retirement {
    deprecation: Option<HeaderValue>,
    sunset: Option<HeaderValue>,
}

impl Retirement {
    /// As configured.
    pub(super) fn new(config: &Api) -> Self {
        // A structured date: seconds behind an `@` (RFC 9651, 3.3.7). The other is a date of HTTP.
        let deprecation = config.v1_deprecated_at.map(|at| format!("@{}", at.as_millis().div_euclid(1_000)));
        let sunset = config.v1_sunset_at.map(|at| at.to_http_date());
        let value = |text: Option<String>| text.and_then(|text| HeaderValue::try_from(text).ok());
        Self { deprecation: value(deprecation), sunset: value(sunset) }
    }

    /// Writes them into an answer of version 1, whatever it says.
    pub(super) fn write(&self, is_v1: bool, headers: &mut HeaderMap) {
        if !is_v1 {
            return;
        }
        for (name, value) in [(DEPRECATION, &self.deprecation), (SUNSET, &self.sunset)] {
            if let Some(value) = value {
                headers.insert(name, value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(config: &Api, is_v1: bool) -> Vec<(String, String)> {
        let mut headers = HeaderMap::new();
        Retirement::new(config).write(is_v1, &mut headers);
        let text = |value: &HeaderValue| value.to_str().unwrap().to_owned();
        headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
    }

    #[test]
    fn the_days_are_written_in_the_forms_of_their_standards() {
        let deprecated = Api { v1_deprecated_at: Some("2023-06-30T23:59:59Z".parse().unwrap()), v1_sunset_at: None };
        let ending = Api { v1_sunset_at: Some("2024-06-30T23:59:59Z".parse().unwrap()), ..deprecated.clone() };
        let deprecation = ("deprecation".to_owned(), "@1688169599".to_owned());
        let sunset = ("sunset".to_owned(), "Sun, 30 Jun 2024 23:59:59 GMT".to_owned());

        assert_eq!(written(&deprecated, true), std::slice::from_ref(&deprecation));
        assert_eq!(written(&ending, true), [deprecation, sunset]);
        assert!(written(&ending, false).is_empty());
    }

    #[test]
    fn nothing_is_said_of_a_version_that_stays() {
        assert!(written(&Api { v1_deprecated_at: None, v1_sunset_at: None }, true).is_empty());
    }
}
