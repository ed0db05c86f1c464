//! Following people and tags.

use serde_json::{Value, json};

use super::likes::{all, turn_on};
use crate::support::{App, Caller, PASSWORD};

/// What a page says of follows: followers, followed, whether the caller follows, and is followed.
async fn ties(caller: &Caller, name: &str) -> Value {
    let body = caller.get(&format!("/api/v2/users/{name}")).await.is(200).body();
    let viewer = &body["viewer"];
    json!([body["follower_count"], body["following_count"], viewer["following"], viewer["follows_you"]])
}

#[tokio::test]
async fn k1_following_twice_is_once_and_nobody_follows_themselves() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    app.anonymous().get("/api/v2/users/ada").await.is(200);

    for _ in 0..2 {
        turn_on(&bob, "/api/v2/users/ada/follow").await;
        assert_eq!(ties(&bob, "ada").await, json!([1, 0, true, false]));
        assert_eq!(ties(&ada, "bob").await, json!([0, 1, false, true]));
        assert_eq!(ties(&app.anonymous(), "ada").await, json!([1, 0, null, null]), "the cached page knows");
    }
    turn_on(&ada, &format!("/api/v2/users/{}/follow", bob.id())).await;
    assert_eq!(ties(&ada, "bob").await, json!([1, 1, true, true]));
    for _ in 0..2 {
        bob.delete("/api/v2/users/ADA/follow").await.is(204);
        assert_eq!(ties(&bob, "ada").await, json!([0, 1, false, true]));
    }
    let refused = ada.put("/api/v2/users/ada/follow", json!({})).await.is_problem(422, "follow.self");
    assert!(refused.body()["detail"].as_str().unwrap().contains("you"));
    ada.delete("/api/v2/users/ada/follow").await.is_problem(422, "follow.self");
    assert_eq!(ties(&ada, "ada").await, json!([0, 1, false, false]));
    ada.put("/api/v2/users/nobody/follow", json!({})).await.is_problem(404, "user.not_found");
    assert!(app.wrong_counts().await.is_empty());
}

#[tokio::test]
async fn followers_and_followed_are_listed_page_by_page() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for name in ["bob", "cleo", "dora"] {
        turn_on(&app.reader(name).await, "/api/v2/users/ada/follow").await;
        turn_on(&ada, &format!("/api/v2/users/{name}/follow")).await;
        app.wait_secs(1);
    }

    for side in ["followers", "following"] {
        let path = format!("/api/v2/users/ada/{side}?limit=2");
        let first = app.anonymous().get(&format!("{path}&count=exact")).await.is(200).body();
        let next = first["next"].as_str().unwrap();
        let second = app.anonymous().get(&format!("{path}&after={next}")).await.is(200).body();

        assert_eq!(all(&first, "username"), ["dora", "cleo"], "{side}");
        assert_eq!(all(&second, "username"), ["bob"], "{side}");
        assert_eq!((&first["total"], &second["next"]), (&json!(3), &Value::Null), "{side}");
        let other = format!("/api/v2/users/bob/{side}?limit=2&after={next}");
        app.anonymous().get(&other).await.is_problem(400, "cursor.invalid");
    }
    app.anonymous().get("/api/v2/users/nobody/followers").await.is_problem(404, "user.not_found");
}

#[tokio::test]
async fn a_former_name_is_as_good_as_the_present_one_to_follow() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    let renamed = json!({"username": "augusta", "current_password": PASSWORD});
    ada.put("/api/v2/me/username", renamed).await.is(200);

    turn_on(&bob, "/api/v2/users/ada/follow").await;

    assert_eq!(ties(&bob, "augusta").await, json!([1, 0, true, false]));
    bob.delete("/api/v2/users/ada/follow").await.is(204);
    assert_eq!(ties(&bob, "augusta").await, json!([0, 0, false, false]));
}

#[tokio::test]
async fn a_former_name_leads_to_what_is_beneath_a_person_and_308_to_the_person() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    for path in ["/api/v2/users/ada/posts", "/api/v2/users/ada/followers"] {
        app.anonymous().get(path).await.is(200);
    }
    let renamed = json!({"username": "augusta", "current_password": PASSWORD});
    ada.put("/api/v2/me/username", renamed).await.is(200);
    turn_on(&bob, "/api/v2/users/augusta/follow").await;

    let anyone = app.anonymous();
    assert_eq!(anyone.get("/api/v2/users/ada").await.is(308).header("location"), "/api/v2/users/augusta");
    for path in ["v2/users/ada/posts", "v2/posts?author=ada"] {
        assert_eq!(all(&anyone.get(&format!("/api/{path}")).await.is(200).body(), "slug"), ["talk"], "{path}");
    }
    assert_eq!(all(&anyone.get("/api/v2/users/ada/followers").await.is(200).body(), "username"), ["bob"]);
    assert_eq!(anyone.get("/api/v1/users/ada/posts").await.is(200).body()["pagination"]["total"], 1);
    for verb in ["mute", "block"] {
        turn_on(&bob, &format!("/api/v2/users/ada/{verb}")).await;
        let list = bob.get(&format!("/api/v2/me/{verb}s")).await.is(200).body();
        assert_eq!(all(&list, "username"), ["augusta"], "{verb}");
        bob.delete(&format!("/api/v2/users/ada/{verb}")).await.is(204);
        assert!(all(&bob.get(&format!("/api/v2/me/{verb}s")).await.is(200).body(), "username").is_empty(), "{verb}");
    }
    ada.put("/api/v2/users/ada/block", json!({})).await.is_problem(422, "block.self");
}

#[tokio::test]
async fn tags_are_followed_while_published_posts_carry_them() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.draft("Plans").await;
    bob.put("/api/v2/tags/engines/follow", json!({})).await.is_problem(404, "tag.not_found");
    ada.publish("Talk").await;
    app.anonymous().get("/api/v2/tags/engines").await.is(200);

    for _ in 0..2 {
        turn_on(&bob, "/api/v2/tags/engines/follow").await;
    }

    let seen = async |who: &Caller| {
        let tag = who.get("/api/v2/tags/engines").await.is(200).body();
        (tag["follower_count"].clone(), tag["viewer"]["following"].clone())
    };
    assert_eq!(seen(&bob).await, (json!(1), json!(true)));
    assert_eq!(seen(&ada).await, (json!(1), json!(false)));
    assert_eq!(seen(&app.anonymous()).await, (json!(1), Value::Null));
    for _ in 0..2 {
        bob.delete("/api/v2/tags/engines/follow").await.is(204);
    }
    assert_eq!(seen(&bob).await, (json!(0), json!(false)));
    bob.put("/api/v2/tags/nothing/follow", json!({})).await.is_problem(404, "tag.not_found");
    assert!(app.wrong_counts().await.is_empty());
}
