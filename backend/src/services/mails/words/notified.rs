//! Words for what others do. How many they are is told in words, too.

use broadsheet_shared::v2::{NotificationType, NotificationVerb};

use super::name;
use crate::domain::notification::Notification;

pub(in crate::services::mails) const READ_BUTTON: &str = "Read it on the site";
pub(in crate::services::mails) const LIST_BUTTON: &str = "Go to the site";
pub(in crate::services::mails) const DIGEST_TEXT: &str = "This is what happened that you have not seen yet.";
pub(in crate::services::mails) const MORE: &str = "There is more; the site shows all of it.";
pub(in crate::services::mails) const WHY_NOW: &str =
    "You get this mail because you want to hear of such things at once, and had not seen it within two minutes.";
pub(in crate::services::mails) const WHY_DAILY: &str =
    "You get this mail because you want to hear of such things once a day.";

/// In one sentence.
pub(in crate::services::mails) fn heading(told: &Notification) -> String {
    let who = people(told);
    let own = if told.comment.is_some() { "comment" } else { "post" };
    let s = if told.actor_count == 1 { "s" } else { "" };
    match told.kind {
        NotificationType::Comment => format!("{who} commented on your post"),
        NotificationType::Reply => format!("{who} answered your comment"),
        NotificationType::Mention => format!("{who} named you in a {own}"),
        NotificationType::Like => format!("{who} like{s} your {own}"),
        NotificationType::Follow => format!("{who} follow{s} you"),
        NotificationType::Post => format!("{who} published a post"),
        NotificationType::Moderation => told.verb.map_or("Staff looked at what you wrote", done).to_owned(),
    }
}

/// The same with what it is about, for a list.
pub(in crate::services::mails) fn line(told: &Notification) -> String {
    match &told.post {
        Some(post) => format!("{}: {}", heading(told), quoted(&post.title)),
        None => heading(told),
    }
}

/// What follows from it, where that does not go without saying.
pub(in crate::services::mails) fn meaning(told: &Notification) -> Option<&'static str> {
    match (told.kind, told.verb) {
        (NotificationType::Follow, _) => Some("What you publish comes to their feed from now on."),
        (_, Some(verb)) => Some(consequence(verb)),
        _ => None,
    }
}

const fn done(verb: NotificationVerb) -> &'static str {
    match verb {
        NotificationVerb::CommentHeld => "Your comment waits for staff",
        NotificationVerb::CommentHidden => "Your comment was hidden",
        NotificationVerb::CommentShown => "Your comment is shown",
        NotificationVerb::CommentDeleted => "Your comment was deleted",
        NotificationVerb::PostChanged => "Your post was changed",
        NotificationVerb::PostRemoved => "Your post was removed",
        NotificationVerb::PostRestored => "Your post is back",
    }
}

const fn consequence(verb: NotificationVerb) -> &'static str {
    match verb {
        NotificationVerb::CommentHeld => {
            "It leads to other sites and your account is new, so staff look at it before others can read it."
        }
        NotificationVerb::CommentHidden => "Others cannot read it any more; its place in the thread stays.",
        NotificationVerb::CommentShown => "Everybody can read it.",
        NotificationVerb::CommentDeleted => "It was taken away and does not come back.",
        NotificationVerb::PostChanged => "Somebody who keeps the site changed it, or put it away.",
        NotificationVerb::PostRemoved => "You go on seeing it; for others it is gone.",
        NotificationVerb::PostRestored => "It is as it was before it was removed.",
    }
}

/// A title in a sentence of ours.
pub(in crate::services::mails) fn quoted(title: &str) -> String {
    format!("“{}”", name(title))
}

/// What staff gave as the reason.
pub(in crate::services::mails) fn reason(reason: &str) -> String {
    format!("The reason: {}", name(reason))
}

/// How much the daily mail tells of.
pub(in crate::services::mails) fn digest_heading(count: usize, has_more: bool) -> String {
    match (count, has_more) {
        (1, false) => "One thing that you have not seen yet".to_owned(),
        (count, false) => format!("{count} things that you have not seen yet"),
        (count, true) => format!("More than {count} things that you have not seen yet"),
    }
}

/// Why the mail came, and where that is changed.
pub(in crate::services::mails) fn why(why: &str, settings: &str) -> String {
    format!("{why} You can change that in your settings: {settings}")
}

/// How it is the last one.
pub(in crate::services::mails) fn stop(link: &str) -> String {
    format!("No more mails like this one: {link}")
}

/// Those who did it: three by name, of more the last one.
fn people(told: &Notification) -> String {
    let names: Vec<String> = told.actors.iter().map(|actor| name(&actor.display_name)).collect();
    let others = told.actor_count.saturating_sub(1);
    let all_are_named = told.actor_count <= u64::try_from(names.len()).unwrap_or(u64::MAX);
    match names.as_slice() {
        [] => "Somebody".to_owned(),
        [one] if all_are_named => one.clone(),
        [one, other] if all_are_named => format!("{one} and {other}"),
        [one, second, third] if all_are_named => format!("{one}, {second} and {third}"),
        [one, ..] if others == 1 => format!("{one} and one other"),
        [one, ..] => format!("{one} and {others} others"),
    }
}
