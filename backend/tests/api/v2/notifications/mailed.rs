//! Mails about notifications: at once unless the thing was seen, or once a day; never of what is gone.

use broadsheet::{platform::mail::OutgoingMail, services::mails, worker};
use serde_json::{Value, json};

use super::{LIST, SETTINGS, answer, choose, id, only, turn_off, turn_on, unread};
use crate::support::{App, Caller};

const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;

/// Mails about notifications to a person, after what is due was sent.
async fn mails(app: &App, username: &str) -> Vec<OutgoingMail> {
    let to = format!("{username}@example.org");
    app.mails().await.into_iter().filter(|mail| mail.to == to && mail.unsubscribe.is_some()).collect()
}

async fn scene() -> (App, Caller, Caller) {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    (app, ada, bob)
}

fn daily() -> Value {
    json!({"in_app": true, "email": "daily"})
}

#[tokio::test]
async fn what_was_not_seen_within_two_minutes_is_mailed_with_all_that_came_meanwhile() {
    let (app, _, bob) = scene().await;
    bob.comment("talk", "First thing").await;
    app.wait_secs(MINUTE);
    let last = app.reader("cleo").await.comment("talk", "Second *thing*").await;
    app.wait_secs(MINUTE - 1);
    assert!(mails(&app, "ada").await.is_empty(), "it is not two minutes yet");

    app.wait_secs(1);

    let [mail] = &mails(&app, "ada").await[..] else { panic!("one") };
    assert!(mail.subject.starts_with("cleo and bob commented on your post"), "{}", mail.subject);
    assert!(mail.text.contains("“Talk”") && mail.text.contains("Second thing"), "{}", mail.text);
    let place = format!("/posts/talk?comment={0}#comment-{0}", id(&last));
    assert!(mail.text.contains(&place) && mail.html.contains(&place), "{}", mail.text);
    let end = mail.unsubscribe.as_ref().unwrap();
    assert!(end.contains("/unsubscribe?key=") && mail.text.contains(end), "{end}");
    assert_eq!(app.texts("SELECT state FROM mails WHERE template = 'notification'").await, ["sent"]);
}

#[tokio::test]
async fn what_was_seen_is_not_mailed_in_the_list_or_on_the_page() {
    let (app, ada, bob) = scene().await;
    let post = ada.get("/api/v2/posts/talk").await.body()["id"].clone();
    let read_all = format!("{LIST}/read-all");

    for filter in [json!({}), json!({"post_id": post}), json!({"type": "comment"})] {
        bob.comment("talk", "Hm").await;
        ada.post(&read_all, filter).await.is(200);
        app.wait_secs(2 * MINUTE);
    }
    bob.comment("talk", "Hm").await;
    let path = format!("{LIST}/{}", id(&super::told(&ada).await[0]));
    ada.patch(&path, json!({"is_read": true})).await.is(200);
    ada.patch(&path, json!({"is_read": false})).await.is(200);
    app.wait_secs(3 * MINUTE);

    assert!(mails(&app, "ada").await.is_empty());
}

#[tokio::test]
async fn what_is_mailed_alone_is_not_where_the_page_of_its_post_was_read_within_two_minutes() {
    let (app, ada, bob) = scene().await;
    ada.publish("Other").await;
    let mailed = json!({"in_app": false, "email": "now"});
    choose(&ada, &only(&[("comment", mailed), ("like", json!({"in_app": false, "email": "daily"}))])).await;
    let (post, read_all) = (ada.get("/api/v2/posts/talk").await.body()["id"].clone(), format!("{LIST}/read-all"));
    bob.comment("talk", "Seen").await;
    turn_on(&bob, "posts/talk/like").await;
    bob.comment("other", "Not seen").await;
    app.wait_secs(2 * MINUTE - 1);

    let left = ada.post(&read_all, json!({"post_id": post})).await.is(200).body();
    assert_eq!(left["unread_count"], 0, "it stands in no list");
    // Who looks at the list sees none of it.
    ada.post(&read_all, json!({})).await.is(200);
    app.wait_secs(1);

    let [mail] = &mails(&app, "ada").await[..] else { panic!("of the other post alone") };
    assert!(mail.text.contains("Not seen") && mail.text.contains("“Other”"), "{}", mail.text);
    app.wait_secs(30 * HOUR);
    worker::enqueue_scheduled(app.context()).await.unwrap();
    assert_eq!(mails(&app, "ada").await.len(), 1, "nor is it told once a day");
    // What happens after the look is news.
    app.sign_in("bob").await.comment("talk", "After that").await;
    app.wait_secs(2 * MINUTE);
    let after = mails(&app, "ada").await;
    assert!(after.len() == 2 && after[1].text.contains("After that"), "{}", after.len());
}

#[tokio::test]
async fn the_next_mail_about_the_same_comes_an_hour_later_at_the_earliest() {
    let (app, _, bob) = scene().await;
    bob.comment("talk", "One").await;
    app.wait_secs(2 * MINUTE);
    assert_eq!(mails(&app, "ada").await.len(), 1);

    bob.comment("talk", "Two").await;
    app.wait_secs(30 * MINUTE);
    app.sign_in("bob").await.comment("talk", "Three").await;
    assert_eq!(mails(&app, "ada").await.len(), 1);
    app.wait_secs(30 * MINUTE);

    let mails = mails(&app, "ada").await;
    assert_eq!(mails.len(), 2);
    assert!(mails[1].text.contains("Three"), "{}", mails[1].text);
}

#[tokio::test]
async fn a_follow_that_is_taken_back_and_repeated_is_mailed_once() {
    let (app, ada, bob) = scene().await;
    choose(&ada, &only(&[("follow", json!({"in_app": true, "email": "now"}))])).await;
    let follow = "users/ada/follow";
    turn_on(&bob, follow).await;
    turn_off(&bob, follow).await;
    app.wait_secs(2 * MINUTE);
    assert!(mails(&app, "ada").await.is_empty(), "it is not so any more");
    turn_on(&bob, follow).await;
    app.wait_secs(2 * MINUTE);
    assert_eq!(mails(&app, "ada").await.len(), 1);

    for is_read in [false, true] {
        if is_read {
            app.sign_in("ada").await.post(&format!("{LIST}/read-all"), json!({})).await.is(200);
        }
        let bob = app.sign_in("bob").await;
        turn_off(&bob, follow).await;
        turn_on(&bob, follow).await;
        app.wait_secs(2 * HOUR);
        assert_eq!(mails(&app, "ada").await.len(), 1, "read: {is_read}");
    }
    assert_eq!(unread(&app.sign_in("ada").await).await, 0);
    turn_on(&app.reader("cleo").await, follow).await;
    app.wait_secs(2 * MINUTE);

    let mails = mails(&app, "ada").await;
    assert!(mails.len() == 2 && mails[1].subject.starts_with("cleo"), "another person is news");
}

#[tokio::test]
async fn what_one_does_not_want_mailed_is_not_even_if_one_has_just_thought_so() {
    let (app, ada, bob) = scene().await;
    let comment = ada.comment("talk", "First").await;
    turn_on(&bob, "posts/talk/like").await;
    turn_on(&bob, "users/ada/follow").await;
    answer(&bob, "talk", &comment, "Hm").await;
    choose(&ada, &only(&[("reply", json!({"in_app": true, "email": "off"}))])).await;
    app.wait_secs(3 * MINUTE);
    assert!(mails(&app, "ada").await.is_empty());
    assert_eq!(app.texts("SELECT state FROM mails WHERE template = 'notification'").await, ["dropped"]);

    let unseen = json!({"in_app": false, "email": "now"});
    choose(&ada, &only(&[("like", unseen)])).await;
    turn_on(&bob, &format!("comments/{}/like", id(&comment))).await;
    app.wait_secs(2 * MINUTE);
    let [mail] = &mails(&app, "ada").await[..] else { panic!("of what stands in no list") };
    assert!(mail.subject.starts_with("bob likes your comment"), "{}", mail.subject);
}

#[tokio::test]
async fn b4_what_is_gone_or_hidden_meanwhile_is_not_mailed() {
    let app = App::new().await;
    let (ada, bob, mona) = (app.author("ada").await, app.reader("bob").await, app.moderator("mona").await);
    for (number, slug) in ["one", "two", "three"].iter().enumerate() {
        ada.publish(slug).await;
        bob.comment(slug, &format!("Quokka {number}")).await;
    }
    let of_bob = bob.get("/api/v2/posts/one/comments").await.body()["items"][0].clone();
    let path = format!("/api/v2/comments/{}", id(&of_bob));
    bob.take_away(&path, &bob.get(&path).await.etag()).await.is(204);
    let hidden = bob.get("/api/v2/posts/two/comments").await.body()["items"][0].clone();
    turn_on(&mona, &format!("comments/{}/hide", id(&hidden))).await;
    turn_on(&ada, "users/bob/mute").await;
    app.wait_secs(2 * MINUTE);

    let to_ada = mails(&app, "ada").await;
    assert!(to_ada.is_empty(), "{:?}", to_ada.iter().map(|mail| &mail.text).collect::<Vec<_>>());
    let [mail] = &mails(&app, "bob").await[..] else { panic!("one") };
    assert!(mail.subject.starts_with("Your comment was hidden") && !mail.text.contains("Quokka"), "{}", mail.text);
}

#[tokio::test]
async fn a17_an_address_that_nobody_has_proven_gets_none() {
    let (app, ada, bob) = scene().await;
    app.sql("UPDATE users SET email_confirmed_at = NULL WHERE username = 'ada'").await;
    bob.comment("talk", "Hm").await;
    choose(&ada, &only(&[("like", daily())])).await;
    turn_on(&bob, "posts/talk/like").await;
    app.wait_secs(30 * HOUR);
    worker::enqueue_scheduled(app.context()).await.unwrap();

    assert!(mails(&app, "ada").await.is_empty());
}

#[tokio::test]
async fn once_a_day_one_mail_says_what_is_still_unread() {
    let (app, ada, bob) = scene().await;
    choose(&ada, &only(&[("like", daily()), ("comment", daily()), ("follow", daily())])).await;
    turn_on(&bob, "posts/talk/like").await;
    app.wait_secs(1);
    bob.comment("talk", "Hm").await;
    turn_on(&bob, "users/ada/follow").await;
    ada.post(&format!("{LIST}/read-all"), json!({"type": "follow"})).await.is(200);
    let run = async |hours: i64| {
        app.wait_secs(hours * HOUR);
        worker::enqueue_scheduled(app.context()).await.unwrap();
        mails(&app, "ada").await
    };
    assert!(run(19).await.is_empty(), "seven in the morning");

    let sent = run(1).await;

    let [mail] = &sent[..] else { panic!("one") };
    assert!(mail.subject.starts_with("2 things that you have not seen yet"), "{}", mail.subject);
    let (comment, like) = (mail.text.find("bob commented on your post: “Talk”"), mail.text.find("bob likes your post"));
    assert!(comment.is_some() && comment < like, "the last first: {}", mail.text);
    assert!(!mail.text.contains("follow") && mail.html.contains("/posts/talk?comment="), "{}", mail.text);
    assert!(mail.text.contains("/notifications") && mail.text.contains("/settings/notifications"));
    assert_eq!(run(24).await.len(), 1, "nothing happened, nothing is said");
    turn_on(&app.reader("cleo").await, "posts/talk/like").await;
    assert_eq!(run(1).await.len(), 1);
    assert_eq!(run(24).await.len(), 2);
}

#[tokio::test]
async fn a_long_day_is_cut() {
    let (app, ada, _) = scene().await;
    choose(&ada, &only(&[("comment", daily())])).await;
    let bob = app.reader("bobby").await;
    for number in 0..23 {
        ada.publish(&format!("Post {number}")).await;
        bob.comment(&format!("post-{number}"), "Hm").await;
        app.wait_secs(1);
    }
    app.wait_secs(24 * HOUR);
    worker::enqueue_scheduled(app.context()).await.unwrap();

    let [mail] = &mails(&app, "ada").await[..] else { panic!("one") };

    assert_eq!(mail.text.matches("bobby commented on your post").count(), 20);
    assert!(mail.text.contains("There is more") && mail.text.contains("“Post 22”"), "{}", mail.text);
}

#[tokio::test]
async fn k6_two_workers_mail_it_once() {
    let (app, ada, bob) = scene().await;
    bob.comment("talk", "Hm").await;
    choose(&ada, &only(&[("comment", json!({"in_app": true, "email": "now"})), ("like", daily())])).await;
    turn_on(&bob, "posts/talk/like").await;
    let neighbour = app.neighbour().await;
    app.wait_secs(2 * MINUTE);

    let (here, there) = tokio::join!(mails::post_due(app.context()), mails::post_due(&neighbour));
    assert_eq!(here.unwrap() + there.unwrap(), 1);
    app.wait_secs(24 * HOUR);
    let (here, there) = tokio::join!(mails::post_digests(app.context(), 10), mails::post_digests(&neighbour, 10));
    assert!(here.is_ok() && there.is_ok());

    let mut templates = app.texts("SELECT template FROM mails WHERE user_id IS NOT NULL ORDER BY template").await;
    templates.retain(|template| template.starts_with("notification"));
    assert_eq!(templates, ["notification", "notification_digest"]);
    app.work().await;
}

#[tokio::test]
async fn the_outbox_knows_the_mail_and_staff_see_no_words_of_it() {
    let (app, ada, bob) = scene().await;
    let rita = app.admin("rita").await;
    bob.comment("talk", "Quokka").await;
    app.wait_secs(2 * MINUTE);
    app.work().await;

    let list = rita.get("/api/v2/admin/mails").await.is(200);

    assert_eq!(list.body()["items"][0]["template"], "notification");
    assert!(!list.text().contains("Quokka") && !list.text().contains("unsubscribe"), "{}", list.text());
    assert_eq!(ada.get(SETTINGS).await.is(200).body()["comment"]["email"], "now");
}
