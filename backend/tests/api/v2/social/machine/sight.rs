//! What everybody should see, told from the steps that were taken; and what they do see, on every list of people and of what
//! people wrote, in their notifications and in live events.

mod told;

use std::collections::BTreeSet;

use broadsheet::{
    domain::{
        actor::Actor,
        page::Part,
        post::{PostOrder, PostStart},
        user::{FollowSide, Who},
    },
    services::{
        comments::{self, CommentListing},
        follows, likes,
        posts::{self, PostListing},
        profiles, search, shields,
    },
};
use broadsheet_shared::{
    id::UserId,
    v2::{CommentState, SearchHit, SearchKind},
    value::SearchQuery,
};

use super::{PEOPLE, Site, Step};

/// Numbers of people or things.
type Set = BTreeSet<usize>;

/// Who is hidden from whom and what is there, as the steps say.
pub(super) struct Model {
    blocks: BTreeSet<(usize, usize)>,
    mutes: BTreeSet<(usize, usize)>,
    is_seen: [bool; PEOPLE.len()],
    is_published: [bool; 2],
    is_said: [bool; 2],
    is_put_away: [bool; 2],
}

/// Somebody who looks.
struct Viewer<'a> {
    actor: &'a Actor,
    number: Option<usize>,
    /// As lists of posts and searches are asked.
    shielded: Option<UserId>,
}

impl Model {
    pub(super) fn new() -> Self {
        Self {
            blocks: BTreeSet::new(),
            mutes: BTreeSet::new(),
            is_seen: [true; PEOPLE.len()],
            is_published: [true; 2],
            is_said: [true; 2],
            is_put_away: [false; 2],
        }
    }

    /// Takes note of a step that was taken.
    pub(super) fn note(&mut self, step: Step) {
        match step {
            Step::Block(one, other) => drop(self.blocks.insert((one, other))),
            Step::Unblock(one, other) => drop(self.blocks.remove(&(one, other))),
            Step::Mute(one, other) => drop(self.mutes.insert((one, other))),
            Step::Unmute(one, other) => drop(self.mutes.remove(&(one, other))),
            Step::DeletePost(post) => self.is_published[post] = false,
            Step::RestorePost(post) => self.is_published[post] = true,
            Step::DeleteComment(which) => self.is_said[which] = false,
            Step::HideComment(which) => self.is_put_away[which] = true,
            Step::ShowComment(which) => self.is_put_away[which] = false,
            Step::Suspend(one) => self.is_seen[one] = false,
            Step::Unsuspend(one) => self.is_seen[one] = true,
            Step::Erase(one) => self.erase(one),
            _ => {}
        }
    }

    fn erase(&mut self, one: usize) {
        self.is_seen[one] = false;
        self.blocks.retain(|(a, b)| *a != one && *b != one);
        self.mutes.retain(|(a, b)| *a != one && *b != one);
        if one < 2 {
            self.is_published[one] = false;
            // Ada's comment stands beneath bob's post, and bob's beneath hers.
            self.is_said[1 - one] = false;
        }
    }

    fn is_hidden(&self, viewer: Option<usize>, other: usize) -> bool {
        viewer.is_some_and(|viewer| {
            self.mutes.contains(&(viewer, other))
                || self.blocks.contains(&(viewer, other))
                || self.blocks.contains(&(other, viewer))
        })
    }

    /// Whether the comment can be read beneath its post.
    fn stands(&self, which: usize) -> bool {
        self.is_said[which] && !self.is_put_away[which]
    }

    fn posts(&self, viewer: Option<usize>) -> Set {
        (0..2).filter(|post| self.is_published[*post] && !self.is_hidden(viewer, *post)).collect()
    }

    /// Of these people those whom the viewer may see.
    fn people(&self, viewer: Option<usize>, among: impl IntoIterator<Item = usize>) -> Set {
        among.into_iter().filter(|person| self.is_seen[*person] && !self.is_hidden(viewer, *person)).collect()
    }

    /// Everything that somebody sees or misses against the steps.
    pub(super) async fn wrong_sights(&self, site: &Site) -> Vec<String> {
        let (mut wrong, stranger) = (Vec::new(), Actor::Anonymous);
        let people = site.people.iter().enumerate().map(|(number, actor)| (actor, Some(number)));
        for (actor, number) in people.chain([(&stranger, None)]) {
            // Who is shut out looks at nothing.
            if number.is_some_and(|number| !self.is_seen[number]) {
                continue;
            }
            let shielded = shields::viewer(site.app.context(), actor).await.unwrap();
            let viewer = Viewer { actor, number, shielded };
            let mut compare = |what: String, seen: Set, expected: Set| {
                if seen != expected {
                    wrong.push(format!("{what} by {number:?}: {seen:?}, not {expected:?}"));
                }
            };
            for (what, seen, expected) in self.lists(site, &viewer).await {
                compare(what, seen, expected);
            }
            for (what, seen, expected) in self.circles(site, &viewer).await {
                compare(what, seen, expected);
            }
            for (what, seen, expected) in self.threads(site, &viewer).await {
                compare(what, seen, expected);
            }
            for (what, seen, expected) in self.notifications(site, &viewer).await {
                compare(what, seen, expected);
            }
            for (what, seen, expected) in self.events(site, &viewer).await {
                compare(what, seen, expected);
            }
        }
        wrong
    }

    /// Lists of posts, the feed, searches and the directory.
    async fn lists(&self, site: &Site, viewer: &Viewer<'_>) -> Vec<(String, Set, Set)> {
        let (context, number) = (site.app.context(), viewer.number);
        let expected = self.posts(number);
        let post = |id| site.posts.iter().position(|post| *post == id).unwrap();
        let mut lists = Vec::new();
        for order in [PostOrder::Latest, PostOrder::Oldest, PostOrder::Top] {
            let listing = PostListing { viewer: viewer.shielded, order, ..PostListing::default() };
            let page = posts::listing(context, &listing, PostStart::First, 9).await.unwrap();
            let seen = page.items.iter().map(|one| post(one.id)).collect();
            lists.push((format!("posts {order:?}"), seen, expected.clone()));
        }
        if let Some(number) = number {
            let all = Part { after: None, limit: 9, counts: false };
            let page = posts::home_feed(context, viewer.actor, &all).await.unwrap();
            let (followed, has_tag) = (followed_by(site, number).await, follows_tag(site, number).await);
            let fed = expected.iter().copied().filter(|post| has_tag || followed.contains(post)).collect();
            lists.push(("feed".to_owned(), page.items.iter().map(|one| post(one.id)).collect(), fed));
        }
        let found = searched(site, viewer, "talk", SearchKind::Posts).await;
        lists.push(("search".to_owned(), found, expected.clone()));
        let said = (0..2).filter(|which| self.stands(*which) && expected.contains(which));
        let said = said.filter(|which| !self.is_hidden(number, 1 - which)).collect();
        lists.push(("search of comments".to_owned(), searched(site, viewer, "said", SearchKind::Comments).await, said));
        let all = Part { after: None, limit: 9, counts: true };
        let page = profiles::people(context, viewer.actor, "", &all).await.unwrap();
        let seen: Set = page.items.iter().map(|card| person(&card.username)).collect();
        assert_eq!(page.total, Some(seen.len() as u64));
        lists.push(("people".to_owned(), seen, self.people(number, 0..PEOPLE.len())));
        lists
    }

    /// Likers, followers and followed.
    async fn circles(&self, site: &Site, viewer: &Viewer<'_>) -> Vec<(String, Set, Set)> {
        let (context, mut lists) = (site.app.context(), Vec::new());
        let all = Part { after: None, limit: 9, counts: true };
        for (number, post) in site.posts.iter().enumerate().filter(|(number, _)| self.is_published[*number]) {
            let page = likes::of_post(context, viewer.actor, *post, &all).await.unwrap();
            let seen: Set = page.items.iter().map(|one| person(&one.user.username)).collect();
            assert_eq!(page.total, Some(seen.len() as u64), "likers of {number}");
            let sql = format!(
                "SELECT u.username FROM post_likes l JOIN users u ON u.id = l.user_id JOIN posts p ON p.id = l.post_id
                WHERE p.slug = 'talk-{}'",
                ["one", "two"][number]
            );
            lists.push((format!("likers of {number}"), seen, self.people(viewer.number, numbers(site, &sql).await)));
        }
        for (number, actor) in site.people.iter().enumerate() {
            let who = Who::Id(actor.user_id().unwrap());
            for (side, own, other) in [
                (FollowSide::Followers, "followed_id", "follower_id"),
                (FollowSide::Following, "follower_id", "followed_id"),
            ] {
                let page = follows::around(context, viewer.actor, &who, side, &all).await;
                if !self.is_seen[number] {
                    assert!(page.is_err(), "{side:?} of {number}, who is shut out");
                    continue;
                }
                let page = page.unwrap();
                let seen: Set = page.items.iter().map(|one| person(&one.user.username)).collect();
                assert_eq!(page.total, Some(seen.len() as u64), "{side:?} of {number}");
                let sql = format!(
                    "SELECT u.username FROM user_follows f JOIN users u ON u.id = f.{other}
                    JOIN users x ON x.id = f.{own} WHERE x.username = '{}'",
                    PEOPLE[number]
                );
                let expected = self.people(viewer.number, numbers(site, &sql).await);
                lists.push((format!("{side:?} of {number}"), seen, expected));
            }
        }
        lists
    }

    /// Comments whose words are shown, of the two that the model knows.
    async fn threads(&self, site: &Site, viewer: &Viewer<'_>) -> Vec<(String, Set, Set)> {
        let mut lists = Vec::new();
        for (number, post) in site.posts.iter().enumerate() {
            let listing = CommentListing { limit: 9, ..CommentListing::default() };
            let Ok(page) = comments::thread(site.app.context(), viewer.actor, *post, &listing).await else {
                assert!(!self.is_published[number], "the thread beneath {number} is seen by {:?}", viewer.number);
                continue;
            };
            let shown = page.items.iter().filter(|comment| comment.state == CommentState::Visible);
            let shown = shown.filter_map(|comment| site.number_of(comment.id));
            let said = self.stands(number) && !self.is_hidden(viewer.number, 1 - number);
            lists.push((format!("thread of {number}"), shown.collect(), said.then_some(number).into_iter().collect()));
        }
        lists
    }
}

fn person(username: &str) -> usize {
    PEOPLE.iter().position(|name| *name == username).unwrap_or_else(|| panic!("{username} is nobody here"))
}

/// People by name; those who are erased have another.
async fn numbers(site: &Site, sql: &str) -> Vec<usize> {
    let names = site.app.texts(sql).await;
    names.iter().filter_map(|name| PEOPLE.iter().position(|known| known == name)).collect()
}

async fn followed_by(site: &Site, number: usize) -> Vec<usize> {
    let sql = format!(
        "SELECT u.username FROM user_follows f JOIN users u ON u.id = f.followed_id
        JOIN users x ON x.id = f.follower_id WHERE x.username = '{}'",
        PEOPLE[number]
    );
    numbers(site, &sql).await
}

async fn follows_tag(site: &Site, number: usize) -> bool {
    let sql = "SELECT u.username FROM tag_follows g JOIN users u ON u.id = g.user_id";
    numbers(site, sql).await.contains(&number)
}

/// Numbers of the posts or comments that are found.
async fn searched(site: &Site, viewer: &Viewer<'_>, word: &str, kind: SearchKind) -> Set {
    let (words, all) = (SearchQuery::parse(word).unwrap(), Part { after: None, limit: 9, counts: true });
    let page = search::search(site.app.context(), viewer.shielded, &words, kind, &all).await.unwrap();
    assert_eq!(page.total, Some(page.items.len() as u64));
    let place = |hit: &SearchHit| match hit {
        SearchHit::Post { post, .. } => site.posts.iter().position(|one| *one == post.id),
        SearchHit::Comment { id, .. } => site.comments.iter().position(|one| one == id),
        _ => None,
    };
    page.items.iter().map(|hit| place(hit).expect("a post or a comment of the site")).collect()
}
