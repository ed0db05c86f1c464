//! `If-Match` as RFC 9110 means it, but for weakened tags, on posts and comments.

use axum::http::Method;
use serde_json::json;

use crate::support::{App, Call, Caller};

/// What leads a post from one state to another.
const VERBS: [&str; 4] = ["publish", "unpublish", "archive", "restore"];

fn change(who: &Caller, path: &str, field: &str) -> Call {
    who.call(Method::PATCH, path).if_match(field).json(&json!({"body": "Changed"}))
}

fn lead(who: &Caller, path: &str, verb: &str) -> Call {
    who.call(Method::POST, &format!("{path}/{verb}")).json(&json!({}))
}

/// The address of a post of this person that the verb can lead on.
async fn ready_for(who: &Caller, verb: &str) -> String {
    let post = if verb == "publish" { who.draft("Talk").await } else { who.publish("Talk").await };
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    if verb == "restore" {
        let etag = who.get(&path).await.etag();
        who.take_away(&path, &etag).await.is(204);
    }
    path
}

#[tokio::test]
async fn k3_a_list_holds_if_one_of_its_tags_is_current() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("First").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let version = ada.get(&path).await.body()["version"].as_u64().unwrap();

    let list = format!("\"{}-0\", \"other\", \"{version}-0\"", version + 5);
    let changed = change(&ada, &path, &list).send().await.is(200).body();
    assert_eq!(changed["version"], version + 1);

    for stale in [list.as_str(), "\"2\"", "\"2\",\"3\"", &format!("W/\"{version}-0\"")] {
        change(&ada, &path, stale).send().await.is_problem(412, "post.stale");
    }
}

/// A cache that compresses weakens the tags that pass through it (nginx does); whoever is behind one can still write.
#[tokio::test]
async fn k3_a_weakened_tag_names_its_version_as_well() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("Talk").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let comment = ada.comment("talk", "Mine").await;
    let comment = format!("/api/v2/comments/{}", comment["id"].as_str().unwrap());

    for path in [&comment, &path] {
        let weak = format!("W/{}", ada.get(path).await.is(200).etag());
        change(&ada, path, &weak).send().await.is(200);

        change(&ada, path, &weak).send().await.is(412);
        let weak = format!("W/{}", ada.get(path).await.is(200).etag());
        ada.call(Method::DELETE, path).if_match(&weak).send().await.is(204);
    }
}

#[tokio::test]
async fn a_star_is_any_version_that_is_there() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("Talk").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let comment = ada.comment("talk", "Mine").await;
    let comment = format!("/api/v2/comments/{}", comment["id"].as_str().unwrap());

    for path in [&comment, &path] {
        change(&ada, path, "*").send().await.is(200);
        ada.call(Method::DELETE, path).if_match("*").send().await.is(204);
    }
    change(&ada, &format!("/api/v2/posts/{}", uuid::Uuid::nil()), "*").send().await.is(404);
}

#[tokio::test]
async fn what_is_no_list_of_tags_is_named_and_changes_nothing() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = ada.publish("Talk").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let comment = ada.comment("talk", "Mine").await;
    let comment = format!("/api/v2/comments/{}", comment["id"].as_str().unwrap());

    for path in [&path, &comment] {
        for nonsense in ["abc", "7-0", "*, \"7-0\"", ""] {
            let refused = change(&ada, path, nonsense).send().await.is_problem(422, "request.invalid").body();
            assert_eq!(refused["errors"][0]["pointer"], "If-Match", "{nonsense}");
        }
        ada.patch(path, json!({"body": "Changed"})).await.is_problem(428, "request.precondition_required");
        assert_ne!(ada.get(path).await.body()["body"], "Changed");
    }
}

#[tokio::test]
async fn k3_a_verb_that_names_a_stale_version_leaves_the_post_as_it_is_and_shows_it() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    for verb in VERBS {
        let path = ready_for(&ada, verb).await;
        let seen = ada.get(&path).await.is(200).etag();
        // As its author does in another window: there the words change and the state does not.
        if verb != "restore" {
            change(&ada, &path, &seen).send().await.is(200);
        }
        let before = ada.get(&path).await.is(200).body();
        let stale = if verb == "restore" { "\"1-0\"" } else { seen.as_str() };

        for field in [stale, &format!("W/{stale}"), "\"other\""] {
            let refused = lead(&ada, &path, verb).if_match(field).send().await.is_problem(412, "post.stale").body();
            assert_eq!(refused["current"]["kind"], "post", "{verb}");
            for member in ["version", "state", "body"] {
                assert_eq!(refused["current"][member], before[member], "{verb}: {member}");
            }
        }

        assert_eq!(ada.get(&path).await.is(200).body(), before, "{verb}");
    }
}

#[tokio::test]
async fn k3_staff_who_give_back_what_has_changed_meanwhile_are_told() {
    let app = App::new().await;
    let (ada, mona) = (app.author("ada").await, app.moderator("mona").await);
    let path = ready_for(&ada, "unpublish").await;
    let seen = ada.get(&path).await.is(200).etag();
    mona.post(&format!("{path}/remove"), json!({"reason": "Noise"})).await.is(200);

    lead(&mona, &path, "restore").if_match(&seen).send().await.is_problem(412, "post.stale");
    assert_eq!(ada.get(&path).await.body()["state"], "removed");

    let seen = mona.get(&path).await.is(200).etag();
    lead(&mona, &path, "restore").if_match(&seen).send().await.is(200);
    assert_eq!(ada.get(&path).await.body()["state"], "published");
}

#[tokio::test]
async fn a_verb_goes_on_from_the_version_it_names_and_from_any_if_it_names_none() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    for verb in VERBS {
        for weakness in ["", "W/"] {
            let path = ready_for(&ada, verb).await;
            let field = format!("{weakness}{}", ada.get(&path).await.is(200).etag());
            lead(&ada, &path, verb).if_match(&field).send().await.is(200);
        }
        let path = ready_for(&ada, verb).await;
        let before = ada.get(&path).await.is(200).body();
        let refused = lead(&ada, &path, verb).if_match("7-0").send().await.is_problem(422, "request.invalid").body();
        assert_eq!(refused["errors"][0]["pointer"], "If-Match", "{verb}");
        assert_eq!(ada.get(&path).await.is(200).body(), before, "{verb}");
        lead(&ada, &path, verb).send().await.is(200);
    }
}
