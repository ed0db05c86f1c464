//! The site's settings, read and changed by whoever may manage them. They are rows, read once a second by every process,
//! so a change takes effect without a restart.

use std::sync::Arc;

use broadsheet_shared::{
    input::{RegistrationPatch, SettingsPatch},
    permission::Permission,
    problem::{Code, FieldError},
    time::Timestamp,
};

use super::{
    Context, ServiceError, audit,
    context::{SiteSettings, setting_key as key},
    database_code, refusal_code,
};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        audit::{Action, Entry},
        event::Event,
    },
    platform::cache::Tag,
    repositories::{self, DatabaseError, Executor, Transaction},
};

/// Why settings were not read or changed.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// No role has the name.
    #[error("There is no role of this name.")]
    UnknownRole,
    /// The role allows more than everybody may get from this person.
    #[error(
        "Every new account would get this role. Choose one without rights over others, which allows nothing that you may not do."
    )]
    RoleTooHigh,
    /// Not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for SettingsError {
    fn code(&self) -> Code {
        match self {
            Self::UnknownRole | Self::RoleTooHigh => Code::RequestInvalid,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(database) => database_code(database),
        }
    }

    fn fields(&self) -> Vec<FieldError> {
        let code = match self {
            Self::UnknownRole => "unknown",
            Self::RoleTooHigh => "not_allowed",
            _ => return Vec::new(),
        };
        vec![FieldError::new("/registration/default_role", code, self.to_string())]
    }
}

/// The settings in force.
pub async fn in_force(context: &Context, actor: &Actor) -> Result<Arc<SiteSettings>, SettingsError> {
    actor.require(Permission::SettingsManage)?;
    Ok(context.settings.read(&context.database).await?)
}

/// Changes settings, and gives them as they are then.
pub async fn change(
    context: &Context,
    actor: &Actor,
    patch: &SettingsPatch,
) -> Result<Arc<SiteSettings>, SettingsError> {
    actor.require(Permission::SettingsManage)?;
    let mut rows = rows(&patch.registration);
    rows.extend(patch.live_updates.map(|is_on| (key::SITE_LIVE_UPDATES, is_on.to_string())));
    let (rows, now) = (&rows, context.clock.now());
    context
        .database
        .write(|transaction| async move {
            if let Some(role) = &patch.registration.default_role {
                repositories::roles::lock(&transaction).await?;
                require_role(&transaction, actor, role).await?;
            }
            store(&transaction, rows, now).await?;
            let mut changed = Entry::new(Action::SettingsChanged).by(actor);
            for (key, _) in rows {
                changed = changed.with("setting", key);
            }
            Ok::<_, SettingsError>(audit::record(context, &transaction, changed).await?)
        })
        .await?;
    context.settings.forget();
    context.cache.drop_tags(&[Tag::Site]).await;
    context.events.publish_event(Event::SettingsChanged);
    in_force(context, actor).await
}

/// Nobody gives to all what they lack themselves, nor the means to take the site.
async fn require_role(database: &impl Executor, actor: &Actor, role: &str) -> Result<(), SettingsError> {
    let role = repositories::roles::find_whole(database, role).await?.ok_or(SettingsError::UnknownRole)?;
    let authority = repositories::roles::authority_of(database, actor).await?;
    let is_too_high = role.staff_right().is_some();
    let is_out_of_reach =
        authority.may_give(&role.permissions).and_then(|()| authority.reaches(role.position)).is_err();
    if is_too_high || is_out_of_reach { Err(SettingsError::RoleTooHigh) } else { Ok(()) }
}

async fn store(
    transaction: &Transaction,
    rows: &[(&'static str, String)],
    now: Timestamp,
) -> Result<(), SettingsError> {
    for (key, value) in rows {
        repositories::settings::upsert(transaction, key, value, now).await?;
    }
    Ok(())
}

/// What the patch says, as it is stored.
fn rows(patch: &RegistrationPatch) -> Vec<(&'static str, String)> {
    let domains = patch.allowed_domains.as_ref().map(|domains| {
        let names: Vec<&str> = domains.iter().map(AsRef::as_ref).collect();
        names.join(" ")
    });
    let url = patch.terms_url.as_ref().map(|url| url.as_ref().map(ToString::to_string).unwrap_or_default());
    let number = |number: Option<u32>| number.map(|number| number.to_string());
    let rows = [
        (key::REGISTRATION_MODE, patch.mode.map(|mode| mode.as_str().to_owned())),
        (key::REGISTRATION_DEFAULT_ROLE, patch.default_role.clone()),
        (key::REGISTRATION_ALLOWED_DOMAINS, domains),
        (key::REGISTRATION_TERMS_URL, url),
        (key::REGISTRATION_TERMS_TEXT, patch.terms_text.as_ref().map(ToString::to_string)),
        (key::REGISTRATION_MIN_FILL_SECS, number(patch.min_fill_secs)),
        (key::REGISTRATION_PROOF_OF_WORK_BITS, number(patch.proof_of_work_bits)),
        (key::REGISTRATION_HOLD_LINKS_HOURS, number(patch.hold_links_hours)),
    ];
    rows.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}
