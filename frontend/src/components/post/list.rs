//! Posts as cards beneath one another, in a list that grows.

use broadsheet_shared::{id::PostId, v2};
use leptos::prelude::*;

use super::PostCard;
use crate::{
    components::{
        growing::{FirstLink, Growing, NextLink},
        ui::icon::{Glyph, Icon},
    },
    text::{reading as text, social},
};

/// What the cards of a list leave out, since the page says it already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Omit {
    /// The author, on their own page.
    pub author: bool,
    /// The category, on its own page.
    pub category: bool,
}

/// Posts, newest first.
pub type Feed = Growing<v2::PostSummary>;

/// Cards beneath one another, and the links to newer and older ones.
#[component]
pub fn PostFeed(
    feed: Feed,
    /// Show the first one larger.
    #[prop(optional)]
    lead: bool,
    /// What the cards leave out.
    #[prop(optional)]
    omit: Omit,
    /// Several columns where there is room.
    #[prop(optional)]
    columns: bool,
    /// In the place of a list without posts.
    #[prop(optional, into)]
    empty: ViewFn,
) -> AnyView {
    let is_empty = {
        let feed = feed.clone();
        Memo::new(move |_| feed.is_empty())
    };
    let Feed { items, next, is_loading, more, path, is_later_part } = feed;
    let newest = is_later_part.then(|| view! { <FirstLink address=path.clone() words=text::NEWEST /> });
    let posts = move || {
        if is_empty.get() {
            return empty.run();
        }
        let path = path.clone();
        view! {
            <div class=if columns { "feed feed--columns" } else { "feed" }>
                <Cards posts=items lead omit />
                <NextLink next path is_loading more words=text::OLDER />
            </div>
        }
        .into_any()
    };
    view! {
        {newest}
        {posts}
    }
    .into_any()
}

/// What somebody shows first, under a mark that says so.
#[component]
pub fn PinnedPosts(
    posts: Signal<Vec<v2::PostSummary>>,
    /// What the cards leave out.
    omit: Omit,
) -> AnyView {
    let is_empty = Memo::new(move |_| posts.with(Vec::is_empty));
    let section = move || {
        (!is_empty.get()).then(|| {
            view! {
                <section class="pinned" aria-labelledby="pinned">
                    <p class="pinned__mark" id="pinned">
                        <Icon icon=Glyph::Pin />
                        {social::PINNED}
                    </p>
                    <Cards posts lead=false omit />
                </section>
            }
        })
    };
    section.into_any()
}

#[component]
fn Cards(posts: Signal<Vec<v2::PostSummary>>, lead: bool, omit: Omit) -> AnyView {
    let first = leading(posts, lead);
    let entries = move || {
        let first = first.get();
        posts.get().into_iter().map(move |post| (first == Some(post.id), post))
    };
    let entry = move |(is_lead, post): (bool, v2::PostSummary)| {
        let by = post.author.id.to_string();
        view! {
            <li data-by=by>
                <PostCard post=post lead=is_lead without_author=omit.author without_category=omit.category />
            </li>
        }
    };
    view! {
        <ol class="card-list" role="list">
            <For each=entries key=|(is_lead, post)| (*is_lead, post.id) children=entry />
        </ol>
    }
    .into_any()
}

/// The post that is shown larger: the first one. When it leaves the list none takes its place, for that would move all
/// the others.
fn leading(posts: Signal<Vec<v2::PostSummary>>, is_wanted: bool) -> Memo<Option<PostId>> {
    Memo::new(move |former: Option<&Option<PostId>>| {
        posts.with(|posts| {
            let is_there = |id: &PostId| posts.iter().any(|post| post.id == *id);
            let is_right = former.map_or(is_wanted, |former| former.as_ref().is_some_and(is_there));
            posts.first().filter(|_| is_right).map(|post| post.id)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(number: u32) -> v2::PostSummary {
        let id = |number| format!("0190c9d2-7c1e-7a7b-8c11-{number:012}");
        serde_json::from_value(serde_json::json!({
            "id": id(number), "slug": "a", "title": "A", "excerpt": "", "cover": null,
            "author": {"id": id(0), "username": "ada", "display_name": "Ada", "avatar": null}, "category": null, "tags": [],
            "state": "published", "language": null, "word_count": 1, "reading_minutes": 1, "comment_count": 0,
            "like_count": 0, "published_at": "2026-03-05T10:00:00.000Z", "updated_at": "2026-03-05T10:00:00.000Z",
        }))
        .unwrap()
    }

    #[test]
    fn the_first_post_leads_until_it_leaves() {
        Owner::new().with(|| {
            let posts = RwSignal::new(vec![post(2), post(1)]);
            let lead = leading(posts.into(), true);
            assert_eq!(lead.get_untracked(), Some(post(2).id));

            posts.update(|posts| posts.insert(0, post(3)));
            assert_eq!(lead.get_untracked(), Some(post(3).id));

            posts.update(|posts| drop(posts.remove(0)));
            assert_eq!(lead.get_untracked(), None);
            assert_eq!(leading(posts.into(), false).get_untracked(), None);
        });
    }
}
