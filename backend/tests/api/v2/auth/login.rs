//! Signing in and out.

use axum::http::Method;
use broadsheet::domain::user::role;
use serde_json::json;

use crate::support::{App, PASSWORD};

#[tokio::test]
async fn a_person_signs_in_by_name_or_confirmed_address_and_is_known() {
    let app = App::new().await;
    let id = app.account("ada", role::AUTHOR).await;

    for login in ["ada", "ADA", " ada ", "ada@example.org", "Ada@Example.org"] {
        let body = json!({"login": login, "password": PASSWORD});
        let answer = app.anonymous().post("/api/v2/auth/login", body).await.is(200);
        assert_eq!(answer.body()["user"]["id"], json!(id), "{login}");
        assert_eq!(answer.body()["expires_in"], 600);
    }
    let ada = app.sign_in("ada").await;

    let me = ada.get("/api/v2/me").await.is(200).body();
    assert_eq!(me["username"], "ada");
    assert_eq!(me["roles"], json!(["author"]));
    assert_eq!(me["email"], "ada@example.org");
}

#[tokio::test]
async fn signing_out_ends_the_session_and_empties_the_browser() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    let call = ada.call(Method::POST, "/api/v2/auth/logout").header("x-broadsheet-client", "web");
    let answer = call.json(&json!({})).send().await.is(204);

    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    assert!(answer.cookies().iter().all(|(_, value)| value.is_empty()));
    ada.get("/api/v2/me").await.is_problem(401, "token.invalid");
    ada.try_refresh().await.is_problem(401, "token.invalid");
}
