//! What the first HTML promises: whole, escaped, readable without scripts, and with the app's answers inside.

mod heads;

use broadsheet_shared::{frames::Topic, v2};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{ACCENT, Html, PAPER, ServerPage, document, render};
use crate::{
    api::addresses::{self, PostFilter},
    paths::{self, Side},
    routes::{CommentPart, Program, ThreadOrder},
};

mod people;

const ID: &str = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
const NASTY: &str = r#"</script><img src=x onerror="alert(1)">'&"#;

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn site() -> v2::Site {
    read(json!({
        "name": "The Margin", "description": "Notes", "language": "en", "base_url": "https://example.org",
        "registration": "closed", "sends_mail": false, "needs_set_up": false,
    }))
}

fn author() -> Value {
    json!({"id": ID, "username": "ada", "display_name": "Ada", "avatar": null})
}

fn summary(slug: &str, title: &str) -> Value {
    json!({
        "id": ID, "slug": slug, "title": title, "excerpt": "What it says", "cover": null, "author": author(),
        "category": {"slug": "news", "name": "News"}, "tags": [{"slug": "été", "name": "été"}], "state": "published",
        "language": "fr", "word_count": 10, "reading_minutes": 1, "comment_count": 1, "like_count": 0,
        "published_at": "2026-03-05T10:00:00.000Z", "updated_at": "2026-03-05T10:00:00.000Z",
    })
}

fn post(title: &str) -> v2::Post {
    let mut post = summary("a-post", title);
    let more = json!({
        "body": "the Markdown", "body_html": "<p>Text</p><pre data-language=\"Rust\"><code>x</code></pre>",
        "table_of_contents": [], "has_own_excerpt": true, "canonical_url": null, "comments_open": true, "version": 1,
        "created_at": "2026-03-05T10:00:00.000Z", "scheduled_at": null,
    });
    post.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    read(post)
}

fn comment(html: &str) -> v2::Comment {
    read(json!({
        "id": ID, "post_id": ID, "parent_id": null, "depth": 0, "author": author(), "body": "", "body_html": html,
        "state": "visible", "reply_count": 0, "like_count": 0, "version": 1,
        "created_at": "2026-03-06T10:00:00.000Z", "edited_at": null,
    }))
}

fn profile() -> v2::Profile {
    let mut profile = author();
    let more = json!({
        "bio": "", "bio_html": "", "is_unclaimed": false, "created_at": "2026-01-01T00:00:00.000Z",
        "post_count": 3, "comment_count": 0, "follower_count": 0, "following_count": 0,
    });
    profile.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    read(profile)
}

fn list<T>(items: Vec<T>, next: Option<&str>) -> v2::List<T> {
    v2::List { items, next: next.map(str::to_owned), total: None }
}

fn home(after: Option<&str>) -> ServerPage {
    let posts = vec![read(summary("a-post", "A post")), read(summary("été", NASTY))];
    ServerPage::Home {
        categories: list(vec![], None),
        posts: list(posts, Some("c=1")),
        after: after.map(str::to_owned),
        told: vec![(Topic::Home, 5)],
    }
}

fn post_page(title: &str) -> ServerPage {
    let comments = list(vec![comment("<p>Well said</p>")], None);
    talk_page(post(title), comments, CommentPart::First)
}

fn talk_page(post: v2::Post, comments: v2::List<v2::Comment>, part: CommentPart) -> ServerPage {
    let told = vec![(Topic::Comments(post.summary.id), 7)];
    ServerPage::Post { post: Box::new(post), author: Box::new(profile()), comments, part, told }
}

fn responses(html: &Html) -> serde_json::Map<String, Value> {
    let data: Value = serde_json::from_str(&html.data).unwrap();
    data["responses"].as_object().unwrap().clone()
}

#[test]
fn lists_lead_on_without_scripts() {
    let html = render(&home(None), &site());

    assert!(html.body.contains(r#"href="/?after=c%3D1""#), "{}", html.body);
    assert!(html.body.contains(r#"href="/posts/%C3%A9t%C3%A9""#));
    assert_eq!(html.body.matches("<h1").count(), 1);
    assert!(html.head.contains(r#"<link rel="canonical" href="https://example.org/">"#));
}

#[test]
fn a_site_that_nobody_has_set_up_shows_its_name_and_leads_nowhere() {
    let page = ServerPage::App(Program::Door);
    let header = |needs_set_up| {
        let html = render(&page, &v2::Site { needs_set_up, ..site() });
        html.body.split("</header>").next().unwrap().to_owned()
    };

    for link in [r#"href="/search""#, r#"href="/login""#] {
        assert!(header(false).contains(link) && !header(true).contains(link), "{link}");
    }
    assert!(header(true).contains("The Margin"));
}

#[test]
fn a_held_comment_says_that_it_waits() {
    let held = v2::Comment { state: v2::CommentState::Hidden, is_held: true, author: None, ..comment("") };

    let html = render(&talk_page(post("A post"), list(vec![held], None), CommentPart::First), &site());

    assert!(html.body.contains("waits to be looked at"), "{}", html.body);
}

#[test]
fn later_parts_are_kept_out_of_search_engines() {
    let html = render(&home(Some("c")), &site());

    assert!(html.head.contains(r#"<meta name="robots" content="noindex">"#));
    assert!(!html.head.contains("canonical"));
    assert!(responses(&html).contains_key(&addresses::posts(PostFilter::Latest, Some("c"))));
}

#[test]
fn a_post_stands_whole_with_its_comments() {
    let html = render(&post_page("A post"), &site());

    for part in ["<p>Text</p>", "<p>Well said</p>", "5 March 2026", r#"lang="fr""#, "Written by", "code__copy"] {
        assert!(html.body.contains(part), "{part} is missing in {}", html.body);
    }
    for part in ["article:published_time", "BlogPosting", "<title>A post · The Margin</title>", "og:title"] {
        assert!(html.head.contains(part), "{part} is missing in {}", html.head);
    }
}

#[test]
fn comments_lead_on_without_scripts() {
    let comments = list(vec![comment("<p>Well said</p>")], Some("c=1"));

    let first = render(&talk_page(post("A post"), comments.clone(), CommentPart::First), &site());
    let later = render(&talk_page(post("A post"), comments, CommentPart::After("c=0".into())), &site());

    assert!(first.body.contains(r#"href="/posts/a-post?after=c%3D1#comments""#), "{}", first.body);
    assert!(first.body.contains(&format!(r#"href="/posts/a-post?comment={ID}#comment-{ID}""#)), "{}", first.body);
    assert!(!first.body.contains("All comments") && !first.head.contains("noindex"), "{}", first.head);
    assert!(later.body.contains(r#"href="/posts/a-post#comments""#) && later.body.contains("All comments"));
    for part in
        [r#"<meta name="robots" content="noindex">"#, r#"rel="canonical" href="https://example.org/posts/a-post""#]
    {
        assert!(later.head.contains(part), "{part} is missing in {}", later.head);
    }
    let address = addresses::comments("a-post", &CommentPart::After("c=0".into()));
    assert!(responses(&later).contains_key(&address));
}

#[test]
fn threads_are_seen_in_another_order_without_scripts() {
    let page = |part| talk_page(post("A post"), list(vec![comment("<p>Well said</p>")], Some("c=1")), part);
    let newest = render(&page(CommentPart::sorted(ThreadOrder::Newest)), &site());
    let answers = render(&page(CommentPart::Answers { to: ID.parse().unwrap(), after: None }), &site());
    let empty = render(&talk_page(post("A post"), list(vec![], None), CommentPart::First), &site());

    for link in ["/posts/a-post#comments", "/posts/a-post?sort=newest#comments", "/posts/a-post?sort=top#comments"] {
        assert!(newest.body.contains(&format!(r#"href="{link}""#)), "{link} in {}", newest.body);
    }
    assert!(newest.body.contains(r#"href="/posts/a-post?sort=newest&amp;after=c%3D1#comments""#), "{}", newest.body);
    assert!(!newest.body.contains("All comments") && newest.head.contains("noindex"));
    assert_eq!(newest.body.matches(r#"aria-current="true""#).count(), 1);
    assert!(responses(&newest).contains_key("/api/v2/posts/a-post/comments?limit=100&sort=newest"));
    for page in [answers, empty] {
        assert!(!page.body.contains("thread-order"), "{}", page.body);
    }
}

/// Whether a tag of this class says this language, in whichever order.
fn has_language(html: &str, class: &str, language: &str) -> bool {
    let (class, language) = (format!(r#"class="{class}""#), format!(r#"lang="{language}""#));
    html.split('<').filter_map(|part| part.split('>').next()).any(|tag| tag.contains(&class) && tag.contains(&language))
}

#[test]
fn what_people_write_says_its_language_and_our_words_theirs() {
    let german = v2::Site { language: "de".into(), ..site() };
    let mut own = post("A post");
    own.summary.language = None;
    let comments = || list(vec![comment("<p>Well said</p>")], None);

    let html = render(&talk_page(own.clone(), comments(), CommentPart::First), &german);
    let french = render(&talk_page(post("A post"), comments(), CommentPart::First), &german);
    let english = render(&talk_page(own, comments(), CommentPart::First), &site());

    assert!(document(&html, "The Margin", "").contains(r#"<html lang="en">"#));
    for class in ["post__title", "prose", "prose prose--comment", "wordmark__name"] {
        assert!(has_language(&html.body, class, "de"), "{class}: {}", html.body);
    }
    assert!(has_language(&french.body, "post__title", "fr"));
    assert!(!english.body.contains("lang="), "{}", english.body);
}

#[test]
fn times_are_said_to_the_minute_beneath_comments() {
    let html = render(&post_page("A post"), &site());

    assert!(html.body.contains(r#"title="5 March 2026, 10:00 UTC""#), "{}", html.body);
    assert!(html.body.contains("6 March 2026, 10:00<"), "{}", html.body);
}

#[test]
fn answers_past_the_deepest_margin_say_whom_they_answer() {
    let thread = |depth: u32| {
        let mut comment = comment("<p>Well said</p>");
        comment.depth = depth;
        comment
    };
    let said = |depths: std::ops::Range<u32>| {
        let comments = list(depths.map(thread).collect(), None);
        let page = talk_page(post("A post"), comments, CommentPart::First);
        render(&page, &site()).body.matches("In reply to Ada").count()
    };

    assert_eq!(said(0..5), 0);
    assert_eq!(said(0..7), 2);
}

#[test]
fn a_deleted_comment_says_so_once() {
    let mut deleted = comment("");
    (deleted.author, deleted.state) = (None, v2::CommentState::Deleted);
    let comments = list(vec![deleted], None);
    let page = talk_page(post("A post"), comments, CommentPart::First);

    let html = render(&page, &site());

    assert_eq!(html.body.matches("This comment was deleted.").count(), 1, "{}", html.body);
}

#[test]
fn the_app_finds_its_answers_and_no_markdown() {
    let responses = responses(&render(&post_page("A post"), &site()));

    let wanted = [
        addresses::SITE.to_owned(),
        addresses::post("a-post"),
        addresses::comments("a-post", &CommentPart::First),
        addresses::user("ada"),
        format!("posts/{ID}/comments"),
    ];
    for address in &wanted {
        assert!(responses.contains_key(address), "{address} is missing");
    }
    assert_eq!(responses.len(), wanted.len());
    assert_eq!(responses[&wanted[1]]["body"], "");
    assert_eq!(responses[&wanted[4]], 7, "what has happened since is told");
}

#[test]
fn the_front_page_says_how_far_it_was_told_of() {
    assert_eq!(responses(&render(&home(None), &site()))["home"], 5);
}

#[test]
fn c1_what_people_write_stays_text() {
    for page in [home(None), post_page(NASTY)] {
        let html = render(&page, &site());
        let document = document(&html, NASTY, "");

        assert!(!document.contains("<img src=x"), "{document}");
        assert!(!html.data.contains('<'));
        // Opened by us: the page's data and JSON-LD; closed as often.
        assert_eq!(document.matches("<script").count(), document.matches("</script>").count());
    }
}

#[test]
fn a_page_of_the_app_alone_shows_that_it_is_coming_and_hides_that_it_did_not() {
    let body = render(&ServerPage::App(Program::Desk), &site()).body;

    let parts: Vec<_> = ["<noscript>", "class=\"page page--narrow skeleton\"", "id=\"not-started\""]
        .into_iter()
        .map(|part| body.find(part).unwrap_or_else(|| panic!("{part} is missing in {body}")))
        .collect();
    assert!(parts.is_sorted(), "{body}");
    let notice = &body[parts[2]..];
    assert!(notice[..notice.find('>').unwrap()].contains("hidden"), "{notice}");
    assert!(notice.contains("Try again"), "{notice}");
    assert!(!render(&home(None), &site()).body.contains("skeleton"));
}

#[test]
fn no_page_sets_styles_or_runs_inline_scripts() {
    let pages =
        [home(None), post_page("A post"), ServerPage::NotFound, ServerPage::App(Program::Desk), ServerPage::Removed];
    for page in &pages {
        let body = render(page, &site()).body;

        assert!(!body.contains(" style=") && !body.contains("<script") && !body.contains(" onclick"), "{body}");
    }
}

#[test]
fn in_the_place_of_buttons_strangers_find_links_that_lead_back() {
    let mut liked = post("A post");
    liked.summary.like_count = 21;
    let mut draft = post("A draft");
    draft.summary.state = v2::PostState::Draft;
    let comments = || list(vec![comment("<p>Well said</p>")], None);

    let html = render(&talk_page(liked, comments(), CommentPart::First), &site());
    let draft = render(&talk_page(draft, list(vec![], None), CommentPart::First), &site());

    let [post, comment] = ["/posts/a-post".to_owned(), paths::comment("a-post", ID.parse().unwrap())];
    for (back, times) in [(post, 4), (comment, 1)] {
        let link = format!(r#"href="{}""#, paths::login_then(&back));
        assert_eq!(html.body.matches(&link).count(), times, "{link} in {}", html.body);
    }
    assert!(html.body.contains("Like “A post”: 21 likes") && html.body.contains("Like the comment of Ada"));
    assert!(!html.body.contains("aria-pressed"));
    assert!(!draft.body.contains("Like “"), "what few may read is liked by nobody");
}

#[test]
fn cards_tell_of_likes() {
    let mut post = summary("a-post", "A post");
    post["like_count"] = json!(1);
    let posts = list(vec![read(post)], None);

    let page = ServerPage::Home { categories: list(vec![], None), posts, after: None, told: Vec::new() };
    let html = render(&page, &site());

    assert!(html.body.contains("<span>1 like</span>"), "{}", html.body);
}

#[test]
fn statuses_follow_the_page() {
    assert_eq!(home(None).status(), 200);
    assert_eq!(ServerPage::NotFound.status(), 404);
    assert_eq!(ServerPage::Removed.status(), 410);
    assert_eq!(failed(Program::Reader).status(), 503);
}

#[test]
fn the_program_of_an_address_takes_its_page_over() {
    let people = list(vec![], None);
    let circle = ServerPage::Circle { profile: Box::new(profile()), side: Side::Following, people, after: None };

    assert_eq!(circle.program(), Program::at(&paths::circle("ada", Side::Following)));
    assert_eq!(home(None).program(), Program::at(paths::HOME));
    assert_eq!(ServerPage::App(Program::Door).program(), Program::Door);
    assert_eq!(failed(Program::Circle).program(), Program::Circle);
    assert_eq!(ServerPage::NotFound.program(), Program::at("/nothing-here"));
}

fn failed(program: Program) -> ServerPage {
    ServerPage::Error { status: 503, request_id: String::new(), program }
}

#[test]
fn the_same_page_gives_the_same_bytes() {
    assert_eq!(render(&home(None), &site()), render(&home(None), &site()));
}

#[test]
fn browsers_are_told_the_colours_of_the_style_sheets() {
    let tokens = include_str!("../../styles/tokens.css");

    for (name, value) in [("paper", PAPER.light), ("paper", PAPER.dark), ("accent", ACCENT)] {
        assert!(tokens.contains(&format!("--{name}: {value};")), "--{name} is not {value} any more");
    }
}
