//! J1: whatever is cached, nobody ever gets the answer of another.

use std::sync::Arc;

use serde_json::json;

use crate::support::{App, Caller};

/// Rounds in which everybody asks for everything at once, some ten thousand answers in all. A soak sets
/// `BROADSHEET_MIXUP_ROUNDS=2700`, which makes the hundred thousand of the threat list.
const ROUNDS: usize = 300;

fn rounds() -> usize {
    std::env::var("BROADSHEET_MIXUP_ROUNDS").map_or(ROUNDS, |text| text.parse().expect("a number of rounds"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn j1_interleaved_answers_belong_to_whoever_asked() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Shared").await;
    let mut people = vec![(String::new(), app.anonymous())];
    for name in ["ada", "bob", "cleo", "rita"] {
        let person = if name == "ada" { ada.clone() } else { app.reader(name).await };
        let token = json!({"name": format!("of {name}"), "scopes": ["read"], "expires_in_days": 1});
        let created = person.post("/api/v2/me/tokens", token).await.is(201).body();
        let program = app.anonymous().with_token(created["token"].as_str().unwrap());
        people.extend([(name.to_owned(), person), (name.to_owned(), program)]);
    }
    let comment = ada.comment("shared", "Well").await;
    for (index, path) in [
        (3, "/api/v2/posts/shared/like".to_owned()),
        (3, format!("/api/v2/comments/{}/like", comment["id"].as_str().unwrap())),
        (5, "/api/v2/users/ada/follow".to_owned()),
        (7, "/api/v2/tags/engines/follow".to_owned()),
    ] {
        people[index].1.put(&path, json!({})).await.is(204);
    }
    let people = Arc::new(people);

    let asking: Vec<_> = (0..people.len())
        .map(|index| {
            let people = Arc::clone(&people);
            tokio::spawn(async move {
                let (name, caller) = &people[index];
                let mut answers = 0;
                for _ in 0..rounds() {
                    answers += ask(name, caller).await;
                    tokio::task::yield_now().await;
                }
                answers
            })
        })
        .collect();

    let mut answers = 0;
    for task in asking {
        answers += task.await.unwrap();
    }
    assert!(answers >= rounds() * 9 * 3, "{answers}");
}

/// Everything that differs by who asks; the number of answers.
async fn ask(name: &str, caller: &Caller) -> usize {
    let post = caller.get("/api/v2/posts/shared").await.is(200);
    let (body, is_signed_in) = (post.body(), !name.is_empty());
    assert_eq!(body.get("viewer").is_some_and(|viewer| !viewer.is_null()), is_signed_in, "{name}");
    assert_eq!(post.header("cache-control").starts_with("private"), is_signed_in, "{name}");
    if !is_signed_in {
        for private in ["/api/v2/me", "/api/v2/me/posts", "/api/v2/me/tokens", "/api/v2/auth/sessions"] {
            assert_eq!(caller.get(private).await.is(401).header("cache-control"), "no-store");
        }
        for public in ["posts/shared/comments", "users/ada", "tags/engines"] {
            assert!(!caller.get(&format!("/api/v2/{public}")).await.is(200).text().contains("viewer"), "{public}");
        }
        return 8;
    }
    let can_edit = body["viewer"]["can_edit"] == true;
    assert!(!can_edit || name == "ada", "{name} got the view of ada");
    assert_eq!(body["viewer"]["liked"], name == "bob", "{name}");
    let ada = caller.get("/api/v2/users/ada").await.is(200);
    assert_eq!(ada.body()["viewer"]["following"], name == "cleo", "{name}");
    assert!(ada.header("cache-control").starts_with("private"), "{name}");
    let tag = caller.get("/api/v2/tags/engines").await.is(200);
    assert_eq!(tag.body()["viewer"]["following"], name == "rita", "{name}");
    let thread = caller.get("/api/v2/posts/shared/comments").await.is(200).body();
    assert_eq!(thread["items"][0]["viewer"]["liked"], name == "bob", "{name}");
    let me = caller.get("/api/v2/me").await.is(200);
    assert_eq!((me.body()["username"].as_str().unwrap(), me.header("cache-control")), (name, "no-store"));
    let tokens = caller.get("/api/v2/me/tokens").await;
    assert_eq!(tokens.header("cache-control"), "no-store");
    if tokens.status() == 200 {
        assert_eq!(tokens.body()["items"][0]["name"], format!("of {name}"));
    }
    let feed = caller.get("/api/v2/posts").await.is(200);
    assert!(!feed.text().contains("viewer") && feed.header("cache-control").starts_with("private"), "{name}");
    7
}
