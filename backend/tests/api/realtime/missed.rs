//! Who comes back: what they missed, nothing twice, or a word that it is too much.

use broadsheet_shared::frames::{ClientFrame, Event, ServerFrame};
use serde_json::json;

use crate::support::{App, Listener, Socket, eventually};

#[tokio::test]
async fn x16_who_comes_back_gets_what_was_missed_and_nothing_twice() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let topic = format!("posts/{id}/comments");
    let mut reader = Listener::stranger(&server).await;
    reader.subscribe(&topic, None).await;
    ben.comment("talk", "1").await;
    assert_eq!(reader.hear_event("comment.created").await.0, 1);
    drop(reader);

    for number in 2..=150 {
        ben.comment("talk", &number.to_string()).await;
    }
    let mut reader = Listener::stranger(&server).await;
    assert_eq!(reader.subscribe(&topic, Some(1)).await, 1);
    for number in 2..=150 {
        let (id, told) = reader.hear_event("comment.created").await;
        assert_eq!((id, told["body"].as_str().unwrap()), (number, number.to_string().as_str()));
    }

    ben.comment("talk", "151").await;
    assert_eq!(reader.hear_event("comment.created").await.0, 151);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_joins_while_much_happens_misses_nothing_and_hears_nothing_twice() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let topic = format!("posts/{id}/comments");
    let mut writers = Vec::new();
    for name in ["ben", "cleo", "dan", "eve"] {
        let writer = app.reader(name).await;
        writers.push(tokio::spawn(async move {
            for number in 0..25 {
                writer.comment("talk", &number.to_string()).await;
            }
        }));
    }

    let mut listeners = Vec::new();
    for _ in 0..10 {
        let mut listener = Listener::stranger(&server).await;
        listener.subscribe(&topic, Some(0)).await;
        listeners.push(listener);
    }

    for listener in &mut listeners {
        for number in 1..=100 {
            assert_eq!(listener.hear_event("comment.created").await.0, number);
        }
    }
    for writer in writers {
        writer.await.unwrap();
    }
}

#[tokio::test]
async fn who_was_away_for_too_long_reads_afresh() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let topic = format!("posts/{id}/comments");
    for words in ["One", "Two", "Three"] {
        ben.comment("talk", words).await;
    }

    app.wait_secs(301);
    broadsheet::services::channel::purge(app.context()).await.unwrap();
    ben.comment("talk", "Four").await;
    let mut reader = Listener::stranger(&server).await;

    reader.ask_for(&topic, Some(1)).await;
    assert_eq!(reader.hear_a("resync").await, json!({"frame": "resync", "topic": topic, "id": 4}));
    ben.comment("talk", "Five").await;
    assert_eq!(reader.hear_event("comment.created").await.0, 5);
    // Nothing is missing behind the third.
    let mut other = Listener::stranger(&server).await;
    assert_eq!(other.subscribe(&topic, Some(3)).await, 3);
    assert_eq!(other.hear_event("comment.created").await.0, 4);
}

#[tokio::test]
async fn an_id_that_never_was_is_answered_with_resync() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let mut reader = Listener::stranger(&server).await;

    for after in [1, u64::MAX] {
        reader.ask_for("home", Some(after)).await;
        assert_eq!(reader.hear_a("resync").await["id"], 0);
    }
}

#[tokio::test]
async fn of_more_than_a_thousand_the_last_are_kept() {
    let app = App::new().await;
    app.sql("INSERT INTO topics (name, last_id) VALUES ('home', 1500)").await;
    let rows: Vec<String> =
        (1..=1_500).map(|id| format!("('home', {id}, 'readers.changed', '{{}}', 1767268800000)")).collect();
    let insert = format!("INSERT INTO topic_events (topic, id, kind, payload, created_at) VALUES {}", rows.join(", "));
    app.sql(&insert).await;

    broadsheet::services::channel::purge(app.context()).await.unwrap();

    let least = app.texts("SELECT CAST(min(id) AS TEXT) FROM topic_events").await;
    assert_eq!(least, ["501"]);
}

#[tokio::test]
async fn b10_a_text_that_was_taken_away_meanwhile_is_not_told() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let comment = ben.comment("talk", "secret words").await;
    let path = format!("/api/v2/comments/{}", comment["id"].as_str().unwrap());
    let etag = ben.get(&path).await.is(200).etag();
    ben.take_away(&path, &etag).await.is(204);
    let mut reader = Listener::stranger(&server).await;

    reader.subscribe(&format!("posts/{id}/comments"), Some(0)).await;
    let created = reader.hear_event("comment.created").await;
    let deleted = reader.hear_event("comment.deleted").await;

    assert_eq!((created.0, deleted.0), (1, 2));
    assert!(!format!("{created:?}{deleted:?}").contains("secret"), "{created:?}");
    let stored = app.texts("SELECT payload FROM topic_events").await;
    assert!(stored.iter().all(|payload| !payload.contains("secret")), "{stored:?}");
}

#[tokio::test]
async fn an_event_that_nobody_announced_is_told_all_the_same() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, ben) = (app.author("ada").await, app.reader("ben").await);
    let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let comment = ben.comment("talk", "One").await;
    let mut reader = Listener::stranger(&server).await;
    reader.subscribe(&format!("posts/{id}/comments"), None).await;

    // As by a process that died between its commit and its word.
    let topic = format!("posts/{id}/comments");
    let payload = json!({"comment": comment["id"]});
    app.sql(&format!("UPDATE topics SET last_id = 2 WHERE name = '{topic}'")).await;
    app.sql(&format!(
        "INSERT INTO topic_events (topic, id, kind, payload, created_at)
        VALUES ('{topic}', 2, 'comment.edited', '{payload}', 1767268800000)"
    ))
    .await;

    assert_eq!(reader.hear_event("comment.edited").await.0, 2);
}

#[tokio::test]
async fn frames_are_the_types_that_are_documented() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let ada = app.author("ada").await;
    let mut reader = Listener::silent(&server).await;

    reader.say(serde_json::to_value(ClientFrame::Hello { version: 1, ticket: None }).unwrap()).await;
    let welcome: ServerFrame = serde_json::from_value(reader.hear().await).unwrap();
    assert_eq!(welcome, ServerFrame::Welcome { version: 1, user_id: None, heartbeat_secs: 12 });
    reader.say(serde_json::to_value(ClientFrame::Subscribe { topic: "home".into(), after: None }).unwrap()).await;
    reader.hear_a("subscribed").await;
    ada.publish("Seen").await;
    let event: ServerFrame = serde_json::from_value(reader.hear().await).unwrap();
    assert!(matches!(event, ServerFrame::Event { id: 1, event: Event::PostPublished(_), .. }), "{event:?}");

    drop(reader);
    eventually("the hub to be empty", async || app.hub().count() == 0).await;
}
