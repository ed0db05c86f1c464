//! Forgetting a password, and choosing another by a mailed link.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{App, PASSWORD, ROUNDS, together, token_in};

const FORGOT: &str = "/api/v2/auth/forgot-password";
const RESET: &str = "/api/v2/auth/reset-password";
const NEW: &str = "a better horse battery";

fn form(token: &str, password: &str) -> Value {
    json!({"token": token, "password": password})
}

async fn forget(app: &App, login: &str) {
    app.anonymous().post(FORGOT, json!({ "login": login })).await.is(202);
}

#[tokio::test]
async fn a6_a_reset_lets_in_with_the_new_password_and_ends_every_session() {
    let app = App::new().await;
    let (here, there) = (app.author("ada").await, app.sign_in("ada").await);
    let script = json!({"login": "ada", "password": PASSWORD});
    let script = app.anonymous().post("/api/v1/auth/login", script.clone()).await.is(200).body();
    let script = app.anonymous().with_token(script["token"].as_str().unwrap());
    script.get("/api/v1/me").await.is(200);
    here.get("/api/v2/me").await.is(200);
    forget(&app, "ada").await;
    let token = token_in(&app.last_mail_to("ada@example.org").await);

    app.anonymous().post(RESET, form(&token, NEW)).await.is(200);

    for mut browser in [here, there] {
        browser.get("/api/v2/me").await.is_problem(401, "token.invalid");
        browser.refresh().await.is(401);
    }
    script.get("/api/v1/me").await.is_problem(401, "token.invalid");
    let old = json!({"login": "ada", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", old).await.is_problem(401, "auth.invalid_credentials");
    app.sign_in_with("ada", NEW).await;
    let told = app.last_mail_to("ada@example.org").await;
    assert!(told.subject.starts_with("Your password was changed"), "{}", told.subject);
    assert!(told.text.contains("a passkey signs in without a password"), "{}", told.text);
}

#[tokio::test]
async fn a6_a_reset_counts_at_other_processes_within_a_second() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let elsewhere = app.adjusted(|parts| parts.standings = broadsheet::services::sessions::Standings::new());
    let ada_elsewhere = elsewhere.caller(&ada);
    ada_elsewhere.get("/api/v2/me").await.is(200);
    forget(&app, "ada").await;
    let token = token_in(&app.last_mail_to("ada@example.org").await);

    app.anonymous().post(RESET, form(&token, NEW)).await.is(200);

    crate::support::eventually("the other process to know", async || {
        ada_elsewhere.get("/api/v2/me").await.status() == 401
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a7_reset_token_works_once_under_thirty_at_once() {
    let app = App::new().await;
    app.account("ada", "author").await;
    forget(&app, "ada").await;
    let token = token_in(&app.last_mail_to("ada@example.org").await);
    let anyone = app.anonymous();
    let password = |number: usize| format!("{NEW} {number}");

    let calls = (0..30).map(|number| anyone.call(Method::POST, RESET).json(&form(&token, &password(number))));
    let answers = together(calls).await;

    let winners: Vec<_> = (0..30).filter(|number| answers[*number].status() == 200).collect();
    assert_eq!(winners.len(), 1, "{:?}", answers.iter().map(|answer| answer.status()).collect::<Vec<_>>());
    for (number, answer) in answers.into_iter().enumerate() {
        if number != winners[0] {
            answer.is_problem(400, "link.invalid");
        }
    }
    app.sign_in_with("ada", &password(winners[0])).await;
    let told = app.texts("SELECT template FROM mails WHERE template = 'password_changed'").await;
    assert_eq!(told.len(), 1, "set once, told once");
}

#[tokio::test]
async fn a7_expired_older_and_foreign_tokens_set_no_password() {
    let app = App::new().await;
    app.account("ada", "author").await;
    app.account("bob", "author").await;
    forget(&app, "ada").await;
    let old = token_in(&app.last_mail_to("ada@example.org").await);
    forget(&app, "ada").await;
    let newer = token_in(&app.last_mail_to("ada@example.org").await);
    forget(&app, "bob").await;
    let bobs = token_in(&app.last_mail_to("bob@example.org").await);

    app.anonymous().post(RESET, form(&old, NEW)).await.is_problem(400, "link.invalid");
    for odd in [json!(null), json!([]), json!(""), json!(newer[..20])] {
        let body = json!({"token": odd, "password": NEW});
        app.anonymous().post(RESET, body).await.is_problem(400, "link.invalid");
    }
    app.anonymous().post(RESET, form(&bobs, NEW)).await.is(200);
    app.sign_in_with("bob", NEW).await;
    app.sign_in("ada").await;
    app.wait_secs(30 * 60);
    app.anonymous().post(RESET, form(&newer, NEW)).await.is_problem(400, "link.invalid");

    app.sign_in("ada").await;
}

#[tokio::test]
async fn a7_a_password_that_is_refused_uses_nothing_up() {
    let app = App::new().await;
    app.account("ada", "author").await;
    forget(&app, "ada").await;
    let token = token_in(&app.last_mail_to("ada@example.org").await);

    let refused = app.anonymous().post(RESET, form(&token, "short")).await.is_problem(422, "request.invalid");

    assert_eq!(refused.body()["errors"][0]["pointer"], "/password");
    app.anonymous().post(RESET, form(&token, NEW)).await.is(200);
}

#[tokio::test]
async fn a7_one_reset_ends_every_other_token_of_the_account() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let change = json!({"email": "ada@new.example", "current_password": PASSWORD});
    ada.put("/api/v2/me/email", change).await.is(202);
    let moving = token_in(&app.last_mail_to("ada@new.example").await);
    forget(&app, "ada").await;
    let token = token_in(&app.last_mail_to("ada@example.org").await);

    app.anonymous().post(RESET, form(&token, NEW)).await.is(200);

    app.anonymous()
        .post("/api/v2/auth/confirm-email", json!({ "token": moving }))
        .await
        .is_problem(400, "link.invalid");
    assert!(app.texts("SELECT purpose FROM account_tokens").await.is_empty());
}

#[tokio::test]
async fn a3_tokens_of_another_purpose_open_nothing_and_are_not_used_up() {
    let app = App::new().await;
    let mut ada = app.author("ada").await;
    app.newcomer("bob").await;
    let confirm = token_in(&app.last_mail_to("bob@example.org").await);
    forget(&app, "ada").await;
    let reset = token_in(&app.last_mail_to("ada@example.org").await);
    let (access, refresh) = (ada.token().to_owned(), ada.cookie("__Host-rt").unwrap().to_owned());

    for wrong in [&confirm, &access, &refresh] {
        app.anonymous().post(RESET, form(wrong, NEW)).await.is_problem(400, "link.invalid");
    }
    for wrong in [&reset, &access, &refresh] {
        let body = json!({ "token": wrong });
        app.anonymous().post("/api/v2/auth/confirm-email", body).await.is_problem(400, "link.invalid");
    }
    for wrong in [&confirm, &reset] {
        app.anonymous().with_token(wrong).get("/api/v2/me").await.is_problem(401, "token.invalid");
        app.anonymous().with_token(wrong).get("/api/v1/me").await.is_problem(401, "token.invalid");
        app.anonymous().with_cookie("__Host-rt", wrong).try_refresh().await.is(401);
        app.anonymous().post("/api/v2/setup", json!({"token": wrong})).await.is(422);
    }

    ada.refresh().await.is(200);
    app.anonymous().post("/api/v2/auth/confirm-email", json!({ "token": confirm })).await.is(200);
    app.anonymous().post(RESET, form(&reset, NEW)).await.is(200);
}

#[tokio::test]
async fn a9_a_forged_host_gets_into_no_link() {
    let mut config = broadsheet::config::testing();
    config.site.base_address = "https://blog.example.org".parse().unwrap();
    let app = App::with(config).await;
    app.account("ada", "author").await;
    let call = || app.anonymous().call(Method::POST, FORGOT).json(&json!({"login": "ada"}));

    call().header("host", "evil.example").send().await.is_problem(400, "request.host_unknown");
    for field in ["x-forwarded-host", "x-host", "forwarded", "x-forwarded-server", "x-original-url"] {
        let value = if field == "forwarded" { "host=evil.example" } else { "evil.example" };
        let call = call().header("host", "blog.example.org").header(field, value);
        call.header("x-forwarded-proto", "http").send().await.is(202);
    }

    let mails = app.mails().await;
    assert_eq!(mails.len(), 3, "F5 holds the rest");
    for mail in mails {
        assert!(mail.text.contains("https://blog.example.org/reset#token="), "{}", mail.text);
        assert!(!mail.text.contains("evil") && !mail.html.contains("evil"));
    }
}

#[tokio::test]
async fn a10_look_alikes_of_an_address_get_nothing() {
    let app = App::new().await;
    app.account("mike", "author").await;
    for twin in [
        "m\u{131}ke@example.org",
        "m\u{131}ke",
        "ｍike@example.org",
        "mike@ｅxample.org",
        "mike@example.org\u{200b}",
        "mike@example.org,eve@evil.example",
        "mike@example.org\r\nBcc: eve@evil.example",
        "mike%40example.org",
        "\"mike\"@example.org",
        "mike@example.org.evil.example",
    ] {
        forget(&app, twin).await;
    }
    assert!(app.mails().await.is_empty());

    // The second is the Kelvin sign, which is a K by Unicode's own rules (NFC): typed so, stored otherwise.
    for twin in ["MIKE@EXAMPLE.ORG", "mi\u{212A}e@example.org"] {
        forget(&app, twin).await;
    }

    let mails = app.mails().await;
    assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["mike@example.org"; 2]);
}

#[tokio::test]
async fn h2_forgetting_is_answered_alike_whoever_is_meant_and_costs_alike() {
    let app = App::new().await;
    app.account("ada", "author").await;
    app.newcomer("bob").await;
    app.account("cleo", "author").await;
    app.sql("UPDATE users SET status = 'suspended' WHERE username = 'cleo'").await;
    app.work().await;
    let (mut answers, mut costs) = (Vec::new(), Vec::new());

    for (number, login) in ["ada", "bob", "bob@example.org", "cleo", "nobody", "x@example.org"].iter().enumerate() {
        let cost = app.cost_of(async |_| {
            answers.push(app.anonymous().post(FORGOT, json!({ "login": login })).await.is(202).bytes().clone());
        });
        costs.push(cost.await);
        // Each leaves one row.
        assert_eq!(app.texts("SELECT template FROM mails").await.len(), (number + 1) * ROUNDS + 1, "{login}");
    }

    answers.dedup();
    costs.dedup();
    assert_eq!((answers.len(), costs.len()), (1, 1), "{costs:?}");
    let resets: Vec<_> = app.mails().await.into_iter().filter(|mail| mail.text.contains("/reset#")).collect();
    assert_eq!(resets.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["ada@example.org"; ROUNDS]);
}

#[tokio::test]
async fn a16_a_stolen_database_holds_no_mailed_secret_and_the_outbox_no_address() {
    let app = App::new().await;
    app.account("ada", "author").await;
    forget(&app, "ada").await;
    let waiting = app.texts("SELECT COALESCE(last_error, '') || template || state FROM mails").await.concat();
    let token = token_in(&app.last_mail_to("ada@example.org").await);

    let stored = app.texts("SELECT token_hash || ' ' || binding || ' ' || purpose FROM account_tokens").await.concat();

    assert!(!waiting.contains('@') && !stored.contains('@'));
    assert!(!stored.contains(&token));
    for part in stored.split(' ') {
        app.anonymous().post(RESET, form(part, NEW)).await.is_problem(400, "link.invalid");
    }
    app.anonymous().post(RESET, form(&token, NEW)).await.is(200);
}
