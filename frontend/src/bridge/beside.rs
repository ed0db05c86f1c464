//! What a page shares with the program beside it, while both stand.

use broadsheet_shared::id::PostId;
use leptos::prelude::*;

use super::{PageWish, PostThere, say, want_live};

/// What the page of a post says of it, and is told.
#[derive(Clone, Copy)]
pub struct Beside {
    post: StoredValue<Option<Box<PostThere>>>,
    /// How many comments a post has, as was told last.
    pub comment_count: RwSignal<Option<(PostId, u64)>>,
    /// How many like a post, as was told last.
    pub like_count: RwSignal<Option<(PostId, u64)>>,
}

impl Beside {
    /// A post stands on the page, with a place for its comments; or none does. Those that came with the document can be read
    /// as they are: `boot.js` knows when more is wanted.
    pub fn show_post(self, post: Option<PostThere>) {
        let has_outline = post.as_ref().is_some_and(|post| !post.is_first);
        self.post.set_value(post.map(Box::new));
        self.say_post();
        if has_outline {
            want_live();
        }
    }

    /// Says which post stands on the page.
    pub fn say_post(self) {
        say(&PageWish::Post(self.post.get_value()));
    }
}

/// Makes it known to everything beneath.
pub fn provide_beside() -> Beside {
    let beside =
        Beside { post: StoredValue::new(None), comment_count: RwSignal::new(None), like_count: RwSignal::new(None) };
    provide_context(beside);
    beside
}

/// The app's own.
pub fn use_beside() -> Beside {
    expect_context()
}
