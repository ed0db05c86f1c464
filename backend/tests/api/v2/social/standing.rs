//! What becomes of likes and follows when their owner is shut, opened again, or goes for good; and that they come along
//! when somebody takes their data home.

use std::io::{Cursor, Read};

use serde_json::{Value, json};

use super::{
    super::me::leaving::{erase, leave},
    likes::{all, turn_on},
};
use crate::support::{App, Caller};

/// Bob likes and follows what is ada's, and she follows him.
async fn tied(app: &App) -> (Caller, Caller) {
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let comment = ada.comment("talk", "Well").await;
    for path in [
        "posts/talk/like".to_owned(),
        "posts/talk/bookmark".to_owned(),
        format!("comments/{}/like", comment["id"].as_str().unwrap()),
        "users/ada/follow".to_owned(),
        "tags/engines/follow".to_owned(),
    ] {
        turn_on(&bob, &format!("/api/v2/{path}")).await;
    }
    turn_on(&ada, "/api/v2/users/bob/follow").await;
    for (one, other) in [(&bob, "cleo"), (&app.reader("cleo").await, "bob")] {
        turn_on(one, &format!("/api/v2/users/{other}/mute")).await;
        turn_on(one, &format!("/api/v2/users/{other}/block")).await;
    }
    (ada, bob)
}

/// Every number that bob has a part in, as everybody sees it: likes of post and comment, followers and followed of ada,
/// followers of the tag.
async fn numbers(app: &App) -> [u64; 5] {
    let anyone = app.anonymous();
    let number = async |path: &str, pointer: &str| {
        let body = anyone.get(&format!("/api/v2/{path}")).await.is(200).body();
        body.pointer(pointer).and_then(Value::as_u64).unwrap_or_else(|| panic!("{pointer} of {body}"))
    };
    [
        number("posts/talk", "/like_count").await,
        number("posts/talk/comments", "/items/0/like_count").await,
        number("users/ada", "/follower_count").await,
        number("users/ada", "/following_count").await,
        number("tags/engines", "/follower_count").await,
    ]
}

#[tokio::test]
async fn k1_what_a_suspended_account_did_counts_again_once_it_is_open() {
    let app = App::new().await;
    let (ada, _) = tied(&app).await;
    let mona = app.admin("mona").await;
    assert_eq!(numbers(&app).await, [1; 5]);
    for path in ["posts/talk/likes", "users/ada/followers", "users/ada/following"] {
        assert_eq!(all(&ada.get(&format!("/api/v2/{path}")).await.is(200).body(), "username"), ["bob"]);
    }

    mona.post("/api/v2/admin/users/bob/suspend", json!({"reason": "Noise"})).await.is(200);

    assert_eq!(numbers(&app).await, [0; 5]);
    for path in ["posts/talk/likes", "users/ada/followers", "users/ada/following"] {
        assert!(all(&ada.get(&format!("/api/v2/{path}")).await.is(200).body(), "username").is_empty(), "{path}");
    }
    ada.put("/api/v2/users/bob/follow", json!({})).await.is_problem(404, "user.not_found");
    assert!(app.wrong_counts().await.is_empty());
    mona.post("/api/v2/admin/users/bob/unsuspend", json!({})).await.is(200);
    assert_eq!(numbers(&app).await, [1; 5]);
    assert!(app.wrong_counts().await.is_empty());
    let bob = app.sign_in("bob").await;
    assert_eq!(bob.get("/api/v2/posts/talk").await.is(200).body()["viewer"]["liked"], true);
}

#[tokio::test]
async fn what_one_holds_can_be_taken_back_when_it_is_out_of_sight() {
    let app = App::new().await;
    let (ada, bob, mona) = (app.author("ada").await, app.reader("bob").await, app.admin("mona").await);
    for (number, verb) in ["unpublish", "archive", "remove", "delete"].into_iter().enumerate() {
        let slug = format!("talk-{number}");
        let id = ada.publish(&format!("Talk {number}")).await["id"].as_str().unwrap().to_owned();
        let comment = ada.comment(&slug, "Well").await["id"].as_str().unwrap().to_owned();
        let held = [format!("posts/{slug}/like"), format!("posts/{slug}/bookmark"), format!("comments/{comment}/like")];
        for path in &held {
            turn_on(&bob, &format!("/api/v2/{path}")).await;
        }
        let path = format!("/api/v2/posts/{id}");
        let removed = match verb {
            "remove" => mona.post(&format!("{path}/remove"), json!({"reason": "Noise"})).await,
            "delete" => ada.take_away(&path, &ada.get(&path).await.etag()).await,
            verb => ada.post(&format!("{path}/{verb}"), json!({})).await,
        };
        assert!(removed.status() < 300, "{verb}");

        for path in &held {
            bob.delete(&format!("/api/v2/{path}")).await.is(204);
        }

        for table in ["post_likes", "bookmarks", "comment_likes"] {
            assert!(app.texts(&format!("SELECT 'row' FROM {table}")).await.is_empty(), "{table} after {verb}");
        }
        // Of what one does not hold, one learns no more than before (SECURITY B1).
        let status = match verb {
            "archive" => 204,
            "remove" => 410,
            _ => 404,
        };
        for path in &held[..2] {
            bob.delete(&format!("/api/v2/{path}")).await.is(status);
        }
    }
    assert!(app.wrong_counts().await.is_empty(), "{:?}", app.wrong_counts().await);
}

#[tokio::test]
async fn follows_can_be_taken_back_when_the_other_is_out_of_sight() {
    let app = App::new().await;
    let (ada, bob, mona) = (app.author("ada").await, app.reader("bob").await, app.admin("mona").await);
    let post = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    turn_on(&bob, "/api/v2/users/ada/follow").await;
    turn_on(&bob, "/api/v2/tags/engines/follow").await;
    ada.post(&format!("/api/v2/posts/{post}/archive"), json!({})).await.is(200);
    mona.post("/api/v2/admin/users/ada/suspend", json!({"reason": "Noise"})).await.is(200);

    for path in ["users/ada/follow", "tags/engines/follow"] {
        mona.delete(&format!("/api/v2/{path}")).await.is(404);
        bob.delete(&format!("/api/v2/{path}")).await.is(204);
        bob.delete(&format!("/api/v2/{path}")).await.is(404);
    }

    assert!(app.wrong_counts().await.is_empty(), "{:?}", app.wrong_counts().await);
    mona.post("/api/v2/admin/users/ada/unsuspend", json!({})).await.is(200);
    assert!(app.wrong_counts().await.is_empty(), "{:?}", app.wrong_counts().await);
    let page = app.anonymous().get("/api/v2/users/ada").await.is(200).body();
    assert_eq!(page["follower_count"], 0);
}

#[tokio::test]
async fn a_script_takes_back_what_is_out_of_sight_too() {
    let app = App::new().await;
    let (ada, bob, mona) = (app.author("ada").await, app.reader("bob").await, app.admin("mona").await);
    let post = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    bob.post("/api/v1/posts/talk/like", json!({})).await.is(200);
    bob.post("/api/v1/users/ada/follow", json!({})).await.is(200);
    ada.post(&format!("/api/v2/posts/{post}/unpublish"), json!({})).await.is(200);
    mona.post("/api/v2/admin/users/ada/suspend", json!({"reason": "Noise"})).await.is(200);

    let unliked = bob.delete("/api/v1/posts/talk/like").await.is(200).body();
    let unfollowed = bob.delete("/api/v1/users/ada/follow").await.is(200).body();

    assert_eq!(unliked, json!({"liked": false, "like_count": 0}));
    assert_eq!(unfollowed, json!({"following": false, "follower_count": 0}));
    bob.delete("/api/v1/posts/talk/like").await.is_problem(404, "post.not_found");
    bob.delete("/api/v1/users/ada/follow").await.is_problem(404, "user.not_found");
}

#[tokio::test]
async fn of_an_erased_account_no_tie_is_left_and_no_number() {
    for is_suspended in [false, true] {
        let app = App::new().await;
        let (_, bob) = tied(&app).await;
        leave(&bob, "remove").await;
        if is_suspended {
            let mona = app.admin("mona").await;
            mona.post("/api/v2/admin/users/bob/suspend", json!({"reason": "Noise"})).await.is(200);
        } else {
            assert_eq!(numbers(&app).await, [1; 5], "during the grace all stays as it is");
        }

        erase(&app).await;

        assert_eq!(numbers(&app).await, [0; 5]);
        for table in ["post_likes", "comment_likes", "bookmarks", "user_follows", "tag_follows", "user_shields"] {
            assert!(app.texts(&format!("SELECT 'row' FROM {table}")).await.is_empty(), "{table}");
        }
        assert!(app.wrong_counts().await.is_empty());
    }
}

#[tokio::test]
async fn an_export_holds_likes_bookmarks_and_follows() {
    let app = App::new().await;
    let (ada, bob) = tied(&app).await;
    let second = ada.publish("Second").await;
    turn_on(&bob, "/api/v2/posts/second/bookmark").await;
    let path = format!("/api/v2/posts/{}/unpublish", second["id"].as_str().unwrap());
    ada.post(&path, json!({})).await.is(200);

    let answer = bob.post("/api/v2/me/export", json!({})).await.is(200);

    let mut zip = zip::ZipArchive::new(Cursor::new(answer.bytes().to_vec())).expect("a whole archive");
    let mut file = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap_or_else(|_| panic!("no {name}")).read_to_string(&mut text).unwrap();
        serde_json::from_str::<Value>(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let likes = file("likes.json");
    assert_eq!(likes.as_array().unwrap().len(), 2, "{likes}");
    assert_eq!(likes[0]["slug"], "talk");
    assert!(likes[1]["comment_id"].is_string(), "{likes}");
    let bookmarks = file("bookmarks.json");
    assert_eq!((&bookmarks[0]["slug"], &bookmarks[1]["slug"]), (&json!("talk"), &Value::Null), "{bookmarks}");
    let follows = file("follows.json");
    assert_eq!((&follows[0]["username"], &follows[1]["tag"]), (&json!("ada"), &json!("engines")), "{follows}");
    let blocks = file("blocks.json");
    assert_eq!(blocks.as_array().unwrap().len(), 2, "what others do is theirs: {blocks}");
    assert!(blocks.as_array().unwrap().iter().all(|one| one["username"] == "cleo"), "{blocks}");
    assert!(likes[0]["liked_at"].is_string() && follows[0]["followed_at"].is_string());
    app.work().await;
}
