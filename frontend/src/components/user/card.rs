//! A person beneath their post, and at the head of their own page.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::{Avatar, PersonMenu};
use crate::{
    components::{
        follow::{FollowPerson, Tie},
        language::site_language,
    },
    paths::{self, Side},
    text,
    text::{reading, social},
};

/// The author beneath a post.
#[component]
pub fn AuthorCard(
    profile: v2::Profile,
    /// How they and the reader stand to one another.
    tie: Tie,
    /// Where a stranger comes back to.
    back: String,
) -> AnyView {
    let address = paths::author(&profile.user.username);
    let followers = tie.follow.count;
    view! {
        <section class="author-card" aria-label=reading::WRITTEN_BY>
            <Avatar user=profile.user.clone() large=true />
            <div class="author-card__text">
                <p class="author-card__label">{reading::WRITTEN_BY}</p>
                <p class="author-card__name">
                    <a href=address dir="auto">
                        {profile.user.display_name.clone()}
                    </a>
                </p>
                <Bio html=profile.bio_html.clone() />
                <p class="author-card__facts">
                    {facts(&profile)} " · " {move || social::followers(followers.get())}
                </p>
            </div>
            <div class="author-card__action">
                <FollowPerson tie=tie name=profile.user.display_name back=back />
            </div>
        </section>
    }
    .into_any()
}

/// The head of a person's page.
#[component]
pub fn AuthorHeader(
    profile: v2::Profile,
    /// How they and the reader stand to one another.
    tie: Tie,
) -> AnyView {
    let username = profile.user.username.clone();
    let name = profile.user.display_name.clone();
    let back = paths::author(&username);
    let badges =
        [(tie.block.is_on, social::BLOCKED), (tie.mute.is_on, social::MUTED), (tie.follows_you, social::FOLLOWS_YOU)];
    let badges = badges.map(|(is_on, words)| move || is_on.get().then(|| view! { <span class="badge">{words}</span> }));
    let online = move || {
        tie.is_online.get().then(|| {
            view! {
                <span class="online" title=social::ONLINE>
                    <span class="visually-hidden">{social::ONLINE}</span>
                </span>
            }
        })
    };
    view! {
        <header class="page-header page-header--author">
            <div class="page-header__face">
                <Avatar user=profile.user.clone() large=true />
                {online}
            </div>
            <div class="page-header__person">
                <h1 class="page-header__title" dir="auto">
                    {name.clone()}
                </h1>
                <p class="page-header__facts page-header__facts--name">
                    <bdi>{format!("@{username}")}</bdi>
                    {badges.into_iter().collect::<Vec<_>>()}
                </p>
                <p class="page-header__facts">{facts(&profile)}</p>
                <CircleLinks username=username followers=tie.follow.count following=profile.following_count />
                <Bio html=profile.bio_html.clone() />
                <Links website=profile.website links=profile.links />
            </div>
            <div class="page-header__action">
                <PersonMenu tie=tie name=name.clone() />
                <FollowPerson tie=tie name=name back=back />
            </div>
        </header>
    }
    .into_any()
}

/// How many people are around a person, and the way to them.
#[component]
fn CircleLinks(username: String, followers: Signal<u64>, following: u64) -> impl IntoView {
    view! {
        <p class="circle-links">
            <a href=paths::circle(&username, Side::Followers)>{move || social::followers(followers.get())}</a>
            <a href=paths::circle(&username, Side::Following)>{social::following(following)}</a>
        </p>
    }
}

/// Where else a person is. `me` lets others check that both ends are the same person's; search engines do not follow.
#[component]
fn Links(website: Option<String>, links: Vec<String>) -> impl IntoView {
    let all: Vec<_> = website.into_iter().chain(links).collect();
    let entry = |url: String| {
        let shown = shown(&url).to_owned();
        view! { <li><a href=url rel="me ugc nofollow noopener" dir="ltr">{shown}</a></li> }
    };
    (!all.is_empty()).then(|| {
        view! {
            <ul class="elsewhere" aria-label=reading::ELSEWHERE>
                {all.into_iter().map(entry).collect_view()}
            </ul>
        }
    })
}

/// `https://example.org/` as `example.org`.
fn shown(url: &str) -> &str {
    url.strip_prefix("https://").unwrap_or(url).trim_end_matches('/')
}

#[component]
fn Bio(
    /// As the server's sanitiser made it.
    html: String,
) -> impl IntoView {
    (!html.is_empty()).then(|| view! { <div class="bio" lang=site_language() dir="auto" inner_html=html></div> })
}

fn facts(profile: &v2::Profile) -> String {
    let posts = reading::posts(profile.post_count);
    if profile.is_unclaimed {
        return format!("{posts} · {}", reading::UNCLAIMED);
    }
    format!("{posts} · {} {}", reading::JOINED, text::date(profile.created_at))
}
