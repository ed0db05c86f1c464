//! Ada's second factors, and a sign-in that asks for one.

use broadsheet_shared::{browser_json::BrowserJson, id::PasskeyId, v2};
use uuid::Uuid;

use super::people::MORNING;

pub(super) const CHALLENGE: &str = "q0aC2g5zJt1v0b5r1mJcE9nM7yq3nD8kX2wLhT4uVsA";

pub(in crate::http::v2) fn challenge() -> v2::SecondFactorChallenge {
    v2::SecondFactorChallenge {
        challenge: CHALLENGE.to_owned(),
        methods: vec![v2::FactorMethod::Totp, v2::FactorMethod::RecoveryCode],
        passkey_options: None,
        expires_in: 300,
    }
}

pub(in crate::http::v2) fn passkey_options() -> v2::PasskeyOptions {
    let options = r#"{"publicKey": {"challenge": "xJ1v0b5r1mJcE9nM7yq3nA", "rpId": "blog.example.org"}}"#;
    let options = BrowserJson::new(options.to_owned()).expect("the line above is JSON");
    v2::PasskeyOptions { challenge: CHALLENGE.to_owned(), options, expires_in: 300 }
}

/// What an authenticator answers, cut short.
pub(super) fn credential() -> BrowserJson {
    let answer = r#"{"id": "c2VjcmV0", "rawId": "c2VjcmV0", "type": "public-key", "response": {}}"#;
    BrowserJson::new(answer.to_owned()).expect("the line above is JSON")
}

pub(in crate::http::v2) fn passkey() -> v2::Passkey {
    v2::Passkey {
        id: PasskeyId(Uuid::from_u128(0x0190_c9d2_7c1e_7a7b_8c11_1b2a_3c4d_5e73)),
        name: "Phone".to_owned(),
        created_at: MORNING,
        last_used_at: Some(MORNING.plus_secs(3_600)),
    }
}

pub(in crate::http::v2) fn added_passkey() -> v2::AddedPasskey {
    v2::AddedPasskey { passkey: v2::Passkey { last_used_at: None, ..passkey() }, recovery_codes: codes() }
}

pub(in crate::http::v2) fn factor_added() -> v2::FactorAdded {
    v2::FactorAdded { recovery_codes: codes() }
}

pub(in crate::http::v2) fn recovery_codes() -> v2::RecoveryCodes {
    v2::RecoveryCodes { recovery_codes: codes() }
}

pub(in crate::http::v2) fn recovery_code_status() -> v2::RecoveryCodeStatus {
    v2::RecoveryCodeStatus { left: 9, made_at: Some(MORNING) }
}

pub(in crate::http::v2) fn totp_status() -> v2::TotpStatus {
    v2::TotpStatus { is_on: true, since: Some(MORNING) }
}

pub(in crate::http::v2) fn new_totp() -> v2::NewTotp {
    v2::NewTotp {
        secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ".to_owned(),
        address: "otpauth://totp/The%20Daily%20Ferris:ada?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=The%20Daily%20Ferris&algorithm=SHA1&digits=6&period=30".to_owned(),
        qr: v2::QrCode { size: 49, path: "M4 4h7v1h-7z".to_owned() },
        expires_in: 600,
    }
}

/// Two of ten.
fn codes() -> Vec<String> {
    ["7k2m-x9dq-04tz", "h3vp-1c8w-rs6n"].map(str::to_owned).to_vec()
}
