//! Feeds of posts that nobody published: what is in them, and what cannot be.

use serde_json::json;

use super::*;

fn site() -> v2::Site {
    serde_json::from_value(json!({
        "name": "The \u{b}Margin", "description": "", "language": "en", "base_url": "https://blog.example",
        "registration": "closed", "sends_mail": false, "needs_set_up": false,
    }))
    .unwrap()
}

fn post(number: u8, title: &str) -> PostSummary {
    let id = format!("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e{number:02x}");
    let author = json!({"id": id, "username": "ada", "display_name": "Ada <b>", "avatar": null});
    PostSummary {
        id: id.parse().unwrap(),
        slug: format!("post-{number}"),
        title: title.to_owned(),
        excerpt: String::new(),
        state: v2::PostState::Published,
        language: None,
        word_count: 1,
        reading_minutes: 1,
        comment_count: 0,
        like_count: 0,
        published_at: Some(Timestamp::from_millis(1_000 * i64::from(number))),
        updated_at: Timestamp::from_millis(500),
        edit_version: 1,
        author: serde_json::from_value(author).unwrap(),
        category: None,
        cover: None,
        tags: Vec::new(),
    }
}

fn written(posts: Vec<(PostSummary, String)>, form: FeedForm) -> String {
    let site = site();
    let head = Head::home(&site, None);
    let body = write(site, &head, Timestamp::from_millis(0), posts, form).unwrap();
    String::from_utf8(body).unwrap()
}

#[test]
fn what_xml_cannot_say_is_in_no_feed() {
    let hostile = "a\u{0}\u{1b}]]>\u{85}\u{fffe}&<script>\"'";
    for form in [FeedForm::Atom, FeedForm::Rss] {
        let xml = written(vec![(post(1, hostile), format!("<p>{hostile}</p>"))], form);

        assert!(!xml.contains(|char: char| char.is_control() && char != '\n'), "{xml}");
        assert!(!xml.contains("<script") && !xml.contains('\u{fffe}'), "{xml}");
        assert!(xml.contains("<title>a]]&gt;&amp;&lt;script&gt;\"'</title>"), "{xml}");
        assert!(xml.contains("<title>The Margin</title>"), "{xml}");
    }
}

#[test]
fn a_feed_of_long_texts_has_fewer_posts_and_never_none() {
    let long = |number| (post(number, "Long"), "x".repeat(MAX_HTML_BYTES / 2 + 1));
    let entries = |posts| written(posts, FeedForm::Atom).matches("<entry>").count();

    assert_eq!(entries(vec![long(1), long(2), long(3)]), 1);
    assert_eq!(entries(vec![(post(1, "One"), String::new()), long(2)]), 2);
    assert_eq!(entries(Vec::new()), 0);
}

/// Forty kilobytes that are megabytes once every link says where it leads from elsewhere.
#[test]
fn a_text_that_grows_too_long_is_there_by_its_excerpt() {
    let slug = "長".repeat(100);
    let body = r##"<p><a href="#a">x</a></p>"##.repeat(5_000);
    let growing = |number| {
        let post = post(number, "Growing");
        (PostSummary { slug: format!("{slug}-{number}"), excerpt: "In short: <b>".to_owned(), ..post }, body.clone())
    };

    for form in FeedForm::ALL {
        let feed = written(vec![growing(1), growing(2), growing(3)], form);

        assert!(feed.len() < 5_000_000, "{} bytes of {}", feed.len(), form.file());
        assert!(feed.contains("In short: "), "{}", form.file());
    }
}

#[test]
fn what_is_written_in_short_is_no_markup_in_any_form() {
    let post = PostSummary { excerpt: "How <script>alert(1)</script> is told".to_owned(), ..post(1, "Vec<T>") };

    let rss = written(vec![(post.clone(), String::new())], FeedForm::Rss);
    let atom = written(vec![(post, String::new())], FeedForm::Atom);

    assert!(rss.contains("<description>How &amp;lt;script&amp;gt;alert"), "RSS takes it for HTML: {rss}");
    assert!(atom.contains("<summary>How &lt;script&gt;alert"), "Atom for text: {atom}");
}

#[test]
fn a_feed_is_as_old_as_its_newest_change_or_as_the_day() {
    let now = Timestamp::from_millis(3 * DAY_MS + 12_345);

    assert_eq!(changed_at(&[post(1, "One"), post(9, "Nine")], now), Timestamp::from_millis(9_000));
    assert_eq!(changed_at(&[], now), Timestamp::from_millis(3 * DAY_MS));
}

#[test]
fn a_cover_stands_before_its_text_with_a_whole_address() {
    let cover = json!({
        "id": "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f", "url": "/media/a-10x20.png", "width": 10, "height": 20,
        "alt": "A \"harbour\"", "variants": [],
    });
    let covered = PostSummary { cover: serde_json::from_value(cover).unwrap(), ..post(1, "One") };

    let feed: serde_json::Value =
        serde_json::from_str(&written(vec![(covered, "<p>x</p>".to_owned())], FeedForm::Json)).unwrap();

    let item = &feed["items"][0];
    assert_eq!(item["image"], "https://blog.example/media/a-10x20.png");
    let html = item["content_html"].as_str().unwrap();
    let picture =
        r#"<img src="https://blog.example/media/a-10x20.png" alt="A &quot;harbour&quot;" width="10" height="20">"#;
    assert!(html.starts_with(&format!("<p>{picture}</p>")) && html.ends_with("<p>x</p>"), "{html}");
}
