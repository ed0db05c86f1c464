//! Posts that authors have pinned to their pages.

use axum::http::Method;
use serde_json::{Value, json};

use super::likes::{all, turn_on};
use crate::support::{App, Caller, together};

const PINNED: &str = "/api/v2/users/ada/posts?pinned=true";

fn pin(post: &Value) -> String {
    format!("/api/v2/posts/{}/pin", post["id"].as_str().unwrap())
}

/// Ada with so many published posts, `p0` first.
async fn author(app: &App, count: usize) -> (Caller, Vec<Value>) {
    let ada = app.author("ada").await;
    let mut posts = Vec::new();
    for number in 0..count {
        posts.push(ada.publish(&format!("p{number}")).await);
        app.wait_secs(1);
    }
    (ada, posts)
}

#[tokio::test]
async fn an_author_pins_three_posts_and_everybody_sees_which() {
    let app = App::new().await;
    let (ada, posts) = author(&app, 5).await;
    let pinned = async |who: &Caller| all(&who.get(PINNED).await.is(200).body(), "slug").join(" ");
    assert_eq!(pinned(&app.anonymous()).await, "");

    for post in [&posts[0], &posts[3], &posts[1], &posts[0]] {
        turn_on(&ada, &pin(post)).await;
    }

    ada.put("/api/v2/posts/p4/pin", json!({})).await.is_problem(409, "post.pins_full");
    for who in [&ada, &app.anonymous(), &app.reader("bob").await] {
        assert_eq!(pinned(who).await, "p3 p1 p0");
    }
    let counted = app.anonymous().get(&format!("{PINNED}&limit=2&count=exact&sort=oldest")).await.is(200).body();
    assert_eq!((all(&counted, "slug").join(" "), &counted["total"]), ("p0 p1".to_owned(), &json!(3)));
    let rest = format!("{PINNED}&limit=2&sort=oldest&after={}", counted["next"].as_str().unwrap());
    assert_eq!(all(&app.anonymous().get(&rest).await.is(200).body(), "slug"), ["p3"]);
    let by_author =
        app.anonymous().get("/api/v2/posts?author=ada&pinned=true&tag=engines&sort=top").await.is(200).body();
    assert_eq!(all(&by_author, "slug").len(), 3);
    let viewer = async |slug: &str| ada.get(&format!("/api/v2/posts/{slug}")).await.is(200).body()["viewer"].clone();
    assert_eq!((&viewer("p0").await["pinned"], &viewer("p0").await["can_pin"]), (&json!(true), &json!(true)));
    assert_eq!(viewer("p4").await["pinned"], false);
    let own = ada.get("/api/v2/me/posts").await.is(200).body();
    let marked = own["items"].as_array().unwrap().iter().filter(|post| post["pinned"] == true).count();
    assert_eq!(marked, 3);
    for _ in 0..2 {
        ada.delete("/api/v2/posts/p0/pin").await.is(204);
    }
    turn_on(&ada, "/api/v2/posts/p4/pin").await;
    assert_eq!(pinned(&app.anonymous()).await, "p4 p3 p1");
}

#[tokio::test]
async fn b1_a_post_that_is_not_published_any_more_is_not_pinned_any_more() {
    let app = App::new().await;
    let (ada, posts) = author(&app, 3).await;
    let mona = app.moderator("mona").await;
    let path = |number: usize| format!("/api/v2/posts/{}", posts[number]["id"].as_str().unwrap());
    let pinned = async || all(&app.anonymous().get(PINNED).await.is(200).body(), "slug").join(" ");
    for post in &posts {
        turn_on(&ada, &pin(post)).await;
    }

    ada.post(&format!("{}/archive", path(0)), json!({})).await.is(200);
    assert_eq!(pinned().await, "p2 p1");
    mona.post(&format!("{}/remove", path(1)), json!({"reason": "Noise"})).await.is(200);
    assert_eq!(pinned().await, "p2");
    ada.take_away(&path(2), &ada.get(&path(2)).await.etag()).await.is(204);
    assert_eq!(pinned().await, "");
    for post in posts.iter().take(3) {
        ada.put(&pin(post), json!({})).await.is_problem(409, "post.wrong_state");
    }
    ada.post(&format!("{}/publish", path(0)), json!({})).await.is(200);
    assert_eq!(pinned().await, "", "it does not come back by itself");
    turn_on(&ada, &pin(&posts[0])).await;
    assert_eq!(pinned().await, "p0");
    assert_eq!(app.texts("SELECT 'row' FROM pinned_posts").await.len(), 1);
}

#[tokio::test]
async fn b2_nobody_pins_what_another_wrote() {
    let app = App::new().await;
    let (ada, posts) = author(&app, 1).await;
    turn_on(&ada, &pin(&posts[0])).await;

    for other in [app.author("eve").await, app.admin("rita").await, app.reader("bob").await] {
        other.put(&pin(&posts[0]), json!({})).await.is_problem(403, "permission.denied");
        other.delete(&pin(&posts[0])).await.is_problem(403, "permission.denied");
        let shown = other.get("/api/v2/posts/p0").await.is(200).body();
        assert_eq!((&shown["viewer"]["pinned"], &shown["viewer"]["can_pin"]), (&json!(true), &json!(false)));
    }
    let draft = ada.draft("Plans").await;
    app.sign_in("eve").await.put(&pin(&draft), json!({})).await.is_problem(404, "post.not_found");
    ada.put("/api/v2/posts/nothing/pin", json!({})).await.is_problem(404, "post.not_found");
    assert_eq!(app.texts("SELECT 'row' FROM pinned_posts").await.len(), 1);
}

#[tokio::test]
async fn i1_pinned_posts_are_of_somebody() {
    let app = App::new().await;
    author(&app, 1).await;

    for query in
        ["posts?pinned=true", "users/ada/posts?pinned=yes", "users/ada/posts?pinned=", "posts?author=ada&pinned=1"]
    {
        app.anonymous().get(&format!("/api/v2/{query}")).await.is_problem(422, "request.invalid");
    }
    let all_of_hers = app.anonymous().get("/api/v2/users/ada/posts?pinned=false").await.is(200).body();
    assert_eq!(all(&all_of_hers, "slug"), ["p0"]);
    app.anonymous().get("/api/v2/users/nobody/posts?pinned=true").await.is_problem(404, "user.not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k1_six_pins_at_once_are_three() {
    let app = App::new().await;
    let (ada, posts) = author(&app, 6).await;

    let answers = together(posts.iter().map(|post| ada.call(Method::PUT, &pin(post)))).await;

    let mut statuses: Vec<_> = answers.iter().map(|answer| answer.status()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 204, 204, 409, 409, 409]);
    assert_eq!(app.texts("SELECT 'row' FROM pinned_posts").await.len(), 3);
}
