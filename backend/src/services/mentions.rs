//! People whom a text names with `@`: looked up before it is rendered, remembered once others can read it.
//!
//! Who is named is one query for each text, before any transaction; a text without an `@` asks nothing. Former names go on
//! meaning their owner. A row in `mentions` is written with the text that makes it public and stays, so that nobody is
//! told twice of one text, however often it is changed.

use broadsheet_shared::id::{CommentId, PostId, UserId};

use super::{Context, notices};
use crate::{
    domain::comment::Comment,
    platform::markdown::{People, Profile, RenderError, Rendered},
    repositories::{DatabaseError, Transaction, mentions, shields},
};

/// Why a text was not rendered.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TextError {
    /// It cannot be shown.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// A background thread died.
    #[error("rendering did not end: {0}")]
    Worker(String),
}

/// A text that is public from now on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    /// The post, or the one above the comment.
    pub post: PostId,
    /// The comment, if it is one.
    pub comment: Option<CommentId>,
    /// Who wrote it.
    pub author: UserId,
}

impl Text {
    /// A comment.
    pub(super) fn of(comment: &Comment) -> Self {
        Self { post: comment.post_id, comment: Some(comment.id), author: comment.author.id }
    }
}

/// Renders a text on a blocking thread, with links to the people whom it names.
pub(super) async fn render(context: &Context, body: &str, profile: Profile) -> Result<Rendered, TextError> {
    let people = named(context, body, profile).await?;
    let (markdown, body) = (context.markdown.clone(), body.to_owned());
    apart(move || markdown.render_with(&body, profile, &people)).await
}

/// The people whom a text names.
pub(super) async fn named(context: &Context, body: &str, profile: Profile) -> Result<People, TextError> {
    if !body.contains('@') {
        return Ok(People::default());
    }
    let (markdown, body) = (context.markdown.clone(), body.to_owned());
    let names = apart(move || markdown.names(&body, profile)).await?;
    Ok(mentions::list_people(context.database.read(), &names).await?.into_iter().collect())
}

async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, RenderError> + Send + 'static,
) -> Result<T, TextError> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|error| TextError::Worker(error.to_string()))??)
}

/// What [`publish`] does, and tells those whom it gives: for a text of which nobody is told otherwise, a post or a comment
/// that was changed.
pub(super) async fn announce(
    context: &Context,
    tx: &Transaction,
    text: Text,
    named: &[UserId],
) -> Result<(), DatabaseError> {
    let named = publish(context, tx, text, named).await?;
    notices::mentioned(context, tx, (text.author, text.post, text.comment), &named).await
}

/// Remembers whom a text names that others can read from this transaction on. Gives those who may be told of it: not
/// whom it named before, nor its author, nor anybody from whom the author is hidden.
pub(super) async fn publish(
    context: &Context,
    tx: &Transaction,
    text: Text,
    named: &[UserId],
) -> Result<Vec<UserId>, DatabaseError> {
    let others: Vec<UserId> = named.iter().copied().filter(|user| *user != text.author).collect();
    let mut new = mentions::insert(tx, text.post, text.comment, &others, context.clock.now()).await?;
    let shielded = shields::list_pairs(tx, &new, &[text.author]).await?;
    new.retain(|user| !shielded.iter().any(|(viewer, _)| viewer == user));
    Ok(new)
}

#[cfg(test)]
mod tests {
    use crate::{
        repositories::{
            Transaction,
            testing::{NOON, insert_post, insert_user, post},
        },
        services::testing::TestContext,
    };

    use super::*;

    #[tokio::test]
    async fn b4_who_is_named_anew_may_be_told_unless_they_are_hidden_from_the_author() {
        let test = TestContext::new().await;
        let context = &test.context;
        let mut people = Vec::new();
        for name in ["ada", "bob", "cleo", "dan", "eve"] {
            people.push(insert_user(&context.database, name).await);
        }
        let [ada, bob, cleo, dan, eve] = people[..] else { panic!("five people") };
        let record = post(ada, "talk", 0);
        insert_post(&context.database, &record, &[]).await;
        let text = Text { post: record.id, comment: None, author: ada };
        let publish = async |named: &[UserId]| {
            let named = named.to_vec();
            let named = &named;
            let told: Result<Vec<UserId>, DatabaseError> =
                context.database.write(|tx| async move { publish(context, &tx, text, named).await }).await;
            told.unwrap()
        };
        let shield = |tx: Transaction| async move {
            shields::insert_block(&tx, cleo, ada, NOON).await?;
            shields::insert_block(&tx, ada, dan, NOON).await?;
            shields::insert_mute(&tx, eve, ada, NOON).await
        };
        let shielded: Result<bool, DatabaseError> = context.database.write(shield).await;
        assert!(shielded.unwrap());

        assert_eq!(publish(&[ada, bob, cleo, dan, eve]).await, [bob]);
        assert!(publish(&[bob, cleo]).await.is_empty(), "nobody is told twice");
        assert!(publish(&[]).await.is_empty());
    }
}
