//! K4, K5: a command beside another that holds the same rows, and retries of a request that died.

use axum::http::Method;
use broadsheet::repositories::testing::beside;
use serde_json::json;

use crate::support::{Answer, App, Caller, together, upload};

const PICTURE: &[u8] = include_bytes!("../../../../frontend/icons/icon-180.png");
const CRAFT: &str = "/api/v2/categories/craft";

/// A site with the category `craft`, and who may change it.
async fn with_category() -> (App, Caller) {
    let app = App::new().await;
    let kim = app.admin("kim").await;
    kim.post("/api/v2/categories", json!({"name": "Craft"})).await.is(201);
    (app, kim)
}

/// What comes of a request while these changes are under way.
async fn during(app: &App, change: &str, request: impl Future<Output = Answer>) -> Answer {
    beside(&app.context().database, &[change], request).await
}

#[tokio::test]
async fn k4_a_category_that_gets_a_published_post_meanwhile_stays() {
    let publish = "UPDATE posts SET state = 'published', published_at = 1";
    let move_in = format!("{publish}, category_id = (SELECT id FROM categories)");
    let drafts = [json!({"title": "In it already", "category": "craft"}), json!({"title": "On its way"})];
    for (draft, change) in drafts.into_iter().zip([publish, move_in.as_str()]) {
        let (app, kim) = with_category().await;
        kim.post("/api/v2/posts", draft).await.is(201);

        let answer = during(&app, change, kim.delete(CRAFT)).await;

        answer.is_problem(409, "category.in_use");
        assert_eq!(app.anonymous().get(CRAFT).await.is(200).body()["post_count"], 1, "{change}");
    }
}

#[tokio::test]
async fn k3_two_changes_of_a_category_at_once_both_hold() {
    let (app, kim) = with_category().await;

    let moved = "UPDATE categories SET position = 7";
    during(&app, moved, kim.patch(CRAFT, json!({"name": "Crafts"}))).await.is(200);

    let category = kim.get(CRAFT).await.is(200).body();
    assert_eq!((&category["name"], &category["position"]), (&json!("Crafts"), &json!(7)));
}

#[tokio::test]
async fn k4_a_category_that_goes_meanwhile_is_neither_changed_nor_deleted_again() {
    let going = "DELETE FROM categories";
    for is_patch in [true, false] {
        let (app, kim) = with_category().await;

        let answer = match is_patch {
            true => during(&app, going, kim.patch(CRAFT, json!({"name": "Crafts"}))).await,
            false => during(&app, going, kim.delete(CRAFT)).await,
        };

        answer.is_problem(404, "category.not_found");
        let told = "SELECT action FROM audit_log WHERE action IN ('category.changed', 'category.deleted')";
        assert!(app.texts(told).await.is_empty());
    }
}

#[tokio::test]
async fn k4_a_picture_that_becomes_a_cover_meanwhile_stays() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let image = upload(&ada, "a.png", PICTURE, "").await.is(201).body();
    ada.draft("Covered").await;
    let path = format!("/api/v2/media/{}", image["id"].as_str().unwrap());

    let covered = "UPDATE posts SET cover_media_id = (SELECT id FROM media)";
    during(&app, covered, ada.delete(&path)).await.is_problem(409, "media.in_use");

    ada.get(&path).await.is(200);
    assert_eq!(ada.get("/api/v2/posts/covered").await.is(200).body()["cover"]["id"], image["id"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k5_of_thirty_retries_of_a_request_that_died_one_runs() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    for round in 0..20 {
        let call = || {
            let call = ada.call(Method::POST, "/api/v2/posts").header("idempotency-key", &format!("round-{round}"));
            call.json(&json!({"title": format!("Once {round}")}))
        };
        call().send().await.is(201);
        // As if its process had died before the end, long ago.
        app.sql(
            "UPDATE idempotency_keys
            SET state = 'running', response_status = NULL, response_body = NULL, created_at = 0",
        )
        .await;

        let answers = together((0..30).map(|_| call())).await;

        let statuses: Vec<_> = answers.iter().map(Answer::status).collect();
        assert!(statuses.iter().all(|status| matches!(status, 201 | 409)), "{statuses:?}");
        assert!(statuses.contains(&201), "{statuses:?}");
        assert_eq!(app.texts("SELECT slug FROM posts").await.len(), 2 * (round + 1), "{statuses:?}");
    }
}
