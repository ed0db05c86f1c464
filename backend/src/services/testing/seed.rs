//! A site of any size, for measurements: people, posts and comments as the program itself would have written them
//! (rendered, tagged, counted, indexed for search), made in bulk and the same in every run.

mod plan;
#[cfg(test)]
mod tests;
mod words;

use std::{sync::Arc, thread::available_parallelism};

use broadsheet_shared::v2::{self, CommentState, UserRef};
use futures_util::{StreamExt, stream};
use rand::RngExt;

use self::{
    plan::{CATEGORIES, COMMENT, POST, Plan, READER, Spot, number},
    words::{Writer, source},
};
use crate::{
    domain::{comment::Comment, post::PostRecord, search_text::index_text, user::role},
    platform::markdown::{Markdown, Profile, RENDERER_VERSION, RenderError},
    platform::passwords::PasswordError,
    repositories::{
        DatabaseError, categories, roles,
        search::{Document, DocumentKind},
        tags,
        testing::{bulk, post},
    },
    services::{Context, posts::bulk::prepare},
};

/// Everybody's password.
pub const PASSWORD: &str = "nine-lanterns-by-the-quay";
/// Things made in one go, and stored in one transaction.
const PORTION: usize = 1_000;
const FIRST_NAMES: &[&str] =
    &["ada", "ben", "cleo", "dora", "emil", "fay", "gus", "hana", "ivo", "jun", "kira", "lev", "mina", "noor", "otto"];

/// How much of everything.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub people: u32,
    pub posts: u32,
    pub comments: u32,
}

/// Why the site could not be made.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A text that the renderer refuses.
    #[error(transparent)]
    Markdown(#[from] RenderError),
    /// The one hash.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The schema has no such role.
    #[error("there is no role {0}")]
    Role(&'static str),
    /// A worker thread.
    #[error("a worker broke off: {0}")]
    Worker(#[from] tokio::task::JoinError),
}

/// What every worker needs.
struct Maker {
    plan: Plan,
    writer: Writer,
    markdown: Markdown,
}

/// The name of a person: the first is an admin, all others are authors.
pub fn username(number: u32) -> String {
    format!("{}{number}", FIRST_NAMES[number as usize % FIRST_NAMES.len()])
}

/// Fills an empty database. `tell` hears how far it is.
pub async fn seed(context: &Context, size: Size, tell: impl Fn(&str)) -> Result<(), SeedError> {
    let maker = Arc::new(Maker { plan: Plan::new(size), writer: Writer::new(), markdown: context.markdown.clone() });
    tell("people, categories, tags");
    people(context, &maker).await?;
    shelves(context, &maker).await?;
    tell("posts");
    store_posts(context, &maker).await?;
    tell("comments");
    store_comments(context, &maker).await?;
    tell("follows");
    store_follows(context, &maker).await
}

/// The address of the post with most comments.
pub fn busiest(size: Size) -> String {
    Plan::new(size).post(Plan::busiest(size)).to_string()
}

/// Who follows a thousand people, as far as there are so many.
pub fn reader() -> String {
    username(READER)
}

async fn people(context: &Context, maker: &Maker) -> Result<(), SeedError> {
    let hash = context.passwords.hash(PASSWORD.to_owned()).await?;
    let person = |number: u32| -> Result<bulk::Person, RenderError> {
        let mut random = source(COMMENT, u64::from(number) << 40);
        let bio = maker.writer.remark(&mut random);
        let name = username(number);
        Ok(bulk::Person {
            id: maker.plan.person(number),
            display_name: format!("{} {}", name[..1].to_uppercase(), maker.writer.word(&mut random)),
            username: name,
            password_hash: hash.as_str().to_owned(),
            bio_html: maker.markdown.render(&bio, Profile::Bio)?.html,
            bio_markdown: bio,
            created_at: maker.plan.joined_at(number),
        })
    };
    let everybody = (0..maker.plan.size.people).map(person).collect::<Result<Vec<_>, _>>()?;
    let (first, others) = everybody.split_at(1.min(everybody.len()));
    for (people, name) in [(first, role::ADMIN), (others, role::AUTHOR)] {
        let role = roles::find(context.database.read(), name).await?.ok_or(SeedError::Role(name))?;
        let documents: Vec<_> = people.iter().map(person_document).collect();
        let documents = &documents;
        context
            .database
            .write(|tx| async move {
                bulk::insert_people(&tx, people, role).await?;
                bulk::insert_documents(&tx, documents).await
            })
            .await?;
    }
    Ok(())
}

/// As `repositories::users::index` writes it.
fn person_document(person: &bulk::Person) -> Document {
    Document {
        entity_id: person.id.0,
        kind: DocumentKind::User,
        title: index_text(&format!("{} {}", person.username, person.display_name)),
        tags: String::new(),
        body: index_text(&person.bio_markdown),
    }
}

/// Categories and tags: few, so the ordinary way.
async fn shelves(context: &Context, maker: &Maker) -> Result<(), SeedError> {
    let now = maker.plan.published_at(0);
    let names: Vec<String> = (0..maker.plan.tags()).map(tag_name).collect();
    let document = |(number, name): (u32, &String)| Document {
        entity_id: maker.plan.tag(number).0,
        kind: DocumentKind::Tag,
        title: index_text(name),
        tags: String::new(),
        body: String::new(),
    };
    let documents: Vec<_> = (0..).zip(&names).map(document).collect();
    let (names, documents) = (&names, &documents);
    context
        .database
        .write(|tx| async move {
            for number in 0..CATEGORIES {
                let category = v2::Category {
                    id: maker.plan.category(number),
                    slug: format!("shelf-{number}"),
                    name: format!("Shelf {number}"),
                    description: String::new(),
                    position: 0,
                    post_count: 0,
                };
                categories::insert(&tx, &category, now).await?;
            }
            for (number, name) in (0..).zip(names) {
                tags::find_or_insert(&tx, maker.plan.tag(number), name, name, now).await?;
            }
            bulk::insert_documents(&tx, documents).await
        })
        .await?;
    Ok(())
}

fn tag_name(number: u32) -> String {
    format!("topic-{number}")
}

async fn store_posts(context: &Context, maker: &Arc<Maker>) -> Result<(), SeedError> {
    let numbers: Vec<u32> = (0..maker.plan.size.posts).collect();
    let portions = portions(maker, numbers, Maker::post);
    let mut portions = std::pin::pin!(portions);
    while let Some(made) = portions.next().await {
        let (mut records, mut tags, mut documents) = (Vec::new(), Vec::new(), Vec::new());
        for (record, comments, of_post, document) in made? {
            let ids: Vec<_> = of_post.iter().map(|tag| maker.plan.tag(*tag)).collect();
            tags.push((record.id, ids, record.listed_at()));
            records.push((record, comments));
            documents.push(document);
        }
        let (records, tags, documents) = (&records, &tags, &documents);
        context
            .database
            .write(|tx| async move {
                bulk::insert_posts(&tx, records).await?;
                bulk::insert_post_tags(&tx, tags).await?;
                bulk::insert_documents(&tx, documents).await
            })
            .await?;
    }
    Ok(())
}

async fn store_comments(context: &Context, maker: &Arc<Maker>) -> Result<(), SeedError> {
    let portions = portions(maker, maker.plan.spots(), Maker::comment);
    let mut portions = std::pin::pin!(portions);
    while let Some(made) = portions.next().await {
        let (comments, documents): (Vec<_>, Vec<_>) = made?.into_iter().unzip();
        let (comments, documents) = (&comments, &documents);
        context
            .database
            .write(|tx| async move {
                bulk::insert_comments(&tx, comments, RENDERER_VERSION.into()).await?;
                bulk::insert_documents(&tx, documents).await
            })
            .await?;
    }
    Ok(())
}

/// One person follows many, and some tags, the popular ones among them.
async fn store_follows(context: &Context, maker: &Maker) -> Result<(), SeedError> {
    let (plan, size) = (&maker.plan, maker.plan.size);
    if size.people <= READER {
        return Ok(());
    }
    let people: Vec<_> = Plan::followed(size).into_iter().map(|number| plan.person(number)).collect();
    let tags: Vec<_> = (0..plan.tags()).step_by(30).map(|number| plan.tag(number)).collect();
    let (people, tags) = (&people[..], &tags[..]);
    let (reader, at) = (plan.person(READER), plan.published_at(0));
    let stored =
        context.database.write(|tx| async move { bulk::insert_follows(&tx, reader, (people, tags), at).await });
    Ok(stored.await?)
}

/// Makes things on all processors, a portion at a time and in order.
fn portions<I: Copy + Send + 'static, T: Send + 'static>(
    maker: &Arc<Maker>,
    things: Vec<I>,
    make: fn(&Maker, I) -> Result<T, RenderError>,
) -> impl futures_util::Stream<Item = Result<Vec<T>, SeedError>> + use<I, T> {
    let maker = Arc::clone(maker);
    let portions: Vec<Vec<I>> = things.chunks(PORTION).map(<[I]>::to_vec).collect();
    let work = move |portion: Vec<I>| {
        let maker = Arc::clone(&maker);
        let made = tokio::task::spawn_blocking(move || portion.into_iter().map(|thing| make(&maker, thing)).collect());
        async move { Ok(made.await?).and_then(|made: Result<Vec<T>, RenderError>| Ok(made?)) }
    };
    stream::iter(portions).map(work).buffered(available_parallelism().map_or(2, usize::from) + 1)
}

impl Maker {
    /// The post, its comments' number, its tags and its search document.
    fn post(&self, number: u32) -> Result<(PostRecord, i64, Vec<u32>, Document), RenderError> {
        let mut random = source(POST, number.into());
        let title = self.writer.title(&mut random);
        let slug = format!("{}-{number}", title.to_lowercase().replace(' ', "-"));
        let at = self.plan.published_at(number);
        let author = self.plan.person(self.plan.author(random.random()));
        let tags = self.plan.tags_of(number);
        let names: Vec<String> = tags.iter().map(|tag| tag_name(*tag)).collect();
        let mut record = PostRecord {
            id: self.plan.post(number),
            category_id: Some(self.plan.category(random.random_range(0..CATEGORIES))),
            title,
            published_at: Some(at),
            created_at: at,
            updated_at: at,
            body_markdown: self.writer.article(&mut random),
            ..post(author, &slug, 0)
        };
        let document = prepare(&self.markdown, &mut record, &names)?;
        Ok((record, self.plan.comments_of[number as usize].into(), tags, document))
    }

    /// The comment and its search document.
    fn comment(&self, spot: Spot) -> Result<(Comment, Document), RenderError> {
        let mut random = source(COMMENT, number(spot));
        let body = self.writer.remark(&mut random);
        let rendered = self.markdown.render(&body, Profile::Comment)?;
        let (root_id, depth) = self.plan.thread(spot);
        let id = self.plan.comment(spot);
        let author = self.plan.person(random.random_range(0..self.plan.size.people));
        let document = Document {
            entity_id: id.0,
            kind: DocumentKind::Comment,
            title: String::new(),
            tags: String::new(),
            body: index_text(&rendered.plain_text),
        };
        let comment = Comment {
            id,
            post_id: self.plan.post(spot.post),
            parent_id: self.plan.answered(spot).map(|parent| self.plan.comment(parent)),
            root_id,
            depth,
            author: UserRef { id: author, username: String::new(), display_name: String::new(), avatar: None },
            body_markdown: body,
            body_html: rendered.html,
            state: CommentState::Visible,
            is_answered: false,
            reply_count: 0,
            like_count: 0,
            edit_version: 1,
            created_at: self.plan.said_at(spot),
            edited_at: None,
            held_at: None,
        };
        Ok((comment, document))
    }
}
