//! Taking second factors away from who has lost them.

use broadsheet_shared::limit::Action;
use serde_json::{Value, json};

use crate::support::{Answer, App, Caller, PASSWORD, limited};

async fn reset(by: &Caller, whom: &str, proof: Value) -> Answer {
    by.post(&format!("/api/v2/admin/users/{whom}/reset-factors"), proof).await
}

fn password() -> Value {
    json!({ "password": PASSWORD })
}

#[tokio::test]
async fn who_has_lost_every_factor_is_let_in_by_staff() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    app.set_up_totp(&ada).await;
    app.register_passkey(&ada, &mut app.authenticator(), "Phone").await;
    app.half_signed_in("ada").await;
    ada.get("/api/v2/me").await.is(200);

    reset(&rita, "ADA", password()).await.is(204);

    for table in ["totp_secrets", "recovery_codes", "passkeys", "ceremonies"] {
        assert!(app.texts(&format!("SELECT 'x' FROM {table}")).await.is_empty(), "{table}");
    }
    ada.get("/api/v2/me").await.is_problem(401, "token.invalid");
    ada.try_refresh().await.is_problem(401, "token.invalid");
    let reasons = app.texts("SELECT DISTINCT revoked_reason FROM sessions WHERE revoked_at IS NOT NULL").await;
    assert_eq!(reasons, ["factors_reset"]);
    app.sign_in("ada").await.get("/api/v2/me").await.is(200);
    let told = app.last_mail_to("ada@example.org").await;
    assert!(told.subject.starts_with("Your second factors were removed"), "{}", told.subject);
    let line = "SELECT action FROM audit_log WHERE action = 'factor.reset' AND actor_id IS NOT NULL
        AND person_id <> actor_id";
    assert_eq!(app.texts(line).await.len(), 1);

    // Without any it stays as it is, and nobody is told anything.
    let before = app.mails().await.len();
    reset(&rita, "ada", password()).await.is(204);
    assert_eq!(app.mails().await.len(), before);
}

#[tokio::test]
async fn a11_staff_prove_anew_who_they_are_and_it_is_no_further_door_for_guessing() {
    let app = App::with(limited(&[(Action::AuthLogin, "3/15m per account")])).await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    app.set_up_totp(&ada).await;

    reset(&rita, "ada", json!({})).await.is_problem(403, "auth.proof_required");
    let wrong = reset(&rita, "ada", json!({"password": "not this one"})).await.is_problem(422, "request.invalid");
    assert_eq!(wrong.body()["errors"][0]["pointer"], "/password");
    // The token without the browser, which has tries of its own.
    let thief = app.anonymous().with_token(rita.token());
    let guess = || json!({"password": "nor this one"});
    reset(&thief, "ada", guess()).await.is(422);
    reset(&thief, "ada", guess()).await.is(422);
    reset(&thief, "ada", guess()).await.is_problem(429, "limit.exceeded");

    assert_eq!(app.texts("SELECT 'x' FROM totp_secrets").await.len(), 1);
    ada.get("/api/v2/me").await.is(200);
    app.work().await;
}

#[tokio::test]
async fn b5_nobody_takes_factors_from_those_above_them_or_from_themselves() {
    let app = App::new().await;
    let (root, ada) = (app.admin("root2").await, app.author("ada").await);
    let role = json!({
        "name": "helper", "label": "Helper", "position": 250, "permissions": ["users.manage", "users.read_private"]
    });
    root.post("/api/v2/admin/roles", role).await.is(201);
    app.account("hal", "helper").await;
    let hal = app.sign_in("hal").await;
    let totp = app.set_up_totp(&root).await;

    reset(&hal, "root2", password()).await.is_problem(403, "permission.denied");
    reset(&hal, "hal", password()).await.is_problem(403, "permission.denied");
    reset(&hal, "nobody", password()).await.is_problem(404, "user.not_found");
    reset(&ada, "hal", password()).await.is_problem(403, "permission.denied");
    app.anonymous().post("/api/v2/admin/users/ada/reset-factors", password()).await.is(401);

    assert_eq!(app.texts("SELECT 'x' FROM totp_secrets").await.len(), 1);
    app.sign_in_with_code("root2", &totp).await;
    app.work().await;
}
