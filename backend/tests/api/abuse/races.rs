//! K3, K4, K5: thirty requests released together, fifty times over.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, App, Call, together};

const TOGETHER: usize = 30;
const ROUNDS: usize = 50;

fn count(answers: &[Answer], status: u16) -> usize {
    answers.iter().filter(|answer| answer.status() == status).count()
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    answers.iter().map(Answer::status).collect()
}

fn path_of(post: &Value) -> String {
    format!("/api/v2/posts/{}", post["id"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k3_of_thirty_editors_one_wins_and_is_what_is_stored() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let path = path_of(&ada.publish("First").await);

    for round in 0..ROUNDS {
        let before = ada.get(&path).await.body()["version"].as_u64().unwrap();
        let etag = ada.get(&path).await.etag();
        let call = |number: usize| {
            let call = ada.call(Method::PATCH, &path).if_match(&etag);
            call.json(&json!({"body": format!("Text {round} by {number}")}))
        };

        let answers = together((0..TOGETHER).map(call)).await;

        assert_eq!((count(&answers, 200), count(&answers, 412)), (1, TOGETHER - 1), "{:?}", statuses(&answers));
        let winner = answers.iter().find(|answer| answer.status() == 200).unwrap().body();
        let stored = ada.get(&path).await.is(200).body();
        assert_eq!((&stored["body"], &stored["body_html"]), (&winner["body"], &winner["body_html"]));
        assert_eq!(stored["version"], json!(before + 1));
        for loser in answers.iter().filter(|answer| answer.status() == 412) {
            assert_eq!(loser.body()["current"]["version"], stored["version"]);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k3_of_thirty_editors_who_share_a_tag_one_wins_with_the_tags_that_are_stored() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let path = path_of(&ada.publish("First").await);

    for round in 0..ROUNDS / 2 {
        let etag = ada.get(&path).await.etag();
        let call = |number: usize| {
            let tags = [format!("shared-{round}"), format!("own-{round}-{number}")];
            ada.call(Method::PATCH, &path).if_match(&etag).json(&json!({ "tags": tags }))
        };

        let answers = together((0..TOGETHER).map(call)).await;

        assert_eq!((count(&answers, 200), count(&answers, 412)), (1, TOGETHER - 1), "{:?}", statuses(&answers));
        let winner = answers.iter().find(|answer| answer.status() == 200).unwrap().body();
        let stored = ada.get(&path).await.is(200).body();
        assert_eq!((&stored["tags"], stored["tags"].as_array().unwrap().len()), (&winner["tags"], 2));
    }
}

/// Publishing renders before its transaction, and a change may be stored before it begins.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k3_what_is_published_while_it_is_changed_is_found_by_the_words_that_are_stored() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    app.reader("cleo").await;
    let mut named = 0;
    // It takes a while to render, and the new text does not.
    let long = "A *line* about zebras.\n\n".repeat(2_000);

    for round in 0..ROUNDS / 5 {
        let draft = json!({"title": format!("Round {round}"), "body": long});
        let path = path_of(&ada.post("/api/v2/posts", draft).await.is(201).body());
        let etag = ada.get(&path).await.etag();
        let short = json!({"body": format!("About okapi{round}, says @cleo.")});

        let answers = together([
            ada.call(Method::POST, &format!("{path}/publish")).json(&json!({})),
            ada.call(Method::PATCH, &path).if_match(&etag).json(&short),
        ])
        .await;

        assert_eq!(answers[0].status(), 200, "{}", answers[0].text());
        assert!(matches!(answers[1].status(), 200 | 412), "{}", answers[1].text());
        let id = answers[0].body()["id"].clone();
        let is_changed = answers[1].status() == 200;
        named += usize::from(is_changed);
        let found = async |word: &str| {
            let found = app.anonymous().get(&format!("/api/v2/search?q={word}&limit=100")).await.is(200).body();
            found["items"].as_array().unwrap().iter().any(|hit| hit["post"]["id"] == id)
        };
        assert_eq!((found(&format!("okapi{round}")).await, found("zebras").await), (is_changed, !is_changed));
        assert_eq!(app.texts("SELECT 'row' FROM mentions").await.len(), named, "round {round}");
    }
    app.work().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k4_a_category_that_goes_is_in_use_or_unknown() {
    let app = App::new().await;
    let (root, ada) = (app.admin("kim").await, app.author("ada").await);
    let mut paths = Vec::new();
    for number in 0..8 {
        paths.push(path_of(&ada.draft(&format!("Draft {number}")).await));
    }

    for round in 0..ROUNDS / 5 {
        let slug = format!("craft-{round}");
        root.post("/api/v2/categories", json!({"name": slug, "slug": slug})).await.is(201);
        let mut calls = Vec::new();
        for (number, path) in paths.iter().enumerate() {
            let etag = ada.get(path).await.etag();
            calls.push(ada.call(Method::PATCH, path).if_match(&etag).json(&json!({ "category": slug })));
            let new = json!({"title": format!("New {round} {number}"), "category": slug});
            calls.push(ada.call(Method::POST, "/api/v2/posts").json(&new));
        }
        // Now it is the first to be sent, and now the last.
        let at = round % (calls.len() + 1);
        calls.insert(at, root.call(Method::DELETE, &format!("/api/v2/categories/{slug}")));

        let mut answers = together(calls).await;

        let gone = answers.remove(at);
        assert!(matches!(gone.status(), 204 | 409), "round {round}: {}", gone.text());
        for answer in &answers {
            assert!(matches!(answer.status(), 200 | 201 | 422), "round {round}: {}", answer.text());
            if answer.status() == 422 {
                assert_eq!(answer.body()["errors"][0]["pointer"], "/category");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k4_comments_on_a_post_that_goes_leave_nothing_behind() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);

    for round in 0..ROUNDS {
        let path = path_of(&ada.publish(&format!("Short-lived {round}")).await);
        let etag = ada.get(&path).await.etag();
        let calls = (0..TOGETHER).map(|number| match number {
            15 => ada.call(Method::DELETE, &path).if_match(&etag),
            _ => bob.call(Method::POST, &format!("{path}/comments")).json(&json!({"body": format!("Zebra {round}")})),
        });

        let answers = together(calls).await;

        let removed = answers[15].status();
        assert!(matches!(removed, 204 | 412), "{removed}");
        let fine =
            answers.iter().enumerate().all(|(at, answer)| at == 15 || matches!(answer.status(), 201 | 404 | 409));
        assert!(fine, "{:?}", statuses(&answers));
        if removed == 412 {
            let etag = ada.get(&path).await.etag();
            ada.take_away(&path, &etag).await.is(204);
        }
        bob.post(&format!("{path}/comments"), json!({"body": "Too late"})).await.is_problem(404, "post.not_found");
        let found = app.anonymous().get("/api/v2/search?q=zebra&type=comments").await.is(200).body();
        assert_eq!(found["items"], json!([]), "round {round}");
        let wrong =
            "SELECT slug FROM posts WHERE comment_count <> (SELECT count(*) FROM comments WHERE post_id = posts.id)";
        assert!(app.texts(wrong).await.is_empty(), "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k4_likes_and_bookmarks_of_a_post_that_goes_are_of_a_post_that_is_there() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let mut people = Vec::new();
    for number in 0..TOGETHER {
        people.push(app.reader(&format!("reader{number}")).await);
    }

    for round in 0..ROUNDS / 5 {
        let path = path_of(&ada.publish(&format!("Short-lived {round}")).await);
        let comment = ada.comment(path.rsplit('/').next().unwrap(), "Hm").await;
        let beneath = format!("/api/v2/comments/{}/like", comment["id"].as_str().unwrap());
        let etag = ada.get(&path).await.etag();
        let calls = people.iter().enumerate().map(|(number, person)| match number % 4 {
            _ if number == 15 => ada.call(Method::DELETE, &path).if_match(&etag),
            0 => person.call(Method::PUT, &format!("{path}/bookmark")),
            1 => person.call(Method::PUT, &beneath),
            _ => person.call(Method::PUT, &format!("{path}/like")),
        });

        let answers = together(calls).await;

        assert_eq!(answers[15].status(), 204, "{}", answers[15].text());
        assert!(answers.iter().all(|answer| matches!(answer.status(), 204 | 404)), "{:?}", statuses(&answers));
        people[0].put(&format!("{path}/like"), json!({})).await.is_problem(404, "post.not_found");
        people[0].put(&beneath, json!({})).await.is_problem(404, "comment.not_found");
        people[0].put(&format!("{path}/bookmark"), json!({})).await.is_problem(404, "post.not_found");
        assert_eq!(people[0].get("/api/v2/me/bookmarks?count=exact").await.is(200).body()["total"], 0);
        assert!(app.wrong_counts().await.is_empty(), "round {round}: {:?}", app.wrong_counts().await);
    }

    app.wait_secs(31 * 86_400);
    broadsheet::worker::enqueue_scheduled(app.context()).await.unwrap();
    app.work().await;
    for table in ["posts", "post_likes", "post_tallies", "comment_likes", "bookmarks"] {
        assert_eq!(app.texts(&format!("SELECT 'row' FROM {table}")).await.len(), 0, "{table}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k5_thirty_sends_with_one_key_are_one_comment_and_the_count_is_right() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;

    for round in 0..ROUNDS {
        let call = |_| {
            let call = bob.call(Method::POST, "/api/v2/posts/talk/comments");
            call.header("idempotency-key", &format!("round-{round}")).json(&json!({"body": format!("Once {round}")}))
        };

        let answers = together((0..TOGETHER).map(call)).await;

        assert_eq!(count(&answers, 201) + count(&answers, 409), TOGETHER, "{:?}", statuses(&answers));
        assert!(count(&answers, 201) >= 1, "{:?}", statuses(&answers));
        let again = call(0).send().await.is(201).body();
        assert!(answers.iter().filter(|answer| answer.status() == 201).all(|answer| answer.body() == again));
        assert_eq!(app.anonymous().get("/api/v2/posts/talk").await.body()["comment_count"], json!(round + 1));
    }
    assert_eq!(app.texts("SELECT body_markdown FROM comments").await.len(), ROUNDS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k5_comments_and_deletions_at_once_keep_the_count() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let mut standing: Vec<(String, String)> = Vec::new();

    for _ in 0..10 {
        let removals = std::mem::take(&mut standing);
        let mut calls: Vec<Call> = Vec::new();
        for (path, etag) in &removals {
            calls.push(bob.call(Method::DELETE, path).if_match(etag));
        }
        while calls.len() < TOGETHER {
            calls.push(bob.call(Method::POST, "/api/v2/posts/talk/comments").json(&json!({"body": "Hm"})));
        }

        let answers = together(calls).await;

        assert!(answers.iter().all(|answer| matches!(answer.status(), 201 | 204)), "{:?}", statuses(&answers));
        for answer in answers.iter().filter(|answer| answer.status() == 201).take(15) {
            let path = format!("/api/v2/comments/{}", answer.body()["id"].as_str().unwrap());
            standing.push((path.clone(), bob.get(&path).await.etag()));
        }
        let visible = app.texts("SELECT body_markdown FROM comments WHERE state = 'visible'").await.len();
        assert_eq!(app.anonymous().get("/api/v2/posts/talk").await.body()["comment_count"], json!(visible));
    }
}
