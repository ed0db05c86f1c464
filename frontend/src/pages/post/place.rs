//! The place for the comments on a post's page. The program for what is live fills it: until then the comments stand there
//! that the server has written, or, on a page that comes later, their outline.

use broadsheet_shared::v2;
use leptos::{html, prelude::*};

use crate::{
    api::addresses,
    bridge::{PostThere, use_beside},
    components::{comment::Intake, state::TalkOutline},
    pages::switches::Switches,
    paths::CommentPart,
    state::{here::use_here, page_data::PageData, visits::Visits},
};

/// The place, as long as the page stands.
pub(super) fn place(post: &v2::Post, asked_slug: String, part: CommentPart, switches: Switches) -> AnyView {
    let (beside, visits, here) = (use_beside(), expect_context::<Visits>(), use_here());
    let is_first = expect_context::<PageData>().has(&addresses::comments(&asked_slug, &part));
    let id = post.summary.id;
    let there = PostThere {
        id,
        slug: post.summary.slug.clone(),
        author: post.summary.author.id,
        comment_count: post.summary.comment_count,
        intake: Intake::of(post),
        part,
        key: here.key(),
        is_first,
        asked_slug: asked_slug.clone(),
    };
    let own_address = addresses::post(&asked_slug);
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if place.get().is_some() {
            beside.show_post(Some(there.clone()));
        }
    });
    on_cleanup(move || beside.show_post(None));
    Effect::new(move |_| {
        let count = beside.comment_count.get().filter(|(of, _)| *of == id).map(|(_, count)| count);
        // Whoever comes back finds the number as it was.
        if let (Some(count), Some(mut post)) = (count, visits.find::<v2::Post>(&here.key(), &own_address)) {
            post.summary.comment_count = count;
            visits.keep(&here.key(), &own_address, post);
        }
    });
    Effect::new(move |_| {
        if let Some((_, count)) = beside.like_count.get().filter(|(of, _)| *of == id) {
            switches.hear_likes(id, count);
        }
    });
    let outline = (!is_first).then(|| view! { <TalkOutline /> });
    view! { <div class="live-place" data-live="talk" node_ref=place>{outline}</div> }.into_any()
}
