//! What is gathered with what, when it is mailed, and where it leads.

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_767_268_800_000);
const EMAIL: [NotificationEmail; 3] = [NotificationEmail::Off, NotificationEmail::Now, NotificationEmail::Daily];

fn open(mail_at: Option<Timestamp>, mailed_at: Option<Timestamp>) -> Open {
    Open { id: NotificationId(Uuid::from_u128(1)), told_at: NOW, mail_at, mailed_at, digest_at: None, is_empty: false }
}

#[test]
fn what_happens_to_one_thing_has_one_subject_and_what_is_written_an_entry_each() {
    let (to, by) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
    let (post, comment) = (PostId(Uuid::from_u128(3)), CommentId(Uuid::from_u128(4)));
    let written = CommentId(Uuid::from_u128(5));
    let notice = |about| Notice { to, by: Some(by), about };

    for (about, subject, source) in [
        (About::Comment { post, comment }, post.0, comment.0),
        (About::Reply { post, to: comment, comment: written }, comment.0, written.0),
        (About::Like { post, comment: None }, post.0, by.0),
        (About::Like { post, comment: Some(comment) }, comment.0, by.0),
        (About::Mention { post, comment: Some(comment) }, comment.0, comment.0),
        (About::Mention { post, comment: None }, post.0, by.0),
        (About::Follow, to.0, by.0),
        (About::Post { post }, post.0, by.0),
    ] {
        assert_eq!(notice(about).subject(), subject, "{about:?}");
        assert_eq!(notice(about).entry(), Some((source, by)), "{about:?}");
    }
    let verb = NotificationVerb::PostRemoved;
    let removed = Notice { to, by: None, about: About::Moderation { verb, post, comment: None } };
    assert_eq!((removed.subject(), removed.entry()), (post.0, None));
}

#[test]
fn a_mail_waits_two_minutes_and_the_next_of_the_same_an_hour() {
    let of = |open: Option<&Open>| Posting::of(NotificationEmail::Now, open, NOW).mail_at;

    assert_eq!(of(None), Some(NOW.plus_secs(120)));
    assert_eq!(of(Some(&open(Some(NOW.plus_secs(7)), None))), Some(NOW.plus_secs(7)), "it waits already");
    assert_eq!(of(Some(&open(None, Some(NOW.plus_secs(-60))))), Some(NOW.plus_secs(3_540)));
    assert_eq!(of(Some(&open(None, Some(NOW.plus_secs(-9_999))))), Some(NOW.plus_secs(120)));
    assert_eq!(EMAIL.map(|email| Posting::of(email, None, NOW).digest_at), [None, None, Some(NOW)]);
    assert_eq!(Posting::of(NotificationEmail::Off, None, NOW), Posting::default());
}

#[test]
fn paths_are_those_of_the_pages() {
    let post =
        AboutPost { id: PostId(Uuid::nil()), slug: "été-100%".to_owned(), title: String::new(), is_muted: false };
    let comment = AboutComment { id: CommentId(Uuid::nil()), excerpt: String::new() };

    assert_eq!(post.path(), "/posts/%C3%A9t%C3%A9-100%25");
    let id = "00000000-0000-0000-0000-000000000000";
    assert_eq!(comment.path(&post), format!("/posts/%C3%A9t%C3%A9-100%25?comment={id}#comment-{id}"));
}

#[test]
fn a_scope_is_found_again_by_its_word() {
    let kinds = NotificationType::ALL.iter().map(|kind| MailScope::Kind(*kind));
    for scope in kinds.chain([MailScope::Digest]) {
        assert_eq!(MailScope::parse(scope.as_str()), Some(scope));
    }
    assert_eq!(MailScope::parse("everything"), None);
}
