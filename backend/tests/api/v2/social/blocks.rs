//! Blocks and mutes: who sees and does what while they stand.

use serde_json::{Value, json};

use super::likes::{all, turn_on};
use crate::support::{App, Caller};

/// Ada and bob have written a post each, and a comment beneath each other's. Both like the post of a hostess and follow
/// her, and she follows them.
async fn neighbours(app: &App) -> (Caller, Caller) {
    let (ada, bob, hana) = (app.author("ada").await, app.author("bob").await, app.author("hana").await);
    ada.publish("Adas zebra").await;
    bob.publish("Bobs zebra").await;
    hana.publish("Party").await;
    ada.comment("bobs-zebra", "Adas quokka").await;
    bob.comment("adas-zebra", "Bobs quokka").await;
    for person in [&ada, &bob] {
        turn_on(person, "/api/v2/posts/party/like").await;
        turn_on(person, "/api/v2/users/hana/follow").await;
    }
    for path in ["users/ada/follow", "users/bob/follow", "posts/adas-zebra/bookmark", "posts/bobs-zebra/bookmark"] {
        turn_on(&hana, &format!("/api/v2/{path}")).await;
    }
    (ada, bob)
}

/// The place of comments that are found in what [`sees`] gives.
const COMMENTS_FOUND: usize = 4;

/// Whether anything of somebody stands on each of the surfaces that list what people wrote, and people.
async fn sees(who: &Caller, name: &str) -> Vec<bool> {
    let mut seen = Vec::new();
    for path in [
        "v2/posts".to_owned(),
        "v2/posts?tag=engines".to_owned(),
        format!("v2/users/{name}/posts"),
        "v2/search?q=zebra".to_owned(),
        "v2/search?q=quokka&type=comments".to_owned(),
        format!("v2/search?q={name}&type=users"),
        format!("v2/users?q={name}"),
        "v2/posts/party/likes".to_owned(),
        "v2/users/hana/followers".to_owned(),
        "v2/users/hana/following".to_owned(),
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
        let viewer = json!({
            "following": false, "follows_you": false, "bell": false, "blocked": other == "bob", "muted": false,
            "online": false,
        });
        assert_eq!(profile["viewer"], viewer, "{other}");
        let ties = (&profile["follower_count"], &profile["following_count"]);
        assert_eq!(ties, (&json!(1), &json!(1)), "those with the hostess stay");
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
    let viewer = json!({
        "following": true, "follows_you": true, "bell": false, "blocked": false, "muted": true, "online": false,
    });
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
    assert_eq!(hidden(&mona).await, id(&bob).await, "in lists staff do not see him either");
    ada.delete("/api/v2/users/bob/block").await.is(204);
    assert_eq!(hidden(&ada).await, id(&bob).await);
    ada.delete("/api/v2/users/bob/mute").await.is(204);
    assert!(hidden(&ada).await.is_empty());
}

#[tokio::test]
async fn what_stands_beneath_the_post_of_a_hidden_author_is_not_found_either() {
    let app = App::new().await;
    let (ada, bob) = neighbours(&app).await;
    let cleo = app.reader("cleo").await;
    cleo.comment("bobs-zebra", "Cleos quokka").await;
    turn_on(&bob, "/api/v2/users/ada/block").await;

    let found = async |who: &Caller| {
        let path = "/api/v2/search?q=quokka&type=comments&count=exact";
        let body = who.get(path).await.is(200).body();
        assert_eq!(body["total"], body["items"].as_array().unwrap().len());
        (body["total"].clone(), body.to_string().contains("bobs-zebra"))
    };

    assert_eq!(found(&cleo).await, (json!(3), true));
    assert_eq!(found(&ada).await, (json!(0), false), "her own is beneath his, his is his, and cleo's is beneath his");
    assert_eq!(found(&bob).await, (json!(1), true));
}

#[tokio::test]
async fn pages_are_full_and_totals_count_what_is_seen() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.author("bob").await);
    for number in 1..=3 {
        ada.publish(&format!("Adas zebra {number}")).await;
        bob.publish(&format!("Bobs zebra {number}")).await;
        ada.comment(&format!("adas-zebra-{number}"), "Adas quokka").await;
        bob.comment(&format!("adas-zebra-{number}"), "Bobs quokka").await;
    }
    ada.publish("Party").await;
    let mut guests = Vec::new();
    for name in ["zoe1", "zoe2", "zoe3", "zoe4"] {
        let guest = app.reader(name).await;
        turn_on(&guest, "/api/v2/posts/party/like").await;
        turn_on(&guest, "/api/v2/users/ada/follow").await;
        turn_on(&ada, &format!("/api/v2/users/{name}/follow")).await;
        app.wait_secs(1);
        guests.push(guest);
    }
    let eve = app.reader("eve").await;
    for name in ["bob", "zoe2", "zoe3"] {
        turn_on(&eve, &format!("/api/v2/users/{name}/mute")).await;
    }
    turn_on(&guests[2], "/api/v2/users/eve/block").await;

    for (path, total) in [
        ("search?q=zebra", 3),
        ("search?q=zeb", 3),
        ("search?q=quokka&type=comments", 3),
        ("search?q=zoe&type=users", 2),
        ("users?q=zoe", 2),
        ("posts/party/likes", 2),
        ("users/ada/followers", 2),
        ("users/ada/following", 2),
        ("posts", 4),
    ] {
        let path = format!("/api/v2/{path}{}limit=2&count=exact", if path.contains('?') { '&' } else { '?' });
        let mut page = eve.get(&path).await.is(200).body();
        let mut count = page["items"].as_array().unwrap().len();
        assert_eq!((&page["total"], count), (&json!(total), 2), "{path}: {page}");
        while let Some(next) = page["next"].as_str() {
            page = eve.get(&format!("{path}&after={next}")).await.is(200).body();
            count += page["items"].as_array().unwrap().len();
        }
        assert_eq!(count, total, "{path}");
    }
    let first = eve.get("/api/v1/posts/search?q=zebra&per_page=2").await.is(200).body();
    assert_eq!((first["pagination"]["total"].clone(), first["posts"].as_array().unwrap().len()), (json!(3), 2));
}

#[tokio::test]
async fn for_staff_a_block_and_a_mute_hide_as_for_everybody_but_in_threads() {
    let app = App::new().await;
    let (ada, bob) = neighbours(&app).await;
    let (mona, rita) = (app.moderator("mona").await, app.admin("rita").await);
    for staff in [&mona, &rita] {
        turn_on(staff, "/api/v2/tags/engines/follow").await;
        assert!(sees(staff, "bob").await.iter().all(|seen| *seen));
    }
    turn_on(&mona, "/api/v2/users/bob/mute").await;
    turn_on(&bob, "/api/v2/users/rita/block").await;

    for staff in [&mona, &rita] {
        assert!(sees(staff, "bob").await.iter().all(|seen| !seen), "{:?}", sees(staff, "bob").await);
        let mut seen = sees(staff, "ada").await;
        // What she wrote beneath a post of his is not found: that goes with the post.
        assert!(!seen.remove(COMMENTS_FOUND));
        assert!(seen.iter().all(|seen| *seen), "{seen:?}");
        assert!(thread(staff, "adas-zebra").await.contains("Bobs quokka"));
        staff.get("/api/v2/posts/bobs-zebra").await.is(200);
    }
    turn_on(&ada, "/api/v2/users/bob/mute").await;
    assert!(!thread(&ada, "adas-zebra").await.contains("Bobs quokka"), "who has written a post is no staff");
}

#[tokio::test]
async fn a_bookmark_is_not_shown_while_its_author_is_hidden() {
    let app = App::new().await;
    neighbours(&app).await;
    let hana = app.sign_in("hana").await;
    let shown = async || {
        let list = hana.get("/api/v2/me/bookmarks?count=exact").await.is(200).body();
        assert_eq!(list["total"], all(&list, "slug").len());
        all(&list, "slug")
    };
    assert_eq!(shown().await.len(), 2);

    turn_on(&hana, "/api/v2/users/bob/mute").await;

    assert_eq!(shown().await, ["adas-zebra"]);
    hana.delete("/api/v2/users/bob/mute").await.is(204);
    assert_eq!(shown().await.len(), 2);
}

#[tokio::test]
async fn j1_the_cache_keeps_nobodys_view() {
    let app = App::new().await;
    let (_, bob) = neighbours(&app).await;
    turn_on(&bob, "/api/v2/users/ada/mute").await;

    let before: Value = app.anonymous().get("/api/v2/posts").await.is(200).body();
    let bobs = bob.get("/api/v2/posts").await.is(200);
    let after: Value = app.anonymous().get("/api/v2/posts").await.is(200).body();

    assert_eq!(before, after);
    assert_eq!((all(&before, "slug").len(), all(&bobs.body(), "slug").len()), (3, 2));
    assert!(bobs.header("cache-control").starts_with("private"));
}

fn all_ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}
