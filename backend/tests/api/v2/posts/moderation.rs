//! Staff take posts away and give them back.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{App, Caller};

const REASON: &str = "It copies a text whose author did not agree.";

fn path(post: &Value) -> String {
    format!("/api/v2/posts/{}", post["id"].as_str().unwrap())
}

async fn remove(staff: &Caller, post: &Value) -> Value {
    staff.post(&format!("{}/remove", path(post)), json!({ "reason": REASON })).await.is(200).body()
}

#[tokio::test]
async fn a_removed_post_is_gone_for_all_but_its_author_and_staff() {
    let app = App::new().await;
    let (ada, eve, mona) = (app.author("ada").await, app.author("eve").await, app.moderator("mona").await);
    let post = ada.publish("Copied").await;
    let anyone = app.anonymous();
    for path in ["/api/v2/posts/copied", "/posts/copied", "/api/v2/posts"] {
        anyone.get(path).await.is(200);
    }

    let removed = remove(&mona, &post).await;
    assert_eq!((&removed["state"], &removed["removed_reason"]), (&json!("removed"), &json!(REASON)));
    assert_eq!(removed["viewer"]["can_restore"], true);

    for stranger in [&anyone, &eve] {
        stranger.get("/api/v2/posts/copied").await.is_problem(410, "post.removed");
        stranger.get(&path(&post)).await.is_problem(410, "post.removed");
        assert!(!stranger.get("/api/v1/posts/copied").await.is(410).text().contains(REASON));
        stranger.get("/posts/copied").await.is(410);
    }
    for insider in [&ada, &mona] {
        let seen = insider.get("/api/v2/posts/copied").await.is(200).body();
        assert_eq!((&seen["state"], &seen["removed_reason"]), (&json!("removed"), &json!(REASON)));
    }
    let mine = ada.get("/api/v2/me/posts?state=removed").await.is(200).body();
    assert_eq!(mine["items"][0]["removed_reason"], REASON);
    assert_eq!(ada.get("/api/v2/posts/copied").await.body()["viewer"]["can_restore"], false);
}

#[tokio::test]
async fn a_restored_post_is_as_it_was() {
    let app = App::new().await;
    let (ada, mona) = (app.author("ada").await, app.moderator("mona").await);
    let published = ada.publish("Published").await;
    let archived = ada.publish("Archived").await;
    ada.post(&format!("{}/archive", path(&archived)), json!({})).await.is(200);
    let scheduled = ada.schedule("Scheduled", "2026-01-01T13:00:00Z").await;

    for (post, state) in [(&published, "published"), (&archived, "archived"), (&scheduled, "draft")] {
        remove(&mona, post).await;
        ada.post(&format!("{}/restore", path(post)), json!({})).await.is_problem(403, "permission.denied");
        let restored = mona.post(&format!("{}/restore", path(post)), json!({})).await;
        if state == "draft" {
            // A draft again, which staff do not see; the author does.
            assert_eq!(restored.is(200).body()["state"], "draft");
            mona.get(&path(post)).await.is(404);
        } else {
            restored.is(200);
        }
        let seen = ada.get(&path(post)).await.is(200).body();
        assert_eq!(seen["state"], state);
        assert!(seen.get("removed_reason").is_none());
    }
    assert_eq!(app.anonymous().get("/api/v2/posts").await.body()["items"][0]["slug"], "published");
    app.wait_secs(3_600);
    assert_eq!(app.work().await, 1 + 3, "the timer of the scheduled one, and three mails about what staff did");
    assert_eq!(app.sign_in("ada").await.get(&path(&scheduled)).await.body()["state"], "draft");
}

#[tokio::test]
async fn what_staff_removed_does_not_come_back_by_being_deleted_first() {
    let app = App::new().await;
    let (ada, mona) = (app.author("ada").await, app.moderator("mona").await);
    let post = ada.publish("Stubborn").await;
    remove(&mona, &post).await;

    ada.post(&format!("{}/publish", path(&post)), json!({})).await.is_problem(409, "post.wrong_state");
    ada.post(&format!("{}/unpublish", path(&post)), json!({})).await.is_problem(409, "post.wrong_state");
    let etag = ada.get(&path(&post)).await.etag();
    ada.take_away(&path(&post), &etag).await.is(204);
    app.anonymous().get(&path(&post)).await.is(404);
    let restored = ada.post(&format!("{}/restore", path(&post)), json!({})).await.is(200).body();

    assert_eq!((&restored["state"], &restored["removed_reason"]), (&json!("removed"), &json!(REASON)));
    app.anonymous().get(&path(&post)).await.is(410);
    mona.post(&format!("{}/restore", path(&post)), json!({})).await.is(200);
    app.anonymous().get(&path(&post)).await.is(200);
}

#[tokio::test]
async fn b5_staff_judge_what_they_see_but_never_their_own_or_those_above() {
    let app = App::new().await;
    let (ada, mona, grace) = (app.author("ada").await, app.moderator("mona").await, app.admin("grace").await);
    let draft = ada.draft("Unseen").await;
    let (own, above) = (mona.publish("Own").await, grace.publish("Above").await);
    let deleted = ada.publish("Deleted").await;
    let etag = ada.get(&path(&deleted)).await.etag();
    ada.take_away(&path(&deleted), &etag).await.is(204);
    let verb = |post: &Value| format!("{}/remove", path(post));
    let request = json!({ "reason": REASON });

    mona.post(&verb(&draft), request.clone()).await.is_problem(404, "post.not_found");
    mona.post(&verb(&deleted), request.clone()).await.is_problem(404, "post.not_found");
    mona.post(&verb(&own), request.clone()).await.is_problem(403, "permission.denied");
    mona.post(&verb(&above), request.clone()).await.is_problem(403, "permission.denied");
    grace.post(&verb(&own), request.clone()).await.is(200);
    mona.post(&format!("{}/restore", path(&own)), json!({})).await.is_problem(403, "permission.denied");

    assert_eq!(app.anonymous().get(&path(&above)).await.is(200).body()["version"], above["version"]);
    assert_eq!(ada.get(&path(&draft)).await.body()["version"], draft["version"]);
    grace.post(&format!("{}/restore", path(&own)), json!({})).await.is(200);
}

#[tokio::test]
async fn b6_removing_takes_the_right_to_moderate() {
    let app = App::new().await;
    let (ada, eve, rita) = (app.author("ada").await, app.author("eve").await, app.reader("rita").await);
    let post = ada.publish("Fine").await;
    let verb = format!("{}/remove", path(&post));
    let request = json!({ "reason": REASON });

    for person in [&ada, &eve, &rita] {
        person.post(&verb, request.clone()).await.is_problem(403, "permission.denied");
    }
    app.anonymous().post(&verb, request).await.is_problem(401, "auth.required");
    rita.post(&format!("{}/restore", path(&post)), json!({})).await.is_problem(403, "permission.denied");

    assert_eq!(app.anonymous().get(&path(&post)).await.is(200).body()["state"], "published");
}

#[tokio::test]
async fn a_removal_names_a_reason_and_happens_once() {
    let app = App::new().await;
    let (ada, mona) = (app.author("ada").await, app.moderator("mona").await);
    let post = ada.publish("Fine").await;
    let verb = format!("{}/remove", path(&post));

    for wrong in [json!({}), json!({"reason": "  "}), json!({"reason": "x".repeat(1_001)}), json!({"reason": null})] {
        let answer = mona.post(&verb, wrong).await.is_problem(422, "request.invalid").body();
        assert_eq!(answer["errors"][0]["pointer"], "/reason");
    }
    let unknown = mona.post(&verb, json!({"reason": REASON, "state": "draft"})).await;
    unknown.is_problem(422, "request.invalid");
    remove(&mona, &post).await;
    mona.post(&verb, json!({"reason": "Another."})).await.is_problem(409, "post.wrong_state");

    assert_eq!(ada.get(&path(&post)).await.body()["removed_reason"], REASON);
}

#[tokio::test]
async fn b5_who_manages_any_post_changes_none_of_people_above_them() {
    let app = App::new().await;
    let (rita, ada) = (app.admin("rita").await, app.author("ada").await);
    let role = json!({
        "name": "editor", "label": "Editor", "position": 250, "permissions": ["posts.write", "posts.publish", "posts.manage_any"],
    });
    rita.post("/api/v2/admin/roles", role).await.is(201);
    let edith = app.person("edith", "editor").await;
    let (above, beneath) = (rita.publish("Of the owner").await, ada.publish("Of an author").await);
    let etag = async |post: &Value| app.anonymous().get(&path(post)).await.is(200).etag();

    let before = etag(&above).await;
    edith.change(&path(&above), &before, json!({"title": "Mine now"})).await.is_problem(403, "permission.denied");
    for verb in ["unpublish", "archive"] {
        edith.post(&format!("{}/{verb}", path(&above)), json!({})).await.is_problem(403, "permission.denied");
    }
    let delete =
        async |post: &Value, tag: &str| edith.call(Method::DELETE, &path(post)).header("if-match", tag).send().await;
    delete(&above, &before).await.is_problem(403, "permission.denied");
    assert_eq!(etag(&above).await, before);

    edith.change(&path(&beneath), &etag(&beneath).await, json!({"title": "Mended"})).await.is(200);
    delete(&beneath, &etag(&beneath).await).await.is(204);
}
