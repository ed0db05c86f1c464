//! Which type of notifications goes which way: a box for the app and one choice of mails for each.

use broadsheet_shared::{
    time::Timestamp,
    v2::{self, NotificationChoice, NotificationEmail, NotificationType},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::NotLoaded;
use crate::{
    api::{ApiError, failure, notifications, use_api},
    components::ui::{Button, Callout, CalloutTone, Loading, Weight},
    state::{reading::use_site, session::use_session, toasts::use_toasts},
    text::{self, ways as words},
};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The part of the page about the ways.
#[component]
pub(super) fn Ways() -> impl IntoView {
    let api = use_api();
    let stored = RwSignal::new(None::<v2::NotificationSettings>);
    let failure = RwSignal::new(None::<ApiError>);
    let load = Callback::new(move |()| {
        failure.set(None);
        spawn_local(async move {
            // The page may be gone by now.
            let _ = match notifications::settings(api).await {
                Ok(settings) => stored.try_set(Some(settings)).map(drop),
                Err(error) => failure.try_set(Some(error)).map(drop),
            };
        });
    });
    load.run(());
    let content = move || match (stored.get(), failure.get()) {
        (Some(settings), _) => view! { <WaysForm settings /> }.into_any(),
        (None, Some(error)) => view! { <NotLoaded error on_retry=load /> }.into_any(),
        (None, None) => view! { <Loading label=words::LOADING /> }.into_any(),
    };
    view! {
        <section class="settings__section" aria-labelledby="ways-title">
            <h2 class="settings__heading" id="ways-title">{words::WAYS}</h2>
            <p class="settings__lead">{words::WAYS_LEAD}</p>
            <MailNote />
            {content}
        </section>
    }
}

/// Why no mail comes, where none does.
#[component]
fn MailNote() -> impl IntoView {
    let session = use_session();
    let sends_mail = use_site().sends_mail;
    move || {
        let is_unconfirmed = session.person().is_some_and(|me| !me.is_email_confirmed);
        let words = match (sends_mail, is_unconfirmed) {
            (false, _) => words::NO_MAIL,
            (true, true) => words::UNCONFIRMED,
            (true, false) => return None,
        };
        Some(view! { <Callout><p>{words}</p></Callout> })
    }
}

#[component]
fn WaysForm(settings: v2::NotificationSettings) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let saved = RwSignal::new(v2::SetNotificationSettings::from_choices(|kind| settings.of(kind)));
    let chosen = RwSignal::new(saved.get_untracked());
    let is_changed = Memo::new(move |_| chosen.get() != saved.get());
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        let wanted = chosen.get_untracked();
        spawn_local(async move {
            let answer = notifications::set_settings(api, &wanted).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(settings) => {
                    saved.set(v2::SetNotificationSettings::from_choices(|kind| settings.of(kind)));
                    toasts.success(words::SAVED);
                }
                Err(error) => failure.set(Some(failure::said(&error))),
            }
        });
    };
    let rows = NotificationType::ALL.iter().map(|kind| view! { <Way kind=*kind chosen /> }).collect_view();
    view! {
        <form class="ways" on:submit=submit>
            {rows}
            <p class="settings__hint">{words::digest_at(&text::time_of_day(today_at(settings.digest_hour)))}</p>
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            <div class="ways__end">
                <Button weight=Weight::Primary is_submit=true is_busy>{words::SAVE}</Button>
                <p class="settings__hint" role="status">{move || is_changed.get().then_some(words::NOT_SAVED_YET)}</p>
            </div>
        </form>
    }
}

/// What goes which way of one type.
#[component]
fn Way(kind: NotificationType, chosen: RwSignal<v2::SetNotificationSettings>) -> impl IntoView {
    let id = format!("way-{}", kind.as_str());
    let (name_id, hint_id, box_id) = (format!("{id}-name"), format!("{id}-hint"), format!("{id}-app"));
    let choice = Memo::new(move |_| chosen.with(|chosen| choice_of(chosen, kind)));
    let choose = move |change: NotificationChoice| chosen.update(|chosen| *chosen = with_choice(chosen, kind, change));
    let tick = move |event: ev::Event| {
        choose(NotificationChoice { in_app: event_target_checked(&event), ..choice.get_untracked() })
    };
    let hint = Some(words::kind_hint(kind)).filter(|hint| !hint.is_empty());
    let described_by = hint.map(|_| hint_id.clone());
    let hint = hint.map(|hint| view! { <p class="field__hint" id=hint_id>{hint}</p> });
    let mail = move |way: NotificationEmail| {
        let way_id = format!("{id}-{}", way.as_str());
        view! {
            <span class="segment">
                <input
                    type="radio"
                    id=way_id.clone()
                    name=id.clone()
                    value=way.as_str()
                    prop:checked=move || choice.get().email == way
                    on:change=move |_| choose(NotificationChoice { email: way, ..choice.get_untracked() })
                />
                <label for=way_id>{words::email(way)}</label>
            </span>
        }
    };
    view! {
        <div class="way" role="group" aria-labelledby=name_id.clone() aria-describedby=described_by>
            <div class="way__what">
                <p class="way__name" id=name_id.clone()>{words::kind(kind)}</p>
                {hint}
            </div>
            <div class="way__app">
                <input type="checkbox" id=box_id.clone() prop:checked=move || choice.get().in_app on:change=tick />
                <label for=box_id>{words::IN_APP}</label>
            </div>
            <div class="way__mail" role="radiogroup" aria-label=words::EMAIL>
                <span class="way__word" aria-hidden="true">{words::EMAIL}</span>
                <span class="segments">{NotificationEmail::ALL.iter().copied().map(mail).collect_view()}</span>
            </div>
        </div>
    }
}

fn choice_of(settings: &v2::SetNotificationSettings, kind: NotificationType) -> NotificationChoice {
    let off = NotificationChoice { in_app: false, email: NotificationEmail::Off };
    settings.choices().into_iter().find(|(one, _)| *one == kind).map_or(off, |(_, choice)| choice)
}

fn with_choice(
    settings: &v2::SetNotificationSettings,
    kind: NotificationType,
    choice: NotificationChoice,
) -> v2::SetNotificationSettings {
    v2::SetNotificationSettings::from_choices(|one| if one == kind { choice } else { choice_of(settings, one) })
}

/// Today at an hour of the UTC clock.
fn today_at(hour: u8) -> Timestamp {
    let now_ms = js_sys::Date::now() as i64;
    Timestamp::from_millis(now_ms - now_ms.rem_euclid(DAY_MS) + i64::from(hour) * HOUR_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_for_one_type_leaves_the_others() {
        let (on, off) = (
            NotificationChoice { in_app: true, email: NotificationEmail::Now },
            NotificationChoice { in_app: false, email: NotificationEmail::Off },
        );
        let all_on = v2::SetNotificationSettings::from_choices(|_| on);

        let changed = with_choice(&all_on, NotificationType::Like, off);

        for kind in NotificationType::ALL {
            let wanted = if *kind == NotificationType::Like { off } else { on };
            assert_eq!(choice_of(&changed, *kind), wanted, "{kind:?}");
        }
    }
}
