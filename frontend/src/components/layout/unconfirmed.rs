//! The bar on every page while the address of the one who is signed in is not confirmed: what is missing, and how to get
//! it.

use broadsheet_shared::v2;
use leptos::prelude::*;

use crate::{paths, text::credentials as text};

/// The bar; nothing for strangers and for those whose address is confirmed.
#[component]
pub fn UnconfirmedBar(
    /// Who is signed in, once that is known.
    viewer: Signal<Option<v2::Me>>,
    /// Whether the site can mail the link again.
    sends_mail: bool,
    /// Has it mailed again.
    resend: Callback<()>,
) -> AnyView {
    let view = move || {
        let is_unconfirmed = viewer.with(|me| me.as_ref().is_some_and(|me| !me.is_email_confirmed));
        is_unconfirmed.then(|| {
            let words = if sends_mail { text::UNCONFIRMED } else { text::UNCONFIRMED_NO_MAIL };
            let again = sends_mail.then(|| {
                view! {
                    <button type="button" class="button button--small" on:click=move |_| resend.run(())>
                        {text::SEND_AGAIN}
                    </button>
                }
            });
            view! {
                <section class="unconfirmed" aria-label=text::UNCONFIRMED_LABEL>
                    <div class="unconfirmed__inner">
                        <p>{words}</p>
                        {again}
                        <a href=paths::SETTINGS_ACCOUNT>{text::OTHER_ADDRESS}</a>
                    </div>
                </section>
            }
        })
    };
    view.into_any()
}
