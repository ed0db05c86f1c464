//! The feed: strictly newest first, each post once, by cursor.

use std::sync::Arc;

use broadsheet::{
    domain::{
        actor::{Actor, Person},
        page::Part,
        post::PostKey,
        user::Who,
    },
    repositories::testing::{self, insert_post, insert_user},
    services::{Context, follows, posts},
};
use broadsheet_shared::{
    id::{PostId, UserId},
    permission::Permission,
    time::Timestamp,
};
use serde_json::{Value, json};

use super::likes::{all, turn_on};
use crate::support::{App, Caller};

const FEED: &str = "/api/v2/me/feed";

/// A published post with these tags.
async fn post(author: &Caller, title: &str, tags: &[&str]) -> Value {
    let made = author.post("/api/v2/posts", json!({"title": title, "body": "x", "tags": tags})).await.is(201).body();
    author.post(&format!("/api/v2/posts/{}/publish", made["id"].as_str().unwrap()), json!({})).await.is(200).body()
}

/// Every page, one after the other, joined by bars.
async fn pages(person: &Caller, limit: u8) -> String {
    let mut pages = Vec::new();
    let mut path = format!("{FEED}?limit={limit}");
    loop {
        let list = person.get(&path).await.is(200).body();
        pages.push(all(&list, "slug").join(" "));
        let Some(next) = list["next"].as_str() else { return pages.join("|") };
        path = format!("{FEED}?limit={limit}&after={next}");
    }
}

#[tokio::test]
async fn posts_of_followed_people_and_tags_come_newest_first_and_once() {
    let app = App::new().await;
    let (ada, bob, cleo) = (app.author("ada").await, app.author("bob").await, app.author("cleo").await);
    let dora = app.reader("dora").await;
    for (author, title, tags) in [
        (&ada, "a1", &["rust"][..]),
        (&bob, "b1", &["rust", "web"]),
        (&cleo, "c1", &["rust"]),
        (&cleo, "c2", &[]),
        (&ada, "a2", &[]),
        (&bob, "b2", &["web"]),
    ] {
        post(author, title, tags).await;
        app.wait_secs(1);
    }
    assert_eq!(pages(&dora, 5).await, "");

    turn_on(&dora, "/api/v2/users/ada/follow").await;
    assert_eq!(pages(&dora, 5).await, "a2 a1");
    turn_on(&dora, "/api/v2/tags/rust/follow").await;
    assert_eq!(pages(&dora, 5).await, "a2 c1 b1 a1");
    turn_on(&dora, "/api/v2/users/bob/follow").await;

    for (limit, expected) in
        [(1, "b2|a2|c1|b1|a1"), (2, "b2 a2|c1 b1|a1"), (5, "b2 a2 c1 b1 a1"), (100, "b2 a2 c1 b1 a1")]
    {
        assert_eq!(pages(&dora, limit).await, expected, "{limit} at a time");
    }
    assert_eq!(dora.get(&format!("{FEED}?count=exact")).await.body()["total"], 5);
    dora.delete("/api/v2/tags/rust/follow").await.is(204);
    dora.delete("/api/v2/users/ada/follow").await.is(204);
    assert_eq!(pages(&dora, 5).await, "b2 b1");
    assert_eq!(pages(&ada, 5).await, "", "what one follows is one's own");
}

#[tokio::test]
async fn a_cursor_skips_and_repeats_nothing_while_posts_are_added_and_taken_away() {
    let app = App::new().await;
    let (ada, dora) = (app.author("ada").await, app.reader("dora").await);
    for number in 0..5 {
        // All at one moment: the id decides.
        post(&ada, &format!("p{number}"), &["rust"]).await;
    }
    turn_on(&dora, "/api/v2/users/ada/follow").await;
    turn_on(&dora, "/api/v2/tags/rust/follow").await;
    let first = dora.get(&format!("{FEED}?limit=2")).await.is(200);
    let next = first.body()["next"].as_str().unwrap().to_owned();
    app.wait_secs(1);
    post(&ada, "later", &["rust"]).await;
    let last = first.body()["items"][1]["id"].as_str().unwrap().to_owned();
    ada.post(&format!("/api/v2/posts/{last}/unpublish"), json!({})).await.is(200);

    let second = dora.get(&format!("{FEED}?limit=9&after={next}")).await.is(200).body();

    assert_eq!(all(&first.body(), "slug"), ["p4", "p3"]);
    assert_eq!(all(&second, "slug"), ["p2", "p1", "p0"]);
    assert!(first.header("link").contains(&next));
    assert_eq!(first.header("cache-control"), "no-store");
    app.reader("eli").await.get(&format!("{FEED}?limit=9&after={next}")).await.is_problem(400, "cursor.invalid");
}

#[tokio::test]
async fn b1_the_feed_holds_published_posts_alone() {
    let app = App::new().await;
    let (ada, dora, mona) = (app.author("ada").await, app.reader("dora").await, app.moderator("mona").await);
    post(&ada, "Shown", &["rust"]).await;
    turn_on(&dora, "/api/v2/users/ada/follow").await;
    turn_on(&dora, "/api/v2/tags/rust/follow").await;
    ada.draft("Draft").await;
    ada.schedule("Scheduled", "2026-06-01T00:00:00Z").await;
    let path = |post: &Value| format!("/api/v2/posts/{}", post["id"].as_str().unwrap());
    let archived = path(&post(&ada, "Archived", &["rust"]).await);
    ada.post(&format!("{archived}/archive"), json!({})).await.is(200);
    let removed = path(&post(&ada, "Removed", &["rust"]).await);
    mona.post(&format!("{removed}/remove"), json!({"reason": "Noise"})).await.is(200);
    let deleted = path(&post(&ada, "Deleted", &["rust"]).await);
    let etag = ada.get(&deleted).await.etag();
    ada.take_away(&deleted, &etag).await.is(204);

    let feed = dora.get(&format!("{FEED}?count=exact")).await.is(200).body();

    assert_eq!((all(&feed, "slug"), &feed["total"]), (vec!["shown".to_owned()], &json!(1)));
}

/// Authors, the first 25 of whom dora follows; and she follows a tag.
const AUTHORS: usize = 30;
const FOLLOWED: usize = 25;
/// Posts that are there before she reads, and that come while she does.
const BEFORE: usize = 200;
const MEANWHILE: usize = 1_000;

/// A post as the writer makes it: who, in which minute, with the tag or not. Of those that come meanwhile every other one
/// falls among those that are there, and many have the very minute of another.
fn planned(number: usize) -> (usize, i64, bool) {
    let minute = if number < BEFORE { number / 2 } else { [BEFORE + number, number % BEFORE][number % 2] };
    (number % AUTHORS, i64::try_from(minute).unwrap(), number.is_multiple_of(7))
}

async fn write(context: &Context, authors: &[UserId], number: usize) -> (Timestamp, PostId) {
    let (author, minute, is_tagged) = planned(number);
    let record = testing::post(authors[author], &format!("n{number}"), minute);
    insert_post(&context.database, &record, if is_tagged { &["rust"] } else { &[] }).await;
    (record.published_at.unwrap(), record.id)
}

fn is_in_feed(number: usize) -> bool {
    let (author, _, is_tagged) = planned(number);
    author < FOLLOWED || is_tagged
}

/// All of the feed, a few at a time: strictly newest first, so nothing twice.
async fn walk(context: &Context, reader: &Actor) -> Vec<(Timestamp, PostId)> {
    let mut found: Vec<(Timestamp, PostId)> = Vec::new();
    let mut after: Option<PostKey> = None;
    loop {
        let page = posts::home_feed(context, reader, &Part { after, limit: 7, counts: false }).await.unwrap();
        found.extend(page.items.iter().map(|post| (post.published_at.unwrap(), post.id)));
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    assert!(found.windows(2).all(|pair| pair[0] > pair[1]), "not strictly newest first");
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_neither_skip_nor_repeat_while_a_thousand_posts_are_inserted() {
    let app = App::new().await;
    let context = app.context().clone();
    let mut authors = Vec::new();
    for number in 0..AUTHORS {
        authors.push(insert_user(&context.database, &format!("author{number}")).await);
    }
    let id = insert_user(&context.database, "dora").await;
    let dora =
        Actor::Person(Person::new(id, "dora".to_owned(), [Permission::FollowsWrite].into_iter().collect(), true));
    let mut before = Vec::new();
    for number in 0..BEFORE {
        let key = write(&context, &authors, number).await;
        before.extend(is_in_feed(number).then_some(key));
    }
    for author in &authors[..FOLLOWED] {
        follows::follow(&context, &dora, &Who::Id(*author)).await.unwrap();
    }
    follows::follow_tag(&context, &dora, "rust").await.unwrap();
    let authors = Arc::new(authors);
    let writer = tokio::spawn({
        let (context, authors) = (context.clone(), Arc::clone(&authors));
        async move {
            let mut written = Vec::new();
            for number in BEFORE..BEFORE + MEANWHILE {
                let key = write(&context, &authors, number).await;
                written.extend(is_in_feed(number).then_some(key));
            }
            written
        }
    });

    let mut walks = 0;
    while walks == 0 || !writer.is_finished() {
        let found = walk(&context, &dora).await;
        assert!(before.iter().all(|key| found.contains(key)), "walk {walks} has a gap");
        walks += 1;
    }

    let mut all = before;
    all.extend(writer.await.unwrap());
    all.sort_unstable();
    all.reverse();
    assert_eq!(walk(&context, &dora).await, all);
}
