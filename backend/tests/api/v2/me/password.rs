//! Another password for one's own account.

use serde_json::{Value, json};

use crate::support::{App, PASSWORD, is_of_a_sign_in, token_in};

const CHANGE: &str = "/api/v2/me/password";
const NEW: &str = "a better horse battery";

fn form(current: &str, new: &str) -> Value {
    json!({"current_password": current, "password": new})
}

#[tokio::test]
async fn a6_a_changed_password_ends_every_session_but_the_one_that_acts() {
    let app = App::new().await;
    let (mut here, mut there) = (app.author("ada").await, app.sign_in("ada").await);
    there.get("/api/v2/me").await.is(200);

    here.put(CHANGE, form(PASSWORD, NEW)).await.is(204);

    there.get("/api/v2/me").await.is_problem(401, "token.invalid");
    there.refresh().await.is(401);
    here.get("/api/v2/me").await.is(200);
    here.refresh().await.is(200);
    app.sign_in_with("ada", NEW).await;
    let told = app.last_mail_to("ada@example.org").await;
    assert!(told.subject.starts_with("Your password was changed"));
    assert!(!told.text.contains("#token="), "news carry no secret");
    let reasons = app.texts("SELECT revoked_reason FROM sessions WHERE revoked_at IS NOT NULL").await;
    assert_eq!(reasons, ["password_changed"]);
}

#[tokio::test]
async fn a_wrong_password_changes_nothing() {
    let app = App::new().await;
    let (ada, there) = (app.author("ada").await, app.sign_in("ada").await);

    let refused = ada.put(CHANGE, form("not the password", NEW)).await.is_problem(422, "request.invalid");

    assert_eq!(refused.body()["errors"][0]["pointer"], "/current_password");
    there.get("/api/v2/me").await.is(200);
    app.sign_in("ada").await;
    assert!(app.mails().await.iter().all(is_of_a_sign_in));
}

#[tokio::test]
async fn every_wrong_field_is_named_and_strangers_are_asked_to_sign_in() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    let refused = ada.put(CHANGE, form("", "short")).await.is_problem(422, "request.invalid").body();

    let pointers: Vec<_> = refused["errors"].as_array().unwrap().iter().map(|error| error["pointer"].clone()).collect();
    assert_eq!(pointers, ["/current_password", "/password"]);
    ada.put(CHANGE, json!({"password": NEW})).await.is_problem(422, "request.invalid");
    app.anonymous().put(CHANGE, form(PASSWORD, NEW)).await.is_problem(401, "auth.required");
}

#[tokio::test]
async fn a7_a_changed_password_ends_mailed_links() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": "ada"})).await.is(202);
    let token = token_in(&app.last_mail_to("ada@example.org").await);

    ada.put(CHANGE, form(PASSWORD, NEW)).await.is(204);

    let reset = json!({"token": token, "password": "yet another horse"});
    app.anonymous().post("/api/v2/auth/reset-password", reset).await.is_problem(400, "link.invalid");
    app.work().await;
}

#[tokio::test]
async fn the_command_line_sets_a_password_where_no_mail_can() {
    use broadsheet::{domain::actor::Actor, services::accounts};
    use broadsheet_shared::value::Password;
    let app = App::new().await;
    let ada = app.author("ada").await;
    let password = Password::parse(NEW).unwrap();

    accounts::set_password(app.context(), &Actor::System, "ADA", &password).await.unwrap();

    ada.get("/api/v2/me").await.is_problem(401, "token.invalid");
    let ada = app.sign_in_with("ada", NEW).await;
    let person = accounts::set_password(app.context(), &Actor::Anonymous, "ada", &password).await;
    assert!(person.is_err());
    ada.get("/api/v2/me").await.is(200);
    app.work().await;
}
