//! The search page without a script: its parts, and the links between them.

use scraper::{Html, Selector};
use serde_json::Value;

use super::{attribute, published, text};
use crate::support::App;

/// Where the results on a page lead.
fn results(html: &str) -> Vec<String> {
    let links = Selector::parse(".hit-list > li .hit__title a").unwrap();
    let document = Html::parse_document(html);
    document.select(&links).filter_map(|link| link.attr("href").map(str::to_owned)).collect()
}

/// The cursor in the link to more.
fn cursor(link: &str) -> &str {
    link.split_once("after=").expect("a link with a cursor").1
}

#[tokio::test]
async fn more_results_are_other_results() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for number in 0..21 {
        published(&ada, &format!("Engine {number}")).await;
    }
    let anyone = app.anonymous();
    let first = anyone.get("/search?q=engine").await.is(200).text();

    let more = attribute(&first, "a[rel=next]", "href");
    let second = anyone.get(&more).await.is(200).text();

    let (mut all, rest) = (results(&first), results(&second));
    assert_eq!((all.len(), rest.len()), (20, 1));
    all.extend(rest);
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), 21, "each once");
    assert_eq!(attribute(&second, "a[rel=next]", "href"), "", "there is no third part");
    assert_eq!(text(&second, "title"), text(&first, "title"));
    // The app takes the part over as it would have asked for it.
    let data: Value = serde_json::from_str(&text(&second, "#page-data")).unwrap();
    let asked = format!("/api/v2/search?q=engine&type=posts&limit=20&after={}", cursor(&more));
    assert_eq!(data["responses"][&asked], anyone.get(&asked).await.is(200).body());
    assert_eq!(anyone.get("/search?q=engine").await.is(200).text(), first, "the first part is still the first");
}

#[tokio::test]
async fn i3_a_cursor_of_another_question_is_a_400_page() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    for number in 0..21 {
        published(&ada, &format!("Engine {number}")).await;
    }
    let anyone = app.anonymous();
    let first = anyone.get("/search?q=engine").await.is(200).text();
    let more = attribute(&first, "a[rel=next]", "href");
    let cursor = cursor(&more);

    for path in [
        format!("/search?q=engines&after={cursor}"),
        format!("/search?q=engine&type=tags&after={cursor}"),
        "/search?q=engine&after=zebra".to_owned(),
    ] {
        let page = anyone.get(&path).await.is(400);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8", "{path}");
        assert!(!page.text().contains("zebra"), "{path}");
    }
    // Where nothing is asked there is nothing behind it.
    let empty = anyone.get("/search?after=zebra").await.is(200);
    assert_eq!(empty.bytes(), anyone.get("/search").await.is(200).bytes());
}
