//! Everything that is a person's own, as one ZIP file: posts as Markdown that `broadsheet import markdown` reads back,
//! pictures, and the rest as JSON.
//!
//! It is written while it is sent, page by page from the database, so that it takes no disk and little memory however
//! much somebody has. Should something fail in the middle, the answer breaks off and is no file.

mod about;
mod lists;
mod notices;
mod pictures;
mod posts;
mod ties;
mod words;

use broadsheet_shared::{limit::Action::AccountExport, problem::Code};

use super::{
    Context, ServiceError, audit,
    audit::AuditError,
    database_code,
    limits::{self, LimitError},
    refusal_code,
};
use crate::{
    domain::{
        actor::{Access, Actor, Refusal},
        audit::{Action, Entry},
        user::UserStatus,
    },
    platform::{
        archive::{Archive, ArchiveBytes, Busy, Gone},
        limiter::{Allowance, Charge, Exceeded},
    },
    repositories::{DatabaseError, users},
};

/// Things that are read at once.
const PAGE: u8 = 50;

/// Why there is no export.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// As many are written as may be, or one of this person's.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// As many as somebody may have in a day.
    #[error(transparent)]
    Limit(#[from] LimitError),
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
            Self::Limit(limit) => limit.code(),
            Self::Gone(_) | Self::FrontMatter(_) | Self::Json(_) | Self::Store(_) => Code::Internal,
            Self::Audit(error) => error.code(),
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(error) => database_code(error),
        }
    }

    fn exceeded(&self) -> Option<Exceeded> {
        match self {
            Self::Limit(limit) => limit.exceeded(),
            _ => None,
        }
    }
}

/// An export that has begun.
#[derive(Debug)]
pub struct Begun {
    /// What is read while it is written.
    pub bytes: ArchiveBytes,
    /// How many more there can be.
    pub allowances: Vec<Allowance>,
}

/// Begins the export of the person who acts, and writes it down. It counts once there is room for it: a refusal because
/// others are at it takes nothing from anybody's day.
pub async fn begin(context: &Context, actor: &Actor) -> Result<Begun, ExportError> {
    let person = actor.signed_in()?;
    person.enter(Access::Session)?;
    let (archive, bytes) = context.archives.begin(person.id)?;
    let address = person.device.address.parse().ok().map(|address| Charge::address(AccountExport, address));
    let charges: Vec<_> = address.into_iter().chain([Charge::user(AccountExport, person.id)]).collect();
    let allowances = limits::take(context, &charges).await?;
    context
        .database
        .write(|tx| async move {
            // Who was erased meanwhile leaves no address behind.
            if users::lock(&tx, person.id).await? != Some(UserStatus::Active) {
                return Err(ExportError::Refused(Refusal::NotSignedIn));
            }
            Ok(audit::record(context, &tx, Entry::new(Action::DataExported).by(actor)).await?)
        })
        .await?;
    let (context, actor, user) = (context.clone(), actor.clone(), person.id);
    // Ends when the archive is whole, and when nobody reads it any more.
    tokio::spawn(async move {
        match write(&context, &actor, archive).await {
            Ok(()) => tracing::info!(%user, "a person took their data home"),
            Err(ExportError::Gone(_)) => tracing::info!(%user, "an export was called off"),
            Err(error) => tracing::error!(%user, %error, "an export broke off"),
        }
    });
    Ok(Begun { bytes, allowances })
}

async fn write(context: &Context, actor: &Actor, archive: Archive) -> Result<(), ExportError> {
    let user = actor.signed_in()?.id;
    about::write(context, user, &archive).await?;
    lists::write(context, actor, &archive).await?;
    ties::write(context, user, &archive).await?;
    notices::write(context, user, &archive).await?;
    posts::write(context, user, &archive).await?;
    pictures::write(context, user, &archive).await?;
    Ok(archive.end().await?)
}
