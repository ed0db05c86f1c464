//! The pages with the people around a person.

use serde_json::{Value, json};

use super::{attribute, text};
use crate::support::{App, PASSWORD};

#[tokio::test]
async fn people_around_a_person_are_read_without_a_script() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    let anonymous = app.anonymous();
    let empty = anonymous.get("/users/ada/followers").await.is(200).text();
    assert!(empty.contains("No followers yet"));

    bob.put("/api/v2/users/ada/follow", json!({})).await.is(204);

    let html = anonymous.get("/users/ada/followers").await.is(200).text();
    assert_eq!(attribute(&html, ".person__name a", "href"), "/users/bob", "the cached page knows");
    assert_eq!(attribute(&html, "meta[name=robots]", "content"), "noindex");
    let data: Value = serde_json::from_str(&text(&html, "#page-data")).unwrap();
    let asked = "/api/v2/users/ada/followers?limit=40";
    assert_eq!(data["responses"][asked], anonymous.get(asked).await.is(200).body());
    let following = anonymous.get("/users/bob/following").await.is(200).text();
    assert_eq!(attribute(&following, ".person__name a", "href"), "/users/ada");
    assert!(anonymous.get("/users/ada").await.is(200).text().contains("1 follower"));

    let renamed = json!({"username": "augusta", "current_password": PASSWORD});
    ada.put("/api/v2/me/username", renamed).await.is(200);
    let following = anonymous.get("/users/bob/following").await.is(200).text();
    assert_eq!(attribute(&following, ".person__name a", "href"), "/users/augusta");
    let moved = anonymous.get("/users/ada/followers").await.is(308);
    assert_eq!(moved.header("location"), "/users/augusta/followers");
}

#[tokio::test]
async fn nobody_has_nobody_around_them() {
    let app = App::new().await;

    app.anonymous().get("/users/nobody/followers").await.is(404);
    app.author("ada").await;
    app.anonymous().get("/users/ada/followers?after=nonsense").await.is(400);
}

/// SECURITY G: what belongs to one person alone begins empty for everybody.
#[tokio::test]
async fn feed_and_bookmarks_begin_empty_for_everybody() {
    let app = App::new().await;
    let ada = app.author("ada").await;

    for path in ["/feed", "/bookmarks"] {
        let (stranger, person) = (app.anonymous().get(path).await.is(200), ada.get(path).await.is(200));

        assert_eq!(stranger.text(), person.text(), "{path}");
        assert!(stranger.text().contains("<noscript>"), "{path}");
    }
}
