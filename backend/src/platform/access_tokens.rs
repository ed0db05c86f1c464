//! The short-lived access token: a JWT signed with one algorithm and one key of ours, which says who, which session and
//! which version of the rights it was minted for.
//!
//! The library checks signature, algorithm, issuer and audience. Times are checked here, against the clock that
//! everything else uses, and strictly: `exp` and `nbf` are whole numbers or the token is refused (CVE-2026-25537), and a
//! header that names a key of its own is refused unread. Nothing in a token is a right: rights are looked up.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use broadsheet_shared::{
    id::{SessionId, UserId},
    time::Timestamp,
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, TokenData, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::crypto::{Digest256, Token, base64url, hmac_sha256, random_bytes};
use crate::config::Config;

/// How far two clocks of ours may be apart.
const LEEWAY_SECS: i64 = 5;
/// Tells our access tokens from other JWTs (RFC 9068).
const TYPE: &str = "at+jwt";
/// Who they are for.
const AUDIENCE: &str = "broadsheet.api";
/// No token of ours is longer; what is, is not worth decoding.
const MAX_BYTES: usize = 2000;

/// Mints and reads access tokens, and derives refresh tokens from one another. Holds keys derived from the server's
/// secret, never the secret itself.
#[derive(Clone)]
pub struct AccessTokens {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    issuer: String,
    lifetime_secs: u32,
    refresh_key: Digest256,
}

/// What an access token says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessClaim {
    /// The account.
    pub user: UserId,
    /// The session that it was minted for.
    pub session: SessionId,
    /// The version of the account's rights at that time.
    pub version: i64,
}

/// The token is not one of ours, not for us, or not valid now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the access token is not valid")]
pub struct AccessTokenError;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    ver: i64,
    jti: String,
    nbf: u64,
    exp: u64,
}

impl AccessTokens {
    /// As the configuration says.
    pub fn of(config: &Config) -> Self {
        let secret = config.secrets.key.expose().as_bytes();
        Self::new(secret, &config.site.address(""), config.auth.access_token_minutes * 60)
    }

    /// Derives the keys from the server's secret; `issuer` is the address of the site.
    pub fn new(secret: &[u8], issuer: &str, lifetime_secs: u32) -> Self {
        let key = hmac_sha256(secret, &[b"broadsheet.access-token.v1"]);
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[issuer]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
        // Checked in `read`, against our clock.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self {
            encoding: EncodingKey::from_secret(&key),
            decoding: DecodingKey::from_secret(&key),
            validation,
            issuer: issuer.to_owned(),
            lifetime_secs,
            refresh_key: hmac_sha256(secret, &[b"broadsheet.refresh-token.v1"]),
        }
    }

    /// How long a token lives.
    pub fn lifetime_secs(&self) -> u32 {
        self.lifetime_secs
    }

    /// A token that is valid from `now` on for its lifetime.
    pub fn mint(&self, claim: &AccessClaim, now: Timestamp) -> Result<String, AccessTokenError> {
        let claims = Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: claim.user,
            sid: claim.session,
            ver: claim.version,
            jti: base64url(&random_bytes::<16>()),
            nbf: seconds(now),
            exp: seconds(now) + u64::from(self.lifetime_secs),
        };
        encode(&header(), &claims, &self.encoding).map_err(|_| AccessTokenError)
    }

    /// What a token says, if all of it is right.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<AccessClaim, AccessTokenError> {
        if token.len() > MAX_BYTES {
            return Err(AccessTokenError);
        }
        let data = self.decode(token)?;
        // Equal to what we write: no key id, key address or embedded key, no critical extension.
        if data.header != header() {
            return Err(AccessTokenError);
        }
        let (nbf, exp) = (signed(data.claims.nbf)?, signed(data.claims.exp)?);
        let now = now.as_millis().div_euclid(1000);
        let has_begun = nbf <= now + LEEWAY_SECS;
        let is_over = exp + LEEWAY_SECS < now;
        // A token that outlives what we mint was not minted by us, whatever its signature says.
        let lives_too_long = exp > nbf + i64::from(self.lifetime_secs);
        if !has_begun || is_over || lives_too_long {
            return Err(AccessTokenError);
        }
        Ok(AccessClaim { user: data.claims.sub, session: data.claims.sid, version: data.claims.ver })
    }

    /// True for a token in our form that we never made: edited, unsigned, or signed with another key or algorithm. One
    /// that is over, and text that is no token at all, is not forged.
    pub fn is_forged(&self, token: &str) -> bool {
        let is_shaped = token.len() <= MAX_BYTES && is_shaped_like_a_jwt(token);
        is_shaped && !matches!(self.decode(token), Ok(data) if data.header == header())
    }

    fn decode(&self, token: &str) -> Result<TokenData<Claims>, AccessTokenError> {
        decode::<Claims>(token, &self.decoding, &self.validation).map_err(|_| AccessTokenError)
    }

    /// The one refresh token that follows `presented`: a retry whose answer was lost gets the same one again, so that
    /// two tabs never make two branches (SECURITY A5).
    pub fn successor(&self, presented: &str) -> Token {
        Token::from_bytes(&hmac_sha256(&self.refresh_key, &[presented.as_bytes()]))
    }
}

impl std::fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessTokens(..)")
    }
}

/// Three parts, of which the first is a JSON object in base64url.
fn is_shaped_like_a_jwt(token: &str) -> bool {
    let first = token.split('.').next().filter(|_| token.split('.').count() == 3);
    let bytes = first.and_then(|first| URL_SAFE_NO_PAD.decode(first).ok());
    bytes.is_some_and(|bytes| serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(&bytes).is_ok())
}

fn header() -> Header {
    let mut header = Header::new(Algorithm::HS256);
    header.typ = Some(TYPE.to_owned());
    header
}

/// Whole seconds; a clock before 1970 mints tokens that are over at once.
fn seconds(at: Timestamp) -> u64 {
    u64::try_from(at.as_millis().div_euclid(1000)).unwrap_or_default()
}

/// Leaves room for the additions above; year 9999 is within, 2^63 is not.
fn signed(seconds: u64) -> Result<i64, AccessTokenError> {
    i64::try_from(seconds).ok().filter(|seconds| *seconds <= i64::from(u32::MAX) * 1000).ok_or(AccessTokenError)
}

#[cfg(test)]
mod tests;
