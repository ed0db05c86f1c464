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

#[tokio::test]
async fn b1_a_tag_counts_what_is_seen_and_is_there_as_long_as_anything_is() {
    let app = App::new().await;
    let (ada, bob, mona) = (app.author("ada").await, app.reader("bob").await, app.moderator("mona").await);
    let mut paths = Vec::new();
    for title in ["Stays", "Archived", "Removed", "Deleted", "Unpublished"] {
        let post = ada.publish(title).await;
        paths.push(format!("/api/v2/posts/{}", post["id"].as_str().unwrap()));
    }
    ada.draft("Draft").await;
    ada.schedule("Scheduled", "2026-06-01T00:00:00Z").await;
    let count = async || {
        let tag = app.anonymous().get("/api/v2/tags/engines").await.is(200).body()["post_count"].clone();
        let list = app.anonymous().get("/api/v2/posts?tag=engines&count=exact").await.is(200).body();
        assert_eq!((&tag, list["items"].as_array().unwrap().len()), (&list["total"], tag.as_u64().unwrap() as usize));
        tag.as_u64().unwrap()
    };
    assert_eq!(count().await, 5);

    ada.post(&format!("{}/archive", paths[1]), json!({})).await.is(200);
    mona.post(&format!("{}/remove", paths[2]), json!({"reason": "Noise"})).await.is(200);
    ada.take_away(&paths[3], &ada.get(&paths[3]).await.etag()).await.is(204);
    ada.post(&format!("{}/unpublish", paths[4]), json!({})).await.is(200);

    assert_eq!(count().await, 1);
    bob.put("/api/v2/tags/engines/follow", json!({})).await.is(204);
    ada.post(&format!("{}/archive", paths[0]), json!({})).await.is(200);
    for path in ["/api/v2/tags/engines", "/tags/engines"] {
        app.anonymous().get(path).await.is(404);
    }
    bob.put("/api/v2/tags/engines/follow", json!({})).await.is_problem(404, "tag.not_found");
    assert_eq!(app.anonymous().get("/api/v2/tags").await.is(200).body()["items"], json!([]));
}

#[tokio::test]
async fn tags_are_counted_where_that_is_asked() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let request = json!({"title": "T", "body": "x", "tags": ["looms", "lathes", "engines"]});
    let id = ada.post("/api/v2/posts", request).await.is(201).body()["id"].as_str().unwrap().to_owned();
    ada.post(&format!("/api/v2/posts/{id}/publish"), json!({})).await.is(200);
    ada.post("/api/v2/posts", json!({"title": "Draft", "body": "x", "tags": ["lamps"]})).await.is(201);

    for (query, total) in [("count=exact&limit=1", 3), ("count=exact&q=l", 2), ("count=exact&sort=popular&limit=1", 3)]
    {
        let list = app.anonymous().get(&format!("/api/v2/tags?{query}")).await.is(200).body();
        assert_eq!(list["total"], total, "{query}");
    }
    assert!(app.anonymous().get("/api/v2/tags").await.is(200).body().get("total").is_none());
    app.anonymous().get("/api/v2/tags?count=all").await.is_problem(422, "request.invalid");
}
