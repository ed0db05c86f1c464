//! Another address for one's own account.

use axum::http::Method;
use broadsheet_shared::limit::Action;
use serde_json::{Value, json};

use crate::support::{Answer, App, Caller, PASSWORD, limited, together, token_in};

const EMAIL: &str = "/api/v2/me/email";
const CONFIRM: &str = "/api/v2/auth/confirm-email";

fn to(email: &str) -> Value {
    json!({"email": email, "current_password": PASSWORD})
}

#[tokio::test]
async fn an_address_moves_when_the_new_one_is_confirmed_and_the_old_one_hears_of_it() {
    let app = App::new().await;
    let (ada, mut elsewhere) = (app.author("ada").await, app.sign_in("ada").await);
    ada.put(EMAIL, to("Ada@New.example")).await.is(202);

    let before = ada.get("/api/v2/me").await.is(200).body();
    let mail = app.last_mail_to("Ada@New.example").await;
    app.anonymous().post(CONFIRM, json!({"token": token_in(&mail)})).await.is(200);

    assert_eq!((&before["email"], &before["pending_email"]), (&json!("ada@example.org"), &json!("Ada@New.example")));
    let after = ada.get("/api/v2/me").await.is(200).body();
    assert_eq!((&after["email"], &after["pending_email"]), (&json!("Ada@New.example"), &Value::Null));
    assert_eq!(after["is_email_confirmed"], true);
    let told = app.last_mail_to("ada@example.org").await;
    assert!(told.subject.starts_with("Your account has another e-mail address"), "{}", told.subject);
    assert!(!told.text.contains("New.example"), "the old address need not know the new one");
    let by_new = json!({"login": "ada@new.example", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", by_new).await.is(200);
    let by_old = json!({"login": "ada@example.org", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/login", by_old).await.is(401);
    // A6: the session that asked goes on, others do not.
    ada.get("/api/v2/me").await.is(200);
    elsewhere.refresh().await.is(401);
}

#[tokio::test]
async fn a_change_that_waits_is_taken_back_and_its_link_opens_nothing() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.put(EMAIL, to("ada@new.example")).await.is(202);
    let first = token_in(&app.last_mail_to("ada@new.example").await);
    app.anonymous().post("/api/v2/auth/forgot-password", json!({"login": "ada"})).await.is(202);
    let forgotten = token_in(&app.last_mail_to("ada@example.org").await);

    ada.delete(EMAIL).await.is(204);
    ada.delete(EMAIL).await.is(204);

    app.anonymous().post(CONFIRM, json!({ "token": first })).await.is_problem(400, "link.invalid");
    let me = ada.get("/api/v2/me").await.is(200).body();
    assert_eq!((&me["email"], &me["pending_email"]), (&json!("ada@example.org"), &Value::Null));
    // Asked for again, the new link counts and the former one stays dead.
    ada.put(EMAIL, to("ada@new.example")).await.is(202);
    let second = token_in(&app.last_mail_to("ada@new.example").await);
    app.anonymous().post(CONFIRM, json!({ "token": first })).await.is_problem(400, "link.invalid");
    // What was mailed for another purpose is none of this.
    let reset = json!({"token": forgotten, "password": "another good phrase"});
    app.anonymous().post("/api/v2/auth/reset-password", reset).await.is(200);
    app.anonymous().post(CONFIRM, json!({ "token": second })).await.is_problem(400, "link.invalid");
    let asked = "SELECT action FROM audit_log WHERE action LIKE 'user.email_change%' ORDER BY id";
    assert_eq!(
        app.texts(asked).await,
        ["user.email_change_asked", "user.email_change_cancelled", "user.email_change_asked"]
    );
}

#[tokio::test]
async fn a_mail_that_has_not_left_is_not_sent_once_its_change_is_taken_back() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.put(EMAIL, to("ada@new.example")).await.is(202);

    ada.delete(EMAIL).await.is(204);

    assert!(app.mails().await.is_empty());
    app.anonymous().delete(EMAIL).await.is_problem(401, "auth.required");
}

#[tokio::test]
async fn no_address_moves_without_the_password() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let guess = json!({"email": "ada@new.example", "current_password": "not the password"});

    let refused = ada.put(EMAIL, guess).await.is_problem(422, "request.invalid");

    assert_eq!(refused.body()["errors"][0]["pointer"], "/current_password");
    assert!(app.mails().await.is_empty());
    app.anonymous().put(EMAIL, to("ada@new.example")).await.is_problem(401, "auth.required");
}

#[tokio::test]
async fn h2_a_taken_address_is_answered_like_a_free_one_and_its_owner_hears_of_it() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.account("bob", "author").await;

    let mut answers = Vec::new();
    ada.put(EMAIL, to("first@example.org")).await.is(202);

    let free = app.cost_of(async |round| {
        let free = to(&format!("free-{round}@example.org"));
        answers.push(ada.put(EMAIL, free).await.is(202).bytes().clone());
    });
    let free = free.await;
    let taken =
        app.cost_of(async |_| answers.push(ada.put(EMAIL, to("bob@example.org")).await.is(202).bytes().clone()));
    let taken = taken.await;

    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!((free, free.verifications), (taken, 1), "the same work");
    let told = app.last_mail_to("bob@example.org").await;
    assert!(told.text.contains("Your username is bob.") && !told.text.contains("#token="), "{}", told.text);
    assert!(app.mails().await.iter().all(|mail| mail.to == "bob@example.org"), "the later wish counts");
    assert_eq!(ada.get("/api/v2/me").await.body()["email"], "ada@example.org");
}

#[tokio::test]
async fn an_address_that_somebody_confirms_first_is_lost() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.put(EMAIL, to("both@example.org")).await.is(202);
    let adas = token_in(&app.last_mail_to("both@example.org").await);
    let form = json!({"username": "eve", "email": "both@example.org", "password": PASSWORD});
    app.anonymous().post("/api/v2/auth/register", form).await.is(202);
    let eves = token_in(&app.last_mail_to("both@example.org").await);
    app.anonymous().post(CONFIRM, json!({ "token": eves })).await.is(200);

    app.anonymous().post(CONFIRM, json!({ "token": adas })).await.is_problem(409, "email.taken");

    assert_eq!(ada.get("/api/v2/me").await.is(200).body()["email"], "ada@example.org");
}

#[tokio::test]
async fn a_mistyped_address_is_replaced_at_once_and_never_hears_of_it() {
    let app = App::new().await;
    let ada = app.newcomer("ada").await;
    let mistyped = token_in(&app.last_mail_to("ada@example.org").await);

    ada.put(EMAIL, to("ada@right.example")).await.is(202);

    let me = ada.get("/api/v2/me").await.is(200).body();
    assert_eq!((&me["email"], &me["is_email_confirmed"]), (&json!("ada@right.example"), &json!(false)));
    app.anonymous().post(CONFIRM, json!({ "token": mistyped })).await.is_problem(400, "link.invalid");
    let token = token_in(&app.last_mail_to("ada@right.example").await);
    app.anonymous().post(CONFIRM, json!({ "token": token })).await.is(200);
    let told: Vec<_> = app.mails().await.into_iter().map(|mail| mail.to).collect();
    assert_eq!(told, ["ada@example.org", "ada@right.example"]);
}

#[tokio::test]
async fn l2_what_is_no_single_plain_address_is_refused() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let long = format!("{}@example.org", "x".repeat(309));
    for odd in [
        "",
        "nowhere",
        "a@b.example\r\nBcc: eve@example.org",
        "a@b.example, c@d.example",
        "\"a b\"@b.example",
        "=?utf-8?q?a?=@b.example@c.example",
        "<a@b.example>",
        "Ada <a@b.example>",
        "a@b.example;c@d.example",
        "a@[127.0.0.1]",
        long.as_str(),
    ] {
        let refused = ada.put(EMAIL, to(odd)).await.is_problem(422, "request.invalid");
        assert_eq!(refused.body()["errors"][0]["pointer"], "/email", "{odd}");
        let form = json!({"username": "bob", "email": odd, "password": PASSWORD});
        app.anonymous().post("/api/v2/auth/register", form).await.is(422);
    }
    ada.put(EMAIL, to("ADA@example.org")).await.is_problem(422, "request.invalid");
    assert!(app.mails().await.is_empty());
}

#[tokio::test]
async fn staff_make_a_change_of_address_where_no_mail_can() {
    use broadsheet::{domain::actor::Actor, services::accounts};
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.put(EMAIL, to("ada@new.example")).await.is(202);

    accounts::confirm(app.context(), &Actor::System, "ada").await.unwrap();

    assert_eq!(ada.get("/api/v2/me").await.is(200).body()["email"], "ada@new.example");
}

#[tokio::test]
async fn b10_staff_see_a_waiting_address_and_take_it_as_confirmed() {
    let app = App::new().await;
    let (rita, maud, ada) = (app.admin("rita").await, app.moderator("maud").await, app.author("ada").await);
    let account = "/api/v2/admin/users/ada";
    assert!(rita.get(account).await.is(200).body().get("pending_email").is_none());
    ada.put(EMAIL, to("ada@new.example")).await.is(202);

    assert!(!maud.get(account).await.is(200).text().contains("new.example"));
    assert_eq!(rita.get(account).await.is(200).body()["pending_email"], "ada@new.example");
    let view = rita.patch(account, json!({"is_email_confirmed": true})).await.is(200).body();

    assert_eq!((&view["email"], view.get("pending_email")), (&json!("ada@new.example"), None));
    let told = app.last_mail_to("ada@example.org").await;
    assert!(told.text.contains("another e-mail address"), "{}", told.text);
}

/// A site that takes new accounts with addresses of example.org alone, and rita, who administrates it.
async fn site_of_one_domain() -> (App, Caller) {
    let app = App::new().await;
    let rita = app.admin("rita").await;
    let rules = json!({"registration": {"allowed_domains": ["example.org"]}});
    rita.patch("/api/v2/admin/settings", rules).await.is(200);
    (app, rita)
}

fn wrong(answer: &Answer) -> String {
    let error = &answer.body()["errors"][0];
    format!("{} {}", error["pointer"].as_str().unwrap_or_default(), error["code"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn l2_the_domains_of_the_door_hold_for_the_next_address_too() {
    let (app, rita) = site_of_one_domain().await;
    let ada = app.newcomer("ada").await;

    for outside in ["ada@evil.example", "ada@notexample.org", "ada@example.org.evil.example"] {
        assert_eq!(wrong(&ada.put(EMAIL, to(outside)).await.is(422)), "/email not_allowed", "{outside}");
    }
    let token = token_in(&app.last_mail_to("ada@example.org").await);
    app.anonymous().post(CONFIRM, json!({ "token": token })).await.is(200);
    assert_eq!(wrong(&ada.put(EMAIL, to("ada@evil.example")).await.is(422)), "/email not_allowed");
    ada.put(EMAIL, to("ada@mail.example.org")).await.is(202);

    // Staff answer for themselves and for those whom they invite.
    rita.put(EMAIL, to("rita@elsewhere.example")).await.is(202);
    let made = rita.post("/api/v2/invitations", json!({})).await.is(201).body();
    let form = json!({
        "username": "bob", "email": "bob@elsewhere.example", "password": PASSWORD, "invitation": made["token"],
    });
    app.anonymous().post("/api/v2/auth/register", form).await.is(202);
    let bob = app.sign_in("bob").await;
    bob.put(EMAIL, to("bob@other.example")).await.is(202);
    // Their word is remembered by the address once the invitation is forgotten.
    app.sql("DELETE FROM invitations").await;
    bob.put(EMAIL, to("bob@third.example")).await.is(202);
    app.mails().await;
}

#[tokio::test]
async fn l2_who_is_invited_at_an_address_confirms_that_one_first() {
    let (app, rita) = site_of_one_domain().await;
    let made =
        rita.post("/api/v2/invitations", json!({"email": "bob@partner.example", "days": 1})).await.is(201).body();
    let form = json!({
        "username": "bob", "email": "bob@partner.example", "password": PASSWORD, "invitation": made["token"],
    });
    app.anonymous().post("/api/v2/auth/register", form).await.is(202);
    let bob = app.sign_in("bob").await;

    assert_eq!(wrong(&bob.put(EMAIL, to("eve@evil.example")).await.is(422)), "/email not_invited");
    // The rule outlives the time for which invitations are kept.
    app.wait_secs(32 * 86_400);
    broadsheet::services::registrations::purge(app.context()).await.unwrap();
    let bob = app.sign_in("bob").await;
    assert_eq!(wrong(&bob.put(EMAIL, to("eve@evil.example")).await.is(422)), "/email not_invited");

    app.anonymous().post("/api/v2/auth/resend-confirmation", json!({"login": "bob"})).await.is(202);
    let token = token_in(&app.last_mail_to("bob@partner.example").await);
    app.anonymous().post(CONFIRM, json!({ "token": token })).await.is(200);
    bob.put(EMAIL, to("bob@new.example")).await.is(202);
    broadsheet::services::registrations::purge(app.context()).await.unwrap();
    assert!(app.texts("SELECT email FROM invitations").await.is_empty(), "now it has done its work");
    app.mails().await;
}

#[tokio::test]
async fn f5_many_accounts_fill_no_mailbox() {
    let app = App::with(limited(&[(Action::AuthReset, "3/1h per account")])).await;
    let mut people = Vec::new();
    for name in ["ada", "bob", "cleo", "dora", "emil", "fay"] {
        people.push(app.author(name).await);
    }
    let mails = async || app.mails().await.iter().filter(|mail| mail.to.eq_ignore_ascii_case("v@example.net")).count();

    let answers =
        together(people.iter().map(|person| person.call(Method::PUT, EMAIL).json(&to("v@example.net")))).await;

    assert!(answers.iter().all(|answer| answer.status() == 202 && answer.bytes() == answers[0].bytes()));
    assert_eq!(mails().await, 3);
    // One after the other, each leaving the address to the next; and strangers who claim it.
    for name in ["gus", "hana"] {
        let newcomer = app.newcomer(name).await;
        newcomer.put(EMAIL, to("V@example.net")).await.is(202);
        app.anonymous().post("/api/v2/auth/resend-confirmation", json!({ "login": name })).await.is(202);
        newcomer.put(EMAIL, to(&format!("{name}@away.example"))).await.is(202);
        let form = json!({"username": format!("{name}-2"), "email": "v@example.net", "password": PASSWORD});
        app.anonymous().post("/api/v2/auth/register", form).await.is(202);
    }
    assert_eq!(mails().await, 3);
    app.wait_secs(3_600);
    app.sign_in("ada").await.put(EMAIL, to("v@example.net")).await.is(202);
    assert_eq!(mails().await, 4);
}

#[tokio::test]
async fn f5_a_mail_that_waits_does_not_follow_the_account_to_another_address() {
    let app = App::new().await;
    let ada = app.newcomer("ada").await;
    app.anonymous().post("/api/v2/auth/resend-confirmation", json!({"login": "ada"})).await.is(202);

    ada.put(EMAIL, to("v@example.net")).await.is(202);

    let told: Vec<_> = app.mails().await.into_iter().map(|mail| mail.to).collect();
    assert_eq!(told, ["v@example.net"]);
}

#[tokio::test]
async fn a6_a_new_password_ends_what_was_asked_for_under_the_old_one() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let wanted = json!({"email": "thief@example.org", "current_password": PASSWORD});
    ada.put("/api/v2/me/email", wanted).await.is(202);

    let change = json!({"current_password": PASSWORD, "password": "another good phrase"});
    ada.put("/api/v2/me/password", change).await.is(204);

    assert!(app.mails().await.iter().all(|mail| mail.to == "ada@example.org"), "the mail still waited to be sent");
    assert_eq!(ada.get("/api/v2/me").await.is(200).body()["pending_email"], Value::Null);
}
