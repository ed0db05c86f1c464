//! Deleting one's account: the proof, the two weeks in which it can be kept, and who may not go.

use broadsheet::domain::user::role;
use broadsheet_shared::limit::Action;
use serde_json::{Value, json};

use crate::support::{App, Caller, PASSWORD, eventually, limited, together};

pub(super) const ME: &str = "/api/v2/me";
const KEEP: &str = "/api/v2/me/restore";
const DAY: i64 = 86_400;

/// Asks for one's account to be deleted, with one's password.
pub(in crate::v2) async fn leave(person: &Caller, content: &str) -> Value {
    person.delete_with(ME, json!({"content": content, "password": PASSWORD})).await.is(202).body()
}

/// Lets two weeks pass, and a worker do what is due shortly before their end, which is the last word, and after it.
pub(in crate::v2) async fn erase(app: &App) {
    for days in [12, 2] {
        app.wait_secs(days * DAY);
        broadsheet::worker::enqueue_scheduled(app.context()).await.unwrap();
        app.work().await;
    }
}

#[tokio::test]
async fn who_leaves_is_signed_out_told_by_mail_and_can_keep_the_account() {
    let app = App::new().await;
    let (ada, mut there) = (app.author("ada").await, app.sign_in("ada").await);
    let post = ada.publish("Still here").await;
    let made = json!({"name": "T", "scopes": ["read"], "expires_in_days": 90});
    let token = ada.post("/api/v2/me/tokens", made).await.is(201).body();
    let program = app.anonymous().with_token(token["token"].as_str().unwrap());
    program.get(ME).await.is(200);

    let departure = leave(&ada, "remove").await;

    assert_eq!((&departure["content"], &departure["erase_at"]), (&json!("remove"), &json!("2026-01-15T12:00:00.000Z")));
    for dead in [&ada, &there, &program] {
        dead.get(ME).await.is_problem(401, "token.invalid");
    }
    there.refresh().await.is(401);
    let mail = app.last_mail_to("ada@example.org").await;
    assert!(mail.subject.starts_with("Your account will be deleted"), "{}", mail.subject);
    assert!(mail.text.contains("15 January 2026") && mail.text.contains("/login"), "{}", mail.text);
    let reasons = app.texts("SELECT DISTINCT revoked_reason FROM sessions WHERE revoked_at IS NOT NULL").await;
    assert_eq!(reasons, ["left"]);

    // Page and posts stay as they are, and her password still opens the way back.
    app.anonymous().get("/api/v2/users/ada").await.is(200);
    app.anonymous().get(&format!("/api/v2/posts/{}", post["slug"].as_str().unwrap())).await.is(200);
    let back = app.sign_in("ada").await;
    assert_eq!(back.get(ME).await.is(200).body()["departure"], departure);
    let me = back.post(KEEP, json!({})).await.is(200).body();

    assert_eq!(me["departure"], Value::Null);
    back.draft("And on").await;
    program.get(ME).await.is(200);
    back.post(KEEP, json!({})).await.is_problem(409, "account.not_leaving");
    erase(&app).await;
    app.anonymous().get("/api/v2/users/ada").await.is(200);
}

#[tokio::test]
async fn a17_during_the_grace_nothing_works_but_reading_who_one_is_and_the_way_back() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.author("bob").await);
    let (own, other) = (ada.publish("Own").await, bob.publish("Other").await);
    let draft = ada.draft("Draft").await;
    leave(&ada, "anonymise").await;
    let back = app.sign_in("ada").await;
    let id = |post: &Value| post["id"].as_str().unwrap().to_owned();

    for (verb, path, body) in [
        ("POST", "/api/v2/posts".to_owned(), json!({"title": "x"})),
        ("POST", format!("/api/v2/posts/{}/publish", id(&draft)), json!({})),
        ("POST", format!("/api/v2/posts/{}/unpublish", id(&own)), json!({})),
        ("POST", format!("/api/v2/posts/{}/comments", id(&other)), json!({"body": "x"})),
        ("PATCH", ME.to_owned(), json!({"bio": "x"})),
        (
            "PUT",
            "/api/v2/me/password".to_owned(),
            json!({"current_password": PASSWORD, "password": "another good one"}),
        ),
        ("PUT", "/api/v2/me/email".to_owned(), json!({"email": "new@example.org", "current_password": PASSWORD})),
        ("POST", "/api/v2/me/tokens".to_owned(), json!({"name": "T", "scopes": ["read"], "expires_in_days": 1})),
        ("POST", "/api/v2/me/totp".to_owned(), json!({"password": PASSWORD})),
        ("GET", "/api/v2/auth/sessions".to_owned(), json!({})),
        ("GET", "/api/v2/me/audit-log".to_owned(), json!({})),
        ("DELETE", ME.to_owned(), json!({"content": "remove", "password": PASSWORD})),
        ("POST", "/api/v1/posts".to_owned(), json!({"title": "x", "body": "x"})),
    ] {
        let call = back.call(verb.parse().unwrap(), &path).json(&body);
        call.send().await.is_problem(403, "account.leaving");
    }
    // She reads what strangers read: her own draft is nobody's business now.
    back.get(&format!("/api/v2/posts/{}", id(&draft))).await.is_problem(404, "post.not_found");
    let v1 = json!({"login": "ada", "password": PASSWORD});
    app.anonymous().post("/api/v1/auth/login", v1).await.is_problem(403, "account.leaving");
    assert_eq!(bob.get("/api/v2/posts/other/comments").await.is(200).body()["items"], json!([]));
    assert_eq!(app.texts("SELECT email FROM users WHERE username = 'ada'").await, ["ada@example.org"]);
    back.with_refresh_cookie("logout").send().await.is(204);
}

#[tokio::test]
async fn a17_a_post_whose_time_comes_during_the_grace_waits_for_who_stays() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.schedule("Later", "2026-01-02T00:00:00Z").await;
    leave(&ada, "anonymise").await;

    app.wait_secs(2 * DAY);
    app.work().await;

    app.anonymous().get("/api/v2/posts/later").await.is(404);
    assert_eq!(app.texts("SELECT state FROM posts WHERE slug = 'later'").await, ["scheduled"]);
    app.sign_in("ada").await.post(KEEP, json!({})).await.is(200);
    app.work().await;
    app.anonymous().get("/api/v2/posts/later").await.is(200);
}

#[tokio::test]
async fn nobody_leaves_without_proof_and_a_recent_sign_in_is_none() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let ask = async |body| ada.delete_with(ME, body).await;

    ask(json!({"content": "remove"})).await.is_problem(403, "auth.proof_required");
    let wrong = ask(json!({"content": "remove", "password": "not the password"})).await;
    assert_eq!(wrong.is_problem(422, "request.invalid").body()["errors"][0]["pointer"], "/password");
    ask(json!({"content": "keep", "password": PASSWORD})).await.is_problem(422, "request.invalid");
    ask(json!({"password": PASSWORD})).await.is_problem(422, "request.invalid");
    app.anonymous().delete_with(ME, json!({"content": "remove", "password": PASSWORD})).await.is(401);

    assert_eq!(ada.get(ME).await.is(200).body()["departure"], Value::Null);
    assert!(app.mails().await.is_empty());
}

#[tokio::test]
async fn who_has_a_second_factor_leaves_by_a_passkey_and_comes_back_with_both() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let totp = app.set_up_totp(&ada).await;
    let mut phone = app.authenticator();
    app.register_passkey(&ada, &mut phone, "Phone").await;
    let mut asked = ada.passkey_proof(&mut phone).await;
    asked["content"] = json!("anonymise");

    ada.delete_with(ME, asked.clone()).await.is(202);

    let back = app.sign_in_with_code("ada", &totp).await;
    assert_eq!(back.get(ME).await.is(200).body()["departure"]["content"], "anonymise");
    let mut by_passkey = app.anonymous();
    by_passkey.sign_in_by_passkey(&mut phone).await.is(200);
    by_passkey.post(KEEP, json!({})).await.is(200);
    back.draft("On we go").await;
    // The proof was for one deed.
    back.delete_with(ME, asked).await.is_problem(400, "challenge.invalid");
    app.work().await;
}

#[tokio::test]
async fn a11_deleting_is_no_further_door_for_guessing() {
    let app = App::with(limited(&[(Action::AuthLogin, "3/15m per account")])).await;
    let ada = app.author("ada").await;
    // The token without the browser, which has tries of its own.
    let thief = app.anonymous().with_token(ada.token());
    let guess = json!({"content": "remove", "password": "not the password"});

    thief.delete_with(ME, guess.clone()).await.is(422);
    thief.delete_with(ME, guess.clone()).await.is(422);
    thief.delete_with(ME, guess).await.is_problem(429, "limit.exceeded");

    let login = json!({"login": "ada", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", login).await.is_problem(429, "limit.exceeded");
    app.mails().await;
}

#[tokio::test]
async fn b11_the_last_administrator_stays() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    let asked = || json!({"content": "remove", "password": PASSWORD});
    rita.delete_with(ME, asked()).await.is_problem(409, "user.last_admin");

    let mina = app.admin("mina").await;
    leave(&mina, "remove").await;

    rita.delete_with(ME, asked()).await.is_problem(409, "user.last_admin");
    // Who leaves counts for nobody, so rita cannot be taken away either.
    let demoted = json!({"roles": ["reader"]});
    rita.put("/api/v2/admin/users/rita/roles", demoted).await.is_problem(409, "user.last_admin");
    app.sign_in("mina").await.post(KEEP, json!({})).await.is(200);
    leave(&rita, "remove").await;
    app.work().await;
}

#[tokio::test]
async fn b11_an_administrator_who_may_do_nothing_yet_is_no_other_one() {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    app.account("mina", role::ADMIN).await;
    app.sql("UPDATE users SET email_confirmed_at = NULL WHERE username = 'mina'").await;
    let asked = json!({"content": "remove", "password": PASSWORD});

    rita.delete_with(ME, asked.clone()).await.is_problem(409, "user.last_admin");
    let demoted = json!({"roles": ["reader"]});
    rita.put("/api/v2/admin/users/rita/roles", demoted.clone()).await.is_problem(409, "user.last_admin");
    // She herself can go: nobody is lost with her.
    rita.put("/api/v2/admin/users/mina/roles", demoted).await.is(200);
    rita.put("/api/v2/admin/users/mina/roles", json!({"roles": ["admin"]})).await.is(200);

    broadsheet::services::accounts::confirm(app.context(), &broadsheet::domain::actor::Actor::System, "mina")
        .await
        .unwrap();
    rita.delete_with(ME, asked).await.is(202);
    app.work().await;
}

#[tokio::test]
async fn b11_of_two_administrators_who_leave_at_once_one_stays() {
    let app = App::new().await;
    let other = app.second().await;
    let (rita, mina) = (app.admin("rita").await, app.admin("mina").await);
    let asked = json!({"content": "remove", "password": PASSWORD});
    let delete = |caller: &Caller| caller.call("DELETE".parse().unwrap(), ME).json(&asked);

    let answers = together([delete(&rita), delete(&other.caller(&mina))]).await;

    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [202, 409]);
    app.work().await;
}

#[tokio::test]
async fn staff_see_who_leaves_and_suspending_does_not_stop_it() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    leave(&ada, "anonymise").await;

    let seen = rita.get("/api/v2/admin/users/ada").await.is(200).body();
    assert_eq!((&seen["status"], &seen["departure"]["content"]), (&json!("active"), &json!("anonymise")));
    rita.post("/api/v2/admin/users/ada/suspend", json!({"reason": "Noise"})).await.is(200);
    let login = json!({"login": "ada", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", login).await.is(401);
    erase(&app).await;

    app.sign_in("rita").await.get("/api/v2/admin/users/ada").await.is(404);
    let actions = app.texts("SELECT action FROM audit_log WHERE action LIKE 'user.%' ORDER BY id").await;
    assert!(actions.ends_with(&["user.suspended".to_owned(), "user.erased".to_owned()]), "{actions:?}");
}

#[tokio::test]
async fn after_two_weeks_the_account_is_gone_and_its_name_and_address_are_free() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    leave(&ada, "anonymise").await;
    for secs in [12 * DAY, 2 * DAY - 1] {
        app.wait_secs(secs);
        broadsheet::worker::enqueue_scheduled(app.context()).await.unwrap();
        app.work().await;
    }
    let back = app.sign_in("ada").await;

    app.wait_secs(3_600);
    broadsheet::worker::enqueue_scheduled(app.context()).await.unwrap();
    app.work().await;

    back.get(ME).await.is_problem(401, "token.invalid");
    back.post(KEEP, json!({})).await.is(401);
    let login = json!({"login": "ada", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", login).await.is_problem(401, "auth.invalid_credentials");
    app.anonymous().get("/api/v2/users/ada").await.is_problem(404, "user.not_found");
    assert!(app.texts("SELECT content FROM departures").await.is_empty());
    let other = app.newcomer("ada").await;
    assert_ne!(other.id(), ada.id());
    app.mails().await;
}

#[tokio::test]
async fn an_erased_author_is_gone_from_lists_pages_and_search_on_every_process() {
    let app = App::new().await;
    let other = app.second().await;
    let (ada, bob) = (app.author("ada").await, app.author("bob").await);
    ada.patch(ME, json!({"display_name": "Augusta"})).await.is(200);
    ada.publish("Notes on engines").await;
    bob.publish("Bread").await;
    ada.comment("bread", "Nice crust").await;
    for address in ["/api/v2/posts", "/api/v2/posts/bread/comments", "/posts/notes-on-engines", "/feed.xml"] {
        assert!(other.anonymous().get(address).await.text().contains("Augusta"), "{address}");
    }
    leave(&ada, "anonymise").await;

    erase(&app).await;

    for address in ["/api/v2/posts", "/api/v2/posts/bread/comments", "/posts/notes-on-engines", "/feed.xml"] {
        eventually(address, async || {
            let text = other.anonymous().get(address).await.text();
            !text.contains("Augusta") && text.contains("Deleted user")
        })
        .await;
    }
    let found = app.anonymous().get("/api/v2/search?q=augusta&type=users").await.is(200).text();
    assert!(!found.contains("ada"), "{found}");
}

#[tokio::test]
async fn a_thread_keeps_its_shape_when_a_comment_in_it_is_removed() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.person("bob", role::AUTHOR).await);
    bob.publish("Bread").await;
    let top = ada.comment("bread", "Nice crust").await;
    let answer = json!({"body": "Thank you", "parent_id": top["id"]});
    bob.post("/api/v2/posts/bread/comments", answer).await.is(201);
    leave(&ada, "remove").await;

    erase(&app).await;

    let thread = app.anonymous().get("/api/v2/posts/bread/comments").await.is(200).body();
    assert_eq!(thread["items"].as_array().unwrap().len(), 2, "{thread}");
    assert_eq!((&thread["items"][0]["body"], &thread["items"][0]["author"]), (&json!(""), &Value::Null));
    assert_eq!(thread["items"][1]["body"], "Thank you");
    assert_eq!(app.anonymous().get("/api/v2/posts/bread").await.is(200).body()["comment_count"], 1);
}

#[tokio::test]
async fn accounts_that_cannot_be_erased_hold_up_nobody_else() {
    let app = App::new().await;
    // More than a worker looks up at once.
    let broken: Vec<String> = (0..21).map(|number| format!("ada{number}")).collect();
    for name in broken.iter().map(String::as_str).chain(["bob"]) {
        leave(&app.author(name).await, "remove").await;
        app.wait_secs(1);
    }
    app.refuse_to_erase(&broken).await;

    erase(&app).await;

    let login = |name: &str| json!({"login": name, "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", login("bob")).await.is(401);
    app.anonymous().get("/api/v2/users/bob").await.is(404);
    assert_eq!(app.texts("SELECT DISTINCT status FROM users WHERE username LIKE 'ada%'").await, ["active"]);
    app.erase_as_ever().await;
    app.wait_secs(3_600);
    broadsheet::worker::enqueue_scheduled(app.context()).await.unwrap();
    app.work().await;
    assert!(app.texts("SELECT content FROM departures").await.is_empty());
}
