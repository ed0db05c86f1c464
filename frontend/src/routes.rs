//! The route table: which page an address shows, and who may see it. The server uses the same table.

#[cfg(feature = "csr")]
mod guard;
#[cfg(feature = "csr")]
pub mod page;

use broadsheet_shared::v2::SearchKind;

use crate::paths;
pub use crate::paths::parameter;

/// What an address shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The front page; `after` is the cursor of a later part.
    Home { after: Option<String> },
    /// A post, by slug or id.
    Post { slug: String },
    /// The posts with a tag.
    Tag { slug: String, after: Option<String> },
    /// The posts of a category.
    Category { slug: String, after: Option<String> },
    /// A person.
    Author { username: String, after: Option<String> },
    /// The search page; the question stands in the query and changes while someone types.
    Search { kind: SearchKind },
    /// Sign in.
    Login,
    /// Make an account.
    Register,
    /// The editor: a new post, or one with this id.
    Write { id: Option<String> },
    /// One's own posts.
    MyPosts,
    /// Make the first admin.
    SetUp,
    /// Nothing.
    NotFound,
}

/// Who may see a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everyone.
    Everyone,
    /// Those who are signed in; others are asked to sign in first.
    SignedIn,
    /// Those who are not; others go home.
    Anonymous,
}

impl Route {
    /// The route of a path and its query (without `?`), both as they stand in the address.
    pub fn parse(path: &str, query: &str) -> Self {
        let after = parameter(query, "after");
        let segments: Option<Vec<_>> = path.strip_prefix('/').unwrap_or(path).split('/').map(paths::decoded).collect();
        let Some(segments) = segments else { return Self::NotFound };
        let segments: Vec<_> = segments.iter().map(String::as_str).collect();
        match segments.as_slice() {
            [""] => Self::Home { after },
            ["posts", slug] if !slug.is_empty() => Self::Post { slug: (*slug).to_owned() },
            ["tags", slug] if !slug.is_empty() => Self::Tag { slug: (*slug).to_owned(), after },
            ["categories", slug] if !slug.is_empty() => Self::Category { slug: (*slug).to_owned(), after },
            ["users", username] if !username.is_empty() => Self::Author { username: (*username).to_owned(), after },
            ["search"] => Self::Search { kind: search_kind(query) },
            ["login"] => Self::Login,
            ["register"] => Self::Register,
            ["write"] => Self::Write { id: None },
            ["write", id] if !id.is_empty() => Self::Write { id: Some((*id).to_owned()) },
            ["me", "posts"] => Self::MyPosts,
            ["setup"] => Self::SetUp,
            _ => Self::NotFound,
        }
    }

    /// Who may see it.
    pub const fn access(&self) -> Access {
        match self {
            Self::Write { .. } | Self::MyPosts => Access::SignedIn,
            Self::Login | Self::Register => Access::Anonymous,
            _ => Access::Everyone,
        }
    }

    /// True for the pages where people write and keep house. They come with a program of their own (`desk`), so that
    /// those who read need not load it.
    pub const fn is_desk(&self) -> bool {
        matches!(self, Self::Write { .. } | Self::MyPosts | Self::SetUp)
    }

    /// True if the server writes its content into the first HTML.
    pub const fn is_public(&self) -> bool {
        matches!(
            self,
            Self::Home { .. }
                | Self::Post { .. }
                | Self::Tag { .. }
                | Self::Category { .. }
                | Self::Author { .. }
                | Self::Search { .. }
        )
    }
}

/// What a search address asks for; posts, unless it names another kind.
pub fn search_kind(query: &str) -> SearchKind {
    let word = parameter(query, "type").unwrap_or_default();
    let kinds = [SearchKind::Users, SearchKind::Tags, SearchKind::Comments];
    kinds.into_iter().find(|kind| paths::search_kind(*kind) == word).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_their_pages() {
        let slug = "été".to_owned();
        assert_eq!(Route::parse("/", ""), Route::Home { after: None });
        assert_eq!(Route::parse("/", "after=a%2Bb"), Route::Home { after: Some("a+b".into()) });
        assert_eq!(Route::parse(&paths::post(&slug), ""), Route::Post { slug });
        assert_eq!(Route::parse("/write/1", ""), Route::Write { id: Some("1".into()) });
        assert_eq!(Route::parse("/me/posts", "x=1"), Route::MyPosts);
    }

    #[test]
    fn the_desk_is_what_boot_js_takes_for_it() {
        let is_desk = |path: &str| Route::parse(path, "").is_desk();

        assert!(["/write", "/write/1", "/me/posts", "/setup"].into_iter().all(is_desk));
        assert!(!["/", "/login", "/register", "/posts/write", "/search"].into_iter().any(is_desk));
    }

    #[test]
    fn a_search_names_its_kind() {
        assert_eq!(Route::parse("/search", "q=a&type=tags"), Route::Search { kind: SearchKind::Tags });
        assert_eq!(Route::parse("/search", "type=cats"), Route::Search { kind: SearchKind::Posts });
    }

    #[test]
    fn other_addresses_lead_nowhere() {
        for path in ["/posts", "/posts/", "/posts/a/b", "//", "/posts/%ff", "/me", "/Login"] {
            assert_eq!(Route::parse(path, ""), Route::NotFound, "{path}");
        }
    }
}
