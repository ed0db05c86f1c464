//! Setting an authenticator app up, and taking it away; recovery codes.

use broadsheet::{domain::actor::Actor, services::factors};
use serde_json::json;

use crate::support::{App, PASSWORD};

const TOTP: &str = "/api/v2/me/totp";
const CONFIRM: &str = "/api/v2/me/totp/confirm";
const CODES: &str = "/api/v2/me/recovery-codes";

#[tokio::test]
async fn a_secret_counts_after_its_first_code_and_ends_every_other_session() {
    let app = App::new().await;
    let (here, there) = (app.author("ada").await, app.sign_in("ada").await);
    let new = here.post(TOTP, json!({"password": PASSWORD})).await.is(201).body();
    assert!(new["address"].as_str().unwrap().starts_with("otpauth://totp/"));
    assert!(new["qr"]["path"].as_str().unwrap().starts_with('M') && new["qr"]["size"].as_u64().unwrap() > 28);
    assert_eq!(here.get(TOTP).await.is(200).body()["is_on"], false);
    app.sign_in("ada").await;
    there.get("/api/v2/me").await.is(200);

    let refused = here.post(CONFIRM, json!({"code": "000000"})).await.is_problem(422, "request.invalid");
    assert_eq!(refused.body()["errors"][0]["pointer"], "/code");
    let totp = app.set_up_totp(&here).await;

    assert_eq!(here.get(TOTP).await.is(200).body()["is_on"], true);
    assert_eq!(here.get(CODES).await.is(200).body()["left"], 10);
    there.get("/api/v2/me").await.is_problem(401, "token.invalid");
    here.get("/api/v2/me").await.is(200);
    here.post(TOTP, json!({"password": PASSWORD})).await.is_problem(409, "totp.enabled");
    here.post(CONFIRM, json!({"code": app.code(&totp)})).await.is_problem(409, "totp.enabled");
    let told = app.last_mail_to("ada@example.org").await;
    assert!(told.subject.starts_with("An authenticator app was added"), "{}", told.subject);
    assert_eq!(app.texts("SELECT action FROM audit_log WHERE action = 'factor.totp_added'").await.len(), 1);
}

#[tokio::test]
async fn a16_the_table_holds_no_secret_and_no_code() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;

    let sealed = app.texts("SELECT sealed_secret FROM totp_secrets").await;
    let hashes = app.texts("SELECT code_hash FROM recovery_codes").await;

    let secret = totp.secret.to_base32();
    let plain = [secret.clone(), String::from_utf8_lossy(totp.secret.as_bytes()).into_owned()];
    assert!(sealed.len() == 1 && plain.iter().all(|plain| !sealed[0].contains(plain.as_str())));
    assert_eq!(hashes.len(), 10);
    for code in &totp.recovery_codes {
        let bare = code.replace('-', "");
        let plain_hash: String =
            broadsheet::platform::crypto::sha256(bare.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(hashes.iter().all(|hash| !hash.contains(&bare) && *hash != plain_hash), "a short code needs a key");
    }
    // Moved to another account, the row does not open.
    let eve = app.account("eve", "author").await;
    assert!(factors_open(&app, eve, &sealed[0]).is_err() && factors_open(&app, ada.id(), &sealed[0]).is_ok());
    app.work().await;
}

fn factors_open(
    app: &App,
    user: broadsheet_shared::id::UserId,
    sealed: &str,
) -> Result<Vec<u8>, broadsheet::platform::sealing::SealError> {
    app.context().vault.open(user.0.as_bytes(), sealed)
}

#[tokio::test]
async fn what_changes_factors_wants_proof_anew_although_the_sign_in_is_recent() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    ada.post(TOTP, json!({})).await.is_problem(403, "auth.proof_required");
    let refused = ada.post(TOTP, json!({"password": "not the password"})).await.is_problem(422, "request.invalid");
    assert_eq!(refused.body()["errors"][0]["pointer"], "/password");
    ada.post("/api/v2/me/passkeys/options", json!({})).await.is_problem(403, "auth.proof_required");
    ada.post("/api/v2/me/passkeys/proof", json!({})).await.is_problem(403, "auth.proof_required");
    app.set_up_totp(&ada).await;
    ada.post(CODES, json!({})).await.is_problem(403, "auth.proof_required");
    ada.delete_with(TOTP, json!({})).await.is_problem(403, "auth.proof_required");
    assert_eq!(ada.get(TOTP).await.is(200).body()["is_on"], true);
    app.anonymous().get(TOTP).await.is_problem(401, "auth.required");
    app.work().await;
}

#[tokio::test]
async fn a_secret_that_waits_too_long_is_gone() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.post(CONFIRM, json!({"code": "123456"})).await.is_problem(404, "totp.not_found");
    ada.post(TOTP, json!({"password": PASSWORD})).await.is(201);

    app.wait_secs(601);

    // The access token is over by then, and her browser gets the next.
    let mut ada = ada;
    ada.refresh().await.is(200);
    ada.post(CONFIRM, json!({"code": "123456"})).await.is_problem(404, "totp.not_found");
    factors::purge(app.context()).await.unwrap();
    assert!(app.texts("SELECT sealed_secret FROM totp_secrets").await.is_empty());
    app.set_up_totp(&ada).await;
    app.work().await;
}

#[tokio::test]
async fn a_removed_app_asks_for_nothing_and_takes_the_codes_along() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.delete_with(TOTP, json!({"password": PASSWORD})).await.is_problem(404, "totp.not_found");
    ada.post(CODES, json!({"password": PASSWORD})).await.is_problem(404, "totp.not_found");
    app.set_up_totp(&ada).await;

    ada.delete_with(TOTP, json!({"password": PASSWORD})).await.is(204);

    app.sign_in("ada").await.get("/api/v2/me").await.is(200);
    assert_eq!(ada.get(CODES).await.is(200).body()["left"], 0);
    let told = app.last_mail_to("ada@example.org").await;
    assert!(told.subject.starts_with("Your authenticator app was removed"), "{}", told.subject);
}

#[tokio::test]
async fn new_recovery_codes_end_the_old_ones() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;

    let made = ada.post(CODES, json!({"password": PASSWORD})).await.is(201).body();

    let new = made["recovery_codes"][0].as_str().unwrap();
    assert!(!totp.recovery_codes.iter().any(|old| old == new));
    let (browser, challenge) = app.half_signed_in("ada").await;
    browser.give(&challenge, json!({"recovery_code": totp.recovery_codes[0]})).await.is(422);
    browser.give(&challenge, json!({"recovery_code": new})).await.is(200);
    app.work().await;
}

#[tokio::test]
async fn who_has_lost_everything_is_let_in_by_the_command_line() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.set_up_totp(&ada).await;
    app.register_passkey(&ada, &mut app.authenticator(), "Phone").await;
    app.half_signed_in("ada").await;

    assert!(factors::reset(app.context(), &Actor::Anonymous, "ada").await.is_err());
    factors::reset(app.context(), &Actor::System, "ADA").await.unwrap();

    for table in ["totp_secrets", "recovery_codes", "passkeys", "ceremonies"] {
        assert!(app.texts(&format!("SELECT 'x' FROM {table}")).await.is_empty(), "{table}");
    }
    app.sign_in("ada").await.get("/api/v2/me").await.is(200);
    let told = app.last_mail_to("ada@example.org").await;
    assert!(told.subject.starts_with("Your second factors were removed"), "{}", told.subject);
}
