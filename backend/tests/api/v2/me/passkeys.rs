//! Registering, naming and removing passkeys.

use serde_json::json;

use crate::support::{App, PASSWORD, passkey_answer};

const PASSKEYS: &str = "/api/v2/me/passkeys";
const OPTIONS: &str = "/api/v2/me/passkeys/options";

#[tokio::test]
async fn a_passkey_is_registered_named_and_removed() {
    let app = App::new().await;
    let (here, there) = (app.author("ada").await, app.sign_in("ada").await);
    let mut phone = app.authenticator();

    let added = app.register_passkey(&here, &mut phone, "  Phone ").await;
    assert_eq!(added["passkey"]["name"], "Phone");
    assert_eq!(added["recovery_codes"].as_array().unwrap().len(), 10, "it is her first factor");
    there.get("/api/v2/me").await.is_problem(401, "token.invalid");
    let one = format!("{PASSKEYS}/{}", added["passkey"]["id"].as_str().unwrap());
    assert_eq!(here.patch(&one, json!({"name": "Old phone"})).await.is(200).body()["name"], "Old phone");
    here.patch(&one, json!({"name": " "})).await.is_problem(422, "request.invalid");

    here.delete_with(&one, json!({})).await.is_problem(403, "auth.proof_required");
    let proof = here.passkey_proof(&mut phone).await;
    here.delete_with(&one, proof).await.is(204);

    assert!(here.get(PASSKEYS).await.is(200).body()["items"].as_array().unwrap().is_empty());
    app.sign_in("ada").await;
    let told = app.last_mail_to("ada@example.org").await;
    assert!(told.subject.starts_with("A passkey was removed"), "{}", told.subject);
}

#[tokio::test]
async fn b2_passkeys_of_others_are_not_found_and_ceremonies_of_others_do_not_fit() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.author("eve").await);
    let mut phone = app.authenticator();
    let added = app.register_passkey(&ada, &mut phone, "Phone").await;
    let one = format!("{PASSKEYS}/{}", added["passkey"]["id"].as_str().unwrap());

    eve.patch(&one, json!({"name": "Mine"})).await.is_problem(404, "passkey.not_found");
    eve.delete_with(&one, json!({"password": PASSWORD})).await.is_problem(404, "passkey.not_found");

    let options = ada.post(OPTIONS, json!({"password": PASSWORD})).await.is(200).body();
    let mut answer = passkey_answer(&options, app.authenticator().create(&options["options"]));
    answer["name"] = json!("Stolen");
    eve.post(PASSKEYS, answer.clone()).await.is_problem(400, "challenge.invalid");
    let browser = app.anonymous().sign_in_by_passkey(&mut phone).await.is(200).body();
    let other_session = app.anonymous().with_token(browser["access_token"].as_str().unwrap());
    other_session.post(PASSKEYS, answer.clone()).await.is_problem(400, "challenge.invalid");
    ada.post(PASSKEYS, answer.clone()).await.is(201);
    ada.post(PASSKEYS, answer).await.is_problem(400, "challenge.invalid");
    app.work().await;
}

#[tokio::test]
async fn answers_that_do_not_fit_register_nothing() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let begin = async || ada.post(OPTIONS, json!({"password": PASSWORD})).await.is(200).body();
    let options = begin().await;
    let named = |credential| {
        let mut answer = passkey_answer(&options, credential);
        answer["name"] = json!("Phone");
        answer
    };

    let lured = app.authenticator().lured_to("https://evil.example").create(&options["options"]);
    let mut careless = app.authenticator();
    careless.knows_its_person = false;
    for credential in [lured, careless.create(&options["options"]), json!({}), json!({"id": "x"})] {
        let refused = ada.post(PASSKEYS, named(credential)).await.is_problem(422, "request.invalid").body();
        assert_eq!(refused["errors"][0]["pointer"], "/credential");
    }
    app.wait_secs(300);
    let late = named(app.authenticator().create(&options["options"]));
    ada.post(PASSKEYS, late).await.is_problem(400, "challenge.invalid");

    assert!(ada.get(PASSKEYS).await.is(200).body()["items"].as_array().unwrap().is_empty());
    app.sign_in("ada").await;
}

#[tokio::test]
async fn a7_a_passkey_proof_is_good_once_and_a_removed_passkey_proves_nothing() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let (mut phone, mut key) = (app.authenticator(), app.authenticator());
    let added = app.register_passkey(&ada, &mut phone, "Phone").await;
    app.register_passkey(&ada, &mut key, "Key").await;

    let proof = ada.passkey_proof(&mut key).await;
    ada.post("/api/v2/me/recovery-codes", proof.clone()).await.is(201);
    ada.post("/api/v2/me/recovery-codes", proof).await.is_problem(400, "challenge.invalid");

    // Asked while it was there, answered when it was gone.
    let begun = ada.post("/api/v2/me/passkeys/proof", json!({})).await.is(200).body();
    let mut by_phone = begun["options"].clone();
    let allowed = by_phone["publicKey"]["allowCredentials"].as_array().unwrap().clone();
    by_phone["publicKey"]["allowCredentials"] = json!([allowed[0]]);
    let late = json!({"passkey": passkey_answer(&begun, phone.get(&by_phone))});
    let one = format!("{PASSKEYS}/{}", added["passkey"]["id"].as_str().unwrap());
    ada.delete_with(&one, json!({"password": PASSWORD})).await.is(204);
    let refused = ada.post("/api/v2/me/recovery-codes", late).await.is_problem(422, "request.invalid");
    assert_eq!(refused.body()["errors"][0]["pointer"], "/passkey");
    app.work().await;
}

#[tokio::test]
async fn a_passkey_that_does_not_know_its_person_is_no_second_factor_and_no_proof() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let mut phone = app.authenticator();
    app.register_passkey(&ada, &mut phone, "Phone").await;
    let mut careless = phone.clone();
    careless.knows_its_person = false;

    let (browser, challenge) = app.half_signed_in("ada").await;
    let signed = json!({"passkey": careless.get(&challenge["passkey_options"])});
    let refused = browser.give(&challenge, signed).await.is_problem(422, "request.invalid").body();
    assert_eq!(refused["errors"][0]["pointer"], "/passkey");
    let proof = ada.passkey_proof(&mut careless).await;
    let refused = ada.post("/api/v2/me/recovery-codes", proof).await.is_problem(422, "request.invalid").body();
    assert_eq!(refused["errors"][0]["pointer"], "/passkey");

    let (browser, challenge) = app.half_signed_in("ada").await;
    let signed = json!({"passkey": phone.get(&challenge["passkey_options"])});
    browser.give(&challenge, signed).await.is(200);
    let proof = ada.passkey_proof(&mut phone).await;
    ada.post("/api/v2/me/recovery-codes", proof).await.is(201);
    app.work().await;
}

#[tokio::test]
async fn k7_of_thirty_answers_at_once_one_registers() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let options = ada.post(OPTIONS, json!({"password": PASSWORD})).await.is(200).body();
    let mut answer = passkey_answer(&options, app.authenticator().create(&options["options"]));
    answer["name"] = json!("Phone");

    let calls: Vec<_> = (0..30).map(|_| ada.call(axum::http::Method::POST, PASSKEYS).json(&answer)).collect();
    let answers = crate::support::together(calls).await;

    assert_eq!(answers.iter().filter(|answer| answer.status() == 201).count(), 1);
    assert_eq!(app.texts("SELECT name FROM passkeys").await, ["Phone"]);
    app.work().await;
}
