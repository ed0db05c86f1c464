//! Bookmarks: one's own, of what everybody may read.

use serde_json::json;

use super::likes::{all, turn_on};
use crate::support::App;

const OWN: &str = "/api/v2/me/bookmarks";

#[tokio::test]
async fn bookmarks_are_ones_own_and_come_page_by_page() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    for title in ["One", "Two", "Three"] {
        ada.publish(title).await;
        turn_on(&bob, &format!("/api/v2/posts/{}/bookmark", title.to_lowercase())).await;
        app.wait_secs(1);
    }
    turn_on(&bob, "/api/v2/posts/one/bookmark").await;

    let first = bob.get(&format!("{OWN}?limit=2&count=exact")).await.is(200).body();
    let next = format!("{OWN}?limit=2&after={}", first["next"].as_str().unwrap());
    let second = bob.get(&next).await.is(200).body();

    assert_eq!((all(&first, "slug"), all(&second, "slug")), (vec!["three".into(), "two".into()], vec!["one".into()]));
    assert_eq!((&first["total"], &second["next"]), (&json!(3), &json!(null)));
    assert_eq!(bob.get("/api/v2/posts/one").await.body()["viewer"]["bookmarked"], true);
    assert_eq!(ada.get("/api/v2/posts/one").await.body()["viewer"]["bookmarked"], false);
    assert!(all(&ada.get(OWN).await.is(200).body(), "slug").is_empty());
    ada.get(&next).await.is_problem(400, "cursor.invalid");
    for _ in 0..2 {
        bob.delete("/api/v2/posts/two/bookmark").await.is(204);
    }
    assert_eq!(all(&bob.get(OWN).await.body(), "slug"), ["three", "one"]);
    assert_eq!(bob.get(OWN).await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn b1_a_bookmark_leads_only_to_what_everybody_may_read() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    let post = ada.publish("Secret plans").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    turn_on(&bob, &format!("{path}/bookmark")).await;
    let shown = async || {
        let list = bob.get(&format!("{OWN}?count=exact")).await.is(200).body();
        assert_eq!(list["total"], all(&list, "slug").len());
        all(&list, "slug").len()
    };

    for (verb, count) in [("unpublish", 0), ("publish", 1), ("archive", 1), ("publish", 1)] {
        ada.post(&format!("{path}/{verb}"), json!({})).await.is(200);
        assert_eq!(shown().await, count, "after {verb}");
    }
    let etag = ada.get(&path).await.etag();
    ada.take_away(&path, &etag).await.is(204);
    assert_eq!(shown().await, 0, "after its deletion");
    bob.put(&format!("{path}/bookmark"), json!({})).await.is_problem(404, "post.not_found");
}
