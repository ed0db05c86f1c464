//! Invitations: links that let somebody make an account. Whoever manages accounts makes and takes back invitations.
//!
//! The secret is shown once, in the answer; the database has its hash. The link carries it in the fragment, which no
//! server, proxy or log ever sees.

use broadsheet_shared::{id::InvitationId, input::NewInvitation, permission::Permission, problem::Code};

use super::{
    Context, ServiceError,
    accounts::{AccountMail, tell_by_mail},
    database_code, refusal_code,
};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        invitation::Invitation,
        session::TokenHash,
    },
    platform::crypto::Token,
    repositories::{DatabaseError, accounts, invitations},
};

const DAY_SECS: i64 = 24 * 60 * 60;

/// Why nothing was invited or taken back.
#[derive(Debug, thiserror::Error)]
pub enum InvitationError {
    /// There is no such invitation.
    #[error("No invitation has this id.")]
    NotFound,
    /// Not allowed.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for InvitationError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::InvitationNotFound,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Database(database) => database_code(database),
        }
    }
}

/// An invitation that was just made.
#[derive(Debug)]
pub struct Invited {
    /// The invitation.
    pub invitation: Invitation,
    /// Its secret, shown this once.
    pub token: Token,
    /// The link to hand on.
    pub url: String,
}

/// Makes an invitation.
pub async fn invite(context: &Context, actor: &Actor, new: &NewInvitation) -> Result<Invited, InvitationError> {
    let person = actor.require(Permission::UsersManage)?;
    let now = context.clock.now();
    let token = Token::random();
    let by = accounts::find(context.database.read(), person.id).await?;
    let invitation = Invitation {
        id: context.ids.next(),
        email: new.email.as_ref().map(ToString::to_string),
        max_uses: new.max_uses,
        uses: 0,
        created_by: by.map(|account| account.user.card),
        created_at: now,
        expires_at: now.plus_secs(i64::from(new.days) * DAY_SECS),
        revoked_at: None,
    };
    let (stored, hash) = (&invitation, &TokenHash::from(token.hash()));
    context
        .database
        .write::<_, DatabaseError, _, _>(|transaction| async move {
            invitations::insert(&transaction, stored, hash, Some(person.id)).await?;
            if stored.email.is_some() {
                tell_by_mail(&transaction, &AccountMail::Invited { invitation: stored.id }).await?;
            }
            Ok(())
        })
        .await?;
    let url = context.config.site.address(&format!("/register#invitation={}", token.as_str()));
    Ok(Invited { invitation, token, url })
}

/// Invitations, newest first, before `before`; and where the next page begins.
pub async fn list(
    context: &Context,
    actor: &Actor,
    before: Option<InvitationId>,
    limit: u8,
) -> Result<(Vec<Invitation>, Option<InvitationId>), InvitationError> {
    actor.require(Permission::UsersManage)?;
    let mut found = invitations::list(context.database.read(), before, limit.saturating_add(1)).await?;
    let has_more = found.len() > usize::from(limit);
    found.truncate(limit.into());
    let next = found.last().filter(|_| has_more).map(|last| last.id);
    Ok((found, next))
}

/// Takes an invitation back. Accounts that it made stay.
pub async fn revoke(context: &Context, actor: &Actor, id: InvitationId) -> Result<(), InvitationError> {
    actor.require(Permission::UsersManage)?;
    let now = context.clock.now();
    let is_known = context
        .database
        .write::<_, DatabaseError, _, _>(|transaction| async move { invitations::revoke(&transaction, id, now).await })
        .await?;
    if is_known { Ok(()) } else { Err(InvitationError::NotFound) }
}
