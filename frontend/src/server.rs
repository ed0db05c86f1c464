//! The first HTML: the same views as in the browser, rendered natively to a string.
//!
//! The server calls [`render`], then [`document`] with the tags of scripts and styles that the build named. Nothing here
//! reads a cookie or a clock: the same page gives the same bytes for everyone, so it caches.

mod document;
mod linked_data;
mod picture;
mod tags;
#[cfg(test)]
mod tests;

use broadsheet_shared::{frames::Topic, v2};
use leptos::{prelude::*, reactive::owner::Owner};
use serde::Serialize;
use serde_json::{Map, Value};

pub use document::{ACCENT, PAPER, ThemeColor, document};
pub use picture::{CARD_HEIGHT, CARD_WIDTH};

use crate::{
    api::addresses::{self, PostFilter},
    components::{
        follow::Tie,
        layout::{Frame, FrameActions},
        post::Feed,
        state::{Failed, NotFound, Skeleton},
        switch::Switch,
        user::People,
    },
    head::Head,
    pages::{
        author::AuthorView,
        category::CategoryView,
        circle::{self, CircleView},
        home::HomeView,
        post::{PostSignals, PostView, still_comments},
        search::{Found, SearchView},
        tag::TagView,
    },
    paths::{self, CommentPart, Side},
    routes::Program,
    text::reading as text,
};

/// A page with everything it shows. `after` is the cursor that the address asked for, as it stood there.
#[derive(Debug, Clone)]
pub enum ServerPage {
    /// The front page. `told` says how far the events of its topics were before all this was read: the app hears on from
    /// there.
    Home {
        categories: v2::List<v2::Category>,
        posts: v2::List<v2::PostSummary>,
        after: Option<String>,
        told: Vec<(Topic, u64)>,
    },
    /// A post with a part of its comments, and its author's public page. `told` is as above.
    Post {
        post: Box<v2::Post>,
        author: Box<v2::Profile>,
        comments: v2::List<v2::Comment>,
        part: CommentPart,
        told: Vec<(Topic, u64)>,
    },
    /// The posts with a tag.
    Tag { tag: v2::Tag, posts: v2::List<v2::PostSummary>, after: Option<String> },
    /// The posts of a category.
    Category {
        category: v2::Category,
        categories: v2::List<v2::Category>,
        posts: v2::List<v2::PostSummary>,
        after: Option<String>,
    },
    /// A person.
    Author {
        profile: Box<v2::Profile>,
        posts: v2::List<v2::PostSummary>,
        /// What they show first, where the page begins with their newest posts.
        pinned: Option<v2::List<v2::PostSummary>>,
        after: Option<String>,
    },
    /// The people on one side of a person.
    Circle { profile: Box<v2::Profile>, side: Side, people: v2::List<v2::UserRef>, after: Option<String> },
    /// The search page; `results` is `None` for an empty question.
    Search { query: String, kind: v2::SearchKind, after: Option<String>, results: Option<v2::SearchResults> },
    /// 404.
    NotFound,
    /// 410: staff took the post away.
    Removed,
    /// 5xx, or 400 for a cursor that leads nowhere. The program of the address may do better once the reason is gone.
    Error { status: u16, request_id: String, program: Program },
    /// A page that only the app makes, by one of its programs: sign in, write, ... It says that it needs JavaScript.
    App(Program),
}

/// Where the pictures are that the server draws for those who show a link as a card: paths on this site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cards {
    /// Of the page itself.
    pub own: Option<String>,
    /// Of the site, for pages that have none.
    pub site: Option<String>,
}

/// A rendered page, in parts. Everything is ready HTML, escaped where it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html {
    /// `<title>` and every other tag of the head that depends on the page: description, canonical, robots, Open Graph,
    /// Twitter, JSON-LD.
    pub head: String,
    /// Content of `<div id="app">`.
    pub body: String,
    /// Content of `<script type="application/json" id="page-data">`.
    pub data: String,
}

/// Renders a page of the site, without drawn pictures in its head.
pub fn render(page: &ServerPage, site: &v2::Site) -> Html {
    render_with(page, site, &Cards::default())
}

/// Renders a page of the site.
pub fn render_with(page: &ServerPage, site: &v2::Site, cards: &Cards) -> Html {
    let owner = Owner::new();
    let content = page.clone();
    let frame_site = site.clone();
    let body = owner.with(|| {
        let children_site = frame_site.clone();
        let view = view! {
            <Frame
                site=frame_site
                viewer=Signal::stored(None)
                actions=FrameActions::none()
                announcement=Signal::stored(String::new())
            >
                {content_of(content, children_site)}
            </Frame>
        };
        view.to_html()
    });
    owner.cleanup();
    Html { head: tags::of(page, site, cards), body, data: page.data(site) }
}

fn content_of(page: ServerPage, site: v2::Site) -> AnyView {
    let feed = |posts, path: &str, after: Option<String>| Feed::still(posts, path, after.is_some());
    match page {
        ServerPage::Home { categories, posts, after, .. } => {
            view! { <HomeView site=site categories=categories.items feed=feed(posts, paths::HOME, after) /> }.into_any()
        }
        ServerPage::Post { post, author, comments, part, .. } => {
            let signals = PostSignals::still(&post, *author);
            let comments = still_comments(&post, comments, part);
            view! { <PostView post=*post signals comments /> }.into_any()
        }
        ServerPage::Tag { tag, posts, after } => {
            let feed = feed(posts, &paths::tag(&tag.slug), after);
            let follow = Switch::still(tag.follower_count);
            view! { <TagView tag=tag follow=follow feed=feed /> }.into_any()
        }
        ServerPage::Category { category, categories, posts, after } => {
            let feed = feed(posts, &paths::category(&category.slug), after);
            view! { <CategoryView category=category categories=categories.items feed=feed /> }.into_any()
        }
        ServerPage::Author { profile, posts, pinned, after } => {
            let pinned = Signal::stored(pinned.map(|list| list.items).unwrap_or_default());
            let feed = feed(posts, &paths::author(&profile.user.username), after);
            let tie = Tie::still(profile.follower_count);
            view! { <AuthorView profile=*profile tie=tie pinned=pinned feed=feed /> }.into_any()
        }
        ServerPage::Circle { profile, side, people, after } => {
            let people = People::still(people, &paths::circle(&profile.user.username, side), after.is_some());
            view! { <CircleView user=profile.user side=side people=people /> }.into_any()
        }
        ServerPage::Search { query, kind, results, .. } => search(query, kind, results),
        ServerPage::NotFound => view! { <NotFound /> }.into_any(),
        ServerPage::Removed => {
            view! { <NotFound title=text::REMOVED hint=text::REMOVED_HINT number="410" /> }.into_any()
        }
        ServerPage::Error { request_id, .. } => view! { <Failed request_id=Some(request_id) /> }.into_any(),
        ServerPage::App(_) => view! { <Starting /> }.into_any(),
    }
}

/// In the place of a page that only the app makes, until it is there. `boot.js` shows the last part if it does not start.
#[component]
fn Starting() -> impl IntoView {
    view! {
        <noscript>
            <div class="notice notice--page">
                <p class="notice__title">{text::NEEDS_SCRIPT}</p>
            </div>
        </noscript>
        <Skeleton />
        <div id="not-started" role="alert" hidden=true>
            <Failed title=text::NOT_STARTED hint=text::NOT_STARTED_HINT />
        </div>
    }
}

fn search(query: String, kind: v2::SearchKind, results: Option<v2::SearchResults>) -> AnyView {
    let found = Found { query: query.clone(), kind, parts: results.into_iter().collect(), failure: None };
    view! {
        <SearchView
            typed=Signal::stored(query)
            kind=kind
            found=Signal::stored(found)
            is_loading=Signal::stored(false)
            on_input=Callback::new(|_| {})
            more=Callback::new(|()| {})
            again=Callback::new(|()| {})
        />
    }
    .into_any()
}

impl ServerPage {
    /// The status to answer with.
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::Removed => 410,
            Self::Error { status, .. } => *status,
            _ => 200,
        }
    }

    /// The program that takes the page over.
    pub const fn program(&self) -> Program {
        match self {
            Self::App(program) | Self::Error { program, .. } => *program,
            Self::Circle { .. } => Program::Circle,
            _ => Program::Reader,
        }
    }

    fn head(&self, site: &v2::Site) -> Head {
        match self {
            Self::Home { after, .. } => Head::home(site, after.as_deref()),
            Self::Post { post, part, .. } => Head::post(post, part),
            Self::Tag { tag, after, .. } => Head::tag(tag, after.as_deref(), site),
            Self::Category { category, after, .. } => Head::category(category, after.as_deref(), site),
            Self::Author { profile, after, .. } => Head::author(profile, after.as_deref(), site),
            Self::Circle { profile, side, .. } => Head::hidden(&circle::title(&profile.user, *side)),
            Self::Search { query, .. } => Head::search(query),
            Self::NotFound => Head::hidden(text::NOT_FOUND),
            Self::Removed => Head::hidden(text::REMOVED),
            Self::Error { .. } => Head::hidden(text::ERROR),
            Self::App(_) => Head::hidden(""),
        }
    }

    /// The path of the part behind this one.
    fn next(&self) -> Option<String> {
        let (path, cursor) = match self {
            Self::Home { posts, .. } => (paths::HOME.to_owned(), &posts.next),
            Self::Tag { tag, posts, .. } => (paths::tag(&tag.slug), &posts.next),
            Self::Category { category, posts, .. } => (paths::category(&category.slug), &posts.next),
            Self::Author { profile, posts, .. } => (paths::author(&profile.user.username), &posts.next),
            Self::Circle { profile, side, people, .. } => (paths::circle(&profile.user.username, *side), &people.next),
            Self::Post { post, comments, part, .. } => {
                let behind = part.behind(comments.next.clone()?);
                return Some(paths::post_part(&post.summary.slug, &behind));
            }
            _ => return None,
        };
        Some(paths::after(&path, cursor.as_deref()?))
    }

    /// The path of the first part, where this is a later one. A part knows what is behind it, and not what was before it.
    fn first(&self) -> Option<String> {
        match self {
            Self::Home { after: Some(_), .. } => Some(paths::HOME.to_owned()),
            Self::Tag { tag, after: Some(_), .. } => Some(paths::tag(&tag.slug)),
            Self::Category { category, after: Some(_), .. } => Some(paths::category(&category.slug)),
            Self::Author { profile, after: Some(_), .. } => Some(paths::author(&profile.user.username)),
            Self::Circle { profile, side, after: Some(_), .. } => Some(paths::circle(&profile.user.username, *side)),
            Self::Post { post, part, .. } if *part != CommentPart::First => Some(paths::post(&post.summary.slug)),
            _ => None,
        }
    }

    /// What the app would have asked the API for this page, under the addresses it would have asked.
    fn data(&self, site: &v2::Site) -> String {
        let mut responses = Responses::default();
        responses.add(addresses::SITE, site);
        match self {
            Self::Home { categories, posts, after, told } => {
                responses.add(addresses::CATEGORIES, categories);
                responses.add(&addresses::posts(PostFilter::Latest, after.as_deref()), posts);
                responses.add_told(told);
            }
            Self::Post { post, author, comments, part, told } => {
                // The Markdown is for editors, who ask for it themselves; here it would double the page.
                let post = v2::Post { body: String::new(), ..(**post).clone() };
                let slug = &post.summary.slug;
                responses.add(&addresses::post(slug), &post);
                responses.add(&addresses::comments(slug, part), comments);
                responses.add(&addresses::user(&author.user.username), author);
                responses.add_told(told);
            }
            Self::Tag { tag, posts, after } => {
                responses.add(&addresses::tag(&tag.slug), tag);
                responses.add(&addresses::posts(PostFilter::Tag(&tag.slug), after.as_deref()), posts);
            }
            Self::Category { category, categories, posts, after } => {
                responses.add(addresses::CATEGORIES, categories);
                responses.add(&addresses::category(&category.slug), category);
                responses.add(&addresses::posts(PostFilter::Category(&category.slug), after.as_deref()), posts);
            }
            Self::Author { profile, posts, pinned, after } => {
                let username = &profile.user.username;
                responses.add(&addresses::user(username), profile);
                responses.add(&addresses::posts(PostFilter::Author(username), after.as_deref()), posts);
                if let Some(pinned) = pinned {
                    responses.add(&addresses::pinned(username), pinned);
                }
            }
            Self::Circle { profile, side, people, after } => {
                let username = &profile.user.username;
                responses.add(&addresses::user(username), profile);
                responses.add(&addresses::circle(username, *side, after.as_deref()), people);
            }
            Self::Search { query, kind, after, results: Some(results) } => {
                responses.add(&addresses::search(query, *kind, after.as_deref()), results);
            }
            Self::Search { results: None, .. } | Self::NotFound | Self::Removed | Self::Error { .. } | Self::App(_) => {
            }
        }
        responses.finish(self.status())
    }
}

/// Collects the page's data.
#[derive(Default)]
struct Responses(Map<String, Value>);

impl Responses {
    fn add<T: Serialize>(&mut self, address: &str, body: &T) {
        // Our DTOs are plain data: numbers, strings, lists; turning them into JSON cannot fail. Were it to, the app would ask.
        if let Ok(value) = serde_json::to_value(body) {
            self.0.insert(address.to_owned(), value);
        }
    }

    /// Each place under the name of its topic.
    fn add_told(&mut self, told: &[(Topic, u64)]) {
        for (topic, id) in told {
            self.add(&topic.to_string(), id);
        }
    }

    /// As JSON that cannot end the script element it stands in.
    fn finish(self, status: u16) -> String {
        let data = serde_json::json!({"status": status, "responses": self.0});
        data.to_string().replace('<', "\\u003c")
    }
}
