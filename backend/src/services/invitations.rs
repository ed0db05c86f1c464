//! Invitations: links that let somebody make an account. Whoever manages accounts makes and takes back invitations.
//!
//! The secret is shown once, in the answer, and mailed where the invitation names an address; the database has its hash
//! alone. The link carries it in the fragment, which no server, proxy or log ever sees.

use broadsheet_shared::{
    id::InvitationId, input::NewInvitation, permission::Permission, problem::Code, v2::MailTemplate,
};

use super::{
    Context, ServiceError, audit, database_code,
    limits::{self, LimitError},
    refusal_code,
};
use crate::{
    domain::{
        actor::{Actor, Refusal},
        audit::{Action, Entry},
        invitation::Invitation,
        mail::NewMail,
        page::{Page, Part},
        session::TokenHash,
    },
    platform::{crypto::Token, invitation_tokens},
    repositories::{DatabaseError, Transaction, accounts, invitations, mails},
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
    /// How often its address was written to could not be counted.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// The database.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

impl ServiceError for InvitationError {
    fn code(&self) -> Code {
        match self {
            Self::NotFound => Code::InvitationNotFound,
            Self::Refused(refusal) => refusal_code(refusal),
            Self::Limit(limit) => limit.code(),
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
    let id: InvitationId = context.ids.next();
    let token = invitation_tokens::derive(context.config.secrets.key.expose().as_bytes(), id);
    let by = accounts::find(context.database.read(), person.id).await?;
    let invitation = Invitation {
        id,
        email: new.email.as_ref().map(ToString::to_string),
        max_uses: new.max_uses,
        uses: 0,
        created_by: by.map(|account| account.user.card),
        created_at: now,
        expires_at: now.plus_secs(i64::from(new.days) * DAY_SECS),
        revoked_at: None,
    };
    let writes = match &new.email {
        Some(address) => limits::may_write_to(context, MailTemplate::Invitation, &address.canonical()).await?,
        None => false,
    };
    let (stored, hash) = (&invitation, &TokenHash::from(token.hash()));
    context
        .database
        .write::<_, DatabaseError, _, _>(|transaction| async move {
            invitations::insert(&transaction, stored, hash, Some(person.id)).await?;
            if writes {
                write_to(context, &transaction, stored).await?;
            }
            audit::record(context, &transaction, Entry::new(Action::InvitationMade).by(actor).about(id)).await
        })
        .await?;
    let url = context.config.site.address(&format!("/register#invitation={}", token.as_str()));
    Ok(Invited { invitation, token, url })
}

/// Puts the mail with the link into the outbox, in the transaction that makes the invitation.
async fn write_to(context: &Context, transaction: &Transaction, invitation: &Invitation) -> Result<(), DatabaseError> {
    let (id, template, created_at) = (context.ids.next(), MailTemplate::Invitation, invitation.created_at);
    let mail = NewMail { id, template, user: None, cause: Some(invitation.id.0), created_at };
    mails::insert(transaction, &mail).await
}

/// Invitations, newest first.
pub async fn list(
    context: &Context,
    actor: &Actor,
    part: &Part<InvitationId>,
) -> Result<Page<Invitation, InvitationId>, InvitationError> {
    actor.require(Permission::UsersManage)?;
    let database = context.database.read();
    let rows = invitations::list(database, part.after, part.rows()).await?;
    let mut page = part.page(rows, |invitation| invitation.id);
    if part.counts {
        page.total = Some(invitations::count(database).await?);
    }
    Ok(page)
}

/// Takes an invitation back. Accounts that it made stay.
pub async fn revoke(context: &Context, actor: &Actor, id: InvitationId) -> Result<(), InvitationError> {
    actor.require(Permission::UsersManage)?;
    let now = context.clock.now();
    let is_known = context
        .database
        .write::<_, DatabaseError, _, _>(|transaction| async move {
            let is_known = invitations::revoke(&transaction, id, now).await?;
            if is_known {
                let revoked = Entry::new(Action::InvitationRevoked).by(actor).about(id);
                audit::record(context, &transaction, revoked).await?;
            }
            Ok(is_known)
        })
        .await?;
    if is_known { Ok(()) } else { Err(InvitationError::NotFound) }
}
