//! Images: taken, described, listed, deleted. Only what our own encoder wrote is ever stored or served.

mod erase;
mod sweep;

use broadsheet_shared::{
    id::{MediaId, UserId},
    permission::Permission,
    problem::{Code, FieldError},
    v2::ImageVariant,
    value::AltText,
};
use bytes::Bytes;
pub use erase::erase_of;
pub use sweep::sweep;

use super::{Context, ServiceError, database_code, refusal_code};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        media::{Media, NewMedia},
        page::{Page, Part},
    },
    platform::{
        cache::Tag,
        images::{ImageError, Picture},
        storage::FileName,
        work_queue::WorkError,
    },
    repositories::{DatabaseError, media},
};

/// Why an image was not taken or found.
#[derive(Debug, Clone, thiserror::Error)]
pub enum MediaError {
    /// There is none, or it is somebody else's.
    #[error("There is no such image among your uploads.")]
    NotFound,
    /// Not one of the types we take.
    #[error("Send a PNG, JPEG, WebP or GIF image.")]
    Unsupported,
    /// Damaged.
    #[error("The image cannot be read: {0}.")]
    Malformed(String),
    /// With more pixels than one may have.
    #[error("The image is too large: {0}.")]
    TooManyPixels(String),
    /// More bytes than one file may have.
    #[error("The file is too large: at most {0} MiB.")]
    TooLarge(u64),
    /// The person's space is full.
    #[error("Your space for images is full: at most {0} MiB. Delete images that you no longer need.")]
    QuotaExceeded(u64),
    /// A post or profile shows it.
    #[error("A post or profile shows this image. Choose another there first.")]
    InUse,
    /// As many pictures as may wait are waiting.
    #[error("too many pictures are being worked on at once")]
    Busy,
    /// The store failed: disk full, no rights.
    #[error("the store of images failed: {0}")]
    Store(String),
    /// A picture took its decoder down.
    #[error("a picture could not be worked on: {0}")]
    Worker(String),
    /// The actor may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl From<ImageError> for MediaError {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Unsupported => Self::Unsupported,
            ImageError::TooLarge { .. } | ImageError::TooHeavy { .. } => Self::TooManyPixels(error.to_string()),
            ImageError::Malformed => Self::Malformed(error.to_string()),
        }
    }
}

impl From<WorkError> for MediaError {
    fn from(error: WorkError) -> Self {
        match error {
            WorkError::Full => Self::Busy,
            WorkError::Failed(reason) => Self::Worker(reason),
        }
    }
}

impl ServiceError for MediaError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::MediaNotFound,
            Self::Unsupported => Code::MediaUnsupported,
            Self::Malformed(_) | Self::TooManyPixels(_) => Code::MediaMalformed,
            Self::TooLarge(_) => Code::RequestTooLarge,
            Self::QuotaExceeded(_) => Code::MediaQuotaExceeded,
            Self::InUse => Code::MediaInUse,
            Self::Busy => Code::ServiceBusy,
            Self::Store(_) => Code::ServiceUnavailable,
            Self::Worker(_) => Code::Internal,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        match self {
            Self::Malformed(_) | Self::TooManyPixels(_) => vec![FieldError::new("/file", "invalid", self.to_string())],
            _ => Vec::new(),
        }
    }
}

/// Greatest number of bytes of one upload.
pub fn max_file_bytes(context: &Context) -> u64 {
    context.config.media.max_file_mib << 20
}

/// Takes an image: decoded within limits, re-encoded, stored once however often it comes.
///
/// The files are written before the row: a crash between the two leaves files that nobody names, never a row without
/// files.
pub async fn upload(context: &Context, actor: &Actor, bytes: Bytes, alt: &AltText) -> Result<Media, MediaError> {
    let owner = actor.require(Permission::MediaUpload)?.id;
    if bytes.len() as u64 > max_file_bytes(context) {
        return Err(MediaError::TooLarge(context.config.media.max_file_mib));
    }
    let picture = context.images.process(bytes).await??;
    let stored = store(context, owner, picture, alt).await?;
    // The same picture again, described otherwise: the last word holds.
    if alt.as_str().is_empty() || stored.image.alt == alt.as_str() {
        return Ok(stored);
    }
    describe(context, actor, stored.image.id, alt).await
}

/// Stores a picture that our encoder made, for its owner.
pub async fn store(context: &Context, owner: UserId, picture: Picture, alt: &AltText) -> Result<Media, MediaError> {
    if let Some(known) = media::find_by_hash(context.database.read(), owner, &picture.content_hash).await? {
        return Ok(known);
    }
    let storing = context.storage.storing().await;
    let new = &write_files(context, owner, picture, alt).await?;
    let quota_mib = context.config.media.quota_mib;
    let stored = context
        .database
        .write(|tx| async move {
            let used = media::used_bytes(&tx, owner).await?;
            if used.saturating_add(new.byte_size) > quota_mib << 20 {
                return Err(MediaError::QuotaExceeded(quota_mib));
            }
            media::insert(&tx, new).await?;
            media::find(&tx, new.id).await?.ok_or(MediaError::NotFound)
        })
        .await;
    drop(storing);
    match stored {
        Err(MediaError::Database(error)) if error.is_taken("media.owner_id_content_hash") => {
            let known = media::find_by_hash(context.database.read(), owner, &new.content_hash).await?;
            known.ok_or(MediaError::NotFound)
        }
        Err(error) => {
            remove_files(context, &new.content_hash, &new.variants).await;
            Err(error)
        }
        stored => stored,
    }
}

async fn write_files(
    context: &Context,
    owner: UserId,
    picture: Picture,
    alt: &AltText,
) -> Result<NewMedia, MediaError> {
    let failed = |error: &dyn std::fmt::Display| MediaError::Store(error.to_string());
    let mut variants = Vec::with_capacity(picture.variants.len());
    let mut byte_size = 0_u64;
    for variant in picture.variants {
        let name = FileName::new(&picture.content_hash, (variant.width, variant.height), picture.extension)
            .map_err(|error| failed(&error))?;
        byte_size += variant.bytes.len() as u64;
        variants.push(ImageVariant { url: name.address(), width: variant.width, height: variant.height });
        context.storage.put(&name, variant.bytes.into()).await.map_err(|error| failed(&error))?;
    }
    Ok(NewMedia {
        id: context.ids.next(),
        owner_id: owner,
        content_hash: picture.content_hash,
        content_type: picture.content_type.to_owned(),
        width: picture.width,
        height: picture.height,
        byte_size,
        alt: alt.as_str().to_owned(),
        variants,
        created_at: context.clock.now(),
    })
}

/// Takes files away that no row names any more; a failure leaves them to be taken another time.
async fn remove_files(context: &Context, content_hash: &str, variants: &[ImageVariant]) {
    let _clearing = context.storage.clearing().await;
    if !matches!(media::count_by_hash(context.database.read(), content_hash).await, Ok(0)) {
        return;
    }
    for variant in variants {
        let Some(name) = variant.url.rsplit('/').next().and_then(|name| name.parse::<FileName>().ok()) else {
            continue;
        };
        if let Err(error) = context.storage.delete(&name).await {
            tracing::warn!(%error, "a file of a deleted image stays in the store");
        }
    }
}

/// One of one's own uploads.
pub async fn find(context: &Context, actor: &Actor, id: MediaId) -> Result<Media, MediaError> {
    let owner = actor.signed_in()?.id;
    let found = media::find(context.database.read(), id).await?;
    found.filter(|media| media.owner_id == owner).ok_or(MediaError::NotFound)
}

/// One's own uploads, newest first.
pub async fn own(context: &Context, actor: &Actor, part: &Part<MediaId>) -> Result<Page<Media, MediaId>, MediaError> {
    let owner = actor.signed_in()?.id;
    let database = context.database.read();
    let mut page = part.page(media::list(database, owner, part.after, part.rows()).await?, |media| media.image.id);
    if part.counts {
        page.total = Some(media::count(database, owner).await?);
    }
    Ok(page)
}

/// Changes what one's own image is said to show.
pub async fn describe(context: &Context, actor: &Actor, id: MediaId, alt: &AltText) -> Result<Media, MediaError> {
    find(context, actor, id).await?;
    let media = context
        .database
        .write(|tx| async move {
            media::update_alt(&tx, id, alt.as_str()).await?;
            media::find(&tx, id).await?.ok_or(MediaError::NotFound)
        })
        .await?;
    context.cache.drop_tags(&[Tag::media(id), Tag::Posts, Tag::Users]).await;
    Ok(media)
}

/// Deletes one's own image, unless a post or profile shows it.
pub async fn delete(context: &Context, actor: &Actor, id: MediaId) -> Result<(), MediaError> {
    let media = find(context, actor, id).await?;
    context
        .database
        .write(|tx| async move {
            if !media::lock(&tx, id).await? {
                return Err(MediaError::NotFound);
            }
            if media::is_used(&tx, id).await? {
                return Err(MediaError::InUse);
            }
            media::delete(&tx, id).await?;
            Ok(())
        })
        .await?;
    remove_files(context, &media.content_hash, &media.image.variants).await;
    Ok(())
}
