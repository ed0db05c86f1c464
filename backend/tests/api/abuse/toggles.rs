//! K1: likes and follows turned on and off by many at once: one row at most, and every number is that of its rows.

use std::sync::Arc;

use axum::http::Method;
use broadsheet::{
    domain::{
        actor::{Actor, Person},
        user::Who,
    },
    repositories::testing::insert_user,
    services::{
        Context, ServiceError, bookmarks,
        follows::{self, FollowError},
        likes,
    },
};
use broadsheet_shared::{
    id::{CommentId, PostId},
    permission::Permission,
};
use serde_json::json;
use tokio::{sync::Semaphore, task::JoinSet};

use crate::support::{App, together};

const PEOPLE: usize = 500;
const TOGGLES: usize = 10_000;
const AT_ONCE: usize = 30;
/// Few, so that all meet at them.
const THINGS: usize = 4;

/// Somebody as the services see them who is signed in.
async fn person(app: &App, name: &str) -> Actor {
    let id = insert_user(&app.context().database, name).await;
    let permissions = [Permission::LikesWrite, Permission::FollowsWrite].into_iter().collect();
    Actor::Person(Person::new(id, name.to_owned(), permissions, true))
}

/// What is turned on and off.
struct Things {
    posts: Vec<PostId>,
    comments: Vec<CommentId>,
}

/// Numbers without a pattern, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

/// One of the nine things that people turn on and off.
async fn toggle(context: &Context, actor: &Actor, things: &Things, kind: usize, which: usize) -> Result<(), String> {
    let (post, comment) = (things.posts[which % THINGS], things.comments[which % THINGS]);
    let other = Who::Name(format!("p{}", which % (PEOPLE / 10)));
    let told = |error: &dyn ServiceError| format!("{:?}: {error}", error.code());
    let followed = |done: Result<(), FollowError>| match done {
        Err(FollowError::Oneself) => Ok(()),
        done => done.map_err(|error| told(&error)),
    };
    match kind {
        0 => likes::like_post(context, actor, post).await.map_err(|error| told(&error)),
        1 => likes::unlike_post(context, actor, post).await.map_err(|error| told(&error)),
        2 => likes::like_comment(context, actor, comment).await.map_err(|error| told(&error)),
        3 => likes::unlike_comment(context, actor, comment).await.map_err(|error| told(&error)),
        4 => followed(follows::follow(context, actor, &other).await),
        5 => followed(follows::unfollow(context, actor, &other).await),
        6 => followed(follows::follow_tag(context, actor, "engines").await),
        7 => followed(follows::unfollow_tag(context, actor, "engines").await),
        _ => bookmarks::keep(context, actor, post).await.map_err(|error| told(&error)),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k1_ten_thousand_toggles_by_five_hundred_people_end_with_numbers_that_are_right() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    let mut things = Things { posts: Vec::new(), comments: Vec::new() };
    for number in 0..THINGS {
        let post = ada.publish(&format!("Post {number}")).await;
        let comment = ada.comment(post["slug"].as_str().unwrap(), "Well").await;
        things.posts.push(post["id"].as_str().unwrap().parse().unwrap());
        things.comments.push(comment["id"].as_str().unwrap().parse().unwrap());
    }
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(Arc::new(person(&app, &format!("p{number}")).await));
    }
    let (things, room, mut dice) = (Arc::new(things), Arc::new(Semaphore::new(AT_ONCE)), Dice(0x9e37_79b9_7f4a_7c15));
    let mut toggles = JoinSet::new();

    for number in 0..TOGGLES {
        let (context, actor) = (app.context().clone(), Arc::clone(&people[number % PEOPLE]));
        let (things, room) = (Arc::clone(&things), Arc::clone(&room));
        let (kind, which) = (dice.below(9), dice.below(PEOPLE));
        toggles.spawn(async move {
            let _place = room.acquire().await.expect("a room that stays open");
            toggle(&context, &actor, &things, kind, which).await
        });
    }
    let done = toggles.join_all().await;

    let failed: Vec<_> = done.into_iter().filter_map(Result::err).collect();
    assert!(failed.is_empty(), "{} failed, first {}", failed.len(), failed[0]);
    assert_eq!(app.wrong_counts().await, Vec::<String>::new());
    for (table, at_least) in
        [("post_likes", 100), ("comment_likes", 100), ("user_follows", 300), ("tag_follows", 100), ("bookmarks", 300)]
    {
        let rows = app.texts(&format!("SELECT 'row' FROM {table}")).await.len();
        assert!(rows > at_least, "{table} has {rows} rows");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k1_thirty_likes_of_one_person_at_once_are_one() {
    let app = App::new().await;
    let (ada, bob) = (app.author("ada").await, app.reader("bob").await);
    let post = ada.publish("Talk").await;
    let path = format!("/api/v2/posts/{}/like", post["id"].as_str().unwrap());

    for round in 0..10 {
        let method = if round % 2 == 0 { Method::PUT } else { Method::DELETE };

        let answers = together((0..30).map(|_| bob.call(method.clone(), &path))).await;

        assert!(answers.iter().all(|answer| answer.status() == 204), "round {round}");
        let count = app.anonymous().get("/api/v2/posts/talk").await.is(200).body()["like_count"].clone();
        assert_eq!(count, (round + 1) % 2, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn k1_people_who_follow_one_another_at_once_all_do() {
    let app = App::new().await;
    let mut people = Vec::new();
    for number in 0..6 {
        people.push((format!("pen{number}"), app.reader(&format!("pen{number}")).await));
    }
    let mut calls = Vec::new();
    for (_, one) in &people {
        for (name, _) in &people {
            calls.push(one.call(Method::PUT, &format!("/api/v2/users/{name}/follow")));
        }
    }

    let answers = together(calls).await;

    let refused: Vec<_> = answers.iter().filter(|answer| answer.status() != 204).collect();
    assert!(refused.iter().all(|answer| answer.status() == 422), "{refused:?}");
    assert_eq!(refused.len(), people.len(), "nobody follows themselves");
    for (name, person) in &people {
        let profile = person.get(&format!("/api/v2/users/{name}")).await.is(200).body();
        assert_eq!((&profile["follower_count"], &profile["following_count"]), (&json!(5), &json!(5)), "{name}");
    }
    assert!(app.wrong_counts().await.is_empty());
}
