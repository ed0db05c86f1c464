//! `/search?type=users`: people by the words of their names.

use std::fs;

use broadsheet::{
    domain::user::role,
    services::import::{self, Options, Source},
};
use broadsheet_frontend::paths::encoded;
use serde_json::{Value, json};

use crate::support::{App, Caller, PASSWORD};

/// The usernames that a search finds, in its order.
async fn found(app: &App, query: &str) -> Vec<String> {
    let path = format!("/api/v2/search?q={}&type=users", encoded(query));
    usernames(&app.anonymous().get(&path).await.is(200).body())
}

fn usernames(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().unwrap();
    items.iter().map(|item| item["user"]["username"].as_str().unwrap().to_owned()).collect()
}

/// Somebody under a name of their own.
async fn named(app: &App, username: &str, shown: &str) -> Caller {
    let person = app.author(username).await;
    person.patch("/api/v2/me", json!({"display_name": shown})).await.is(200);
    person
}

#[tokio::test]
async fn words_of_a_name_find_it_in_any_order_and_case_without_accents_and_begun() {
    let app = App::new().await;
    for (username, shown) in
        [("quill", "Tomás Lindqvist"), ("ada_m", "Ada Marlow"), ("zoe-first", "Zoë Übel"), ("kawa", "山田太郎")]
    {
        named(&app, username, shown).await;
    }

    for (query, username) in [
        ("Tomas Lindqvist", "quill"),
        ("TOMÁS", "quill"),
        ("Lindqvist Tomas", "quill"),
        ("lindqvist tom", "quill"),
        ("quill Lind", "quill"),
        ("qui", "quill"),
        ("Marlow Ada", "ada_m"),
        ("ada_", "ada_m"),
        ("ada_m", "ada_m"),
        ("zoe-f", "zoe-first"),
        ("ubel ZOE", "zoe-first"),
        ("Ｚｏｅ", "zoe-first"),
        ("太郎", "kawa"),
        ("山", "kawa"),
    ] {
        assert_eq!(found(&app, query).await, [username], "{query}");
    }
    // Each word must be there, and only the last may be unfinished.
    for query in ["Tom Lindqvist", "Tomas Marlow", "indqvist", "nobody"] {
        assert!(found(&app, query).await.is_empty(), "{query}");
    }
}

#[tokio::test]
async fn what_matched_is_marked_in_the_shown_name_as_it_is_written() {
    let app = App::new().await;
    named(&app, "quill", "Tomás Lindqvist").await;

    let page = app.anonymous().get("/api/v2/search?q=lindqvist%20tomas&type=users").await.is(200).body();

    let segments = page["items"][0]["name"].as_array().unwrap();
    let matched: Vec<_> =
        segments.iter().filter(|part| part["is_match"] == true).map(|part| part["text"].clone()).collect();
    assert_eq!(matched, ["Tomás", "Lindqvist"]);
}

#[tokio::test]
async fn a_name_comes_before_what_somebody_tells_about_themselves() {
    let app = App::new().await;
    let bob = app.author("bob").await;
    app.author("marlow").await;
    bob.patch("/api/v2/me", json!({"bio": "I read what Marlow writes."})).await.is(200);

    assert_eq!(found(&app, "marlow").await, ["marlow", "bob"]);
}

#[tokio::test]
async fn a_person_is_found_by_their_present_names_alone() {
    let app = App::new().await;
    let quill = named(&app, "quill", "Tomás Lindqvist").await;
    assert_eq!(found(&app, "lindqvist").await, ["quill"]);

    quill.patch("/api/v2/me", json!({"display_name": "Tomás Ek"})).await.is(200);
    let renaming = json!({"username": "feather", "current_password": PASSWORD});
    quill.put("/api/v2/me/username", renaming).await.is(200);

    assert_eq!(found(&app, "tomas ek").await, ["feather"]);
    assert_eq!(found(&app, "feath").await, ["feather"]);
    for former in ["lindqvist", "quill"] {
        assert!(found(&app, former).await.is_empty(), "{former}");
    }
}

#[tokio::test]
async fn authors_whom_an_import_made_are_found() {
    let app = App::new().await;
    let folder = tempfile::tempdir().unwrap();
    let post =
        "+++\ntitle = \"Harbour\"\ndate = 2024-02-03T09:00:00Z\nauthors = [\"Tomás Lindqvist\"]\n+++\n\nWords.\n";
    fs::write(folder.path().join("harbour.md"), post).unwrap();

    let source = Source::folder(folder.path()).unwrap();
    import::run(app.context(), source, &Options::default(), &mut |_| {}).await.unwrap();

    assert_eq!(found(&app, "Lindqvist Tomas").await, ["tomas-lindqvist"]);
}

#[tokio::test]
async fn people_are_paged_without_gaps_or_repeats() {
    let app = App::new().await;
    for username in ["avon", "brook", "clyde", "dart", "exe"] {
        named(&app, username, &format!("{username} Rivers")).await;
    }
    app.account("forest", role::READER).await;
    let path = "/api/v2/search?q=river&type=users&limit=2&count=exact";

    let mut page = app.anonymous().get(path).await.is(200).body();
    assert_eq!(page["total"], 5);
    let mut all = usernames(&page);
    while let Some(next) = page["next"].as_str() {
        page = app.anonymous().get(&format!("{path}&after={next}")).await.is(200).body();
        all.extend(usernames(&page));
    }

    all.sort_unstable();
    assert_eq!(all, ["avon", "brook", "clyde", "dart", "exe"]);
}

#[tokio::test]
async fn f8_operators_find_no_more_people_than_their_words() {
    let app = App::new().await;
    named(&app, "quill", "Tomás Lindqvist").await;
    named(&app, "ada_m", "Ada Marlow").await;

    for query in ["ada\"", "-ada", "ada*", "\"ada", "{ada}", "ada')", "(ada", "ada:*", "^ada"] {
        assert_eq!(found(&app, query).await, ["ada_m"], "{query}");
    }
    for query in
        ["ada OR tomas", "ada | tomas", "ada & !tomas", "NEAR(ada tomas)", "kind : user", "%", "_", "*", "'; --"]
    {
        assert!(found(&app, query).await.is_empty(), "{query}");
    }
}
