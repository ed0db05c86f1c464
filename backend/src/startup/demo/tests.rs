//! The demo, made at once and in several goes.

use super::*;
use crate::{
    config,
    domain::post::{PostFilter, PostOrder, PostStart, PostSummary},
    repositories::comments as stored,
    services::testing::{TestContext, texts},
};

/// A site in the development profile.
async fn development() -> TestContext {
    let mut config = config::testing();
    config.profile = Profile::Development;
    TestContext::with(config).await
}

async fn list(context: &Context) -> Vec<PostSummary> {
    let (filter, start) = (PostFilter::default(), PostStart::First);
    posts::list_published(context.database.read(), &filter, PostOrder::Latest, start, 50).await.unwrap()
}

async fn run_sql(context: &Context, sql: &'static str) {
    context.database.write(|transaction| async move { transaction.execute_sql(sql, vec![]).await }).await.unwrap();
}

/// Everything of the demo that a person sees.
async fn assert_whole(context: &Context) {
    let list = list(context).await;
    let files = FILES.files().filter(|file| file.path().extension().is_some_and(|ending| ending == "md")).count();
    assert_eq!(list.len(), files);
    assert!(list.iter().all(|post| PEOPLE.iter().any(|(name, ..)| *name == post.author.display_name)));
    assert!(list.iter().all(|post| post.category.is_some()));
    assert!(list.iter().filter(|post| post.cover.is_some()).count() >= 4);
    let written: CommentFile =
        toml::from_str(FILES.get_file("comments.toml").unwrap().contents_utf8().unwrap()).unwrap();
    assert_eq!(list.iter().map(|post| post.comment_count).sum::<u64>(), written.comment.len() as u64);
    assert!(list.iter().filter(|post| post.like_count > 0).count() * 2 > list.len());
    assert_eq!(users::count(context.database.read(), "", None).await.unwrap(), 4);
    for (_, username, ..) in PEOPLE {
        let user = users::find_by_username(context.database.read(), username).await.unwrap().unwrap();
        assert!(!user.bio_markdown.is_empty());
    }
}

#[tokio::test]
async fn the_demo_is_whole_and_its_people_are_told_at_every_start() {
    let test = development().await;
    let context = &test.context;

    let first = ensure(context).await.unwrap().unwrap();
    let second = ensure(context).await.unwrap().unwrap();

    assert_whole(context).await;
    assert_eq!((first.logins.len(), first.is_new, second.is_new), (4, true, false));
    assert_eq!(first.logins, second.logins);
    run_sql(context, "UPDATE users SET status = 'deleted' WHERE username = 'mina'").await;
    assert_eq!(ensure(context).await.unwrap().unwrap().logins.len(), 3);
}

#[tokio::test]
async fn what_happens_in_the_demo_stands_on_the_site_and_is_mailed_to_nobody() {
    let test = development().await;
    let context = &test.context;

    ensure(context).await.unwrap();

    assert!(!texts(context, "SELECT kind FROM notifications").await.is_empty());
    let waiting = "SELECT kind FROM notifications WHERE mail_at IS NOT NULL OR digest_at IS NOT NULL";
    assert_eq!(texts(context, waiting).await, [""; 0]);
    assert_eq!(texts(context, "SELECT template FROM mails").await, [""; 0]);
}

#[tokio::test]
async fn a_demo_that_was_interrupted_is_finished_and_nothing_of_it_is_made_twice() {
    let test = development().await;
    let context = &test.context;
    ensure(context).await.unwrap();
    let before = list(context).await;
    // As a crash leaves it: in the midst of people, of posts, and of what they said.
    for sql in [
        "UPDATE settings SET value = 'making' WHERE key = 'demo.state'",
        "UPDATE users SET bio_markdown = '', bio_html = '' WHERE username = 'tomas'",
        "DELETE FROM comments WHERE created_at > (SELECT MIN(created_at) FROM comments)",
        "UPDATE posts SET comment_count = (SELECT count(*) FROM comments k WHERE k.post_id = posts.id)",
        "DELETE FROM posts WHERE comment_count = 0",
    ] {
        run_sql(context, sql).await;
    }
    assert_eq!(list(context).await.len(), 1);
    let kept = stored::list_flat(context.database.read(), list(context).await[0].id, 0, 100).await.unwrap();
    assert_eq!(kept.len(), 1);

    let demo = ensure(context).await.unwrap().unwrap();

    assert_whole(context).await;
    assert_eq!((demo.logins.len(), demo.is_new), (4, true));
    let after = list(context).await;
    assert_eq!(
        after.iter().map(|post| &post.title).collect::<Vec<_>>(),
        before.iter().map(|post| &post.title).collect::<Vec<_>>()
    );
    assert_eq!(settings::find(context.database.read(), DEMO_STATE).await.unwrap().as_deref(), Some(COMPLETE));
}

#[tokio::test]
async fn a_demo_that_ended_before_its_first_account_is_made() {
    let test = development().await;
    store_state(&test.context, MAKING).await.unwrap();

    let demo = ensure(&test.context).await.unwrap().unwrap();

    assert!(demo.is_new);
    assert_whole(&test.context).await;
}

#[tokio::test]
async fn only_an_empty_development_database_gets_the_demo() {
    let testing = TestContext::new().await;
    let development = development().await;
    crate::repositories::testing::insert_user(&development.context.database, "somebody").await;

    for test in [&testing, &development] {
        let before = users::count(test.context.database.read(), "", None).await.unwrap();
        assert_eq!(ensure(&test.context).await.unwrap(), None);
        assert_eq!(users::count(test.context.database.read(), "", None).await.unwrap(), before);
    }
}

#[tokio::test]
async fn an_account_of_a_demo_name_that_is_somebody_elses_is_left_alone() {
    let test = development().await;
    let context = &test.context;
    store_state(context, MAKING).await.unwrap();
    crate::repositories::testing::insert_user(&context.database, "ada").await;
    run_sql(context, "UPDATE users SET email = 'ada@harbour.example', email_canonical = 'ada@harbour.example'").await;

    assert!(matches!(ensure(context).await, Err(DemoError::Account(_))));

    assert_eq!(logins(context).await.unwrap(), []);
}
