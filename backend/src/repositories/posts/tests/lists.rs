//! Lists: who is in them, in which order, page by page.

use broadsheet_shared::v2::PostState;

use crate::domain::post::{PostFilter, PostKey, PostOrder, PostPlace, PostStart};
use crate::repositories::database::params;
use crate::repositories::testing::{NOON, TestDatabase, insert_post, insert_user, post};
use crate::repositories::{DatabaseError, categories, posts, tags};
use broadsheet_shared::{id::CategoryId, v2::Category};

/// Slugs of one page after another, `limit` at a time, joined by blanks; pages by bars.
async fn pages(test: &TestDatabase, filter: PostFilter, order: PostOrder, limit: u8) -> String {
    let mut pages = Vec::new();
    let mut start = PostStart::First;
    loop {
        let page = posts::list_published(test.database.read(), &filter, order, start, limit).await.unwrap();
        let Some(last) = page.last() else { return pages.join("|") };
        start = PostStart::After(PostPlace::of(last, order).unwrap());
        pages.push(page.iter().map(|post| post.slug.as_str()).collect::<Vec<_>>().join(" "));
    }
}

async fn five_posts() -> TestDatabase {
    let test = TestDatabase::new().await;
    let ada = insert_user(&test.database, "ada").await;
    let bob = insert_user(&test.database, "bob").await;
    // b and c share their time: the id decides.
    for (author, slug, minute, tags) in [
        (ada, "a", 1, &["rust"][..]),
        (bob, "b", 2, &["rust", "web"]),
        (ada, "c", 2, &[]),
        (bob, "d", 3, &["web"]),
        (ada, "e", 4, &["rust"]),
    ] {
        insert_post(&test.database, &post(author, slug, minute), tags).await;
    }
    for state in [PostState::Draft, PostState::Archived, PostState::Removed, PostState::Deleted] {
        let mut hidden = post(ada, state.as_str(), 9);
        hidden.state = state;
        insert_post(&test.database, &hidden, &["rust"]).await;
    }
    test
}

#[tokio::test]
async fn b1_lists_hold_published_posts_only_page_by_page() {
    let test = five_posts().await;

    assert_eq!(pages(&test, PostFilter::default(), PostOrder::Latest, 2).await, "e d|c b|a");
    assert_eq!(pages(&test, PostFilter::default(), PostOrder::Oldest, 2).await, "a b|c d|e");
    assert_eq!(posts::count_published(test.database.read(), &PostFilter::default()).await.unwrap(), 5);
}

/// Sets how many like each of these posts.
async fn like(test: &TestDatabase, posts: &[(&str, i64)]) {
    for (slug, count) in posts {
        let sql = "UPDATE post_tallies SET like_count = $2 WHERE post_id = (SELECT id FROM posts WHERE slug = $1)";
        let liked: Result<u64, DatabaseError> =
            test.database.write(|tx| async move { tx.execute_sql(sql, params![*slug, *count]).await }).await;
        assert_eq!(liked.unwrap(), 1, "{slug}");
    }
}

#[tokio::test]
async fn b1_the_most_liked_come_first_and_the_latest_among_equals() {
    let test = five_posts().await;
    like(&test, &[("b", 2), ("c", 2), ("a", 5), ("e", 1), ("draft", 9), ("archived", 9), ("removed", 9)]).await;
    let read = test.database.read();
    let rust = tags::find_id(read, "rust").await.unwrap().unwrap().0;
    let ada = posts::find_by_slug(read, "a").await.unwrap().unwrap().summary.author.id;
    let none = PostFilter::default();
    let top = async |filter, limit| pages(&test, filter, PostOrder::Top, limit).await;

    for (limit, expected) in [(1, "a|c|b|e|d"), (2, "a c|b e|d"), (9, "a c b e d")] {
        assert_eq!(top(none, limit).await, expected);
    }
    assert_eq!(top(PostFilter { tag: Some(rust), ..none }, 2).await, "a b|e");
    assert_eq!(top(PostFilter { author: Some(ada), ..none }, 2).await, "a c|e");
    assert_eq!(top(PostFilter { author: Some(ada), tag: Some(rust), ..none }, 1).await, "a|e");
    assert_eq!(top(PostFilter { published_after: Some(NOON.plus_secs(60)), ..none }, 2).await, "c b|e d");
    assert_eq!(top(PostFilter { viewer: Some(ada), ..none }, 9).await, "a c b e d");
    assert_eq!(posts::list_published(read, &none, PostOrder::Top, PostStart::Offset(3), 2).await.unwrap()[0].slug, "e");
}

#[tokio::test]
async fn a_page_of_the_most_liked_neither_skips_nor_repeats_while_posts_come() {
    let test = five_posts().await;
    like(&test, &[("a", 3), ("b", 1)]).await;
    let (read, filter) = (test.database.read(), PostFilter::default());
    let first = posts::list_published(read, &filter, PostOrder::Top, PostStart::First, 3).await.unwrap();
    let start = PostStart::After(PostPlace::of(first.last().unwrap(), PostOrder::Top).unwrap());

    insert_post(&test.database, &post(first[0].author.id, "f", 5), &[]).await;
    insert_post(&test.database, &post(first[0].author.id, "g", 6), &[]).await;
    like(&test, &[("g", 2)]).await;

    let second = posts::list_published(read, &filter, PostOrder::Top, start, 9).await.unwrap();
    assert_eq!(
        first.iter().chain(&second).map(|post| post.slug.as_str()).collect::<Vec<_>>(),
        ["a", "b", "e", "d", "c"]
    );
}

#[tokio::test]
async fn filters_narrow_alone_and_together() {
    let test = five_posts().await;
    let read = test.database.read();
    let rust = tags::find_by_slug(read, "rust").await.unwrap().unwrap();
    let ada = posts::find_by_slug(read, "a").await.unwrap().unwrap().summary.author.id;
    let by_tag = PostFilter { tag: Some(rust.id), ..PostFilter::default() };
    let by_both = PostFilter { author: Some(ada), ..by_tag };
    let between = PostFilter {
        published_after: Some(NOON.plus_secs(60)),
        published_before: Some(NOON.plus_secs(240)),
        ..PostFilter::default()
    };

    assert_eq!(rust.post_count, 3);
    assert_eq!(pages(&test, by_tag, PostOrder::Latest, 2).await, "e b|a");
    assert_eq!(pages(&test, by_both, PostOrder::Latest, 1).await, "e|a");
    assert_eq!(pages(&test, between, PostOrder::Oldest, 9).await, "b c d");
    assert_eq!(posts::count_published(read, &by_both).await.unwrap(), 2);
    assert_eq!(posts::count_published(read, &between).await.unwrap(), 3);
}

#[tokio::test]
async fn a_category_lists_its_posts_and_leaves_them_when_it_goes() {
    let test = TestDatabase::new().await;
    let ada = insert_user(&test.database, "ada").await;
    let id = CategoryId(uuid::Uuid::now_v7());
    let category = &Category {
        id,
        slug: "news".to_owned(),
        name: "News".to_owned(),
        description: String::new(),
        position: -1,
        post_count: 0,
    };
    let stored: Result<(), DatabaseError> =
        test.database.write(|transaction| async move { categories::insert(&transaction, category, NOON).await }).await;
    stored.unwrap();
    let mut record = post(ada, "a", 0);
    record.category_id = Some(id);
    insert_post(&test.database, &record, &[]).await;
    insert_post(&test.database, &post(ada, "b", 1), &[]).await;
    let filter = PostFilter { category: Some(id), ..PostFilter::default() };

    assert_eq!(pages(&test, filter, PostOrder::Latest, 5).await, "a");
    assert_eq!(categories::list(test.database.read()).await.unwrap(), [Category { post_count: 1, ..category.clone() }]);

    let gone: Result<bool, DatabaseError> =
        test.database.write(|transaction| async move { categories::delete(&transaction, id).await }).await;
    assert!(gone.unwrap());
    assert_eq!(posts::find(test.database.read(), record.id).await.unwrap().unwrap().summary.category, None);
}

#[tokio::test]
async fn a_page_by_key_neither_skips_nor_repeats_while_posts_come_and_go() {
    let test = five_posts().await;
    let read = test.database.read();
    let first =
        posts::list_published(read, &PostFilter::default(), PostOrder::Latest, PostStart::First, 2).await.unwrap();
    let last = first.last().unwrap();
    let start = PostStart::After(PostPlace::of(last, PostOrder::Latest).unwrap());

    let gone = last.id;
    let sql = "DELETE FROM posts WHERE id = $1";
    let outcome: Result<u64, DatabaseError> =
        test.database.write(|transaction| async move { transaction.execute_sql(sql, params![gone]).await }).await;
    outcome.unwrap();
    insert_post(&test.database, &post(first[0].author.id, "f", 5), &[]).await;

    let second = posts::list_published(read, &PostFilter::default(), PostOrder::Latest, start, 2).await.unwrap();
    assert_eq!(second.iter().map(|post| post.slug.as_str()).collect::<Vec<_>>(), ["c", "b"]);
    let numbered =
        posts::list_published(read, &PostFilter::default(), PostOrder::Latest, PostStart::Offset(1), 2).await.unwrap();
    assert_eq!(numbered.iter().map(|post| post.slug.as_str()).collect::<Vec<_>>(), ["e", "c"]);
}

#[tokio::test]
async fn own_posts_are_in_every_state_and_counted_by_it() {
    let test = five_posts().await;
    let read = test.database.read();
    let ada = posts::find_by_slug(read, "a").await.unwrap().unwrap().summary.author.id;

    let all = posts::list_own(read, ada, None, None, 2).await.unwrap();
    let key = PostKey { at: all[1].summary.updated_at, id: all[1].summary.id };
    let more = posts::list_own(read, ada, None, Some(key), 9).await.unwrap();
    let deleted = posts::list_own(read, ada, Some(PostState::Deleted), None, 9).await.unwrap();

    let slugs = |posts: &[crate::domain::post::OwnPost]| {
        posts.iter().map(|post| post.summary.slug.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(slugs(&all), "removed archived");
    assert_eq!(slugs(&more), "draft e c a");
    assert_eq!(slugs(&deleted), "deleted");
    for (state, count) in [(None, 6), (Some(PostState::Published), 3), (Some(PostState::Deleted), 1)] {
        assert_eq!(posts::count_own(read, ada, state).await.unwrap(), count, "{state:?}");
    }
}

#[tokio::test]
async fn addresses_and_bodies_are_there_for_sitemap_and_feeds() {
    let test = five_posts().await;
    let read = test.database.read();

    let first = posts::list_addresses(read, None, 3).await.unwrap();
    let rest = posts::list_addresses(read, Some(first[2].2), 9).await.unwrap();

    let slugs: Vec<_> = first.iter().chain(&rest).map(|(slug, ..)| slug.as_str()).collect();
    assert_eq!(slugs, ["e", "d", "c", "b", "a"]);
    let ids: Vec<_> = first.iter().map(|(_, _, key)| key.id).collect();
    assert_eq!(posts::bodies(read, &ids).await.unwrap().len(), 3);
}

#[tokio::test]
async fn parts_of_addresses_hold_each_published_post_once() {
    let test = five_posts().await;
    let read = test.database.read();

    for (size, count) in [(1, 5), (2, 3), (4, 2), (5, 1), (9, 1)] {
        let parts = posts::list_address_parts(read, size).await.unwrap();

        assert_eq!(parts.len(), count, "{size}");
        let mut slugs = Vec::new();
        for part in parts {
            slugs.extend(posts::list_addresses_from(read, part, size).await.unwrap().into_iter().map(|(slug, _)| slug));
        }
        assert_eq!(slugs, ["a", "b", "c", "d", "e"], "{size}");
    }
}
