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

use broadsheet_shared::v2::SearchKind;
use leptos_router::path;

use self::shape::{Asked, Segments, Shape};
use crate::paths;
pub use crate::paths::{CommentPart, Side, parameter};

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

/// The programs of the site; each loads alone. Going from one to another is a full load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// For those who read: every public page, signing in, comments. Small, for everyone loads it.
    Reader,
    /// For those who write.
    Desk,
    /// For one's own account: making it, proving an address, its settings; and the first one of all.
    Account,
}

impl Program {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Reader, Self::Desk, Self::Account];

    /// What its files are called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Desk => "desk",
            Self::Account => "account",
        }
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
pub static TABLE: [Row; 25] = [
    public(&path!("/"), |at| Some(Route::Home { after: at.after() })),
    public(&path!("/posts/:slug"), |at| {
        Some(Route::Post { slug: at.name("slug")?, part: CommentPart::read(at.query) })
    }),
    public(&path!("/tags/:slug"), |at| Some(Route::Tag { slug: at.name("slug")?, after: at.after() })),
    public(&path!("/categories/:slug"), |at| Some(Route::Category { slug: at.name("slug")?, after: at.after() })),
    public(&path!("/users/:username"), |at| Some(Route::Author { username: at.name("username")?, after: at.after() })),
    public(&path!("/search"), |at| Some(Route::Search { kind: search_kind(at.query) })),
    guarded(&path!("/login"), Access::Anonymous, Program::Reader, |_| Some(Route::Login)),
    guarded(&path!("/register"), Access::Anonymous, Program::Account, |_| Some(Route::Register)),
    guarded(&path!("/write"), Access::SignedIn, Program::Desk, |_| Some(Route::Write { id: None })),
    guarded(&path!("/write/:id"), Access::SignedIn, Program::Desk, |at| {
        Some(Route::Write { id: Some(at.name("id")?) })
    }),
    guarded(&path!("/me/posts"), Access::SignedIn, Program::Desk, |_| Some(Route::MyPosts)),
    guarded(&path!("/setup"), Access::Everyone, Program::Account, |_| Some(Route::SetUp)),
    guarded(&path!("/confirm"), Access::Everyone, Program::Account, |_| Some(Route::Confirm)),
    guarded(&path!("/forgot"), Access::Everyone, Program::Account, |_| Some(Route::Forgot)),
    guarded(&path!("/reset"), Access::Everyone, Program::Account, |_| Some(Route::Reset)),
    guarded(&path!("/settings/account"), Access::SignedIn, Program::Account, |_| Some(Route::Account)),
    guarded(&path!("/settings/security"), Access::SignedIn, Program::Account, |_| Some(Route::Security)),
    guarded(&path!("/settings/tokens"), Access::SignedIn, Program::Account, |_| Some(Route::AccessTokens)),
    guarded(&path!("/settings/profile"), Access::SignedIn, Program::Account, |_| Some(Route::ProfileSettings)),
    guarded(&path!("/settings/data"), Access::SignedIn, Program::Account, |_| Some(Route::YourData)),
    guarded(&path!("/feed"), Access::SignedIn, Program::Reader, |at| Some(Route::Following { after: at.after() })),
    guarded(&path!("/bookmarks"), Access::SignedIn, Program::Reader, |at| Some(Route::Bookmarks { after: at.after() })),
    public(&path!("/users/:username/followers"), |at| circle(at, Side::Followers)),
    public(&path!("/users/:username/following"), |at| circle(at, Side::Following)),
    guarded(&path!("/settings/privacy"), Access::SignedIn, Program::Account, |_| Some(Route::Privacy)),
];

/// A page for everyone, in the reader's program.
const fn public(segments: Segments, route: fn(&Asked<'_>) -> Option<Route>) -> Row {
    guarded(segments, Access::Everyone, Program::Reader, route)
}

const fn guarded(segments: Segments, access: Access, program: Program, route: fn(&Asked<'_>) -> Option<Route>) -> Row {
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
            (Program::Reader, &["/", "/login", "/posts/write", "/search", "/feed", "/bookmarks"][..]),
            (Program::Desk, &["/write", "/write/1", "/me/posts"]),
            (Program::Account, &["/register", "/setup", "/confirm", "/forgot", "/reset"]),
            (Program::Account, &["/settings/account", "/settings/security", "/settings/tokens", "/settings/profile"]),
            (Program::Account, &["/settings/data", "/settings/privacy"]),
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
