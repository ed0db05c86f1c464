//! Likes of posts and comments.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{App, Caller};

/// The texts of a list's entries, by a field.
pub(super) fn all(list: &Value, field: &str) -> Vec<String> {
    let items = list["items"].as_array().unwrap_or_else(|| panic!("no list: {list}"));
    items.iter().map(|item| item[field].as_str().unwrap().to_owned()).collect()
}

pub(super) async fn turn_on(person: &Caller, path: &str) {
    person.put(path, json!({})).await.is(204);
}

#[tokio::test]
async fn k1_a_like_twice_is_one_and_so_is_taking_it_back() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let comment = format!("/api/v2/comments/{}", ada.comment("talk", "Well").await["id"].as_str().unwrap());

    for path in ["/api/v2/posts/talk".to_owned(), comment] {
        let like = format!("{path}/like");
        let seen = async |who: &Caller| {
            let body = who.get(&path).await.is(200).body();
            (body["like_count"].clone(), body["viewer"]["liked"].clone())
        };

        for _ in 0..2 {
            turn_on(&bob, &like).await;
            assert_eq!(seen(&bob).await, (json!(1), json!(true)), "{path}");
            assert_eq!(seen(&ada).await, (json!(1), json!(false)), "{path}");
            assert_eq!(seen(&app.anonymous()).await, (json!(1), Value::Null), "{path}");
        }
        turn_on(&ada, &like).await;
        assert_eq!(seen(&bob).await.0, 2);
        for _ in 0..2 {
            bob.delete(&like).await.is(204);
            assert_eq!(seen(&bob).await, (json!(1), json!(false)), "{path}");
        }
    }
    assert!(app.wrong_counts().await.is_empty());
}

#[tokio::test]
async fn a_like_changes_the_tag_and_not_the_version() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let path = "/api/v2/posts/talk";
    let (editors, readers) = (ada.get(path).await.etag(), app.anonymous().get(path).await.etag());

    turn_on(&bob, &format!("{path}/like")).await;

    let again = app.anonymous().call(Method::GET, path).header("if-none-match", &readers).send().await.is(200);
    assert_ne!(again.etag(), readers);
    assert_eq!(again.etag().split('-').next(), readers.split('-').next());
    ada.change(path, &editors, json!({"body": "Other words"})).await.is(200);
}

#[tokio::test]
async fn j5_a_like_is_seen_at_once_wherever_it_is_counted() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    let other = ada.publish("Other").await;
    ada.publish("Talk").await;
    let comment = ada.comment("talk", "Well").await;
    let anyone = app.anonymous();
    let lists = ["/api/v2/posts", "/api/v2/posts?author=ada", "/api/v2/posts?tag=engines", "/api/v2/users/ada/posts"];
    for path in lists.iter().chain(&["/api/v2/posts/talk", "/api/v2/posts/talk/comments", "/posts/talk", "/"]) {
        anyone.get(path).await.is(200);
    }

    turn_on(&bob, "/api/v2/posts/talk/like").await;
    turn_on(&bob, &format!("/api/v2/comments/{}/like", comment["id"].as_str().unwrap())).await;

    for path in lists {
        let list = anyone.get(path).await.is(200).body();
        for item in list["items"].as_array().unwrap() {
            assert_eq!(item["like_count"], u64::from(item["id"] != other["id"]), "{path}");
        }
    }
    assert_eq!(anyone.get("/api/v2/posts/talk").await.body()["like_count"], 1);
    assert_eq!(anyone.get("/api/v2/posts/talk/comments").await.body()["items"][0]["like_count"], 1);
    assert_eq!(anyone.get("/api/v1/posts/talk").await.body()["like_count"], 1);
    assert!(anyone.get("/posts/talk").await.is(200).text().contains(r#""like_count":1"#));
}

#[tokio::test]
async fn who_likes_a_post_is_listed_page_by_page() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Talk").await;
    for name in ["bob", "cleo", "dora", "eli"] {
        turn_on(&app.reader(name).await, "/api/v2/posts/talk/like").await;
        app.wait_secs(1);
    }

    let first = app.anonymous().get("/api/v2/posts/talk/likes?limit=2&count=exact").await.is(200);
    turn_on(&ada, "/api/v2/posts/talk/like").await;
    let after = first.body()["next"].as_str().unwrap().to_owned();
    let second = app.anonymous().get(&format!("/api/v2/posts/talk/likes?limit=2&after={after}")).await.is(200);

    assert_eq!(all(&first.body(), "username"), ["eli", "dora"]);
    assert_eq!(first.body()["total"], 4);
    assert!(first.header("link").contains(&after));
    assert_eq!(all(&second.body(), "username"), ["cleo", "bob"]);
    assert!(second.body()["next"].is_null());
}

#[tokio::test]
async fn b1_what_not_everybody_may_read_is_liked_by_nobody() {
    let app = App::new().await;
    let (ada, bob, mona) = (app.author("ada").await, app.reader("bob").await, app.moderator("mona").await);
    let draft = ada.draft("Plans").await["id"].as_str().unwrap().to_owned();
    let post = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let comment = ada.comment(&post, "Well").await["id"].as_str().unwrap().to_owned();
    let beneath = format!("/api/v2/comments/{comment}/like");

    for verb in ["like", "bookmark"] {
        for name in [&draft, "plans"] {
            let path = format!("/api/v2/posts/{name}/{verb}");
            bob.put(&path, json!({})).await.is_problem(404, "post.not_found");
            bob.delete(&path).await.is_problem(404, "post.not_found");
            ada.put(&path, json!({})).await.is_problem(409, "post.wrong_state");
        }
    }
    bob.get(&format!("/api/v2/posts/{draft}/likes")).await.is_problem(404, "post.not_found");
    turn_on(&bob, &format!("/api/v2/posts/{post}/like")).await;
    mona.post(&format!("/api/v2/posts/{post}/remove"), json!({"reason": "Noise"})).await.is(200);
    bob.put(&format!("/api/v2/posts/{post}/like"), json!({})).await.is_problem(410, "post.removed");
    bob.get(&format!("/api/v2/posts/{post}/likes")).await.is_problem(410, "post.removed");
    bob.put(&beneath, json!({})).await.is_problem(404, "comment.not_found");
    mona.post(&format!("/api/v2/posts/{post}/restore"), json!({})).await.is(200);
    assert_eq!(bob.get(&format!("/api/v2/posts/{post}")).await.body()["viewer"]["liked"], true);
    ada.put(&format!("/api/v2/comments/{comment}/hide"), json!({})).await.is(204);
    bob.put(&beneath, json!({})).await.is_problem(404, "comment.not_found");
    for nothing in ["posts/nothing/like", "posts/0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f/like", "comments/12abc/like"] {
        bob.put(&format!("/api/v2/{nothing}"), json!({})).await.is(404);
    }
    assert!(app.wrong_counts().await.is_empty());
}

#[tokio::test]
async fn a17_unconfirmed_people_like_and_follow_nothing_and_may_put_aside() {
    let app = App::new().await;
    let (ada, uma) = (app.author("ada").await, app.reader("uma").await);
    ada.publish("Talk").await;
    let comment = ada.comment("talk", "Well").await["id"].as_str().unwrap().to_owned();
    app.sql("UPDATE users SET email_confirmed_at = NULL WHERE username = 'uma'").await;
    app.context().standings.forget_user(uma.id());

    for path in [
        "posts/talk/like".to_owned(),
        format!("comments/{comment}/like"),
        "users/ada/follow".to_owned(),
        "tags/engines/follow".to_owned(),
    ] {
        uma.put(&format!("/api/v2/{path}"), json!({})).await.is_problem(403, "account.unconfirmed");
    }
    for path in ["posts/talk/like", "users/ada/follow"] {
        uma.post(&format!("/api/v1/{path}"), json!({})).await.is_problem(403, "account.unconfirmed");
    }
    turn_on(&uma, "/api/v2/posts/talk/bookmark").await;

    for table in ["post_likes", "comment_likes", "user_follows", "tag_follows"] {
        assert_eq!(app.texts(&format!("SELECT 'row' FROM {table}")).await.len(), 0, "{table}");
    }
}

#[tokio::test]
async fn a_comment_that_goes_takes_its_likes_along() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let path = format!("/api/v2/comments/{}", ada.comment("talk", "Well").await["id"].as_str().unwrap());
    turn_on(&bob, &format!("{path}/like")).await;

    let etag = ada.get(&path).await.etag();
    ada.take_away(&path, &etag).await.is(204);

    assert!(app.texts("SELECT 'row' FROM comment_likes").await.is_empty());
    assert_eq!(app.anonymous().get(&path).await.is(200).body()["like_count"], 0);
    bob.delete(&format!("{path}/like")).await.is_problem(404, "comment.not_found");
    assert!(app.wrong_counts().await.is_empty());
}

#[tokio::test]
async fn threads_come_by_their_likes_where_that_is_asked() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let mut paths = Vec::new();
    for body in ["one", "two", "three", "four"] {
        let comment = ada.comment("talk", body).await;
        paths.push(format!("/api/v2/comments/{}/like", comment["id"].as_str().unwrap()));
        app.wait_secs(1);
    }
    turn_on(&ada, &paths[1]).await;
    turn_on(&bob, &paths[1]).await;
    turn_on(&bob, &paths[0]).await;

    let list = "/api/v2/posts/talk/comments?sort=top&limit=2";
    let first = app.anonymous().get(list).await.is(200).body();
    let after = first["next"].as_str().unwrap();
    let second = app.anonymous().get(&format!("{list}&after={after}")).await.is(200).body();

    assert_eq!(all(&first, "body"), ["two", "one"]);
    assert_eq!(all(&second, "body"), ["four", "three"]);
    assert!(second["next"].is_null());
    let other = format!("/api/v2/posts/talk/comments?limit=2&after={after}");
    app.anonymous().get(&other).await.is_problem(400, "cursor.invalid");
}
