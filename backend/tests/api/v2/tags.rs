//! `/tags`: they arise from posts.

use serde_json::json;

use crate::support::App;

#[tokio::test]
async fn tags_of_languages_have_addresses_of_their_own_and_old_ones_stay() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for (title, tag) in [("Old", "C"), ("Older", "c"), ("Plus", "C++"), ("Sharp", "C#")] {
        let draft = ada.post("/api/v2/posts", json!({"title": title, "body": "x", "tags": [tag]})).await.is(201).body();
        ada.post(&format!("/api/v2/posts/{}/publish", draft["id"].as_str().unwrap()), json!({})).await.is(200);
    }

    let anyone = app.anonymous();
    for (slug, count) in [("c", 2), ("c-plus-plus", 1), ("c-sharp", 1)] {
        let tag = anyone.get(&format!("/api/v2/tags/{slug}")).await.is(200).body();
        assert_eq!((&tag["slug"], &tag["post_count"]), (&json!(slug), &json!(count)));
        let list = anyone.get(&format!("/api/v2/posts?tag={slug}&count=exact")).await.is(200).body();
        assert_eq!(list["total"], count, "{slug}");
    }
}
