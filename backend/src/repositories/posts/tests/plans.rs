//! The hot lists walk an index and stop: nothing is scanned whole, nothing is sorted.

use broadsheet_shared::id::{CategoryId, PostId, TagId, UserId};
use broadsheet_shared::time::Timestamp;
use uuid::Uuid;

use super::super::{feed::feed_query, list::page_query};
use crate::domain::post::{PostFilter, PostKey, PostOrder, PostPlace, PostStart};
use crate::repositories::testing::{TestDatabase, analyse, insert_user, plan};
use crate::repositories::{Database, Engine};

/// Enough posts, spread over authors, categories and tags, for PostgreSQL to find its indexes worth while.
async fn many_posts(database: &Database) {
    let author = insert_user(database, "ada").await;
    let (numbers, id) = match database.engine() {
        Engine::Sqlite => (
            "WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 20000)",
            "CAST(printf('%016d', n) AS BLOB)",
        ),
        Engine::Postgres => ("WITH s (n) AS (SELECT * FROM generate_series(1, 20000))", "lpad(n::text, 32, '0')::uuid"),
    };
    let author = match database.engine() {
        Engine::Sqlite => format!("x'{}'", author.0.simple()),
        Engine::Postgres => format!("'{}'::uuid", author.0),
    };
    let statements = &[
        format!(
            "{numbers} INSERT INTO users (id, username, username_canonical, email, email_canonical, display_name,
                status, created_at, updated_at)
            SELECT {id}, 'u' || n, 'u' || n, '', '', 'u', 'active', 0, 0 FROM s WHERE n <= 100"
        ),
        format!("{numbers} INSERT INTO categories (id, slug, name, created_at) SELECT {id}, 'c' || n, 'c', 0 FROM s WHERE n <= 100"),
        format!("{numbers} INSERT INTO tags (id, slug, name, created_at) SELECT {id}, 't' || n, 't', 0 FROM s WHERE n <= 100"),
        format!(
            "{numbers} INSERT INTO posts (id, author_id, slug, title, state, published_at, created_at, updated_at,
                renderer_version, body_markdown, body_html)
            SELECT {id}, {author}, 'p' || n, 'p', CASE WHEN n % 5 = 0 THEN 'draft' ELSE 'published' END, n, n, n, 1, '', ''
            FROM s"
        ),
        "UPDATE posts SET author_id = (SELECT id FROM users WHERE username = 'u' || (posts.created_at % 100 + 1)),
            category_id = (SELECT id FROM categories WHERE slug = 'c' || (posts.created_at % 100 + 1))"
            .to_owned(),
        "INSERT INTO post_tags (post_id, tag_id, position, published_at)
            SELECT p.id, t.id, 0, CASE WHEN p.state = 'published' THEN p.published_at END FROM posts p
            JOIN tags t ON t.slug = 't' || (p.created_at % 100 + 1)"
            .to_owned(),
        "INSERT INTO post_tallies (post_id, like_count, published_at)
            SELECT id, created_at % 50, CASE WHEN state = 'published' THEN published_at END FROM posts"
            .to_owned(),
    ];
    let stored: Result<(), crate::repositories::DatabaseError> = database
        .write(|transaction| async move {
            for statement in statements {
                transaction.execute_sql(statement, Vec::new()).await?;
            }
            Ok(())
        })
        .await;
    stored.unwrap();
    analyse(database).await;
}

fn filters() -> [(&'static str, PostFilter); 4] {
    let number = |n: u128| Uuid::from_u128(n);
    let none = PostFilter::default();
    [
        ("posts_published", none),
        ("posts_published_by_author", PostFilter { author: Some(UserId(number(0x07))), ..none }),
        ("posts_published_by_category", PostFilter { category: Some(CategoryId(number(0x07))), ..none }),
        ("post_tags_by_tag", PostFilter { tag: Some(TagId(number(0x07))), ..none }),
    ]
}

#[tokio::test]
async fn public_lists_walk_their_index_and_sort_nothing() {
    let test = TestDatabase::new().await;
    many_posts(&test.database).await;
    let key = PostKey { at: Timestamp::from_millis(10_000), id: PostId(Uuid::from_u128(9)) };
    let middle = PostStart::After(PostPlace { likes: None, key });

    for (index, filter) in filters() {
        for order in [PostOrder::Latest, PostOrder::Oldest] {
            for start in [PostStart::First, middle] {
                let (sql, values) = page_query(test.database.engine(), &filter, order, start, 21);
                let plan = plan(&test.database, &sql, values).await;

                let is_walked = match test.database.engine() {
                    Engine::Sqlite => plan.lines().any(|line| {
                        line.contains(&format!("USING INDEX {index}"))
                            || line.contains(&format!("COVERING INDEX {index}"))
                    }),
                    Engine::Postgres => plan.contains(&format!("using {index} on")),
                };
                assert!(is_walked, "{index}, {order:?}, {start:?}:\n{plan}");
                for waste in ["TEMP B-TREE", "SCAN p\n", "Seq Scan on posts", "Sort Key: p.", "Sort Key: l."] {
                    assert!(
                        !plan.contains(waste) || is_of_tags(&plan, waste),
                        "{waste} in {index}, {start:?}:\n{plan}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn the_most_liked_walk_their_index_and_those_of_few_sort_no_more_than_theirs() {
    let test = TestDatabase::new().await;
    many_posts(&test.database).await;
    let key = PostKey { at: Timestamp::from_millis(10_000), id: PostId(Uuid::from_u128(9)) };
    let middle = PostStart::After(PostPlace { likes: Some(25), key });
    let [all, of_author, of_category, of_tag] = filters();
    let shielded = PostFilter { viewer: Some(UserId(Uuid::from_u128(7))), ..all.1 };

    for (index, filter) in [("post_tallies_top", all.1), ("post_tallies_top", shielded), of_author, of_category, of_tag]
    {
        for start in [PostStart::First, middle] {
            let (sql, values) = page_query(test.database.engine(), &filter, PostOrder::Top, start, 21);
            let plan = plan(&test.database, &sql, values).await;

            assert!(plan.contains(index), "{index}, {start:?}:\n{plan}");
            for waste in ["SCAN p\n", "SCAN o\n", "SCAN l\n", "Seq Scan on post_tags l"] {
                assert!(!plan.contains(waste), "{waste} in {index}, {start:?}:\n{plan}");
            }
            // Of all posts nothing is sorted but the one page.
            for waste in ["Seq Scan on posts", "Seq Scan on post_tallies", "Sort Key: o."] {
                assert!(index != "post_tallies_top" || !plan.contains(waste), "{waste}, {start:?}:\n{plan}");
            }
        }
    }
}

/// The five tags of one post are put in order: that is not the list.
fn is_of_tags(plan: &str, waste: &str) -> bool {
    waste == "TEMP B-TREE"
        && plan.lines().filter(|line| line.contains(waste)).all(|line| line.contains("json_group_array"))
}

#[tokio::test]
async fn the_feed_walks_an_index_for_each_that_is_followed() {
    let test = TestDatabase::new().await;
    let database = &test.database;
    many_posts(database).await;
    let dora = insert_user(database, "dora").await;
    let id = match database.engine() {
        Engine::Sqlite => format!("x'{}'", dora.0.simple()),
        Engine::Postgres => format!("'{}'::uuid", dora.0),
    };
    let follow = &[
        format!(
            "INSERT INTO user_follows (follower_id, followed_id, created_at)
            SELECT {id}, id, 0 FROM users WHERE username IN ('u3', 'u5', 'u7')"
        ),
        format!(
            "INSERT INTO tag_follows (user_id, tag_id, created_at) SELECT {id}, id, 0 FROM tags WHERE slug IN ('t1', 't3')"
        ),
    ];
    let stored: Result<(), crate::repositories::DatabaseError> = database
        .write(|transaction| async move {
            for statement in follow {
                transaction.execute_sql(statement, Vec::new()).await?;
            }
            Ok(())
        })
        .await;
    stored.unwrap();
    analyse(database).await;
    let middle = PostKey { at: Timestamp::from_millis(10_000), id: PostId(Uuid::from_u128(9)) };

    for after in [None, Some(middle)] {
        let (sql, values) = feed_query(database.engine(), dora, false, after, 21);
        let plan = plan(database, &sql, values).await;

        for index in ["posts_published_by_author", "post_tags_by_tag"] {
            assert!(plan.contains(index), "{index}, {after:?}:\n{plan}");
        }
        for waste in ["SCAN p\n", "SCAN q\n", "SCAN w\n", "SCAN t\n", "Seq Scan on posts", "Seq Scan on post_tags t\n"]
        {
            assert!(!plan.contains(waste), "{waste}, {after:?}:\n{plan}");
        }
    }
}
