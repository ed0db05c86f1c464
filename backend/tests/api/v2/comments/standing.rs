//! Staff judge comments of others: nobody's above them and never their own, beneath whosever post.

use serde_json::{Value, json};

use crate::support::{Answer, App, Caller};

fn path(comment: &Value) -> String {
    format!("/api/v2/comments/{}", comment["id"].as_str().unwrap())
}

async fn hide(person: &Caller, comment: &Value) -> Answer {
    person.put(&format!("{}/hide", path(comment)), json!({})).await
}

async fn show(person: &Caller, comment: &Value) -> Answer {
    person.delete(&format!("{}/hide", path(comment))).await
}

async fn delete(person: &Caller, comment: &Value) -> Answer {
    let etag = person.get(&path(comment)).await.is(200).etag();
    person.take_away(&path(comment), &etag).await
}

/// State and version, as strangers see them.
async fn standing(app: &App, comment: &Value) -> (String, u64) {
    let seen = app.anonymous().get(&path(comment)).await.is(200).body();
    (seen["state"].as_str().unwrap().to_owned(), seen["version"].as_u64().unwrap())
}

#[tokio::test]
async fn b5_what_the_posts_author_hid_and_staff_hide_too_is_staffs_to_show() {
    let app = App::new().await;
    let (ada, mona) = (app.author("ada").await, app.moderator("mona").await);
    ada.publish("Talk").await;
    let abuse = ada.comment("talk", "Abuse").await;

    hide(&ada, &abuse).await.is(204);
    hide(&mona, &abuse).await.is(204);

    show(&ada, &abuse).await.is_problem(403, "permission.denied");
    show(&mona, &abuse).await.is(204);
}

#[tokio::test]
async fn b5_staff_hide_and_delete_no_comment_of_those_above_them() {
    let app = App::new().await;
    let (ada, mona, grace) = (app.author("ada").await, app.moderator("mona").await, app.admin("grace").await);
    let post = ada.publish("Talk").await;
    let above = grace.comment("talk", "From above").await;
    let (like, below) = (app.moderator("maud").await.comment("talk", "Alike").await, ada.comment("talk", "Mine").await);

    hide(&mona, &above).await.is_problem(403, "permission.denied");
    delete(&mona, &above).await.is_problem(403, "permission.denied");
    let first = |comment: &Value| {
        format!("/api/v1/posts/{}/comments/{}", post["slug"].as_str().unwrap(), comment["id"].as_str().unwrap())
    };
    mona.delete(&first(&above)).await.is_problem(403, "permission.denied");
    assert_eq!(standing(&app, &above).await, ("visible".to_owned(), 1), "nothing was written");

    hide(&mona, &like).await.is(204);
    delete(&mona, &below).await.is(204);
    mona.delete(&first(&like)).await.is(204);
    hide(&grace, &above).await.is_problem(403, "permission.denied");
    delete(&grace, &above).await.is(204);
}

#[tokio::test]
async fn b5_beneath_ones_own_post_too_staff_delete_nothing_of_those_above_them() {
    let app = App::new().await;
    let (mona, grace) = (app.moderator("mona").await, app.admin("grace").await);
    mona.publish("Talk").await;
    let above = grace.comment("talk", "From above").await;

    delete(&mona, &above).await.is_problem(403, "permission.denied");

    // Hiding is what the author of a post may do with whatever stands beneath it.
    hide(&mona, &above).await.is(204);
    show(&mona, &above).await.is(204);
    assert_eq!(standing(&app, &above).await.0, "visible");
}

#[tokio::test]
async fn b5_what_staff_hid_its_author_does_not_show_again_beneath_their_own_post() {
    let app = App::new().await;
    let (ada, mona) = (app.author("ada").await, app.moderator("mona").await);
    ada.publish("Talk").await;
    let (own, of_bob) = (ada.comment("talk", "Mine").await, app.reader("bob").await.comment("talk", "His").await);

    for comment in [&own, &of_bob] {
        hide(&mona, comment).await.is(204);
        show(&ada, comment).await.is_problem(403, "permission.denied");
        hide(&ada, comment).await.is(204);
        show(&ada, comment).await.is_problem(403, "permission.denied");
        assert_eq!(standing(&app, comment).await, ("hidden".to_owned(), 2));
        show(&mona, comment).await.is(204);
        // It is hers to hide again, and what she hid herself she shows.
        hide(&ada, comment).await.is(204);
        show(&ada, comment).await.is(204);
        show(&ada, comment).await.is(204);
        assert_eq!(standing(&app, comment).await.0, "visible");
    }
    let shown = app.texts("SELECT action FROM audit_log WHERE action LIKE 'comment.%' ORDER BY id").await;
    assert_eq!(
        shown,
        ["comment.hidden", "comment.shown", "comment.hidden", "comment.shown", "comment.hidden", "comment.shown"]
    );
}

#[tokio::test]
async fn b5_staff_decide_nothing_about_their_own_comments() {
    let app = App::new().await;
    let (ada, mona, grace) = (app.author("ada").await, app.moderator("mona").await, app.admin("grace").await);
    ada.publish("Talk").await;
    mona.publish("At home").await;
    let (away, home) = (mona.comment("talk", "Mine").await, mona.comment("at-home", "Mine too").await);

    for comment in [&away, &home] {
        hide(&grace, comment).await.is(204);
        show(&mona, comment).await.is_problem(403, "permission.denied");
        assert_eq!(standing(&app, comment).await.0, "hidden");
    }
    show(&grace, &away).await.is(204);
    hide(&mona, &away).await.is_problem(403, "permission.denied");
    hide(&ada, &away).await.is(204);
    show(&mona, &away).await.is_problem(403, "permission.denied");

    // Deleting one's own is nobody's judgement.
    delete(&mona, &home).await.is(204);
    assert_eq!(standing(&app, &home).await.0, "deleted");
}

#[tokio::test]
async fn b5_what_is_held_is_let_go_by_others_than_its_author() {
    let app = App::new().await;
    let (ada, mona, maud) = (app.author("ada").await, app.moderator("mona").await, app.moderator("maud").await);
    ada.publish("Talk").await;
    let held = mona.comment("talk", "See elsewhere").await;
    app.sql("UPDATE comments SET state = 'hidden', held_at = 1").await;

    show(&mona, &held).await.is_problem(403, "permission.denied");
    show(&ada, &held).await.is_problem(403, "permission.denied");
    show(&maud, &held).await.is(204);

    assert_eq!(standing(&app, &held).await.0, "visible");
}
