//! The comments on a post's page: their parts, their orders, and the addresses of each.

use serde_json::{Value, json};

use super::{attribute, published, text};
use crate::support::{App, Caller};

/// Comments beneath "On talk", by their ids.
async fn talk(author: &Caller, count: usize) -> Vec<String> {
    let mut ids = Vec::new();
    for number in 0..count {
        let comment = author.comment("on-talk", &format!("Word {number}.")).await;
        ids.push(comment["id"].as_str().unwrap().to_owned());
    }
    ids
}

#[tokio::test]
async fn comments_past_the_first_part_are_reached_without_a_script() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    published(&ada, "On talk").await;
    let said = talk(&ada, 103).await;
    let anyone = app.anonymous();

    let first = anyone.get("/posts/on-talk").await.is(200).text();
    let link = attribute(&first, ".comments a[rel=next]", "href");
    let second = anyone.get(link.split('#').next().unwrap()).await.is(200).text();

    let anchor = |number: usize| format!("id=\"comment-{}\"", said[number]);
    assert!(first.contains(&anchor(99)) && !first.contains(&anchor(100)));
    assert!(second.contains(&anchor(100)) && second.contains(&anchor(102)) && !second.contains(&anchor(99)));
    assert!(attribute(&second, "link[rel=canonical]", "href").ends_with("/posts/on-talk"));
    assert_eq!(attribute(&second, "meta[name=robots]", "content"), "noindex");
    assert_eq!(attribute(&second, ".comments .more--newest a", "href"), "/posts/on-talk#comments");
    anyone.get("/posts/on-talk?after=nonsense").await.is(400);
}

#[tokio::test]
async fn address_of_a_comment_brings_the_part_that_holds_it() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    published(&ada, "On talk").await;
    let said = talk(&ada, 102).await;
    let answer = json!({"body": "An answer.", "parent_id": said[101]});
    let answer = ada.post("/api/v2/posts/on-talk/comments", answer).await.is(201).body();
    let answer = answer["id"].as_str().unwrap();
    let anyone = app.anonymous();

    let page = anyone.get(&format!("/posts/on-talk?comment={answer}")).await.is(200).text();
    let early = anyone.get(&format!("/posts/on-talk?comment={}", said[3])).await.is(200).text();

    assert!(
        page.contains(&format!("id=\"comment-{answer}\"")) && page.contains(&format!("id=\"comment-{}\"", said[101]))
    );
    assert!(!page.contains(&format!("id=\"comment-{}\"", said[100])));
    assert!(early.contains(&format!("id=\"comment-{}\"", said[0])));
    let data: Value = serde_json::from_str(&text(&page, "#page-data")).unwrap();
    let address = format!("/api/v2/posts/on-talk/comments?limit=100&holding={answer}");
    assert_eq!(data["responses"][&address], anyone.get(&address).await.is(200).body());
    let hit = anyone.get("/search?q=answer&type=comments").await.is(200).text();
    assert!(hit.contains(&format!("href=\"/posts/on-talk?comment={answer}#comment-{answer}\"")), "{hit}");
}

#[tokio::test]
async fn address_of_a_comment_that_is_not_there_leads_to_the_post() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    published(&ada, "On talk").await;
    published(&ada, "On silence").await;
    let other = json!({"body": "Elsewhere."});
    let other = ada.post("/api/v2/posts/on-silence/comments", other).await.is(201).body();
    let other = other["id"].as_str().unwrap();
    let anyone = app.anonymous();

    let moved = anyone.get(&format!("/posts/on-talk?comment={other}")).await.is(308);

    assert_eq!(moved.header("location"), "/posts/on-talk");
    anyone.get("/posts/on-talk?comment=nonsense").await.is(200);
}

#[tokio::test]
async fn a_post_page_says_from_where_on_its_reader_is_to_be_told() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let post = published(&ada, "On talk").await;
    let page = async || app.anonymous().get("/posts/on-talk").await.is(200).text();
    let told = |html: &str, topic: &str| {
        let data: Value = serde_json::from_str(&text(html, "#page-data")).unwrap();
        data["responses"][format!("posts/{}/{topic}", post["id"].as_str().unwrap())].as_u64()
    };
    let before = page().await;

    talk(&ada, 2).await;

    let after = page().await;
    for topic in ["comments", "counts"] {
        let [before, after] = [&before, &after].map(|html| told(html, topic).unwrap());
        assert_eq!(after, before + 2, "{topic}");
    }
}

#[tokio::test]
async fn threads_stand_in_the_order_that_the_address_names() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    published(&ada, "On talk").await;
    let said = talk(&ada, 102).await;
    let bob = app.reader("bob").await;
    bob.put(&format!("/api/v2/comments/{}/like", said[7]), json!({})).await.is(204);
    let anyone = app.anonymous();

    let newest = anyone.get("/posts/on-talk?sort=newest").await.is(200).text();
    let top = anyone.get("/posts/on-talk?sort=top").await.is(200).text();

    let place = |html: &str, number: usize| html.find(&format!("id=\"comment-{}\"", said[number]));
    assert!(place(&newest, 101) < place(&newest, 100) && place(&newest, 101).is_some());
    assert_eq!(place(&newest, 1), None);
    assert!(place(&top, 7) < place(&top, 101) && place(&top, 7).is_some());
    for (html, word) in [(&newest, "Newest"), (&top, "Top")] {
        assert_eq!(text(html, ".thread-order [aria-current]"), word);
        assert_eq!(attribute(html, "meta[name=robots]", "content"), "noindex");
    }
    let data: Value = serde_json::from_str(&text(&newest, "#page-data")).unwrap();
    let address = "/api/v2/posts/on-talk/comments?limit=100&sort=newest";
    assert_eq!(data["responses"][address], anyone.get(address).await.is(200).body());

    let link = attribute(&newest, ".comments a[rel=next]", "href");
    let rest = anyone.get(link.split('#').next().unwrap()).await.is(200).text();
    assert!(place(&rest, 1) < place(&rest, 0) && place(&rest, 1).is_some());
    assert_eq!(place(&rest, 2), None);
    assert_eq!(attribute(&newest, ".thread-order a:first-of-type", "href"), "/posts/on-talk#comments");
    let unknown = anyone.get("/posts/on-talk?sort=loudest").await.is(200).text();
    assert_eq!(unknown, anyone.get("/posts/on-talk").await.is(200).text());
}
