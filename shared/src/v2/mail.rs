//! Mails on their way, as staff see them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{UserRef, words::words};
use crate::{id::MailId, time::Timestamp};

words! {
    /// What a mail says.
    MailTemplate {
        /// The link that confirms an address.
        ConfirmEmail = "confirm_email",
        /// The link that leads to a new password.
        ResetPassword = "reset_password",
        /// The password was changed.
        PasswordChanged = "password_changed",
        /// Somebody signed in from a browser or with a program that was not seen before.
        NewSignIn = "new_sign_in",
        /// The account has another address now; goes to the old one.
        EmailChanged = "email_changed",
        /// Somebody wanted an account with an address that has one.
        AddressTaken = "address_taken",
        /// Too many wrong passwords.
        AccountLocked = "account_locked",
        /// Somebody gave the right password and no second factor.
        SecondFactorAsked = "second_factor_asked",
        /// A second factor was added or removed, recovery codes were made anew, or one was used.
        SecondFactorChanged = "second_factor_changed",
        /// A copy of a sign-in was used, which ended it everywhere.
        SessionCopied = "session_copied",
        /// The account is on its way to be deleted, until when it can be kept, and how.
        AccountLeaving = "account_leaving",
        /// The account will be deleted in a few days.
        AccountLeavingSoon = "account_leaving_soon",
        /// Somebody is invited to make an account.
        Invitation = "invitation",
        /// Staff let the account in.
        RegistrationApproved = "registration_approved",
        /// Staff decided against the account.
        RegistrationRefused = "registration_refused",
        /// Something happened of which the person wants to hear at once, and which they have not seen yet.
        Notification = "notification",
        /// What happened within a day and is still unread.
        NotificationDigest = "notification_digest",
    }
}

words! {
    /// How far a mail has come.
    MailState {
        /// It is to be sent, now or after a while.
        Waiting = "waiting",
        /// A mail server has taken it.
        Sent = "sent",
        /// There was no need for it any more, nobody to send it to, or no way out of the site.
        Dropped = "dropped",
        /// It was refused, or could not be sent for days. It can be tried again.
        Failed = "failed",
    }
}

/// A mail in the outbox. It holds no address and no secret: both are looked up when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Mail {
    /// The mail.
    pub id: MailId,
    /// What it says.
    pub template: MailTemplate,
    /// Whom it is for; null for a mail that has nobody.
    pub user: Option<UserRef>,
    /// How far it has come.
    pub state: MailState,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last attempt failed, in the words of the mail server, without addresses.
    #[schemars(length(max = 600))]
    pub last_error: Option<String>,
    /// When it was written.
    pub created_at: Timestamp,
    /// When it is tried next; null once it is over.
    pub next_attempt_at: Option<Timestamp>,
    /// When it was sent, dropped or given up.
    pub ended_at: Option<Timestamp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_everywhere() {
        for template in MailTemplate::ALL {
            assert_eq!(MailTemplate::parse(template.as_str()), Some(*template));
            assert_eq!(serde_json::to_value(template).unwrap(), template.as_str());
        }
        for state in MailState::ALL {
            assert_eq!(MailState::parse(state.as_str()), Some(*state));
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
    }
}
