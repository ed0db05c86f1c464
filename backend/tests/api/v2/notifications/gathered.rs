//! What many do to one thing is one notification, and costs little.

use serde_json::json;

use super::{id, line, lines, told, turn_off, turn_on, unread};
use crate::support::{App, Caller};

const MANY: usize = 40;

async fn readers(app: &App, count: usize) -> Vec<Caller> {
    let mut readers = Vec::new();
    for number in 0..count {
        readers.push(app.reader(&format!("reader{number:02}")).await);
    }
    readers
}

/// Counts every row that is written from now on, by triggers: of the three tables, and of the channel's two where they are
/// about people.
async fn watch(app: &App) {
    app.sql("CREATE TABLE written (row_of TEXT NOT NULL)").await;
    for (table, deed, of) in [
        ("notifications", "INSERT", "TRUE"),
        ("notifications", "UPDATE", "TRUE"),
        ("notification_actors", "INSERT", "TRUE"),
        ("notification_actors", "UPDATE", "TRUE"),
        ("topics", "INSERT", "NEW.name LIKE 'users/%'"),
        ("topics", "UPDATE", "NEW.name LIKE 'users/%'"),
        ("topic_events", "INSERT", "NEW.topic LIKE 'users/%'"),
    ] {
        let name = format!("watch_{table}_{deed}").to_lowercase();
        let on = format!("CREATE TRIGGER {name} AFTER {deed} ON {table} FOR EACH ROW WHEN ({of})");
        let note = format!("INSERT INTO written VALUES ('{table}');");
        if app.database_url().starts_with("postgres") {
            let body = format!("BEGIN {note} RETURN NULL; END");
            app.sql(&format!("CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$")).await;
            app.sql(&format!("{on} EXECUTE FUNCTION {name}()")).await;
        } else {
            app.sql(&format!("{on} BEGIN {note} END")).await;
        }
    }
}

/// How many that were since the last time.
async fn written(app: &App) -> usize {
    let rows = app.texts("SELECT row_of FROM written").await.len();
    app.sql("DELETE FROM written").await;
    rows
}

#[tokio::test]
async fn many_likes_are_one_row_and_three_writes_each_at_most() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Talk").await;
    let readers = readers(&app, MANY).await;
    watch(&app).await;

    let mut all = 0;
    for (number, reader) in readers.iter().enumerate() {
        turn_on(reader, "posts/talk/like").await;
        let rows = written(&app).await;
        assert!(rows <= 3, "like {number} wrote {rows} rows");
        all += rows;
        app.wait_secs(if number % 10 == 9 { 5 } else { 0 });
    }

    assert!(all <= 2 * MANY + MANY / 10, "{all}: of a crowd its author does not hear one by one");
    let [one] = &told(&ada).await[..] else { panic!("one row") };
    assert_eq!(line(one), format!("like reader{:02}+reader{:02}+reader{:02} {MANY}", MANY - 1, MANY - 2, MANY - 3));
    assert_eq!((unread(&ada).await, app.texts("SELECT kind FROM notifications").await.len()), (1, 1));
    assert!(app.wrong_counts().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k1_likes_and_their_ends_at_once_are_counted_right() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Talk").await;
    let readers = readers(&app, 12).await;

    let turns = readers.into_iter().enumerate().map(|(number, reader)| {
        tokio::spawn(async move {
            for turn in 0..12 {
                if (number + turn) % 2 == 0 {
                    turn_on(&reader, "posts/talk/like").await;
                } else {
                    turn_off(&reader, "posts/talk/like").await;
                }
            }
        })
    });
    for turn in turns.collect::<Vec<_>>() {
        turn.await.unwrap();
    }

    assert!(app.wrong_counts().await.is_empty(), "{:?}", app.wrong_counts().await);
    let likes = ada.get("/api/v2/posts/talk").await.body()["like_count"].clone();
    let told = told(&ada).await;
    assert_eq!(told.len(), 1, "nothing was read meanwhile: {told:?}");
    assert_eq!((&told[0]["actor_count"], &likes), (&likes, &json!(6)));
}

#[tokio::test]
async fn a_like_taken_back_is_taken_out_and_the_last_one_takes_the_row_along() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    ada.publish("Talk").await;
    let comment = ada.comment("talk", "First").await;

    for path in ["posts/talk/like".to_owned(), format!("comments/{}/like", id(&comment))] {
        turn_on(&bob, &path).await;
        app.wait_secs(1);
        turn_on(&cleo, &path).await;
        assert_eq!(lines(&ada).await, ["like cleo+bob 2"], "{path}");

        turn_off(&cleo, &path).await;
        assert_eq!(lines(&ada).await, ["like bob 1"], "{path}");
        turn_off(&bob, &path).await;
        turn_off(&bob, &path).await;
        assert_eq!((lines(&ada).await, unread(&ada).await), (Vec::new(), 0), "{path}");
    }
    turn_on(&bob, "users/ada/follow").await;
    turn_off(&bob, "users/ada/follow").await;
    assert_eq!((lines(&ada).await, unread(&ada).await), (Vec::new(), 0));
    let marked = ada.post("/api/v2/me/notifications/read-all", json!({})).await.is(200);
    assert_eq!(marked.body()["unread_count"], 0);
    let read = "SELECT kind FROM notifications WHERE read_at IS NOT NULL";
    assert!(app.texts(read).await.is_empty(), "nobody reads what is not there");
    assert!(app.wrong_counts().await.is_empty());
}

#[tokio::test]
async fn what_is_taken_back_and_done_again_within_a_day_is_no_news_and_by_another_it_is() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    ada.publish("Talk").await;
    let read_all = async || ada.post("/api/v2/me/notifications/read-all", json!({})).await.is(200);

    for (path, kind) in [("users/ada/follow", "follow"), ("posts/talk/like", "like")] {
        app.wait_secs(1);
        turn_on(&bob, path).await;
        let told = format!("{kind} bob 1");
        assert_eq!((&lines(&ada).await[0], unread(&ada).await), (&told, 1), "{path}");
        turn_off(&bob, path).await;
        turn_on(&bob, path).await;
        assert_eq!((&lines(&ada).await[0], unread(&ada).await), (&told, 1), "{path}: it was not read before");
        read_all().await;

        for _ in 0..3 {
            app.wait_secs(10);
            turn_off(&bob, path).await;
            assert!(!lines(&ada).await.contains(&told), "{path}: it is not so any more");
            turn_on(&bob, path).await;
            assert_eq!((&lines(&ada).await[0], unread(&ada).await), (&told, 0), "{path}: it was read");
        }
        turn_off(&bob, path).await;
        turn_on(&cleo, path).await;
        assert_eq!((&lines(&ada).await[0], unread(&ada).await), (&format!("{kind} cleo 1"), 1), "{path}");
        read_all().await;
        assert!(app.wrong_counts().await.is_empty());
    }

    app.wait_secs(86_400);
    turn_on(&app.sign_in("bob").await, "users/ada/follow").await;
    let ada = app.sign_in("ada").await;
    assert_eq!((&lines(&ada).await[0], unread(&ada).await), (&"follow bob 1".to_owned(), 1), "a day later it is news");
}

#[tokio::test]
async fn the_next_one_is_told_at_once_where_the_one_before_has_taken_it_back() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    turn_on(&bob, "users/ada/follow").await;
    turn_off(&bob, "users/ada/follow").await;
    let place = async || app.texts("SELECT CAST(last_id AS TEXT) FROM topics WHERE name LIKE 'users/%'").await;
    assert_eq!(place().await, ["2"]);

    turn_on(&cleo, "users/ada/follow").await;

    assert_eq!((place().await, unread(&ada).await), (vec!["3".to_owned()], 1));
    turn_on(&bob, "users/ada/follow").await;
    assert_eq!(place().await, ["3"], "one more of several changes no number");
    assert_eq!((lines(&ada).await[0].ends_with(" 2"), unread(&ada).await), (true, 1));
}

#[tokio::test]
async fn what_comes_after_it_was_read_or_a_day_later_is_a_new_one() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Talk").await;
    let readers = readers(&app, 4).await;
    turn_on(&readers[0], "posts/talk/like").await;
    app.wait_secs(1);
    turn_on(&readers[1], "posts/talk/like").await;

    ada.post("/api/v2/me/notifications/read-all", json!({})).await.is(200);
    app.wait_secs(1);
    turn_on(&readers[2], "posts/talk/like").await;
    app.wait_secs(86_400);
    turn_on(&app.sign_in("reader03").await, "posts/talk/like").await;

    let ada = app.sign_in("ada").await;
    assert_eq!(lines(&ada).await, ["like reader03 1", "like reader02 1", "like reader01+reader00 2"]);
    let is_read: Vec<_> = told(&ada).await.iter().map(|one| one["is_read"].clone()).collect();
    assert_eq!(is_read, [json!(false), json!(false), json!(true)]);
    turn_off(&app.sign_in("reader00").await, "posts/talk/like").await;
    assert_eq!(lines(&ada).await[2], "like reader01 1", "taken out of the one that it was in");
    assert!(app.wrong_counts().await.is_empty());
}

#[tokio::test]
async fn comments_of_one_post_are_one_row_until_there_are_too_many() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    ada.publish("Talk").await;
    for number in 0..99 {
        bob.comment("talk", &number.to_string()).await;
    }
    app.wait_secs(1);
    cleo.comment("talk", "The hundredth").await;
    assert_eq!(lines(&ada).await, ["comment cleo+bob 2"], "people are counted, not comments");

    app.wait_secs(1);
    cleo.comment("talk", "One more").await;

    assert_eq!(lines(&ada).await, ["comment cleo 1", "comment cleo+bob 2"]);
    assert_eq!(unread(&ada).await, 2);
}

#[tokio::test]
async fn what_grows_moves_to_the_beginning() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    ada.publish("One").await;
    ada.publish("Two").await;
    for (reader, slug) in [(&bob, "one"), (&bob, "two"), (&cleo, "one")] {
        turn_on(reader, &format!("posts/{slug}/like")).await;
        app.wait_secs(1);
    }

    let told = told(&ada).await;

    let slugs: Vec<_> = told.iter().map(|one| one["post"]["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["one", "two"]);
    assert!(told[0]["happened_at"].as_str() > told[0]["created_at"].as_str());
}

#[tokio::test]
async fn who_took_something_back_is_forgotten_after_a_day() {
    let app = App::new().await;
    let (_ada, bob) = (app.author("ada").await, app.reader("bob").await);
    turn_on(&bob, "users/ada/follow").await;
    turn_off(&bob, "users/ada/follow").await;
    let traces = "SELECT kind FROM notifications";
    let forget = async || broadsheet::services::notifications::purge(app.context()).await.unwrap();

    forget().await;
    assert_eq!(app.texts(traces).await.len(), 1, "to do it again would be no news");
    app.wait_secs(86_401);
    forget().await;

    assert!(app.texts(traces).await.is_empty());
}
