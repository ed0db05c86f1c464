//! What an application lacks, each with the way to mend it.

use broadsheet_shared::{problem::FieldError, value::DomainName};

/// Why a stranger does not pass the door.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DoorError {
    /// Nothing proves when the form was asked for.
    #[error("The form's token is missing. Ask for the form first: GET /auth/registration.")]
    FormMissing,
    /// The token is not one of ours.
    #[error("The form's token is not valid. Ask for the form again.")]
    FormForeign,
    /// The form lay open for longer than a day.
    #[error("The form has been open for too long. Ask for it again and send it once more.")]
    FormExpired,
    /// Nobody types so fast.
    #[error("That was very fast. Wait {0} seconds from opening the form, and send it again.")]
    TooFast(u32),
    /// The work was not done, or for another name.
    #[error("The proof of work is missing or for another name. Ask for the form again and send it once more.")]
    NotWorked,
    /// Nothing was agreed to.
    #[error("Read the terms of this site and agree to them.")]
    TermsMissing,
    /// Other terms were agreed to.
    #[error("The terms of this site have changed. Read them again and agree to them.")]
    TermsChanged,
    /// The site is by invitation.
    #[error("This site takes new accounts by invitation. Open the link that you were sent.")]
    InvitationRequired,
    /// The invitation was used, taken back, or is over.
    #[error("This invitation is no longer good. Ask for a new one.")]
    InvitationInvalid,
    /// The invitation names another address.
    #[error("This invitation is for another address. Use the one it was sent to.")]
    InvitationForAnother,
    /// The invitation was for the account's present address, which nobody has confirmed.
    #[error("You were invited at your present address. Confirm that one first: follow the link in the mail.")]
    InvitedAddressFirst,
    /// Addresses of this domain are not taken.
    #[error("This site takes addresses of {} only.", domains(.0))]
    DomainNotAllowed(Vec<DomainName>),
}

impl DoorError {
    /// The wrong field.
    pub fn field(&self) -> FieldError {
        let (pointer, code) = match self {
            Self::FormMissing => ("/form_token", "required"),
            Self::FormForeign => ("/form_token", "invalid"),
            Self::FormExpired => ("/form_token", "expired"),
            Self::TooFast(_) => ("/form_token", "too_fast"),
            Self::NotWorked => ("/proof", "invalid"),
            Self::TermsMissing => ("/accepted_terms", "required"),
            Self::TermsChanged => ("/accepted_terms", "outdated"),
            Self::InvitationRequired => ("/invitation", "required"),
            Self::InvitationInvalid => ("/invitation", "invalid"),
            Self::InvitationForAnother | Self::InvitedAddressFirst => ("/email", "not_invited"),
            Self::DomainNotAllowed(_) => ("/email", "not_allowed"),
        };
        FieldError::new(pointer, code, self.to_string())
    }
}

/// At most so many are named; a message has an end.
const NAMED: usize = 5;

fn domains(domains: &[DomainName]) -> String {
    let mut named: Vec<&str> = domains.iter().take(NAMED).map(DomainName::as_str).collect();
    if domains.len() > NAMED {
        named.push("some others");
    }
    named.join(", ")
}
