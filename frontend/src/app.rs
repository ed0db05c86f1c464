//! The app in the browser: what stands above every page, and how it takes the place of the server's HTML.

mod company;
mod line;
mod listening;
mod live;
mod sharing;
mod shields;
mod takeover;

use broadsheet_shared::v2::{self, RegistrationMode};
use leptos::{ev, portal::Portal, prelude::*};
use leptos_router::components::Router;

pub use self::live::start_live;
use crate::{
    api::{addresses, auth, failure, provide_api, use_api},
    bridge::{self, FromPage},
    components::{
        layout::{Frame, FrameActions},
        ui::{ToastItem, ToastStack},
    },
    pages::{loss::LossQuestion, succession::Succession},
    paths,
    routes::{
        Program,
        outlet::{Screen, outlet},
        page,
    },
    state::{
        deeds::provide_deeds,
        leaving::{Leaving, provide_leaving, typed, use_leaving},
        live_updates::provide_live_updates,
        location::{Kept, Navigator, Steps, provide_navigator},
        notifications::provide_notifications,
        page_data::PageData,
        session::{Said, Session, provide_session, use_session},
        tab::provide_tab,
        theme,
        toasts::{Toast, Toasts, Tone, provide_toasts, use_toasts},
        visits::Visits,
    },
    text::reading as text,
};

/// Starts the program for those who read.
pub fn start_reader() {
    start(Program::Reader, page::reader, read_on);
}

/// Starts the way in.
pub fn start_door() {
    start(Program::Door, page::door, nothing_more);
}

/// Starts the program for one's own account.
pub fn start_account() {
    start(Program::Account, page::account, nothing_more);
}

/// Starts the program for those who write.
pub fn start_desk() {
    start(Program::Desk, page::desk, nothing_more);
}

/// Starts the program for the people around one.
pub fn start_circle() {
    start(Program::Circle, page::circle, keep_told);
}

/// What a program does besides showing its pages; gives what is to be done once the program for what is live is there. A
/// function of each program's own, so that what it does not do is not in its size either.
type Extras = fn() -> Box<dyn Fn()>;

fn start(program: Program, screen: Screen, extras: Extras) {
    console_error_panic_hook::set_once();
    takeover::replace_first_html(move || view! { <App program screen extras /> });
}

/// Posts are read, handed on and talked about.
fn read_on() -> Box<dyn Fn()> {
    sharing::hear_sharing(use_toasts());
    listening::hear_scrolling();
    follow()
}

/// What is new is told.
fn follow() -> Box<dyn Fn()> {
    Box::new(company::hear_news())
}

/// What one is told of is known from one page to the next: the server is still being told of a press when another stands.
fn keep_told() -> Box<dyn Fn()> {
    provide_notifications(use_api(), use_toasts());
    follow()
}

fn nothing_more() -> Box<dyn Fn()> {
    Box::new(|| ())
}

/// What every part of the app can ask for, around the router.
#[component]
fn App(program: Program, screen: Screen, extras: Extras) -> impl IntoView {
    let page_data = PageData::parse(&takeover::page_data_text());
    provide_context(page_data);
    let visits = Visits::new();
    provide_context(visits);
    provide_site(page_data);
    let (toasts, api) = (provide_toasts(), provide_api());
    let session = provide_session(api);
    provide_deeds(api, toasts, session, visits);
    provide_live_updates();
    provide_leaving();
    provide_context(Steps::hear());
    view! {
        <Router>
            <Site program screen extras />
        </Router>
    }
}

/// The frame with the pages in it, and what the app hears and says.
#[component]
fn Site(program: Program, screen: Screen, extras: Extras) -> impl IntoView {
    let site: StoredValue<v2::Site> = expect_context();
    let (session, toasts, visits) = (use_session(), use_toasts(), expect_context::<Visits>());
    let (steps, page_data) = (expect_context(), expect_context());
    let kept = Kept { steps, leaving: use_leaving(), page_data, visits, toasts };
    let navigator = provide_navigator(kept, move |path| program.has(path));
    let tab = provide_tab(site);
    listening::hear_links(navigator);
    listening::hear_copying(tab);
    typed::hear();
    session.start();
    look_again_on_return(session);
    shields::keep(session);
    company::keep(tab, navigator, extras());
    let actions = FrameActions {
        switch_theme: Callback::new(|()| theme::switch()),
        sign_out: sign_out(session, toasts, navigator, use_leaving()),
        resend: resend(session, toasts),
    };
    view! {
        <Frame
            site=site.get_value()
            viewer=Signal::derive(move || session.me())
            actions=actions
            announcement=tab.announcement()
            bell=ViewFn::from(company::bell_place)
        >
            {outlet(program, screen)}
        </Frame>
        <Portal>
            <Messages toasts=toasts />
            <Succession />
            <LossQuestion />
        </Portal>
    }
}

/// Messages from all over the app.
#[component]
fn Messages(toasts: Toasts) -> impl IntoView {
    let items = Signal::derive(move || {
        let shown = toasts.shown().into_iter();
        let item = |toast: Toast| {
            let offer = toast.offer.map(|offer| offer.label);
            ToastItem { id: toast.id, text: toast.text, tone: tone_word(toast.tone), offer }
        };
        shown.map(item).collect::<Vec<_>>()
    });
    view! {
        <ToastStack
            items=items
            dismiss_label=text::DISMISS
            on_dismiss=move |id| toasts.dismiss(id)
            on_offer=move |id| toasts.take_up(id)
        />
    }
}

/// What is typed stays on the device under the name of who typed it; where it would not, that is asked first.
fn sign_out(session: Session, toasts: Toasts, navigator: Navigator, leaving: Leaving) -> Callback<()> {
    let sign_out = move || {
        // The line ends before the session does: it would ask why it was ended.
        bridge::say(&FromPage::Session(Box::new(Said::Unknown)));
        leptos::task::spawn_local(async move {
            match session.sign_out().await {
                Ok(()) => navigator.go(paths::HOME),
                Err(error) => {
                    bridge::say(&FromPage::Session(Box::new(untrack(|| session.said()))));
                    toasts.error(failure::said(&error));
                }
            }
        });
    };
    Callback::new(move |()| leaving.unless_lost(sign_out))
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

/// A page that the browser had put away comes back just as it was, and somebody may have signed in or out in another
/// program's page meanwhile.
fn look_again_on_return(session: Session) {
    // For as long as the page lives.
    let _ = window_event_listener(ev::Custom::<web_sys::PageTransitionEvent>::new("pageshow"), move |event| {
        if event.persisted() {
            leptos::task::spawn_local(async move { session.look_again().await });
        }
    });
}

/// Makes the site known to everything beneath, as the page came with it.
fn provide_site(page_data: PageData) {
    provide_context(StoredValue::new(page_data.find(addresses::SITE).unwrap_or_else(nameless_site)));
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

const fn tone_word(tone: Tone) -> &'static str {
    match tone {
        Tone::Success => "success",
        Tone::Info => "info",
        Tone::Error => "error",
    }
}
