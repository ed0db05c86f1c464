//! The second step of a sign-in: codes, recovery codes, passkeys; each good once, in one browser, for five minutes.

use axum::http::Method;
use broadsheet_shared::limit::Action;
use serde_json::{Value, json};

use crate::support::{App, PASSWORD, limited, passkey_answer, together};

const GIVE: &str = "/api/v2/auth/login/second-factor";

#[tokio::test]
async fn a_password_alone_does_not_sign_in_where_there_is_a_second_factor() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;

    let (browser, challenge) = app.half_signed_in("ada").await;

    assert_eq!(challenge["methods"], json!(["totp", "recovery_code"]));
    assert!(challenge["access_token"].is_null() && challenge["user"].is_null());
    assert!(browser.cookie("__Host-rt").is_none() && browser.cookie("__Host-step").is_some());
    browser.get("/api/v2/me").await.is_problem(401, "auth.required");
    browser.try_refresh().await.is_problem(401, "token.invalid");
    let signed_in = browser.give(&challenge, json!({"code": app.code(&totp)})).await.is(200);
    assert_eq!(signed_in.body()["user"]["username"], "ada");
    let cookies = signed_in.cookies();
    assert!(cookies.iter().any(|(name, value)| name == "__Host-rt" && !value.is_empty()));
    assert!(cookies.iter().any(|(name, value)| name == "__Host-step" && value.is_empty()), "it is over");
    app.work().await;
}

#[tokio::test]
async fn a11_a_wrong_code_is_said_at_its_field_counted_and_written_down() {
    let app = App::with(limited(&[(Action::AuthSecondFactor, "3/15m per account")])).await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;
    let (browser, challenge) = app.half_signed_in("ada").await;

    for _ in 0..3 {
        let refused = browser.give(&challenge, json!({"code": "000000"})).await.is_problem(422, "request.invalid");
        assert_eq!(refused.body()["errors"][0]["pointer"], "/code");
        assert_eq!(refused.body()["errors"][0]["code"], "wrong");
    }
    // The right one is looked at no more than a wrong one.
    let limited = browser.give(&challenge, json!({"code": app.code(&totp)})).await.is_problem(429, "limit.exceeded");
    assert!(!limited.header("retry-after").is_empty());

    let failed = app.texts("SELECT action FROM audit_log WHERE action = 'auth.second_factor_failed'").await;
    assert_eq!(failed.len(), 3);
    app.wait_secs(900);
    let (browser, challenge) = app.half_signed_in("ada").await;
    browser.give(&challenge, json!({"code": app.code(&totp)})).await.is(200);
    app.work().await;
}

#[tokio::test]
async fn a7_a_code_works_once_also_in_another_sign_in() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;
    let (first, other) = (app.half_signed_in("ada").await, app.half_signed_in("ada").await);
    let code = json!({"code": app.code(&totp)});

    first.0.give(&first.1, code.clone()).await.is(200);

    let refused = other.0.give(&other.1, code.clone()).await.is_problem(422, "request.invalid");
    assert_eq!(refused.body()["errors"][0]["code"], "used");
    first.0.give(&first.1, code.clone()).await.is_problem(400, "challenge.invalid");
    // One step late the code would still be in time, were it not used.
    app.wait_secs(30);
    let refused = other.0.give(&other.1, code).await.is_problem(422, "request.invalid");
    assert_eq!(refused.body()["errors"][0]["code"], "used");
    other.0.give(&other.1, json!({"code": app.code(&totp)})).await.is(200);
    app.work().await;
}

#[tokio::test]
async fn k_of_thirty_uses_of_one_code_exactly_one_gets_in() {
    let app = App::with(limited(&[(Action::AuthSecondFactor, "100/15m per account")])).await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;
    let code = json!({"code": app.code(&totp)});
    let recovery = json!({"recovery_code": totp.recovery_codes[0]});

    for factor in [code, recovery] {
        let mut calls = Vec::new();
        let shared = app.half_signed_in("ada").await;
        for index in 0..30 {
            // Half of them share one sign-in, the others have one each.
            if index % 2 == 0 {
                calls.push(shared.0.giving(&shared.1, factor.clone()));
            } else if index < 20 {
                let (browser, challenge) = app.half_signed_in("ada").await;
                calls.push(browser.giving(&challenge, factor.clone()));
            }
        }
        let answers = together(calls).await;

        let passed = answers.iter().filter(|answer| answer.status() == 200).count();
        let others: Vec<_> = answers.iter().map(|answer| (answer.status(), answer.code())).collect();
        assert_eq!(passed, 1, "{others:?}");
        assert!(answers.iter().all(|answer| matches!(answer.status(), 200 | 400 | 422)), "{others:?}");
    }
    app.work().await;
}

#[tokio::test]
async fn a_recovery_code_works_once_in_any_spelling_and_its_owner_hears_of_it() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;
    assert_eq!(totp.recovery_codes.len(), 10);
    app.mails().await;
    let spelt = totp.recovery_codes[3].to_uppercase().replace('-', " ");

    let (browser, challenge) = app.half_signed_in("ada").await;
    browser.give(&challenge, json!({"recovery_code": spelt})).await.is(200);

    let (browser, challenge) = app.half_signed_in("ada").await;
    let used = json!({"recovery_code": totp.recovery_codes[3]});
    let refused = browser.give(&challenge, used).await.is_problem(422, "request.invalid");
    assert_eq!(refused.body()["errors"][0]["pointer"], "/recovery_code");
    let told = app.last_mail_to("ada@example.org").await;
    assert!(told.subject.starts_with("A recovery code was used"), "{}", told.subject);
    let used = app.texts("SELECT action FROM audit_log WHERE action = 'factor.recovery_code_used'").await;
    assert_eq!(used.len(), 1);
    // Time goes on, for codes of an app are another matter.
    let ada = app.sign_in_with_code("ada", &totp).await;
    assert_eq!(ada.get("/api/v2/me/recovery-codes").await.is(200).body()["left"], 9);
}

#[tokio::test]
async fn a13_a_sign_in_belongs_to_the_browser_that_began_it_and_ends_after_five_minutes() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;
    let (browser, challenge) = app.half_signed_in("ada").await;
    let (another, _) = app.half_signed_in("ada").await;
    let code = || json!({"code": app.code(&totp)});

    app.anonymous().give(&challenge, code()).await.is_problem(400, "challenge.invalid");
    another.give(&challenge, code()).await.is_problem(400, "challenge.invalid");
    browser.give(&json!({"challenge": "x"}), code()).await.is_problem(400, "challenge.invalid");
    let cross = browser.giving(&challenge, code()).header("sec-fetch-site", "cross-site").send().await;
    cross.is_problem(403, "request.origin_forbidden");
    app.wait_secs(299);
    browser.give(&challenge, json!({"code": "000000"})).await.is_problem(422, "request.invalid");
    app.wait_secs(1);
    browser.give(&challenge, code()).await.is_problem(400, "challenge.invalid");

    // What is over is forgotten by the worker.
    broadsheet::services::factors::purge(app.context()).await.unwrap();
    app.work().await;
    assert!(app.texts("SELECT purpose FROM ceremonies").await.is_empty());
}

#[tokio::test]
async fn a6_a_changed_password_or_a_shut_account_ends_a_half_done_sign_in() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;
    let rita = app.admin("rita").await;
    let (browser, challenge) = app.half_signed_in("ada").await;

    let change = json!({"current_password": PASSWORD, "password": "a better horse battery"});
    ada.put("/api/v2/me/password", change).await.is(204);
    browser.give(&challenge, json!({"code": app.code(&totp)})).await.is_problem(400, "challenge.invalid");

    let login = json!({"login": "ada", "password": "a better horse battery"});
    let mut browser = app.anonymous();
    let challenge = browser.post("/api/v2/auth/login", login).await.is(202);
    let challenge = browser.accept(challenge).body();
    rita.post("/api/v2/admin/users/ada/suspend", json!({"reason": "Noise"})).await.is(200);
    browser.give(&challenge, json!({"code": app.code(&totp)})).await.is_problem(400, "challenge.invalid");
    app.work().await;
}

#[tokio::test]
async fn a_reset_password_leaves_the_second_factor_where_it_is() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;
    app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": "ada"})).await.is(202);
    let token = crate::support::token_in(&app.last_mail_to("ada@example.org").await);
    let reset = json!({"token": token, "password": "a better horse battery"});

    app.anonymous().post("/api/v2/auth/reset-password", reset).await.is(200);

    let mut browser = app.anonymous();
    let login = json!({"login": "ada", "password": "a better horse battery"});
    let challenge = browser.post("/api/v2/auth/login", login).await.is(202);
    let challenge = browser.accept(challenge).body();
    browser.give(&challenge, json!({"code": "000000"})).await.is(422);
    browser.give(&challenge, json!({"code": app.code(&totp)})).await.is(200);
    app.work().await;
}

#[tokio::test]
async fn a_passkey_is_a_second_factor_too() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let mut phone = app.authenticator();
    app.register_passkey(&ada, &mut phone, "Phone").await;
    let (browser, challenge) = app.half_signed_in("ada").await;
    assert_eq!(challenge["methods"], json!(["passkey", "recovery_code"]));
    let options = &challenge["passkey_options"];

    let mut stranger = app.authenticator();
    let eve = app.author("eve").await;
    app.register_passkey(&eve, &mut stranger, "Eve's").await;
    let mut foreign = options.clone();
    foreign["publicKey"]["allowCredentials"] = json!([]);
    let refused = browser.give(&challenge, json!({"passkey": stranger.get(&foreign)})).await;
    assert_eq!(refused.is_problem(422, "request.invalid").body()["errors"][0]["pointer"], "/passkey");
    let evil = phone.lured_to("https://evil.example").get(options);
    browser.give(&challenge, json!({"passkey": evil})).await.is(422);
    browser.give(&challenge, json!({"passkey": {"id": "x"}})).await.is(422);
    browser.give(&challenge, json!({"code": "123456"})).await.is(422);

    browser.give(&challenge, json!({"passkey": phone.get(options)})).await.is(200);
    app.work().await;
}

#[tokio::test]
async fn version_one_points_to_personal_access_tokens() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let login = json!({"login": "ada", "password": PASSWORD});
    let script = app.anonymous().post("/api/v1/auth/login", login.clone()).await.is(200).body();
    let script = app.anonymous().with_token(script["token"].as_str().unwrap());
    script.get("/api/v1/me").await.is(200);

    app.set_up_totp(&ada).await;

    script.get("/api/v1/me").await.is_problem(401, "token.invalid");
    let refused = app.anonymous().post("/api/v1/auth/login", login).await;
    let refused = refused.is_problem(403, "auth.second_factor_unsupported").body();
    assert!(refused["error"]["message"].as_str().unwrap().contains("personal access token"), "{refused}");
    let wrong = json!({"login": "ada", "password": "not the password"});
    app.anonymous().post("/api/v1/auth/login", wrong).await.is_problem(401, "auth.invalid_credentials");
    let made = json!({"name": "Backup", "scopes": ["read"], "expires_in_days": 1, "password": PASSWORD});
    let token = ada.post("/api/v2/me/tokens", made).await.is(201).body();
    app.anonymous().with_token(token["token"].as_str().unwrap()).get("/api/v1/me").await.is(200);
    app.work().await;
}

#[tokio::test]
async fn every_wrong_form_is_named() {
    let app = App::new().await;
    let pointer = async |body: Value| {
        let answer = app.anonymous().call(Method::POST, GIVE).json(&body).send().await;
        let body = answer.is_problem(422, "request.invalid").body();
        body["errors"][0]["pointer"].as_str().unwrap().to_owned()
    };

    assert_eq!(pointer(json!({"challenge": "x"})).await, "/code");
    assert_eq!(pointer(json!({"challenge": "x", "code": "12a456"})).await, "/code");
    assert_eq!(pointer(json!({"challenge": "x", "recovery_code": "short"})).await, "/recovery_code");
    assert_eq!(pointer(json!({"challenge": "x", "code": "123456", "trusted": true})).await, "/trusted");
    let both = passkey_answer(&json!({"challenge": "x"}), json!({}));
    assert_eq!(pointer(json!({"challenge": "x", "code": "123456", "passkey": both})).await, "/code");
}

#[tokio::test]
async fn a_right_password_that_opens_nothing_is_written_down_all_the_same() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.set_up_totp(&ada).await;
    let login = || json!({"login": "ada", "password": PASSWORD});
    let lines = async |action: &str| {
        app.texts(&format!("SELECT action FROM audit_log WHERE action = '{action}' AND person_id IS NOT NULL"))
            .await
            .len()
    };

    app.half_signed_in("ada").await;
    assert_eq!(lines("session.second_factor_asked").await, 1);
    let script = app.anonymous().post("/api/v1/auth/login", login()).await;
    assert_eq!(script.code(), "auth.second_factor_unsupported");
    assert_eq!((lines("session.second_factor_asked").await, lines("session.sign_in_failed").await), (2, 0));
    let log = ada.get("/api/v2/me/audit-log").await.is(200).text();
    assert!(log.contains("session.second_factor_asked"), "its owner can see that somebody has it: {log}");

    let leaving = json!({"content": "anonymise", "password": PASSWORD});
    ada.delete_with("/api/v2/me", leaving).await.is(202);
    app.anonymous().post("/api/v1/auth/login", login()).await.is_problem(403, "account.leaving");
    assert_eq!(lines("session.sign_in_failed").await, 1);
    app.work().await;
}
