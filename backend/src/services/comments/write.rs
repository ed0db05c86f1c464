//! Writing and changing comments.

use broadsheet_shared::{
    id::{CommentId, PostId},
    input::NewComment,
    permission::Permission,
    v2::{CommentState, PostState, UserRef},
    value::CommentBody,
};

use super::{
    CommentError,
    tell::{Count, tell, tell_staff},
};
use crate::{
    domain::{
        actor::{Actor, Person, Refusal},
        comment::Comment,
        precondition::Precondition,
        search_text::index_text,
        stream::Happening,
    },
    platform::{
        cache::Tag,
        markdown::{Profile, RENDERER_VERSION, Rendered},
    },
    repositories::{
        Transaction, comments, posts,
        search::{self, Document, DocumentKind},
        shields,
    },
    services::{
        Context,
        idempotency::{self, Key},
        mentions::{self, Text},
        newcomers, notices,
        posts::PostError,
    },
};

/// Writes a comment beneath a post, or beneath another comment. One that links to other sites from a new account is held:
/// stored, hidden, not counted, until staff show it.
pub async fn create(
    context: &Context,
    actor: &Actor,
    post: PostId,
    new: &NewComment,
    key: Option<&Key>,
) -> Result<Comment, CommentError> {
    let person = actor.require(Permission::CommentsWrite)?;
    let rendered = render(context, new.body.as_str()).await?;
    let document = index_text(&rendered.plain_text);
    let is_held = is_to_be_held(context, person, &rendered).await?;
    let id = context.ids.next();
    let (rendered, document) = (&rendered, &document);
    let comment = context
        .database
        .write(|tx| async move {
            let mut comment = place(&tx, context, person, post, id, new, rendered).await?;
            if is_held {
                (comment.state, comment.held_at) = (CommentState::Hidden, Some(comment.created_at));
            }
            comments::insert(&tx, &comment, RENDERER_VERSION.into())
                .await
                .map_err(|error| if error.is_broken_reference() { CommentError::ParentGone } else { error.into() })?;
            if !is_held {
                posts::add_comments(&tx, post, 1).await?;
                index(&tx, id, document).await?;
                tell(context, &tx, post, Happening::CommentCreated { comment: id }, Count::Moved).await?;
            }
            let stored = comments::find(&tx, id).await?.ok_or(CommentError::NotFound)?;
            if is_held {
                tell_staff(context, &tx).await?;
                notices::held(context, &tx, &stored).await?;
            } else {
                let named = mentions::publish(context, &tx, Text::of(&stored), &rendered.mentions).await?;
                notices::commented(context, &tx, &stored, &named).await?;
            }
            if let Some(key) = key {
                let body = serde_json::to_string(&stored.clone().shown_to(actor, false))
                    .map_err(|error| CommentError::Worker(error.to_string()))?;
                idempotency::keep(&tx, person.id, key, 201, &body).await?;
            }
            Ok::<_, CommentError>(stored)
        })
        .await?;
    drop_cached(context, &comment, true).await;
    Ok(comment)
}

/// The comment at its place in the thread; refuses where the post takes none.
async fn place(
    tx: &Transaction,
    context: &Context,
    person: &Person,
    post: PostId,
    id: CommentId,
    new: &NewComment,
    rendered: &Rendered,
) -> Result<Comment, CommentError> {
    // Holds what is answered as well: whoever takes a visible comment away counts it out of its post.
    let (author, state, is_open) = posts::lock_state(tx, post).await?.ok_or(PostError::NotFound)?;
    match state {
        PostState::Published | PostState::Archived if is_open => {}
        PostState::Published | PostState::Archived => return Err(CommentError::Closed),
        PostState::Draft if author == person.id => return Err(CommentError::Closed),
        PostState::Removed => return Err(PostError::Removed.into()),
        _ => return Err(PostError::NotFound.into()),
    }
    if shields::is_blocked(tx, person.id, author).await? {
        return Err(CommentError::Blocked);
    }
    let parent = match new.parent_id {
        Some(parent) => {
            let parent = comments::find(tx, parent).await?;
            let parent = parent.filter(|parent| parent.post_id == post && parent.is_visible());
            let parent = parent.ok_or(CommentError::ParentGone)?;
            if shields::is_blocked(tx, person.id, parent.author.id).await? {
                return Err(CommentError::Blocked);
            }
            Some(parent)
        }
        None => None,
    };
    Ok(Comment {
        id,
        post_id: post,
        parent_id: parent.as_ref().map(|parent| parent.id),
        root_id: parent.as_ref().map_or(id, |parent| parent.root_id),
        depth: parent.as_ref().map_or(0, |parent| parent.depth.saturating_add(1)),
        author: UserRef { id: person.id, username: person.username.clone(), display_name: String::new(), avatar: None },
        body_markdown: new.body.as_str().to_owned(),
        body_html: rendered.html.clone(),
        state: CommentState::Visible,
        is_answered: false,
        reply_count: 0,
        like_count: 0,
        edit_version: 1,
        created_at: context.clock.now(),
        edited_at: None,
        held_at: None,
    })
}

/// A newcomer's links to other sites wait for staff.
async fn is_to_be_held(context: &Context, person: &Person, rendered: &Rendered) -> Result<bool, CommentError> {
    let has_links = newcomers::links_elsewhere(context, &rendered.html);
    Ok(has_links && newcomers::links_from(context, person).await?.is_some())
}

/// Changes the text of one's own comment.
pub async fn revise(
    context: &Context,
    actor: &Actor,
    id: CommentId,
    precondition: &Precondition,
    body: &CommentBody,
) -> Result<Comment, CommentError> {
    let person = actor.require(Permission::CommentsWrite)?;
    let rendered = render(context, body.as_str()).await?;
    let document = index_text(&rendered.plain_text);
    let is_held = is_to_be_held(context, person, &rendered).await?;
    let now = context.clock.now();
    let (rendered, document) = (&rendered, &document);
    let comment = context
        .database
        .write(|tx| async move {
            let comment = hold(&tx, id).await?;
            if !comment.is_visible() {
                return Err(CommentError::NotFound);
            }
            require_readable(&tx, actor, &comment).await?;
            if comment.author.id != person.id {
                return Err(Refusal::Denied(Permission::CommentsModerate).into());
            }
            if !precondition.holds(comment.edit_version, comment.updated_at()) {
                return Err(CommentError::Stale(Box::new(comment)));
            }
            let text = (body.as_str(), rendered.html.as_str());
            let is_stored =
                comments::update_text(&tx, id, comment.edit_version, text, RENDERER_VERSION.into(), now).await?;
            if !is_stored || (is_held && !comments::hold(&tx, id, now).await?) {
                return Err(CommentError::Stale(Box::new(comment)));
            }
            if is_held {
                posts::add_comments(&tx, comment.post_id, -1).await?;
                search::delete(&tx, id.0).await?;
                tell(context, &tx, comment.post_id, Happening::CommentHidden { comment: id }, Count::Moved).await?;
                tell_staff(context, &tx).await?;
                notices::held(context, &tx, &comment).await?;
            } else {
                index(&tx, id, document).await?;
                tell(context, &tx, comment.post_id, Happening::CommentEdited { comment: id }, Count::Stays).await?;
                mentions::announce(context, &tx, Text::of(&comment), &rendered.mentions).await?;
            }
            comments::find(&tx, id).await?.ok_or(CommentError::NotFound)
        })
        .await?;
    drop_cached(context, &comment, is_held).await;
    Ok(comment)
}

/// The comment as it stands, which nobody changes until the transaction ends; of a deleted one there is none.
///
/// To be asked before anything else of the transaction: of a comment and its post, whose number of comments changes with
/// it, everybody holds the comment first.
pub(super) async fn hold(tx: &Transaction, id: CommentId) -> Result<Comment, CommentError> {
    comments::lock_state(tx, id).await?.ok_or(CommentError::NotFound)?;
    let comment = comments::find(tx, id).await?.filter(|comment| comment.state != CommentState::Deleted);
    comment.ok_or(CommentError::NotFound)
}

/// A comment beneath a post that is not public any more is nobody's business.
pub(super) async fn require_readable(tx: &Transaction, actor: &Actor, comment: &Comment) -> Result<(), CommentError> {
    let (author, state, _) = posts::find_state(tx, comment.post_id).await?.ok_or(CommentError::NotFound)?;
    let is_public = matches!(state, PostState::Published | PostState::Archived);
    if is_public || actor.is(author) || actor.may(Permission::CommentsModerate) {
        Ok(())
    } else {
        Err(CommentError::NotFound)
    }
}

pub(super) async fn render(context: &Context, body: &str) -> Result<Rendered, CommentError> {
    Ok(mentions::render(context, body, Profile::Comment).await?)
}

/// Puts a visible comment into the search index.
pub(super) async fn index(tx: &Transaction, id: CommentId, body: &str) -> Result<(), CommentError> {
    let document = Document {
        entity_id: id.0,
        kind: DocumentKind::Comment,
        title: String::new(),
        tags: String::new(),
        body: body.to_owned(),
    };
    Ok(search::upsert(tx, &document).await?)
}

/// Drops every ready answer that showed the thread, or counted it. After the commit.
pub(super) async fn drop_cached(context: &Context, comment: &Comment, is_count_changed: bool) {
    let mut dropped = vec![Tag::comments_of(comment.post_id), Tag::Search];
    if is_count_changed {
        dropped.extend([Tag::post(comment.post_id), Tag::user(comment.author.id)]);
    }
    context.cache.drop_tags(&dropped).await;
}
