//! What a post's page says about a post that not everyone sees, and what few do there: its author pins it, and staff take
//! it away with a reason, and give it back.

use broadsheet_shared::{
    id::PostId,
    problem::FieldError,
    v2::{self, PostState},
    value::RemovalReason,
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::PostSlots;
use crate::{
    api::{
        Api, ApiError, addresses, failure,
        posts::{self, Verb},
        use_api,
    },
    components::{
        switch::Switch,
        ui::{Button, Callout, CalloutTone, Dialog, Weight},
    },
    forms::{Field, Form, TextArea},
    pages::switches::Switches,
    state::{
        reading::{Reading, asked_at},
        toasts::{Toasts, use_toasts},
    },
    text::{self, social, staff},
};

/// What the parts share.
#[derive(Clone, Copy)]
struct Standing {
    api: Api,
    toasts: Toasts,
    id: PostId,
    /// The version on the screen.
    version: u64,
    /// The post on the screen; its page shows it anew when it changes.
    post: RwSignal<Reading<v2::Post>>,
    viewer: Signal<Option<v2::PostViewer>>,
    is_busy: RwSignal<bool>,
}

/// What stands above and beneath the post.
pub(super) fn slots(
    post: &v2::Post,
    shown: RwSignal<Reading<v2::Post>>,
    viewer: Signal<Option<v2::PostViewer>>,
) -> PostSlots {
    let standing = Standing {
        api: use_api(),
        toasts: use_toasts(),
        id: post.summary.id,
        version: post.version,
        post: shown,
        viewer,
        is_busy: RwSignal::new(false),
    };
    let notice = match post.summary.state {
        PostState::Removed => Some(view! { <Removed standing reason=post.removed_reason.clone() /> }.into_any()),
        PostState::Scheduled => post.scheduled_at.map(|at| view! { <Scheduled at /> }.into_any()),
        PostState::Draft => Some(view! { <Draft /> }.into_any()),
        _ => None,
    };
    let address = addresses::post(&post.summary.slug);
    let pin = Switches::new().at(asked_at(&address)).pin(post);
    let beneath = view! {
        <Pinning standing pin />
        <Removal standing />
    };
    PostSlots { above: notice, beneath: Some(beneath.into_any()) }
}

/// The quiet button of its author, who shows it first on their page or no longer does.
#[component]
fn Pinning(standing: Standing, pin: Switch) -> impl IntoView {
    let is_offered = Memo::new(move |_| standing.viewer.get().is_some_and(|viewer| viewer.can_pin));
    let words = move || if pin.is_on.get() { social::UNPIN } else { social::PIN };
    move || {
        is_offered.get().then(|| {
            view! {
                <p class="post__staff">
                    <Button weight=Weight::Quiet is_small=true on_click=move |()| pin.flip.run(())>
                        {words}
                    </Button>
                </p>
            }
        })
    }
}

/// Why it is gone for others.
#[component]
fn Removed(standing: Standing, reason: Option<String>) -> impl IntoView {
    let restore = move || {
        let is_offered = standing.viewer.get().is_some_and(|viewer| viewer.can_restore);
        is_offered.then(|| {
            view! {
                <div class="callout__actions">
                    <Button is_small=true is_busy=standing.is_busy on_click=move |()| standing.restore()>
                        {staff::RESTORE}
                    </Button>
                </div>
            }
        })
    };
    view! {
        <Callout tone=CalloutTone::Warning>
            <p><strong>{staff::REMOVED_HEADING}</strong></p>
            {reason.map(|reason| view! { <p dir="auto">{staff::reason(&reason)}</p> })}
            <p>{staff::REMOVED_HINT}</p>
            {restore}
        </Callout>
    }
}

/// That nobody else reads it yet.
#[component]
fn Draft() -> impl IntoView {
    view! {
        <Callout>
            <p><strong>{staff::DRAFT_HEADING}</strong></p>
            <p>{staff::DRAFT_HINT}</p>
        </Callout>
    }
}

/// When it will be there for all.
#[component]
fn Scheduled(at: broadsheet_shared::time::Timestamp) -> impl IntoView {
    let time = text::moment(at);
    let (heading, hint) = if text::is_past(at) {
        (staff::missed(&time), staff::MISSED_HINT)
    } else {
        (staff::scheduled_for(&time), staff::SCHEDULED_HINT)
    };
    view! {
        <Callout>
            <p><strong>{heading}</strong></p>
            <p>{hint}</p>
        </Callout>
    }
}

/// The quiet button of staff, and its question.
#[component]
fn Removal(standing: Standing) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let is_offered = Memo::new(move |_| standing.viewer.get().is_some_and(|viewer| viewer.can_remove));
    move || {
        is_offered.get().then(|| {
            view! {
                <p class="post__staff">
                    <Button weight=Weight::Quiet is_small=true on_click=move |()| is_open.set(true)>
                        {staff::REMOVE}
                    </Button>
                </p>
                <RemovalQuestion standing is_open />
            }
        })
    }
}

#[component]
fn RemovalQuestion(standing: Standing, is_open: RwSignal<bool>) -> impl IntoView {
    let field = Field::new("removal-reason", "/reason", |text| RemovalReason::parse(text).map(|_| ()));
    let failure = RwSignal::new(None::<String>);
    let close = move |()| {
        is_open.set(false);
        field.clear();
        failure.set(None);
    };
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if Form::new([field]).judge() {
            standing.remove(field, failure);
        }
    };
    view! {
        <Dialog id="ask-remove" is_open title=Signal::stored(staff::REMOVE_TITLE.to_owned()) on_close=close>
            <form novalidate=true on:submit=submit>
                <p class="dialog__text">{staff::REMOVE_TEXT}</p>
                {move || failure.get().map(|said| view! { <Callout tone=CalloutTone::Error><p>{said}</p></Callout> })}
                <TextArea field label=staff::REASON example=staff::REASON_EXAMPLE max=RemovalReason::MAX />
                <div class="dialog__actions">
                    <Button on_click=close>{staff::CANCEL}</Button>
                    <Button weight=Weight::Danger is_submit=true is_busy=standing.is_busy>{staff::REMOVE}</Button>
                </div>
            </form>
        </Dialog>
    }
}

impl Standing {
    /// What goes wrong is said in the question: messages in the corner are out of reach behind it.
    fn remove(self, field: Field, failure: RwSignal<Option<String>>) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        failure.set(None);
        let request = v2::RemovePost { reason: field.text.get_untracked() };
        spawn_local(async move {
            let answer = posts::remove(self.api, self.id, &request).await;
            if let Some(error) = self.take(answer, staff::REMOVED) {
                let rest = Form::new([field]).refuse(&fields(&error));
                if rest.is_empty() && !fields(&error).is_empty() {
                    return;
                }
                failure.set(Some(failure::said(&error)));
            }
        });
    }

    fn restore(self) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        spawn_local(async move {
            let answer = posts::lead(self.api, self.id, self.version, Verb::Restore).await;
            if let Some(error) = self.take(answer, staff::RESTORED) {
                let is_stale = error.status() == Some(412);
                self.toasts.error(if is_stale { staff::STALE.to_owned() } else { failure::said(&error) });
            }
        });
    }

    /// Shows the post as it is now and says what was done; gives a failure back. The page may be gone by now.
    fn take(self, answer: Result<v2::Post, ApiError>, said: &'static str) -> Option<ApiError> {
        if self.is_busy.try_set(false).is_some() {
            return None;
        }
        match answer {
            Ok(post) => {
                self.toasts.success(said);
                let _ = self.post.try_set(Reading::Ready(post));
                None
            }
            Err(error) => Some(error),
        }
    }
}

fn fields(error: &ApiError) -> Vec<FieldError> {
    match error {
        ApiError::Problem(problem) => problem.errors.clone(),
        _ => Vec::new(),
    }
}
