//! Addresses of the reads, spelled one way only: what the server puts into a page is found under the same words.

use broadsheet_shared::v2::SearchKind;

use crate::paths::{CommentPart, Side, encoded, search_kind};

/// Posts on one part of a list.
pub const POSTS_A_PART: usize = 20;
/// People on one part of a list.
pub const PEOPLE_A_PART: usize = 40;
/// Comments on one part of a post's threads.
pub const COMMENTS_A_PART: usize = 100;

/// Posts that somebody shows first, at most.
pub const PINNED: usize = 3;

/// The site.
pub const SITE: &str = "/api/v2/site";
/// What a registration must bring along.
pub const REGISTRATION: &str = "/api/v2/auth/registration";
/// One's own account.
pub const ME: &str = "/api/v2/me";
/// The most used tags, for those who look for some.
pub const POPULAR_TAGS: &str = "/api/v2/tags?sort=popular&limit=12";
/// Every category.
pub const CATEGORIES: &str = "/api/v2/categories?limit=100";

/// Which posts a list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostFilter<'a> {
    /// All of them.
    Latest,
    /// Those with a tag.
    Tag(&'a str),
    /// Those of a category.
    Category(&'a str),
    /// Those of a person.
    Author(&'a str),
}

/// A part of a list of posts, newest first.
pub fn posts(filter: PostFilter<'_>, after: Option<&str>) -> String {
    let filter = match filter {
        PostFilter::Latest => String::new(),
        PostFilter::Tag(slug) => format!("&tag={}", encoded(slug)),
        PostFilter::Category(slug) => format!("&category={}", encoded(slug)),
        PostFilter::Author(username) => format!("&author={}", encoded(username)),
    };
    with_after(format!("/api/v2/posts?limit={POSTS_A_PART}{filter}"), after)
}

/// The posts that a person shows first.
pub fn pinned(username: &str) -> String {
    format!("/api/v2/posts?limit={PINNED}&author={}&pinned=true", encoded(username))
}

/// A part of the posts of the people and tags that one follows, newest first.
pub fn followed_posts(after: Option<&str>) -> String {
    with_after(format!("/api/v2/me/feed?limit={POSTS_A_PART}"), after)
}

/// A part of the posts that one has put aside, the last first.
pub fn bookmarks(after: Option<&str>) -> String {
    with_after(format!("/api/v2/me/bookmarks?limit={POSTS_A_PART}"), after)
}

/// A post with its text.
pub fn post(slug: &str) -> String {
    format!("/api/v2/posts/{}", encoded(slug))
}

/// A part of a post's threads.
pub fn comments(slug: &str, part: &CommentPart) -> String {
    let first = format!("{}/comments?limit={COMMENTS_A_PART}", post(slug));
    match part {
        CommentPart::First => first,
        CommentPart::After(cursor) => with_after(first, Some(cursor)),
        CommentPart::Sorted { order, after } => with_after(format!("{first}&sort={}", order.word()), after.as_deref()),
        CommentPart::Holding(id) => format!("{first}&holding={id}"),
        CommentPart::Answers { to, after } => with_after(format!("{first}&parent_id={to}"), after.as_deref()),
    }
}

/// The tag itself.
pub fn tag(slug: &str) -> String {
    format!("/api/v2/tags/{}", encoded(slug))
}

/// The category itself.
pub fn category(slug: &str) -> String {
    format!("/api/v2/categories/{}", encoded(slug))
}

/// People with a part of a name, for whoever types it.
pub fn people(name: &str) -> String {
    format!("/api/v2/users?q={}&limit=20", encoded(name))
}

/// A person's public page.
pub fn user(username: &str) -> String {
    format!("/api/v2/users/{}", encoded(username))
}

/// A part of the people on one side of a person.
pub fn circle(username: &str, side: Side, after: Option<&str>) -> String {
    with_after(format!("{}/{}?limit={PEOPLE_A_PART}", user(username), side.word()), after)
}

/// A part of what is found.
pub fn search(query: &str, kind: SearchKind, after: Option<&str>) -> String {
    let kind = search_kind(kind);
    with_after(format!("/api/v2/search?q={}&type={kind}&limit={POSTS_A_PART}", encoded(query)), after)
}

fn with_after(address: String, after: Option<&str>) -> String {
    match after {
        Some(cursor) => format!("{address}&after={}", encoded(cursor)),
        None => address,
    }
}
