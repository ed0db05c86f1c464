//! Whether others see that one is here. The box answers at once; a refusal puts it back and says why.

use broadsheet_shared::v2;
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::{Api, failure, me, use_api},
    components::ui::{Callout, CalloutTone},
    state::session::{Session, use_session},
    text::settings as text,
};

/// The choice on its way to the server.
#[derive(Clone, Copy)]
struct Choice {
    api: Api,
    session: Session,
    /// What was chosen last and is not stored yet.
    wanted: RwSignal<Option<bool>>,
    failure: RwSignal<Option<String>>,
}

/// The part of the page about being seen.
#[component]
pub(super) fn PresencePart() -> impl IntoView {
    let session = use_session();
    let choice = Choice { api: use_api(), session, wanted: RwSignal::new(None), failure: RwSignal::new(None) };
    let is_stored = Memo::new(move |_| session.person().is_none_or(|me| !me.hides_presence));
    let is_shown = move || choice.wanted.get().unwrap_or_else(|| is_stored.get());
    let choose = move |event: ev::Event| choice.choose(event_target_checked(&event));
    view! {
        <section class="settings__section" aria-labelledby="presence-title">
            <h2 class="settings__heading" id="presence-title">{text::PRESENCE}</h2>
            <p class="settings__lead" id="presence-lead">{text::PRESENCE_LEAD}</p>
            <div class="scope">
                <input
                    type="checkbox"
                    id="presence"
                    aria-describedby="presence-lead"
                    prop:checked=is_shown
                    on:change=choose
                />
                <label class="scope__name" for="presence">{text::PRESENCE_SHOWN}</label>
            </div>
            {move || {
                choice.failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })
            }}
        </section>
    }
}

impl Choice {
    fn choose(self, is_shown: bool) {
        self.failure.set(None);
        let is_telling = self.wanted.get_untracked().is_some();
        self.wanted.set(Some(is_shown));
        if !is_telling {
            spawn_local(self.tell());
        }
    }

    /// Tells the server until it has what was chosen last, or refuses. The page may be gone meanwhile.
    async fn tell(self) {
        while let Some(Some(is_shown)) = self.wanted.try_get_untracked() {
            let change = v2::UpdateMe { hides_presence: Some(!is_shown), ..v2::UpdateMe::default() };
            match me::update(self.api, &change).await {
                Ok(me) => {
                    self.session.take_account(me);
                    if self.wanted.try_get_untracked().flatten().is_some_and(|wanted| wanted != is_shown) {
                        continue;
                    }
                    let _ = self.wanted.try_set(None);
                    // The other tabs say no more than this one.
                    return self.session.look_again().await;
                }
                Err(error) => {
                    let _ = self.wanted.try_set(None);
                    let _ = self.failure.try_set(Some(failure::said(&error)));
                }
            }
        }
    }
}
