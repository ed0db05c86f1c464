//! Usernames: look-alikes, changes, and where old names lead.

use axum::http::Method;
use broadsheet::domain::user::role;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{Answer, App, Caller, PASSWORD, token_in};

async fn register(app: &App, username: &str) -> Answer {
    let body = json!({"username": username, "email": "x@example.org", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/register", body).await
}

async fn rename(caller: &Caller, username: &str) -> Answer {
    caller.put("/api/v2/me/username", json!({"username": username, "current_password": PASSWORD})).await
}

#[tokio::test]
async fn l1_look_alikes_of_a_taken_name_are_409_and_others_are_not() {
    let app = App::new().await;
    for name in ["paypal", "bob", "burn", "coco", "jörg"] {
        register(&app, name).await.is(202);
    }

    for (name, code) in [
        ("paypa1", "alike"),
        ("paypaI", "alike"),
        ("b0b", "alike"),
        ("bum", "alike"),
        ("сосо", "alike"),
        ("PAYPAL", "taken"),
        ("jo\u{308}rg", "taken"),
        ("JÖRG", "taken"),
    ] {
        let refused = register(&app, name).await.is_problem(409, "username.taken");
        let error = &refused.body()["errors"][0];
        assert_eq!((&error["pointer"], &error["code"]), (&json!("/username"), &json!(code)), "{name}");
    }
    for name in ["jorg", "burns", "анна", "山田太郎", "bob-1"] {
        register(&app, name).await.is(202);
    }
    for name in ["p\u{430}ypal", "ad\u{200b}a", "ａｄａ", "ada\u{202e}x", "adaד"] {
        register(&app, name).await.is(422);
    }
}

#[tokio::test]
async fn names_of_other_scripts_sign_in_and_have_pages() {
    let app = App::new().await;
    register(&app, "Анна").await.is(202);

    let link = json!({"token": token_in(&app.last_mail_to("x@example.org").await)});
    app.anonymous().post("/api/v2/auth/confirm-email", link).await.is(200);
    let anna = app.sign_in("АННА").await;
    anna.publish("Hello").await;

    let path = "%D0%B0%D0%BD%D0%BD%D0%B0";
    assert_eq!(app.anonymous().get(&format!("/api/v2/users/{path}")).await.is(200).body()["username"], "Анна");
    let found = app.anonymous().get("/api/v2/users?q=%D0%90%D0%9D").await.is(200).body();
    assert_eq!(found["items"][0]["username"], "Анна");
    let posts = app.anonymous().get(&format!("/api/v2/posts?author={path}")).await.is(200).body();
    assert_eq!(posts["items"].as_array().unwrap().len(), 1);
    let page = app.anonymous().get(&format!("/users/{path}")).await.is(308);
    app.anonymous().get(page.header("location")).await.is(200);
}

#[tokio::test]
async fn an_old_name_leads_to_the_new_one_everywhere() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Hello").await;
    for path in ["/api/v2/users/ada", "/users/ada", "/api/v2/posts/hello", "/posts/hello", "/api/v2/users?q=ada"] {
        app.anonymous().get(path).await.is(200);
    }
    app.anonymous().get("/users/love_lace").await.is(404);

    let me = rename(&ada, "love_lace").await.is(200).body();

    assert_eq!((&me["username"], &me["display_name"]), (&json!("love_lace"), &json!("love_lace")));
    assert_eq!(app.anonymous().get("/api/v2/users/Ada").await.is(308).header("location"), "/api/v2/users/love_lace");
    assert_eq!(app.anonymous().get("/api/v1/users/ada").await.is(308).header("location"), "/api/v1/users/love_lace");
    assert_eq!(app.anonymous().get("/users/ada").await.is(308).header("location"), "/users/love_lace");
    app.anonymous().get("/users/love_lace").await.is(200);
    assert_eq!(app.anonymous().get("/api/v2/posts/hello").await.body()["author"]["username"], "love_lace");
    let page = app.anonymous().get("/posts/hello").await.is(200).text();
    assert!(page.contains("/users/love_lace") && !page.contains("/users/ada\""), "the post's page names the old one");
    let list = app.anonymous().get("/api/v2/posts?author=love_lace").await.is(200).body();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(app.anonymous().get("/api/v2/users?q=love").await.body()["items"][0]["username"], "love_lace");
    assert!(app.anonymous().get("/api/v2/users?q=ada").await.body()["items"].as_array().unwrap().is_empty());
    assert_eq!(app.texts("SELECT title FROM search_documents WHERE kind = 'user'").await, ["love lace love lace"]);
    assert_eq!(ada.get("/api/v2/me").await.is(200).body()["username"], "love_lace");
    app.sign_in("love_lace").await;
    let old = json!({"login": "ada", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", old).await.is_problem(401, "auth.invalid_credentials");
}

#[tokio::test]
async fn an_old_name_stays_its_owners_and_can_be_taken_back() {
    let app = App::new().await;
    let ada = app.author("adaba").await;
    rename(&ada, "lovelace").await.is(200);

    register(&app, "adaba").await.is_problem(409, "username.taken");
    register(&app, "AdabA").await.is_problem(409, "username.taken");
    let bob = app.author("bobby").await;
    rename(&bob, "adaba").await.is_problem(409, "username.taken");
    rename(&bob, "love1ace").await.is_problem(409, "username.taken");
    app.wait_secs(31 * 24 * 3_600);
    let ada = app.sign_in("lovelace").await;
    rename(&ada, "adaba").await.is(200);

    app.anonymous().get("/api/v2/users/adaba").await.is(200);
    assert_eq!(app.anonymous().get("/api/v2/users/lovelace").await.is(308).header("location"), "/api/v2/users/adaba");
    app.sql("UPDATE users SET status = 'suspended' WHERE username = 'adaba'").await;
    app.wait_secs(60);
    app.context().cache.drop_all().await;
    app.anonymous().get("/api/v2/users/lovelace").await.is_problem(404, "user.not_found");
}

#[tokio::test]
async fn a_name_changes_once_in_thirty_days_and_its_capitals_at_will() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    rename(&ada, "lovelace").await.is(200);
    let again = rename(&ada, "countess").await.is_problem(409, "username.changed_recently");
    assert!(again.text().contains("2026-01-31"), "{}", again.text());
    rename(&ada, "LoveLace").await.is(200);
    rename(&ada, "LoveLace").await.is(200);
    app.wait_secs(30 * 24 * 3_600);
    let ada = app.sign_in("lovelace").await;

    rename(&ada, "countess").await.is(200);
    assert_eq!(app.anonymous().get("/api/v2/users/ada").await.is(308).header("location"), "/api/v2/users/countess");
}

#[tokio::test]
async fn the_present_password_is_asked_for_and_nothing_changes_without_it() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let send = async |body: Value| ada.put("/api/v2/me/username", body).await;

    let wrong = send(json!({"username": "lovelace", "current_password": "not the password"})).await.is(422);
    assert_eq!(wrong.body()["errors"][0]["pointer"], "/current_password");
    send(json!({"username": "lovelace"})).await.is(422);
    send(json!({"username": "ad", "current_password": PASSWORD})).await.is(422);
    send(json!({"username": "lovelace", "current_password": "x".repeat(200)})).await.is(422);
    app.anonymous().put("/api/v2/me/username", json!({})).await.is(401);

    assert_eq!(app.texts("SELECT username FROM users").await, ["ada"]);
}

#[tokio::test]
async fn k2_a_name_that_is_being_given_up_is_at_no_moment_nobodys() {
    let app = App::new().await;
    let ada = app.author("ada-first").await;
    let caller = app.anonymous();
    let body = |number: usize| json!({"username": "ada-first", "email": format!("n{number}@example.org"), "password": PASSWORD});

    let registering = join_all((0..20).map(|number| caller.post("/api/v2/auth/register", body(number))));
    let (renamed, answers) = futures_util::future::join(rename(&ada, "ada-second"), registering).await;

    renamed.is(200);
    assert!(answers.iter().all(|answer| answer.status() == 409));
    assert_eq!(app.texts("SELECT username FROM users").await, ["ada-second"]);
}

#[tokio::test]
async fn k2_of_two_who_want_one_new_name_one_gets_it() {
    let app = App::new().await;
    let people = join_all(["ada", "bob", "cleo", "dora"].map(|name| app.author(name))).await;

    let answers = join_all(people.iter().map(|person| rename(person, "the-new-name"))).await;

    assert_eq!(answers.iter().filter(|answer| answer.status() == 200).count(), 1);
    assert_eq!(answers.iter().filter(|answer| answer.code() == "username.taken").count(), 3);
}

#[tokio::test]
async fn last_seen_is_written_when_somebody_signs_in_or_refreshes_and_not_when_they_read() {
    let app = App::new().await;
    app.account("ada", role::AUTHOR).await;
    let mut ada = app.sign_in("ada").await;
    let seen = async || app.texts("SELECT CAST(last_seen_at AS TEXT) FROM users").await;
    let at_sign_in = seen().await;

    app.wait_secs(60);
    for _ in 0..20 {
        ada.get("/api/v2/me").await.is(200);
        ada.call(Method::GET, "/api/v2/posts").send().await.is(200);
    }
    assert_eq!(seen().await, at_sign_in);
    ada.refresh().await.is(200);

    assert_ne!(seen().await, at_sign_in);
}
