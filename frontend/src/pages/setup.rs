//! The set-up page: names the site and makes its first admin. The link's secret stands in the fragment, which no server
//! and no log ever sees; it is taken out of the address at once.

use broadsheet_shared::{
    problem::Code,
    v2,
    value::{CanonicalUrl, LanguageTag, SiteDescription, SiteName},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    link::take_token,
    register::{AccountFields, AccountFieldset, refuse},
};
use crate::{
    api::{setup, use_api},
    components::{
        state::Empty,
        ui::{Button, Callout, CalloutTone, Weight},
    },
    forms::{Field, Form, TextArea, TextField},
    head::Head,
    paths,
    state::{location::use_navigator, reading::use_site, session::use_session, tab::use_head, toasts::use_toasts},
    text::account as text,
};

#[derive(Debug, Clone, Copy)]
struct SiteFields {
    name: Field,
    description: Field,
    language: Field,
    base_url: Field,
}

impl SiteFields {
    fn new(site_address: String) -> Self {
        let fields = Self {
            name: Field::new("site-name", "/site_name", |text| SiteName::parse(text).map(drop)),
            description: Field::new("site-description", "/site_description", |text| {
                SiteDescription::parse(text).map(drop)
            }),
            language: Field::new("site-language", "/site_language", |text| LanguageTag::parse(text.trim()).map(drop)),
            base_url: Field::new("site-address", "/site_base_url", |text| CanonicalUrl::parse(text).map(drop)),
        };
        let language = window().navigator().language().filter(|language| LanguageTag::parse(language).is_ok());
        fields.language.text.set(language.unwrap_or_else(|| "en".to_owned()));
        fields.base_url.text.set(site_address);
        fields
    }

    fn all(&self) -> [Field; 4] {
        [self.name, self.description, self.language, self.base_url]
    }
}

/// The set-up page.
pub fn set_up_page() -> AnyView {
    use_head(&Head::hidden(text::SET_UP));
    let token = take_token(paths::SET_UP);
    let is_done = RwSignal::new(false);
    let body = move || match (&token, is_done.get()) {
        (_, true) => view! {
            <h1 class="account__title">{text::SET_UP}</h1>
            <Empty title=text::SET_UP_DONE.to_owned() hint=text::SET_UP_DONE_HINT />
            <p><a class="button button--primary" href=paths::LOGIN>{text::SIGN_IN}</a></p>
        }
        .into_any(),
        (None, _) => view! {
            <h1 class="account__title">{text::SET_UP}</h1>
            <Empty title=text::SET_UP_NO_TOKEN.to_owned() hint=text::SET_UP_NO_TOKEN_HINT />
        }
        .into_any(),
        (Some(token), _) => view! { <SetUpForm token=token.clone() is_done /> }.into_any(),
    };
    view! { <div class="page account"><div class="account__box account__box--wide">{body}</div></div> }.into_any()
}

#[component]
fn SetUpForm(
    /// The link's secret.
    token: String,
    /// Set if somebody else has set the site up.
    is_done: RwSignal<bool>,
) -> impl IntoView {
    let (api, session, toasts, navigator) = (use_api(), use_session(), use_toasts(), use_navigator());
    let site = SiteFields::new(use_site().base_url);
    let owner = AccountFields::empty();
    let is_busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<String>);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let form = Form::new(site.all().into_iter().chain(owner.all()));
        if is_busy.get_untracked() || !form.judge() {
            return;
        }
        is_busy.set(true);
        failure.set(None);
        let wanted = request(&token, site, owner);
        spawn_local(async move {
            let answer = setup::set_up(api, &wanted).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(grant) => {
                    session.sign_in(grant);
                    toasts.success(text::SET_UP_WELCOME);
                    // With a new document: the site has another name now.
                    navigator.load(paths::HOME);
                }
                Err(error) if error.code() == Some(Code::SetUpDone) => is_done.set(true),
                Err(error) => failure.set(refuse(&form, owner.username, &error)),
            }
        });
    };
    view! {
        <h1 class="account__title">{text::SET_UP}</h1>
        <p class="account__lead">{text::SET_UP_LEAD}</p>
        <form class="form" novalidate=true on:submit=submit>
            {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
            <fieldset class="form__part">
                <legend class="form__legend">{text::SITE_PART}</legend>
                <TextField field=site.name label=text::SITE_NAME example=text::SITE_NAME_EXAMPLE is_required=true />
                <TextArea
                    field=site.description
                    label=text::SITE_DESCRIPTION
                    hint=text::SITE_DESCRIPTION_HINT
                    max=SiteDescription::MAX
                />
                <TextField
                    field=site.language
                    label=text::SITE_LANGUAGE
                    hint=text::SITE_LANGUAGE_HINT
                    is_required=true
                    is_verbatim=true
                />
                <TextField
                    field=site.base_url
                    label=text::SITE_ADDRESS
                    hint=text::SITE_ADDRESS_HINT
                    kind="url"
                    is_required=true
                    is_verbatim=true
                />
            </fieldset>
            <fieldset class="form__part">
                <legend class="form__legend">{text::OWNER_PART}</legend>
                <AccountFieldset fields=owner />
            </fieldset>
            <Button weight=Weight::Primary is_submit=true is_busy>{text::SET_UP_BUTTON}</Button>
        </form>
    }
}

fn request(token: &str, site: SiteFields, owner: AccountFields) -> v2::SetUp {
    let owner = owner.request();
    v2::SetUp {
        token: token.to_owned(),
        site_name: site.name.text.get_untracked(),
        site_description: site.description.text.get_untracked(),
        site_language: site.language.text.get_untracked().trim().to_owned(),
        site_base_url: site.base_url.text.get_untracked(),
        username: owner.username,
        email: owner.email,
        password: owner.password,
        display_name: owner.display_name,
    }
}
