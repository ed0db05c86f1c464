//! How the seventeen mails look, and what must never get into one.

use broadsheet_shared::{
    id::{CommentId, NotificationId, PostId, UserId},
    time::Timestamp,
    v2::{ContentChoice, Departure, NotificationType, NotificationVerb},
};
use scraper::{Html, Selector};
use uuid::Uuid;

use super::{
    dress::{self, Site},
    letters::{self, Letter, Person, Ways},
    words::notified,
};
use crate::domain::{
    audit::Action,
    notification::{AboutComment, AboutPost, Notification},
    session::Device,
    user::UserCard,
};

/// 2026-03-05T10:00:00Z
const MORNING: Timestamp = Timestamp::from_millis(1_772_704_800_000);
const SITE: Site<'static> = Site { name: "The Lamplighter", address: "https://blog.example.org/" };
const NASTY: &str = r#"</p><script>alert(1)</script><img src=x onerror="alert(1)">'&"#;

fn link(path: &str) -> String {
    format!("https://blog.example.org{path}")
}

fn all(person: &Person<'_>, site: &str, agent: &str) -> Vec<(&'static str, Letter)> {
    let device = Device::new(agent, "192.0.2.7");
    let confirm = || link("/confirm#token=q0aC2g5zJt1v0b5r1mJcE9nM7yq3nD8kX2wLhT4uVsA");
    let reset = link("/reset#token=q0aC2g5zJt1v0b5r1mJcE9nM7yq3nD8kX2wLhT4uVsA");
    vec![
        ("confirm_email", letters::confirm_email(person, confirm(), false)),
        ("confirm_change", letters::confirm_email(person, confirm(), true)),
        ("reset_password", letters::reset_password(person, reset)),
        ("password_changed", letters::password_changed(person, link("/forgot"))),
        ("new_sign_in", letters::new_sign_in(person, &device, MORNING, link("/forgot"))),
        ("second_factor_asked", letters::second_factor_asked(person, Some(&device), MORNING, link("/forgot"))),
        ("second_factor_changed", factor_changed(person)),
        ("email_changed", letters::email_changed(person, link("/"))),
        ("address_taken", letters::address_taken(person, link("/login"), link("/forgot"))),
        ("account_locked", letters::account_locked(person, link("/forgot"))),
        ("session_copied", letters::session_copied(person, &device, MORNING, link("/forgot"))),
        ("account_leaving", letters::account_leaving(person, &departure(), link("/login"))),
        ("account_leaving_soon", letters::account_leaving_soon(person, &departure(), link("/login"))),
        ("invitation", letters::invitation(Some(person.name), site, link("/register#invitation=abc"), MORNING)),
        ("registration_approved", letters::registration_approved(person, link("/login"))),
        ("registration_refused", letters::registration_refused(person, link("/"))),
        ("notification", letters::notification(person, &comments(person.name), &ways())),
        ("notification_of_removal", letters::notification(person, &removal(person.name), &ways())),
        ("notification_digest", letters::digest(person, &[comments(person.name), follow(person.name)], true, &ways())),
    ]
}

fn ways() -> Ways<'static> {
    Ways { link: &link, unsubscribe: link("/unsubscribe?key=AZDJ0nweenuMERsqPE1eb5a2c0d1b2Vyc2lnbmF0dXJlbGlrZQ") }
}

/// What somebody of this name did, with this name for everything that people write.
fn told(name: &str, kind: NotificationType) -> Notification {
    let actor = |number, display_name: &str| UserCard {
        id: UserId(Uuid::from_u128(number)),
        username: "grace".to_owned(),
        display_name: display_name.to_owned(),
        avatar: None,
    };
    Notification {
        id: NotificationId(Uuid::from_u128(1)),
        kind,
        verb: None,
        actors: vec![actor(2, name), actor(3, "Grace Hopper")],
        actor_count: 42,
        post: Some(AboutPost {
            id: PostId(Uuid::from_u128(4)),
            slug: "notes-on-the-engine".to_owned(),
            title: name.to_owned(),
            is_muted: false,
        }),
        comment: None,
        reason: None,
        is_read: false,
        created_at: MORNING,
        happened_at: MORNING,
    }
}

fn comments(name: &str) -> Notification {
    let comment = AboutComment { id: CommentId(Uuid::from_u128(5)), excerpt: name.to_owned() };
    Notification { comment: Some(comment), ..told(name, NotificationType::Comment) }
}

fn removal(name: &str) -> Notification {
    Notification {
        actors: Vec::new(),
        actor_count: 0,
        verb: Some(NotificationVerb::PostRemoved),
        reason: Some(name.to_owned()),
        ..told(name, NotificationType::Moderation)
    }
}

fn follow(name: &str) -> Notification {
    Notification { actor_count: 2, post: None, ..told(name, NotificationType::Follow) }
}

fn factor_changed(person: &Person<'_>) -> Letter {
    letters::factor_changed(person, Action::PasskeyAdded, MORNING, link("/forgot")).unwrap()
}

fn departure() -> Departure {
    let erase_at = MORNING.plus_secs(14 * 86_400);
    Departure { content: ContentChoice::Anonymise, asked_at: MORNING, erase_at }
}

fn ada() -> Person<'static> {
    Person { name: "Ada Lovelace", username: "ada" }
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

#[test]
fn every_mail_as_text() {
    for (name, letter) in all(&ada(), SITE.name, FIREFOX) {
        let subject = letter.subject(SITE.name);
        insta::assert_snapshot!(
            format!("{name}.txt"),
            format!("Subject: {subject}\n\n{}", dress::text(&letter, &SITE))
        );
    }
}

#[test]
fn every_mail_as_html() {
    for (name, letter) in all(&ada(), SITE.name, FIREFOX) {
        insta::assert_snapshot!(format!("{name}.html"), dress::html(&letter, &SITE));
    }
}

#[test]
fn c7_names_and_titles_stay_text_in_every_mail() {
    let nasty = Site { name: NASTY, ..SITE };
    let elements = |html: &str, name: &str| Html::parse_document(html).select(&Selector::parse(name).unwrap()).count();
    for ((name, letter), (_, plain)) in
        all(&Person { name: NASTY, username: NASTY }, NASTY, NASTY).into_iter().zip(all(&ada(), SITE.name, FIREFOX))
    {
        let (html, usual) = (dress::html(&letter, &nasty), dress::html(&plain, &SITE));

        assert_eq!(elements(&html, "script, img"), 0, "{name}: {html}");
        assert_eq!(elements(&html, "*"), elements(&usual, "*"), "{name}: a name makes no element");
        assert!(html.contains("&lt;script&gt;"), "{name}");
        assert!(dress::text(&letter, &nasty).contains(NASTY), "{name}: text needs no escaping");
    }
}

#[test]
fn l2_a_subject_is_one_line() {
    let letter = letters::invitation(Some("Ada\r\nBcc: eve@example.org"), "Site\nX-Evil: 1", link("/"), MORNING);

    assert!(!letter.subject("Site\r\nBcc: eve@example.org").contains(['\r', '\n']));
}

#[test]
fn every_mail_says_the_same_in_both_forms_and_needs_nothing_from_elsewhere() {
    for (name, letter) in all(&ada(), SITE.name, FIREFOX) {
        let (text, html) = (dress::text(&letter, &SITE), dress::html(&letter, &SITE));
        let seen: String = Html::parse_document(&html).root_element().text().collect();

        for part in letter.paragraphs.iter().chain(&letter.notes).chain([&letter.heading]) {
            assert!(text.contains(part.as_str()) && seen.contains(part.as_str()), "{name}: {part}");
        }
        let button = letter.button.unwrap();
        assert!(text.contains(&button.address) && seen.contains(&button.address), "{name}: the bare address");
        for foreign in ["<img", "<link", "url(", "@import", "<script", "http://"] {
            assert!(!html.contains(foreign), "{name}: {foreign}");
        }
        assert!(html.lines().all(|line| line.len() < 998), "{name}: RFC 5322 has an end to lines");
    }
}

#[test]
fn every_change_of_a_second_factor_has_words_of_its_own_and_nothing_else_has() {
    let told: Vec<_> = Action::ALL
        .iter()
        .filter_map(|action| letters::factor_changed(&ada(), *action, MORNING, link("/forgot")))
        .map(|letter| letter.heading)
        .collect();

    assert_eq!(told.len(), 7);
    assert_eq!(told.iter().collect::<std::collections::BTreeSet<_>>().len(), 7);
}

#[test]
fn mails_wear_the_colours_of_the_site() {
    let tokens = include_str!("../../../../frontend/styles/tokens.css");
    let light = [
        ("paper", dress::PAPER),
        ("surface", dress::SURFACE),
        ("ink", dress::INK),
        ("ink-soft", dress::INK_SOFT),
        ("ink-mute", dress::INK_MUTE),
        ("line", dress::LINE),
        ("accent", dress::ACCENT),
        ("on-accent", dress::ON_ACCENT),
    ];

    for (name, value) in light {
        assert!(tokens.contains(&format!("--{name}: {value};")), "--{name} is not {value} any more");
    }
    for color in dress::DARK.split('#').skip(1).map(|rest| &rest[..6]) {
        assert!(tokens.contains(&format!("#{color}")), "#{color} is none of the site's");
    }
}

#[test]
fn what_others_do_is_told_in_one_sentence() {
    let of = |kind, names: &[&str], actor_count| {
        let actors = names
            .iter()
            .map(|name| UserCard { display_name: (*name).to_owned(), ..told(name, kind).actors[0].clone() });
        notified::heading(&Notification { actors: actors.collect(), actor_count, ..told("x", kind) })
    };

    assert_eq!(of(NotificationType::Like, &["Ana"], 1), "Ana likes your post");
    assert_eq!(of(NotificationType::Like, &["Ana", "Ben"], 2), "Ana and Ben like your post");
    assert_eq!(of(NotificationType::Follow, &["Ana", "Ben", "Cleo"], 3), "Ana, Ben and Cleo follow you");
    assert_eq!(of(NotificationType::Like, &["Ana", "Ben", "Cleo"], 42), "Ana and 41 others like your post");
    assert_eq!(of(NotificationType::Comment, &["Ana"], 2), "Ana and one other commented on your post");
    assert_eq!(of(NotificationType::Reply, &["ليلى"], 1), "\u{2068}ليلى\u{2069} answered your comment");
    assert_eq!(of(NotificationType::Mention, &["Ana"], 1), "Ana named you in a post");
    assert_eq!(of(NotificationType::Post, &[], 0), "Somebody published a post");
}
