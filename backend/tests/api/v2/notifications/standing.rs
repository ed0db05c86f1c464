//! What becomes of notifications when people are shut out or go, when somebody takes their data home, and with time.

use std::io::{Cursor, Read};

use broadsheet::worker;
use serde_json::{Value, json};

use super::{
    super::me::leaving::{erase, leave},
    answer, choose, id, lines, only, told, turn_on, unread,
};
use crate::support::{App, Caller};

/// Bob and cleo did all that concerns ada.
async fn scene(app: &App) -> (Caller, Caller) {
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    ada.publish("Talk").await;
    let comment = ada.comment("talk", "First").await;
    for reader in [&bob, &cleo] {
        turn_on(reader, "posts/talk/like").await;
        turn_on(reader, &format!("comments/{}/like", id(&comment))).await;
        turn_on(reader, "users/ada/follow").await;
        reader.comment("talk", "Hm").await;
        answer(reader, "talk", &comment, "Hm").await;
        app.wait_secs(1);
    }
    answer(&ada, "talk", &bob.comment("talk", "Well").await, "Indeed").await;
    (ada, bob)
}

fn of_cleo(lines: &[String]) -> bool {
    lines.len() == 5 && lines.iter().all(|line| line.ends_with("cleo 1"))
}

#[tokio::test]
async fn k1_who_is_suspended_counts_no_more_and_again_once_the_account_is_open() {
    let app = App::new().await;
    let (ada, _) = scene(&app).await;
    let (mona, before) = (app.admin("mona").await, lines(&ada).await);
    assert!(before.iter().all(|line| line.ends_with(" 2")), "{before:?}");

    mona.post("/api/v2/admin/users/bob/suspend", json!({"reason": "Noise"})).await.is(200);
    let during = lines(&ada).await;
    assert!(of_cleo(&during), "{during:?}");
    assert!(app.wrong_counts().await.is_empty());
    mona.post("/api/v2/admin/users/bob/unsuspend", json!({})).await.is(200);

    assert_eq!(lines(&ada).await, before);
    assert!(app.wrong_counts().await.is_empty());
}

#[tokio::test]
async fn of_who_is_erased_nothing_is_told_any_more_and_nothing_kept() {
    for choice in ["anonymise", "remove"] {
        let app = App::new().await;
        let (_, bob) = scene(&app).await;
        assert_eq!(lines(&bob).await, ["reply ada 1"]);
        choose(&bob, &only(&[])).await;
        turn_on(&bob, "posts/talk/mute").await;
        leave(&bob, choice).await;

        erase(&app).await;

        let ada = app.sign_in("ada").await;
        let left = lines(&ada).await;
        assert!(of_cleo(&left), "{choice}: {left:?}");
        let his = format!("'{}'", bob.id());
        let is_his =
            if app.database_url().starts_with("postgres") { his } else { format!("x{}", his.replace('-', "")) };
        for (table, column) in [
            ("notifications", "user_id"),
            ("notification_actors", "actor_id"),
            ("notification_settings", "user_id"),
            ("thread_mutes", "user_id"),
        ] {
            let rows = app.texts(&format!("SELECT 'row' FROM {table} WHERE {column} = {is_his}")).await;
            assert!(rows.is_empty(), "{choice}: {table}");
        }
        assert!(app.wrong_counts().await.is_empty());
    }
}

#[tokio::test]
async fn an_export_holds_what_one_was_told_of_and_what_one_chose() {
    let app = App::new().await;
    let (ada, bob) = scene(&app).await;
    choose(&ada, &only(&[("like", json!({"in_app": true, "email": "daily"}))])).await;
    turn_on(&ada, "posts/talk/mute").await;
    turn_on(&bob, "users/ada/follow/bell").await;
    let export = async |person: &Caller| {
        let answer = person.post("/api/v2/me/export", json!({})).await.is(200);
        zip::ZipArchive::new(Cursor::new(answer.bytes().to_vec())).expect("a whole archive")
    };
    let read = |zip: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap_or_else(|_| panic!("no {name}")).read_to_string(&mut text).unwrap();
        serde_json::from_str::<Value>(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
    };

    let (mut hers, mut his) = (export(&ada).await, export(&bob).await);

    let notifications = read(&mut hers, "notifications.json");
    assert_eq!(notifications.as_array().unwrap().len(), told(&ada).await.len());
    assert!(notifications[0]["type"].is_string() && notifications[0]["happened_at"].is_string(), "{notifications}");
    assert!(!notifications.to_string().contains("bob"), "B4: by ids alone: {notifications}");
    let settings = read(&mut hers, "notification-settings.json");
    let of_likes = settings.as_array().unwrap().iter().find(|one| one["type"] == "like").unwrap();
    assert_eq!((&of_likes["email"], &of_likes["is_usual"]), (&json!("daily"), &json!(false)));
    assert_eq!(read(&mut hers, "muted-threads.json")[0]["slug"], "talk");
    assert_eq!(read(&mut his, "follows.json")[0]["bell"], true);
    app.work().await;
}

#[tokio::test]
async fn what_was_read_goes_after_90_days_and_all_after_a_year() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    turn_on(&bob, "posts/talk/like").await;
    ada.post("/api/v2/me/notifications/read-all", json!({})).await.is(200);
    turn_on(&bob, "users/ada/follow").await;
    let after_days = async |days: i64| {
        app.wait_secs(days * 86_400);
        worker::enqueue_scheduled(app.context()).await.unwrap();
        app.work().await;
        app.texts("SELECT kind FROM notifications ORDER BY kind").await
    };

    assert_eq!(after_days(90).await, ["follow", "like"]);
    assert_eq!(after_days(1).await, ["follow"]);
    assert_eq!(after_days(274).await, ["follow"]);
    assert!(after_days(1).await.is_empty());
    assert!(app.texts("SELECT 'row' FROM notification_actors").await.is_empty());
    assert_eq!(unread(&app.sign_in("ada").await).await, 0);
}
