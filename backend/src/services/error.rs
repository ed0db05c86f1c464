//! What every service error tells its callers: a problem code, the wrong fields, and little else.

use broadsheet_shared::problem::{Code, FieldError};
use serde_json::Value;

use crate::{domain::actor::Refusal, platform::limiter::Exceeded, repositories::DatabaseError};

/// A refusal or fault of a service. HTTP turns it into a `Problem`; the command line prints it.
///
/// `Display` is shown to the caller as `detail` when the code's status is below 500, so it must say how to mend the
/// mistake; above, it goes to the log with its sources.
pub trait ServiceError: std::error::Error + Send + Sync + 'static {
    /// The code, which knows status and title.
    fn code(&self) -> Code;

    /// The fields that are wrong, for 422.
    fn fields(&self) -> Vec<FieldError> {
        Vec::new()
    }

    /// The current version, for 412.
    fn current(&self) -> Option<Value> {
        None
    }

    /// When to try again, for 503.
    fn retry_after_secs(&self) -> Option<u32> {
        None
    }

    /// The limit that was met, for 429.
    fn exceeded(&self) -> Option<Exceeded> {
        None
    }
}

/// The code of a database fault: out of reach is 503, all else is ours to mend.
pub fn database_code(error: &DatabaseError) -> Code {
    match error {
        DatabaseError::Unavailable(_) => Code::ServiceUnavailable,
        _ => Code::Internal,
    }
}

/// The code of a refusal: sign in, you may not, or not by this token.
pub fn refusal_code(refusal: &Refusal) -> Code {
    match refusal {
        Refusal::NotSignedIn => Code::AuthenticationRequired,
        Refusal::Denied(_) => Code::PermissionDenied,
        Refusal::OutOfScope(_) => Code::TokenScopeMissing,
        Refusal::SessionOnly => Code::SessionRequired,
        Refusal::SecondFactorRequired => Code::SecondFactorRequired,
        Refusal::Leaving => Code::AccountLeaving,
        Refusal::Unconfirmed => Code::AccountUnconfirmed,
    }
}
