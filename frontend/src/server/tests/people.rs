//! People in the first HTML: their pages, those around them, and whose each thing is.

use super::*;

#[test]
fn a_person_is_known_by_the_links_they_show() {
    let links = vec!["https://social.example/@ada".to_owned(), "https://e.org/</script>".to_owned()];
    let profile = v2::Profile { website: Some("https://ada.example/".into()), links, ..profile() };
    let page = ServerPage::Author { profile: Box::new(profile), posts: list(vec![], None), pinned: None, after: None };

    let html = render(&page, &site());

    let link = r#"<a href="https://ada.example/" rel="me ugc nofollow noopener" dir="ltr">ada.example</a>"#;
    assert!(html.body.contains(link), "{}", html.body);
    let same = r#""sameAs":["https://ada.example/","https://social.example/@ada","https://e.org/\u003c/script>"]"#;
    assert!(html.head.contains(same), "{}", html.head);
    let bare =
        ServerPage::Author { profile: Box::new(self::profile()), posts: list(vec![], None), pinned: None, after: None };
    let bare = render(&bare, &site());
    assert!(!bare.head.contains("sameAs") && !bare.body.contains("rel=\"me"));
}

#[test]
fn a_person_leads_to_those_around_them() {
    let profile = v2::Profile { follower_count: 310, following_count: 1, ..profile() };
    let page = ServerPage::Author { profile: Box::new(profile), posts: list(vec![], None), pinned: None, after: None };

    let html = render(&page, &site());

    for part in [r#"href="/users/ada/followers""#, "310 followers", r#"href="/users/ada/following""#, "1 following"] {
        assert!(html.body.contains(part), "{part} is missing in {}", html.body);
    }
}

#[test]
fn what_somebody_shows_first_stands_first_and_once() {
    let mut first = summary("first", "Shown first");
    first["id"] = json!("0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e70");
    let posts = || vec![read(summary("a-post", "A post")), read(first.clone())];
    let page = |pinned: Option<v2::List<v2::PostSummary>>| {
        let profile = Box::new(profile());
        render(&ServerPage::Author { profile, posts: list(posts(), None), pinned, after: None }, &site())
    };

    let html = page(Some(list(vec![read(first.clone())], None)));

    let places: Vec<_> = ["Pinned", "Shown first", "A post"].into_iter().map(|part| html.body.find(part)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in {}", html.body);
    assert_eq!(html.body.matches("Shown first").count(), 1);
    assert!(responses(&html).contains_key(&addresses::pinned("ada")));
    assert!(!page(None).body.contains("Pinned"));
}

#[test]
fn what_people_wrote_carries_who_they_are() {
    let by = format!(r#"data-by="{ID}""#);
    let comments = list(vec![comment("<p>Well said</p>")], None);
    let people = list(vec![read(author())], None);
    let circle = ServerPage::Circle { profile: Box::new(profile()), side: Side::Followers, people, after: None };

    for (page, times) in [(home(None), 2), (talk_page(post("A post"), comments, CommentPart::First), 1), (circle, 1)] {
        let body = render(&page, &site()).body;
        assert_eq!(body.matches(&by).count(), times, "{body}");
    }
}

#[test]
fn those_around_a_person_are_read_without_scripts() {
    let people = list(vec![read(author())], Some("c=1"));
    let page = ServerPage::Circle { profile: Box::new(profile()), side: Side::Followers, people, after: None };

    let html = render(&page, &site());

    let more = r#"href="/users/ada/followers?after=c%3D1""#;
    for part in ["Followers of Ada", "@ada", more, r#"href="/users/ada/following""#] {
        assert!(html.body.contains(part), "{part} is missing in {}", html.body);
    }
    assert!(html.head.contains(r#"<meta name="robots" content="noindex">"#));
    assert!(responses(&html).contains_key(&addresses::circle("ada", Side::Followers, None)));
}
