//! Whatever people do in whatever order, every number is that of its rows (SECURITY K1).

use std::time::{Duration, Instant};

use broadsheet::{
    domain::{
        actor::{Actor, Person},
        precondition::Precondition,
        user::Who,
    },
    services::{ServiceError, accounts, bookmarks, comments, follows, leaving, likes, posts, shields},
};
use broadsheet_shared::{
    id::{CommentId, PostId},
    input::NewSuspension,
    permission::Permission,
    problem::Code,
    v2::ContentChoice,
    value::SuspensionReason,
};
use proptest::{collection::vec, prelude::*};

use crate::support::App;

const PEOPLE: [&str; 4] = ["ada", "bob", "cleo", "dora"];

/// One step; numbers name people and things.
#[derive(Debug, Clone, Copy)]
enum Step {
    Like(usize, usize),
    Unlike(usize, usize),
    LikeComment(usize, usize),
    UnlikeComment(usize, usize),
    Bookmark(usize, usize),
    Follow(usize, usize),
    Unfollow(usize, usize),
    FollowTag(usize),
    Block(usize, usize),
    Unblock(usize, usize),
    UnfollowTag(usize),
    DeletePost(usize),
    RestorePost(usize),
    DeleteComment(usize),
    Suspend(usize),
    Unsuspend(usize),
    Erase(usize),
}

fn step() -> impl Strategy<Value = Step> {
    let (person, thing) = (0..PEOPLE.len(), 0..2_usize);
    let both = || (person.clone(), thing.clone());
    let pair = || (person.clone(), person.clone());
    prop_oneof![
        4 => both().prop_map(|(who, what)| Step::Like(who, what)),
        2 => both().prop_map(|(who, what)| Step::Unlike(who, what)),
        4 => both().prop_map(|(who, what)| Step::LikeComment(who, what)),
        2 => both().prop_map(|(who, what)| Step::UnlikeComment(who, what)),
        1 => both().prop_map(|(who, what)| Step::Bookmark(who, what)),
        6 => pair().prop_map(|(who, whom)| Step::Follow(who, whom)),
        3 => pair().prop_map(|(who, whom)| Step::Unfollow(who, whom)),
        1 => pair().prop_map(|(who, whom)| Step::Block(who, whom)),
        1 => pair().prop_map(|(who, whom)| Step::Unblock(who, whom)),
        2 => person.clone().prop_map(Step::FollowTag),
        1 => person.clone().prop_map(Step::UnfollowTag),
        1 => thing.clone().prop_map(Step::DeletePost),
        1 => thing.clone().prop_map(Step::RestorePost),
        1 => thing.clone().prop_map(Step::DeleteComment),
        2 => person.clone().prop_map(Step::Suspend),
        2 => person.clone().prop_map(Step::Unsuspend),
        1 => person.prop_map(Step::Erase),
    ]
}

/// A site with two posts of ada's, each with a comment of hers.
struct Site {
    app: App,
    people: Vec<Actor>,
    posts: Vec<PostId>,
    comments: Vec<CommentId>,
}

impl Site {
    async fn new() -> Self {
        let app = App::new().await;
        let mut people = Vec::new();
        for name in PEOPLE {
            let caller = app.author(name).await;
            let person = Person::new(caller.id(), name.to_owned(), Permission::ALL.iter().copied().collect(), true);
            people.push(Actor::Person(person));
        }
        let ada = app.sign_in("ada").await;
        let (mut posts, mut comments) = (Vec::new(), Vec::new());
        for title in ["One", "Two"] {
            let post = ada.publish(title).await;
            let comment = ada.comment(post["slug"].as_str().unwrap(), "Well").await;
            posts.push(post["id"].as_str().unwrap().parse().unwrap());
            comments.push(comment["id"].as_str().unwrap().parse().unwrap());
        }
        Self { app, people, posts, comments }
    }

    /// What a step may be refused with is no matter; that it fails is.
    async fn take(&self, step: Step) {
        let (context, people) = (self.app.context(), &self.people);
        let who = |number: usize| Who::Id(people[number].user_id().unwrap());
        match step {
            Step::Like(one, post) => told(likes::like_post(context, &people[one], self.posts[post]).await),
            Step::Unlike(one, post) => told(likes::unlike_post(context, &people[one], self.posts[post]).await),
            Step::LikeComment(one, which) => {
                told(likes::like_comment(context, &people[one], self.comments[which]).await);
            }
            Step::UnlikeComment(one, which) => {
                told(likes::unlike_comment(context, &people[one], self.comments[which]).await);
            }
            Step::Bookmark(one, post) => told(bookmarks::keep(context, &people[one], self.posts[post]).await),
            Step::Follow(one, other) => told(follows::follow(context, &people[one], &who(other)).await),
            Step::Unfollow(one, other) => told(follows::unfollow(context, &people[one], &who(other)).await),
            Step::Block(one, other) => told(shields::block(context, &people[one], &who(other)).await),
            Step::Unblock(one, other) => told(shields::unblock(context, &people[one], &who(other)).await),
            Step::FollowTag(one) => told(follows::follow_tag(context, &people[one], "engines").await),
            Step::UnfollowTag(one) => told(follows::unfollow_tag(context, &people[one], "engines").await),
            Step::DeletePost(post) => {
                told(posts::delete(context, &people[0], self.posts[post], &Precondition::Any).await);
            }
            Step::RestorePost(post) => told(posts::restore(context, &people[0], self.posts[post]).await),
            Step::DeleteComment(which) => {
                told(comments::delete(context, &people[0], self.comments[which], &Precondition::Any).await);
            }
            Step::Suspend(one) => {
                let new = NewSuspension { reason: SuspensionReason::parse("Noise").unwrap(), until: None };
                told(accounts::suspend(context, &Actor::System, &who(one), &new).await);
            }
            Step::Unsuspend(one) => told(accounts::unsuspend(context, &Actor::System, &who(one)).await),
            Step::Erase(one) => self.erase(one).await,
        }
    }

    async fn erase(&self, one: usize) {
        let user = self.people[one].user_id().unwrap();
        let asked = format!(
            "INSERT INTO departures (user_id, content, asked_at, erase_at)
            SELECT id, 'remove', 0, 0 FROM users WHERE username = '{}' ON CONFLICT DO NOTHING",
            PEOPLE[one]
        );
        self.app.sql(&asked).await;
        let context = self.app.context();
        told(leaving::erase_person(context, user).await);
        told(leaving::erase_ties(context, user, Instant::now() + Duration::from_secs(60)).await);
        told(posts::erase_of(context, user, ContentChoice::Remove, 50).await);
        told(comments::erase_of(context, user, ContentChoice::Remove, 50).await);
    }
}

/// A refusal is fine; a fault is not.
#[track_caller]
fn told<T, E: ServiceError>(done: Result<T, E>) {
    if let Err(error) = done {
        assert!(error.code() != Code::Internal, "{error}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn k1_after_any_steps_every_number_is_that_of_its_rows(steps in vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let wrong = runtime.block_on(async {
            let site = Site::new().await;
            for step in steps {
                site.take(step).await;
                let wrong = site.app.wrong_counts().await;
                if !wrong.is_empty() {
                    return Some((step, wrong));
                }
            }
            site.app.work().await;
            None
        });
        prop_assert!(wrong.is_none(), "{wrong:?}");
    }
}
