//! The deeds of this tab as the switches that components show: hearts, ribbons, follow buttons.

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    v2,
};
use leptos::prelude::*;

use crate::{
    api::{addresses, shields::Shield},
    components::{follow::Tie, post::Reactions, switch::Switch},
    state::{
        deeds::{AsOf, Deed, Deeds, Doing, use_deeds},
        session::use_session,
        viewing::{Answer, read_for_viewer},
    },
};

/// What the switches of one page share.
#[derive(Clone, Copy)]
pub struct Switches {
    deeds: Deeds,
    /// Who is there, or was until the session ended.
    person: Memo<Option<UserId>>,
    /// When what the page shows was asked for.
    as_of: AsOf,
}

/// What one does with a person.
struct PersonDeeds {
    follow: Doing,
    bell: Doing,
    block: Doing,
    mute: Doing,
}

impl Switches {
    /// For the page that is being made.
    pub fn new() -> Self {
        let session = use_session();
        let person = Memo::new(move |_| session.person().map(|me| me.user.id));
        Self { deeds: use_deeds(), person, as_of: AsOf::default() }
    }

    /// The same for what was asked for at a moment.
    pub fn at(self, as_of: AsOf) -> Self {
        Self { as_of, ..self }
    }

    /// Liking a comment.
    pub fn like_comment(&self, comment: &v2::Comment) -> Switch {
        self.of(&self.find_comment(comment))
    }

    /// Takes what the server says of a comment to the one who is there.
    pub fn learn_comment(&self, comment: &v2::Comment) {
        drop(self.find_comment(comment));
    }

    /// What people do with a post.
    pub fn on_post(&self, post: &v2::Post) -> Reactions {
        let (like, bookmark) = self.find_post(post);
        Reactions { like: self.of(&like), bookmark: self.of(&bookmark) }
    }

    /// Takes what the server says of a post to the one who is there.
    pub fn learn_post(&self, post: &v2::Post) {
        drop((self.find_post(post), self.find_pin(post)));
    }

    /// Pinning one's own post to one's page.
    pub fn pin(&self, post: &v2::Post) -> Switch {
        self.of(&self.find_pin(post))
    }

    /// Takes how many like a post, as everybody is told who reads it.
    pub fn hear_likes(&self, post: PostId, count: u64) {
        self.deeds.hear(&Deed::LikePost(post), count);
    }

    /// Takes how many like a comment.
    pub fn hear_comment_likes(&self, comment: CommentId, count: u64) {
        self.deeds.hear(&Deed::LikeComment(comment), count);
    }

    /// Following a tag.
    pub fn follow_tag(&self, tag: &v2::Tag) -> Switch {
        let switches = *self;
        read_for_viewer(addresses::tag(&tag.slug), tag.viewer.is_some(), move |tag: Option<Answer<v2::Tag>>| {
            if let Some(Answer { content, as_of }) = tag {
                drop(switches.at(as_of).find_tag(&content));
            }
        });
        self.of(&self.find_tag(tag))
    }

    /// A person and the one who is there. While a block is wanted neither follows the other; one that is refused leaves
    /// everything as it was.
    pub fn tie(&self, profile: &v2::Profile) -> Tie {
        let PersonDeeds { follow, bell, block, mute } = self.find_person(profile);
        let seen_as = |viewer: Option<v2::ProfileViewer>| {
            viewer.map_or((false, false), |viewer| (viewer.follows_you, viewer.online))
        };
        let (follows, online) = seen_as(profile.viewer);
        let (follows_you, is_online) = (RwSignal::new(follows), RwSignal::new(online));
        let switches = *self;
        let address = addresses::user(&profile.user.username);
        read_for_viewer(address, profile.viewer.is_some(), move |answer: Option<Answer<v2::Profile>>| {
            let viewer = answer.and_then(|Answer { content, as_of }| {
                drop(switches.at(as_of).find_person(&content));
                content.viewer
            });
            let (follows, online) = seen_as(viewer);
            let _ = (follows_you.try_set(follows), is_online.try_set(online));
        });
        let blocking = block.clone();
        Effect::new(move |_| {
            if blocking.is_known() {
                follows_you.set(false);
            }
        });
        let (person, id) = (self.person, profile.user.id);
        let (kept, bell) = (follow.clone(), self.of(&bell));
        let (follow, block, mute) = (self.of(&follow), self.of(&block), self.of(&mute));
        let is_following = Signal::derive(move || follow.is_on.get() && !block.is_on.get());
        let lost = move || u64::from(follow.is_on.get() && block.is_on.get());
        Tie {
            follow: Switch {
                is_on: is_following,
                count: Signal::derive(move || follow.count.get().saturating_sub(lost())),
                ..follow
            },
            bell,
            // A follow that the server does not have yet has no bell to turn on.
            has_bell: Signal::derive(move || is_following.get() && kept.is_known()),
            follows_you: Signal::derive(move || follows_you.get() && !block.is_on.get()),
            is_online: Signal::derive(move || is_online.get() && !block.is_on.get() && !mute.is_on.get()),
            block,
            mute,
            is_oneself: Signal::derive(move || person.get() == Some(id)),
        }
    }

    /// Following somebody of whom the page knows the name alone. Pressed twice it is still one following.
    pub fn follow_unseen(&self, user: &v2::UserRef) -> Switch {
        self.of(&self.deeds.unseen(Deed::FollowPerson(user.username.clone())))
    }

    fn find_tag(&self, tag: &v2::Tag) -> Doing {
        let is_done = tag.viewer.map(|viewer| viewer.following);
        self.deeds.of(Deed::FollowTag(tag.slug.clone()), tag.follower_count, is_done, self.as_of)
    }

    /// What one does with a person.
    fn find_person(&self, profile: &v2::Profile) -> PersonDeeds {
        let (name, viewer) = (&profile.user.username, profile.viewer);
        let find = |deed, count, is_done| self.deeds.of(deed, count, is_done, self.as_of);
        let shield = |shield, is_up| find(Deed::Shield(shield, name.clone()), 0, is_up);
        PersonDeeds {
            follow: find(
                Deed::FollowPerson(name.clone()),
                profile.follower_count,
                viewer.map(|viewer| viewer.following),
            ),
            bell: find(Deed::Bell(name.clone()), 0, viewer.map(|viewer| viewer.bell)),
            block: shield(Shield::Block, viewer.map(|viewer| viewer.blocked)),
            mute: shield(Shield::Mute, viewer.map(|viewer| viewer.muted)),
        }
    }

    fn find_comment(&self, comment: &v2::Comment) -> Doing {
        let is_done = comment.viewer.map(|viewer| viewer.liked);
        self.deeds.of(Deed::LikeComment(comment.id), comment.like_count, is_done, self.as_of)
    }

    fn find_post(&self, post: &v2::Post) -> (Doing, Doing) {
        let (id, viewer) = (post.summary.id, post.viewer);
        let find = |deed, count, is_done| self.deeds.of(deed, count, is_done, self.as_of);
        let like = find(Deed::LikePost(id), post.summary.like_count, viewer.map(|viewer| viewer.liked));
        (like, find(Deed::Bookmark(id), 0, viewer.map(|viewer| viewer.bookmarked)))
    }

    fn find_pin(&self, post: &v2::Post) -> Doing {
        let is_done = post.viewer.map(|viewer| viewer.pinned);
        self.deeds.of(Deed::Pin(post.summary.id), 0, is_done, self.as_of)
    }

    fn of(&self, doing: &Doing) -> Switch {
        let person = self.person;
        let (done, counted, flipped) = (doing.clone(), doing.clone(), doing.clone());
        Switch {
            is_on: Signal::derive(move || done.is_done()),
            count: Signal::derive(move || counted.count()),
            is_live: Signal::derive(move || person.get().is_some()),
            flip: Callback::new(move |()| flipped.flip()),
        }
    }
}
