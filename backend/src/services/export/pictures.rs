//! Pictures: what they show, and their files.

use broadsheet_shared::id::UserId;
use serde_json::{Value, json};

use super::{ExportError, PAGE, about::file_of, lists::List};
use crate::{
    domain::media::Media,
    platform::{
        archive::{Archive, Packing},
        storage::FileName,
    },
    repositories::media,
    services::Context,
};

pub(super) async fn write(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    let mut list = List::begin(archive, "media.json", context.clock.now()).await?;
    let mut before = None;
    loop {
        let page = media::list(context.database.read(), user, before, PAGE).await?;
        let Some(last) = page.last() else { break };
        before = Some(last.image.id);
        for picture in &page {
            list.add(&of_picture(picture)).await?;
        }
    }
    list.end().await?;
    before = None;
    loop {
        let page = media::list(context.database.read(), user, before, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        before = Some(last.image.id);
        for picture in page {
            files(context, archive, &picture).await?;
        }
    }
}

fn of_picture(picture: &Media) -> Value {
    let files = picture.image.variants.iter().map(|variant| {
        json!({
            "file": file_of(&variant.url), "width": variant.width, "height": variant.height,
        })
    });
    json!({
        "id": picture.image.id,
        "alt": picture.image.alt,
        "byte_size": picture.byte_size,
        "created_at": picture.created_at,
        "files": files.collect::<Value>(),
    })
}

/// Every width, one in memory at a time. A file that is not there is left out: the list says what should be.
async fn files(context: &Context, archive: &Archive, picture: &Media) -> Result<(), ExportError> {
    for variant in &picture.image.variants {
        let name = variant.url.rsplit('/').next().unwrap_or_default();
        let Ok(file) = name.parse::<FileName>() else { continue };
        match context.storage.read(&file).await? {
            Some(bytes) => {
                archive.file("media", name, Packing::Stored, picture.created_at).await?;
                archive.write(bytes).await?;
            }
            None => tracing::warn!(picture = %picture.image.id, "a file of a picture is not in the store"),
        }
    }
    Ok(())
}
