//! Making an account.

use broadsheet::config::{self, RegistrationMode};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{App, PASSWORD};

fn form(username: &str, email: &str) -> Value {
    json!({"username": username, "email": email, "password": PASSWORD})
}

#[tokio::test]
async fn a_new_account_is_an_author_with_an_unconfirmed_address() {
    let app = App::new().await;
    app.anonymous().post("/api/v2/auth/register", form("ada", "ada@example.org")).await.is(202);

    let me = app.sign_in("ada").await.get("/api/v2/me").await.is(200).body();

    assert_eq!(me["roles"], json!(["author"]));
    assert_eq!(me["is_email_confirmed"], false);
    assert_eq!(me["display_name"], "ada");
    assert!(me["permissions"].as_array().unwrap().contains(&json!("posts.publish")));
}

#[tokio::test]
async fn h2_the_answer_is_the_same_whatever_happened_to_the_address() {
    let app = App::new().await;
    app.author("ada").await;
    for version in ["v1", "v2"] {
        let path = format!("/api/{version}/auth/register");
        let mut answers = Vec::new();

        let free = app.cost_of(async |round| {
            let name = format!("new-{version}-{round}");
            let free = form(&name, &format!("{name}@example.org"));
            answers.push(app.anonymous().post(&path, free).await.is(202).bytes().clone());
        });
        let free = free.await;
        let known = app.cost_of(async |round| {
            let known = form(&format!("other-{version}-{round}"), "ada@example.org");
            answers.push(app.anonymous().post(&path, known).await.is(202).bytes().clone());
        });
        let known = known.await;

        answers.dedup();
        assert_eq!(answers.len(), 1);
        assert_eq!((free, free.hashes), (known, 1), "the same work");
    }
}

#[tokio::test]
async fn a_taken_name_is_409_in_any_case_of_letters() {
    let app = App::new().await;
    app.author("ada").await;

    let answer = app.anonymous().post("/api/v2/auth/register", form("ADA", "x@example.org")).await;
    let classic = app.anonymous().post("/api/v1/auth/register", form("Ada", "y@example.org")).await;

    assert_eq!(answer.is_problem(409, "username.taken").body()["errors"][0]["pointer"], "/username");
    assert!(classic.is_problem(409, "username.taken").body()["error"]["fields"]["username"].is_array());
}

#[tokio::test]
async fn b3_fields_that_nobody_may_set_are_refused() {
    let app = App::new().await;
    for field in ["role", "roles", "is_email_confirmed", "id", "created_at", "permissions", "status"] {
        let mut body = form("ada", "ada@example.org");
        body[field] = json!("admin");

        let answer = app.anonymous().post("/api/v2/auth/register", body).await.is(422);

        assert_eq!(answer.body()["errors"][0]["pointer"], format!("/{field}"));
    }
    assert!(app.texts("SELECT username FROM users").await.is_empty());
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let app = App::new().await;
    let body = json!({"username": "a", "email": "nowhere", "password": "short"});

    let answer = app.anonymous().post("/api/v2/auth/register", body).await.is_problem(422, "request.invalid");

    let pointers: Vec<_> =
        answer.body()["errors"].as_array().unwrap().iter().map(|error| error["pointer"].clone()).collect();
    assert_eq!(pointers, ["/username", "/email", "/password"]);
}

#[tokio::test]
async fn l1_reserved_and_odd_names_are_refused() {
    let app = App::new().await;
    for name in
        ["admin", "Support", "аda", "a b c", "-ada", "ada_", "ad\u{200b}a", "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f"]
    {
        app.anonymous().post("/api/v2/auth/register", form(name, "a@example.org")).await.is(422);
    }
}

#[tokio::test]
async fn k2_of_thirty_at_once_one_gets_the_name() {
    let app = App::new().await;
    let caller = app.anonymous();
    let forms = (0..30).map(|number| form("ada", &format!("ada{number}@example.org")));

    let answers = join_all(forms.map(|form| caller.post("/api/v2/auth/register", form))).await;

    let made = answers.iter().filter(|answer| answer.status() == 202).count();
    let taken = answers.iter().filter(|answer| answer.code() == "username.taken").count();
    assert_eq!((made, taken), (1, 29));
    assert_eq!(app.texts("SELECT username FROM users").await, ["ada"]);
}

#[tokio::test]
async fn k2_thirty_may_claim_one_address_and_one_confirms_it() {
    use broadsheet::{domain::actor::Actor, services::accounts};
    let app = App::new().await;
    let caller = app.anonymous();
    let forms = (0..30).map(|number| form(&format!("ada{number}"), "ada@example.org"));
    for answer in join_all(forms.map(|form| caller.post("/api/v2/auth/register", form))).await {
        answer.is(202);
    }
    let names: Vec<_> = (0..30).map(|number| format!("ada{number}")).collect();

    let outcomes = join_all(names.iter().map(|name| accounts::confirm(app.context(), &Actor::System, name))).await;

    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
    assert_eq!(app.texts("SELECT username FROM users WHERE email_confirmed_at IS NOT NULL").await.len(), 1);
}

#[tokio::test]
async fn a_closed_site_takes_nobody() {
    let mut config = config::testing();
    config.registration.mode = RegistrationMode::Closed;
    let app = App::with(config).await;

    let answer = app.anonymous().post("/api/v2/auth/register", form("ada", "ada@example.org")).await;

    answer.is_problem(403, "registration.closed");
    assert_eq!(app.anonymous().get("/api/v2/site").await.is(200).body()["registration"], "closed");
}
