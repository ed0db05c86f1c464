//! The demo: a small site with people, posts and a conversation, for whoever starts the program to look around.
//!
//! Several services make it together, as people would by hand; that is why it stands here and not among them. Its
//! passwords are public, so it is only ever made in the development profile and in an empty database. The database says
//! how far it is: one that was interrupted is finished at the next start.

mod ties;

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
        user::{UserStatus, role},
    },
    platform::clock::Clock,
    repositories::{self, DatabaseError, categories, posts, settings, users},
    services::{
        Context,
        accounts::{self, AccountError, NewAccount},
        comments::{self, CommentError},
        context::setting_key::DEMO_STATE,
        follows::FollowError,
        import::{self, ImportError, Options, Outcome, Source},
        likes::LikeError,
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
    /// A like.
    #[error("a like: {0}")]
    Like(#[from] LikeError),
    /// Somebody who follows another.
    #[error("a follow: {0}")]
    Follow(#[from] FollowError),
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

/// Values of the setting that says how far the demo is.
const MAKING: &str = "making";
const COMPLETE: &str = "complete";

/// A site's demo.
#[derive(Debug, PartialEq, Eq)]
pub struct Demo {
    /// The people to sign in as, as long as nobody changed their passwords.
    pub logins: Vec<Login>,
    /// True if this start made it, or made it whole.
    pub is_new: bool,
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

/// Makes the demo if this is the development profile and nobody has an account yet, goes on with one that was begun, and
/// gives the people of one that is there.
pub async fn ensure(context: &Context) -> Result<Option<Demo>, DemoError> {
    if context.config.profile != Profile::Development {
        return Ok(None);
    }
    let reader = context.database.read();
    match settings::find(reader, DEMO_STATE).await?.as_deref() {
        Some(COMPLETE) => {
            let logins = logins(context).await?;
            return Ok((!logins.is_empty()).then_some(Demo { logins, is_new: false }));
        }
        None if users::count(reader, "", None).await? > 0 => return Ok(None),
        _ => {}
    }
    // Its pictures take two seconds in a release, and most of a minute in a debug build: not in silence.
    tracing::info!("making a demo to look around in: people, posts and pictures; up to a minute in a debug build");
    seed(context).await?;
    Ok(Some(Demo { logins: logins(context).await?, is_new: true }))
}

/// Makes the demo, or what is missing of one that was begun. Every step leaves alone what it finds.
pub async fn seed(context: &Context) -> Result<(), DemoError> {
    let written: CommentFile = FILES
        .get_file("comments.toml")
        .and_then(|file| file.contents_utf8())
        .ok_or_else(|| DemoError::Comments("it is not there".to_owned()))
        .and_then(|text| toml::from_str(text).map_err(|error| DemoError::Comments(error.to_string())))?;
    // Nobody did what these people do: they find it on the site, and no mails about it.
    let context = &context.without_mails_of_deeds();
    // Before the first account: from then on the database is not empty, and only this says why.
    store_state(context, MAKING).await?;
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
    ties::tie(context, &people).await?;
    store_state(context, COMPLETE).await
}

async fn store_state(context: &Context, state: &str) -> Result<(), DemoError> {
    let now = context.clock.now();
    let stored = context
        .database
        .write(|transaction| async move { settings::upsert(&transaction, DEMO_STATE, state, now).await })
        .await;
    Ok(stored?)
}

/// The demo's people who are still there.
async fn logins(context: &Context) -> Result<Vec<Login>, DatabaseError> {
    let mut logins = Vec::new();
    for (_, username, role, _) in PEOPLE {
        let user = users::find_by_username(context.database.read(), username).await?;
        if user.is_some_and(|user| user.status == UserStatus::Active && user.email == Some(address(username))) {
            logins.push(Login { username, role });
        }
    }
    Ok(logins)
}

/// What tells the demo's people from others of their names.
fn address(username: &str) -> String {
    format!("{username}@example.org")
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
    let found = users::find_by_username(context.database.read(), username).await?;
    let (id, has_bio) = match found.filter(|user| user.email == Some(address(username))) {
        Some(user) => (user.card.id, !user.bio_markdown.is_empty()),
        None => {
            let registration = Registration {
                username: Username::parse(username)?,
                email: EmailAddress::parse(&address(username))?,
                password: Password::parse(PASSWORD)?,
                display_name: DisplayName::parse(name)?,
            };
            let new = NewAccount { registration, role: role.to_owned(), is_confirmed: true };
            (accounts::create(context, &Actor::System, new).await?, false)
        }
    };
    if !has_bio {
        let patch = ProfilePatch { bio: Some(Bio::parse(bio)?), ..ProfilePatch::default() };
        accounts::update_profile(context, &person(context, id).await?, patch).await?;
    }
    Ok(id)
}

/// The person as if they had signed in.
async fn person(context: &Context, id: UserId) -> Result<Actor, DemoError> {
    let account = repositories::accounts::find(context.database.read(), id).await?.ok_or(AccountError::NotFound)?;
    Ok(Actor::Person(Person::new(id, account.user.card.username, account.permissions, true)))
}

/// Says every comment again, each at its own time. One of the same person at that time was said before.
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
        let before = repositories::comments::find_said(context.database.read(), post, *author, at).await?;
        let earlier = said.entry(post).or_default();
        let parent_id = match comment.answers {
            Some(number) => Some(*earlier.get(number.wrapping_sub(1)).ok_or_else(|| wrong("the parent"))?),
            None => None,
        };
        if let Some(comment) = before {
            earlier.push(comment);
            continue;
        }
        let new = NewComment { body: CommentBody::parse(&comment.body)?, parent_id };
        let then = context.with_clock(Clock::fixed(at));
        earlier.push(comments::create(&then, &person(context, *author).await?, post, &new, None).await?.id);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
