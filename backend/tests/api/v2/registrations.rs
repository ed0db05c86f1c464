//! `/admin/registrations`: who waits, what they may do meanwhile, and how they hear of the decision.

use broadsheet::config::{self, RegistrationMode};
use serde_json::json;

use crate::support::{App, PASSWORD, token_in};

const LOGIN: &str = "/api/v2/auth/login";

/// A site where staff let people in, and ada who waits there.
async fn app_with_ada() -> App {
    let mut config = config::testing();
    config.registration.mode = RegistrationMode::Approval;
    let app = App::with(config).await;
    let form = json!({"username": "ada", "email": "ada@example.org", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/register", form).await.is(202);
    app
}

async fn confirm(app: &App, name: &str) {
    let token = token_in(&app.last_mail_to(&format!("{name}@example.org")).await);
    app.anonymous().post("/api/v2/auth/confirm-email", json!({ "token": token })).await.is(200);
}

async fn login_code(app: &App) -> String {
    let answer = app.anonymous().post(LOGIN, json!({"login": "ada", "password": PASSWORD})).await;
    if answer.status() == 200 { "signed in".to_owned() } else { answer.code().to_owned() }
}

#[tokio::test]
async fn who_waits_can_prove_their_address_and_is_written_to_once_let_in() {
    let app = app_with_ada().await;
    let rita = app.admin("rita").await;
    confirm(&app, "ada").await;
    let waiting = rita.get("/api/v2/admin/registrations").await.is(200).body();
    assert_eq!(waiting["items"][0]["is_email_confirmed"], true);
    assert_eq!(login_code(&app).await, "registration.waiting", "a proven address lets nobody in");
    let account = async || rita.get("/api/v2/admin/users/ada").await.is(200).body();
    assert_eq!(account().await["registration"], "waiting");

    rita.post("/api/v2/admin/registrations/ada/approve", json!({})).await.is(204);

    assert_eq!((&account().await["registration"], &account().await["status"]), (&json!(null), &json!("active")));

    let mail = app.last_mail_to("ada@example.org").await;
    assert!(mail.subject.starts_with("Welcome"), "{}", mail.subject);
    assert!(mail.text.contains("/login"), "{}", mail.text);
    assert_eq!(login_code(&app).await, "signed in");
    let log = rita.get("/api/v2/admin/audit-log?action=registration.approved").await.is(200).body();
    assert_eq!(
        (&log["items"][0]["actor"]["username"], &log["items"][0]["person"]["username"]),
        (&json!("rita"), &json!("ada"))
    );
}

#[tokio::test]
async fn who_has_not_proved_their_address_is_asked_again_once_let_in() {
    let app = app_with_ada().await;
    let rita = app.admin("rita").await;
    let sent = app.mails().await.len();

    rita.post("/api/v2/admin/registrations/ada/approve", json!({})).await.is(204);

    assert_eq!(app.mails().await.len(), sent + 1);
    confirm(&app, "ada").await;
    let me = app.sign_in("ada").await.get("/api/v2/me").await.is(200).body();
    assert_eq!(me["is_email_confirmed"], true);
}

#[tokio::test]
async fn who_is_refused_hears_of_it_at_a_proven_address_and_gets_nothing_else() {
    let app = app_with_ada().await;
    let rita = app.admin("rita").await;
    confirm(&app, "ada").await;

    rita.post("/api/v2/admin/registrations/ada/refuse", json!({})).await.is(204);

    let mail = app.last_mail_to("ada@example.org").await;
    assert!(mail.subject.starts_with("Your account was not let in"), "{}", mail.subject);
    assert_eq!(login_code(&app).await, "registration.refused");
    assert_eq!(rita.get("/api/v2/admin/users/ada").await.is(200).body()["registration"], "refused");
    let sent = app.mails().await.len();
    for path in ["forgot-password", "resend-confirmation"] {
        app.anonymous().post(&format!("/api/v2/auth/{path}"), json!({"login": "ada"})).await.is(202);
    }
    assert_eq!(app.mails().await.len(), sent);
}

#[tokio::test]
async fn a17_opening_an_account_lets_nobody_in_who_waits() {
    let app = app_with_ada().await;
    let rita = app.admin("rita").await;
    let turn = async |verb: &str, body| rita.post(&format!("/api/v2/admin/users/ada/{verb}"), body).await;
    turn("unsuspend", json!({})).await.is_problem(409, "user.wrong_state");
    turn("suspend", json!({"reason": "Noise"})).await.is(200);
    turn("suspend", json!({"reason": "Noise"})).await.is_problem(409, "user.wrong_state");
    assert_eq!(login_code(&app).await, "auth.invalid_credentials", "who is shut out is told nothing");

    turn("unsuspend", json!({})).await.is(200);

    assert_eq!(login_code(&app).await, "registration.waiting");
    let waiting = rita.get("/api/v2/admin/registrations").await.is(200).body();
    assert_eq!(waiting["items"][0]["user"]["username"], "ada");
    rita.post("/api/v2/admin/registrations/ada/approve", json!({})).await.is(204);
    assert_eq!(login_code(&app).await, "signed in");
}

#[tokio::test]
async fn a17_a_suspension_that_ends_by_the_clock_lets_nobody_in_who_waits() {
    let app = app_with_ada().await;
    let rita = app.admin("rita").await;
    let until = app.context().clock.now().plus_secs(3_600).to_string();
    rita.post("/api/v2/admin/users/ada/suspend", json!({"reason": "Noise", "until": until})).await.is(200);

    app.wait_secs(3_601);
    app.work().await;

    assert_eq!(login_code(&app).await, "registration.waiting");
}

#[tokio::test]
async fn a17_who_is_let_in_while_shut_out_comes_in_once_both_are_over() {
    let app = app_with_ada().await;
    let rita = app.admin("rita").await;
    rita.post("/api/v2/admin/users/ada/suspend", json!({"reason": "Noise"})).await.is(200);

    rita.post("/api/v2/admin/registrations/ada/approve", json!({})).await.is(204);

    assert_eq!(login_code(&app).await, "auth.invalid_credentials");
    app.anonymous().get("/api/v2/users/ada").await.is(404);
    rita.post("/api/v2/admin/users/ada/unsuspend", json!({})).await.is(200);
    assert_eq!(login_code(&app).await, "signed in");
}
