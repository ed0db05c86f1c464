//! The comments beneath a post: the threads, the forms, and what comes while they are read. They stand on the page of the
//! post, in the place that it leaves for them, but belong to the program for what is live.

mod conversation;
mod live;
mod threads;

use leptos::prelude::*;

use self::{
    live::Live,
    threads::{Talk, placing},
};
use crate::{
    api::{ApiError, addresses, failure::said},
    bridge::PostThere,
    components::{
        comment::{CommentSection, Comments},
        ui::{Button, Callout, CalloutTone},
    },
    pages::switches::Switches,
    paths::CommentPart,
    realtime::{Line, use_line},
    state::{
        notifications::use_notifications,
        reading::{Reading, asked_at, read, refresh},
    },
    text::reading as text,
};

/// The comments of the post that stands on the page; `on_ready` once there is something to show.
pub fn talk(post: PostThere, on_ready: Callback<()>) -> AnyView {
    let address = addresses::comments(&post.asked_slug, &post.part);
    let comments = read::<Comments>(address.clone());
    let owner = Owner::current();
    let retry = Callback::new(move |()| {
        comments.set(Reading::Loading);
        if let Some(owner) = &owner {
            owner.with(|| refresh(address.clone(), comments));
        }
    });
    let view = move || match comments.get() {
        Reading::Loading => ().into_any(),
        Reading::Ready(comments) => {
            on_ready.run(());
            section(&post, comments)
        }
        Reading::Failed(error) => {
            on_ready.run(());
            view! { <Missing error retry /> }.into_any()
        }
    };
    view.into_any()
}

fn section(post: &PostThere, comments: Comments) -> AnyView {
    let line = use_line();
    let is_live = Signal::derive(move || line.get() == Line::Live);
    let talk = Talk::new(post, comments, is_live);
    threads::keep(post, talk);
    // Who was led to a comment has seen what they came for; who reads a part of the thread, no more than that part.
    let is_led = matches!(post.part, CommentPart::Holding(_));
    let is_complete = move || talk.comments.with(|list| talk.part.with(|part| placing::is_complete(list, part)));
    use_notifications().see_page_of(post.id, move || talk.held.with(Vec::is_empty) && (is_led || is_complete()));
    let switches = Switches::new().at(asked_at(&addresses::comments(&post.asked_slug, &post.part)));
    let threads = threads::signals(post, talk);
    let live = Live::hear(post, talk, switches);
    let slots = conversation::slots(post, talk, live, switches);
    let (intake, slug, post_author) = (post.intake, post.slug.clone(), post.author);
    view! { <CommentSection threads intake slug post_author slots /> }.into_any()
}

/// In place of comments that could not be read. The post stands above all the same.
#[component]
fn Missing(error: ApiError, retry: Callback<()>) -> impl IntoView {
    view! {
        <section class="comments" id="comments" aria-labelledby="comments-title">
            <div class="comments__head">
                <h2 class="comments__title" id="comments-title">{text::COMMENTS}</h2>
            </div>
            <Callout tone=CalloutTone::Error>
                <p>{said(&error)}</p>
                <div class="callout__actions">
                    <Button is_small=true on_click=retry>{text::TRY_AGAIN}</Button>
                </div>
            </Callout>
        </section>
    }
}
