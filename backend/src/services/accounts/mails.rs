//! Mails about making accounts: to whom, and what about. Each is told inside the transaction that causes it.

use broadsheet_shared::id::{InvitationId, UserId};

use crate::repositories::{DatabaseError, Transaction};

/// A mail that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountMail {
    /// To an address that was invited: the link. Its secret is made when the mail is sent.
    Invited {
        /// The invitation, which names the address.
        invitation: InvitationId,
    },
    /// To somebody who registered: staff will look at it.
    RegistrationWaits {
        /// Who waits.
        user: UserId,
    },
    /// To somebody who waited: the account can be used.
    RegistrationAdmitted {
        /// Who waited.
        user: UserId,
    },
    /// To somebody who waited: the account cannot be used.
    RegistrationRefused {
        /// Who waited.
        user: UserId,
    },
}

/// Where the outbox takes the mail, in the transaction of its cause. While a site has no outbox nobody is written to:
/// an invitation is a link that staff hand on, and who waits is told when they sign in.
pub async fn tell_by_mail(_transaction: &Transaction, mail: &AccountMail) -> Result<(), DatabaseError> {
    tracing::debug!(?mail, "a mail is due, and this site sends none");
    Ok(())
}
