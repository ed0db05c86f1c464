//! `sort=top`: the most liked first.

use serde_json::json;

use super::likes::{all, turn_on};
use crate::support::App;

const TOP: &str = "/api/v2/posts?sort=top";

#[tokio::test]
async fn the_most_liked_come_first_page_by_page() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.author("bob").await, app.reader("cleo").await);
    for (author, title) in [(&ada, "one"), (&ada, "two"), (&bob, "three"), (&bob, "four")] {
        author.publish(title).await;
        app.wait_secs(1);
    }
    for (person, slug) in [(&ada, "one"), (&bob, "one"), (&cleo, "one"), (&cleo, "two"), (&ada, "three")] {
        turn_on(person, &format!("/api/v2/posts/{slug}/like")).await;
    }
    let anyone = app.anonymous();

    let first = anyone.get(&format!("{TOP}&limit=2&count=exact")).await.is(200);
    let after = first.body()["next"].as_str().unwrap().to_owned();
    ada.publish("five").await;
    let second = anyone.get(&format!("{TOP}&limit=9&after={after}")).await.is(200).body();

    assert_eq!((all(&first.body(), "slug"), &first.body()["total"]), (vec!["one".into(), "three".into()], &json!(4)));
    assert_eq!(all(&second, "slug"), ["two", "five", "four"]);
    assert!(first.header("link").contains(&after));
    for other in ["/api/v2/posts?limit=2", "/api/v2/posts?sort=oldest", "/api/v2/posts?sort=top&tag=engines"] {
        let other = format!("{other}{}after={after}", if other.contains('?') { '&' } else { '?' });
        anyone.get(&other).await.is_problem(400, "cursor.invalid");
    }
    for (path, expected) in [
        ("posts?sort=top&author=ada", &["one", "two", "five"][..]),
        ("users/bob/posts?sort=top", &["three", "four"]),
        ("posts?sort=top&tag=engines&limit=1", &["one"]),
    ] {
        assert_eq!(all(&anyone.get(&format!("/api/v2/{path}")).await.is(200).body(), "slug"), expected, "{path}");
    }
    turn_on(&cleo, "/api/v2/users/ada/mute").await;
    assert_eq!(all(&cleo.get(TOP).await.is(200).body(), "slug"), ["three", "four"]);
}

#[tokio::test]
async fn b1_what_leaves_the_lists_is_not_among_the_most_liked_and_comes_back_with_its_likes() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    let post = ada.publish("one").await;
    ada.publish("two").await;
    turn_on(&bob, "/api/v2/posts/one/like").await;
    let path = format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let top = async || all(&app.anonymous().get(TOP).await.is(200).body(), "slug").join(" ");

    for (verb, expected) in [("unpublish", "two"), ("publish", "one two"), ("archive", "two"), ("publish", "one two")] {
        ada.post(&format!("{path}/{verb}"), json!({})).await.is(200);
        assert_eq!(top().await, expected, "after {verb}");
    }
    ada.draft("three").await;
    assert_eq!(top().await, "one two");
}

#[tokio::test]
async fn i1_an_order_that_is_none_is_refused() {
    let app = App::new().await;

    for order in ["trending", "best", "Top", "top&sort=top", ""] {
        for list in ["posts", "users/ada/posts"] {
            let path = format!("/api/v2/{list}?sort={order}");
            app.anonymous().get(&path).await.is_problem(422, "request.invalid");
        }
    }
}
