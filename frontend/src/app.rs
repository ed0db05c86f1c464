//! The app in the browser: what stands above every page, and how it takes the place of the server's HTML.

mod listening;
mod takeover;

use broadsheet_shared::{
    id::UserId,
    v2::{self, RegistrationMode},
};
use leptos::{portal::Portal, prelude::*};
use leptos_router::components::Router;

use crate::{
    api::{addresses, auth, failure, provide_api, use_api},
    components::{
        layout::{Frame, FrameActions},
        ui::{ToastItem, ToastStack},
    },
    pages::login::SignInAgain,
    paths,
    routes::{
        Program,
        outlet::{Screen, outlet},
        page,
    },
    state::{
        deeds::{Deeds, provide_deeds, use_deeds},
        leaving::{provide_leaving, use_leaving},
        location::{Kept, Navigator, Steps, provide_navigator},
        page_data::PageData,
        session::{Session, provide_session, use_session},
        tab::provide_tab,
        theme,
        toasts::{Toasts, Tone, provide_toasts, use_toasts},
        visits::Visits,
    },
    text::reading as text,
};

/// Starts the program for those who read.
pub fn start_reader() {
    start(Program::Reader, page::reader);
}

/// Starts the program for those who write.
pub fn start_desk() {
    start(Program::Desk, page::desk);
}

/// Starts the program for one's own account.
pub fn start_account() {
    start(Program::Account, page::account);
}

fn start(program: Program, screen: Screen) {
    console_error_panic_hook::set_once();
    takeover::replace_first_html(move || view! { <App program screen /> });
}

/// What every part of the app can ask for, around the router.
#[component]
fn App(program: Program, screen: Screen) -> impl IntoView {
    let page_data = PageData::parse(&takeover::page_data_text());
    provide_context(page_data);
    provide_context(Visits::new());
    provide_context(StoredValue::new(page_data.find(addresses::SITE).unwrap_or_else(nameless_site)));
    let (toasts, api) = (provide_toasts(), provide_api());
    provide_session(api);
    provide_deeds(api, toasts);
    provide_leaving();
    provide_context(Steps::hear());
    view! {
        <Router>
            <Site program screen />
        </Router>
    }
}

/// The frame with the pages in it, and what the app hears and says.
#[component]
fn Site(program: Program, screen: Screen) -> impl IntoView {
    let site: StoredValue<v2::Site> = expect_context();
    let (session, toasts, visits) = (use_session(), use_toasts(), expect_context::<Visits>());
    let (steps, page_data) = (expect_context(), expect_context());
    let kept = Kept { steps, leaving: use_leaving(), page_data, visits, toasts };
    let navigator = provide_navigator(kept, move |path| program.has(path));
    let tab = provide_tab(site);
    listening::hear_links(navigator);
    listening::hear_copying(tab);
    listening::hear_scrolling();
    session.start();
    forget_at_sign_in(session, visits);
    forget_deeds(session, use_deeds());
    let actions = FrameActions {
        switch_theme: Callback::new(|()| theme::switch()),
        sign_out: sign_out(session, toasts, navigator),
        resend: resend(session, toasts),
    };
    view! {
        <Frame
            site=site.get_value()
            viewer=Signal::derive(move || session.me())
            actions=actions
            announcement=tab.announcement()
        >
            {outlet(program, screen)}
        </Frame>
        <Portal>
            <Messages toasts=toasts />
            <SignInAgain />
        </Portal>
    }
}

/// Messages from all over the app.
#[component]
fn Messages(toasts: Toasts) -> impl IntoView {
    let items = Signal::derive(move || {
        let shown = toasts.shown().into_iter();
        shown.map(|toast| ToastItem { id: toast.id, text: toast.text, tone: tone_word(toast.tone) }).collect::<Vec<_>>()
    });
    view! { <ToastStack items=items dismiss_label=text::DISMISS on_dismiss=move |id| toasts.dismiss(id) /> }
}

fn sign_out(session: Session, toasts: Toasts, navigator: Navigator) -> Callback<()> {
    Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            match session.sign_out().await {
                Ok(()) => navigator.go(paths::HOME),
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    })
}

/// Has the mail that confirms one's address sent again.
fn resend(session: Session, toasts: Toasts) -> Callback<()> {
    let api = use_api();
    Callback::new(move |()| {
        let Some(me) = untrack(|| session.person()) else { return };
        leptos::task::spawn_local(async move {
            let wanted = v2::RequestMail { login: me.user.username };
            match auth::resend_confirmation(api, &wanted).await {
                Ok(notice) => toasts.success(notice.message),
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    })
}

/// For a page without data, as no server of ours writes it.
fn nameless_site() -> v2::Site {
    v2::Site {
        name: "Broadsheet".to_owned(),
        description: String::new(),
        language: "en".to_owned(),
        base_url: window().location().origin().unwrap_or_default(),
        registration: RegistrationMode::Open,
        sends_mail: false,
        needs_set_up: false,
        live_updates: true,
    }
}

/// Another person sees other things: what was read for one is not shown to the next.
fn forget_at_sign_in(session: Session, visits: Visits) {
    Effect::new(move |last: Option<Option<v2::UserRef>>| {
        let person = session.me().map(|me| me.user);
        if last.is_some_and(|last| last != person) {
            visits.forget_answers();
        }
        person
    });
}

/// What one person has liked and follows is not the next one's doing. It stays while a session has ended: the person is
/// the same who signs in again.
fn forget_deeds(session: Session, deeds: Deeds) {
    Effect::new(move |last: Option<Option<UserId>>| {
        let person = session.person().map(|me| me.user.id);
        if last.is_some_and(|last| last != person) {
            deeds.forget();
        }
        person
    });
}

const fn tone_word(tone: Tone) -> &'static str {
    match tone {
        Tone::Success => "success",
        Tone::Info => "info",
        Tone::Error => "error",
    }
}
