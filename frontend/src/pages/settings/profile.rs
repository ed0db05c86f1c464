//! Where people say who they are: picture, names, a few words, where else they are.

mod picture;
mod username;

use broadsheet_shared::{
    v2,
    value::{Bio, DisplayName, ProfileUrl},
};
use leptos::{ev, prelude::*, task::spawn_local};

use self::{picture::Picture, username::UsernameForm};
use super::frame;
use crate::{
    api::{ApiError, addresses, failure, me, use_api},
    components::ui::{Button, Callout, CalloutTone, Weight},
    forms::{Field, Form, TextArea, TextField},
    pages::arrival::arrival,
    paths,
    state::{reading::read, session::use_session, toasts::use_toasts},
    text::profile as text,
};

/// The page of one's own profile.
pub fn profile_page() -> AnyView {
    let me = read::<v2::Me>(addresses::ME.to_owned());
    let body = move || arrival(me.get(), |me| view! { <Profile me /> }.into_any());
    frame(paths::SETTINGS_PROFILE, body)
}

#[component]
fn Profile(me: v2::Me) -> impl IntoView {
    let page = paths::author(&me.user.username);
    let username = me.user.username.clone();
    let avatar = RwSignal::new(me.user.avatar.clone());
    view! {
        <section class="settings__section" aria-labelledby="profile-public">
            <h2 class="settings__heading" id="profile-public">{text::PROFILE}</h2>
            <p class="settings__lead">{text::LEAD} " " <a href=page>{text::SEE}</a></p>
            <Picture avatar />
            <ProfileForm me />
        </section>
        <UsernameForm username />
    }
}

#[derive(Debug, Clone, Copy)]
struct ProfileFields {
    display_name: Field,
    bio: Field,
    website: Field,
    links: Field,
}

impl ProfileFields {
    fn of(me: &v2::Me) -> Self {
        let fields = Self {
            display_name: Field::new("display-name", "/display_name", |text| DisplayName::parse(text).map(drop)),
            bio: Field::new("bio", "/bio", |text| Bio::parse(text).map(drop)),
            website: Field::new("website", "/website", |text| match text.trim() {
                "" => Ok(()),
                url => ProfileUrl::parse(url).map(drop),
            }),
            links: Field::new("links", "/links", |text| {
                ProfileUrl::parse_all(&lines(text)).map(drop).map_err(|(_, error)| error)
            }),
        };
        // Who shows no other name has an empty field, as at registration.
        let shown = (me.user.display_name != me.user.username).then(|| me.user.display_name.clone());
        fields.display_name.text.set(shown.unwrap_or_default());
        fields.bio.text.set(me.bio.clone());
        fields.website.text.set(me.website.clone().unwrap_or_default());
        fields.links.text.set(me.links.join("\n"));
        fields
    }

    fn all(&self) -> [Field; 4] {
        [self.display_name, self.bio, self.website, self.links]
    }

    fn request(&self) -> v2::UpdateMe {
        let website = self.website.text.get_untracked().trim().to_owned();
        v2::UpdateMe {
            display_name: Some(self.display_name.text.get_untracked()),
            bio: Some(self.bio.text.get_untracked()),
            website: Some(Some(website).filter(|website| !website.is_empty())),
            links: Some(lines(&self.links.text.get_untracked())),
            avatar_id: None,
        }
    }
}

/// One address a line; empty lines are none.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[component]
fn ProfileForm(me: v2::Me) -> impl IntoView {
    let (api, session, toasts) = (use_api(), use_session(), use_toasts());
    let fields = ProfileFields::of(&me);
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let form = Form::new(fields.all());
        if is_busy.get_untracked() || !form.judge() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = me::update(api, &fields.request()).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(me) => {
                    session.take_account(me);
                    toasts.success(text::SAVED);
                }
                Err(error) => failure.set(refuse(&form, &error)),
            }
        });
    };
    view! {
        <form class="form settings__form" novalidate=true on:submit=submit>
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            <TextField
                field=fields.display_name
                label=text::DISPLAY_NAME
                hint=text::DISPLAY_NAME_HINT
                autocomplete="name"
                max=DisplayName::MAX
            />
            <TextArea field=fields.bio label=text::BIO hint=text::BIO_HINT max=Bio::MAX />
            <TextField
                field=fields.website
                label=text::WEBSITE
                hint=text::WEBSITE_HINT
                kind="url"
                autocomplete="url"
                is_verbatim=true
            />
            <TextArea field=fields.links label=text::LINKS hint=text::LINKS_HINT />
            <Button weight=Weight::Primary is_submit=true is_busy>{text::SAVE}</Button>
        </form>
    }
}

/// Puts the server's messages beside their fields; gives back what belongs above the form.
fn refuse(form: &Form, error: &ApiError) -> Option<String> {
    match error {
        ApiError::Problem(problem) if !problem.errors.is_empty() => form.refuse(&problem.errors).into_iter().next(),
        _ => Some(failure::said(error)),
    }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn each_line_is_an_address_and_empty_ones_are_none() {
        assert_eq!(lines(" https://a.org \n\n\thttps://b.org\r\n  "), ["https://a.org", "https://b.org"]);
    }
}
