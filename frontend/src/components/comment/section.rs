//! The comments of a post, with room for the form and for what can be done with each.

use std::sync::Arc;

use broadsheet_shared::{id::UserId, v2};
use leptos::{ev::MouseEvent, prelude::*};

use super::{
    entry::ThreadList,
    intake::Intake,
    tree::{self, Comments},
};
use crate::{
    components::{
        growing::{FirstLink, MoreLink, wants_new_tab},
        switch::Switch,
    },
    paths::{self, CommentPart, ThreadOrder},
    text::reading as text,
};

type BeneathComment = Arc<dyn Fn(Memo<Arc<v2::Comment>>) -> CommentSlot + Send + Sync>;
type AboveThreads = Arc<dyn Fn() -> AnyView + Send + Sync>;

/// The threads as they stand, and the ways to change what is seen of them.
#[derive(Clone, Copy)]
pub struct ThreadSignals {
    /// In reading order.
    pub comments: Signal<Comments>,
    /// How many there are in all, as the post says.
    pub count: Signal<u64>,
    /// Which of them these are.
    pub part: Signal<CommentPart>,
    /// True while the next part is on its way.
    pub is_loading: Signal<bool>,
    /// True while they are on their way in another order.
    pub is_sorting: Signal<bool>,
    /// Loads the next part.
    pub more: Callback<()>,
    /// Shows them in another order.
    pub sort: Callback<ThreadOrder>,
}

impl ThreadSignals {
    /// For a page that stands still.
    pub fn still(comments: v2::List<v2::Comment>, count: u64, part: CommentPart) -> Self {
        let v2::List { items, next, total } = comments;
        let items = items.into_iter().map(Arc::new).collect();
        Self {
            comments: Signal::stored(Comments { items, next, total }),
            count: Signal::stored(count),
            part: Signal::stored(part),
            is_loading: Signal::stored(false),
            is_sorting: Signal::stored(false),
            more: Callback::new(|()| {}),
            sort: Callback::new(|_| {}),
        }
    }
}

/// What the app adds to the threads: the form above them, what has come meanwhile, and what can be done with each.
/// Standing still, an invitation to sign in, and hearts that lead there.
#[derive(Clone, Default)]
pub struct CommentSlots {
    form: Option<AboveThreads>,
    news: Option<AboveThreads>,
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
    /// It came while the page stood.
    pub is_fresh: bool,
    /// How much of it is shown.
    pub fold: Fold,
}

/// A comment that has grown before the reader's eyes keeps its height until they ask for the rest.
#[derive(Clone, Copy)]
pub struct Fold {
    /// True while a part of it is hidden.
    pub is_closed: Signal<bool>,
    /// Shows all of it.
    pub open: Callback<()>,
}

impl CommentSlots {
    /// With a form, with what has come meanwhile, and with what stands beneath each comment.
    pub fn new(
        form: impl Fn() -> AnyView + Send + Sync + 'static,
        news: impl Fn() -> AnyView + Send + Sync + 'static,
        beneath: impl Fn(Memo<Arc<v2::Comment>>) -> CommentSlot + Send + Sync + 'static,
    ) -> Self {
        Self { form: Some(Arc::new(form)), news: Some(Arc::new(news)), beneath: Some(Arc::new(beneath)) }
    }

    pub(super) fn beneath(&self, comment: Memo<Arc<v2::Comment>>) -> CommentSlot {
        match &self.beneath {
            Some(beneath) => beneath(comment),
            None => CommentSlot {
                like: Switch::still(comment.with_untracked(|comment| comment.like_count)),
                buttons: ().into_any(),
                form: ().into_any(),
                is_fresh: false,
                fold: Fold { is_closed: Signal::stored(false), open: Callback::new(|()| {}) },
            },
        }
    }
}

/// What every comment of a page has around it.
#[derive(Clone)]
pub(super) struct Setting {
    /// The post's slug, for the comments' own addresses.
    pub slug: Arc<str>,
    /// The post's author, whose comments are marked.
    pub post_author: UserId,
    pub slots: CommentSlots,
}

/// Heading, form and threads.
#[component]
pub fn CommentSection(
    threads: ThreadSignals,
    /// Whether new ones are taken.
    intake: Intake,
    /// The post's slug, for the way back from signing in.
    slug: String,
    /// The post's author, whose comments are marked.
    post_author: UserId,
    /// What the app adds.
    #[prop(optional)]
    slots: CommentSlots,
) -> AnyView {
    let ThreadSignals { comments, count, part, .. } = threads;
    let is_first = comments.with_untracked(|list| list.items.is_empty());
    let form = match (intake, &slots.form) {
        (Intake::Open, Some(form)) => form(),
        (Intake::Open, None) => view! { <CommentInvitation slug=slug.clone() is_first=is_first /> }.into_any(),
        _ => intake.note().map(|words| view! { <p class="comments__note">{words}</p> }).into_any(),
    };
    let news = slots.news.as_ref().map(|news| news());
    let all = paths::comments(&slug, &CommentPart::First);
    let is_whole = Memo::new(move |_| part.with(CommentPart::is_whole));
    let earlier =
        move || (!is_whole.get()).then(|| view! { <FirstLink address=all.clone() words=text::ALL_COMMENTS /> });
    let setting = Setting { slug: slug.as_str().into(), post_author, slots };
    view! {
        <section class="comments" id="comments" aria-labelledby="comments-title">
            <div class="comments__head">
                <h2 class="comments__title" id="comments-title">
                    {text::COMMENTS}
                    <span class="comments__count">{move || crate::text::number(count.get())}</span>
                </h2>
                <Order slug=slug threads=threads />
            </div>
            {news}
            {form}
            {earlier}
            <Threads threads=threads setting=setting />
        </section>
    }
    .into_any()
}

/// The ways to see the threads in another order: links, which the app follows without leaving the page.
#[component]
fn Order(slug: String, threads: ThreadSignals) -> impl IntoView {
    let ThreadSignals { comments, part, sort, .. } = threads;
    // One comment, or the answers to one, have one order alone.
    let is_offered =
        Memo::new(move |_| part.with(|part| part.parent().is_none()) && comments.with(|list| !list.items.is_empty()));
    let link = move |order: ThreadOrder, address: String| {
        let follow = move |event: MouseEvent| {
            if !wants_new_tab(&event) {
                event.prevent_default();
                sort.run(order);
            }
        };
        let is_current = move || part.with(|part| part.order() == order).then_some("true");
        view! {
            <a class="thread-order__link" href=address aria-current=is_current on:click=follow>
                {text::thread_order(order.word())}
            </a>
        }
    };
    move || {
        is_offered.get().then(|| {
            let links = ThreadOrder::ALL.map(|order| {
                let address = paths::comments(&slug, &CommentPart::sorted(order));
                link(order, address)
            });
            view! {
                <nav class="thread-order" aria-label=text::THREAD_ORDER>
                    {links.into_iter().collect_view()}
                </nav>
            }
        })
    }
}

/// Threads beneath one another. A comment that changes does so in its place; the others stay as they are, with what is
/// typed in them.
#[component]
fn Threads(threads: ThreadSignals, setting: Setting) -> impl IntoView {
    let ThreadSignals { comments, part, is_loading, is_sorting, more, .. } = threads;
    let next = Memo::new(move |_| comments.with(|list| list.next.clone()));
    let trees = Memo::new(move |_| comments.with(|list| tree::threads(&list.items)));
    let slug = Arc::clone(&setting.slug);
    let more = move || {
        let address = paths::comments(&slug, &part.with(|part| Some(part.behind(next.get()?)))?);
        Some(view! { <MoreLink address is_loading more=more words=text::MORE_COMMENTS /> })
    };
    view! {
        <div class="comments__threads" id="threads" aria-busy=move || is_sorting.get().then_some("true")>
            <ThreadList threads=trees class="thread thread--top" setting=setting answers_to=Signal::stored(None) />
            {more}
        </div>
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
