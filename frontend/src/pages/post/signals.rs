//! What of a post's page changes while it stands: its author's card, and the rights of the one who is signed in.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::PostSignals;
use crate::{
    api::addresses,
    pages::switches::Switches,
    state::{
        reading::{Reading, asked_at, read},
        viewing::{Answer, read_for_viewer},
    },
};

/// For the page of a post.
pub(super) fn signals(post: &v2::Post, switches: Switches) -> PostSignals {
    let address = addresses::user(&post.summary.author.username);
    let profile = read::<v2::Profile>(address.clone());
    let author = Signal::derive(move || match profile.get() {
        Reading::Ready(profile) => {
            let tie = switches.at(asked_at(&address)).tie(&profile);
            Some((profile, tie))
        }
        _ => None,
    });
    PostSignals { author, viewer: viewer(post, switches), reactions: switches.on_post(post) }
}

/// What the one who is signed in may do, and has done.
fn viewer(post: &v2::Post, switches: Switches) -> Signal<Option<v2::PostViewer>> {
    let viewer = RwSignal::new(post.viewer);
    let address = addresses::post(&post.summary.slug);
    read_for_viewer(address, post.viewer.is_some(), move |answer: Option<Answer<v2::Post>>| {
        let seen = answer.and_then(|Answer { content, as_of }| {
            switches.at(as_of).learn_post(&content);
            content.viewer
        });
        let _ = viewer.try_set(seen);
    });
    viewer.into()
}
