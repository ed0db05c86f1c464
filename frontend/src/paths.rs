//! Every address of the site, made in one place. Nothing else spells one out.

mod threads;

use std::fmt::Write as _;

use broadsheet_shared::{
    id::CommentId,
    v2::{NotificationType, PostState, SearchKind},
};

pub use self::threads::{CommentPart, ThreadOrder};

/// The front page.
pub const HOME: &str = "/";
/// Sign in.
pub const LOGIN: &str = "/login";
/// Make an account.
pub const REGISTER: &str = "/register";
/// Write a new post.
pub const WRITE: &str = "/write";
/// The posts of the people and tags that one follows.
pub const FOLLOWING: &str = "/feed";
/// What one has put aside to read.
pub const BOOKMARKS: &str = "/bookmarks";
/// What one is told of.
pub const NOTIFICATIONS: &str = "/notifications";
/// One's own posts, drafts among them.
pub const MY_POSTS: &str = "/me/posts";
/// What every address of the settings begins with.
pub const SETTINGS: &str = "/settings/";
/// Where one is signed in.
pub const SETTINGS_SECURITY: &str = "/settings/security";
/// The tokens of programs that act for one.
pub const SETTINGS_TOKENS: &str = "/settings/tokens";
/// What stands on one's own page, and one's username.
pub const SETTINGS_PROFILE: &str = "/settings/profile";
/// Whom one has blocked and muted.
pub const SETTINGS_PRIVACY: &str = "/settings/privacy";
/// What one is told of, which way, and what is muted.
pub const SETTINGS_NOTIFICATIONS: &str = "/settings/notifications";
/// How the site looks and behaves in this browser; everyone's.
pub const SETTINGS_APPEARANCE: &str = "/settings/appearance";
/// All of one's own data, and the way out.
pub const SETTINGS_DATA: &str = "/settings/data";
/// Make the first admin.
pub const SET_UP: &str = "/setup";
/// Confirm an address: where mailed links lead, with a secret behind the `#`.
pub const CONFIRM: &str = "/confirm";
/// Forgot the password.
pub const FORGOT: &str = "/forgot";
/// Choose a new password: where mailed links lead, with a secret behind the `#`.
pub const RESET: &str = "/reset";
/// One's own account: address and password.
pub const SETTINGS_ACCOUNT: &str = "/settings/account";
/// The search page without a question.
pub const SEARCH: &str = "/search";
/// The Atom feed.
pub const FEED: &str = "/feed.xml";
/// The site's mark, as a picture that programs take.
pub const LOGO: &str = "/assets/icons/icon-512.png";
/// The site's own name among the pictures that stand for pages.
pub const SITE_CARD: &str = "site";
/// What the site is called where people keep it beside their programs.
pub const MANIFEST: &str = "/site.webmanifest";
/// The API's documentation.
pub const DOCS: &str = "/docs";
/// What `<main>` is called, for the skip link.
pub const CONTENT: &str = "#content";
/// The comments of a post, on its page.
pub const COMMENTS: &str = "#comments";

/// A later part of the list at `path`.
pub fn after(path: &str, cursor: &str) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}after={}", encoded(cursor))
}

/// A post.
pub fn post(slug: &str) -> String {
    format!("/posts/{}", encoded(slug))
}

/// A post with a part of its comments.
pub fn post_part(slug: &str, part: &CommentPart) -> String {
    match part {
        CommentPart::First => post(slug),
        CommentPart::After(cursor) => after(&post(slug), cursor),
        CommentPart::Sorted { order, after: cursor } => {
            let first = format!("{}?sort={}", post(slug), order.word());
            cursor.as_deref().map_or_else(|| first.clone(), |cursor| after(&first, cursor))
        }
        CommentPart::Holding(id) => format!("{}?comment={id}", post(slug)),
        CommentPart::Answers { to, after: None } => format!("{}?answers={to}", post(slug)),
        CommentPart::Answers { to, after: Some(cursor) } => {
            format!("{}?answers={to}&after={}", post(slug), encoded(cursor))
        }
    }
}

/// A comment beneath its post. A fragment does not reach the server, which must know in which part the comment is.
pub fn comment(slug: &str, id: CommentId) -> String {
    format!("{}#{}", post_part(slug, &CommentPart::Holding(id)), comment_anchor(id))
}

/// A part of the comments.
pub fn comments(slug: &str, part: &CommentPart) -> String {
    format!("{}{COMMENTS}", post_part(slug, part))
}

/// The id of a comment's element.
pub fn comment_anchor(id: impl std::fmt::Display) -> String {
    format!("comment-{id}")
}

/// The posts with a tag.
pub fn tag(slug: &str) -> String {
    format!("/tags/{}", encoded(slug))
}

/// The posts of a category.
pub fn category(slug: &str) -> String {
    format!("/categories/{}", encoded(slug))
}

/// A person's page.
pub fn author(username: &str) -> String {
    format!("/users/{}", encoded(username))
}

/// The forms that a feed comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedForm {
    /// Atom (RFC 4287).
    Atom,
    /// RSS 2.0.
    Rss,
    /// JSON Feed 1.1.
    Json,
}

impl FeedForm {
    /// All of them; readers take the first that they know.
    pub const ALL: [Self; 3] = [Self::Atom, Self::Rss, Self::Json];

    /// The last part of its address.
    pub const fn file(self) -> &'static str {
        match self {
            Self::Atom => "feed.xml",
            Self::Rss => "rss.xml",
            Self::Json => "feed.json",
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml",
            Self::Rss => "application/rss+xml",
            Self::Json => "application/feed+json",
        }
    }
}

/// The feed of what is published on the page at `path`.
pub fn feed(path: &str, form: FeedForm) -> String {
    format!("{}/{}", path.trim_end_matches('/'), form.file())
}

/// The picture that stands for a post or, under [`SITE_CARD`], for the site, where the address of a page is shared.
/// `version` says what is written on it.
pub fn card(name: impl std::fmt::Display, version: &str) -> String {
    format!("/cards/{name}.png?v={version}")
}

/// The people around a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Those who follow them.
    Followers,
    /// Those whom they follow.
    Following,
}

impl Side {
    /// As it stands in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Followers => "followers",
            Self::Following => "following",
        }
    }
}

/// The people on one side of a person.
pub fn circle(username: &str, side: Side) -> String {
    format!("{}/{}", author(username), side.word())
}

/// The search page with a question.
pub fn search(query: &str) -> String {
    if query.is_empty() { SEARCH.to_owned() } else { format!("{SEARCH}?q={}", encoded(query)) }
}

/// The search page with a question among one kind.
pub fn search_among(query: &str, kind: SearchKind) -> String {
    match kind {
        SearchKind::Posts => search(query),
        other => format!("{SEARCH}?q={}&type={}", encoded(query), search_kind(other)),
    }
}

/// The search page for one kind, without a question.
pub fn search_kind_alone(kind: SearchKind) -> String {
    format!("{SEARCH}?type={}", search_kind(kind))
}

/// The word of a kind in an address.
pub const fn search_kind(kind: SearchKind) -> &'static str {
    match kind {
        SearchKind::Posts => "posts",
        SearchKind::Users => "users",
        SearchKind::Tags => "tags",
        SearchKind::Comments => "comments",
    }
}

/// The editor with a post of one's own.
pub fn write_post(id: impl std::fmt::Display) -> String {
    format!("{WRITE}/{id}")
}

/// The editor with a new post that lies on this device.
pub fn write_copy(slot: &str) -> String {
    format!("{WRITE}?copy={}", encoded(slot))
}

/// One's own posts in a state; drafts come first.
pub fn my_posts(state: PostState) -> String {
    match state {
        PostState::Draft => MY_POSTS.to_owned(),
        other => format!("{MY_POSTS}?state={}", other.as_str()),
    }
}

/// What one is told of: those of a type, or all; only what is unread, or whatever.
pub fn notifications(kind: Option<NotificationType>, is_unread: bool) -> String {
    let kind = kind.map(|kind| format!("type={}", kind.as_str()));
    let unread = is_unread.then(|| "unread=true".to_owned());
    let query: Vec<_> = kind.into_iter().chain(unread).collect();
    if query.is_empty() { NOTIFICATIONS.to_owned() } else { format!("{NOTIFICATIONS}?{}", query.join("&")) }
}

/// What such a query asks for. What is no type is all of them.
pub fn notifications_asked(query: &str) -> (Option<NotificationType>, bool) {
    let kind = parameter(query, "type").and_then(|word| NotificationType::parse(&word));
    (kind, parameter(query, "unread").as_deref() == Some("true"))
}

/// Sign in, then go on to `next`.
pub fn login_then(next: &str) -> String {
    format!("{LOGIN}?next={}", encoded(next))
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Undoes percent-encoding; `None` where the result is not UTF-8. A stray `%` stands for itself.
pub fn decoded(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(value) => {
                out.push(value);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).ok()
}

/// The first value of a query parameter, decoded (`+` is a space, as forms send it); `None` if absent or empty.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.into_iter().find(|(key, _)| *key == name)?.1;
    decoded(&value.replace('+', " ")).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_encode_what_is_not_plain() {
        assert_eq!(post("été-100%"), "/posts/%C3%A9t%C3%A9-100%25");
        assert_eq!(search("a b&c"), "/search?q=a%20b%26c");
        assert_eq!(after(&search("x"), "c=1"), "/search?q=x&after=c%3D1");
        assert_eq!(after(HOME, "abc"), "/?after=abc");
        assert_eq!(feed(HOME, FeedForm::Atom), FEED);
        assert_eq!(feed(&tag("été"), FeedForm::Json), "/tags/%C3%A9t%C3%A9/feed.json");
    }

    #[test]
    fn what_is_shown_of_notifications_stands_in_their_address() {
        let kinds = NotificationType::ALL.iter().copied().map(Some).chain([None]);
        for (kind, is_unread) in kinds.flat_map(|kind| [(kind, false), (kind, true)]) {
            let address = notifications(kind, is_unread);
            let query = address.strip_prefix(NOTIFICATIONS).unwrap().trim_start_matches('?');
            assert_eq!(notifications_asked(query), (kind, is_unread), "{address}");
        }
        assert_eq!(notifications_asked("type=cats&unread=1"), (None, false));
    }

    #[test]
    fn decoding_undoes_encoding_and_survives_nonsense() {
        for text in ["été", "a b&c=%/?", "", "日本語"] {
            assert_eq!(decoded(&encoded(text)).as_deref(), Some(text));
        }
        assert_eq!(decoded("100%").as_deref(), Some("100%"));
        assert_eq!(decoded("%f").as_deref(), Some("%f"));
        assert_eq!(decoded("%ff"), None);
    }

    #[test]
    fn parameters_are_decoded_as_forms_encode_them() {
        assert_eq!(parameter("q=a+b%26&x=1", "q").as_deref(), Some("a b&"));
        assert_eq!(parameter("q=", "q"), None);
        assert_eq!(parameter("qq=1", "q"), None);
    }
}
