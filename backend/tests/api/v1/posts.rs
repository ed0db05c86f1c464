//! `/posts`, their comments, `/categories` and `/tags` of version 1.

use axum::http::Method;
use serde_json::json;

use crate::support::{App, together};

#[tokio::test]
async fn a_script_writes_lists_and_deletes() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let request = json!({"title": "By script", "body": "Hello *there*", "status": "published", "tags": ["bots"]});

    let post = ada.post("/api/v1/posts", request).await.is(201).body();
    assert_eq!(post["status"], "published");
    let list = app.anonymous().get("/api/v1/posts?page=1&per_page=5").await.is(200);
    assert_eq!(list.body()["posts"][0]["slug"], "by-script");
    assert_eq!(list.body()["pagination"], json!({"page": 1, "per_page": 5, "total": 1, "pages": 1}));
    assert!(list.header("link").contains("rel=\"first\"") && list.header("link").contains("rel=\"last\""));
    assert_eq!(app.anonymous().get("/api/v1/posts/search?q=there").await.is(200).body()["pagination"]["total"], 1);
    assert_eq!(app.anonymous().get("/api/v1/users/ada/posts").await.is(200).body()["posts"][0]["title"], "By script");
    assert_eq!(app.anonymous().get("/api/v1/tags").await.is(200).body()["tags"][0]["name"], "bots");
    app.anonymous().get("/api/v1/categories").await.is(200);

    let comment = ada.post("/api/v1/posts/by-script/comments", json!({"body": "Hm"})).await.is(201).body();
    let comments = app.anonymous().get("/api/v1/posts/by-script/comments").await.is(200).body();
    assert_eq!(comments["comments"][0]["body"], "Hm");
    ada.delete(&format!("/api/v1/posts/by-script/comments/{}", comment["id"].as_str().unwrap())).await.is(204);
    ada.delete("/api/v1/posts/by-script").await.is(204);
    app.anonymous().get("/api/v1/posts/by-script").await.is(404);
}

#[tokio::test]
async fn k3_a_stale_updated_at_is_a_conflict() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.post("/api/v1/posts", json!({"title": "Old", "body": "x"})).await.is(201).body();
    app.wait_secs(5);
    ada.patch("/api/v1/posts/old", json!({"body": "y"})).await.is(200);

    let refusal = ada.patch("/api/v1/posts/old", json!({"body": "z", "updated_at": post["updated_at"]})).await.is(409);

    assert_eq!(refusal.body()["error"]["code"], "post.changed");
    assert_eq!(ada.get("/api/v1/posts/old").await.body()["body"], "y");
}

/// Whatever is wrong with one half of such a change, the other half is not stored either.
#[tokio::test]
async fn x14_a_change_and_its_status_are_refused_as_a_whole() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.post("/api/v1/posts", json!({"title": "Kept", "body": ""})).await.is(201);
    let before = ada.get("/api/v1/posts/kept").await.is(200).body();

    for (change, field) in [
        (json!({"title": "Changed though refused", "status": "published"}), "body"),
        (json!({"body": "Words.", "category": "nowhere", "status": "published"}), "category"),
    ] {
        let refusal = ada.patch("/api/v1/posts/kept", change).await.is(422).body();
        assert!(refusal["error"]["fields"][field].is_array(), "{refusal}");

        assert_eq!(ada.get("/api/v1/posts/kept").await.is(200).body(), before);
    }
    app.wait_secs(5);
    ada.patch("/api/v1/posts/kept", json!({"body": "Mine."})).await.is(200);
    let stale = json!({"title": "Late", "status": "published", "updated_at": before["updated_at"]});
    assert_eq!(ada.patch("/api/v1/posts/kept", stale).await.is(409).body()["error"]["code"], "post.changed");

    let after = ada.get("/api/v1/posts/kept").await.is(200).body();
    assert_eq!((&after["status"], &after["title"], &after["body"]), (&json!("draft"), &json!("Kept"), &json!("Mine.")));
    ada.get("/api/v1/posts/changed-though-refused").await.is(404);
    assert_eq!(app.anonymous().get("/api/v1/posts").await.is(200).body()["posts"], json!([]));
}

#[tokio::test]
async fn x14_a_change_and_its_status_are_accepted_as_a_whole() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    for tie in ["follow", "follow/bell"] {
        bob.put(&format!("/api/v2/users/ada/{tie}"), json!({})).await.is(204);
    }
    let listed = async || app.anonymous().get("/api/v1/posts").await.is(200).body()["posts"].clone();
    let found = async |word: &str| {
        app.anonymous().get(&format!("/api/v1/posts/search?q={word}")).await.is(200).body()["pagination"]["total"]
            .clone()
    };
    let draft = ada.post("/api/v1/posts", json!({"title": "Old words", "body": "Dull."})).await.is(201).body();
    let in_v2 = format!("/api/v2/posts/{}", draft["id"].as_str().unwrap());
    let version = async || ada.get(&in_v2).await.is(200).body()["version"].as_u64().unwrap();
    let first = version().await;
    assert_eq!((listed().await, found("zeppelin").await), (json!([]), json!(0)));

    let change = json!({"title": "New words", "body": "A zeppelin for @cleo.", "tags": ["sky"], "status": "published"});
    let post = ada.patch("/api/v1/posts/old-words", change).await.is(200).body();

    assert_eq!((&post["status"], &post["slug"]), (&json!("published"), &json!("new-words")));
    assert_eq!(version().await, first + 1, "one step");
    assert_eq!((listed().await[0]["slug"].clone(), found("zeppelin").await), (json!("new-words"), json!(1)));
    app.work().await;
    for (reader, kind) in [(&bob, "post"), (&cleo, "mention")] {
        let told = reader.get("/api/v2/me/notifications").await.is(200).body();
        assert_eq!((told["items"].as_array().unwrap().len(), &told["items"][0]["type"]), (1, &json!(kind)));
    }

    let change = json!({"body": "A balloon.", "status": "draft"});
    let taken_back = ada.patch("/api/v1/posts/new-words", change).await.is(200).body();

    assert_eq!((&taken_back["status"], &taken_back["body"]), (&json!("draft"), &json!("A balloon.")));
    assert_eq!(version().await, first + 2, "one step");
    assert_eq!((listed().await, found("balloon").await), (json!([]), json!(0)));
    app.anonymous().get("/api/v1/posts/new-words").await.is(404);
}

/// `published` once more changes nothing that is there already.
#[tokio::test]
async fn a_status_that_the_post_has_is_no_step() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let request = json!({"title": "Here", "body": "x", "status": "published"});
    let post = ada.post("/api/v1/posts", request).await.is(201).body();
    app.wait_secs(5);

    let same = ada.patch("/api/v1/posts/here", json!({"status": "published"})).await.is(200).body();

    assert_eq!(same["updated_at"], post["updated_at"]);
    let changed = ada.patch("/api/v1/posts/here", json!({"body": "y", "status": "published"})).await.is(200).body();
    assert_eq!((&changed["body"], &changed["published_at"]), (&json!("y"), &post["published_at"]));
}

#[tokio::test]
async fn draft_takes_back_what_readers_see_or_will_see_and_nothing_that_staff_took_away() {
    let app = App::new().await;
    let (ada, mona) = (app.author("ada").await, app.moderator("mona").await);
    let scheduled = ada.schedule("Later", "2026-01-01T13:00:00Z").await;
    let archived = ada.publish("Put by").await;
    ada.post(&format!("/api/v2/posts/{}/archive", archived["id"].as_str().unwrap()), json!({})).await.is(200);

    for (post, status) in [(&scheduled, "scheduled"), (&archived, "archived")] {
        let path = format!("/api/v1/posts/{}", post["id"].as_str().unwrap());
        assert_eq!(ada.get(&path).await.is(200).body()["status"], status);
        let back = ada.patch(&path, json!({"status": "draft"})).await.is(200).body();
        assert_eq!((&back["status"], &ada.get(&path).await.body()["status"]), (&json!("draft"), &json!("draft")));
        app.anonymous().get(&path).await.is(404);
    }
    let removed = ada.publish("Taken away").await;
    let id = removed["id"].as_str().unwrap();
    mona.post(&format!("/api/v2/posts/{id}/remove"), json!({"reason": "This is spam."})).await.is(200);
    let refusal = ada.patch(&format!("/api/v1/posts/{id}"), json!({"status": "draft"})).await.is(409).body();
    assert_eq!(refusal["error"]["code"], "post.wrong_state");

    app.wait_secs(3_600);
    app.work().await;
    let list = app.anonymous().get("/api/v1/posts").await.is(200).body();
    assert_eq!(list["posts"], json!([]), "its time comes, and it stays a draft");
}

/// What a database would walk over to find nothing behind it is not asked for.
#[tokio::test]
async fn a_page_behind_the_last_is_empty_and_costs_less() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Zebra").await;
    ada.comment("zebra", "Well").await;
    let reader = app.anonymous();

    for (list, name) in [
        ("posts?", "posts"),
        ("users/ada/posts?", "posts"),
        ("posts/search?q=zebra&", "posts"),
        ("tags?", "tags"),
        ("posts/zebra/comments?", "comments"),
    ] {
        let first = format!("/api/v1/{list}per_page=100&page=1");
        let far = format!("/api/v1/{list}per_page=100&page=1000000");
        let cost_of_first = app.cost_of(async |_| drop(reader.get(&first).await.is(200))).await;
        let cost = app.cost_of(async |_| drop(reader.get(&far).await.is(200))).await;

        assert!(cost.statements < cost_of_first.statements, "{list}: {cost:?}, {cost_of_first:?}");
        let body = reader.get(&far).await.is(200).body();
        assert_eq!(body["pagination"], json!({"page": 1_000_000, "per_page": 100, "total": 1, "pages": 1}), "{list}");
        assert_eq!(body[name], json!([]), "{list}");
    }
}

/// Version 1 has neither 412 nor `If-Match`, whatever two who come at the same moment do to one another.
#[tokio::test]
async fn k3_what_meets_in_one_moment_is_a_conflict_at_most() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for round in 0..5 {
        ada.post("/api/v1/posts", json!({"title": format!("Round {round}"), "body": "x"})).await.is(201);
        let path = format!("/api/v1/posts/round-{round}");
        let turn = |status: &str| ada.call(Method::PATCH, &path).json(&json!({"status": status}));
        let turns = ["published", "draft", "published", "draft", "published", "draft"].map(turn);
        let deletions = [ada.call(Method::DELETE, &path), ada.call(Method::DELETE, &path)];

        let answers = together(turns.into_iter().chain(deletions)).await;

        for answer in answers {
            assert!(matches!(answer.status(), 200 | 204 | 404 | 409), "{}: {}", answer.status(), answer.text());
        }
    }
}

#[tokio::test]
async fn i1_pages_have_bounds_and_errors_the_classic_shape() {
    let app = App::new().await;

    for query in
        ["page=0", "page=-1", "page=9223372036854775808", "per_page=0", "per_page=101", "limit=1", "page=1&page=2"]
    {
        let refusal = app.anonymous().get(&format!("/api/v1/posts?{query}")).await.is(422).body();
        assert_eq!(refusal["error"]["code"], "request.invalid", "{query}");
        assert!(refusal["error"]["fields"].is_object(), "{query}");
    }
}

#[tokio::test]
async fn b9_a_comment_is_deleted_beneath_its_own_post_alone() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("One").await;
    ada.publish("Two").await;
    let comment = ada.comment("one", "Here").await;

    ada.delete(&format!("/api/v1/posts/two/comments/{}", comment["id"].as_str().unwrap())).await.is(404);

    assert_eq!(app.anonymous().get("/api/v2/posts/one").await.body()["comment_count"], 1);
}

#[tokio::test]
async fn b1_a_deleted_post_is_gone_for_its_author_too() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.post("/api/v1/posts", json!({"title": "Old", "body": "x", "status": "published"})).await.is(201);
    let id = post.body()["id"].as_str().unwrap().to_owned();
    ada.comment("old", "Here").await;

    ada.delete("/api/v1/posts/old").await.is(204);

    for path in ["old", id.as_str()] {
        let path = format!("/api/v1/posts/{path}");
        for answer in [
            ada.get(&path).await,
            ada.patch(&path, json!({"body": "y"})).await,
            ada.delete(&path).await,
            ada.get(&format!("{path}/comments")).await,
            ada.post(&format!("{path}/comments"), json!({"body": "Still here"})).await,
        ] {
            assert_eq!(answer.is(404).body()["error"]["code"], "post.not_found", "{path}");
        }
    }
    for list in ["/api/v1/posts", "/api/v1/users/ada/posts", "/api/v1/posts/search?q=old"] {
        assert_eq!(ada.get(list).await.is(200).body()["posts"], json!([]), "{list}");
    }
    // Version 2 keeps it for 30 days, and says what it is.
    assert_eq!(ada.get(&format!("/api/v2/posts/{id}")).await.is(200).body()["state"], "deleted");
}
