//! One comment and its answers. A comment that changes does so in place: whatever stands around the changed words stays
//! the same element, with the focus and with what is typed.

use std::sync::Arc;

use broadsheet_shared::{
    id::UserId,
    time::Timestamp,
    v2::{self, CommentState},
};
use leptos::prelude::*;

use super::{
    section::{CommentSlot, Fold, Setting},
    tree::Thread,
};
use crate::{
    components::{
        language::site_language,
        like::CommentLike,
        post::Moment,
        prose::with_code_bars,
        user::{Avatar, PersonName},
    },
    paths::{self, CommentPart},
    text,
    text::{reading, talk},
};

/// Past this depth a phone has no room left: deeper answers stand at the same margin, and say whom they answer.
const DEEPEST_MARGIN: u32 = 4;

/// Comments side by side, each with everything beneath it.
#[component]
pub(super) fn ThreadList(
    threads: Memo<Vec<Thread>>,
    class: &'static str,
    setting: Setting,
    /// Whom they answer, where the margin no longer shows it.
    answers_to: Signal<Option<String>>,
) -> AnyView {
    let is_empty = Memo::new(move |_| threads.with(Vec::is_empty));
    let entry = move |first: Thread| {
        let id = first.comment.id;
        let thread = Memo::new(move |last: Option<&Thread>| {
            let found = threads.with(|threads| threads.iter().find(|thread| thread.comment.id == id).cloned());
            // One that has just left the list stands still until it is gone.
            found.or_else(|| last.cloned()).unwrap_or_else(|| first.clone())
        });
        view! { <CommentEntry thread=thread setting=setting.clone() answers_to=answers_to /> }
    };
    let list = move || {
        if is_empty.get() {
            return None;
        }
        let entry = entry.clone();
        Some(view! {
            <ol class=class role="list">
                <For each=move || threads.get() key=|thread: &Thread| thread.comment.id children=entry />
            </ol>
        })
    };
    list.into_any()
}

/// A comment with everything beneath it.
#[component]
fn CommentEntry(
    thread: Memo<Thread>,
    setting: Setting,
    /// Whom it answers, where the margin no longer shows it.
    answers_to: Signal<Option<String>>,
) -> AnyView {
    let comment = Memo::new(move |_| thread.with(|thread| Arc::clone(&thread.comment)));
    let answers = Memo::new(move |_| thread.with(|thread| thread.answers.clone()));
    let standing = Memo::new_with_compare(move |_| comment.get(), stands_otherwise);
    let (id, depth) = comment.with_untracked(|comment| (comment.id, comment.depth));
    let by = move || standing.with(|comment| comment.author.as_ref().map(|author| author.id.to_string()));
    let is_deepest = depth >= DEEPEST_MARGIN;
    let named = Signal::derive(move || {
        standing
            .with(|comment| comment.author.as_ref().filter(|_| is_deepest).map(|author| author.display_name.clone()))
    });
    let address = paths::comment(&setting.slug, id);
    let CommentSlot { like, buttons, form, is_fresh, fold } = setting.slots.beneath(comment);
    let heart = {
        let address = address.clone();
        move || {
            let author = standing.with(|comment| comment.author.clone().filter(|_| is_visible(comment)))?;
            Some(view! { <CommentLike switch=like author=author.display_name back=address.clone() /> })
        }
    };
    let post_author = setting.post_author;
    let more = {
        let part = CommentPart::Answers { to: id, after: None };
        let all = paths::comments(&setting.slug, &part);
        view! { <MoreAnswers thread=thread address=all /> }
    };
    view! {
        <li class=if is_fresh { "thread__item thread__item--new" } else { "thread__item" }>
            <article class="comment" id=paths::comment_anchor(id) data-by=by>
                <div class="comment__main">
                    <CommentHead comment=comment standing=standing post_author address answers_to />
                    <CommentBody comment=comment fold=fold />
                    <div class="comment__actions">{heart} {buttons}</div>
                </div>
                {form}
            </article>
            <ThreadList
                threads=answers
                class=if is_deepest { "thread thread--deep" } else { "thread" }
                setting=setting
                answers_to=named
            />
            {more}
        </li>
    }
    .into_any()
}

/// The way to answers that do not all stand here.
#[component]
fn MoreAnswers(thread: Memo<Thread>, address: String) -> impl IntoView {
    let count = Memo::new(move |_| {
        thread.with(|Thread { comment, answers }| {
            // What was deleted is not counted, and may still have its place.
            let shown = answers.iter().filter(|answer| answer.comment.state != CommentState::Deleted).count();
            (comment.reply_count > u64::try_from(shown).unwrap_or(u64::MAX)).then_some(comment.reply_count)
        })
    });
    move || {
        count.get().map(|count| {
            view! {
                <p class="thread__more">
                    <a href=address.clone()>{talk::all_answers(count)}</a>
                </p>
            }
        })
    }
}

#[component]
fn CommentHead(
    comment: Memo<Arc<v2::Comment>>,
    standing: Memo<Arc<v2::Comment>>,
    post_author: UserId,
    address: String,
    answers_to: Signal<Option<String>>,
) -> AnyView {
    let avatar = move || match standing.with(|comment| comment.author.clone()) {
        Some(author) => view! { <Avatar user=author /> }.into_any(),
        None => view! { <span class="avatar avatar--nobody" aria-hidden="true"></span> }.into_any(),
    };
    let who = move || match standing.with(|comment| comment.author.clone()) {
        Some(author) => {
            let mark = (author.id == post_author).then(|| view! { <span class="badge">{reading::AUTHOR}</span> });
            view! {
                <PersonName user=author class="comment__author" />
                {mark}
            }
            .into_any()
        }
        None => standing
            .with(|comment| gone(comment))
            .map(|words| view! { <span class="comment__gone">{words}</span> })
            .into_any(),
    };
    let answers_to = move || {
        answers_to.get().map(|name| {
            view! {
                <span class="comment__to" dir="auto">
                    {talk::in_reply_to(&name)}
                </span>
            }
        })
    };
    let edited_at = Memo::new(move |_| comment.with(|comment| comment.edited_at));
    let edited = move || edited_at.get().map(|at| view! { <Edited at=at /> });
    let created_at = comment.with_untracked(|comment| comment.created_at);
    view! {
        <header class="comment__head">
            {avatar}
            <div class="comment__by">
                {who} <a class="comment__time" href=address>
                    <Moment at=created_at />
                </a>
                {edited} {answers_to}
            </div>
        </header>
    }
    .into_any()
}

/// That it was changed, and when for whoever points at it: in UTC, then in the reader's own zone, as with all times.
#[component]
fn Edited(at: Timestamp) -> impl IntoView {
    let title = RwSignal::new(reading::edited_at(&text::date_time_utc(at)));
    Effect::new(move |_| title.set(reading::edited_at(&text::local_date_time(at))));
    view! {
        <span class="comment__edited" title=title>
            {reading::EDITED}
        </span>
    }
}

#[component]
fn CommentBody(comment: Memo<Arc<v2::Comment>>, fold: Fold) -> impl IntoView {
    let said = Memo::new_with_compare(move |_| comment.get(), says_otherwise);
    let unfold = move || {
        let open = move |_| fold.open.run(());
        fold.is_closed.get().then(|| {
            view! { <button class="comment__unfold" type="button" on:click=open>{talk::UNFOLD}</button> }
        })
    };
    view! {
        <div class="comment__body">
            {move || words(&said.get())}
            {unfold}
        </div>
    }
}

/// What it says, or what stands in the place of that.
fn words(comment: &v2::Comment) -> AnyView {
    let html = || with_code_bars(&comment.body_html);
    match gone(comment) {
        None => view! { <div class="prose prose--comment" lang=site_language() dir="auto" inner_html=html()></div> }
            .into_any(),
        // Its author, and staff, read what waits.
        Some(words) if comment.is_held && comment.author.is_some() => view! {
            <p class="comment__gone">{words}</p>
            <div class="prose prose--comment" dir="auto" inner_html=html()></div>
        }
        .into_any(),
        // Without an author the head says it.
        Some(words) => comment.author.is_some().then(|| view! { <p class="comment__gone">{words}</p> }).into_any(),
    }
}

/// What stands in a text's place.
const fn gone(comment: &v2::Comment) -> Option<&'static str> {
    match comment.state {
        CommentState::Visible => None,
        CommentState::Deleted => Some(reading::COMMENT_DELETED),
        CommentState::Hidden if comment.is_held => Some(reading::COMMENT_HELD),
        CommentState::Hidden => Some(reading::COMMENT_HIDDEN),
    }
}

fn is_visible(comment: &v2::Comment) -> bool {
    comment.state == CommentState::Visible
}

type State<'a> = Option<&'a Arc<v2::Comment>>;

/// True if it has another author to show, or stands where it did not.
fn stands_otherwise(one: State<'_>, other: State<'_>) -> bool {
    let standing = |comment: &Arc<v2::Comment>| (comment.state, comment.is_held, comment.author.clone());
    one.map(standing) != other.map(standing)
}

/// True if other words are to be shown.
fn says_otherwise(one: State<'_>, other: State<'_>) -> bool {
    let said = |comment: &Arc<v2::Comment>| (comment.version, comment.state, comment.is_held, comment.author.is_some());
    one.map(said) != other.map(said)
}
