//! Blocks and mutes: who sees and does what while they stand.

use serde_json::{Value, json};

use super::likes::{all, turn_on};
use crate::support::{App, Caller};

/// Ada and bob have written a post each, and a comment beneath each other's.
async fn neighbours(app: &App) -> (Caller, Caller) {
    let (ada, bob) = (app.author("ada").await, app.author("bob").await);
    ada.publish("Adas zebra").await;
    bob.publish("Bobs zebra").await;
    ada.comment("bobs-zebra", "Adas quokka").await;
    bob.comment("adas-zebra", "Bobs quokka").await;
    (ada, bob)
}

/// Whether anything of somebody stands on each of the surfaces that list what people wrote.
async fn sees(who: &Caller, name: &str) -> Vec<bool> {
    let mut seen = Vec::new();
    for path in [
        "v2/posts".to_owned(),
        "v2/posts?tag=engines".to_owned(),
        format!("v2/users/{name}/posts"),
        "v2/search?q=zebra".to_owned(),
        "v2/search?q=quokka&type=comments".to_owned(),
        format!("v2/search?q={name}&type=users"),
        "v1/posts".to_owned(),
        format!("v1/users/{name}/posts"),
        "v1/posts/search?q=zebra".to_owned(),
        "v2/me/feed".to_owned(),
    ] {
        if path.ends_with("feed") && who.token().is_empty() {
            continue;
        }
        let text = who.get(&format!("/api/{path}")).await.is(200).text();
        seen.push(text.contains(&format!(r#""username":"{name}""#)));
    }
    seen
}

/// The texts beneath a post, in both versions.
async fn thread(who: &Caller, slug: &str) -> String {
    let second = who.get(&format!("/api/v2/posts/{slug}/comments")).await.is(200).text();
    let first = who.get(&format!("/api/v1/posts/{slug}/comments")).await.is(200).text();
    second + &first
}

#[tokio::test]
async fn a_block_hides_both_from_one_another_and_from_nobody_else() {
    let app = App::new().await;
    let (ada, bob) = neighbours(&app).await;
    let cleo = app.reader("cleo").await;
    for person in [&ada, &bob, &cleo] {
        turn_on(person, "/api/v2/tags/engines/follow").await;
    }
    assert!(sees(&ada, "bob").await.iter().all(|seen| *seen), "{:?}", sees(&ada, "bob").await);

    for _ in 0..2 {
        turn_on(&ada, "/api/v2/users/bob/block").await;
    }

    for (one, other) in [(&ada, "bob"), (&bob, "ada")] {
        assert!(sees(one, other).await.iter().all(|seen| !seen), "{other}: {:?}", sees(one, other).await);
    }
    for person in [&cleo, &app.anonymous()] {
        for name in ["ada", "bob"] {
            assert!(sees(person, name).await.iter().all(|seen| *seen), "{name}: {:?}", sees(person, name).await);
        }
        assert!(thread(person, "adas-zebra").await.contains("Bobs quokka"));
    }
    assert!(!thread(&ada, "adas-zebra").await.contains("Bobs quokka"));
    assert!(!thread(&bob, "bobs-zebra").await.contains("Adas quokka"));
    assert!(thread(&ada, "bobs-zebra").await.contains("Adas quokka"), "one's own stays");
    // An address works as it does without an account.
    ada.get("/api/v2/posts/bobs-zebra").await.is(200);
    bob.get("/api/v2/users/ada").await.is(200);
    for _ in 0..2 {
        ada.delete("/api/v2/users/bob/block").await.is(204);
    }
    assert!(sees(&bob, "ada").await.iter().all(|seen| *seen));
    assert!(app.wrong_counts().await.is_empty());
}

#[tokio::test]
async fn a_block_ends_follows_and_lets_neither_follow_like_or_answer_the_other() {
    let app = App::new().await;
    let (ada, bob) = neighbours(&app).await;
    turn_on(&ada, "/api/v2/users/bob/follow").await;
    turn_on(&bob, "/api/v2/users/ada/follow").await;
    turn_on(&bob, "/api/v2/posts/adas-zebra/like").await;
    let comment = app.anonymous().get("/api/v2/posts/bobs-zebra/comments").await.body()["items"][0]["id"].clone();

    turn_on(&ada, "/api/v2/users/bob/block").await;

    for (one, other, post) in [(&ada, "bob", "bobs-zebra"), (&bob, "ada", "adas-zebra")] {
        let profile = one.get(&format!("/api/v2/users/{other}")).await.is(200).body();
        let viewer = json!({"following": false, "follows_you": false, "blocked": other == "bob", "muted": false});
        assert_eq!(profile["viewer"], viewer, "{other}");
        assert_eq!((&profile["follower_count"], &profile["following_count"]), (&json!(0), &json!(0)));
        for path in [format!("users/{other}/follow"), format!("posts/{post}/like")] {
            one.put(&format!("/api/v2/{path}"), json!({})).await.is_problem(403, "user.blocked");
            one.post(&format!("/api/v1/{path}"), json!({})).await.is_problem(403, "user.blocked");
        }
        for version in ["v1", "v2"] {
            let path = format!("/api/{version}/posts/{post}/comments");
            one.post(&path, json!({"body": "Hm"})).await.is_problem(403, "user.blocked");
        }
        let shown = one.get(&format!("/api/v2/posts/{post}")).await.is(200).body();
        assert_eq!(shown["viewer"]["can_comment"], false, "{post}");
    }
    let cleo = app.author("cleo").await;
    cleo.publish("Between").await;
    let said = ada.comment("between", "Well").await;
    let answer = json!({"body": "Hm", "parent_id": said["id"]});
    bob.post("/api/v2/posts/between/comments", answer).await.is_problem(403, "user.blocked");
    bob.put(&format!("/api/v2/comments/{}/like", said["id"].as_str().unwrap()), json!({}))
        .await
        .is_problem(403, "user.blocked");
    bob.comment("between", "Beside hers").await;
    bob.delete("/api/v2/posts/adas-zebra/like").await.is(204);
    assert_eq!(bob.get(&format!("/api/v2/comments/{}", comment.as_str().unwrap())).await.body()["state"], "hidden");
    assert!(app.wrong_counts().await.is_empty(), "{:?}", app.wrong_counts().await);
}

#[tokio::test]
async fn a_mute_hides_one_and_nobody_is_told() {
    let app = App::new().await;
    let (ada, bob) = neighbours(&app).await;
    turn_on(&ada, "/api/v2/users/bob/follow").await;
    turn_on(&bob, "/api/v2/users/ada/follow").await;

    for _ in 0..2 {
        turn_on(&ada, "/api/v2/users/bob/mute").await;
    }

    assert!(sees(&ada, "bob").await.iter().all(|seen| !seen), "{:?}", sees(&ada, "bob").await);
    assert!(sees(&bob, "ada").await.iter().all(|seen| *seen), "{:?}", sees(&bob, "ada").await);
    assert!(!thread(&ada, "adas-zebra").await.contains("Bobs quokka"));
    let viewer = json!({"following": true, "follows_you": true, "blocked": false, "muted": true});
    assert_eq!(ada.get("/api/v2/users/bob").await.body()["viewer"], viewer);
    assert_eq!(bob.get("/api/v2/users/ada").await.body()["viewer"]["muted"], false);
    turn_on(&bob, "/api/v2/posts/adas-zebra/like").await;
    bob.comment("adas-zebra", "Still here").await;
    for _ in 0..2 {
        ada.delete("/api/v2/users/bob/mute").await.is(204);
    }
    assert!(sees(&ada, "bob").await.iter().all(|seen| *seen));
}

#[tokio::test]
async fn whom_one_has_blocked_and_muted_is_ones_own_list() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for name in ["bob", "cleo", "dora"] {
        app.reader(name).await;
        turn_on(&ada, &format!("/api/v2/users/{name}/block")).await;
        turn_on(&ada, &format!("/api/v2/users/{name}/mute")).await;
        app.wait_secs(1);
    }

    for path in ["/api/v2/me/blocks?limit=2", "/api/v2/me/mutes?limit=2"] {
        let first = ada.get(&format!("{path}&count=exact")).await.is(200).body();
        let next = first["next"].as_str().unwrap();
        let second = ada.get(&format!("{path}&after={next}")).await.is(200).body();
        assert_eq!((all(&first, "username"), all(&second, "username")), (words("dora cleo"), words("bob")), "{path}");
        assert_eq!(first["total"], 3);
        assert!(all(&app.sign_in("bob").await.get(path).await.is(200).body(), "username").is_empty(), "{path}");
    }
    ada.put("/api/v2/users/ada/block", json!({})).await.is_problem(422, "block.self");
    ada.put("/api/v2/users/ada/mute", json!({})).await.is_problem(422, "block.self");
    ada.put("/api/v2/users/nobody/block", json!({})).await.is_problem(404, "user.not_found");
    ada.delete("/api/v2/users/nobody/mute").await.is_problem(404, "user.not_found");
    app.sql("UPDATE users SET status = 'suspended' WHERE username = 'bob'").await;
    ada.put("/api/v2/users/bob/block", json!({})).await.is_problem(404, "user.not_found");
    ada.delete("/api/v2/users/bob/block").await.is(204);
    ada.delete("/api/v2/users/bob/block").await.is_problem(404, "user.not_found");
}

#[tokio::test]
async fn ones_account_names_whom_one_does_not_see_and_not_by_whom_one_is_not_seen() {
    let app = App::new().await;
    let (ada, bob) = neighbours(&app).await;
    let mona = app.moderator("mona").await;
    let hidden = async |who: &Caller| all_ids(&who.get("/api/v2/me").await.is(200).body()["hides"]);
    let id = async |who: &Caller| vec![who.get("/api/v2/me").await.body()["id"].as_str().unwrap().to_owned()];
    assert!(hidden(&ada).await.is_empty());

    for shield in ["mute", "block"] {
        turn_on(&ada, &format!("/api/v2/users/bob/{shield}")).await;
        turn_on(&mona, &format!("/api/v2/users/bob/{shield}")).await;
    }

    assert_eq!(hidden(&ada).await, id(&bob).await, "once, however often");
    assert!(hidden(&bob).await.is_empty(), "whoever is blocked is not told");
    assert!(hidden(&mona).await.is_empty(), "she sees him all the same");
    ada.delete("/api/v2/users/bob/block").await.is(204);
    assert_eq!(hidden(&ada).await, id(&bob).await);
    ada.delete("/api/v2/users/bob/mute").await.is(204);
    assert!(hidden(&ada).await.is_empty());
}

#[tokio::test]
async fn staff_who_keep_order_see_everything_and_the_cache_keeps_nobodys_view() {
    let app = App::new().await;
    let (_, bob) = neighbours(&app).await;
    let mona = app.moderator("mona").await;
    turn_on(&bob, "/api/v2/users/mona/block").await;
    turn_on(&bob, "/api/v2/users/ada/mute").await;

    let before: Value = app.anonymous().get("/api/v2/posts").await.is(200).body();
    let bobs = bob.get("/api/v2/posts").await.is(200);
    let after: Value = app.anonymous().get("/api/v2/posts").await.is(200).body();

    assert_eq!(before, after);
    assert_eq!((all(&before, "slug").len(), all(&bobs.body(), "slug").len()), (2, 1));
    assert!(bobs.header("cache-control").starts_with("private"));
    assert_eq!(all(&mona.get("/api/v2/posts").await.is(200).body(), "slug").len(), 2);
    assert!(thread(&mona, "adas-zebra").await.contains("Bobs quokka"));
}

fn all_ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}
