//! Each type: what leads to it, what it says, and that nobody is told of what they do themselves.

use broadsheet::{config, repositories::DatabaseError, services::notices};
use broadsheet_shared::id::{CommentId, PostId, UserId};
use serde_json::{Value, json};

use super::{answer, id, line, lines, told, turn_on, unread};
use crate::support::{App, Caller};

#[tokio::test]
async fn a_comment_is_told_to_the_author_of_the_post_and_an_answer_to_whom_it_answers() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    let post = ada.publish("Talk & more").await;
    let slug = post["slug"].as_str().unwrap();

    let comment = bob.comment(slug, "A **fine** post").await;
    let reply = answer(&cleo, slug, &comment, "I agree").await;

    assert_eq!(lines(&bob).await, ["reply cleo 1"]);
    let [about] = &told(&ada).await[..] else { panic!("one, with both comments") };
    assert_eq!(line(about), "comment cleo+bob 2");
    assert_eq!((&about["post"]["title"], &about["post"]["id"]), (&json!("Talk & more"), &post["id"]));
    assert_eq!(about["post"]["path"], json!(format!("/posts/{slug}")));
    assert_eq!((&about["comment"]["id"], &about["comment"]["excerpt"]), (&reply["id"], &json!("I agree")));
    let place = format!("/posts/{slug}?comment={0}#comment-{0}", id(&reply));
    assert_eq!((&about["comment"]["path"], &about["is_read"]), (&json!(place), &json!(false)));
    let answered = &told(&bob).await[0];
    assert_eq!((&answered["comment"]["id"], &answered["post"]["id"]), (&reply["id"], &post["id"]));
}

#[tokio::test]
async fn who_wrote_both_the_post_and_the_comment_hears_of_an_answer_once() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let comment = ada.comment("talk", "First").await;

    answer(&bob, "talk", &comment, "Second").await;

    assert_eq!(lines(&ada).await, ["reply bob 1"]);
    assert_eq!(unread(&ada).await, 1);
}

#[tokio::test]
async fn nobody_is_told_of_what_they_do_themselves() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Talk").await;
    let comment = ada.comment("talk", "First").await;

    answer(&ada, "talk", &comment, "Second").await;
    turn_on(&ada, "posts/talk/like").await;
    turn_on(&ada, &format!("comments/{}/like", id(&comment))).await;
    turn_on(&ada, &format!("comments/{}/hide", id(&comment))).await;

    assert_eq!((told(&ada).await, unread(&ada).await), (Vec::new(), 0));
}

#[tokio::test]
async fn likes_of_post_and_comment_and_follows_are_told_by_both_versions() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let comment = ada.comment("talk", "First").await;

    bob.post("/api/v1/posts/talk/like", json!({})).await.is(200);
    app.wait_secs(1);
    turn_on(&bob, &format!("comments/{}/like", id(&comment))).await;
    app.wait_secs(1);
    bob.post("/api/v1/users/ada/follow", json!({})).await.is(200);

    let told = told(&ada).await;
    assert_eq!(told.iter().map(line).collect::<Vec<_>>(), ["follow bob 1", "like bob 1", "like bob 1"]);
    assert_eq!((&told[0]["post"], &told[0]["comment"]), (&Value::Null, &Value::Null));
    assert_eq!((&told[1]["comment"]["id"], &told[1]["comment"]["excerpt"]), (&comment["id"], &json!("First")));
    assert_eq!((&told[2]["post"]["slug"], &told[2]["comment"]), (&json!("talk"), &Value::Null));
}

async fn mention(app: &App, by: &Caller, post: &Value, comment: Option<&Value>, named: &[UserId]) {
    let post: PostId = id(post).parse().unwrap();
    let comment: Option<CommentId> = comment.map(|comment| id(comment).parse().unwrap());
    let (context, by) = (app.context(), by.id());
    let written: Result<(), DatabaseError> = context
        .database
        .write(|tx| async move { notices::mentioned(context, &tx, (by, post, comment), named).await })
        .await;
    written.unwrap();
}

#[tokio::test]
async fn who_is_named_hears_of_it_once_however_often_the_text_is_changed() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.reader("bob").await, app.reader("cleo").await);
    let post = ada.publish("Talk").await;
    let comment = ada.comment("talk", "Ask @cleo").await;
    let everybody = [ada.id(), bob.id(), cleo.id(), bob.id()];

    for _ in 0..2 {
        mention(&app, &ada, &post, None, &everybody).await;
        mention(&app, &ada, &post, Some(&comment), &[cleo.id()]).await;
    }
    bob.post("/api/v2/me/notifications/read-all", json!({})).await.is(200);
    mention(&app, &ada, &post, None, &everybody).await;

    assert_eq!((lines(&bob).await, unread(&bob).await), (vec!["mention ada 1".to_owned()], 0));
    let told = told(&cleo).await;
    assert_eq!(told.len(), 2);
    let about: Vec<_> = told.iter().map(|one| &one["comment"]["excerpt"]).collect();
    assert!(about.contains(&&json!("Ask @cleo")) && about.contains(&&Value::Null), "{told:?}");
    assert!(lines(&ada).await.is_empty());
}

#[tokio::test]
async fn what_others_do_with_a_comment_is_told_to_its_author_and_not_who_did_it() {
    let app = App::new().await;
    let (ada, bob, mona) = (app.author("ada").await, app.reader("bob").await, app.moderator("mona").await);
    ada.publish("Talk").await;
    let comment = bob.comment("talk", "Buy pills").await;
    let hide = format!("comments/{}/hide", id(&comment));

    turn_on(&ada, &hide).await;

    let [hidden] = &told(&bob).await[..] else { panic!("one") };
    assert_eq!((line(hidden), &hidden["verb"]), ("moderation  0".to_owned(), &json!("comment_hidden")));
    assert_eq!((&hidden["post"]["slug"], &hidden["comment"]["excerpt"]), (&json!("talk"), &json!("")));
    assert!(!hidden.to_string().contains("ada"), "{hidden}");
    turn_off_and_on(&mona, &hide).await;
    assert_eq!(told(&bob).await.len(), 1, "as long as it is unread, it says what is the last");
    mona.delete(&format!("/api/v2/{hide}")).await.is(204);
    let shown = &told(&bob).await[0];
    assert_eq!((&shown["verb"], &shown["comment"]["excerpt"]), (&json!("comment_shown"), &json!("Buy pills")));
    let path = format!("/api/v2/comments/{}", id(&comment));
    mona.take_away(&path, &mona.get(&path).await.etag()).await.is(204);
    let deleted = &told(&bob).await[0];
    assert_eq!((&deleted["verb"], &deleted["comment"]["excerpt"]), (&json!("comment_deleted"), &json!("")));
}

async fn turn_off_and_on(person: &Caller, path: &str) {
    person.delete(&format!("/api/v2/{path}")).await.is(204);
    turn_on(person, path).await;
}

#[tokio::test]
async fn a_held_comment_is_told_to_its_author_and_to_others_once_it_is_shown() {
    let mut config = config::testing();
    config.registration.hold_links_hours = 24;
    let app = App::with(config).await;
    let (ada, eve, maud) = (app.author("ada").await, app.author("eve").await, app.moderator("maud").await);
    ada.publish("Talk").await;

    let comment = eve.comment("talk", "See <https://pills.example>").await;

    let waiting = &told(&eve).await[0];
    assert_eq!((&waiting["verb"], told(&ada).await.len()), (&json!("comment_held"), 0));
    assert!(waiting["comment"]["excerpt"].as_str().unwrap().contains("pills"), "its author reads it meanwhile");
    let hide = format!("/api/v2/comments/{}/hide", id(&comment));
    maud.delete(&hide).await.is(204);
    assert_eq!(lines(&ada).await, ["comment eve 1"]);
    assert_eq!(told(&eve).await[0]["verb"], "comment_shown");
    ada.post("/api/v2/me/notifications/read-all", json!({})).await.is(200);
    let path = format!("/api/v2/comments/{}", id(&comment));
    let etag = eve.get(&path).await.etag();
    eve.change(&path, &etag, json!({"body": "See <https://pills.example/more>"})).await.is(200);
    assert!(lines(&ada).await.is_empty(), "B4: held again, it is nobody's business");
    maud.delete(&hide).await.is(204);
    assert_eq!((lines(&ada).await, unread(&ada).await), (vec!["comment eve 1".to_owned()], 0), "and no news");
}

#[tokio::test]
async fn what_staff_do_with_a_post_is_told_to_its_author_with_the_reason() {
    let app = App::new().await;
    let (ada, mona, rita) = (app.author("ada").await, app.moderator("mona").await, app.admin("rita").await);
    let post = ada.publish("Talk").await;
    let path = format!("/api/v2/posts/{}", id(&post));

    mona.post(&format!("{path}/remove"), json!({"reason": "Copied"})).await.is(200);

    let removed = &told(&ada).await[0];
    assert_eq!((&removed["verb"], &removed["reason"]), (&json!("post_removed"), &json!("Copied")));
    assert_eq!(removed["post"]["title"], "Talk");
    mona.post(&format!("{path}/restore"), json!({})).await.is(200);
    let back = &told(&ada).await[0];
    assert_eq!((&back["verb"], back.get("reason")), (&json!("post_restored"), None));
    let etag = rita.get(&path).await.etag();
    rita.change(&path, &etag, json!({"title": "Talking"})).await.is(200);
    let changed = &told(&ada).await[0];
    assert_eq!((&changed["verb"], &changed["post"]["title"]), (&json!("post_changed"), &json!("Talking")));
    let etag = ada.get(&path).await.etag();
    ada.change(&path, &etag, json!({"title": "Mine"})).await.is(200);
    assert_eq!(told(&ada).await.len(), 1, "all of it is one as long as it is unread, and one's own is none");
}
