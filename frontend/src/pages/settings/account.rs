//! One's own account: its address. The part about the password stands on the page about security.

mod email;
mod password;

use leptos::prelude::*;

use self::email::EmailPart;
pub(super) use self::password::PasswordPart;
use super::frame;
use crate::{
    api::{ApiError, failure},
    forms::Form,
    paths,
};

/// The page with one's own account.
pub fn account_page() -> AnyView {
    frame(paths::SETTINGS_ACCOUNT, view! { <EmailPart /> })
}

/// Puts the server's messages beside their fields; gives back what belongs above the form.
fn refuse(form: &Form, error: &ApiError) -> Option<String> {
    match error {
        ApiError::Problem(problem) if !problem.errors.is_empty() => form.refuse(&problem.errors).into_iter().next(),
        _ => Some(failure::said(error)),
    }
}
