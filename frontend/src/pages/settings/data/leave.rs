//! Leaving: the choice, the day, and the question with its proof.

use broadsheet_shared::{
    time::Timestamp,
    v2::{self, ContentChoice},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{departure, factors, use_api},
    components::ui::{Button, Weight},
    pages::settings::{
        factors::asking::{AskProof, Asking},
        own_list::OwnList,
    },
    state::{drafts::Drafts, session::use_session, toasts::use_toasts},
    text::departure as text,
};

/// As the server counts them.
const GRACE_MS: f64 = 14.0 * 86_400_000.0;

const CHOICES: [ContentChoice; 2] = [ContentChoice::Anonymise, ContentChoice::Remove];

/// The part of the page about leaving.
#[component]
pub(super) fn LeavePart() -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let passkeys = OwnList::of(factors::passkeys);
    let has_passkeys = Signal::derive(move || passkeys.items.with(|found| !found.is_empty()));
    let chosen = RwSignal::new(ContentChoice::Anonymise);
    let asking = Asking::new("leave-password");
    let day = Timestamp::from_millis((js_sys::Date::now() + GRACE_MS) as i64);
    let leave = Callback::new(move |v2::Proof { password, passkey }: v2::Proof| {
        let drafts = untrack(|| session.person()).map(|me| Drafts::of(me.user.id));
        let wanted = v2::DeleteMe { content: chosen.get_untracked(), password, passkey };
        spawn_local(async move {
            match departure::leave(api, &wanted).await {
                Ok(departure) => {
                    toasts.success(text::left(departure.erase_at));
                    asking.close();
                    // Who leaves leaves nothing on a device that others may use.
                    if let Some(drafts) = drafts {
                        drafts.forget_all();
                    }
                    // The session has ended; the browser forgets its cookies, and the guard leads to the sign-in page.
                    if session.sign_out().await.is_err() {
                        session.give_up();
                    }
                }
                Err(error) => asking.refuse(&error),
            }
        });
    });
    let choices = CHOICES.map(|choice| view! { <Choice choice chosen /> });
    // Another choice is another question.
    let question = move || {
        let said = text::leave_text(chosen.get(), day);
        view! {
            <AskProof
                id="ask-leave"
                asking
                title=text::LEAVE_TITLE
                text=said
                confirm=text::LEAVE_CONFIRM
                is_danger=true
                has_passkeys
                on_proof=leave
            />
        }
    };
    view! {
        <section class="settings__section" aria-labelledby="leave-title">
            <h2 class="settings__heading" id="leave-title">{text::LEAVE}</h2>
            <p class="settings__lead">{text::leave_lead(day)}</p>
            <fieldset class="scopes">
                <legend class="field__label">{text::CONTENT}</legend>
                <div class="scopes__boxes">{choices.into_iter().collect_view()}</div>
            </fieldset>
            <div class="settings__actions">
                <Button weight=Weight::Danger on_click=move |()| asking.open()>{text::LEAVE_BUTTON}</Button>
            </div>
            {question}
        </section>
    }
}

#[component]
fn Choice(
    /// What it chooses.
    choice: ContentChoice,
    /// What is chosen.
    chosen: RwSignal<ContentChoice>,
) -> impl IntoView {
    let id = format!("content-{}", choice.as_str());
    let hint = format!("{id}-hint");
    view! {
        <div class="scope">
            <input
                type="radio"
                name="content"
                id=id.clone()
                value=choice.as_str()
                aria-describedby=hint.clone()
                prop:checked=move || chosen.get() == choice
                on:change=move |_| chosen.set(choice)
            />
            <label class="scope__name" for=id>{text::choice(choice)}</label>
            <p class="field__hint scope__hint" id=hint>{text::choice_hint(choice)}</p>
        </div>
    }
}
