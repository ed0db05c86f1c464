//! The app in the browser: what stands above every page, and how it takes the place of the server's HTML.

mod listening;
mod takeover;

use broadsheet_shared::v2::{self, RegistrationMode};
use leptos::{portal::Portal, prelude::*};

use crate::{
    api::{addresses, failure, provide_api},
    components::{
        layout::{Frame, FrameActions},
        ui::{ToastItem, ToastStack},
    },
    pages::{arrival::not_found, login::SignInAgain},
    paths,
    routes::{Route, page::Table},
    state::{
        leaving::provide_leaving,
        location::{Navigator, provide_navigator},
        page_data::PageData,
        session::{Session, provide_session},
        tab::provide_tab,
        theme,
        toasts::{Toasts, Tone, provide_toasts},
        visits::Visits,
    },
    text::reading as text,
};

/// Starts the program for those who read.
pub fn start_reader() {
    start(Table::READING);
}

/// Starts the program with every page.
pub fn start_desk() {
    start(Table::WHOLE);
}

fn start(table: Table) {
    console_error_panic_hook::set_once();
    takeover::replace_first_html(move || view! { <App table=table /> });
}

#[component]
fn App(table: Table) -> impl IntoView {
    let page_data = PageData::parse(&takeover::page_data_text());
    let visits = Visits::new();
    provide_context(page_data);
    provide_context(visits);
    let site = StoredValue::new(page_data.find(addresses::SITE).unwrap_or_else(nameless_site));
    provide_context(site);
    let toasts = provide_toasts();
    let session = provide_session(provide_api());
    let leaving = provide_leaving();
    let navigator = provide_navigator(leaving, page_data, visits);
    let tab = provide_tab(site);
    listening::hear_links(navigator, table);
    listening::hear_copying(tab);
    listening::hear_scrolling();
    listening::hear_times();
    session.start();

    forget_at_sign_in(session, visits);
    let route = Memo::new(move |_| {
        let location = navigator.location();
        Route::parse(&location.path, &location.query)
    });
    let actions = FrameActions {
        switch_theme: Callback::new(|()| theme::switch()),
        sign_out: sign_out(session, toasts, navigator),
    };
    view! {
        <Frame
            site=site.get_value()
            viewer=Signal::derive(move || session.me())
            actions=actions
            announcement=tab.announcement()
        >
            {move || {
                let route = route.get();
                // The server may know already that there is nothing at a well-formed address.
                if page_data.status() == 404 { not_found() } else { (table.page)(route) }
            }}
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

const fn tone_word(tone: Tone) -> &'static str {
    match tone {
        Tone::Success => "success",
        Tone::Info => "info",
        Tone::Error => "error",
    }
}
