//! The deeds of this tab as the switches that components show: hearts, ribbons, follow buttons.

use broadsheet_shared::{id::UserId, v2};
use leptos::prelude::*;

use crate::{
    api::{addresses, shields::Shield},
    components::{follow::Tie, post::Reactions, switch::Switch},
    state::{
        deeds::{Deed, Deeds, Doing, use_deeds},
        session::use_session,
        viewing::read_for_viewer,
    },
};

/// What the switches of one page share.
#[derive(Clone, Copy)]
pub struct Switches {
    deeds: Deeds,
    /// Who is there, or was until the session ended.
    person: Memo<Option<UserId>>,
}

impl Switches {
    /// For the page that is being made.
    pub fn new() -> Self {
        let session = use_session();
        Self { deeds: use_deeds(), person: Memo::new(move |_| session.person().map(|me| me.user.id)) }
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
        drop(self.find_post(post));
    }

    /// Following a tag.
    pub fn follow_tag(&self, tag: &v2::Tag) -> Switch {
        let find = {
            let deeds = self.deeds;
            move |tag: &v2::Tag| {
                let is_done = tag.viewer.map(|viewer| viewer.following);
                deeds.of(Deed::FollowTag(tag.slug.clone()), tag.follower_count, is_done)
            }
        };
        read_for_viewer(addresses::tag(&tag.slug), tag.viewer.is_some(), move |tag: Option<v2::Tag>| {
            if let Some(tag) = tag {
                drop(find(&tag));
            }
        });
        self.of(&find(tag))
    }

    /// A person and the one who is there.
    pub fn tie(&self, profile: &v2::Profile) -> Tie {
        let deeds = self.deeds;
        let find = move |profile: &v2::Profile| {
            let is_done = profile.viewer.map(|viewer| viewer.following);
            deeds.of(Deed::FollowPerson(profile.user.username.clone()), profile.follower_count, is_done)
        };
        let find_shield = move |profile: &v2::Profile, shield: Shield| {
            let is_done = profile.viewer.map(|viewer| match shield {
                Shield::Block => viewer.blocked,
                Shield::Mute => viewer.muted,
            });
            deeds.of(Deed::Shield(shield, profile.user.username.clone()), 0, is_done)
        };
        let follows_you = RwSignal::new(profile.viewer.is_some_and(|viewer| viewer.follows_you));
        let address = addresses::user(&profile.user.username);
        read_for_viewer(address, profile.viewer.is_some(), move |profile: Option<v2::Profile>| {
            if let Some(profile) = &profile {
                drop(find(profile));
                drop([Shield::Block, Shield::Mute].map(|shield| find_shield(profile, shield)));
            }
            let viewer = profile.and_then(|profile| profile.viewer);
            let _ = follows_you.try_set(viewer.is_some_and(|viewer| viewer.follows_you));
        });
        let (person, id) = (self.person, profile.user.id);
        let follow = find(profile);
        let block = self.of(&find_shield(profile, Shield::Block));
        Tie {
            follow: self.of(&follow),
            follows_you: follows_you.into(),
            // A block ends following, both ways.
            block: Switch {
                flip: Callback::new(move |()| {
                    block.flip.run(());
                    follow.undo();
                    let _ = follows_you.try_set(false);
                }),
                ..block
            },
            mute: self.of(&find_shield(profile, Shield::Mute)),
            is_oneself: Signal::derive(move || person.get() == Some(id)),
        }
    }

    /// Following somebody of whom the page knows the name alone. Pressed twice it is still one following.
    pub fn follow_unseen(&self, user: &v2::UserRef) -> Switch {
        self.of(&self.deeds.unseen(Deed::FollowPerson(user.username.clone())))
    }

    fn find_comment(&self, comment: &v2::Comment) -> Doing {
        let is_done = comment.viewer.map(|viewer| viewer.liked);
        self.deeds.of(Deed::LikeComment(comment.id), comment.like_count, is_done)
    }

    fn find_post(&self, post: &v2::Post) -> (Doing, Doing) {
        let (id, viewer) = (post.summary.id, post.viewer);
        let like = self.deeds.of(Deed::LikePost(id), post.summary.like_count, viewer.map(|viewer| viewer.liked));
        (like, self.deeds.of(Deed::Bookmark(id), 0, viewer.map(|viewer| viewer.bookmarked)))
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
