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
    state::{leaving::typed, reading::read_anew, session::use_session, toasts::use_toasts},
    text::profile as text,
};

/// The page of one's own profile.
pub fn profile_page() -> AnyView {
    let me = read_anew::<v2::Me>(addresses::ME.to_owned());
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
        let profile = Typed::of(me);
        fields.display_name.text.set(profile.display_name);
        fields.bio.text.set(profile.bio);
        fields.website.text.set(profile.website);
        fields.links.text.set(profile.links.join("\n"));
        fields
    }

    fn all(&self) -> [Field; 4] {
        [self.display_name, self.bio, self.website, self.links]
    }

    fn typed(&self) -> Typed {
        Typed {
            display_name: self.display_name.text.get_untracked(),
            bio: self.bio.text.get_untracked(),
            website: self.website.text.get_untracked().trim().to_owned(),
            links: lines(&self.links.text.get_untracked()),
        }
    }
}

/// The profile as it stands in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Typed {
    display_name: String,
    bio: String,
    website: String,
    links: Vec<String>,
}

impl Typed {
    /// What the server has.
    fn of(me: &v2::Me) -> Self {
        // Who shows no other name has an empty field, as at registration.
        let has_other_name = me.user.display_name != me.user.username;
        Self {
            display_name: if has_other_name { me.user.display_name.clone() } else { String::new() },
            bio: me.bio.clone(),
            website: me.website.clone().unwrap_or_default(),
            links: me.links.clone(),
        }
    }

    /// The request that makes this of `former`, naming only what differs: what another window has changed meanwhile
    /// stays.
    fn change_of(&self, former: &Self) -> v2::UpdateMe {
        let website = (!self.website.is_empty()).then(|| self.website.clone());
        v2::UpdateMe {
            display_name: (self.display_name != former.display_name).then(|| self.display_name.clone()),
            bio: (self.bio != former.bio).then(|| self.bio.clone()),
            website: (self.website != former.website).then_some(website),
            links: (self.links != former.links).then(|| self.links.clone()),
            ..v2::UpdateMe::default()
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
    let stored = StoredValue::new(Typed::of(&me));
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
        let change = stored.with_value(|stored| fields.typed().change_of(stored));
        spawn_local(async move {
            let answer = me::update(api, &change).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(me) => {
                    stored.set_value(Typed::of(&me));
                    session.take_account(me);
                    fields.all().iter().for_each(|field| typed::settle(field.id));
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
    use super::{Typed, lines};

    #[test]
    fn only_what_differs_is_sent_and_an_emptied_site_becomes_null() {
        let stored = Typed {
            display_name: "Ada".into(),
            bio: "Bees".into(),
            website: "https://a.org".into(),
            links: vec!["https://b.org".into()],
        };
        let typed = Typed { bio: "Wasps".into(), website: String::new(), ..stored.clone() };

        let sent = serde_json::to_value(typed.change_of(&stored)).unwrap();

        assert_eq!(sent, serde_json::json!({"bio": "Wasps", "website": null}));
        assert_eq!(serde_json::to_value(stored.change_of(&stored)).unwrap(), serde_json::json!({}));
    }

    #[test]
    fn each_line_is_an_address_and_empty_ones_are_none() {
        assert_eq!(lines(" https://a.org \n\n\thttps://b.org\r\n  "), ["https://a.org", "https://b.org"]);
    }
}
