//! `/auth` of version 1: tokens for scripts.

use broadsheet::domain::user::role;
use serde_json::json;

use crate::support::{App, PASSWORD};

#[tokio::test]
async fn a_script_signs_in_with_an_opaque_token_and_out_again() {
    let app = App::new().await;
    app.account("ada", role::AUTHOR).await;

    let answer =
        app.anonymous().post("/api/v1/auth/login", json!({"login": "ada", "password": PASSWORD})).await.is(200);
    let token = answer.body()["token"].as_str().unwrap().to_owned();
    let script = app.anonymous().with_token(&token);

    assert!(token.starts_with("bs_v1_"));
    assert_eq!(script.get("/api/v1/me").await.is(200).body()["username"], "ada");
    script.post("/api/v1/auth/logout", json!({})).await.is(204);
    script.get("/api/v1/me").await.is_problem(401, "token.invalid");
}
