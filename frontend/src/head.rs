//! What a page says of itself in its head: one description for the server's first HTML and for the browser's tab.

use broadsheet_shared::v2;

use crate::{
    paths::{self, CommentPart},
    text::reading as text,
};

/// What stands in a page's head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The page's own title; empty on the front page, which has the site's name alone.
    pub title: String,
    /// One or two sentences.
    pub description: String,
    /// The one address of this content: a path on this site, or an absolute address elsewhere. `None`: keep it out.
    pub canonical: Option<String>,
    /// A further part of what stands at `canonical`: search engines read that, and leave this out.
    pub is_part: bool,
    /// The path of a page that has a feed of its own, beside the site's.
    pub feed: Option<String>,
}

impl Head {
    /// A page that search engines leave out.
    pub fn hidden(title: &str) -> Self {
        Self::page(title.to_owned(), String::new(), None)
    }

    /// A list; its later parts are kept out of search engines, for they move.
    pub fn list(title: String, description: String, path: &str, after: Option<&str>) -> Self {
        Self::page(title, description, after.is_none().then(|| path.to_owned()))
    }

    /// The front page.
    pub fn home(site: &v2::Site, after: Option<&str>) -> Self {
        Self::list(String::new(), site.description.clone(), paths::HOME, after)
    }

    /// A post with a part of its comments.
    pub fn post(post: &v2::Post, part: &CommentPart) -> Self {
        let summary = &post.summary;
        Self {
            title: summary.title.clone(),
            description: summary.excerpt.clone(),
            // Whoever has the address of an archived post may read it; search engines shall not hand it out.
            canonical: (summary.state == v2::PostState::Published)
                .then(|| post.canonical_url.clone().unwrap_or_else(|| paths::post(&summary.slug))),
            is_part: *part != CommentPart::First,
            feed: None,
        }
    }

    /// A tag.
    pub fn tag(tag: &v2::Tag, after: Option<&str>, site: &v2::Site) -> Self {
        let (title, path) = (format!("#{}", tag.name), paths::tag(&tag.slug));
        let head = Self::list(title, text::tag_description(&tag.name, &site.name), &path, after);
        Self { feed: Some(path), ..head }
    }

    /// A category.
    pub fn category(category: &v2::Category, after: Option<&str>, site: &v2::Site) -> Self {
        let description = match category.description.as_str() {
            "" => text::category_description(&category.name, &site.name),
            own => own.to_owned(),
        };
        Self::list(category.name.clone(), description, &paths::category(&category.slug), after)
    }

    /// A person.
    pub fn author(profile: &v2::Profile, after: Option<&str>, site: &v2::Site) -> Self {
        let user = &profile.user;
        let description = text::author_description(&user.display_name, &site.name);
        let path = paths::author(&user.username);
        let head = Self::list(user.display_name.clone(), description, &path, after);
        Self { feed: Some(path), ..head }
    }

    /// A search.
    pub fn search(query: &str) -> Self {
        Self::hidden(&text::search_title(query))
    }

    /// What the tab shows.
    pub fn full_title(&self, site: &v2::Site) -> String {
        if self.title.is_empty() { site.name.clone() } else { format!("{} · {}", self.title, site.name) }
    }

    /// True if search engines shall list the page.
    pub const fn is_listed(&self) -> bool {
        self.canonical.is_some() && !self.is_part
    }

    /// The canonical address in full.
    pub fn canonical_url(&self, site: &v2::Site) -> Option<String> {
        let canonical = self.canonical.as_deref()?;
        let is_path = canonical.starts_with('/');
        Some(if is_path { format!("{}{canonical}", site.base_url) } else { canonical.to_owned() })
    }

    fn page(title: String, description: String, canonical: Option<String>) -> Self {
        Self { title, description, canonical, is_part: false, feed: None }
    }
}
