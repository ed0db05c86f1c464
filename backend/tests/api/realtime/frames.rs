//! What listeners hear of comments, numbers and posts.

use axum::http::Method;
use broadsheet::{
    domain::{
        actor::{Actor, Person},
        precondition::Precondition,
    },
    platform::clock::Clock,
    services::posts,
};
use broadsheet_shared::permission::Permission;
use serde_json::json;

use crate::support::{App, Listener, Socket};

#[tokio::test]
async fn a_thread_is_heard_while_it_happens() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let post = ada.publish("Talk").await;
    let id = post["id"].as_str().unwrap();
    let mut reader = Listener::stranger(&server).await;
    assert_eq!(reader.subscribe(&format!("posts/{id}/comments"), None).await, 0);

    let comment = ben.comment("talk", "First *words*").await;
    let path = format!("/api/v2/comments/{}", comment["id"].as_str().unwrap());

    let (number, told) = reader.hear_event("comment.created").await;
    assert_eq!((number, &told["body"], &told["author"]["username"]), (1, &json!("First *words*"), &json!("ben")));
    assert_eq!(told["body_html"], comment["body_html"], "C6: the very HTML that others read");

    let etag = ben.get(&path).await.is(200).etag();
    ben.change(&path, &etag, json!({"body": "Other words"})).await.is(200);
    let (number, told) = reader.hear_event("comment.edited").await;
    assert_eq!((number, &told["body"]), (2, &json!("Other words")));

    ada.put(&format!("{path}/hide"), json!({})).await.is(204);
    let (number, told) = reader.hear_event("comment.hidden").await;
    assert_eq!(
        (number, &told["state"], &told["body"], &told["author"]),
        (3, &json!("hidden"), &json!(""), &json!(null))
    );

    ada.delete(&format!("{path}/hide")).await.is(204);
    let (number, told) = reader.hear_event("comment.shown").await;
    assert_eq!((number, &told["body"]), (4, &json!("Other words")));

    let etag = ben.get(&path).await.is(200).etag();
    ben.take_away(&path, &etag).await.is(204);
    let (number, told) = reader.hear_event("comment.deleted").await;
    assert_eq!((number, &told["state"], &told["body"]), (5, &json!("deleted"), &json!("")));
}

#[tokio::test]
async fn numbers_tick_and_the_last_one_is_told() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let topic = format!("posts/{id}/counts");
    let mut reader = Listener::stranger(&server).await;
    reader.subscribe(&topic, None).await;

    ben.comment("talk", "One").await;
    assert_eq!(reader.hear_event("counts.changed").await, (1, json!({"comment_count": 1, "like_count": 0})));
    for words in ["Two", "Three", "Four"] {
        ben.comment("talk", words).await;
    }

    let mut late = Listener::stranger(&server).await;
    late.subscribe(&topic, Some(0)).await;
    assert_eq!(late.hear_event("counts.changed").await, (4, json!({"comment_count": 4, "like_count": 0})));
    assert!(late.says_pong_first().await, "three others said nothing that this one does not");
}

#[tokio::test]
async fn likes_tick_too_and_thousands_of_them_are_one_row() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let (topic, like) = (format!("posts/{id}/counts"), format!("/api/v2/posts/{id}/like"));
    let mut reader = Listener::stranger(&server).await;
    reader.subscribe(&topic, None).await;
    let stored = async || app.texts("SELECT kind FROM topic_events WHERE topic LIKE '%counts'").await;

    ben.put(&like, json!({})).await.is(204);
    assert_eq!(reader.hear_event("counts.changed").await, (1, json!({"comment_count": 0, "like_count": 1})));
    ben.put(&like, json!({})).await.is(204);
    ben.delete(&like).await.is(204);
    let told = (2, json!({"comment_count": 0, "like_count": 0}));
    assert_eq!(reader.hear_event("counts.changed").await, told, "a like that was there already changes nothing");
    for _ in 0..20 {
        ben.put(&like, json!({})).await.is(204);
        ben.delete(&like).await.is(204);
    }
    ben.put(&like, json!({})).await.is(204);

    assert_eq!(stored().await, ["counts.changed"]);
    let last = (43, json!({"comment_count": 0, "like_count": 1}));
    for after in [0, 7, 42] {
        let mut late = Listener::stranger(&server).await;
        late.subscribe(&topic, Some(after)).await;
        assert_eq!(late.hear_event("counts.changed").await, last, "after {after}");
        assert!(late.says_pong_first().await, "after {after}");
    }
    let mut there = Listener::stranger(&server).await;
    assert_eq!(there.subscribe(&topic, Some(43)).await, 43);
    assert!(there.says_pong_first().await);
}

#[tokio::test]
async fn numbers_that_are_told_no_more_are_read_afresh() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    ben.put(&format!("/api/v2/posts/{id}/like"), json!({})).await.is(204);
    app.wait_secs(301);
    // What readers may see is asked again, while the numbers before it are forgotten.
    ada.post(&format!("/api/v2/posts/{id}/archive"), json!({})).await.is(200);
    broadsheet::services::channel::purge(app.context()).await.unwrap();

    let mut late = Listener::stranger(&server).await;
    late.ask_for(&format!("posts/{id}/counts"), Some(0)).await;

    assert_eq!(late.hear_a("resync").await["id"], 2);
}

#[tokio::test]
async fn a_post_is_announced_once_when_it_is_published_and_by_no_draft() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let mut reader = Listener::stranger(&server).await;
    reader.subscribe("home", None).await;

    ada.draft("Hidden").await;
    let post = ada.publish("Seen").await;
    let id = post["id"].as_str().unwrap();

    let (number, told) = reader.hear_event("post.published").await;
    assert_eq!((number, told), (1, json!({"id": id, "author_id": ada.id()})));
    ada.post(&format!("/api/v2/posts/{id}/archive"), json!({})).await.is(200);
    app.wait_secs(60);
    ada.post(&format!("/api/v2/posts/{id}/publish"), json!({})).await.is(200);
    assert!(reader.says_pong_first().await);
}

/// A clock that goes on shows another moment each time it is asked, as that of a test never does.
#[tokio::test]
async fn a_post_is_announced_however_long_its_publication_takes() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let mut reader = Listener::stranger(&server).await;
    reader.subscribe("home", None).await;
    let context = app.context().with_clock(Clock::System);
    let may = [Permission::PostsWrite, Permission::PostsPublish].into_iter().collect();
    let author = Actor::Person(Person::new(ada.id(), "ada".to_owned(), may, true));

    for number in 1..=5 {
        let draft = ada.draft(&format!("Seen {number}")).await;
        let id = draft["id"].as_str().unwrap().parse().unwrap();
        posts::publish(&context, &author, id, &Precondition::Any, None).await.unwrap();

        let (told, post) = reader.hear_event("post.published").await;
        assert_eq!((told, post["id"].as_str()), (number, draft["id"].as_str()));
    }
}

#[tokio::test]
async fn a_post_whose_time_has_come_is_announced() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let mut reader = Listener::stranger(&server).await;
    reader.subscribe("home", None).await;
    let post = ada.schedule("Later", "2026-01-01T13:00:00Z").await;

    app.wait_secs(3_600);
    app.work().await;

    assert_eq!(reader.hear_event("post.published").await.1["id"], post["id"]);
}

#[tokio::test]
async fn who_wants_no_more_hears_no_more() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let mut reader = Listener::stranger(&server).await;
    reader.subscribe("home", None).await;

    reader.say(json!({"frame": "unsubscribe", "topic": "home"})).await;
    let told = reader.hear_a("unsubscribed").await;
    ada.publish("Unheard").await;

    assert_eq!((&told["topic"], told.get("code")), (&json!("home"), None));
    assert!(reader.says_pong_first().await);
    // Once more from where it was: nothing is lost by having been away.
    assert_eq!(reader.subscribe("home", Some(0)).await, 0);
    assert_eq!(reader.hear_event("post.published").await.0, 1);
}

#[tokio::test]
async fn a_command_that_fails_tells_nothing() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let comment = ben.comment("talk", "One").await;
    let mut reader = Listener::stranger(&server).await;
    assert_eq!(reader.subscribe(&format!("posts/{id}/comments"), None).await, 1);

    let path = format!("/api/v2/comments/{}", comment["id"].as_str().unwrap());
    ben.change(&path, "\"7-0\"", json!({"body": "Stale"})).await.is(412);
    ben.call(Method::PUT, &format!("{path}/hide")).json(&json!({})).send().await.is(403);

    assert!(reader.says_pong_first().await);
    assert_eq!(app.texts("SELECT kind FROM topic_events WHERE topic LIKE '%/comments'").await, ["comment.created"]);
}
