//! The posts of the chosen tab: asked for part by part, one question at a time, and kept for coming back.

use broadsheet_shared::v2::{self, PostState};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{Api, ApiError, posts, use_api},
    state::{location::use_navigator, visits::Visits},
};

/// Name of all this among what a history entry keeps.
const KEPT: &str = "my posts";

/// What a history entry keeps of the page.
#[derive(Clone)]
struct Kept {
    tab: &'static str,
    posts: Vec<v2::OwnPost>,
    next: Option<String>,
}

/// What is asked of the server.
#[derive(Debug, Clone)]
struct Question {
    state: PostState,
    /// The cursor behind which to begin; what comes joins what is there, else it takes its place.
    after: Option<String>,
    /// At least as many posts, if there are any more.
    least: usize,
}

/// One tab's posts: those loaded, the way to more, and what went wrong.
#[derive(Clone, Copy)]
pub(super) struct Shelf {
    api: Api,
    pub selected: RwSignal<&'static str>,
    pub posts: RwSignal<Vec<v2::OwnPost>>,
    pub next: RwSignal<Option<String>>,
    pub is_loading: RwSignal<bool>,
    pub failure: RwSignal<Option<ApiError>>,
    /// The last question and its number: the answer to an earlier one comes too late.
    asked: StoredValue<(u32, Option<Question>)>,
}

impl Shelf {
    /// As this history entry had it, else empty with a first tab.
    pub fn new(first: &'static str) -> Self {
        let (visits, navigator) = (expect_context::<Visits>(), use_navigator());
        let kept = visits.find::<Kept>(&navigator.location_untracked().key, KEPT);
        let kept = kept.unwrap_or(Kept { tab: first, posts: Vec::new(), next: None });
        let shelf = Self {
            api: use_api(),
            selected: RwSignal::new(kept.tab),
            posts: RwSignal::new(kept.posts),
            next: RwSignal::new(kept.next),
            is_loading: RwSignal::new(true),
            failure: RwSignal::new(None),
            asked: StoredValue::new((0, None)),
        };
        Effect::new(move |_| {
            let kept = Kept { tab: shelf.selected.get(), posts: shelf.posts.get(), next: shelf.next.get() };
            visits.keep(&navigator.location_untracked().key, KEPT, kept);
        });
        shelf
    }

    /// True if nothing stands on it. Untracked.
    pub fn is_empty(self) -> bool {
        self.posts.with_untracked(Vec::is_empty)
    }

    /// Empties it, and asks for the first part of a tab.
    pub fn fill(self, state: PostState) {
        self.posts.set(Vec::new());
        self.next.set(None);
        self.ask(Question { state, after: None, least: 1 });
    }

    /// Asks for what follows.
    pub fn grow(self, state: PostState) {
        self.ask(Question { state, after: self.next.get_untracked(), least: 1 });
    }

    /// Asks anew for as many as stand there, and leaves them until the answer is there.
    pub fn renew(self, state: PostState) {
        let least = self.posts.with_untracked(Vec::len);
        self.ask(Question { state, after: None, least });
    }

    /// Asks the last question once more.
    pub fn ask_again(self) {
        if let (_, Some(question)) = self.asked.get_value() {
            self.ask(question);
        }
    }

    fn ask(self, question: Question) {
        let number = self.asked.with_value(|(number, _)| number.wrapping_add(1));
        self.asked.set_value((number, Some(question.clone())));
        self.is_loading.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let joins = question.after.is_some();
            let answer = parts(self.api, question).await;
            // The page may be gone by now, or another tab chosen.
            if self.asked.try_with_value(|(last, _)| *last == number) != Some(true) {
                return;
            }
            self.is_loading.set(false);
            match answer {
                Ok(list) => {
                    self.posts.update(|posts| {
                        if !joins {
                            posts.clear();
                        }
                        posts.extend(list.items);
                    });
                    self.next.set(list.next);
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }
}

/// As many parts as hold what is wanted, as one.
async fn parts(api: Api, question: Question) -> Result<v2::List<v2::OwnPost>, ApiError> {
    let mut list = posts::own(api, question.state, question.after).await?;
    while list.items.len() < question.least
        && let Some(next) = list.next.take()
    {
        let part = posts::own(api, question.state, Some(next)).await?;
        list.items.extend(part.items);
        list.next = part.next;
    }
    Ok(list)
}
