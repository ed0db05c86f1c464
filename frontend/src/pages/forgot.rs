//! The page for those who have forgotten their password.

use leptos::prelude::*;

use super::mail_form::{MailForm, Wanted};
use crate::{
    head::Head,
    paths,
    state::{reading::use_site, tab::use_head},
    text::credentials as text,
};

/// Asks whose password it is, and has a link mailed.
pub fn forgot_page() -> AnyView {
    use_head(&Head::hidden(text::FORGOT));
    let lead = use_site().sends_mail.then(|| view! { <p class="account__lead">{text::FORGOT_LEAD}</p> });
    view! {
        <div class="page account">
            <div class="account__box">
                <h1 class="account__title">{text::FORGOT}</h1>
                {lead}
                <MailForm wanted=Wanted::NewPassword />
                <p class="account__other"><a href=paths::LOGIN>{text::BACK_TO_SIGN_IN}</a></p>
            </div>
        </div>
    }
    .into_any()
}
