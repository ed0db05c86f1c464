//! What is seeded is what the program would have written: counts, HTML, threads and search agree with its own.

use broadsheet_shared::{v2::SearchKind, value::SearchQuery};

use super::*;
use crate::{
    domain::{
        actor::Actor,
        page::Part,
        post::{PostFilter, PostOrder, PostStart},
    },
    repositories::{posts, users},
    services::{
        comments::{self, CommentListing},
        search,
        testing::TestContext,
    },
};

const SIZE: Size = Size { people: 20, posts: 60, comments: 300 };

#[tokio::test]
async fn a_seeded_site_is_one_that_the_program_could_have_written() {
    let test = TestContext::new().await;
    let context = &test.context;

    seed(context, SIZE, |_| {}).await.unwrap();

    let reader = context.database.read();
    let list = posts::list_published(reader, &PostFilter::default(), PostOrder::Latest, PostStart::First, 100).await;
    let list = list.unwrap();
    assert_eq!(list.len(), 60);
    assert_eq!(list.iter().map(|post| post.comment_count).sum::<u64>(), 300);
    assert_eq!(users::count(reader, "", None).await.unwrap(), 20);
    for summary in &list {
        let post = posts::find(reader, summary.id).await.unwrap().unwrap();
        let rendered = context.markdown.render(&post.body_markdown, Profile::Post).unwrap();
        assert_eq!(post.body_html, rendered.html);
        assert_eq!((summary.word_count, &summary.excerpt), (rendered.word_count, &rendered.first_paragraph));
        assert!((1..=4).contains(&summary.tags.len()) && summary.category.is_some());
    }
    let busiest = list.iter().max_by_key(|post| post.comment_count).unwrap();
    let listing = CommentListing { limit: 100, ..CommentListing::default() };
    let thread = comments::thread(context, &Actor::Anonymous, busiest.id, &listing).await.unwrap();
    assert_eq!(thread.items.len() as u64, busiest.comment_count);

    let words = SearchQuery::parse(&list[0].title).unwrap();
    let first = Part { after: None, limit: 10, counts: false };
    let found = search::search(context, None, &words, SearchKind::Posts, &first).await.unwrap();
    assert!(!found.items.is_empty());
}

#[test]
fn the_same_number_gives_the_same_text() {
    let maker = || Maker { plan: Plan::new(SIZE), writer: Writer::new(), markdown: Markdown::new() };

    let (one, other) = (maker().post(7).unwrap(), maker().post(7).unwrap());

    assert_eq!((one.0, one.3), (other.0, other.3));
}
