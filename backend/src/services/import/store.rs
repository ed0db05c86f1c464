//! One post into the store and the database: files first, then every row in one transaction.

use std::collections::HashMap;

use broadsheet_shared::{
    id::{CategoryId, MediaId, PostId, UserId},
    v2::{Category, ImageVariant},
    value::{PostBody, Slug},
};

use super::{
    byline::Byline,
    people,
    prepare::{OwnPicture, Ready},
};
use crate::{
    domain::{media::NewMedia, post::PostRecord},
    platform::storage::FileName,
    repositories::{
        DatabaseError, Transaction, categories, media, posts,
        redirects::{self, Redirect},
        users,
    },
    services::{
        Context,
        posts::{self as post_service, Placement, PostError},
    },
};

/// Stores a post with its author, category, images and old paths, or nothing of it.
///
/// A crash between files and rows leaves files that nobody names, never a row without files.
pub(super) async fn store(
    context: &Context,
    mut ready: Ready,
    known: &HashMap<String, UserId>,
) -> Result<(), PostError> {
    if let Some(byline) = ready.byline.take() {
        name_authors(context, &mut ready, &byline, known).await?;
    }
    let mut images = Vec::with_capacity(ready.pictures.len());
    for picture in &ready.pictures {
        images.push(write_files(context, picture).await?);
    }
    let (ready, images) = (&ready, &images);
    let record = context
        .database
        .write(|transaction| async move { write_rows(context, &transaction, ready, images, known).await })
        .await?;
    post_service::announce_imported(context, &record).await;
    Ok(())
}

/// Gives a post from before sources had names the name of its file.
pub(super) async fn name(context: &Context, post: PostId, identity: &str) -> Result<(), DatabaseError> {
    context
        .database
        .write(|transaction| async move { posts::update_import_source(&transaction, post, identity).await })
        .await
}

async fn write_rows(
    context: &Context,
    transaction: &Transaction,
    ready: &Ready,
    images: &[NewMedia],
    known: &HashMap<String, UserId>,
) -> Result<PostRecord, PostError> {
    let now = context.clock.now();
    if let Some(post) = ready.unnamed {
        posts::update_import_source(transaction, post, &ready.post.source).await?;
    }
    let present = present_author(transaction, ready).await?;
    let author = people::find_or_insert(context, transaction, ready.author.as_deref(), known, present).await?;
    let category = match &ready.category {
        Some((slug, name)) => Some(category(context, transaction, slug, name).await?),
        None => None,
    };
    let mut cover = None;
    for (place, image) in images.iter().enumerate() {
        let id = image_row(context, transaction, author, image).await?;
        cover = cover.or_else(|| (ready.cover == Some(place)).then_some(id));
    }
    let placement = Placement { author, category, cover };
    let record = post_service::store_imported(context, transaction, &ready.post, &placement).await?;
    let redirect = Redirect { target: format!("/posts/{}", record.slug), status: 301 };
    for path in ready.old_paths.iter().filter(|path| **path != redirect.target) {
        redirects::upsert(transaction, path, &redirect, now).await?;
    }
    Ok(record)
}

/// Puts a line with links to everybody's account beneath the text. The accounts come first, in a transaction of their
/// own: the text is rendered before the one that stores it opens.
async fn name_authors(
    context: &Context,
    ready: &mut Ready,
    byline: &Byline,
    known: &HashMap<String, UserId>,
) -> Result<(), PostError> {
    let of = &*ready;
    let usernames = context
        .database
        .write(|transaction| async move {
            let mut present = present_author(&transaction, of).await?;
            let mut usernames = Vec::with_capacity(byline.names.len());
            for name in &byline.names {
                let id = people::find_or_insert(context, &transaction, Some(name), known, present.take()).await?;
                usernames.extend(users::find(&transaction, id).await?.map(|user| user.card.username));
            }
            Ok::<_, DatabaseError>(usernames)
        })
        .await?;
    let body = format!("{}\n\n{}\n", ready.post.body.trim_end(), byline.linked(&usernames));
    let body = PostBody::parse(&body).map_err(|error| PostError::field("/body", "too_long", error.to_string()))?;
    ready.post.rendered = post_service::render(context, body.as_str()).await?;
    ready.post.body = body.into_string();
    Ok(())
}

/// Who has the file's post now.
async fn present_author(transaction: &Transaction, ready: &Ready) -> Result<Option<UserId>, DatabaseError> {
    let post = match ready.unnamed {
        Some(post) => Some(post),
        None => posts::find_imported(transaction, &ready.post.source).await?.map(|imported| imported.id),
    };
    match post {
        Some(post) => Ok(posts::find_state(transaction, post).await?.map(|(author, ..)| author)),
        None => Ok(None),
    }
}

async fn category(
    context: &Context,
    transaction: &Transaction,
    slug: &Slug,
    name: &str,
) -> Result<CategoryId, DatabaseError> {
    if let Some(category) = categories::find_by_slug(transaction, slug.as_str()).await? {
        return Ok(category.id);
    }
    let category = Category {
        id: context.ids.next(),
        slug: slug.as_str().to_owned(),
        name: name.to_owned(),
        description: String::new(),
        position: 0,
        post_count: 0,
    };
    categories::insert(transaction, &category, context.clock.now()).await?;
    Ok(category.id)
}

/// The author's row for these bytes, made if need be.
async fn image_row(
    context: &Context,
    transaction: &Transaction,
    owner: UserId,
    image: &NewMedia,
) -> Result<MediaId, DatabaseError> {
    if let Some(known) = media::find_by_hash(transaction, owner, &image.content_hash).await? {
        return Ok(known.image.id);
    }
    let image = NewMedia { id: context.ids.next(), owner_id: owner, ..image.clone() };
    media::insert(transaction, &image).await?;
    Ok(image.id)
}

/// Puts every width into the store; the row's owner and id are filled in later.
async fn write_files(context: &Context, own: &OwnPicture) -> Result<NewMedia, PostError> {
    let failed = |error: &dyn std::fmt::Display| PostError::Worker(format!("a picture was not stored: {error}"));
    let picture = &own.picture;
    let (mut variants, mut byte_size) = (Vec::with_capacity(picture.variants.len()), 0);
    for variant in &picture.variants {
        let name = FileName::new(&picture.content_hash, (variant.width, variant.height), picture.extension);
        let name = name.map_err(|error| failed(&error))?;
        byte_size += variant.bytes.len() as u64;
        variants.push(ImageVariant { url: name.address(), width: variant.width, height: variant.height });
        context.storage.put(&name, variant.bytes.clone().into()).await.map_err(|error| failed(&error))?;
    }
    Ok(NewMedia {
        id: context.ids.next(),
        owner_id: UserId(uuid::Uuid::nil()),
        content_hash: picture.content_hash.clone(),
        content_type: picture.content_type.to_owned(),
        width: picture.width,
        height: picture.height,
        byte_size,
        alt: own.alt.clone(),
        variants,
        created_at: context.clock.now(),
    })
}
