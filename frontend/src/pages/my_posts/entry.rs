//! One of one's own posts in the list.

use broadsheet_shared::{
    id::PostId,
    v2::{self, PostState},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{
        Api, ApiError, failure,
        posts::{self, Verb},
        use_api,
    },
    components::ui::{
        ConfirmDialog, Menu,
        icon::{Glyph, Icon},
    },
    paths,
    state::{
        deeds::{AsOf, Deed, use_deeds},
        toasts::use_toasts,
    },
    text::{self, social, staff, writing},
};

/// What is asked before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Unpublish,
    Delete,
    Restore,
}

/// One of one's own posts.
#[component]
pub(super) fn Entry(
    /// The post.
    post: v2::OwnPost,
    /// Called once it no longer belongs to this list.
    on_gone: Callback<PostId>,
) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let (id, state) = (post.summary.id, post.summary.state);
    let is_deleting = RwSignal::new(false);
    let is_unpublishing = RwSignal::new(false);
    let is_busy = RwSignal::new(false);
    let pinning = use_deeds().of(Deed::Pin(id), 0, Some(post.pinned), AsOf::default());
    let is_pinned = {
        let pinning = pinning.clone();
        Memo::new(move |_| pinning.is_done())
    };
    let pin = Callback::new(move |()| {
        let (pinning, wanted) = (pinning.clone(), !is_pinned.get_untracked());
        spawn_local(async move {
            if pinning.bring(wanted).await {
                toasts.success(if wanted { social::PINNED_NOW } else { social::UNPINNED_NOW });
            }
        });
    });
    let take = move |step: Step| {
        is_busy.set(true);
        spawn_local(async move {
            let answer = carry_out(api, id, step).await;
            // The page may be gone by now.
            if is_busy.try_set(false).is_some() {
                return;
            }
            is_deleting.set(false);
            is_unpublishing.set(false);
            match answer {
                Ok(said) => {
                    toasts.success(said);
                    on_gone.run(id);
                }
                Err(error) => toasts.error(failure::said(&error)),
            }
        });
    };
    let said = |words: &'static str| Signal::stored(words.to_owned());
    view! {
        <li class="mine__entry">
            <Summary post=post.clone() is_pinned />
            <Actions
                post=post.summary
                is_pinned
                is_deleting
                is_unpublishing
                on_pin=pin
                on_restore=move |()| take(Step::Restore)
            />
            <Show when=move || state != PostState::Deleted>
                <ConfirmDialog
                    id="ask-delete"
                    is_open=is_deleting
                    title=said(writing::DELETE_TITLE)
                    text=said(writing::DELETE_TEXT)
                    confirm=said(writing::DELETE)
                    cancel=writing::CANCEL
                    is_danger=true
                    is_busy
                    on_confirm=move |()| take(Step::Delete)
                />
                <ConfirmDialog
                    id="ask-unpublish"
                    is_open=is_unpublishing
                    title=said(writing::UNPUBLISH_TITLE)
                    text=said(writing::UNPUBLISH_TEXT)
                    confirm=said(writing::UNPUBLISH)
                    cancel=writing::CANCEL
                    is_busy
                    on_confirm=move |()| take(Step::Unpublish)
                />
            </Show>
        </li>
    }
}

/// Title, state, times and length.
#[component]
fn Summary(post: v2::OwnPost, is_pinned: Memo<bool>) -> impl IntoView {
    let v2::OwnPost { summary: post, scheduled_at, removed_reason, .. } = post;
    let pinned = move || is_pinned.get().then(|| view! { <span class="badge">{social::PINNED}</span> });
    let time = scheduled_at.filter(|_| post.state == PostState::Scheduled).map(|at| {
        let said = if text::is_past(at) { staff::missed } else { staff::scheduled_for };
        view! { <p class="mine__note">{said(&text::moment(at))}</p> }
    });
    let reason = removed_reason.filter(|_| post.state == PostState::Removed).map(|reason| {
        view! { <p class="mine__note" dir="auto">{staff::reason(&reason)}</p> }
    });
    let title = if post.title.trim().is_empty() { writing::UNTITLED.to_owned() } else { post.title.clone() };
    // What was removed can still be read by its author, beside the reason.
    let address = match post.state {
        PostState::Deleted => None,
        PostState::Removed => Some(paths::post(&post.slug)),
        _ => Some(paths::write_post(post.id)),
    };
    let title = match address {
        Some(address) => view! { <a href=address>{title}</a> }.into_any(),
        None => title.into_any(),
    };
    let excerpt = (!post.excerpt.is_empty()).then(|| view! { <p class="mine__excerpt" dir="auto">{post.excerpt}</p> });
    view! {
        <div class="mine__post">
            <h2 class="mine__title" dir="auto" lang=post.language>{title}</h2>
            {excerpt}
            {time}
            {reason}
            <p class="mine__facts">
                <span class="badge" data-state=post.state.as_str()>{writing::state(post.state)}</span>
                {pinned}
                <span class="mine__time">{writing::updated_at(&text::moment(post.updated_at))}</span>
                <span>{writing::length(post.word_count.into(), post.reading_minutes)}</span>
            </p>
        </div>
    }
}

/// The menu of what can be done.
#[component]
fn Actions(
    post: v2::PostSummary,
    is_pinned: Memo<bool>,
    is_deleting: RwSignal<bool>,
    is_unpublishing: RwSignal<bool>,
    on_pin: Callback<()>,
    #[prop(into)] on_restore: Callback<()>,
) -> impl IntoView {
    let can_edit = !matches!(post.state, PostState::Deleted | PostState::Removed);
    let is_seen = matches!(post.state, PostState::Published | PostState::Archived | PostState::Scheduled);
    let edit = can_edit.then(|| {
        view! { <a role="menuitem" tabindex="-1" href=paths::write_post(post.id)>{writing::EDIT}</a> }
    });
    let look = is_seen.then(|| {
        view! { <a role="menuitem" tabindex="-1" href=paths::post(&post.slug)>{writing::VIEW}</a> }
    });
    let pin = (post.state == PostState::Published).then(|| {
        view! {
            <button type="button" role="menuitem" tabindex="-1" on:click=move |_| on_pin.run(())>
                {move || if is_pinned.get() { social::UNPIN } else { social::PIN }}
            </button>
        }
    });
    let unpublish = matches!(post.state, PostState::Published | PostState::Scheduled).then(|| {
        view! {
            <button type="button" role="menuitem" tabindex="-1" on:click=move |_| is_unpublishing.set(true)>
                {writing::UNPUBLISH}
            </button>
        }
    });
    let delete = can_edit.then(|| {
        view! {
            <button class="menu__danger" type="button" role="menuitem" tabindex="-1" on:click=move |_| is_deleting.set(true)>
                {writing::DELETE}
            </button>
        }
    });
    let restore = (post.state == PostState::Deleted).then(|| {
        view! {
            <button type="button" role="menuitem" tabindex="-1" on:click=move |_| on_restore.run(())>
                {writing::RESTORE}
            </button>
        }
    });
    (post.state != PostState::Removed).then(|| {
        view! {
            <Menu
                id=format!("actions-{}", post.id)
                label=writing::actions_for(&post.title)
                button_class="icon-button"
                face=|| view! { <Icon icon=Glyph::More /> }
            >
                {edit}
                {look}
                {pin}
                {unpublish}
                {restore}
                {delete}
            </Menu>
        }
    })
}

/// Does it and says what was done. The version is read just before: the list may be old.
async fn carry_out(api: Api, id: PostId, step: Step) -> Result<&'static str, ApiError> {
    let version = posts::find(api, &id.to_string()).await?.version;
    match step {
        Step::Unpublish => posts::lead(api, id, version, Verb::Unpublish).await.map(|_| writing::UNPUBLISHED),
        Step::Restore => posts::lead(api, id, version, Verb::Restore).await.map(|_| writing::RESTORED),
        Step::Delete => posts::delete(api, id, version).await.map(|()| writing::DELETED),
    }
}
