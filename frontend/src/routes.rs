//! The route table: which page an address shows, who may see it, and which program brings it.
//!
//! Addresses are matched by leptos_router. The app's outlet is made from this table, and the server takes from the same
//! lines what it listens to, what its first HTML shows and which program a page starts.

#[cfg(feature = "csr")]
mod guard;
#[cfg(feature = "csr")]
pub mod outlet;
#[cfg(feature = "csr")]
pub mod page;
mod shape;

use self::shape::{
    Asked,
    Segment::{self, Named, Plain},
    Shape,
};
use crate::paths;
pub use crate::paths::{CommentPart, Side, ThreadOrder, parameter};
use broadsheet_shared::v2::SearchKind;

/// What an address shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// The front page; `after` is the cursor of a later part.
    Home { after: Option<String> },
    /// A post, by slug or id, with a part of its comments.
    Post { slug: String, part: CommentPart },
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
    /// Confirm an address.
    Confirm,
    /// Forgot the password.
    Forgot,
    /// Choose a new password.
    Reset,
    /// One's own account.
    Account,
    /// Where one is signed in.
    Security,
    /// The tokens of programs that act for one.
    AccessTokens,
    /// What stands on one's own page, and one's username.
    ProfileSettings,
    /// Taking one's data home, and leaving.
    YourData,
    /// Whom one has blocked and muted.
    Privacy,
    /// Which notifications reach one, and how.
    NotificationSettings,
    /// What one is told of; what is shown of it stands in the query and changes while the page stays.
    Notifications,
    /// How the site looks and behaves in this browser.
    Appearance,
    /// The posts of the people and tags that one follows.
    Following { after: Option<String> },
    /// What one has put aside to read.
    Bookmarks { after: Option<String> },
    /// The people on one side of a person.
    Circle { username: String, side: Side, after: Option<String> },
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

/// The programs of the site; each loads alone. Going from one to another is a full load, so what is much gone between
/// stands together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// For those who read: the public pages, search, comments. Small, for everyone loads it.
    Reader,
    /// The way in: signing in, making an account, mailed links; the first account of all; and how the site looks, which needs
    /// no account.
    Door,
    /// The settings of one's own account.
    Account,
    /// For those who write.
    Desk,
    /// The people around one, and what they bring: feed, bookmarks, notifications, followers.
    Circle,
}

/// What the files of the live program are called. It has no pages, so no line of the table names it: every page loads it
/// beside its own, once that has started, for the line to the server and what stands in the page because of it.
pub const LIVE: &str = "live";

impl Program {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Reader, Self::Door, Self::Account, Self::Desk, Self::Circle];

    /// What its files are called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Door => "door",
            Self::Account => "account",
            Self::Desk => "desk",
            Self::Circle => "circle",
        }
    }

    /// The one whose page stands at a path. Where none does, the reader's says so.
    pub fn at(path: &str) -> Self {
        Row::at(path).map_or(Self::Reader, Row::program)
    }

    /// True if it has the page at a path.
    pub fn has(self, path: &str) -> bool {
        Row::at(path).is_some_and(|row| row.program == self)
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    shape: Shape,
    route: fn(&Asked<'_>) -> Option<Route>,
    access: Access,
    program: Program,
}

/// Every page, by the shape of its address.
pub static TABLE: [Row; 28] = [
    public(&[], |at| Some(Route::Home { after: at.after() })),
    public(&[Plain("posts"), Named("slug")], |at| {
        Some(Route::Post { slug: at.name("slug")?, part: CommentPart::read(at.query) })
    }),
    public(&[Plain("tags"), Named("slug")], |at| Some(Route::Tag { slug: at.name("slug")?, after: at.after() })),
    public(&[Plain("categories"), Named("slug")], |at| {
        Some(Route::Category { slug: at.name("slug")?, after: at.after() })
    }),
    public(&[Plain("users"), Named("username")], |at| {
        Some(Route::Author { username: at.name("username")?, after: at.after() })
    }),
    public(&[Plain("search")], |at| Some(Route::Search { kind: search_kind(at.query) })),
    guarded(&[Plain("login")], Access::Anonymous, Program::Door, |_| Some(Route::Login)),
    guarded(&[Plain("register")], Access::Anonymous, Program::Door, |_| Some(Route::Register)),
    guarded(&[Plain("write")], Access::SignedIn, Program::Desk, |_| Some(Route::Write { id: None })),
    guarded(&[Plain("write"), Named("id")], Access::SignedIn, Program::Desk, |at| {
        Some(Route::Write { id: Some(at.name("id")?) })
    }),
    guarded(&[Plain("me"), Plain("posts")], Access::SignedIn, Program::Desk, |_| Some(Route::MyPosts)),
    guarded(&[Plain("setup")], Access::Everyone, Program::Door, |_| Some(Route::SetUp)),
    guarded(&[Plain("confirm")], Access::Everyone, Program::Door, |_| Some(Route::Confirm)),
    guarded(&[Plain("forgot")], Access::Everyone, Program::Door, |_| Some(Route::Forgot)),
    guarded(&[Plain("reset")], Access::Everyone, Program::Door, |_| Some(Route::Reset)),
    guarded(&[Plain("settings"), Plain("account")], Access::SignedIn, Program::Account, |_| Some(Route::Account)),
    guarded(&[Plain("settings"), Plain("security")], Access::SignedIn, Program::Account, |_| Some(Route::Security)),
    guarded(&[Plain("settings"), Plain("tokens")], Access::SignedIn, Program::Account, |_| Some(Route::AccessTokens)),
    guarded(&[Plain("settings"), Plain("profile")], Access::SignedIn, Program::Account, |_| {
        Some(Route::ProfileSettings)
    }),
    guarded(&[Plain("settings"), Plain("data")], Access::SignedIn, Program::Account, |_| Some(Route::YourData)),
    guarded(&[Plain("feed")], Access::SignedIn, Program::Circle, |at| Some(Route::Following { after: at.after() })),
    guarded(&[Plain("bookmarks")], Access::SignedIn, Program::Circle, |at| {
        Some(Route::Bookmarks { after: at.after() })
    }),
    guarded(&[Plain("users"), Named("username"), Plain("followers")], Access::Everyone, Program::Circle, |at| {
        circle(at, Side::Followers)
    }),
    guarded(&[Plain("users"), Named("username"), Plain("following")], Access::Everyone, Program::Circle, |at| {
        circle(at, Side::Following)
    }),
    guarded(&[Plain("settings"), Plain("privacy")], Access::SignedIn, Program::Account, |_| Some(Route::Privacy)),
    guarded(&[Plain("settings"), Plain("notifications")], Access::SignedIn, Program::Account, |_| {
        Some(Route::NotificationSettings)
    }),
    guarded(&[Plain("notifications")], Access::SignedIn, Program::Circle, |_| Some(Route::Notifications)),
    guarded(&[Plain("settings"), Plain("appearance")], Access::Everyone, Program::Door, |_| Some(Route::Appearance)),
];

/// A page for everyone, in the reader's program.
const fn public(segments: &'static [Segment], route: fn(&Asked<'_>) -> Option<Route>) -> Row {
    guarded(segments, Access::Everyone, Program::Reader, route)
}

const fn guarded(
    segments: &'static [Segment],
    access: Access,
    program: Program,
    route: fn(&Asked<'_>) -> Option<Route>,
) -> Row {
    Row { shape: Shape(segments), route, access, program }
}

fn circle(at: &Asked<'_>, side: Side) -> Option<Route> {
    Some(Route::Circle { username: at.name("username")?, side, after: at.after() })
}

impl Row {
    /// The line of a path, as it stands in the address.
    pub fn at(path: &str) -> Option<&'static Self> {
        TABLE.iter().find(|row| row.shape.names(path).is_some())
    }

    /// What an address of this line shows; `None` for one of another line.
    pub fn read(&self, path: &str, query: &str) -> Option<Route> {
        (self.route)(&Asked { names: self.shape.names(path)?, query })
    }

    /// Its addresses as the server listens to them: `/posts/{slug}`.
    pub fn template(&self) -> String {
        self.shape.template()
    }

    /// Who may see its pages.
    pub const fn access(&self) -> Access {
        self.access
    }

    /// The program that has its pages.
    pub const fn program(&self) -> Program {
        self.program
    }
}

impl Route {
    /// The route of a path and its query (without `?`), both as they stand in the address.
    pub fn parse(path: &str, query: &str) -> Self {
        Row::at(path).and_then(|row| row.read(path, query)).unwrap_or(Self::NotFound)
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
                | Self::Circle { .. }
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
        assert_eq!(
            Route::parse(&paths::post(&slug), "x=1"),
            Route::Post { slug: slug.clone(), part: CommentPart::First }
        );
        let part = CommentPart::After("c".into());
        assert_eq!(Route::parse(&paths::post(&slug), "after=c"), Route::Post { slug, part });
        assert_eq!(Route::parse(&paths::tag("100%"), ""), Route::Tag { slug: "100%".into(), after: None });
        assert_eq!(Route::parse("/write", ""), Route::Write { id: None });
        assert_eq!(Route::parse("/write/1", ""), Route::Write { id: Some("1".into()) });
        assert_eq!(Route::parse("/me/posts", "x=1"), Route::MyPosts);
        assert_eq!(Route::parse("/feed", "after=c"), Route::Following { after: Some("c".into()) });
        assert_eq!(Route::parse("/notifications", "type=like"), Route::Notifications);
        let circle = Route::Circle { username: "ada".into(), side: Side::Following, after: None };
        assert_eq!(Route::parse(&paths::circle("ada", Side::Following), ""), circle);
    }

    #[test]
    fn every_typed_path_has_a_line() {
        let made = [
            paths::HOME.to_owned(),
            paths::post("a/b"),
            paths::tag("a"),
            paths::category("?"),
            paths::author("ada"),
            paths::SEARCH.to_owned(),
            paths::LOGIN.to_owned(),
            paths::REGISTER.to_owned(),
            paths::WRITE.to_owned(),
            paths::write_post(1),
            paths::MY_POSTS.to_owned(),
            paths::SET_UP.to_owned(),
            paths::CONFIRM.to_owned(),
            paths::FORGOT.to_owned(),
            paths::RESET.to_owned(),
            paths::SETTINGS_ACCOUNT.to_owned(),
            paths::SETTINGS_SECURITY.to_owned(),
            paths::SETTINGS_TOKENS.to_owned(),
            paths::SETTINGS_PROFILE.to_owned(),
            paths::SETTINGS_DATA.to_owned(),
            paths::FOLLOWING.to_owned(),
            paths::BOOKMARKS.to_owned(),
            paths::circle("ada", Side::Followers),
            paths::circle("ada", Side::Following),
            paths::SETTINGS_PRIVACY.to_owned(),
            paths::SETTINGS_NOTIFICATIONS.to_owned(),
            paths::NOTIFICATIONS.to_owned(),
            paths::SETTINGS_APPEARANCE.to_owned(),
        ];

        for (path, row) in made.iter().zip(&TABLE) {
            assert!(row.read(path, "").is_some(), "{path} is not {}", row.template());
            assert_eq!(Row::at(path).unwrap().template(), row.template());
        }
    }

    #[test]
    fn the_server_listens_to_what_the_table_has() {
        let templates: Vec<_> = TABLE.iter().map(Row::template).collect();

        assert_eq!(templates[..3], ["/", "/posts/{slug}", "/tags/{slug}"]);
        assert_eq!(templates[9..12], ["/write/{id}", "/me/posts", "/setup"]);
    }

    #[test]
    fn each_page_is_in_one_program() {
        let of = [
            (Program::Reader, &["/", "/posts/write", "/tags/feed", "/categories/a", "/users/login", "/search"][..]),
            (Program::Door, &["/login", "/register", "/setup", "/confirm", "/forgot", "/reset"]),
            (Program::Door, &["/settings/appearance"]),
            (Program::Desk, &["/write", "/write/1", "/me/posts"]),
            (Program::Circle, &["/feed", "/bookmarks", "/notifications", "/users/ada/followers"]),
            (Program::Circle, &["/users/ada/following"]),
            (Program::Account, &["/settings/account", "/settings/security", "/settings/tokens", "/settings/profile"]),
            (Program::Account, &["/settings/data", "/settings/privacy"]),
            (Program::Account, &["/settings/notifications"]),
        ];
        for (program, paths) in of {
            for path in paths {
                let having: Vec<_> = Program::ALL.into_iter().filter(|program| program.has(path)).collect();
                assert_eq!(having, [program], "{path}");
            }
        }
        assert!(Program::ALL.into_iter().all(|program| !program.has("/docs") && !program.has("/feed.xml")));
    }

    #[test]
    fn a_search_names_its_kind() {
        assert_eq!(Route::parse("/search", "q=a&type=tags"), Route::Search { kind: SearchKind::Tags });
        assert_eq!(Route::parse("/search", "type=cats"), Route::Search { kind: SearchKind::Posts });
    }

    #[test]
    fn other_addresses_lead_nowhere() {
        for path in [
            "",
            "/posts",
            "/posts/",
            "/posts/a/",
            "/posts/a/b",
            "/search/",
            "//",
            "/posts/%ff",
            "/me",
            "/settings",
            "/Login",
        ] {
            assert_eq!(Route::parse(path, ""), Route::NotFound, "{path}");
        }
    }
}
