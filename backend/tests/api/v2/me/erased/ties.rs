//! What ties a person to others, and where her id stands: in every column of every table, whatever tables there are.

use std::collections::BTreeSet;

use axum::http::Method;
use broadsheet::{
    domain::presence::{Changes, Lines, ProcessId},
    services::presence,
};
use broadsheet_shared::id::PostId;
use serde_json::json;

use super::{cells, columns, hers, send};
use crate::support::{App, Caller};

/// Where her id stands once she has all that a person can have: what the search did not find before, it proves nothing of
/// afterwards. It goes through all other columns as well.
const BEFORE: [&str; 17] = [
    "bookmarks.user_id",
    "comment_likes.user_id",
    "mentions.user_id",
    "notification_actors.actor_id",
    "notifications.user_id",
    "pinned_posts.author_id",
    "post_likes.user_id",
    "presence_online.user_id",
    "presence_readers.user_id",
    "sessions.user_id",
    "tag_follows.user_id",
    "thread_mutes.user_id",
    "user_follows.followed_id",
    "user_follows.follower_id",
    "user_roles.user_id",
    "user_shields.hidden_id",
    "user_shields.viewer_id",
];

/// Where it may stand for good: at the account that is nobody's now, in what was done, at the places of her comments,
/// which hold threads together, where she took comments away, and in the name of the counter of what she was told.
const FOR_GOOD: [&str; 8] = [
    "audit_log.actor_id",
    "audit_log.details",
    "audit_log.person_id",
    "audit_log.subject_id",
    "comments.author_id",
    "comments.hidden_by",
    "topics.name",
    "users.id",
];

/// Everything that ties a person to others, in both directions, and what is there while she is.
pub(super) async fn tie(app: &App, her: &Caller, rita: &Caller) {
    let (rob, ruth) = (app.author("rob").await, app.author("ruth").await);
    // Named, told of it, and the name taken out again: the words would be rita's own.
    let named = format!("/api/v2/comments/{}", rita.comment("bread", "@zugzwang").await["id"].as_str().unwrap());
    rita.change(&named, &rita.get(&named).await.etag(), json!({"body": "Rather"})).await.is(200);
    for path in ["users/zugzwang/follow", "posts/bumbershoot/like", "posts/bumbershoot/bookmark"] {
        rob.put(&format!("/api/v2/{path}"), json!({})).await.is(204);
    }
    ruth.put("/api/v2/users/zugzwang/mute", json!({})).await.is(204);
    let pin = format!("posts/{}/pin", id_of(her, "bumbershoot").await);
    let likes_a_comment = format!("{}/like", named.trim_start_matches("/api/v2/"));
    for path in [
        "posts/bread/like",
        &likes_a_comment,
        "posts/bread/bookmark",
        "posts/bread/mute",
        "users/rita/follow",
        "tags/engines/follow",
        "users/ruth/block",
        "users/rob/mute",
        &pin,
    ] {
        let answer = hers(her.call(Method::PUT, &format!("/api/v2/{path}")).json(&json!({}))).send().await;
        answer.is(204);
    }
    send(her, Method::POST, "/api/v2/ws/tickets", json!({})).await;
    let process = ProcessId(rob.id().0);
    assert!(!presence::beat(app.context(), process).await.unwrap(), "a process that has just begun");
    let here = Changes {
        online: vec![(her.id(), Lines { sockets: 1, streams: 0 })],
        readers: vec![(id_of(her, "bread").await, her.id(), None)],
        ..Changes::default()
    };
    presence::say(app.context(), process, &here).await.unwrap();

    let places = places(app, her).await;
    for place in BEFORE {
        assert!(places.contains(place), "{place} does not name her: {places:?}");
    }
    assert_eq!(tickets(app).await.len(), 1);
}

/// Nothing ties her to anybody any more, and her id stands where it may and nowhere else.
pub(super) async fn assert_untied(app: &App, her: &Caller, rita: &Caller, names_her: &[&str]) {
    // Who was there goes with the process that said so; any other one finds that it is gone.
    presence::beat(app.context(), ProcessId(rita.id().0)).await.unwrap();

    let mut places = places(app, her).await;

    places.retain(|place| !FOR_GOOD.contains(&place.as_str()));
    let expected: BTreeSet<String> = names_her.iter().map(|place| (*place).to_owned()).collect();
    assert_eq!(places, expected, "columns with her id");
    assert!(tickets(app).await.is_empty());
}

async fn id_of(reader: &Caller, slug: &str) -> PostId {
    let post = reader.get(&format!("/api/v2/posts/{slug}")).await.is(200).body();
    post["id"].as_str().unwrap().parse().unwrap()
}

async fn tickets(app: &App) -> Vec<String> {
    app.texts("SELECT token_hash FROM channel_tickets").await
}

/// The columns in which her id stands: as bytes, or as text in either way of writing it.
async fn places(app: &App, her: &Caller) -> BTreeSet<String> {
    let id = her.id().0;
    let forms = [id.as_bytes().to_vec(), id.to_string().into_bytes(), id.simple().to_string().into_bytes()];
    let names_her = |cell: &Vec<u8>| forms.iter().any(|form| cell.windows(form.len()).any(|window| window == form));
    let mut places = BTreeSet::new();
    for (table, column) in columns(app).await {
        if cells(app, &table, &column).await.iter().any(names_her) {
            places.insert(format!("{table}.{column}"));
        }
    }
    places
}
