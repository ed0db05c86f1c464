//! The second step of a sign-in: a code, a passkey or a recovery code, whichever the account has.

use broadsheet_shared::{
    browser_json::BrowserJson,
    input::SecondFactor,
    problem::Code,
    v2::{self, FactorMethod},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::by_passkey::said;
use crate::{
    api::{ApiError, auth, failure as words, use_api},
    components::ui::{Button, Callout, CalloutTone, Weight},
    forms::{Field, Form, TextField},
    state::authenticator,
    text::factors as text,
};

#[derive(Clone, Copy)]
struct Step {
    way: RwSignal<Option<FactorMethod>>,
    code: Field,
    recovery_code: Field,
    failure: RwSignal<Option<String>>,
    is_busy: RwSignal<bool>,
}

impl Step {
    fn new(first: Option<FactorMethod>) -> Self {
        Self {
            way: RwSignal::new(first),
            code: Field::new("code", "/code", |text| SecondFactor::parse_code(text).map(drop)),
            recovery_code: Field::new("recovery-code", "/recovery_code", |text| {
                SecondFactor::parse_recovery_code(text).map(drop)
            }),
            failure: RwSignal::new(None),
            is_busy: RwSignal::new(false),
        }
    }

    /// The fields on the screen.
    fn form(&self) -> Form {
        Form::new(match self.way.get_untracked() {
            Some(FactorMethod::Totp) => Some(self.code),
            Some(FactorMethod::RecoveryCode) => Some(self.recovery_code),
            _ => None,
        })
    }

    fn given(&self, challenge: String, passkey: Option<BrowserJson>) -> v2::GiveSecondFactor {
        let filled = |way, field: Field| (self.way.get_untracked() == Some(way)).then(|| field.text.get_untracked());
        v2::GiveSecondFactor {
            challenge,
            code: filled(FactorMethod::Totp, self.code),
            recovery_code: filled(FactorMethod::RecoveryCode, self.recovery_code),
            passkey,
        }
    }

    /// Puts what the server refused beside its field, or above the form.
    fn refuse(&self, error: &ApiError) {
        let rest = match error {
            ApiError::Problem(problem) if !problem.errors.is_empty() => {
                self.form().refuse(&problem.errors).into_iter().next()
            }
            _ => Some(words::said(error)),
        };
        self.failure.set(rest);
    }

    fn turn_to(&self, way: FactorMethod) {
        self.failure.set(None);
        self.form().clear();
        self.way.set(Some(way));
    }
}

/// What another way is called.
const fn label(way: FactorMethod) -> &'static str {
    match way {
        FactorMethod::Totp => text::USE_CODE,
        FactorMethod::Passkey => text::USE_PASSKEY,
        FactorMethod::RecoveryCode => text::USE_RECOVERY_CODE,
    }
}

/// The ways that this browser can go.
fn ways(challenge: &v2::SecondFactorChallenge) -> Vec<FactorMethod> {
    let can = |way: &FactorMethod| *way != FactorMethod::Passkey || authenticator::is_available();
    challenge.methods.iter().copied().filter(can).collect()
}

/// The second step.
#[component]
pub(super) fn SecondStep(
    /// What the server asks for.
    challenge: v2::SecondFactorChallenge,
    /// Takes the session.
    on_done: Callback<v2::AccessGrant>,
    /// Goes back to name and password, and says why.
    on_again: Callback<Option<String>>,
) -> impl IntoView {
    let api = use_api();
    let ways = ways(&challenge);
    let step = Step::new(ways.first().copied());
    let challenge = StoredValue::new(challenge);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if step.is_busy.get_untracked() || !step.form().judge() {
            return;
        }
        step.is_busy.set(true);
        step.failure.set(None);
        spawn_local(async move {
            let answer = give(api, step, challenge.get_value()).await;
            // The page may be gone by now.
            if step.is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(Ok(grant)) => on_done.run(grant),
                Ok(Err(error)) if error.code() == Some(Code::ChallengeInvalid) => {
                    on_again.run(Some(words::said(&error)))
                }
                Ok(Err(error)) => step.refuse(&error),
                Err(said) => step.failure.set(Some(said)),
            }
        });
    };
    let field = move || match step.way.get() {
        Some(FactorMethod::Totp) => view! {
            <TextField
                field=step.code
                label=text::CODE
                hint=text::CODE_HINT
                autocomplete="one-time-code"
                is_required=true
                is_verbatim=true
                is_digits=true
            />
        }
        .into_any(),
        Some(FactorMethod::RecoveryCode) => view! {
            <TextField
                field=step.recovery_code
                label=text::RECOVERY_CODE
                hint=text::RECOVERY_CODE_HINT
                is_required=true
                is_verbatim=true
            />
        }
        .into_any(),
        Some(FactorMethod::Passkey) => view! { <p>{text::PASSKEY_TEXT}</p> }.into_any(),
        None => view! { <p>{text::NO_WAY}</p> }.into_any(),
    };
    let verb = move || if step.way.get() == Some(FactorMethod::Passkey) { text::USE_PASSKEY } else { text::CONTINUE };
    let others = move || {
        let others = ways.iter().copied().filter(|way| Some(*way) != step.way.get());
        let button = |way| view! { <Button weight=Weight::Quiet is_small=true on_click=move |()| step.turn_to(way)>{label(way)}</Button> };
        others.map(button).collect_view()
    };
    view! {
        <form class="form" novalidate=true aria-label=text::SECOND_STEP on:submit=submit>
            {move || step.failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            {field}
            <Show when=move || step.way.with(Option::is_some)>
                <Button weight=Weight::Primary is_submit=true is_busy=step.is_busy>{verb}</Button>
            </Show>
            <div class="settings__actions">
                {others}
                <Button weight=Weight::Quiet is_small=true on_click=move |()| on_again.run(None)>{text::START_AGAIN}</Button>
            </div>
        </form>
    }
}

/// Asks the browser where a passkey is given, then the server. The outer error is the browser's, in words.
async fn give(
    api: crate::api::Api,
    step: Step,
    challenge: v2::SecondFactorChallenge,
) -> Result<Result<v2::AccessGrant, ApiError>, String> {
    let passkey = match (step.way.get_untracked(), &challenge.passkey_options) {
        (Some(FactorMethod::Passkey), Some(options)) => {
            Some(authenticator::get(options).await.map_err(|refusal| said(refusal).to_owned())?)
        }
        _ => None,
    };
    Ok(auth::give_second_factor(api, &step.given(challenge.challenge, passkey)).await)
}
