//! Shutting accounts, and opening them again.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{App, servers, within};

const USERS: &str = "/api/v2/admin/users";
const REASON: &str = "Copies texts of others again and again.";

fn for_good() -> Value {
    json!({ "reason": REASON })
}

#[tokio::test]
async fn a17_a_suspended_account_is_shut_everywhere_and_its_works_stay() {
    let app = App::new().await;
    let (maud, ada) = (app.moderator("maud").await, app.author("ada").await);
    ada.publish("Still here").await;
    for path in ["/api/v2/users/ada", "/users/ada", "/api/v2/search?q=ada&type=users"] {
        app.anonymous().get(path).await.is(200);
    }

    let view = maud.post(&format!("{USERS}/ada/suspend"), for_good()).await.is(200).body();

    assert_eq!((&view["status"], &view["suspension"]["reason"]), (&json!("suspended"), &json!(REASON)));
    assert_eq!((&view["suspension"]["until"], &view["suspension"]["by"]), (&json!(null), &json!(maud.id())));
    ada.get("/api/v2/me").await.is_problem(401, "token.invalid");
    ada.try_refresh().await.is_problem(401, "token.invalid");
    let login = json!({"login": "ada", "password": crate::support::PASSWORD});
    app.anonymous().post("/api/v2/auth/login", login).await.is_problem(401, "auth.invalid_credentials");
    app.anonymous().get("/api/v2/users/ada").await.is_problem(404, "user.not_found");
    app.anonymous().get("/users/ada").await.is(404);
    let found = app.anonymous().get("/api/v2/search?q=ada&type=users").await.is(200).body();
    assert_eq!(found["items"], json!([]));
    app.anonymous().get("/api/v2/posts/still-here").await.is(200);
}

#[tokio::test]
async fn an_opened_account_signs_in_anew_and_its_old_sessions_stay_dead() {
    let app = App::new().await;
    let (maud, ada) = (app.moderator("maud").await, app.author("ada").await);
    maud.post(&format!("{USERS}/ada/suspend"), for_good()).await.is(200);
    maud.post(&format!("{USERS}/ada/suspend"), for_good()).await.is_problem(409, "user.wrong_state");

    let view = maud.post(&format!("{USERS}/ada/unsuspend"), json!({})).await.is(200).body();

    assert_eq!((&view["status"], &view["suspension"]), (&json!("active"), &json!(null)));
    ada.get("/api/v2/me").await.is_problem(401, "token.invalid");
    ada.try_refresh().await.is_problem(401, "token.invalid");
    app.sign_in("ada").await.get("/api/v2/me").await.is(200);
    app.anonymous().get("/api/v2/users/ada").await.is(200);
    let found = app.anonymous().get("/api/v2/search?q=ada&type=users").await.body();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    maud.post(&format!("{USERS}/ada/unsuspend"), json!({})).await.is_problem(409, "user.wrong_state");
}

#[tokio::test]
async fn a_suspension_with_an_end_ends_by_the_clock() {
    let app = App::new().await;
    let maud = app.moderator("maud").await;
    app.account("ada", "author").await;
    let until = |time: &str| json!({"reason": REASON, "until": time});
    let suspend = async |time: &str| maud.post(&format!("{USERS}/ada/suspend"), until(time)).await;

    let past = suspend("2026-01-01T12:00:00Z").await.is_problem(422, "request.invalid").body();
    assert_eq!(past["errors"][0]["pointer"], "/until");
    suspend("2026-01-01T12:05:00Z").await.is(200);
    // Opened by hand and shut for longer: the first timer finds nothing to do.
    maud.post(&format!("{USERS}/ada/unsuspend"), json!({})).await.is(200);
    assert_eq!(suspend("2026-01-01T12:08:00Z").await.is(200).body()["suspension"]["until"], "2026-01-01T12:08:00.000Z");

    app.wait_secs(300);
    assert_eq!(app.work().await, 1);
    app.anonymous().get("/api/v2/users/ada").await.is(404);
    app.wait_secs(180);
    assert_eq!(app.work().await, 1);

    app.anonymous().get("/api/v2/users/ada").await.is(200);
    app.sign_in("ada").await.get("/api/v2/me").await.is(200);
    let by_whom = "SELECT action FROM audit_log WHERE action = 'user.unsuspended' AND actor_id IS NULL";
    assert_eq!(app.texts(by_whom).await.len(), 1, "the program opened it");
}

#[tokio::test]
async fn b5_nobody_suspends_themselves_or_those_above_them() {
    let app = App::new().await;
    let (maud, rita) = (app.moderator("maud").await, app.admin("rita").await);
    app.account("mona", "moderator").await;
    app.account("root2", "admin").await;

    maud.post(&format!("{USERS}/rita/suspend"), for_good()).await.is_problem(403, "permission.denied");
    maud.post(&format!("{USERS}/maud/suspend"), for_good()).await.is_problem(403, "permission.denied");
    maud.post(&format!("{USERS}/{}/suspend", rita.id()), for_good()).await.is_problem(403, "permission.denied");
    maud.post(&format!("{USERS}/nobody/suspend"), for_good()).await.is_problem(404, "user.not_found");
    maud.post(&format!("{USERS}/mona/suspend"), for_good()).await.is(200);
    rita.post(&format!("{USERS}/maud/suspend"), for_good()).await.is(200);

    rita.get("/api/v2/me").await.is(200);
    assert_eq!(rita.get(&format!("{USERS}?status=suspended")).await.body()["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn b5_who_may_not_touch_the_only_administrator_does_not_learn_that_it_is_the_only_one() {
    let app = App::new().await;
    let maud = app.moderator("maud").await;
    let rita = app.admin("rita").await;

    maud.post(&format!("{USERS}/rita/suspend"), for_good()).await.is_problem(403, "permission.denied");

    rita.get("/api/v2/me").await.is(200);
}

#[tokio::test]
async fn a_suspension_names_a_reason() {
    let app = App::new().await;
    let maud = app.moderator("maud").await;
    app.account("ada", "author").await;

    for wrong in [json!({}), json!({"reason": " "}), json!({"reason": "x".repeat(1_001)}), json!({"reason": 1})] {
        let answer = maud.post(&format!("{USERS}/ada/suspend"), wrong).await.is_problem(422, "request.invalid");
        assert_eq!(answer.body()["errors"][0]["pointer"], "/reason");
    }

    app.anonymous().get("/api/v2/users/ada").await.is(200);
}

/// Without a bus, another process keeps a page for its lifetime.
#[tokio::test]
#[ignore = "needs Redis"]
async fn j5_a_suspended_persons_page_is_gone_on_every_process_within_a_second() {
    servers::redis();
    let app = App::new().await;
    let other = app.second().await;
    let maud = app.moderator("maud").await;
    app.account("ada", "author").await;
    other.anonymous().get("/api/v2/users/ada").await.is(200);

    maud.post(&format!("{USERS}/ada/suspend"), for_good()).await.is(200);

    // Far less than the thirty seconds that the page lives without being told of.
    within(Duration::from_secs(5), "the page to be gone", async || {
        other.anonymous().get("/api/v2/users/ada").await.status() == 404
    })
    .await;
}

#[tokio::test]
async fn a17_a_post_whose_time_comes_while_its_author_is_shut_out_waits_for_them() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    for title in ["One", "Two"] {
        ada.schedule(title, "2026-01-01T13:00:00Z").await;
    }
    ada.schedule("Three", "2026-01-01T15:00:00Z").await;
    rita.post(&format!("{USERS}/ada/suspend"), for_good()).await.is(200);
    app.wait_secs(2 * 3_600);
    app.work().await;
    app.anonymous().get("/api/v2/posts/one").await.is(404);

    app.sign_in("rita").await.post(&format!("{USERS}/ada/unsuspend"), json!({})).await.is(200);
    app.work().await;

    for slug in ["one", "two"] {
        app.anonymous().get(&format!("/api/v2/posts/{slug}")).await.is(200);
    }
    app.anonymous().get("/api/v2/posts/three").await.is(404);
    app.wait_secs(3_600);
    app.work().await;
    app.anonymous().get("/api/v2/posts/three").await.is(200);
}
