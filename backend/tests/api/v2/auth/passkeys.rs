//! Signing in by a passkey alone.

use broadsheet::config;
use serde_json::json;

use crate::support::{App, passkey_answer, together};

#[tokio::test]
async fn a_passkey_signs_in_without_a_name_and_without_a_further_factor() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.set_up_totp(&ada).await;
    let mut phone = app.authenticator();
    let added = app.register_passkey(&ada, &mut phone, "Phone").await;
    assert!(added["recovery_codes"].as_array().unwrap().is_empty(), "she has some");

    let mut browser = app.anonymous();
    let signed_in = browser.sign_in_by_passkey(&mut phone).await.is(200).body();

    assert_eq!(signed_in["user"]["username"], "ada");
    browser.get("/api/v2/me").await.is(200);
    browser.refresh().await.is(200);
    let listed = browser.get("/api/v2/me/passkeys").await.is(200).body();
    assert_eq!(listed["items"][0]["name"], "Phone");
    assert!(listed["items"][0]["last_used_at"].is_string());
    app.work().await;
}

#[tokio::test]
async fn h1_removed_unknown_and_shut_out_passkeys_get_one_answer() {
    let app = App::new().await;
    let (ada, eve, rita) = (app.author("ada").await, app.author("eve").await, app.admin("rita").await);
    let (mut removed, mut kept, mut of_eve) = (app.authenticator(), app.authenticator(), app.authenticator());
    let id = app.register_passkey(&ada, &mut removed, "Old").await["passkey"]["id"].as_str().unwrap().to_owned();
    app.register_passkey(&ada, &mut kept, "New").await;
    app.register_passkey(&eve, &mut of_eve, "Eve's").await;
    ada.delete_with(&format!("/api/v2/me/passkeys/{id}"), json!({"password": "correct horse battery"})).await.is(204);
    rita.post("/api/v2/admin/users/eve/suspend", json!({"reason": "Noise"})).await.is(200);
    let mut never = app.authenticator();
    never.create(
        &json!({"publicKey": {"rp": {"id": "localhost"}, "user": {"id": "AAAAAAAAAAAAAAAAAAAAAA"}, "challenge": "x"}}),
    );

    let mut texts = Vec::new();
    for authenticator in [&mut removed, &mut of_eve, &mut never] {
        let refused = app.anonymous().sign_in_by_passkey(authenticator).await.is_problem(401, "passkey.refused");
        texts.push(refused.body()["detail"].clone());
    }

    assert!(texts.windows(2).all(|pair| pair[0] == pair[1]), "{texts:?}");
    app.anonymous().sign_in_by_passkey(&mut kept).await.is(200);
    app.work().await;
}

#[tokio::test]
async fn a_passkey_that_does_not_know_its_person_or_is_lured_elsewhere_does_not_sign_in() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let mut phone = app.authenticator();
    app.register_passkey(&ada, &mut phone, "Phone").await;

    let mut lured = phone.lured_to("https://evil.example");
    app.anonymous().sign_in_by_passkey(&mut lured).await.is_problem(401, "passkey.refused");
    let mut anybody = phone.clone();
    anybody.knows_its_person = false;
    app.anonymous().sign_in_by_passkey(&mut anybody).await.is_problem(401, "passkey.refused");

    app.anonymous().sign_in_by_passkey(&mut phone).await.is(200);
    app.work().await;
}

#[tokio::test]
async fn a7_an_answer_is_good_once_in_one_browser_for_five_minutes() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let mut phone = app.authenticator();
    app.register_passkey(&ada, &mut phone, "Phone").await;
    let begin = async || {
        let mut browser = app.anonymous();
        let begun = browser.post("/api/v2/auth/passkeys/options", json!({})).await.is(200);
        let begun = browser.accept(begun).body();
        (browser, begun)
    };
    let path = "/api/v2/auth/passkeys";

    let (browser, begun) = begin().await;
    let answer = passkey_answer(&begun, phone.get(&begun["options"]));
    app.anonymous().post(path, answer.clone()).await.is_problem(400, "challenge.invalid");
    begin().await.0.post(path, answer.clone()).await.is_problem(400, "challenge.invalid");
    let calls = (0..30).map(|_| browser.call(axum::http::Method::POST, path).json(&answer));
    let answers = together(calls.collect::<Vec<_>>()).await;
    assert_eq!(answers.iter().filter(|answer| answer.status() == 200).count(), 1);
    browser.post(path, answer).await.is_problem(400, "challenge.invalid");

    let (browser, begun) = begin().await;
    let late = passkey_answer(&begun, phone.get(&begun["options"]));
    app.wait_secs(300);
    browser.post(path, late).await.is_problem(400, "challenge.invalid");
    // The answer to one ceremony does not fit another, and one of another kind is no ceremony here.
    let ((first, begun), (_, other)) = (begin().await, begin().await);
    let foreign = passkey_answer(&begun, phone.get(&other["options"]));
    first.post(path, foreign).await.is_problem(401, "passkey.refused");
    let (half, challenge) = app.half_signed_in("ada").await;
    let of_another_kind = passkey_answer(&challenge, phone.get(&challenge["passkey_options"]));
    half.post(path, of_another_kind).await.is_problem(400, "challenge.invalid");
    app.work().await;
}

#[tokio::test]
async fn a_copied_authenticator_betrays_itself_by_its_count() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let mut phone = app.authenticator();
    app.register_passkey(&ada, &mut phone, "Phone").await;
    let mut copy = phone.clone();
    app.anonymous().sign_in_by_passkey(&mut phone).await.is(200);
    app.anonymous().sign_in_by_passkey(&mut phone).await.is(200);

    app.anonymous().sign_in_by_passkey(&mut copy).await.is_problem(401, "passkey.refused");
    app.work().await;
}

#[tokio::test]
async fn a_site_of_numbers_says_that_it_has_no_passkeys() {
    let mut config = config::testing();
    config.site.base_address = "http://127.0.0.1:8080".parse().unwrap();
    let app = App::with(config).await;
    let ada = app.author("ada").await;

    let refused = app.anonymous().post("/api/v2/auth/passkeys/options", json!({})).await;

    refused.is_problem(409, "passkey.unavailable");
    let proof = json!({"password": "correct horse battery"});
    ada.post("/api/v2/me/passkeys/options", proof).await.is_problem(409, "passkey.unavailable");
    let totp = app.set_up_totp(&ada).await;
    app.sign_in_with_code("ada", &totp).await.get("/api/v2/me").await.is(200);
    app.work().await;
}
