//! The feed: strictly newest first, each post once, by cursor.

use serde_json::{Value, json};

use super::likes::{all, turn_on};
use crate::support::{App, Caller};

const FEED: &str = "/api/v2/me/feed";

/// A published post with these tags.
async fn post(author: &Caller, title: &str, tags: &[&str]) -> Value {
    let made = author.post("/api/v2/posts", json!({"title": title, "body": "x", "tags": tags})).await.is(201).body();
    author.post(&format!("/api/v2/posts/{}/publish", made["id"].as_str().unwrap()), json!({})).await.is(200).body()
}

/// Every page, one after the other, joined by bars.
async fn pages(person: &Caller, limit: u8) -> String {
    let mut pages = Vec::new();
    let mut path = format!("{FEED}?limit={limit}");
    loop {
        let list = person.get(&path).await.is(200).body();
        pages.push(all(&list, "slug").join(" "));
        let Some(next) = list["next"].as_str() else { return pages.join("|") };
        path = format!("{FEED}?limit={limit}&after={next}");
    }
}

#[tokio::test]
async fn posts_of_followed_people_and_tags_come_newest_first_and_once() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.author("bob").await, app.author("cleo").await);
    let dora = app.reader("dora").await;
    for (author, title, tags) in [
        (&ada, "a1", &["rust"][..]),
        (&bob, "b1", &["rust", "web"]),
        (&cleo, "c1", &["rust"]),
        (&cleo, "c2", &[]),
        (&ada, "a2", &[]),
        (&bob, "b2", &["web"]),
    ] {
        post(author, title, tags).await;
        app.wait_secs(1);
    }
    assert_eq!(pages(&dora, 5).await, "");

    turn_on(&dora, "/api/v2/users/ada/follow").await;
    assert_eq!(pages(&dora, 5).await, "a2 a1");
    turn_on(&dora, "/api/v2/tags/rust/follow").await;
    assert_eq!(pages(&dora, 5).await, "a2 c1 b1 a1");
    turn_on(&dora, "/api/v2/users/bob/follow").await;

    for (limit, expected) in
        [(1, "b2|a2|c1|b1|a1"), (2, "b2 a2|c1 b1|a1"), (5, "b2 a2 c1 b1 a1"), (100, "b2 a2 c1 b1 a1")]
    {
        assert_eq!(pages(&dora, limit).await, expected, "{limit} at a time");
    }
    assert_eq!(dora.get(&format!("{FEED}?count=exact")).await.body()["total"], 5);
    dora.delete("/api/v2/tags/rust/follow").await.is(204);
    dora.delete("/api/v2/users/ada/follow").await.is(204);
    assert_eq!(pages(&dora, 5).await, "b2 b1");
    assert_eq!(pages(&ada, 5).await, "", "what one follows is one's own");
}

#[tokio::test]
async fn a_cursor_skips_and_repeats_nothing_while_posts_are_added_and_taken_away() {
    let app = App::new().await;
    let (ada, dora) = (app.author("ada").await, app.reader("dora").await);
    for number in 0..5 {
        // All at one moment: the id decides.
        post(&ada, &format!("p{number}"), &["rust"]).await;
    }
    turn_on(&dora, "/api/v2/users/ada/follow").await;
    turn_on(&dora, "/api/v2/tags/rust/follow").await;
    let first = dora.get(&format!("{FEED}?limit=2")).await.is(200);
    let next = first.body()["next"].as_str().unwrap().to_owned();
    app.wait_secs(1);
    post(&ada, "later", &["rust"]).await;
    let last = first.body()["items"][1]["id"].as_str().unwrap().to_owned();
    ada.post(&format!("/api/v2/posts/{last}/unpublish"), json!({})).await.is(200);

    let second = dora.get(&format!("{FEED}?limit=9&after={next}")).await.is(200).body();

    assert_eq!(all(&first.body(), "slug"), ["p4", "p3"]);
    assert_eq!(all(&second, "slug"), ["p2", "p1", "p0"]);
    assert!(first.header("link").contains(&next));
    assert_eq!(first.header("cache-control"), "no-store");
    app.reader("eli").await.get(&format!("{FEED}?limit=9&after={next}")).await.is_problem(400, "cursor.invalid");
}

#[tokio::test]
async fn b1_the_feed_holds_published_posts_alone() {
    let app = App::new().await;
    let (ada, dora, mona) = (app.author("ada").await, app.reader("dora").await, app.moderator("mona").await);
    post(&ada, "Shown", &["rust"]).await;
    turn_on(&dora, "/api/v2/users/ada/follow").await;
    turn_on(&dora, "/api/v2/tags/rust/follow").await;
    ada.draft("Draft").await;
    ada.schedule("Scheduled", "2026-06-01T00:00:00Z").await;
    let path = |post: &Value| format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let archived = path(&post(&ada, "Archived", &["rust"]).await);
    ada.post(&format!("{archived}/archive"), json!({})).await.is(200);
    let removed = path(&post(&ada, "Removed", &["rust"]).await);
    mona.post(&format!("{removed}/remove"), json!({"reason": "Noise"})).await.is(200);
    let deleted = path(&post(&ada, "Deleted", &["rust"]).await);
    let etag = ada.get(&deleted).await.etag();
    ada.take_away(&deleted, &etag).await.is(204);

    let feed = dora.get(&format!("{FEED}?count=exact")).await.is(200).body();

    assert_eq!((all(&feed, "slug"), &feed["total"]), (vec!["shown".to_owned()], &json!(1)));
}
