//! The demo: a small site with people, posts and a conversation, for whoever starts the program to look around.
//!
//! Several services make it together, as people would by hand; that is why it stands here and not among them. Its
//! passwords are public, so it is only ever made in the development profile and in an empty database.

use std::collections::HashMap;

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    input::{NewComment, ProfilePatch, Registration},
    time::Timestamp,
    value::{Bio, CommentBody, DisplayName, EmailAddress, Password, Slug, Username, ValueError},
};
use include_dir::{Dir, include_dir};
use serde::Deserialize;

use crate::{
    config::Profile,
    domain::{
        actor::{Actor, Person},
        user::role,
    },
    platform::clock::Clock,
    repositories::{self, DatabaseError, categories, posts, users},
    services::{
        Context,
        accounts::{self, AccountError, NewAccount},
        comments::{self, CommentError},
        import::{self, ImportError, Options, Outcome, Source},
    },
};

static FILES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/demo");

/// One password for everybody: it is printed at the start and keeps nobody out.
pub const PASSWORD: &str = "harbour-lights";

/// Name, username, role, biography.
const PEOPLE: [(&str, &str, &str, &str); 4] = [
    (
        "Ada Marlow",
        "ada",
        role::ADMIN,
        "Keeps the harbour lit. Writes about programs, and about the people who read them.",
    ),
    (
        "Mina Okafor",
        "mina",
        role::MODERATOR,
        "Sets type by hand and strong opinions in italics. *Leading* is not optional.",
    ),
    ("Jonas Reyes", "jonas", role::AUTHOR, "Writes about programs and, when they break, about patience."),
    ("Tomás Lindqvist", "tomas", role::AUTHOR, "Bakes at 1,900 metres. Returns books, eventually."),
];

/// After everything in the demo, 2026-11-30T00:00:00Z: its posts are all there from the start, also for whoever has an
/// earlier clock.
const LAST_DAY: Timestamp = Timestamp::from_millis(1_795_996_800_000);

/// Slug, name, description, in order.
const CATEGORIES: [(&str, &str, &str); 3] = [
    ("community", "Community", "How we live and work together here."),
    ("programming", "Programming", "Code, the machines that run it, and what both taught us."),
    ("craft", "Craft", "Things made by hand, slowly, on purpose."),
];

/// Why the demo was not made.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// An account.
    #[error("an account: {0}")]
    Account(#[from] AccountError),
    /// The posts.
    #[error("the posts: {0}")]
    Import(#[from] ImportError),
    /// A file of the demo was refused.
    #[error("the post {0} was refused: {1}")]
    Refused(String, String),
    /// A comment.
    #[error("a comment: {0}")]
    Comment(#[from] CommentError),
    /// The file of comments.
    #[error("the file of comments: {0}")]
    Comments(String),
    /// A name or text breaks our own rules.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// A person to sign in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Their name.
    pub username: &'static str,
    /// Their role.
    pub role: &'static str,
}

#[derive(Deserialize)]
struct CommentFile {
    comment: Vec<WrittenComment>,
}

#[derive(Deserialize)]
struct WrittenComment {
    post: String,
    author: String,
    date: toml::value::Datetime,
    /// Number of an earlier comment of the same post, from 1.
    answers: Option<usize>,
    body: String,
}

/// Makes the demo if this is the development profile and nobody has an account yet; gives the people to sign in as.
pub async fn ensure(context: &Context) -> Result<Option<Vec<Login>>, DemoError> {
    if context.config.profile != Profile::Development || users::count(context.database.read(), "").await? > 0 {
        return Ok(None);
    }
    // Its pictures take two seconds in a release, and most of a minute in a debug build: not in silence.
    tracing::info!("making a demo to look around in: people, posts and pictures; up to a minute in a debug build");
    seed(context).await.map(Some)
}

/// Makes the demo in an empty database.
pub async fn seed(context: &Context) -> Result<Vec<Login>, DemoError> {
    let written: CommentFile = FILES
        .get_file("comments.toml")
        .and_then(|file| file.contents_utf8())
        .ok_or_else(|| DemoError::Comments("it is not there".to_owned()))
        .and_then(|text| toml::from_str(text).map_err(|error| DemoError::Comments(error.to_string())))?;
    store_categories(context).await?;
    let mut people = HashMap::new();
    for (name, username, role, bio) in PEOPLE {
        people.insert(name.to_owned(), account(context, name, username, role, bio).await?);
    }
    let options = Options { people: people.clone(), ..Options::default() };
    let then = context.with_clock(Clock::fixed(context.clock.now().max(LAST_DAY)));
    let report = import::run(&then, Source::embedded("demo", &FILES), &options, &mut |_| {}).await?;
    if let Some((file, Outcome::Refused(reason))) =
        report.files.into_iter().find(|(_, outcome)| matches!(outcome, Outcome::Refused(_)))
    {
        return Err(DemoError::Refused(file, reason));
    }
    talk(context, &people, &written.comment).await?;
    Ok(PEOPLE.iter().map(|(_, username, role, _)| Login { username, role }).collect())
}

async fn store_categories(context: &Context) -> Result<(), DemoError> {
    let now = context.clock.now();
    context
        .database
        .write(|transaction| async move {
            for (position, (slug, name, description)) in (1..).zip(CATEGORIES) {
                if categories::find_by_slug(&transaction, slug).await?.is_some() {
                    continue;
                }
                let category = broadsheet_shared::v2::Category {
                    id: context.ids.next(),
                    slug: slug.to_owned(),
                    name: name.to_owned(),
                    description: description.to_owned(),
                    position,
                    post_count: 0,
                };
                categories::insert(&transaction, &category, now).await?;
            }
            Ok::<_, DatabaseError>(())
        })
        .await?;
    Ok(())
}

async fn account(context: &Context, name: &str, username: &str, role: &str, bio: &str) -> Result<UserId, DemoError> {
    let registration = Registration {
        username: Username::parse(username)?,
        email: EmailAddress::parse(&format!("{username}@example.org"))?,
        password: Password::parse(PASSWORD)?,
        display_name: DisplayName::parse(name)?,
    };
    let new = NewAccount { registration, role: role.to_owned(), is_confirmed: true };
    let id = accounts::create(context, &Actor::System, new).await?;
    let patch = ProfilePatch { bio: Some(Bio::parse(bio)?), ..ProfilePatch::default() };
    accounts::update_profile(context, &person(context, id).await?, patch).await?;
    Ok(id)
}

/// The person as if they had signed in.
async fn person(context: &Context, id: UserId) -> Result<Actor, DemoError> {
    let account = repositories::accounts::find(context.database.read(), id).await?.ok_or(AccountError::NotFound)?;
    Ok(Actor::Person(Person::new(id, account.user.card.username, account.permissions, true)))
}

/// Says every comment again, each at its own time.
async fn talk(
    context: &Context,
    people: &HashMap<String, UserId>,
    written: &[WrittenComment],
) -> Result<(), DemoError> {
    let mut said: HashMap<PostId, Vec<CommentId>> = HashMap::new();
    for comment in written {
        let wrong = |what: &str| DemoError::Comments(format!("{what} of a comment on {} is unknown", comment.post));
        let slug = Slug::suggest(&comment.post).ok_or_else(|| wrong("the post"))?;
        let post = posts::find_by_slug(context.database.read(), slug.as_str()).await?;
        let post = post.ok_or_else(|| wrong("the post"))?.summary.id;
        let author = people.get(&comment.author).ok_or_else(|| wrong("the author"))?;
        let at: Timestamp = comment.date.to_string().parse().map_err(|_| wrong("the time"))?;
        let earlier = said.entry(post).or_default();
        let parent_id = match comment.answers {
            Some(number) => Some(*earlier.get(number.wrapping_sub(1)).ok_or_else(|| wrong("the parent"))?),
            None => None,
        };
        let new = NewComment { body: CommentBody::parse(&comment.body)?, parent_id };
        let then = context.with_clock(Clock::fixed(at));
        earlier.push(comments::create(&then, &person(context, *author).await?, post, &new, None).await?.id);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::post::{PostFilter, PostOrder, PostStart},
        services::testing::TestContext,
    };

    #[tokio::test]
    async fn the_demo_is_whole() {
        let test = TestContext::new().await;
        let context = &test.context;

        let logins = seed(context).await.unwrap();

        let reader = context.database.read();
        let list = posts::list_published(reader, &PostFilter::default(), PostOrder::Latest, PostStart::First, 50).await;
        let list = list.unwrap();
        assert_eq!(logins.len(), 4);
        assert_eq!(list.len(), FILES.files().filter(|file| file.path().extension().is_some_and(|e| e == "md")).count());
        assert!(list.iter().all(|post| PEOPLE.iter().any(|(name, ..)| *name == post.author.display_name)));
        assert!(list.iter().all(|post| post.category.is_some()));
        assert!(list.iter().filter(|post| post.cover.is_some()).count() >= 4);
        assert!(list.iter().map(|post| post.comment_count).sum::<u64>() >= 10);
        assert_eq!(users::count(reader, "").await.unwrap(), 4);
    }

    #[tokio::test]
    async fn only_an_empty_development_database_gets_the_demo() {
        let test = TestContext::new().await;

        assert_eq!(ensure(&test.context).await.unwrap(), None);
        assert_eq!(users::count(test.context.database.read(), "").await.unwrap(), 0);
    }
}
