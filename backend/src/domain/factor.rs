//! Second factors: what a person can prove themselves by beside their password, and the ceremonies that ask for it.

use broadsheet_shared::{
    id::{PasskeyId, UserId},
    time::Timestamp,
};

/// How many recovery codes a person gets.
pub const RECOVERY_CODES: usize = 10;

/// An authenticator app, as far as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTotp {
    /// The secret under the server's key.
    pub sealed_secret: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its owner gave a first code; before, it counts for nothing.
    pub confirmed_at: Option<Timestamp>,
}

/// A passkey of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    /// The passkey.
    pub id: PasskeyId,
    /// Whose it is.
    pub user_id: UserId,
    /// What its owner calls it.
    pub name: String,
    /// The authenticator's name for it, in base64url.
    pub credential_id: String,
    /// Public key and what else is needed to know it again: JSON.
    pub credential: String,
    /// When it was registered.
    pub created_at: Timestamp,
    /// When it last proved something.
    pub last_used_at: Option<Timestamp>,
}

/// What an authenticator has proved: which passkey, and what is to be stored of it from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedPasskey {
    /// The authenticator's name for it.
    pub credential_id: String,
    /// Public key and the rest, as of now.
    pub credential: String,
    /// How often it has signed, if it counts.
    pub sign_count: i64,
}

/// What a ceremony is for, and nothing else (SECURITY A3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CeremonyPurpose {
    /// The password was right; the second factor is still to come.
    SecondFactor,
    /// Somebody signs in by a passkey alone.
    SignIn,
    /// A passkey is to be registered.
    Register,
    /// Somebody who is signed in proves anew that it is them.
    Prove,
}

impl CeremonyPurpose {
    /// How long a ceremony may take.
    pub const LIFE_SECS: i64 = 300;

    /// The name in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SecondFactor => "second_factor",
            Self::SignIn => "sign_in",
            Self::Register => "register",
            Self::Prove => "prove",
        }
    }
}

/// Which factors an account has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Factors {
    /// An authenticator app that was confirmed.
    pub has_totp: bool,
    /// At least one passkey.
    pub has_passkeys: bool,
    /// Recovery codes that were not used yet.
    pub recovery_codes_left: u32,
}

impl Factors {
    /// True if a password alone does not sign in. Recovery codes are no factor of their own.
    pub const fn is_on(self) -> bool {
        self.has_totp || self.has_passkeys
    }
}
