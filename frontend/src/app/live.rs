//! The program for what is live: the line to the server, the bell, the comments beneath a post, and the question who is
//! there once a session has ended. It stands beside the program of every page, and fills the places which that one leaves.

mod places;

use std::time::Duration;

use broadsheet_shared::v2;
use leptos::{mount::mount_to, portal::Portal, prelude::*};
use wasm_bindgen::JsCast;

use self::places::Places;
use super::{line, provide_site, shields, takeover};
use crate::{
    api::provide_api,
    bridge::{self, FromLive, FromPage, PageNews, PageWish, PostThere},
    components::{language::provide_site_language, layout::LineBar},
    pages::{
        login::SignInAgain,
        notifications::{NotificationBell, keep_right},
        talk::talk,
    },
    realtime::{Ask, Passed, listen_from, provide_channel, use_line},
    state::{
        announcer::provide_announcer,
        deeds::provide_deeds,
        here::provide_here,
        leaving::provide_leaving,
        live_updates::provide_live_updates,
        notifications::{Notifications, provide_notifications},
        page_data::PageData,
        session::provide_session,
        toasts::{Toasts, provide_toasts},
        visits::Visits,
    },
};

/// Starts the program for what is live.
pub fn start_live() {
    console_error_panic_hook::set_once();
    let (Ok(root), Some(body)) = (document().create_element("div"), document().body()) else { return };
    let _ = body.append_child(&root);
    // It lives as long as the page.
    mount_to(root.unchecked_into(), || view! { <Live /> }).forget();
}

/// What stands nowhere in particular, and what fills the places.
#[component]
fn Live() -> AnyView {
    let Some(places) = Places::new() else { return ().into_any() };
    let page_data = PageData::parse(&takeover::page_data_text());
    provide_context(page_data);
    let visits = Visits::new();
    provide_context(visits);
    provide_site(page_data);
    provide_site_language(&expect_context::<StoredValue<v2::Site>>().with_value(|site| site.language.clone()));
    let (toasts, api) = (provide_toasts(), provide_api());
    let session = provide_session(api);
    provide_deeds(api, toasts, session, visits);
    let notifications = provide_notifications(api, toasts);
    let choice = provide_live_updates();
    provide_channel(session);
    provide_leaving().keep_when_asked();
    let (key, post) = (RwSignal::new(String::new()), RwSignal::new(None::<PostThere>));
    provide_here(key);
    pass_on(toasts, notifications);
    session.start_beside();
    shields::forget(session);
    keep_right(notifications, session);
    let heard = Heard { post, key, page_data, places, owner: StoredValue::new(Owner::current()) };
    let listeners = StoredValue::new(Vec::<(u32, Owner)>::new());
    bridge::hear(move |said: FromPage| match said {
        FromPage::Session(said) => session.follow(*said),
        FromPage::LiveUpdates(are_wanted) => choice.follow(are_wanted),
        FromPage::Places => places.fill(),
    });
    bridge::hear(move |wish: PageWish| match wish {
        PageWish::Post(there) => heard.show(there.map(|there| *there)),
        PageWish::Channel(ask) => heard.listen(ask, listeners),
    });
    let shown = move || {
        post.get().map(|post| {
            let ready = Callback::new(move |()| places.show_talk());
            let view = move || talk(post.clone(), ready);
            view! { <Portal mount=places.talk()>{view()}</Portal> }
        })
    };
    let begin = move || {
        bridge::say(&FromLive::Here);
        places.fill();
        takeover::mark("data-live");
    };
    // Once all of it stands.
    set_timeout(begin, Duration::ZERO);
    view! {
        <Portal mount=places.bell()>
            <NotificationBell />
        </Portal>
        {shown}
        <SignInAgain />
        <LineBar notice=line::use_notice() />
    }
    .into_any()
}

/// What happens when the page says something.
#[derive(Clone, Copy)]
struct Heard {
    post: RwSignal<Option<PostThere>>,
    key: RwSignal<String>,
    page_data: PageData,
    places: Places,
    owner: StoredValue<Option<Owner>>,
}

impl Heard {
    /// Another post stands on the page, or none does.
    fn show(self, there: Option<PostThere>) {
        if self.post.with_untracked(|post| *post == there) {
            return self.places.fill();
        }
        let is_other = there.as_ref().is_some_and(|there| !there.is_first);
        if is_other || self.post.with_untracked(Option::is_some) {
            // What the document came with was of another page.
            self.page_data.clear();
        }
        self.places.leave_talk();
        if let Some(there) = &there {
            self.key.set(there.key.clone());
        }
        self.post.set(there);
    }

    fn listen(self, ask: Ask, listeners: StoredValue<Vec<(u32, Owner)>>) {
        match ask {
            Ask::Listen(number, topic, after) => {
                let Some(owner) = self.owner.get_value().map(|owner| owner.child()) else { return };
                owner.with(|| {
                    listen_from(topic, after, move |told| {
                        if let Some(passed) = Passed::of(told) {
                            bridge::say(&PageNews::Told(number, passed));
                        }
                    });
                });
                listeners.update_value(|listeners| listeners.push((number, owner)));
            }
            Ask::Leave(number) => {
                let mut left = Vec::new();
                listeners.update_value(|listeners| left.extend(listeners.extract_if(.., |(own, _)| *own == number)));
                left.iter().for_each(|(_, owner)| owner.cleanup());
            }
        }
    }
}

/// Passes on to the page what it says for both.
fn pass_on(toasts: Toasts, notifications: Notifications) {
    let (announcer, line) = (provide_announcer(), use_line());
    let words = announcer.words();
    Effect::new(move |_| {
        let words = words.get();
        // Nothing was said yet.
        if !words.is_empty() {
            bridge::say(&FromLive::Announce(words));
        }
    });
    Effect::new(move |_| bridge::say(&PageNews::Line(line.get())));
    Effect::new(move |_| bridge::say(&FromLive::Unread(notifications.unread())));
    Effect::new(move |_| {
        for toast in toasts.shown() {
            bridge::say(&FromLive::Message(toast.tone, toast.text));
            toasts.dismiss(toast.id);
        }
    });
}
