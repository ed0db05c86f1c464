//! Second factors: an authenticator app, recovery codes, passkeys.

mod app;
pub(super) mod asking;
mod codes;
mod passkeys;
mod setting_up;

use broadsheet_shared::v2;
use leptos::{prelude::*, task::spawn_local};

use self::{app::AppPart, codes::CodesPart, codes::KeepCodes, passkeys::PasskeysPart};
use super::{NotLoaded, own_list::OwnList};
use crate::{
    api::{ApiError, factors, use_api},
    components::ui::Loading,
    state::session::use_session,
    text::factors as text,
};

/// What is known of one's factors, shared by the parts of the page.
#[derive(Clone, Copy)]
struct Known {
    totp: RwSignal<Option<v2::TotpStatus>>,
    codes: RwSignal<Option<v2::RecoveryCodeStatus>>,
    passkeys: OwnList<v2::Passkey>,
    failure: RwSignal<Option<ApiError>>,
    /// Codes that were just made; they leave with the page, or when their owner says so.
    made: RwSignal<Vec<String>>,
    /// Asks the server anew.
    load: Callback<()>,
}

impl Known {
    fn new() -> Self {
        let (api, session) = (use_api(), use_session());
        let (totp, codes) = (RwSignal::new(None), RwSignal::new(None));
        let failure = RwSignal::new(None::<ApiError>);
        let load = Callback::new(move |()| {
            failure.set(None);
            spawn_local(async move {
                let answers =
                    async { Ok::<_, ApiError>((factors::totp(api).await?, factors::recovery_codes(api).await?)) };
                let answers = answers.await;
                // The page may be gone by now.
                let _ = match answers {
                    Ok((status, left)) => {
                        codes.try_set(Some(left));
                        totp.try_set(Some(status)).is_none()
                    }
                    Err(error) => failure.try_set(Some(error)).is_none(),
                };
            });
        });
        let person = Memo::new(move |_| session.person().map(|me| me.user.id));
        Effect::new(move |_| {
            if person.get().is_some() {
                load.run(());
            }
        });
        let passkeys = OwnList::of(factors::passkeys);
        Self { totp, codes, passkeys, failure, made: RwSignal::new(Vec::new()), load }
    }

    /// True if there is a second factor.
    fn is_on(&self) -> bool {
        self.totp.with(|totp| totp.as_ref().is_some_and(|totp| totp.is_on))
            || self.passkeys.items.with(|passkeys| !passkeys.is_empty())
    }
}

/// The parts of the page about second factors.
#[component]
pub(super) fn Factors() -> impl IntoView {
    let known = Known::new();
    let session = use_session();
    let changed = Callback::new(move |codes: Vec<String>| {
        if !codes.is_empty() {
            known.made.set(codes);
        }
        known.load.run(());
        spawn_local(async move { session.look_again().await });
    });
    let failure = move || known.failure.get().map(|error| view! { <NotLoaded error on_retry=known.load /> });
    let made = move || {
        let codes = known.made.get();
        (!codes.is_empty()).then(|| view! { <KeepCodes codes on_done=move |()| known.made.set(Vec::new()) /> })
    };
    let is_known = move || known.totp.with(Option::is_some);
    view! {
        {made}
        <section class="settings__section" aria-labelledby="factors-title">
            <h2 class="settings__heading" id="factors-title">{text::FACTORS}</h2>
            <p class="settings__lead">{text::FACTORS_LEAD}</p>
            {failure}
            <Show when=move || !is_known() && known.failure.with(Option::is_none)>
                <Loading label=text::LOADING />
            </Show>
            <Show when=is_known>
                <AppPart known on_changed=changed />
                <CodesPart known on_changed=changed />
            </Show>
        </section>
        <PasskeysPart known on_changed=changed />
    }
}
