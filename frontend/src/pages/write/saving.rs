//! Save, publish, unpublish, delete: what each does with the answer, a stale version among them.

use broadsheet_shared::{
    problem::Code,
    v2::{self, Current, PostState},
    value::has_visible,
};
use leptos::{prelude::*, task::spawn_local};

use super::desk::{Desk, Work};
use crate::{
    api::{
        ApiError, failure,
        posts::{self, Verb},
    },
    paths,
    state::document::Document,
    text::writing as text,
};

impl Desk {
    /// Saves what has changed: a draft is made or changed, a published post changes for its readers.
    pub fn save(self) {
        self.run(Work::Saving, async move {
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
            self.store().await?;
            self.lead(Verb::Publish).await?;
            self.toasts.success(text::PUBLISHED);
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
                posts::delete(self.api, id, version).await?;
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
            self.stored.set(Some(current));
            self.conflict.set(None);
            self.is_comparing.set(false);
            self.save();
        }
    }

    /// The version that was saved elsewhere; one's own is set aside.
    pub fn take_stored(self) {
        if let Some(current) = self.conflict.get_untracked() {
            self.set_aside.set(Some(self.document_untracked()));
            self.load(&Document::of(&current));
            self.stored.set(Some(current));
            self.conflict.set(None);
            self.is_comparing.set(false);
            self.failure.set(None);
        }
    }

    /// One's own version back into the editor.
    pub fn put_back(self) {
        if let Some(document) = self.set_aside.get_untracked() {
            self.load(&document);
            self.set_aside.set(None);
        }
    }

    /// Goes elsewhere without the question, for everything is stored.
    fn leave_to(self, address: &str) {
        self.leaving.release();
        self.navigator.go(address);
    }

    /// Runs one thing at a time and tells what went wrong.
    fn run(self, work: Work, task: impl Future<Output = Result<(), ApiError>> + 'static) {
        if self.work.get_untracked() != Work::Nothing {
            return;
        }
        self.work.set(work);
        self.failure.set(None);
        spawn_local(async move {
            let result = task.await;
            // The page may be gone by now.
            if self.work.try_set(Work::Nothing).is_none()
                && let Err(error) = result
            {
                self.tell(error);
            }
        });
    }

    /// Makes or changes the post; true if anything was sent.
    async fn store(self) -> Result<bool, ApiError> {
        let document = self.document_untracked();
        let Some((id, version)) = self.target() else {
            let request = document.to_create();
            self.check(request.parse().map(drop))?;
            let former = self.place();
            let post = posts::create(self.api, &request, &self.key_for(&request)).await?;
            self.navigator.show_address(&paths::write_post(post.summary.id));
            self.settle(&document, post);
            self.drafts.forget(&former);
            // A new post takes comments; closing them is a change of its own.
            return if document.comments_open { Ok(true) } else { self.patch_comments().await.map(|()| true) };
        };
        let request = document.to_update(&untrack(|| self.base()));
        if request == v2::UpdatePost::default() {
            return Ok(false);
        }
        self.check(request.parse().map(drop))?;
        let post = posts::update(self.api, id, version, &request).await?;
        self.settle(&document, post);
        Ok(true)
    }

    async fn patch_comments(self) -> Result<(), ApiError> {
        let Some((id, version)) = self.target() else { return Ok(()) };
        let request = v2::UpdatePost { comments_open: Some(false), ..v2::UpdatePost::default() };
        let post = posts::update(self.api, id, version, &request).await?;
        self.stored.set(Some(post));
        Ok(())
    }

    async fn lead(self, verb: Verb) -> Result<(), ApiError> {
        let Some((id, _)) = self.target() else { return Ok(()) };
        let post = posts::lead(self.api, id, verb).await?;
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
            if let Some(Current::Post(post)) = &problem.current {
                self.conflict.set(Some((**post).clone()));
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
