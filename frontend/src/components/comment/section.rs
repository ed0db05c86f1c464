//! The comments of a post, with room for the form and for what can be done with each.

use std::sync::Arc;

use broadsheet_shared::{id::UserId, v2};
use leptos::prelude::*;

use super::{entry::CommentEntry, tree};
use crate::{
    components::{post::MoreLink, switch::Switch},
    paths::{self, CommentPart},
    text::reading as text,
};

type BeneathComment = Arc<dyn Fn(&v2::Comment) -> CommentSlot + Send + Sync>;
type AboveThreads = Arc<dyn Fn() -> AnyView + Send + Sync>;

/// What the app adds to the threads: the form above them, and what can be done with each. Standing still, an invitation
/// to sign in, and hearts that lead there.
#[derive(Clone, Default)]
pub struct CommentSlots {
    form: Option<AboveThreads>,
    beneath: Option<BeneathComment>,
}

/// What the app adds to one comment.
pub struct CommentSlot {
    /// Liking it.
    pub like: Switch,
    /// Buttons in a row, behind the heart.
    pub buttons: AnyView,
    /// The form that one of them opens.
    pub form: AnyView,
}

impl CommentSlots {
    /// With a form, and with what stands beneath each comment.
    pub fn new(
        form: impl Fn() -> AnyView + Send + Sync + 'static,
        beneath: impl Fn(&v2::Comment) -> CommentSlot + Send + Sync + 'static,
    ) -> Self {
        Self { form: Some(Arc::new(form)), beneath: Some(Arc::new(beneath)) }
    }

    pub(super) fn beneath(&self, comment: &v2::Comment) -> CommentSlot {
        match &self.beneath {
            Some(beneath) => beneath(comment),
            None => {
                let like = Switch::still(comment.like_count);
                CommentSlot { like, buttons: ().into_any(), form: ().into_any() }
            }
        }
    }
}

/// Heading, form and threads.
#[component]
pub fn CommentSection(
    /// In reading order.
    comments: Signal<v2::List<v2::Comment>>,
    /// How many there are in all, as the post says.
    count: Signal<u64>,
    /// False if no new ones are taken.
    is_open: bool,
    /// The post's slug, for the way back from signing in.
    slug: String,
    /// The post's author, whose comments are marked.
    post_author: UserId,
    /// Which of them these are.
    part: CommentPart,
    /// True while the next part of the threads is on its way.
    is_loading: Signal<bool>,
    /// Loads the next part of the threads.
    more: Callback<()>,
    /// What the app adds.
    #[prop(optional)]
    slots: CommentSlots,
) -> AnyView {
    let is_first = comments.with_untracked(|list| list.items.is_empty());
    let form = match (is_open, &slots.form) {
        (false, _) => view! { <p class="comments__note">{text::COMMENTS_CLOSED}</p> }.into_any(),
        (true, Some(form)) => form(),
        (true, None) => view! { <CommentInvitation slug=slug.clone() is_first=is_first /> }.into_any(),
    };
    let is_later_part = part != CommentPart::First;
    let threads = {
        let slug = slug.clone();
        view! { <Threads comments part slug post_author slots is_loading more /> }
    };
    let earlier = is_later_part.then(|| {
        let all = paths::comments(&slug, &CommentPart::First);
        view! {
            <p class="more more--newest">
                <a class="button" href=all>
                    {text::ALL_COMMENTS}
                </a>
            </p>
        }
    });
    view! {
        <section class="comments" id="comments" aria-labelledby="comments-title">
            <h2 class="comments__title" id="comments-title">
                {text::COMMENTS}
                <span class="comments__count">{move || crate::text::number(count.get())}</span>
            </h2>
            {form}
            {earlier}
            {threads}
        </section>
    }
    .into_any()
}

/// Threads beneath one another. One that changes is made anew, the others stay as they are, with what is typed in them.
#[component]
fn Threads(
    comments: Signal<v2::List<v2::Comment>>,
    part: CommentPart,
    slug: String,
    post_author: UserId,
    slots: CommentSlots,
    is_loading: Signal<bool>,
    more: Callback<()>,
) -> impl IntoView {
    let is_empty = Memo::new(move |_| comments.with(|list| list.items.is_empty()));
    let next = Memo::new(move |_| comments.with(|list| list.next.clone()));
    let entry = {
        let slug = slug.clone();
        move |thread: tree::Thread| {
            view! { <CommentEntry thread=thread slug=slug.clone() post_author=post_author slots=slots.clone() /> }
        }
    };
    let more = move || {
        let address = paths::comments(&slug, &part.behind(next.get()?));
        Some(view! { <MoreLink address is_loading more words=text::MORE_COMMENTS /> })
    };
    move || {
        if is_empty.get() {
            return None;
        }
        let entry = entry.clone();
        Some(view! {
            <ol class="thread thread--top" role="list">
                <For each=move || tree::threads(comments.get().items) key=tree::Thread::state children=entry />
            </ol>
            {more.clone()}
        })
    }
}

/// In the form's place, for those who are not signed in.
#[component]
pub fn CommentInvitation(
    /// The post's slug, for the way back from signing in.
    slug: String,
    /// True if nobody has commented yet.
    is_first: bool,
) -> AnyView {
    let back = format!("{}{}", paths::post(&slug), paths::COMMENTS);
    let empty = is_first.then(|| view! { <span>{text::NO_COMMENTS} " "</span> });
    view! {
        <p class="comments__note">
            {empty} <a href=paths::login_then(&back)>{text::COMMENT_SIGN_IN}</a>
        </p>
    }
    .into_any()
}
