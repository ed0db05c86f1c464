//! What those find in a page's head who read it by machine.

use scraped::{content, hrefs, linked_data};

use super::*;
use crate::server::{Cards, render_with};

/// A head, taken apart without a parser: the head is ours, one tag behind the other, and every attribute is quoted.
mod scraped {
    use serde_json::Value;

    fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
        let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        tag[start..].split('"').next()
    }

    fn tags<'a>(head: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
        head.split('<').filter(move |tag| tag.starts_with(name)).filter_map(|tag| tag.split('>').next())
    }

    /// What the tags say that are called so.
    pub fn content<'a>(head: &'a str, name: &'a str) -> Vec<&'a str> {
        let is_called = |tag: &&str| [attribute(tag, "property"), attribute(tag, "name")].contains(&Some(name));
        tags(head, "meta").filter(is_called).filter_map(|tag| attribute(tag, "content")).collect()
    }

    /// Where the links of a kind lead.
    pub fn hrefs<'a>(head: &'a str, relation: &str) -> Vec<&'a str> {
        let links = tags(head, "link").filter(|tag| attribute(tag, "rel") == Some(relation));
        links.filter_map(|tag| attribute(tag, "href")).collect()
    }

    /// The JSON-LD, read as JSON.
    pub fn linked_data(head: &str) -> Value {
        let (_, rest) = head.split_once(r#"<script type="application/ld+json">"#).unwrap();
        serde_json::from_str(rest.split_once("</script>").unwrap().0).unwrap()
    }
}

fn cards() -> Cards {
    Cards { own: Some("/cards/1.png?v=a".to_owned()), site: Some("/cards/site.png?v=b".to_owned()) }
}

fn image(url: &str) -> v2::Image {
    read(json!({"id": ID, "url": url, "width": 1600, "height": 900, "alt": "A \"harbour\"", "variants": []}))
}

fn author_page(profile: v2::Profile, after: Option<&str>) -> ServerPage {
    let posts = list(vec![read(summary("a-post", "A post"))], Some("c=2"));
    ServerPage::Author { profile: Box::new(profile), posts, pinned: None, after: after.map(str::to_owned) }
}

#[test]
fn a_post_tells_when_by_whom_and_about_what() {
    let head = render_with(&post_page("A post"), &site(), &cards()).head;

    for (name, said) in [
        ("og:type", "article"),
        ("article:published_time", "2026-03-05T10:00:00.000Z"),
        ("article:modified_time", "2026-03-05T10:00:00.000Z"),
        ("article:author", "https://example.org/users/ada"),
        ("article:section", "News"),
        ("article:tag", "été"),
        ("og:url", "https://example.org/posts/a-post"),
        ("og:image", "https://example.org/cards/1.png?v=a"),
        ("og:image:type", "image/png"),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", "“A post” by Ada"),
        ("twitter:image:alt", "“A post” by Ada"),
        ("twitter:card", "summary_large_image"),
    ] {
        assert_eq!(content(&head, name), [said], "{name}");
    }
    let data = linked_data(&head);
    assert_eq!(data["@type"], "BlogPosting");
    assert_eq!(data["author"], json!({"@type": "Person", "name": "Ada", "url": "https://example.org/users/ada"}));
    assert_eq!(data["articleSection"], "News");
    assert_eq!(data["image"]["url"], "https://example.org/cards/1.png?v=a");
    assert_eq!(data["publisher"]["name"], "The Margin");
}

#[test]
fn a_cover_stands_for_its_post() {
    let mut covered = post("A post");
    covered.summary.cover = Some(image("/media/1-1600x900.webp"));
    let page = talk_page(covered, list(vec![], None), CommentPart::First);

    let head = render_with(&page, &site(), &cards()).head;

    assert_eq!(content(&head, "og:image"), ["https://example.org/media/1-1600x900.webp"]);
    assert_eq!(content(&head, "og:image:type"), ["image/webp"]);
    assert_eq!(content(&head, "og:image:width"), ["1600"]);
    assert_eq!(content(&head, "og:image:alt"), ["A &quot;harbour&quot;"]);
}

#[test]
fn an_author_who_is_gone_has_no_page_to_lead_to() {
    let mut orphan = post("A post");
    orphan.summary.author.username = format!("{}1", v2::GONE_PREFIX);
    let page = talk_page(orphan, list(vec![], None), CommentPart::First);

    let head = render_with(&page, &site(), &cards()).head;

    assert!(content(&head, "article:author").is_empty());
    assert_eq!(linked_data(&head)["author"]["url"], Value::Null);
}

#[test]
fn a_person_is_told_as_a_profile_with_a_face() {
    let mut known = profile();
    known.user.avatar = Some(image("/media/2-400x400.png"));
    let (known, bare) = (author_page(known, None), author_page(profile(), None));

    let head = render_with(&known, &site(), &cards()).head;
    let bare = render_with(&bare, &site(), &cards()).head;

    assert_eq!(content(&head, "og:type"), ["profile"]);
    assert_eq!(content(&head, "profile:username"), ["ada"]);
    assert_eq!(content(&head, "og:image"), ["https://example.org/media/2-400x400.png"]);
    assert_eq!(content(&head, "twitter:card"), ["summary"]);
    let data = linked_data(&head);
    assert_eq!((&data["@type"], &data["mainEntity"]["@type"]), (&json!("ProfilePage"), &json!("Person")));
    assert_eq!(data["mainEntity"]["image"], "https://example.org/media/2-400x400.png");
    assert_eq!(data["hasPart"]["itemListElement"][0]["url"], "https://example.org/posts/a-post");
    assert_eq!(content(&bare, "og:image"), ["https://example.org/cards/site.png?v=b"]);
}

#[test]
fn lists_and_the_front_page_say_what_is_on_them() {
    let html = render_with(&home(None), &site(), &cards());

    let data = linked_data(&html.head);
    assert_eq!(data["@type"], "WebSite");
    assert_eq!(data["potentialAction"]["target"], "https://example.org/search?q={query}");
    assert_eq!(data["mainEntity"]["itemListElement"][1]["name"], NASTY);
    assert!(!html.head.contains("</script><img"), "{}", html.head);
    assert_eq!(content(&html.head, "og:image"), ["https://example.org/cards/site.png?v=b"]);
}

#[test]
fn parts_of_a_list_know_what_is_behind_them_and_where_it_begins() {
    let first = render(&author_page(profile(), None), &site()).head;
    let later = render(&author_page(profile(), Some("c=1")), &site()).head;

    assert_eq!(hrefs(&first, "next"), ["https://example.org/users/ada?after=c%3D2"]);
    assert!(hrefs(&first, "first").is_empty());
    assert_eq!(hrefs(&later, "first"), ["https://example.org/users/ada"]);
    assert!(hrefs(&render(&post_page("A post"), &site()).head, "next").is_empty());
}

#[test]
fn pages_name_their_own_feeds_before_those_of_the_site() {
    let own = document(&render(&author_page(profile(), None), &site()), "The Margin", "");
    let post = document(&render(&post_page("A post"), &site()), "The Margin", "");

    let of_site = ["/feed.xml", "/rss.xml", "/feed.json"];
    assert_eq!(
        hrefs(&own, "alternate"),
        [&of_site.map(|file| format!("/users/ada{file}"))[..], &of_site.map(str::to_owned)].concat()
    );
    assert_eq!(hrefs(&post, "alternate"), of_site);
    assert_eq!(own.matches(" data-page>").count(), 3);
}

#[test]
fn a_language_with_a_region_is_told_in_the_form_of_open_graph() {
    let with = |language: Option<&str>| {
        let mut post = post("A post");
        post.summary.language = language.map(str::to_owned);
        let head = render(&talk_page(post, list(vec![], None), CommentPart::First), &site()).head;
        content(&head, "og:locale").join(" ")
    };

    assert_eq!(with(Some("pt-BR")), "pt_BR");
    assert_eq!(with(Some("zh-Hant-tw")), "zh_TW");
    assert_eq!(with(Some("fr")), "");
    assert_eq!(with(None), "");
}

#[test]
fn who_reads_can_hand_a_post_on_and_a_draft_nobody() {
    let shown = render(&post_page("A post"), &site()).body;
    let mut draft = post("A draft");
    draft.summary.state = v2::PostState::Draft;
    let draft = render(&talk_page(draft, list(vec![], None), CommentPart::First), &site()).body;

    assert!(shown.contains(r#"data-share="/posts/a-post""#) && shown.contains("Share “A post”"), "{shown}");
    assert!(!draft.contains("data-share"), "{draft}");
}
