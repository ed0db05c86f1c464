//! The page behind the link that confirms an address. It asks for a click, because programs that scan mails open links by
//! themselves.

use broadsheet_shared::{problem::Code, v2};
use leptos::{prelude::*, task::spawn_local};

use super::{
    link::{hear_token, take_token},
    mail_form::{MailForm, Wanted},
};
use crate::{
    api::{auth, failure, use_api},
    components::ui::{Button, Callout, CalloutTone, Weight},
    head::Head,
    paths,
    state::{session::use_session, tab::use_head},
    text::{account, credentials as text, reading},
};

/// How far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The link lacks its secret.
    Incomplete,
    /// It waits for the click.
    Asking,
    /// The address is confirmed.
    Done,
    /// The link is no longer good.
    Over,
    /// Another account has the address.
    Lost,
}

/// The page behind the confirmation link.
pub fn confirm_page() -> AnyView {
    use_head(&Head::hidden(text::CONFIRM));
    let session = use_session();
    let token = StoredValue::new(take_token(paths::CONFIRM));
    let stage = RwSignal::new(if token.with_value(Option::is_some) { Stage::Asking } else { Stage::Incomplete });
    hear_token(paths::CONFIRM, move |fresh| {
        token.set_value(Some(fresh));
        stage.set(Stage::Asking);
    });
    let is_confirmed = move || session.me().is_some_and(|me| me.is_email_confirmed && me.pending_email.is_none());
    let content = move || match stage.get() {
        Stage::Asking => view! { <Asking token=token.get_value().unwrap_or_default() stage /> }.into_any(),
        Stage::Done => told(text::CONFIRMED, text::CONFIRMED_HINT, onward(session.me().is_some())),
        Stage::Over if is_confirmed() => told(text::CONFIRMED_ALREADY, text::CONFIRMED_ALREADY_HINT, onward(true)),
        Stage::Over => told(text::LINK_OVER, text::CONFIRM_OVER_HINT, again()),
        Stage::Incomplete => told(text::LINK_INCOMPLETE, text::LINK_INCOMPLETE_HINT, again()),
        Stage::Lost => told(text::ADDRESS_LOST, text::ADDRESS_LOST_HINT, onward(session.me().is_some())),
    };
    view! { <div class="page account"><div class="account__box" aria-live="polite">{content}</div></div> }.into_any()
}

/// What has become of the link, and the way on.
fn told(title: &'static str, hint: &'static str, way_on: AnyView) -> AnyView {
    view! {
        <h1 class="account__title">{title}</h1>
        <p class="account__lead">{hint}</p>
        {way_on}
    }
    .into_any()
}

fn onward(is_signed_in: bool) -> AnyView {
    let (path, words) = if is_signed_in { (paths::HOME, reading::GO_HOME) } else { (paths::LOGIN, account::SIGN_IN) };
    view! { <p><a class="button button--primary" href=path>{words}</a></p> }.into_any()
}

fn again() -> AnyView {
    view! { <MailForm wanted=Wanted::Confirmation /> }.into_any()
}

#[component]
fn Asking(
    /// The link's secret.
    token: String,
    /// Set when the server has answered.
    stage: RwSignal<Stage>,
) -> impl IntoView {
    let (api, session) = (use_api(), use_session());
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let confirm = move |()| {
        is_busy.set(true);
        failure.set(None);
        let wanted = v2::ConfirmEmail { token: v2::LinkToken(token.clone()) };
        spawn_local(async move {
            let answer = auth::confirm_email(api, &wanted).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            // Whoever is signed in may be the one whose address this is.
            session.look_again().await;
            match answer {
                Ok(_) => stage.set(Stage::Done),
                Err(error) if error.code() == Some(Code::LinkInvalid) => stage.set(Stage::Over),
                Err(error) if error.code() == Some(Code::EmailTaken) => stage.set(Stage::Lost),
                Err(error) => failure.set(Some(failure::said(&error))),
            }
        });
    };
    view! {
        <h1 class="account__title">{text::CONFIRM}</h1>
        <p class="account__lead">{text::CONFIRM_LEAD}</p>
        <div class="form">
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            <Button weight=Weight::Primary is_busy on_click=confirm>{text::CONFIRM_BUTTON}</Button>
        </div>
    }
}
