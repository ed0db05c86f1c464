//! `/search`.

mod people;

use serde_json::json;

use crate::support::App;

#[tokio::test]
async fn what_is_published_is_found_with_its_matches() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let body = json!({"title": "Größe zählt", "body": "The *analytical* engine weaves patterns.", "tags": ["looms"]});
    let post = ada.post("/api/v2/posts", body).await.is(201).body();
    ada.post(&format!("/api/v2/posts/{}/publish", post["id"].as_str().unwrap()), json!({})).await.is(200);
    ada.comment("größe-zählt", "Patterns indeed").await;

    for query in ["grosse", "GRÖSSE", "größe", "analyt", "looms", "patterns engine"] {
        let found = app.anonymous().get(&format!("/api/v2/search?q={}", query.replace(' ', "%20"))).await;
        let found = found.is(200).body();
        assert_eq!(found["items"][0]["post"]["title"], "Größe zählt", "{query}");
    }
    let found = app.anonymous().get("/api/v2/search?q=analyt").await.body();
    let snippet = found["items"][0]["snippet"].as_array().unwrap();
    assert!(snippet.iter().any(|part| part["is_match"] == true && part["text"] == "analytical"));
    let comments = app.anonymous().get("/api/v2/search?q=indeed&type=comments").await.body();
    assert_eq!(comments["items"][0]["post_slug"], "größe-zählt");
    let tags = app.anonymous().get("/api/v2/search?q=loo&type=tags").await.body();
    assert_eq!(tags["items"][0]["tag"]["slug"], "looms");
    let people = app.anonymous().get("/api/v2/search?q=ad&type=users").await.body();
    assert_eq!(people["items"][0]["user"]["username"], "ada");
}

/// ß is ss wherever it is written, but an umlaut folds to its letter: what is oe in one language is two sounds in another.
#[tokio::test]
async fn an_umlaut_is_its_letter_and_not_two() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Größe zählt").await;
    ada.publish("Poesie").await;

    for (query, title) in [
        ("grosse", Some("Größe zählt")),
        ("groesse", None),
        ("zaehlt", None),
        ("poesie", Some("Poesie")),
        ("posie", None),
    ] {
        let found = app.anonymous().get(&format!("/api/v2/search?q={query}")).await.is(200).body();
        let titles: Vec<_> =
            found["items"].as_array().unwrap().iter().map(|item| item["post"]["title"].clone()).collect();
        assert_eq!(titles, title.into_iter().collect::<Vec<_>>(), "{query}");
    }
}

#[tokio::test]
async fn f8_operators_are_words_and_never_errors() {
    let app = App::new().await;
    app.author("ada").await.publish("Plain words").await;

    for query in ["%22", "title:plain", "plain%20AND", "*", "-plain", "(((", "%7Bplain%7D", "';drop%20table", "%25"] {
        for kind in ["posts", "users", "tags", "comments"] {
            app.anonymous().get(&format!("/api/v2/search?q={query}&type={kind}")).await.is(200);
        }
    }
    let many = "abcd%20".repeat(60);
    app.anonymous().get(&format!("/api/v2/search?q={many}")).await.is(422);
    app.anonymous().get("/api/v2/search?q=%20").await.is_problem(422, "request.invalid");
    app.anonymous().get("/api/v2/search").await.is_problem(422, "request.invalid");
}
