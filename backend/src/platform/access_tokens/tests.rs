//! Forged, foreign and mistimed tokens (SECURITY A1 to A3).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::platform::{crypto::hmac_sha256, edits::edits};

const SECRET: &[u8] = b"a secret of the server that is long enough";
const NOW: i64 = 1_800_000_000;

fn tokens() -> AccessTokens {
    AccessTokens::new(SECRET, "https://blog.example.org", 600)
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

fn claim() -> AccessClaim {
    AccessClaim { user: UserId(Uuid::now_v7()), session: SessionId(Uuid::now_v7()), version: 3 }
}

fn good() -> Value {
    let claim = claim();
    json!({
        "iss": "https://blog.example.org", "aud": AUDIENCE, "sub": claim.user, "sid": claim.session, "ver": 3,
        "jti": "x", "nbf": NOW, "exp": NOW + 600,
    })
}

/// Signs whatever it is given with the right key, as only a fault of ours could.
fn signed_with_our_key(header: &Value, claims: &Value) -> String {
    let key = hmac_sha256(SECRET, &[b"broadsheet.access-token.v1"]);
    sign(header, claims, &key)
}

fn sign(header: &Value, claims: &Value, key: &[u8]) -> String {
    use hmac::{Hmac, KeyInit, Mac};
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(claims));
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key).unwrap();
    mac.update(message.as_bytes());
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn our_header() -> Value {
    json!({"typ": "at+jwt", "alg": "HS256"})
}

#[test]
fn minted_token_is_read_back_until_it_is_over() {
    let (tokens, claim) = (tokens(), claim());
    let token = tokens.mint(&claim, at(NOW)).unwrap();

    assert_eq!(tokens.read(&token, at(NOW)), Ok(claim));
    assert_eq!(tokens.read(&token, at(NOW + 605)), Ok(claim));
    assert_eq!(tokens.read(&token, at(NOW + 606)), Err(AccessTokenError));
    assert_eq!(tokens.read(&token, at(NOW - 5)), Ok(claim));
    assert_eq!(tokens.read(&token, at(NOW - 6)), Err(AccessTokenError));
}

proptest! {
    #[test]
    fn a1_a_token_is_read_back_and_one_with_any_edit_is_refused(
        ids in any::<(u128, u128)>(), version in any::<i64>(), edit in edits(),
    ) {
        let (user, session) = (UserId(Uuid::from_u128(ids.0)), SessionId(Uuid::from_u128(ids.1)));
        let claim = AccessClaim { user, session, version };
        let token = tokens().mint(&claim, at(NOW)).unwrap();

        prop_assert_eq!(tokens().read(&token, at(NOW)), Ok(claim));
        prop_assert_eq!(tokens().read(&edit.of(&token), at(NOW)), Err(AccessTokenError));
    }
}

#[test]
fn hand_made_token_is_read_so_that_the_refusals_below_mean_something() {
    assert!(tokens().read(&signed_with_our_key(&our_header(), &good()), at(NOW)).is_ok());
}

#[test]
fn a1_foreign_algorithms_and_keys_are_refused() {
    let headers = [
        json!({"typ": "at+jwt", "alg": "none"}),
        json!({"typ": "at+jwt", "alg": "HS384"}),
        json!({"typ": "at+jwt", "alg": "RS256"}),
        json!({"typ": "at+jwt", "alg": "HS256", "kid": "1"}),
        json!({"typ": "at+jwt", "alg": "HS256", "kid": "../../dev/null"}),
        json!({"typ": "at+jwt", "alg": "HS256", "jku": "https://evil.example/keys"}),
        json!({"typ": "at+jwt", "alg": "HS256", "x5u": "https://evil.example/keys"}),
        json!({"typ": "at+jwt", "alg": "HS256", "crit": ["exp"]}),
        json!({"typ": "at+jwt", "alg": "HS256", "jwk": {"kty": "oct", "k": "AA"}}),
        json!({"typ": "JWT", "alg": "HS256"}),
        json!({"alg": "HS256"}),
    ];
    for header in headers {
        assert!(tokens().read(&signed_with_our_key(&header, &good()), at(NOW)).is_err(), "{header}");
    }
}

#[test]
fn a1_edited_unsigned_and_foreign_tokens_are_refused() {
    let token = tokens().mint(&claim(), at(NOW)).unwrap();
    let (message, _) = token.rsplit_once('.').unwrap();
    let header = json!({"typ": "at+jwt", "alg": "none"}).to_string();
    let unsigned = format!("{}.{}.", URL_SAFE_NO_PAD.encode(header), message.split_once('.').unwrap().1);
    let foreign = sign(&our_header(), &good(), b"another key");
    let other_site = AccessTokens::new(b"the secret of another server, also long", "https://blog.example.org", 600);

    for wrong in [unsigned, format!("{message}."), foreign, String::new(), "..".into(), "a.b.c".into(), "é".into()] {
        assert!(tokens().read(&wrong, at(NOW)).is_err(), "{wrong}");
    }
    assert!(tokens().read(&"a".repeat(1_000_000), at(NOW)).is_err());
    assert!(other_site.read(&token, at(NOW)).is_err());
    for place in 0..token.len() - 1 {
        let mut edited = token.clone().into_bytes();
        edited[place] = if edited[place] == b'A' { b'B' } else { b'A' };
        assert!(tokens().read(std::str::from_utf8(&edited).unwrap(), at(NOW)).is_err(), "place {place}");
    }
}

#[test]
fn a2_times_that_are_not_whole_numbers_in_range_are_refused() {
    let wrong =
        [json!("1800000600"), json!(1_800_000_600.5), json!(null), json!(-1), json!(253_402_300_799_i64), json!([1])];
    for name in ["exp", "nbf"] {
        for value in &wrong {
            let mut claims = good();
            claims[name] = value.clone();
            assert!(tokens().read(&signed_with_our_key(&our_header(), &claims), at(NOW)).is_err(), "{name} {value}");
        }
        let mut claims = good();
        claims.as_object_mut().unwrap().remove(name);
        assert!(tokens().read(&signed_with_our_key(&our_header(), &claims), at(NOW)).is_err(), "no {name}");
    }
}

#[test]
fn a3_tokens_for_others_are_refused() {
    for (name, value) in
        [("iss", json!("https://other.example.org")), ("aud", json!("v1")), ("aud", json!([])), ("sub", json!("me"))]
    {
        let mut claims = good();
        claims[name] = value.clone();
        assert!(tokens().read(&signed_with_our_key(&our_header(), &claims), at(NOW)).is_err(), "{name} {value}");
    }
}

#[test]
fn a5_successor_is_the_same_every_time_and_needs_the_key() {
    let other = AccessTokens::new(b"the secret of another server, also long", "https://blog.example.org", 600);

    assert_eq!(tokens().successor("token"), tokens().successor("token"));
    assert_ne!(tokens().successor("token"), tokens().successor("other"));
    assert_ne!(tokens().successor("token"), other.successor("token"));
}

#[test]
fn a1_what_we_never_made_is_told_from_what_is_over_or_no_token_at_all() {
    let tokens = tokens();
    let minted = tokens.mint(&claim(), at(NOW)).unwrap();
    let (message, signature) = minted.rsplit_once('.').unwrap();
    let none = URL_SAFE_NO_PAD.encode(json!({"alg": "none"}).to_string());
    let (_, payload) = message.split_once('.').unwrap();

    for forged in [
        format!("{message}."),
        format!("{none}.{payload}."),
        format!("{none}.{payload}.{signature}"),
        sign(&our_header(), &good(), b"another key"),
        signed_with_our_key(&json!({"typ": "JWT", "alg": "HS256"}), &good()),
        signed_with_our_key(&json!({"typ": "at+jwt", "alg": "HS512"}), &good()),
    ] {
        assert!(tokens.is_forged(&forged), "{forged}");
    }
    for other in [minted.as_str(), "", "x", "a.b.c", "bs_v1_abc", "..", "e30", "e30.e30"] {
        assert!(!tokens.is_forged(other), "{other}");
    }
}
