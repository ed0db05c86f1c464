//! Everything that is a person's own, as one ZIP file: posts as Markdown that `broadsheet import markdown` reads back,
//! pictures, and the rest as JSON.
//!
//! It is written while it is sent, page by page from the database, so that it takes no disk and little memory however
//! much somebody has. Should something fail in the middle, the answer breaks off and is no file.

mod about;
mod lists;
mod pictures;
mod posts;
mod ties;
mod words;

use broadsheet_shared::problem::Code;

use super::{Context, ServiceError, audit, audit::AuditError, database_code, refusal_code};
use crate::{
    domain::{
        actor::{Access, Actor, Refusal},
        audit::{Action, Entry},
    },
    platform::archive::{Archive, ArchiveBytes, Busy, Gone},
    repositories::DatabaseError,
};

/// Things that are read at once.
const PAGE: u8 = 50;

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// As many are written as may be.
    #[error("too many exports are being written at once")]
    Busy(#[from] Busy),
    /// Whoever asked has gone.
    #[error(transparent)]
    Gone(#[from] Gone),
    /// A front matter could not be written.
    #[error("a front matter could not be written")]
    FrontMatter(#[from] toml::ser::Error),
    /// A list could not be written.
    #[error("a list could not be written")]
    Json(#[from] serde_json::Error),
    /// The store of pictures failed.
    #[error("a picture could not be read")]
    Store(#[from] std::io::Error),
    /// The log could not be read.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// Not signed in, or by a token.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database.
    #[error("a query of an export failed")]
    Database(#[from] DatabaseError),
}

impl ServiceError for ExportError {
    fn code(&self) -> Code {
        match self {
            Self::Busy(_) => Code::ServiceBusy,
            Self::Gone(_) | Self::FrontMatter(_) | Self::Json(_) | Self::Store(_) => Code::Internal,
            Self::Audit(error) => error.code(),
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }
}

/// Begins the export of the person who acts, and writes it down. What comes back is read while it is written.
pub async fn begin(context: &Context, actor: &Actor) -> Result<ArchiveBytes, ExportError> {
    let person = actor.signed_in()?;
    person.enter(Access::Session)?;
    let (archive, bytes) = context.archives.begin()?;
    audit::note(context, Entry::new(Action::DataExported).by(actor)).await?;
    let (context, actor, user) = (context.clone(), actor.clone(), person.id);
    // Ends when the archive is whole, and when nobody reads it any more.
    tokio::spawn(async move {
        match write(&context, &actor, archive).await {
            Ok(()) => tracing::info!(%user, "a person took their data home"),
            Err(ExportError::Gone(_)) => tracing::info!(%user, "an export was called off"),
            Err(error) => tracing::error!(%user, %error, "an export broke off"),
        }
    });
    Ok(bytes)
}

async fn write(context: &Context, actor: &Actor, archive: Archive) -> Result<(), ExportError> {
    let user = actor.signed_in()?.id;
    about::write(context, user, &archive).await?;
    lists::write(context, actor, &archive).await?;
    ties::write(context, user, &archive).await?;
    posts::write(context, user, &archive).await?;
    pictures::write(context, user, &archive).await?;
    Ok(archive.end().await?)
}
