//! The dialog before a deed that wants proof anew: the password, or one of the passkeys.

use broadsheet_shared::{problem::Code, v2, value::ValueError};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::{ApiError, factors, failure as words, use_api},
    components::ui::{Button, Callout, CalloutTone, Dialog, Weight},
    forms::{Field, Form, PasswordField},
    state::{
        authenticator::{self, Refusal},
        session::use_session,
    },
    text::{account, factors as text, settings},
};

/// A question that is open or not, and how far its deed has come.
#[derive(Clone, Copy)]
pub(in crate::pages::settings) struct Asking {
    pub is_open: RwSignal<bool>,
    pub is_busy: RwSignal<bool>,
    password: Field,
    failure: RwSignal<Option<String>>,
}

impl Asking {
    /// Closed. `id` is the password field's.
    pub fn new(id: &'static str) -> Self {
        let password = Field::new(id, "/password", |text| match text {
            "" => Err(ValueError::Invalid(account::PASSWORD_MISSING)),
            _ => Ok(()),
        });
        Self { is_open: RwSignal::new(false), is_busy: RwSignal::new(false), password, failure: RwSignal::new(None) }
    }

    /// Opens it, empty.
    pub fn open(&self) {
        self.password.clear();
        self.failure.set(None);
        self.is_open.set(true);
    }

    /// The deed is done. False if the page is gone.
    pub fn close(&self) -> bool {
        let is_here = self.is_busy.try_set(false).is_none();
        if is_here {
            self.password.clear();
            self.is_open.set(false);
        }
        is_here
    }

    /// The deed was refused: said at the password, or above it.
    pub fn refuse(&self, error: &ApiError) {
        let rest = match error {
            ApiError::Problem(problem) if problem.code == Code::RequestInvalid => {
                Form::new([self.password]).refuse(&problem.errors).into_iter().next()
            }
            _ => Some(words::said(error)),
        };
        self.say(rest);
    }

    /// The browser did not do it.
    pub fn refuse_browser(&self, refusal: Refusal) {
        let said = match refusal {
            Refusal::CalledOff => text::CALLED_OFF,
            Refusal::Known => text::KNOWN,
            Refusal::Unsupported => text::UNSUPPORTED,
        };
        self.say(Some(said.to_owned()));
    }

    fn say(&self, said: Option<String>) {
        // The page may be gone by now.
        if self.is_busy.try_set(false).is_none() {
            self.failure.set(said);
        }
    }
}

/// The dialog. Whoever opened it does the deed, and closes it or refuses.
#[component]
pub(in crate::pages::settings) fn AskProof(
    /// Names it.
    id: &'static str,
    /// Opens and closes it.
    asking: Asking,
    /// The question.
    title: &'static str,
    /// What will happen.
    #[prop(into)]
    text: String,
    /// The verb.
    confirm: &'static str,
    /// True if something is taken away.
    #[prop(optional)]
    is_danger: bool,
    /// True if there is a passkey to prove by.
    #[prop(into)]
    has_passkeys: Signal<bool>,
    /// Takes the proof.
    #[prop(into)]
    on_proof: Callback<v2::Proof>,
) -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let weight = if is_danger { Weight::Danger } else { Weight::Primary };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if asking.is_busy.get_untracked() || !Form::new([asking.password]).judge() {
            return;
        }
        asking.is_busy.set(true);
        asking.failure.set(None);
        on_proof.run(v2::Proof { password: Some(asking.password.text.get_untracked()), passkey: None });
    };
    let by_passkey = move |()| {
        asking.is_busy.set(true);
        asking.failure.set(None);
        spawn_local(async move {
            let begun = match factors::begin_proof(api).await {
                Ok(begun) => begun,
                Err(error) => return asking.refuse(&error),
            };
            match authenticator::get(&begun.options).await {
                Ok(credential) => {
                    let passkey = Some(v2::PasskeyAnswer { challenge: begun.challenge, credential });
                    on_proof.run(v2::Proof { password: None, passkey });
                }
                Err(refusal) => asking.refuse_browser(refusal),
            }
        });
    };
    let text = StoredValue::new(text);
    // Password managers look for the name even where it is not asked for.
    let username = move || session.person().map(|me| me.user.username);
    let close = move |()| asking.is_open.set(false);
    let may_use_passkey = move || has_passkeys.get() && authenticator::is_available();
    view! {
        <Dialog id is_open=asking.is_open title=Signal::stored(title.to_owned()) on_close=close>
            <form class="form" novalidate=true on:submit=submit>
                <p class="dialog__text">{text.get_value()}</p>
                {move || asking.failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
                <input
                    class="visually-hidden"
                    type="text"
                    autocomplete="username"
                    tabindex="-1"
                    aria-hidden="true"
                    readonly=true
                    prop:value=username
                />
                <PasswordField
                    field=asking.password
                    label=settings::PASSWORD
                    hint=text::PROVE
                    autocomplete="current-password"
                    show_label=account::SHOW
                    hide_label=account::HIDE
                />
                <div class="dialog__actions">
                    <Button on_click=close>{settings::CANCEL}</Button>
                    <Show when=may_use_passkey>
                        <Button is_busy=asking.is_busy on_click=by_passkey>{text::USE_PASSKEY}</Button>
                    </Show>
                    <Button weight is_submit=true is_busy=asking.is_busy>{confirm}</Button>
                </div>
            </form>
        </Dialog>
    }
}
