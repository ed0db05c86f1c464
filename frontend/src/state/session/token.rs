//! The access token in memory, and when it is time for another.

use std::fmt;

use broadsheet_shared::v2;
use serde::{Deserialize, Serialize};

/// Another one is asked for so long before the end, or at half of a shorter life.
const AHEAD_MS: f64 = 60_000.0;

/// An access token. Its text never shows in debug output.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Token {
    pub(super) text: String,
    renew_at_ms: f64,
}

impl Token {
    /// Held from `now_ms` on.
    pub(super) fn new(grant: &v2::AccessGrant, now_ms: f64) -> Self {
        let life_ms = f64::from(grant.expires_in) * 1000.0;
        Self { text: grant.access_token.clone(), renew_at_ms: now_ms + (life_ms - AHEAD_MS).max(life_ms / 2.0) }
    }

    /// True until it is time for another.
    pub(super) fn is_good(&self, now_ms: f64) -> bool {
        now_ms < self.renew_at_ms
    }

    /// Milliseconds until then.
    pub(super) fn renew_in_ms(&self, now_ms: f64) -> u32 {
        // Held between 0 and an hour, so that the conversion cannot wrap.
        (self.renew_at_ms - now_ms).clamp(0.0, 3_600_000.0) as u32
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(expires_in: u32) -> v2::AccessGrant {
        let me = r#"{"id":"0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f","username":"ada","display_name":"Ada","avatar":null,
            "email":null,"is_email_confirmed":true,"bio":"","permissions":[],"roles":[],"created_at":"2026-01-01T00:00:00Z"}"#;
        v2::AccessGrant {
            access_token: "secret".into(),
            token_type: "Bearer".into(),
            expires_in,
            user: serde_json::from_str(me).unwrap(),
        }
    }

    #[test]
    fn another_is_asked_for_a_minute_ahead_or_at_half_of_a_short_life() {
        let token = Token::new(&grant(600), 1_000.0);
        assert!(token.is_good(540_999.0) && !token.is_good(541_000.0));
        assert_eq!(token.renew_in_ms(1_000.0), 540_000);
        assert_eq!(token.renew_in_ms(9e9), 0);

        assert!(!Token::new(&grant(20), 0.0).is_good(10_000.0));
    }

    #[test]
    fn its_text_is_not_in_debug_output() {
        assert!(!format!("{:?}", Token::new(&grant(600), 0.0)).contains("secret"));
    }
}
