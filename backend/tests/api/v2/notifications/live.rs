//! The badge ticks: what is written down is pushed, to its person alone, with the number as it is then.

use broadsheet_shared::frames::{ClientFrame, Event, ServerFrame};
use serde_json::{Value, json};

use super::{LIST, id, turn_off, turn_on, unread};
use crate::support::{App, Caller, Listener, Socket};

const TOPIC: &str = "me/notifications";

async fn listen(server: &Socket, person: &Caller) -> Listener {
    let mut listener = Listener::of(server, person).await;
    listener.subscribe(TOPIC, None).await;
    listener
}

async fn count(listener: &mut Listener) -> Value {
    listener.hear_event("notifications.changed").await.1["unread_count"].clone()
}

#[tokio::test]
async fn g3_the_number_of_unread_ones_is_told_to_their_person_and_nobody_else() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let (mut hers, mut his) = (listen(&server, &ada).await, listen(&server, &bob).await);

    turn_on(&bob, "posts/talk/like").await;
    assert_eq!(count(&mut hers).await, 1);
    let comment = bob.comment("talk", "Hm").await;
    assert_eq!(count(&mut hers).await, 2);
    turn_off(&bob, "posts/talk/like").await;
    assert_eq!(count(&mut hers).await, 1);
    turn_on(&ada, &format!("comments/{}/hide", id(&comment))).await;
    assert_eq!(count(&mut hers).await, 0, "B4: hidden, it is not to be told");
    assert_eq!(count(&mut his).await, 1, "and its author hears of that");
    ada.delete(&format!("/api/v2/comments/{}/hide", id(&comment))).await.is(204);
    assert_eq!(count(&mut hers).await, 1);
    ada.post(&format!("{LIST}/read-all"), json!({})).await.is(200);
    assert_eq!(count(&mut hers).await, 0);
    assert!(hers.says_pong_first().await);
}

#[tokio::test]
async fn other_windows_hear_of_what_is_read_and_who_was_away_of_the_last_number() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let mut away = Listener::of(&server, &ada).await;
    let seen = away.subscribe(TOPIC, None).await;
    drop(away);
    for _ in 0..3 {
        bob.comment("talk", "Hm").await;
    }
    turn_on(&bob, "users/ada/follow").await;
    let one = ada.get(LIST).await.body()["items"][0].clone();

    let mut back = Listener::of(&server, &ada).await;
    back.subscribe(TOPIC, Some(seen)).await;
    assert_eq!(
        back.hear_event("notifications.changed").await,
        (seen + 4, json!({"unread_count": 2})),
        "once, the last"
    );

    for (is_read, left) in [(true, 1), (false, 2)] {
        ada.patch(&format!("{LIST}/{}", id(&one)), json!({ "is_read": is_read })).await.is(200);
        assert_eq!(count(&mut back).await, left);
        assert_eq!(unread(&ada).await, left);
    }
    ada.patch(&format!("{LIST}/{}", id(&one)), json!({"is_read": false})).await.is(200);
    assert!(back.says_pong_first().await, "nothing changed");
}

#[tokio::test]
async fn a_mute_tells_the_muter_alone_and_a_block_both_what_they_still_have_to_read() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, bob) = (app.author("ada").await, app.author("bob").await);
    for (author, guest, title) in [(&ada, &bob, "Hers"), (&bob, &ada, "His")] {
        author.publish(title).await;
        turn_on(guest, &format!("posts/{}/like", title.to_lowercase())).await;
    }
    let (mut hers, mut his) = (listen(&server, &ada).await, listen(&server, &bob).await);

    turn_on(&ada, "users/bob/mute").await;
    assert_eq!(count(&mut hers).await, 0);
    assert!(his.says_pong_first().await, "nobody is told who mutes them");
    turn_on(&ada, "users/bob/mute").await;
    turn_off(&ada, "users/bob/mute").await;
    assert_eq!(count(&mut hers).await, 1);

    turn_on(&bob, "users/ada/block").await;
    assert_eq!((count(&mut hers).await, count(&mut his).await), (json!(0), json!(0)));
    turn_off(&bob, "users/ada/block").await;
    assert_eq!((count(&mut hers).await, count(&mut his).await), (json!(1), json!(1)));
    assert!(hers.says_pong_first().await && his.says_pong_first().await);
}

#[tokio::test]
async fn who_was_away_for_however_long_is_told_the_number_and_no_row_is_kept_for_that() {
    let app = App::new().await;
    let server = Socket::serve(app.router());
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    bob.comment("talk", "Hm").await;
    app.wait_secs(3_600);
    broadsheet::services::channel::purge(app.context()).await.unwrap();

    let mut hers = Listener::of(&server, &app.sign_in("ada").await).await;
    hers.subscribe(TOPIC, Some(0)).await;

    assert_eq!(hers.hear_event("notifications.changed").await, (1, json!({"unread_count": 1})));
    assert!(app.texts("SELECT topic FROM topic_events WHERE topic LIKE 'users/%'").await.is_empty());
    hers.ask_for(TOPIC, Some(7)).await;
    assert_eq!(hers.hear_a("resync").await["id"], 1, "there never was a seventh");
}

#[tokio::test]
async fn frames_are_as_they_are_documented() {
    let frame = json!({
        "frame": "event", "topic": TOPIC, "id": 3, "type": "notifications.changed", "data": {"unread_count": 7},
    });

    let parsed: ServerFrame = serde_json::from_value(frame.clone()).unwrap();

    let ServerFrame::Event { event: Event::NotificationsChanged(told), .. } = &parsed else { panic!("{parsed:?}") };
    assert_eq!((told.unread_count, serde_json::to_value(&parsed).unwrap()), (7, frame));
    let subscribe = json!({"frame": "subscribe", "topic": TOPIC});
    assert!(serde_json::from_value::<ClientFrame>(subscribe).is_ok());
}
