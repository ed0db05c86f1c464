//! Codes of authenticator apps (RFC 6238): six digits, thirty seconds, SHA-1, which is what every app understands.
//!
//! A code of the step before or after counts too, for clocks differ. That one code works once is not known here: the
//! caller remembers the step. And the square picture that an app reads the secret from.

use broadsheet_shared::time::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use qrcode::{Color, EcLevel, QrCode};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use super::crypto::random_bytes;

const STEP_SECS: u64 = 30;
/// 160 bits, as RFC 4226 recommends.
const SECRET_BYTES: usize = 20;

/// The secret that the server and an app share. Its `Debug` form hides it.
#[derive(Clone)]
pub struct TotpSecret(Vec<u8>);

impl std::fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

impl TotpSecret {
    /// A fresh one.
    pub fn random() -> Self {
        Self(random_bytes::<SECRET_BYTES>().to_vec())
    }

    /// The one of these bytes.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The one that a person types into an app.
    #[cfg(any(test, feature = "testing"))]
    pub fn from_base32(text: &str) -> Option<Self> {
        Secret::try_from_base32(text).ok().map(|secret| Self(secret.as_ref().to_vec()))
    }

    /// Its bytes, for sealing.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// As people type it into an app: base 32.
    pub fn to_base32(&self) -> String {
        Secret::from(self.0.clone()).to_base32()
    }

    /// The step of the code, if it is one of now or a step beside it.
    pub fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let step = self.generator().check(code, seconds(now))?;
        i64::try_from(step).ok()
    }

    /// The code that an app shows at this time.
    pub fn code_at(&self, now: Timestamp) -> String {
        self.generator().generate(seconds(now)).to_string()
    }

    /// What an app reads from the picture.
    pub fn address(&self, site: &str, username: &str) -> String {
        let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        // A colon stands between both names, so that neither may have one.
        let (site, username) = (escaped(&site.replace(':', " ")), escaped(username));
        let secret = self.to_base32();
        format!("otpauth://totp/{site}:{username}?secret={secret}&issuer={site}&algorithm=SHA1&digits=6&period=30")
    }

    fn generator(&self) -> Totp {
        let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_skew(1);
        builder.with_step_duration(STEP_SECS).with_secret(self.0.clone()).build_noncompliant()
    }
}

fn seconds(now: Timestamp) -> u64 {
    u64::try_from(now.as_millis().div_euclid(1_000)).unwrap_or_default()
}

/// A picture of dark squares on a light ground, as the `d` of one SVG path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Squares in a row, the empty margin included.
    pub size: u32,
    /// The path: each run of dark squares is one rectangle.
    pub path: String,
}

/// The picture of a text; `None` for one of thousands of characters, which no picture holds.
pub fn picture(text: &str) -> Option<Picture> {
    /// What the standard wants to be empty around it.
    const MARGIN: usize = 4;
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let dark = |x: usize, y: usize| code[(x, y)] == Color::Dark;
    let mut path = String::new();
    for y in 0..width {
        let mut x = 0;
        while x < width {
            let run = (x..width).take_while(|x| dark(*x, y)).count();
            if run > 0 {
                path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + MARGIN, y + MARGIN));
            }
            x += run.max(1);
        }
    }
    Some(Picture { size: u32::try_from(width + 2 * MARGIN).ok()?, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_millis(secs * 1_000)
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        let secret = TotpSecret::from_bytes(b"12345678901234567890".to_vec());
        // Appendix B, SHA-1; of its eight digits the last six.
        let vectors = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];

        for (secs, code) in vectors {
            assert_eq!(secret.code_at(at(secs)), code, "{secs}");
            assert_eq!(secret.step_of(code, at(secs)), Some(secs / 30), "{secs}");
        }
        assert_eq!(secret.to_base32(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn one_step_early_or_late_is_in_time() {
        let secret = TotpSecret::random();
        let now = at(1_800_000_000);

        for (offset, is_right) in [(-60, false), (-30, true), (0, true), (30, true), (60, false)] {
            let code = secret.code_at(now.plus_secs(offset));
            assert_eq!(secret.step_of(&code, now).is_some(), is_right, "{offset}");
        }
        for nonsense in ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "+12345"] {
            assert_eq!(secret.step_of(nonsense, now), None, "{nonsense}");
        }
    }

    #[test]
    fn an_app_reads_names_and_secret_from_the_address() {
        let secret = TotpSecret::from_bytes(b"12345678901234567890".to_vec());

        let address = secret.address("Ada's: Blog & more", "ada");

        assert_eq!(
            address,
            "otpauth://totp/Ada%27s%20%20Blog%20%26%20more:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=Ada%27s%20%20Blog%20%26%20more&algorithm=SHA1&digits=6&period=30"
        );
    }

    #[test]
    fn a_picture_is_square_and_begins_with_its_corner() {
        let picture = picture("otpauth://totp/x").unwrap();

        assert!(picture.size >= 21 + 8);
        assert!(picture.path.starts_with("M4 4h7v1h-7z"), "{}", &picture.path[..20]);
        assert!(picture.path.chars().all(|c| c.is_ascii_digit() || "Mhvz -".contains(c)));
        assert_eq!(super::picture(&"x".repeat(5_000)), None);
    }
}
