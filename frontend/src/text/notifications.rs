//! The words of notifications: the bell, what one is told, and what can be done about it. Which way they go is said in
//! `text/ways.rs`.

use broadsheet_shared::v2::{Notification, NotificationType, NotificationVerb};

/// The bell, its panel, the page, and a part of the settings.
pub const NOTIFICATIONS: &str = "Notifications";
/// Beneath the title of the page.
pub const LEAD: &str = "What others did that concerns you, the last first.";
/// While they are on their way.
pub const LOADING: &str = "Looking up what is new";
/// They did not come.
pub const TRY_AGAIN: &str = "Try again";
/// Button.
pub const READ_ALL: &str = "Mark all as read";
/// After it.
pub const ALL_READ: &str = "All read.";
/// Link from the panel to the page.
pub const SEE_ALL: &str = "See all notifications";
/// Link from the page to the settings.
pub const SETTINGS: &str = "Settings";
/// What the choice of types is called.
pub const TYPES: &str = "Types of notifications";
/// Box.
pub const ONLY_UNREAD: &str = "Unread only";
/// Button to the next part of the list.
pub const OLDER: &str = "Show older ones";
/// Marks a row that is not read, for those who do not see its dot.
pub const UNREAD: &str = "Unread";
/// Marks a row about something that is muted.
pub const MUTED: &str = "Muted";
/// Button of a message.
pub const UNDO: &str = "Undo";
/// Entry of a row's menu.
pub const MUTE_THREAD: &str = "Mute this thread";
/// Entry of a row's menu.
pub const UNMUTE_THREAD: &str = "Unmute this thread";
/// What stands for people who are not named.
const SOMEBODY: &str = "Somebody";

/// A piece of a sentence about something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Our own words.
    Words(String),
    /// A person's name.
    Person(String),
    /// The title of a post.
    Title(String),
}

impl Part {
    fn words(words: &str) -> Self {
        Self::Words(words.to_owned())
    }

    /// What it says.
    pub fn text(&self) -> &str {
        match self {
            Self::Words(text) | Self::Person(text) | Self::Title(text) => text,
        }
    }
}

/// What happened, as in `Ana, Ben and 40 others like “A title”`, piece by piece.
pub fn sentence(told: &Notification) -> Vec<Part> {
    let mut parts = if told.kind == NotificationType::Moderation { Vec::new() } else { people(told) };
    let (before, after) = deed(told);
    match &told.post {
        Some(post) => {
            let title = if post.title.trim().is_empty() { super::writing::UNTITLED } else { &post.title };
            parts.push(Part::Words(format!("{before} “")));
            parts.push(Part::Title(title.to_owned()));
            parts.push(Part::Words(format!("”{after}")));
        }
        None => parts.push(Part::Words(format!("{before}{after}"))),
    }
    parts
}

/// The same as one text.
pub fn said(told: &Notification) -> String {
    sentence(told).iter().map(Part::text).collect()
}

/// `Ana`, `Ana and Ben`, `Ana, Ben and Cleo`, `Ana, Ben and 40 others`.
fn people(told: &Notification) -> Vec<Part> {
    let known = told.actors.len() as u64;
    let named = if told.actor_count <= known { known } else { known.min(2) };
    let all: Vec<_> = told.actors.iter().take(named as usize).map(|user| user.display_name.clone()).collect();
    let others = told.actor_count.saturating_sub(named);
    if all.is_empty() {
        return vec![Part::words(SOMEBODY)];
    }
    let last = all.len() - usize::from(others == 0);
    let mut parts = Vec::new();
    for (at, name) in all.into_iter().enumerate() {
        if at > 0 {
            parts.push(Part::words(if at == last { " and " } else { ", " }));
        }
        parts.push(Part::Person(name));
    }
    if others > 0 {
        parts.push(Part::Words(format!(" and {}", super::count(others, "other", "others"))));
    }
    parts
}

/// What was done, before the title and after it.
fn deed(told: &Notification) -> (&'static str, &'static str) {
    let (is_comment, are_many) = (told.comment.is_some(), told.actor_count > 1);
    match told.kind {
        NotificationType::Comment => (" commented on", ""),
        NotificationType::Reply => (" replied to your comment on", ""),
        NotificationType::Mention if is_comment => (" mentioned you in a comment on", ""),
        NotificationType::Mention => (" mentioned you in", ""),
        NotificationType::Like => match (is_comment, are_many) {
            (true, true) => (" like your comment on", ""),
            (true, false) => (" likes your comment on", ""),
            (false, true) => (" like", ""),
            (false, false) => (" likes", ""),
        },
        NotificationType::Follow if are_many => (" follow you", ""),
        NotificationType::Follow => (" follows you", ""),
        NotificationType::Post => (" published", ""),
        NotificationType::Moderation => match told.verb {
            Some(NotificationVerb::CommentHeld) => ("Your comment on", " waits to be looked at"),
            Some(NotificationVerb::CommentHidden) => ("Your comment on", " was hidden"),
            Some(NotificationVerb::CommentShown) => ("Your comment on", " is shown"),
            Some(NotificationVerb::CommentDeleted) => ("Your comment on", " was deleted"),
            Some(NotificationVerb::PostChanged) => ("Your post", " was changed by somebody who keeps the site"),
            Some(NotificationVerb::PostRemoved) => ("Your post", " was removed"),
            Some(NotificationVerb::PostRestored) => ("Your post", " is back"),
            None => ("Something happened to", ""),
        },
    }
}

/// A type in the choice of what is shown.
pub const fn kind(kind: Option<NotificationType>) -> &'static str {
    match kind {
        None => "All",
        Some(NotificationType::Comment) => "Comments",
        Some(NotificationType::Reply) => "Replies",
        Some(NotificationType::Mention) => "Mentions",
        Some(NotificationType::Like) => "Likes",
        Some(NotificationType::Follow) => "Followers",
        Some(NotificationType::Post) => "New posts",
        Some(NotificationType::Moderation) => "Moderation",
    }
}

/// A list without entries, and what will stand there.
pub const fn empty(is_narrowed: bool, is_unread: bool) -> (&'static str, &'static str) {
    match (is_unread, is_narrowed) {
        (true, _) => ("Nothing unread", "You have seen all of it."),
        (false, true) => ("None of this type", "Another type may have some."),
        (false, false) => {
            ("Nothing yet", "When somebody comments, replies, likes what you wrote or follows you, it stands here.")
        }
    }
}

/// What the bell is called for those who do not see its number.
pub fn bell(unread: u64) -> String {
    match unread {
        0 => NOTIFICATIONS.to_owned(),
        count => format!("{NOTIFICATIONS}, {}", unread_count(count)),
    }
}

/// As in `3 unread`.
pub fn unread_count(count: u64) -> String {
    format!("{} unread", if count < MOST_COUNTED { super::number(count) } else { format!("{}+", super::number(count)) })
}

/// The server counts no further.
const MOST_COUNTED: u64 = 1_000;

/// The number on the bell, which has room for two digits.
pub fn badge(unread: u64) -> String {
    if unread > 99 { "99+".to_owned() } else { unread.to_string() }
}

/// The title of a tab, as in `(3) A page`.
pub fn tab_title(title: &str, unread: u64) -> String {
    if unread == 0 { title.to_owned() } else { format!("({}) {title}", badge(unread)) }
}

/// Button that shows what came since the list was read.
pub fn new_ones(count: usize, are_more: bool) -> String {
    format!("{count}{} new", if are_more { "+" } else { "" })
}

/// Button with a dot, on a row.
pub const fn mark(is_read: bool) -> &'static str {
    if is_read { "Mark as unread" } else { "Mark as read" }
}

/// The same for those who do not see the row.
pub fn mark_named(is_read: bool, what: &str) -> String {
    format!("{}: {what}", mark(is_read))
}

/// What the menu of a row is called.
pub fn more_about(what: &str) -> String {
    format!("More: {what}")
}

/// After muting a thread.
pub fn thread_muted(title: &str) -> String {
    format!("You hear nothing more about “{title}”.")
}

/// After muting a person.
pub fn person_muted(name: &str) -> String {
    format!("{name} is muted.")
}

/// The button beside somebody whom one follows, for those who do not see what it is about.
pub fn follow_bell(name: &str) -> String {
    format!("Tell me about new posts of {name}")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn told(change: Value) -> Notification {
        let mut whole = json!({
            "id": "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f", "type": "like", "actors": [], "actor_count": 0, "is_read": false,
            "post": {"id": "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f", "slug": "a", "title": "A title", "path": "/posts/a",
                "is_muted": false},
            "comment": null, "created_at": "2026-01-01T00:00:00Z", "happened_at": "2026-01-01T00:00:00Z"
        });
        for (name, value) in change.as_object().unwrap() {
            whole[name] = value.clone();
        }
        serde_json::from_value(whole).unwrap()
    }

    fn people(names: &[&str]) -> Value {
        let person = |name: &&str| {
            let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
            json!({"id": id, "username": "x", "display_name": name, "avatar": null})
        };
        names.iter().map(person).collect()
    }

    #[test]
    fn many_people_are_named_as_far_as_there_is_room() {
        let says = |names: &[&str], count: u64| said(&told(json!({"actors": people(names), "actor_count": count})));

        assert_eq!(says(&["Ana"], 1), "Ana likes “A title”");
        assert_eq!(says(&["Ana", "Ben"], 2), "Ana and Ben like “A title”");
        assert_eq!(says(&["Ana", "Ben", "Cleo"], 3), "Ana, Ben and Cleo like “A title”");
        assert_eq!(says(&["Ana", "Ben", "Cleo"], 42), "Ana, Ben and 40 others like “A title”");
        assert_eq!(says(&["Ana"], 2), "Ana and 1 other like “A title”");
        assert_eq!(says(&[], 0), "Somebody likes “A title”");
    }

    #[test]
    fn what_staff_did_names_nobody() {
        let removed = told(json!({"type": "moderation", "verb": "post_removed"}));

        assert_eq!(said(&removed), "Your post “A title” was removed");
    }

    #[test]
    fn who_follows_needs_no_post() {
        let follow = told(json!({"type": "follow", "post": null, "actors": people(&["Ana"]), "actor_count": 1}));

        assert_eq!(said(&follow), "Ana follows you");
    }

    #[test]
    fn numbers_fit_their_place() {
        assert_eq!([badge(99), badge(100)], ["99", "99+"]);
        assert_eq!([tab_title("A", 0), tab_title("A", 100)], ["A", "(99+) A"]);
        assert_eq!([bell(0), bell(1)], ["Notifications", "Notifications, 1 unread"]);
        assert_eq!(unread_count(1_000), "1,000+ unread");
    }
}
