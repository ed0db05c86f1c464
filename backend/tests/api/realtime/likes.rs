//! Likes of comments: heard by whoever reads the thread, as numbers, and however many they are they push nothing out.

use std::time::{Duration, Instant};

use broadsheet::services::leaving;
use serde_json::{Value, json};

use crate::support::{App, Caller, Listener, Socket};

/// A post of ada's with a comment of ben's, which cleo likes or does not.
struct Talk {
    app: App,
    server: Socket,
    ada: Caller,
    ben: Caller,
    cleo: Caller,
    topic: String,
    comment: Value,
}

impl Talk {
    async fn new() -> Self {
        let app = App::new().await;
        let server = Socket::serve(app.router());
        let (ada, ben, cleo) = (app.author("ada").await, app.reader("ben").await, app.reader("cleo").await);
        let id = ada.publish("Talk").await["id"].as_str().unwrap().to_owned();
        let comment = ben.comment("talk", "One").await;
        Self { app, server, ada, ben, cleo, topic: format!("posts/{id}/comments"), comment }
    }

    fn path(&self) -> String {
        format!("/api/v2/comments/{}", self.comment["id"].as_str().unwrap())
    }

    async fn like(&self, person: &Caller) {
        person.put(&format!("{}/like", self.path()), json!({})).await.is(204);
    }

    async fn unlike(&self, person: &Caller) {
        person.delete(&format!("{}/like", self.path())).await.is(204);
    }

    /// Somebody who listens from there on.
    async fn listener(&self, after: Option<u64>) -> Listener {
        let mut listener = Listener::stranger(&self.server).await;
        listener.subscribe(&self.topic, after).await;
        listener
    }

    /// What is told when so many like it.
    fn told(&self, event: u64, like_count: u64) -> (u64, Value) {
        (event, json!({"id": self.comment["id"], "like_count": like_count}))
    }

    async fn kept(&self) -> Vec<String> {
        self.app.texts("SELECT kind FROM topic_events WHERE topic LIKE '%/comments' ORDER BY id").await
    }

    async fn purge(&self) {
        broadsheet::services::channel::purge(self.app.context()).await.unwrap();
    }
}

#[tokio::test]
async fn the_number_of_likes_of_a_comment_ticks_and_names_nobody() {
    let talk = Talk::new().await;
    let mut reader = talk.listener(None).await;

    talk.like(&talk.cleo).await;
    assert_eq!(reader.hear_event("comment.liked").await, talk.told(2, 1));
    talk.like(&talk.cleo).await;
    talk.like(&talk.ada).await;
    assert_eq!(reader.hear_event("comment.liked").await, talk.told(3, 2), "once more is no more");
    talk.unlike(&talk.cleo).await;
    assert_eq!(reader.hear_event("comment.liked").await, talk.told(4, 1));
    talk.unlike(&talk.cleo).await;
    assert!(reader.says_pong_first().await);
}

#[tokio::test]
async fn with_somebody_who_is_shut_out_or_back_or_erased_the_numbers_of_likes_tick() {
    let talk = Talk::new().await;
    let mona = talk.app.admin("mona").await;
    let liked = talk.topic.replace("/comments", "/counts");
    talk.like(&talk.cleo).await;
    talk.like(&talk.ada).await;
    talk.cleo.put("/api/v2/posts/talk/like", json!({})).await.is(204);
    let (mut thread, mut post) = (talk.listener(None).await, Listener::stranger(&talk.server).await);
    post.subscribe(&liked, None).await;
    let mut told = async || {
        let (of_comment, of_post) = (thread.hear_event("comment.liked").await, post.hear_event("counts.changed").await);
        assert!(thread.says_pong_first().await && post.says_pong_first().await, "told once");
        (of_comment.1["like_count"].as_u64().unwrap(), of_post.1["like_count"].as_u64().unwrap())
    };
    let user = "/api/v2/admin/users/cleo";

    mona.post(&format!("{user}/suspend"), json!({"reason": "Noise"})).await.is(200);
    assert_eq!(told().await, (1, 0));
    mona.post(&format!("{user}/unsuspend"), json!({})).await.is(200);
    assert_eq!(told().await, (2, 1));
    talk.app
        .sql(
            "INSERT INTO departures (user_id, content, asked_at, erase_at, reminded_at)
            SELECT id, 'anonymise', 0, 0, 0 FROM users WHERE username = 'cleo'",
        )
        .await;
    let (context, cleo) = (talk.app.context(), talk.cleo.id());
    assert!(leaving::erase_person(context, cleo).await.unwrap());
    assert!(leaving::erase_ties(context, cleo, Instant::now() + Duration::from_secs(60)).await.unwrap());
    assert_eq!(told().await, (1, 0));

    assert_eq!(talk.kept().await, ["comment.created", "comment.liked"], "in the place of those before");
    let counted = "SELECT kind FROM topic_events WHERE topic LIKE '%/counts' AND kind = 'counts.changed'";
    assert_eq!(talk.app.texts(counted).await.len(), 1);
    assert!(talk.app.wrong_counts().await.is_empty(), "{:?}", talk.app.wrong_counts().await);
}

#[tokio::test]
async fn many_likes_of_a_comment_are_one_event_and_nothing_is_missing_behind_it() {
    let talk = Talk::new().await;
    for _ in 0..20 {
        talk.like(&talk.cleo).await;
        talk.unlike(&talk.cleo).await;
    }
    talk.ben.comment("talk", "Two").await;
    talk.like(&talk.cleo).await;

    assert_eq!(talk.kept().await, ["comment.created", "comment.created", "comment.liked"]);
    for after in [0, 1, 7, 41, 42] {
        let mut late = talk.listener(Some(after)).await;
        if after == 0 {
            assert_eq!(late.hear_event("comment.created").await.0, 1);
        }
        if after < 42 {
            assert_eq!(late.hear_event("comment.created").await.1["body"], "Two", "after {after}");
        }
        assert_eq!(late.hear_event("comment.liked").await, talk.told(43, 1), "after {after}");
        assert!(late.says_pong_first().await, "after {after}");
    }
}

#[tokio::test]
async fn thousands_of_likes_push_no_comment_out_of_what_can_be_told_later() {
    let talk = Talk::new().await;
    talk.like(&talk.cleo).await;
    talk.app.sql(&format!("UPDATE topics SET last_id = 5000 WHERE name = '{}'", talk.topic)).await;
    talk.like(&talk.ada).await;
    talk.purge().await;

    let mut late = talk.listener(Some(0)).await;

    assert_eq!(late.hear_event("comment.created").await.0, 1);
    assert_eq!(late.hear_event("comment.liked").await, talk.told(5001, 2));
}

#[tokio::test]
async fn likes_that_go_on_for_long_leave_no_gap_until_all_is_long_ago() {
    let talk = Talk::new().await;
    talk.app.wait_secs(200);
    for _ in 0..3 {
        talk.like(&talk.cleo).await;
        talk.unlike(&talk.cleo).await;
    }
    talk.app.wait_secs(150);

    talk.purge().await;
    let mut late = talk.listener(Some(3)).await;
    assert_eq!(late.hear_event("comment.liked").await, talk.told(7, 0), "of five minutes all is told");

    talk.app.wait_secs(301);
    talk.purge().await;
    assert!(talk.kept().await.is_empty());
    let mut late = Listener::stranger(&talk.server).await;
    late.ask_for(&talk.topic, Some(3)).await;
    assert_eq!(late.hear_a("resync").await["id"], 7);
}

#[tokio::test]
async fn b4_likes_of_a_comment_are_told_to_nobody_who_may_not_read_it() {
    let talk = Talk::new().await;
    let dora = talk.app.reader("dora").await;
    dora.put("/api/v2/users/ben/mute", json!({})).await.is(204);
    let mut doras = Listener::of(&talk.server, &dora).await;
    doras.subscribe(&talk.topic, None).await;
    let mut reader = talk.listener(None).await;

    talk.like(&talk.cleo).await;
    assert_eq!(reader.hear_event("comment.liked").await, talk.told(2, 1));
    assert!(doras.says_pong_first().await, "its author is hidden from her");
    let mut back = Listener::of(&talk.server, &dora).await;
    back.subscribe(&talk.topic, Some(0)).await;
    assert!(back.says_pong_first().await, "nor when she comes back");

    talk.ada.put(&format!("{}/hide", talk.path()), json!({})).await.is(204);
    assert_eq!(reader.hear_event("comment.hidden").await.0, 3);
    talk.unlike(&talk.cleo).await;
    talk.ben.comment("talk", "Two").await;
    assert_eq!(reader.hear_event("comment.created").await.0, 5, "a comment that is hidden has no number");
}
