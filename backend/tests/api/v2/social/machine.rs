//! Whatever people do in whatever order, every number is that of its rows (SECURITY K1), and nobody sees what they may not
//! (B1).

mod sight;

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
    input::{NewComment, NewSuspension},
    permission::Permission,
    problem::Code,
    v2::ContentChoice,
    value::{CommentBody, SuspensionReason},
};
use proptest::{collection::vec, prelude::*};

use self::sight::Model;
use crate::support::App;

/// The first two have written a post each, and a comment beneath the other's.
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
    Mute(usize, usize),
    Unmute(usize, usize),
    UnfollowTag(usize),
    DeletePost(usize),
    RestorePost(usize),
    WriteComment(usize, usize),
    EditComment(usize),
    HideComment(usize),
    ShowComment(usize),
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
        2 => pair().prop_map(|(who, whom)| Step::Block(who, whom)),
        1 => pair().prop_map(|(who, whom)| Step::Unblock(who, whom)),
        2 => pair().prop_map(|(who, whom)| Step::Mute(who, whom)),
        1 => pair().prop_map(|(who, whom)| Step::Unmute(who, whom)),
        2 => person.clone().prop_map(Step::FollowTag),
        1 => person.clone().prop_map(Step::UnfollowTag),
        1 => thing.clone().prop_map(Step::DeletePost),
        1 => thing.clone().prop_map(Step::RestorePost),
        2 => both().prop_map(|(who, what)| Step::WriteComment(who, what)),
        3 => thing.clone().prop_map(Step::EditComment),
        3 => thing.clone().prop_map(Step::HideComment),
        3 => thing.clone().prop_map(Step::ShowComment),
        1 => thing.clone().prop_map(Step::DeleteComment),
        2 => person.clone().prop_map(Step::Suspend),
        2 => person.clone().prop_map(Step::Unsuspend),
        1 => person.prop_map(Step::Erase),
    ]
}

/// A site with a post of ada's and one of bob's, each with a comment of the other.
struct Site {
    app: App,
    people: Vec<Actor>,
    posts: Vec<PostId>,
    comments: Vec<CommentId>,
}

impl Site {
    async fn new() -> Self {
        use Permission::{CommentsWrite, FollowsWrite, LikesWrite, PostsPublish, PostsWrite};
        let app = App::new().await;
        let (mut people, mut callers) = (Vec::new(), Vec::new());
        for name in PEOPLE {
            let caller = app.author(name).await;
            let rights = [CommentsWrite, FollowsWrite, LikesWrite, PostsPublish, PostsWrite].into_iter().collect();
            people.push(Actor::Person(Person::new(caller.id(), name.to_owned(), rights, true)));
            callers.push(caller);
        }
        let (mut posts, mut comments) = (Vec::new(), Vec::new());
        for (title, author, guest) in [("Talk one", 0, 1), ("Talk two", 1, 0)] {
            let post = callers[author].publish(title).await;
            let comment = callers[guest].comment(post["slug"].as_str().unwrap(), "Well said").await;
            posts.push(post["id"].as_str().unwrap().parse().unwrap());
            comments.push(comment["id"].as_str().unwrap().parse().unwrap());
        }
        Self { app, people, posts, comments }
    }

    /// Which of the two comments this is; of what is written later, none.
    fn number_of(&self, id: CommentId) -> Option<usize> {
        self.comments.iter().position(|comment| *comment == id)
    }

    /// Whether the step was taken. With what it may be refused is no matter; that it fails is.
    async fn take(&self, step: Step) -> bool {
        let (context, people) = (self.app.context(), &self.people);
        let who = |number: usize| Who::Id(people[number].user_id().unwrap());
        match step {
            Step::Like(one, post) => told(likes::like_post(context, &people[one], self.posts[post]).await),
            Step::Unlike(one, post) => told(likes::unlike_post(context, &people[one], self.posts[post]).await),
            Step::LikeComment(one, which) => {
                told(likes::like_comment(context, &people[one], self.comments[which]).await)
            }
            Step::UnlikeComment(one, which) => {
                told(likes::unlike_comment(context, &people[one], self.comments[which]).await)
            }
            Step::Bookmark(one, post) => told(bookmarks::keep(context, &people[one], self.posts[post]).await),
            Step::Follow(one, other) => told(follows::follow(context, &people[one], &who(other)).await),
            Step::Unfollow(one, other) => told(follows::unfollow(context, &people[one], &who(other)).await),
            Step::Block(one, other) => told(shields::block(context, &people[one], &who(other)).await),
            Step::Unblock(one, other) => told(shields::unblock(context, &people[one], &who(other)).await),
            Step::Mute(one, other) => told(shields::mute(context, &people[one], &who(other)).await),
            Step::Unmute(one, other) => told(shields::unmute(context, &people[one], &who(other)).await),
            Step::FollowTag(one) => told(follows::follow_tag(context, &people[one], "engines").await),
            Step::UnfollowTag(one) => told(follows::unfollow_tag(context, &people[one], "engines").await),
            Step::DeletePost(post) => {
                told(posts::delete(context, &people[post], self.posts[post], &Precondition::Any).await)
            }
            Step::RestorePost(post) => {
                told(posts::restore(context, &people[post], self.posts[post], &Precondition::Any).await)
            }
            Step::WriteComment(one, post) => {
                let new = NewComment { body: CommentBody::parse("An aside").unwrap(), parent_id: None };
                told(comments::create(context, &people[one], self.posts[post], &new, None).await)
            }
            Step::EditComment(which) => {
                let (author, body) = (&people[1 - which], CommentBody::parse("Well said, @cleo").unwrap());
                told(comments::revise(context, author, self.comments[which], &Precondition::Any, &body).await)
            }
            // Beneath their own posts people keep the house.
            Step::HideComment(which) => told(comments::hide(context, &people[which], self.comments[which]).await),
            Step::ShowComment(which) => told(comments::show(context, &people[which], self.comments[which]).await),
            Step::DeleteComment(which) => {
                told(comments::delete(context, &people[1 - which], self.comments[which], &Precondition::Any).await)
            }
            Step::Suspend(one) => {
                let new = NewSuspension { reason: SuspensionReason::parse("Noise").unwrap(), until: None };
                told(accounts::suspend(context, &Actor::System, &who(one), &new).await)
            }
            Step::Unsuspend(one) => told(accounts::unsuspend(context, &Actor::System, &who(one)).await),
            Step::Erase(one) => self.erase(one).await,
        }
    }

    async fn erase(&self, one: usize) -> bool {
        let user = self.people[one].user_id().unwrap();
        let asked = format!(
            "INSERT INTO departures (user_id, content, asked_at, erase_at, reminded_at)
            SELECT id, 'remove', 0, 0, 0 FROM users WHERE username = '{}' ON CONFLICT DO NOTHING",
            PEOPLE[one]
        );
        self.app.sql(&asked).await;
        let context = self.app.context();
        let is_erased = leaving::erase_person(context, user).await.unwrap();
        let is_whole = leaving::erase_ties(context, user, Instant::now() + Duration::from_secs(60)).await.unwrap();
        posts::erase_of(context, user, ContentChoice::Remove, 50).await.unwrap();
        comments::erase_of(context, user, ContentChoice::Remove, 50).await.unwrap();
        is_erased && is_whole
    }
}

/// A refusal is fine; a fault is not.
#[track_caller]
fn told<T, E: ServiceError>(done: Result<T, E>) -> bool {
    if let Err(error) = &done {
        assert!(error.code() != Code::Internal, "{error}");
    }
    done.is_ok()
}

/// Steps after which everybody looks around; each costs some hundred queries.
const LOOK_EVERY: usize = 8;

/// Takes the steps; what is wrong after one of them, if anything is.
async fn first_fault(steps: Vec<Step>) -> Option<(Step, Vec<String>)> {
    let (site, mut model) = (Site::new().await, Model::new());
    let last = steps.len() - 1;
    for (number, step) in steps.into_iter().enumerate() {
        if site.take(step).await {
            model.note(step);
        }
        let mut wrong = site.app.wrong_counts().await;
        if number == last || number % LOOK_EVERY == LOOK_EVERY - 1 {
            wrong.extend(model.wrong_sights(&site).await);
        }
        if !wrong.is_empty() {
            return Some((step, wrong));
        }
    }
    site.app.work().await;
    None
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn k1_b1_after_any_steps_numbers_are_those_of_rows_and_nobody_sees_too_much(steps in vec(step(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let fault = runtime.block_on(first_fault(steps));
        prop_assert!(fault.is_none(), "{fault:?}");
    }
}
