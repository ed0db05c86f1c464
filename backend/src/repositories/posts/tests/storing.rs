//! One post: stored, found, changed by version, renamed.

use broadsheet_shared::{
    v2::{Heading, PostState},
    value::Slug,
};

use crate::domain::post::Updated;
use crate::repositories::testing::{NOON, TestDatabase, insert_post, insert_user, post};
use crate::repositories::{DatabaseError, posts, slugs, tags};

#[tokio::test]
async fn a_post_comes_back_as_it_was_stored() {
    let test = TestDatabase::new().await;
    let ada = insert_user(&test.database, "ada").await;
    let mut record = post(ada, "hello", 0);
    record.language = Some("pt-BR".to_owned());
    record.table_of_contents = vec![Heading { level: 2, id: "h-one".to_owned(), text: "One".to_owned() }];

    insert_post(&test.database, &record, &["rust", "web"]).await;

    let read = test.database.read();
    assert_eq!(posts::find_record(read, record.id).await.unwrap(), Some(record.clone()));
    let found = posts::find_by_slug(read, "hello").await.unwrap().unwrap();
    assert_eq!(found.summary.id, record.id);
    assert_eq!(found.summary.author.username, "ada");
    assert_eq!(found.summary.tags.iter().map(|tag| tag.slug.as_str()).collect::<Vec<_>>(), ["rust", "web"]);
    assert_eq!(found.table_of_contents, record.table_of_contents);
    assert_eq!(found.body_html, "<p>In full</p>");
    assert_eq!(posts::find_state(read, record.id).await.unwrap(), Some((ada, PostState::Published, true)));
}

#[tokio::test]
async fn a_taken_slug_is_a_conflict_that_names_it() {
    let test = TestDatabase::new().await;
    let ada = insert_user(&test.database, "ada").await;
    insert_post(&test.database, &post(ada, "hello", 0), &[]).await;
    let second = &post(ada, "hello", 1);

    let outcome: Result<(), DatabaseError> =
        test.database.write(|transaction| async move { posts::insert(&transaction, second).await }).await;

    assert!(outcome.unwrap_err().is_taken("posts.slug"));
}

#[tokio::test]
async fn a_stale_change_is_refused_and_told_the_version() {
    let test = TestDatabase::new().await;
    let ada = insert_user(&test.database, "ada").await;
    let mut record = post(ada, "hello", 0);
    insert_post(&test.database, &record, &[]).await;
    record.title = "Changed".to_owned();
    let record = &record;

    let change = || {
        test.database
            .write::<_, DatabaseError, _, _>(|transaction| async move { posts::update(&transaction, record, 1).await })
    };

    assert_eq!(change().await.unwrap(), Updated::Done(2));
    assert_eq!(change().await.unwrap(), Updated::Stale(2));
    let missing = &post(ada, "ghost", 0);
    let outcome: Result<_, DatabaseError> =
        test.database.write(|transaction| async move { posts::update(&transaction, missing, 1).await }).await;
    assert_eq!(outcome.unwrap(), Updated::Missing);
}

#[tokio::test]
async fn a_change_keeps_the_count_of_comments() {
    let test = TestDatabase::new().await;
    let ada = insert_user(&test.database, "ada").await;
    let record = &post(ada, "hello", 0);
    insert_post(&test.database, record, &[]).await;

    let outcome: Result<(), DatabaseError> = test
        .database
        .write(|transaction| async move {
            posts::add_comments(&transaction, record.id, 3).await?;
            posts::update(&transaction, record, 1).await?;
            posts::add_comments(&transaction, record.id, -1).await
        })
        .await;

    outcome.unwrap();
    let found = posts::find(test.database.read(), record.id).await.unwrap().unwrap();
    assert_eq!(found.summary.comment_count, 2);
}

#[tokio::test]
async fn a_former_slug_finds_the_post_until_another_takes_it() {
    let test = TestDatabase::new().await;
    let ada = insert_user(&test.database, "ada").await;
    let mut record = post(ada, "new", 0);
    insert_post(&test.database, &record, &[]).await;
    let id = record.id;
    let remember: Result<(), DatabaseError> =
        test.database.write(|transaction| async move { slugs::insert(&transaction, "old", id, NOON).await }).await;
    remember.unwrap();

    let found = posts::find_by_slug(test.database.read(), "old").await.unwrap().unwrap();
    assert_eq!((found.summary.id, found.summary.slug.as_str()), (id, "new"));

    record = post(ada, "old", 1);
    insert_post(&test.database, &record, &[]).await;
    let found = posts::find_by_slug(test.database.read(), "old").await.unwrap().unwrap();
    assert_eq!(found.summary.id, record.id);
}

#[tokio::test]
async fn taken_slugs_are_those_in_use_and_those_that_lead_to_another_post() {
    let test = TestDatabase::new().await;
    let ada = insert_user(&test.database, "ada").await;
    for slug in ["rust", "rust-2", "rusty"] {
        insert_post(&test.database, &post(ada, slug, 0), &[]).await;
    }
    let (own, others) = (post(ada, "own", 1), post(ada, "others", 2));
    for (record, former) in [(&own, "rust-own"), (&others, "rust-others")] {
        insert_post(&test.database, record, &[]).await;
        let id = record.id;
        let kept: Result<(), DatabaseError> =
            test.database.write(|transaction| async move { slugs::insert(&transaction, former, id, NOON).await }).await;
        kept.unwrap();
    }

    let asked = ["rust", "rust-2", "rust-3", "rust-own", "rust-others"].map(|slug| Slug::parse(slug).unwrap());
    let mut taken = slugs::list_taken(test.database.read(), &asked, own.id).await.unwrap();

    taken.sort();
    assert_eq!(taken, ["rust", "rust-2", "rust-others"]);
}

#[tokio::test]
async fn tags_follow_their_post_out_of_the_lists_and_back() {
    let test = TestDatabase::new().await;
    let ada = insert_user(&test.database, "ada").await;
    let mut record = post(ada, "hello", 0);
    insert_post(&test.database, &record, &["rust"]).await;
    let count = async || tags::find_by_slug(test.database.read(), "rust").await.unwrap().unwrap().post_count;
    assert_eq!(count().await, 1);

    for (state, version, expected) in [(PostState::Archived, 1, 0), (PostState::Published, 2, 1)] {
        record.state = state;
        let record = &record;
        let outcome: Result<_, DatabaseError> =
            test.database.write(|transaction| async move { posts::update(&transaction, record, version).await }).await;
        assert_eq!(outcome.unwrap(), Updated::Done(version + 1));
        assert_eq!(count().await, expected);
    }
}

#[tokio::test]
async fn a_post_removed_for_good_takes_what_hangs_on_it() {
    let test = TestDatabase::new().await;
    let ada = insert_user(&test.database, "ada").await;
    let mut record = post(ada, "hello", 0);
    (record.state, record.deleted_at) = (PostState::Deleted, Some(NOON));
    insert_post(&test.database, &record, &["rust"]).await;
    let mut kept = post(ada, "kept", 1);
    kept.deleted_at = Some(NOON);
    insert_post(&test.database, &kept, &[]).await;

    let (id, kept) = (record.id, kept.id);
    let outcome: Result<_, DatabaseError> = test
        .database
        .write(|transaction| async move {
            slugs::insert(&transaction, "old", id, NOON).await?;
            let is_early = posts::delete_for_good(&transaction, id, NOON).await?;
            let is_published = posts::delete_for_good(&transaction, kept, NOON.plus_secs(1)).await?;
            Ok((is_early, is_published, posts::delete_for_good(&transaction, id, NOON.plus_secs(1)).await?))
        })
        .await;

    assert_eq!(outcome.unwrap(), (false, false, true));
    assert_eq!(posts::find_by_slug(test.database.read(), "old").await.unwrap(), None);
    assert_eq!(tags::find_by_slug(test.database.read(), "rust").await.unwrap().unwrap().post_count, 0);
}
