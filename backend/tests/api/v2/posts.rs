//! `/posts`, `/me/posts`, `/render`.

mod addresses;
mod if_match;
mod moderation;
mod of_user;
mod scheduled;
mod surfaces;

use axum::http::Method;
use futures_util::future::join_all;
use serde_json::json;

use crate::support::App;

#[tokio::test]
async fn a_draft_becomes_a_post_that_everyone_reads() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    let draft = ada.draft("Notes on the engine").await;
    app.anonymous().get("/api/v2/posts/notes-on-the-engine").await.is_problem(404, "post.not_found");
    let id = draft["id"].as_str().unwrap();
    ada.post(&format!("/api/v2/posts/{id}/publish"), json!({})).await.is(200);

    let post = app.anonymous().get("/api/v2/posts/notes-on-the-engine").await.is(200).body();
    assert_eq!(post["state"], "published");
    assert_eq!(post["author"]["username"], "ada");
    assert_eq!(post["tags"][0]["slug"], "engines");
    assert_eq!(post["excerpt"], "A first line.");
    assert!(post["body_html"].as_str().unwrap().contains("<em>line</em>"));
    assert_eq!(post["table_of_contents"][0]["text"], "Part");
    assert!(post.get("viewer").is_none());
    let list = app.anonymous().get("/api/v2/posts").await.is(200).body();
    assert_eq!(list["items"][0]["slug"], "notes-on-the-engine");
    assert!(list["items"][0].get("body").is_none());
}

#[tokio::test]
async fn b1_a_draft_is_hidden_from_strangers_everywhere() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.author("eve").await);
    let draft = ada.draft("Secret plans").await;
    let id = draft["id"].as_str().unwrap();

    for stranger in [&eve, &app.anonymous()] {
        for path in ["secret-plans", id] {
            stranger.get(&format!("/api/v2/posts/{path}")).await.is_problem(404, "post.not_found");
            stranger.get(&format!("/api/v2/posts/{path}/comments")).await.is_problem(404, "post.not_found");
            stranger.get(&format!("/api/v1/posts/{path}")).await.is(404);
        }
        assert_eq!(stranger.get("/api/v2/posts?count=exact").await.is(200).body()["total"], 0);
        assert_eq!(stranger.get("/api/v2/search?q=secret").await.is(200).body()["items"], json!([]));
        stranger.get("/api/v2/tags/engines").await.is_problem(404, "tag.not_found");
    }
    eve.post(&format!("/api/v2/posts/{id}/comments"), json!({"body": "seen"})).await.is_problem(404, "post.not_found");
    ada.get(&format!("/api/v2/posts/{id}")).await.is(200);
}

#[tokio::test]
async fn b2_nobody_changes_anothers_post() {
    let app = App::new().await;
    let (ada, eve) = (app.author("ada").await, app.author("eve").await);
    let post = ada.publish("Mine").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let etag = ada.get(&path).await.etag();

    eve.change(&path, &etag, json!({"title": "Yours"})).await.is_problem(403, "permission.denied");
    eve.take_away(&path, &etag).await.is_problem(403, "permission.denied");
    eve.post(&format!("{path}/unpublish"), json!({})).await.is_problem(403, "permission.denied");
    app.anonymous().change(&path, &etag, json!({"title": "Ours"})).await.is_problem(401, "auth.required");

    assert_eq!(ada.get(&path).await.is(200).body()["title"], "Mine");
}

#[tokio::test]
async fn b3_fields_of_the_server_are_refused_and_never_stored() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    for (field, value) in [
        ("author_id", json!("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f")),
        ("state", json!("published")),
        ("created_at", json!("2020-01-01T00:00:00Z")),
        ("comment_count", json!(7)),
    ] {
        let answer = ada.post("/api/v2/posts", json!({"title": "x", field: value})).await;
        let answer = answer.is_problem(422, "request.invalid").body();
        assert_eq!(answer["errors"][0]["pointer"], format!("/{field}"));
    }
    assert_eq!(ada.get("/api/v2/me/posts").await.is(200).body()["items"], json!([]));
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    let request = json!({"title": " ", "slug": "Not a slug", "language": "english", "tags": ["!"]});
    let errors = ada.post("/api/v2/posts", request).await.is_problem(422, "request.invalid").body();

    let errors = errors["errors"].as_array().unwrap();
    let pointers: Vec<_> = errors.iter().map(|error| error["pointer"].as_str().unwrap()).collect();
    assert_eq!(pointers, ["/title", "/slug", "/tags/0", "/language"]);
}

#[tokio::test]
async fn k3_a_stale_change_stores_nothing_and_shows_what_is_there() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("First").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let etag = ada.get(&path).await.etag();

    ada.change(&path, &etag, json!({"body": "from one window"})).await.is(200);
    let refusal = ada.change(&path, &etag, json!({"body": "from another"})).await.is_problem(412, "post.stale").body();
    assert_eq!(refusal["current"]["kind"], "post");
    assert_eq!(refusal["current"]["body"], "from one window");
    ada.patch(&path, json!({"body": "blind"})).await.is_problem(428, "request.precondition_required");

    assert_eq!(ada.get(&path).await.body()["body"], "from one window");
}

#[tokio::test]
async fn k3_of_many_editors_at_once_one_wins() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("First").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let etag = ada.get(&path).await.etag();

    let changes = (0..10).map(|n| ada.change(&path, &etag, json!({"body": format!("text {n}")})));
    let statuses: Vec<u16> = join_all(changes).await.iter().map(|answer| answer.status()).collect();

    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 412).count(), 9, "{statuses:?}");
}

#[tokio::test]
async fn states_lead_where_the_table_says() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let draft = ada.post("/api/v2/posts", json!({"title": "Empty"})).await.is(201).body();
    let path = format!("/api/v2/posts/{}", draft["id"].as_str().unwrap());

    let empty = ada.post(&format!("{path}/publish"), json!({})).await.is_problem(422, "request.invalid").body();
    assert_eq!(empty["errors"][0]["pointer"], "/body");
    ada.post(&format!("{path}/archive"), json!({})).await.is_problem(409, "post.wrong_state");
    let etag = ada.get(&path).await.etag();
    ada.change(&path, &etag, json!({"body": "text"})).await.is(200);
    let past = ada.post(&format!("{path}/publish"), json!({"at": "2001-01-01T00:00:00Z"})).await;
    past.is_problem(422, "request.invalid");
    let later = ada.post(&format!("{path}/publish"), json!({"at": "2999-01-01T00:00:00Z"})).await.is(200);
    assert_eq!(later.body()["state"], "scheduled");
    app.anonymous().get(&path).await.is(404);
    ada.post(&format!("{path}/publish"), json!({})).await.is(200);
    ada.post(&format!("{path}/archive"), json!({})).await.is(200);

    app.anonymous().get(&path).await.is(200);
    assert_eq!(app.anonymous().get("/api/v2/posts").await.body()["items"], json!([]));
    ada.post(&format!("{path}/unpublish"), json!({})).await.is(200);
    app.anonymous().get(&path).await.is(404);
}

#[tokio::test]
async fn a_deleted_post_can_be_restored_for_a_while() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("Gone").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());

    let etag = ada.get(&path).await.etag();
    ada.take_away(&path, &etag).await.is(204);
    app.anonymous().get("/api/v2/posts/gone").await.is_problem(404, "post.not_found");
    assert_eq!(app.anonymous().get("/api/v2/search?q=gone").await.body()["items"], json!([]));
    let restored = ada.post(&format!("{path}/restore"), json!({})).await.is(200).body();

    assert_eq!(restored["state"], "published");
    app.anonymous().get("/api/v2/posts/gone").await.is(200);
    let etag = ada.get(&path).await.etag();
    ada.take_away(&path, &etag).await.is(204);
    app.wait_secs(31 * 86_400);
    let late = app.sign_in("ada").await.post(&format!("{path}/restore"), json!({})).await;
    late.is_problem(404, "post.not_found");
}

#[tokio::test]
async fn k5_one_key_makes_one_post() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let request = json!({"title": "Once", "body": "text"});
    let send = || ada.call(Method::POST, "/api/v2/posts").header("idempotency-key", "k-1").json(&request).send();

    let answers = join_all((0..8).map(|_| send())).await;
    let made = answers.iter().filter(|answer| answer.status() == 201).count();
    assert!(answers.iter().all(|answer| matches!(answer.status(), 201 | 409)), "201 or 409 only");
    assert!(made >= 1);
    let first = answers.iter().find(|answer| answer.status() == 201).unwrap();
    let again = send().await.is(201);

    assert_eq!((again.body(), again.etag()), (first.body(), first.etag()));
    assert_eq!(again.body()["slug"], "once");
    assert_eq!(ada.get("/api/v2/me/posts").await.body()["items"].as_array().unwrap().len(), 1);
    let other = ada.call(Method::POST, "/api/v2/posts").header("idempotency-key", "k-1");
    other.json(&json!({"title": "Other"})).send().await.is_problem(422, "idempotency.mismatch");
}

#[tokio::test]
async fn a_post_can_be_made_that_takes_no_comments() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let make = |more: serde_json::Value| {
        let mut request = json!({"title": "Quiet", "body": "text"});
        request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        request
    };

    let taken = ada.post("/api/v2/posts", make(json!({}))).await.is(201).body();
    let quiet = ada.post("/api/v2/posts", make(json!({"comments_open": false}))).await.is(201).body();

    assert_eq!((&taken["comments_open"], &quiet["comments_open"]), (&json!(true), &json!(false)));
    assert_eq!(quiet["version"], 1);
    ada.post("/api/v2/posts", make(json!({"comments_open": null}))).await.is(422);
}

#[tokio::test]
async fn a_patch_without_changes_makes_nobody_stale_and_null_is_no_title() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.draft("Kept").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let etag = ada.get(&path).await.etag();

    assert_eq!(ada.change(&path, &etag, json!({})).await.is(200).body()["version"], post["version"]);
    for field in ["title", "body", "slug", "tags", "comments_open"] {
        let refusal = ada.change(&path, &etag, json!({field: null})).await.is_problem(422, "request.invalid");
        assert_eq!(refusal.body()["errors"][0]["pointer"], format!("/{field}"));
    }
    assert_eq!(ada.get(&path).await.etag(), etag);
}

#[tokio::test]
async fn pages_by_cursor_skip_and_repeat_nothing() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for number in 0..5 {
        app.wait_secs(1);
        ada.publish(&format!("Post {number}")).await;
    }

    let first = app.anonymous().get("/api/v2/posts?limit=2").await.is(200);
    assert!(first.header("link").contains("rel=\"next\""));
    let mut next = first.body()["next"].as_str().map(str::to_owned);
    let slugs = |page: &serde_json::Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap();
        items.iter().map(|post| post["slug"].as_str().unwrap().to_owned()).collect()
    };
    let mut seen = slugs(&first.body());
    ada.publish("Newer").await;
    while let Some(cursor) = next {
        let page = app.anonymous().get(&format!("/api/v2/posts?limit=2&after={cursor}")).await.is(200).body();
        seen.extend(slugs(&page));
        next = page["next"].as_str().map(str::to_owned);
    }

    assert_eq!(seen, ["post-4", "post-3", "post-2", "post-1", "post-0"]);
}

#[tokio::test]
async fn i3_a_cursor_is_good_for_its_query_alone() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for number in 0..3 {
        ada.publish(&format!("Post {number}")).await;
    }
    let list = app.anonymous().get("/api/v2/posts?limit=1").await.body();
    let cursor = list["next"].as_str().unwrap();

    let other = app.anonymous().get(&format!("/api/v2/posts?limit=1&author=ada&after={cursor}")).await;
    other.is_problem(400, "cursor.invalid");
    let edited = app.anonymous().get(&format!("/api/v2/posts?limit=1&after=x{cursor}")).await;
    edited.is_problem(400, "cursor.invalid");
}

#[tokio::test]
async fn i1_i4_parameters_are_refused_and_never_clamped() {
    let app = App::new().await;

    for query in [
        "limit=0",
        "limit=101",
        "limit=-1",
        "limit=9223372036854775808",
        "limit=1e2",
        "limit=+1",
        "limit=",
        "sort=worst",
        "limit=1&limit=2",
        "limit[]=1",
        "page=1",
        "published_after=now",
        "published_before=10000-01-01T00:00:00Z",
    ] {
        app.anonymous().get(&format!("/api/v2/posts?{query}")).await.is_problem(422, "request.invalid");
    }
    app.anonymous().get("/api/v2/posts?author=%ff").await.is(400);
}

#[tokio::test]
async fn j1_a_signed_in_view_never_reaches_others() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Shared").await;

    let mine = ada.get("/api/v2/posts/shared").await.is(200);
    assert_eq!(mine.body()["viewer"]["can_edit"], true);
    assert!(mine.header("cache-control").contains("private"));
    let theirs = app.anonymous().get("/api/v2/posts/shared").await.is(200);

    assert!(theirs.body().get("viewer").is_none());
    assert!(theirs.header("vary").contains("Authorization"));
}

#[tokio::test]
async fn j5_an_edit_is_seen_at_once() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("Warm").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    app.anonymous().get("/api/v2/posts/warm").await.is(200);
    app.anonymous().get("/api/v2/posts").await.is(200);

    let etag = ada.get(&path).await.etag();
    ada.change(&path, &etag, json!({"title": "Warmer"})).await.is(200);

    assert_eq!(app.anonymous().get("/api/v2/posts/warm").await.body()["title"], "Warmer");
    assert_eq!(app.anonymous().get("/api/v2/posts").await.body()["items"][0]["title"], "Warmer");
}

#[tokio::test]
async fn a_known_tag_is_answered_304() {
    let app = App::new().await;
    app.author("ada").await.publish("Once").await;
    let etag = app.anonymous().get("/api/v2/posts/once").await.etag();

    let call = app.anonymous().call(Method::GET, "/api/v2/posts/once").header("if-none-match", &etag);

    assert!(call.send().await.is(304).bytes().is_empty());
}

#[tokio::test]
async fn c6_the_preview_is_what_publishing_stores() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let body = "# Title\n\n```rust\nfn main() {}\n```\n\n| a |\n|---|\n| <b onclick=x>1</b> |\n";

    let preview = ada.post("/api/v2/render", json!({ "body": body })).await.is(200).body();
    let stored = ada.post("/api/v2/posts", json!({"title": "x", "body": body})).await.is(201).body();

    assert_eq!(preview["html"], stored["body_html"]);
    assert!(!stored["body_html"].as_str().unwrap().contains("onclick"));
    app.anonymous().post("/api/v2/render", json!({ "body": body })).await.is_problem(401, "auth.required");
}
