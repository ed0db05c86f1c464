//! From what services know to what version 2 says, for second factors.

use broadsheet_shared::{browser_json::BrowserJson, v2};

use crate::{
    domain::factor::{CeremonyPurpose, Passkey},
    http::Problem,
    services::{
        factors::{Ceremony, NewTotp},
        sessions::Challenge,
    },
};

fn expires_in() -> u32 {
    u32::try_from(CeremonyPurpose::LIFE_SECS).unwrap_or_default()
}

/// A sign-in that waits for its second factor.
pub(in crate::http::v2) fn challenge(challenge: &Challenge) -> v2::SecondFactorChallenge {
    v2::SecondFactorChallenge {
        challenge: challenge.token.as_str().to_owned(),
        methods: challenge.methods.clone(),
        passkey_options: challenge.passkey_options.clone().and_then(BrowserJson::new),
        expires_in: expires_in(),
    }
}

/// A sign-in that waits for a passkey.
pub(in crate::http::v2) fn passkey_options(challenge: &Challenge) -> Result<v2::PasskeyOptions, Problem> {
    options(challenge.token.as_str(), challenge.passkey_options.clone().unwrap_or_default())
}

/// A ceremony of somebody who is signed in.
pub(in crate::http::v2) fn passkey_ceremony(ceremony: Ceremony) -> Result<v2::PasskeyOptions, Problem> {
    options(ceremony.token.as_str(), ceremony.options)
}

fn options(challenge: &str, options: String) -> Result<v2::PasskeyOptions, Problem> {
    let options = BrowserJson::new(options).ok_or_else(|| Problem::internal("a ceremony without options"))?;
    Ok(v2::PasskeyOptions { challenge: challenge.to_owned(), options, expires_in: expires_in() })
}

/// A passkey. What it is known by stays here.
pub(in crate::http::v2) fn passkey(passkey: Passkey) -> v2::Passkey {
    let Passkey { id, name, created_at, last_used_at, .. } = passkey;
    v2::Passkey { id, name, created_at, last_used_at }
}

/// What an authenticator app needs to know.
pub(in crate::http::v2) fn totp(new: NewTotp) -> v2::NewTotp {
    let NewTotp { secret, address, picture, expires_in } = new;
    v2::NewTotp { secret, address, qr: v2::QrCode { size: picture.size, path: picture.path }, expires_in }
}
