//! What becomes of likes and follows when their owner is shut, opened again, or goes for good; and that they come along
//! when somebody takes their data home.

use std::io::{Cursor, Read};

use axum::http::Method;
use broadsheet::{
    domain::job::{Job, NewJob},
    repositories::{DatabaseError, jobs},
};
use serde_json::{Value, json};

use super::{
    super::me::leaving::{erase, leave},
    likes::{all, turn_on},
};
use crate::support::{App, Caller, together};

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

/// Gives bob `n` followers, whom he follows, and lets him like `n` posts of ada's: rows as the services would write them.
async fn crowd(app: &App, n: usize) {
    let (numbers, id) = match app.database_url().starts_with("postgres") {
        true => (format!("WITH s (n) AS (SELECT * FROM generate_series(1, {n}))"), "lpad(n::text, 32, '0')::uuid"),
        false => (
            format!("WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {n})"),
            "CAST(printf('%016d', n) AS BLOB)",
        ),
    };
    let (ada, bob) = ("(SELECT id FROM users WHERE username = 'ada')", "(SELECT id FROM users WHERE username = 'bob')");
    for sql in [
        format!(
            "{numbers} INSERT INTO users (id, username, username_canonical, email, email_canonical, display_name, status,
                created_at, updated_at, follower_count, following_count)
            SELECT {id}, 'p' || n, 'p' || n, '', '', 'p', 'active', 0, 0, 1, 1 FROM s"
        ),
        format!(
            "INSERT INTO user_follows (follower_id, followed_id, created_at)
            SELECT id, {bob}, 7 FROM users WHERE display_name = 'p'
            UNION ALL SELECT {bob}, id, 7 FROM users WHERE display_name = 'p'"
        ),
        format!(
            "{numbers} INSERT INTO posts (id, author_id, slug, title, state, published_at, created_at, updated_at,
                renderer_version, body_markdown, body_html)
            SELECT {id}, {ada}, 'p' || n, 'p', 'published', n, n, n, 1, '', '' FROM s"
        ),
        format!(
            "INSERT INTO post_likes (post_id, user_id, created_at) SELECT id, {bob}, 7 FROM posts WHERE title = 'p'"
        ),
        "INSERT INTO post_tallies (post_id, like_count, published_at)
            SELECT id, 1, published_at FROM posts WHERE title = 'p'"
            .to_owned(),
        format!(
            "UPDATE users SET follower_count = follower_count + {n}, following_count = following_count + {n}
            WHERE id = {bob}"
        ),
    ] {
        app.sql(&sql).await;
    }
}

#[tokio::test]
async fn k1_an_account_that_thousands_follow_is_shut_and_opened_part_by_part() {
    let app = App::new().await;
    tied(&app).await;
    let mona = app.admin("mona").await;
    crowd(&app, 2_300).await;
    assert!(app.wrong_counts().await.is_empty(), "{:?}", app.wrong_counts().await);

    for (verb, body, count) in [("suspend", json!({"reason": "Noise"}), 0), ("unsuspend", json!({}), 1)] {
        mona.post(&format!("/api/v2/admin/users/bob/{verb}"), body).await.is(200);
        // Where a slow machine did not do all of it at once, the job does.
        app.wait_secs(60);
        app.work().await;

        assert_eq!(numbers(&app).await, [count; 5], "after {verb}");
        assert!(app.wrong_counts().await.is_empty(), "after {verb}: {:?}", app.wrong_counts().await);
    }
    leave(&app.sign_in("bob").await, "remove").await;
    erase(&app).await;
    assert!(app.wrong_counts().await.is_empty(), "{:?}", app.wrong_counts().await);
    for table in ["post_likes", "comment_likes", "bookmarks", "user_follows", "tag_follows", "user_shields"] {
        assert!(app.texts(&format!("SELECT 'row' FROM {table}")).await.is_empty(), "{table}");
    }
}

#[tokio::test]
async fn k1_what_a_process_that_died_left_uncounted_is_counted_by_a_job() {
    let app = App::new().await;
    let (_, bob) = tied(&app).await;
    // As the commit of a suspension leaves it.
    app.sql("UPDATE users SET status = 'suspended' WHERE username = 'bob'").await;
    let context = app.context();
    let now = context.clock.now();
    let job = &NewJob::new(context.ids.next(), &Job::SettleTies { user: bob.id() }, now, now);
    let stored: Result<bool, DatabaseError> =
        context.database.write(|tx| async move { jobs::insert(&tx, job).await }).await;
    assert!(stored.unwrap());
    assert_eq!(app.wrong_counts().await.len(), 13, "{:?}", app.wrong_counts().await);

    assert_eq!(app.work().await, 1);

    assert_eq!(numbers(&app).await, [0; 5]);
    assert!(app.wrong_counts().await.is_empty(), "{:?}", app.wrong_counts().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k1_follows_likes_and_suspensions_at_once_end_with_numbers_that_are_right() {
    let app = App::new().await;
    let mona = app.admin("mona").await;
    let mut people = Vec::new();
    for number in 0..6 {
        people.push((format!("pen{number}"), app.author(&format!("pen{number}")).await));
    }
    people[0].1.publish("Talk").await;
    let mut calls = Vec::new();
    for (name, one) in &people {
        for (other, _) in people.iter().filter(|(other, _)| other != name) {
            calls.push(one.call(Method::PUT, &format!("/api/v2/users/{other}/follow")));
            calls.push(one.call(Method::DELETE, &format!("/api/v2/users/{other}/follow")));
        }
        calls.push(one.call(Method::PUT, "/api/v2/posts/talk/like"));
    }
    for name in ["pen1", "pen3", "pen4"] {
        let suspend = mona.call(Method::POST, &format!("/api/v2/admin/users/{name}/suspend"));
        calls.push(suspend.json(&json!({"reason": "Noise"})));
    }

    let answers = together(calls).await;

    let faults: Vec<_> = answers.iter().filter(|answer| answer.status() >= 500).collect();
    assert!(faults.is_empty(), "{faults:?}");
    app.wait_secs(60);
    app.work().await;
    assert!(app.wrong_counts().await.is_empty(), "{:?}", app.wrong_counts().await);
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
