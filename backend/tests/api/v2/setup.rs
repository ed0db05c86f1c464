//! `/setup`: the one-use link, and `/site`.

use broadsheet::services::{freshness::Freshness, setup};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::support::{App, PASSWORD};

async fn token(app: &App) -> String {
    let link = setup::ensure_link(app.context()).await.unwrap().expect("a site without an admin");
    let (page, token) = link.split_once("#token=").unwrap();
    assert_eq!(page, "http://localhost:8080/setup");
    token.to_owned()
}

fn form(token: &str, username: &str) -> Value {
    json!({
        "token": token, "site_name": "The Daily Ferris", "site_language": "en",
        "site_base_url": "http://localhost:8080/", "username": username, "email": "ada@example.org",
        "password": PASSWORD,
    })
}

#[tokio::test]
async fn the_link_makes_the_first_admin_and_names_the_site_once() {
    let app = App::new().await;
    let token = token(&app).await;
    assert_eq!(app.anonymous().get("/api/v2/site").await.is(200).body()["needs_set_up"], true);

    let mut ada = app.anonymous();
    let answer = ada.post("/api/v2/setup", form(&token, "ada")).await;
    ada.accept(answer.is(201));

    let me = ada.get("/api/v2/me").await.is(200).body();
    assert_eq!((me["roles"].clone(), me["is_email_confirmed"].clone()), (json!(["admin"]), json!(true)));
    let site = app.anonymous().get("/api/v2/site").await.is(200).body();
    assert_eq!(site["name"], "The Daily Ferris");
    assert_eq!(site["base_url"], "http://localhost:8080");
    assert_eq!(site["needs_set_up"], false);
    app.anonymous().post("/api/v2/setup", form(&token, "eve")).await.is_problem(404, "setup.link_invalid");
    assert_eq!(setup::ensure_link(app.context()).await.unwrap(), None);
}

#[tokio::test]
async fn an_admin_whom_a_command_made_ends_the_set_up_on_pages_that_are_kept() {
    let app = App::new().await;
    let leads_on = async || app.anonymous().get("/").await.is(200).text().contains("site-nav__search");
    assert!(!leads_on().await);
    let mut freshness = Freshness::begin(app.context()).await.unwrap();
    assert!(!freshness.look(app.context()).await.unwrap());

    // As it is written by a process that this one does not hear.
    app.account("ada", "reader").await;
    app.sql("UPDATE user_roles SET role_id = (SELECT id FROM roles WHERE name = 'admin')").await;

    assert!(freshness.look(app.context()).await.unwrap());
    assert!(leads_on().await);
    assert!(!freshness.look(app.context()).await.unwrap());
}

#[tokio::test]
async fn an_older_or_wrong_link_is_not_valid() {
    let app = App::new().await;
    let old = token(&app).await;
    app.wait_secs(60);
    let new = token(&app).await;

    for wrong in [old.as_str(), "", "x", &new[1..]] {
        app.anonymous().post("/api/v2/setup", form(wrong, "eve")).await.is_problem(404, "setup.link_invalid");
    }

    app.anonymous().post("/api/v2/setup", form(&new, "ada")).await.is(201);
}

#[tokio::test]
async fn of_processes_that_start_together_one_has_a_link_which_stays_valid() {
    let app = App::new().await;
    let neighbour = app.neighbour().await;

    let (one, other) = tokio::join!(setup::ensure_link(app.context()), setup::ensure_link(&neighbour));
    let links: Vec<String> = [one, other].into_iter().filter_map(|link| link.unwrap()).collect();

    assert_eq!(links.len(), 1, "{links:?}");
    assert!(setup::has_link(&neighbour).await.unwrap());
    let (_, token) = links[0].split_once("#token=").unwrap();
    app.anonymous().post("/api/v2/setup", form(token, "ada")).await.is(201);
    assert!(!setup::has_link(&neighbour).await.unwrap());
}

#[tokio::test]
async fn another_address_than_the_configured_one_is_refused_by_name() {
    let app = App::new().await;
    let token = token(&app).await;
    let anyone = app.anonymous();

    for other in
        ["https://localhost:8080", "http://localhost", "http://localhost:8080/blog", "https://blog.example.org"]
    {
        let mut wanted = form(&token, "ada");
        wanted["site_base_url"] = json!(other);
        let problem = anyone.post("/api/v2/setup", wanted).await.is_problem(422, "request.invalid").body();
        let error = &problem["errors"][0];
        assert_eq!(error["pointer"], "/site_base_url", "{other}");
        let detail = error["detail"].as_str().unwrap();
        assert!(
            detail.contains("http://localhost:8080") && detail.contains("BROADSHEET_SITE__BASE_ADDRESS"),
            "{detail}"
        );
    }

    assert!(app.texts("SELECT username FROM users").await.is_empty());
    anyone.post("/api/v2/setup", form(&token, "ada")).await.is(201);
}

#[tokio::test]
async fn an_address_stored_by_an_earlier_version_is_not_a_second_truth() {
    let app = App::new().await;
    app.sql("INSERT INTO settings (key, value, updated_at) VALUES ('site.base_url', 'https://other.example', 0)").await;

    let site = app.anonymous().get("/api/v2/site").await.is(200).body();

    assert_eq!(site["base_url"], "http://localhost:8080");
}

#[tokio::test]
async fn of_ten_at_once_one_becomes_the_admin() {
    let app = App::new().await;
    let token = token(&app).await;
    let caller = app.anonymous();
    let forms = (0..10).map(|number| form(&token, &format!("ada{number}")));

    let answers = join_all(forms.map(|form| caller.post("/api/v2/setup", form))).await;

    assert_eq!(answers.iter().filter(|answer| answer.status() == 201).count(), 1);
    assert!(answers.iter().all(|answer| matches!(answer.status(), 201 | 404 | 409)));
    assert_eq!(app.texts("SELECT username FROM users").await.len(), 1);
}

#[tokio::test]
async fn a_site_with_an_admin_has_no_link() {
    let app = App::new().await;
    let token = token(&app).await;
    app.admin("ada").await;

    assert_eq!(setup::ensure_link(app.context()).await.unwrap(), None);
    app.anonymous().post("/api/v2/setup", form(&token, "eve")).await.is_problem(404, "setup.link_invalid");
}
