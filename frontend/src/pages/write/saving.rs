//! Save, publish, unpublish, delete: what each does with the answer, a stale version among them.

mod making;

use broadsheet_shared::{
    problem::Code,
    v2::{self, PostState},
    value::has_visible,
};
use leptos::{prelude::*, task::spawn_local};

pub(super) use self::making::Making;
use super::{
    copies,
    desk::{Desk, Work},
};
use crate::{
    api::{
        ApiError, failure,
        posts::{self, Verb},
    },
    paths,
    state::document::Document,
    text::writing as text,
};

/// Why something under way comes to no more.
enum Stop {
    /// The server refused, or cannot be reached.
    Failed(ApiError),
    /// The editor was left meanwhile: nobody is there to go on for.
    Left,
}

impl From<ApiError> for Stop {
    fn from(error: ApiError) -> Self {
        Self::Failed(error)
    }
}

impl Desk {
    /// Saves what has changed: a draft is made or changed, a published post changes for its readers.
    pub fn save(self) {
        self.run(Work::Saving, async move {
            // A picture that does not arrive has left the text; the rest is worth saving.
            self.await_pictures().await?;
            let was_published = self.state_untracked() == PostState::Published;
            if self.store().await? && was_published {
                self.toasts.success(text::UPDATED);
            }
            Ok(())
        });
    }

    /// Saves, then shows it to everyone.
    pub fn publish(self) {
        if self.body.with_untracked(|body| !has_visible(body)) {
            self.failure.set(Some(text::PUBLISH_NEEDS_TEXT.to_owned()));
            self.text.focus();
            return;
        }
        self.run(Work::Publishing, async move {
            if !self.await_pictures().await? {
                self.failure.set(Some(text::PUBLISH_NEEDS_PICTURE.to_owned()));
                return Ok(());
            }
            self.store().await?;
            self.lead(Verb::Publish).await?;
            self.toasts.success(text::PUBLISHED);
            // What was typed meanwhile is not published, and stays before the eyes of its author.
            if self.unsent(&self.document_untracked()).is_some() {
                return Ok(());
            }
            let slug = self.stored.with_untracked(|stored| stored.as_ref().map(|post| post.summary.slug.clone()));
            if let Some(slug) = slug {
                self.leave_to(&paths::post(&slug));
            }
            Ok(())
        });
    }

    /// Makes a draft of it again.
    pub fn unpublish(self) {
        self.run(Work::Unpublishing, async move {
            self.lead(Verb::Unpublish).await?;
            self.toasts.success(text::UNPUBLISHED);
            Ok(())
        });
    }

    /// Takes it away; it can be restored for 30 days.
    pub fn delete(self) {
        self.run(Work::Deleting, async move {
            if let Some((id, version)) = self.target() {
                self.ask(posts::delete(self.api, id, version)).await?;
                self.toasts.success(text::DELETED);
            }
            self.drafts.forget(&self.place());
            self.leave_to(paths::MY_POSTS);
            Ok(())
        });
    }

    /// One's own text on top of the version that was saved elsewhere.
    pub fn keep_mine(self) {
        if let Some(current) = self.conflict.get_untracked() {
            self.grow_from(current);
            self.conflict.set(None);
            self.is_comparing.set(false);
            self.save();
        }
    }

    /// The version that was saved elsewhere; one's own is set aside.
    pub fn take_stored(self) {
        if let Some(current) = self.conflict.get_untracked() {
            let own = copies::set_aside(self);
            let former = self.set_aside.try_update(|set_aside| set_aside.replace(own)).flatten();
            self.left_behind.update(|left| left.extend(former));
            self.load(&Document::of(&current));
            self.grow_from(current);
            self.conflict.set(None);
            self.is_comparing.set(false);
            self.failure.set(None);
        }
    }

    /// True if two versions wait for a decision, which comes before anything is sent.
    fn must_choose(self) -> bool {
        let is_undecided = self.conflict.with_untracked(Option::is_some);
        if is_undecided {
            self.is_comparing.set(true);
        }
        is_undecided
    }

    /// Goes elsewhere without the question, for everything is stored.
    fn leave_to(self, address: &str) {
        if untrack(|| !self.has_loose_text()) {
            self.leaving.release();
        }
        self.navigator.go(address);
    }

    /// Runs one thing at a time, none while two versions wait for a decision, and tells what went wrong.
    fn run(self, work: Work, task: impl Future<Output = Result<(), Stop>> + 'static) {
        if self.work.get_untracked() != Work::Nothing || self.must_choose() {
            return;
        }
        self.work.set(work);
        self.failure.set(None);
        spawn_local(async move {
            let result = task.await;
            // The page may be gone by now.
            if self.work.try_set(Work::Nothing).is_none()
                && let Err(Stop::Failed(error)) = result
            {
                self.tell(error);
            }
        });
    }

    /// Waits for an answer. Once the page is gone its signals must not be read, so that what was to follow is called off.
    async fn ask<T>(self, call: impl Future<Output = Result<T, ApiError>>) -> Result<T, Stop> {
        let answer = call.await;
        if !self.is_gone() {
            return answer.map_err(Stop::from);
        }
        if let Err(error) = answer {
            self.toasts.error(failure::said(&error));
        }
        Err(Stop::Left)
    }

    /// Waits for pictures, so that no stand-in is stored; false if one did not arrive.
    async fn await_pictures(self) -> Result<bool, Stop> {
        let have_arrived = self.pictures_arrive().await.ok_or(Stop::Left)?;
        self.drop_stand_ins();
        Ok(have_arrived)
    }

    /// Makes or changes the post; true if anything was sent.
    async fn store(self) -> Result<bool, Stop> {
        let document = self.document_untracked();
        let is_new = self.target().is_none();
        if is_new && self.make(&document).await? {
            return Ok(true);
        }
        let Some((id, version)) = self.target() else { return Ok(is_new) };
        let (drafts, place) = (self.drafts, self.place());
        let Some(request) = self.unsent(&document) else { return Ok(is_new) };
        self.check(request.parse().map(drop))?;
        let changed = async {
            let post = posts::update(self.api, id, version, &request).await?;
            drafts.forget_text(&place, &document);
            Ok::<_, ApiError>(post)
        };
        let post = self.ask(changed).await?;
        self.settle(&document, post);
        Ok(true)
    }

    /// What makes of the stored version what `document` says; `None` if it says the same.
    fn unsent(self, document: &Document) -> Option<v2::UpdatePost> {
        let request = document.to_update(&untrack(|| self.base()));
        (request != v2::UpdatePost::default()).then_some(request)
    }

    /// Leads the post to another state.
    async fn lead(self, verb: Verb) -> Result<(), Stop> {
        let Some((id, version)) = self.target() else { return Ok(()) };
        let post = self.ask(posts::lead(self.api, id, version, verb)).await?;
        self.stored.set(Some(post));
        Ok(())
    }

    /// Shows what is wrong before anything is sent: the same rules run on the server.
    fn check(self, parsed: Result<(), Vec<broadsheet_shared::field::FieldError>>) -> Result<(), ApiError> {
        parsed.map_err(|errors| {
            let problem = v2::Problem {
                kind: String::new(),
                title: Code::RequestInvalid.title().to_owned(),
                status: Code::RequestInvalid.status(),
                detail: String::new(),
                code: Code::RequestInvalid,
                request_id: String::new(),
                policy: None,
                retry_after: None,
                errors,
                current: None,
            };
            ApiError::Problem(Box::new(problem))
        })
    }

    fn tell(self, error: ApiError) {
        if let ApiError::Problem(problem) = &error {
            if let Some(post) = problem.current.as_ref().and_then(v2::Stored::post) {
                self.conflict.set(Some(post));
                self.is_comparing.set(true);
                return;
            }
            let form = self.form();
            let rest = form.refuse(&problem.errors);
            if self.has_refused_details() {
                self.are_details_open.set(true);
            }
            if let Some(first) = rest.into_iter().next() {
                self.failure.set(Some(first));
                return;
            }
        }
        self.failure.set(Some(failure::said(&error)));
    }

    fn has_refused_details(self) -> bool {
        let details = self.details;
        let fields =
            [details.tag, details.excerpt, details.slug, details.canonical_url, details.language, details.category];
        untrack(|| fields.iter().any(|field| field.error().is_some()))
    }

    fn state_untracked(self) -> PostState {
        untrack(|| self.state())
    }
}
