//! What each page shows, as the API would say it: the same services, the same bodies, always for nobody in particular.

use broadsheet_frontend::{
    api::addresses::{COMMENTS_A_PART, PEOPLE_A_PART, PINNED, POSTS_A_PART},
    paths,
    routes::{CommentPart, Program, Route, Side, ThreadOrder},
    server::ServerPage,
};
use broadsheet_shared::{
    frames::Topic,
    id::{PostId, UserId},
    problem::Code,
    v2,
    value::SearchQuery,
};

use crate::{
    domain::{
        actor::Actor,
        comment::CommentOrder,
        page::Part,
        post::Post,
        stream::Stream,
        user::{FollowSide, Since},
    },
    http::{Answer, AppState, Problem, listing, v2::convert},
    platform::cache::Tag,
    services::{
        categories, channel,
        comments::CommentListing,
        follows,
        posts::{self, Found, PostListing, PostTarget},
        profiles::{self, ProfileError, Who},
        tags,
    },
};

/// No name in an address is longer; longer ones, and control characters, are nobody's.
const MAX_NAME_CHARS: usize = 200;
/// As many categories as the app asks for.
const MAX_CATEGORIES: usize = 100;

/// What a search address asks besides its kind. It changes while someone types and the page stays, so no route has it.
#[derive(Debug, Default)]
pub(super) struct Question {
    /// What is looked for, as it was typed; empty elsewhere.
    pub(super) words: String,
    /// The cursor of a later part of what is found.
    pub(super) after: Option<String>,
}

/// What stands at an address.
pub(super) enum Contents {
    /// A page, and everything that it was made from.
    Page { page: Box<ServerPage>, tags: Vec<Tag> },
    /// The same thing under its proper address.
    Elsewhere { path: String, tags: Vec<Tag> },
}

impl Contents {
    fn page(page: ServerPage, mut tags: Vec<Tag>) -> Self {
        tags.push(Tag::Site);
        Self::Page { page: Box::new(page), tags }
    }
}

/// What a route shows, in a page for the program that has it.
pub(super) async fn of(state: &AppState, route: Route, program: Program, question: Question) -> Answer<Contents> {
    match route {
        Route::Home { after } => home(state, after).await,
        Route::Post { slug, part } => post(state, &named(slug)?, part).await,
        Route::Tag { slug, after } => tag(state, named(slug)?, after).await,
        Route::Category { slug, after } => category(state, named(slug)?, after).await,
        Route::Author { username, after } => author(state, &named(username)?, after).await,
        Route::Circle { username, side, after } => circle(state, &named(username)?, side, after).await,
        Route::Search { kind } => search(state, question, kind).await,
        Route::Login
        | Route::Following { .. }
        | Route::Bookmarks { .. }
        | Route::Notifications
        | Route::Register
        | Route::Write { .. }
        | Route::MyPosts
        | Route::ProfileSettings
        | Route::YourData
        | Route::Privacy
        | Route::NotificationSettings
        | Route::Appearance
        | Route::SetUp
        | Route::Confirm
        | Route::Forgot
        | Route::Reset
        | Route::Account
        | Route::Security
        | Route::AccessTokens => Ok(Contents::page(ServerPage::App(program), Vec::new())),
        Route::NotFound => Err(Problem::new(Code::RouteNotFound)),
    }
}

/// A name that can be somebody's or something's. Databases refuse some of the others.
pub(super) fn named(name: String) -> Answer<String> {
    let is_possible = name.chars().count() <= MAX_NAME_CHARS && !name.chars().any(char::is_control);
    if is_possible { Ok(name) } else { Err(Problem::new(Code::RouteNotFound)) }
}

async fn home(state: &AppState, after: Option<String>) -> Answer<Contents> {
    // A later part is about older posts: of what is new it is not told.
    let told = match after {
        None => last_told(state, &[Stream::Home]).await?,
        Some(_) => Vec::new(),
    };
    let (posts, mut tags) = part(state, &PostListing::default(), after.as_deref()).await?;
    tags.push(Tag::Categories);
    Ok(Contents::page(ServerPage::Home { categories: all_categories(state).await?, posts, after, told }, tags))
}

async fn post(state: &AppState, name: &str, part: CommentPart) -> Answer<Contents> {
    let target = PostTarget::parse(name);
    let post = match (posts::find(state.context(), &Actor::Anonymous, &target).await?, target) {
        (Found::Post(post), PostTarget::Slug(_)) => *post,
        (Found::Post(post), PostTarget::Id(_)) => return Ok(moved_post(post.summary.id, &post.summary.slug, &part)),
        (Found::Moved(moved), _) => return Ok(moved_post(moved.id, &moved.slug, &part)),
    };
    let (id, author) = (post.summary.id, post.summary.author.id);
    let told = last_told(state, &[Stream::Comments(id), Stream::Counts(id)]).await?;
    let Found::Post(post) = posts::find(state.context(), &Actor::Anonymous, &PostTarget::Id(id)).await? else {
        return Err(Problem::new(Code::PostNotFound));
    };
    let comments = match (comments(state, id, &part).await, &part) {
        // Answers to nothing that is here: the same.
        (Err(problem), CommentPart::Answers { after: None, .. }) if problem.code() == Code::CommentNotFound => {
            return Ok(moved_post(id, &post.summary.slug, &CommentPart::First));
        }
        (comments, _) => comments?,
    };
    if matches!(&part, CommentPart::Holding(id) if comments.items.iter().all(|comment| comment.id != *id)) {
        // It is gone, or another post's: the post has one address for all of those.
        return Ok(moved_post(id, &post.summary.slug, &CommentPart::First));
    }
    let mut tags = vec![Tag::Posts, Tag::post(id), Tag::comments_of(id), Tag::Users];
    // The byline beneath the text tells how many follow its author.
    tags.extend([Tag::user(author), Tag::follows_of(author)]);
    if post.summary.category.is_some() {
        tags.push(Tag::Categories);
    }
    let author = Box::new(author_of(state, &post).await?);
    Ok(Contents::page(ServerPage::Post { post: Box::new((*post).into()), author, comments, part, told }, tags))
}

/// How far these streams are. Read before everything else: what happens from here on is told to the app, seen already or not.
async fn last_told(state: &AppState, streams: &[Stream]) -> Answer<Vec<(Topic, u64)>> {
    let ends = channel::last_ids(state.context(), streams).await?;
    let end = |stream: Stream| ends.iter().find(|end| end.stream == stream.to_string()).map_or(0, |end| end.id);
    Ok(streams.iter().map(|stream| (stream.topic(), end(*stream))).collect())
}

fn moved_post(id: PostId, slug: &str, part: &CommentPart) -> Contents {
    Contents::Elsewhere { path: paths::post_part(slug, part), tags: vec![Tag::Posts, Tag::post(id)] }
}

/// A part of a post's threads, under the very cursors that the API gives.
async fn comments(state: &AppState, post: PostId, part: &CommentPart) -> Answer<v2::List<v2::Comment>> {
    let order = match part.order() {
        ThreadOrder::Oldest => CommentOrder::Oldest,
        ThreadOrder::Newest => CommentOrder::Newest,
        ThreadOrder::Top => CommentOrder::Top,
    };
    let limit = part_limit(COMMENTS_A_PART);
    let mut wanted = CommentListing { parent: part.parent(), order, limit, ..CommentListing::default() };
    let after = match part {
        CommentPart::After(cursor) => Some(cursor),
        CommentPart::Sorted { after, .. } | CommentPart::Answers { after, .. } => after.as_ref(),
        CommentPart::First | CommentPart::Holding(_) => None,
    };
    if let CommentPart::Holding(comment) = part {
        wanted.holding = Some(*comment);
    }
    if let Some(cursor) = after {
        wanted.after = Some(state.cursors().open(&listing::comments_fingerprint(post, &wanted), cursor)?);
    }
    Ok(listing::comments(state, &Actor::Anonymous, post, &wanted).await?)
}

/// The public page of a post's author; where there is none any more, what the post itself tells.
async fn author_of(state: &AppState, post: &Post) -> Answer<v2::Profile> {
    match profiles::profile(state.context(), &Who::Id(post.summary.author.id)).await {
        Ok(profile) => Ok(convert::profile(profile)),
        Err(ProfileError::NotFound) => Ok(v2::Profile {
            user: post.summary.author.clone(),
            bio: String::new(),
            bio_html: String::new(),
            website: None,
            links: Vec::new(),
            is_unclaimed: false,
            created_at: post.created_at,
            post_count: 0,
            comment_count: 0,
            follower_count: 0,
            following_count: 0,
            viewer: None,
        }),
        Err(error) => Err(error.into()),
    }
}

async fn tag(state: &AppState, slug: String, after: Option<String>) -> Answer<Contents> {
    let tag = tags::find(state.context(), &slug).await?;
    let wanted = PostListing { tag: Some(slug), ..PostListing::default() };
    let (posts, mut tags) = part(state, &wanted, after.as_deref()).await?;
    tags.extend([Tag::tag(tag.id), Tag::Tags]);
    Ok(Contents::page(ServerPage::Tag { tag, posts, after }, tags))
}

async fn category(state: &AppState, slug: String, after: Option<String>) -> Answer<Contents> {
    let category = categories::find(state.context(), &slug).await?;
    let wanted = PostListing { category: Some(slug), ..PostListing::default() };
    let (posts, mut tags) = part(state, &wanted, after.as_deref()).await?;
    tags.extend([Tag::category(category.id), Tag::Categories]);
    let categories = all_categories(state).await?;
    Ok(Contents::page(ServerPage::Category { category, categories, posts, after }, tags))
}

async fn author(state: &AppState, name: &str, after: Option<String>) -> Answer<Contents> {
    let profile = match profiles::find(state.context(), &Who::parse(name)).await? {
        profiles::Found::Person(profile) => convert::profile(*profile),
        profiles::Found::Renamed { username, id } => {
            return Ok(Contents::Elsewhere { path: paths::author(&username), tags: vec![Tag::user(id)] });
        }
    };
    let (id, username) = (profile.user.id, profile.user.username.clone());
    if username != name {
        return Ok(Contents::Elsewhere { path: paths::author(&username), tags: vec![Tag::user(id)] });
    }
    let wanted = PostListing { author: Some(username), ..PostListing::default() };
    let (posts, mut tags) = part(state, &wanted, after.as_deref()).await?;
    tags.extend([Tag::user(id), Tag::follows_of(id)]);
    let pinned = match &after {
        // Above the newest posts alone.
        Some(_) => None,
        None => {
            let wanted = PostListing { is_pinned: true, ..wanted };
            let (pinned, more) = listing::posts(state, &wanted, None, part_limit(PINNED)).await?;
            tags.extend(more);
            Some(pinned)
        }
    };
    Ok(Contents::page(ServerPage::Author { profile: Box::new(profile), posts, pinned, after }, tags))
}

async fn circle(state: &AppState, name: &str, side: Side, after: Option<String>) -> Answer<Contents> {
    let who = Who::parse(name);
    let profile = match profiles::find(state.context(), &who).await? {
        profiles::Found::Person(profile) => convert::profile(*profile),
        profiles::Found::Renamed { username, id } => return Ok(moved_circle(&username, side, id)),
    };
    let id = profile.user.id;
    if profile.user.username != name {
        return Ok(moved_circle(&profile.user.username, side, id));
    }
    let wanted = match side {
        Side::Followers => FollowSide::Followers,
        Side::Following => FollowSide::Following,
    };
    let fingerprint = listing::circle_fingerprint(&who, wanted);
    let after_key = after.as_deref().map(|cursor| state.cursors().open(&fingerprint, cursor)).transpose()?;
    let part = Part { after: after_key, limit: part_limit(PEOPLE_A_PART), counts: false };
    let page = follows::around(state.context(), &Actor::Anonymous, &who, wanted, &part).await?;
    let next = page.next.map(|key| state.cursors().seal(&fingerprint, &key)).transpose()?;
    let items = page.items.into_iter().map(|Since { user, .. }| convert::user_ref(user)).collect();
    let people = v2::List { items, next, total: None };
    let tags = vec![Tag::Users, Tag::user(id), Tag::follows_of(id)];
    Ok(Contents::page(ServerPage::Circle { profile: Box::new(profile), side, people, after }, tags))
}

fn moved_circle(username: &str, side: Side, id: UserId) -> Contents {
    Contents::Elsewhere { path: paths::circle(username, side), tags: vec![Tag::user(id)] }
}

/// A part of what is found, or the empty form for a question that asks nothing.
async fn search(state: &AppState, question: Question, kind: v2::SearchKind) -> Answer<Contents> {
    let Question { words: query, after } = question;
    let results = match SearchQuery::parse(&query) {
        Ok(words) => {
            let fingerprint = listing::search_fingerprint(&words, kind);
            let place = after.as_deref().map(|cursor| state.cursors().open(&fingerprint, cursor)).transpose()?;
            let part = Part { after: place, limit: part_limit(POSTS_A_PART), counts: false };
            Some(listing::search(state, None, &words, kind, &part).await?)
        }
        Err(_) => None,
    };
    let tags = vec![Tag::Search, Tag::Posts, Tag::Users, Tag::Tags];
    Ok(Contents::page(ServerPage::Search { query, kind, after, results }, tags))
}

/// The part of a list behind a cursor, under the very cursors that the API gives.
async fn part(
    state: &AppState,
    wanted: &PostListing,
    after: Option<&str>,
) -> Answer<(v2::List<v2::PostSummary>, Vec<Tag>)> {
    let after = after.map(|cursor| state.cursors().open(&listing::posts_fingerprint(wanted), cursor)).transpose()?;
    Ok(listing::posts(state, wanted, after, part_limit(POSTS_A_PART)).await?)
}

async fn all_categories(state: &AppState) -> Answer<v2::List<v2::Category>> {
    let mut items = categories::all(state.context()).await?;
    items.truncate(MAX_CATEGORIES);
    Ok(v2::List { items, next: None, total: None })
}

/// The app counts in words of the machine, lists in bytes; no part has more than 100 entries.
fn part_limit(entries: usize) -> u8 {
    u8::try_from(entries).unwrap_or(100)
}
