//! Who likes and follows what in the demo. Twice is once, so a demo that was begun is finished by doing all of it again.

use std::collections::HashMap;

use broadsheet_shared::id::UserId;

use super::{DemoError, person};
use crate::{
    domain::{
        post::{PostFilter, PostOrder, PostStart},
        user::Who,
    },
    repositories::posts,
    services::{Context, follows, likes},
};

/// Who follows whom, by name.
const FOLLOWS: [(&str, &str); 6] = [
    ("Mina Okafor", "ada"),
    ("Jonas Reyes", "ada"),
    ("Tomás Lindqvist", "ada"),
    ("Ada Marlow", "tomas"),
    ("Ada Marlow", "mina"),
    ("Jonas Reyes", "mina"),
];

/// Likes and follows of the demo's people.
pub(super) async fn tie(context: &Context, people: &HashMap<String, UserId>) -> Result<(), DemoError> {
    for (name, username) in FOLLOWS {
        if let Some(id) = people.get(name) {
            follows::follow(context, &person(context, *id).await?, &Who::Name(username.to_owned())).await?;
        }
    }
    let (filter, start) = (PostFilter::default(), PostStart::First);
    let list = posts::list_published(context.database.read(), &filter, PostOrder::Oldest, start, 50).await?;
    let mut readers: Vec<_> = people.values().copied().collect();
    readers.sort_unstable();
    for (number, reader) in readers.into_iter().enumerate() {
        let reader_of = person(context, reader).await?;
        for (at, post) in list.iter().enumerate() {
            // Most like most, nobody their own.
            if post.author.id != reader && (at + number) % 3 != 0 {
                likes::like_post(context, &reader_of, post.id).await?;
            }
        }
    }
    Ok(())
}
