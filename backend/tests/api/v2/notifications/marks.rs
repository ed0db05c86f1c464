//! Read and unread, one by one and all; and paging, while new ones come.

use serde_json::{Value, json};

use super::{LIST, id, line, told, turn_on, unread};
use crate::support::{App, Caller};

/// Ada has been told of a like, a follow and a comment by each of so many readers, a second after the other.
async fn told_of_much(app: &App, readers: usize) -> Caller {
    let ada = app.author("ada").await;
    for number in 0..readers {
        let slug = format!("post-{number}");
        ada.publish(&format!("Post {number}")).await;
        let reader = app.reader(&format!("reader{number}")).await;
        turn_on(&reader, &format!("posts/{slug}/like")).await;
        app.wait_secs(1);
        reader.comment(&slug, "Hm").await;
        app.wait_secs(1);
    }
    ada
}

async fn page(person: &Caller, query: &str) -> Value {
    person.get(&format!("{LIST}?{query}")).await.is(200).body()
}

fn ids(list: &Value) -> Vec<String> {
    list["items"].as_array().unwrap().iter().map(|one| id(one).to_owned()).collect()
}

#[tokio::test]
async fn pages_go_on_where_they_ended_while_new_ones_come() {
    let app = App::new().await;
    let ada = told_of_much(&app, 4).await;
    let all = ids(&page(&ada, "limit=100").await);
    assert_eq!(all.len(), 8);

    let (mut seen, mut query) = (Vec::new(), "limit=3&count=exact".to_owned());
    loop {
        let answer = ada.get(&format!("{LIST}?{query}")).await.is(200);
        let list = answer.body();
        seen.extend(ids(&list));
        turn_on(&app.reader(&format!("late{}", seen.len())).await, "users/ada/follow").await;
        let Some(next) = list["next"].as_str() else { break };
        assert!(answer.header("link").contains(next));
        query = format!("limit=3&after={next}");
    }

    assert_eq!(seen, all, "no gap and nothing twice");
    let first = page(&ada, "limit=1&count=exact").await;
    assert_eq!((&first["items"][0]["type"], &first["total"]), (&json!("follow"), &json!(9)));
}

#[tokio::test]
async fn i3_a_cursor_is_of_one_person_and_one_question() {
    let app = App::new().await;
    let ada = told_of_much(&app, 2).await;
    let bob = app.reader("bob").await;
    let next = page(&ada, "limit=1").await["next"].as_str().unwrap().to_owned();

    for (person, query) in [(&bob, String::new()), (&ada, "&type=like".to_owned()), (&ada, "&unread=true".to_owned())] {
        let path = format!("{LIST}?limit=1&after={next}{query}");
        person.get(&path).await.is_problem(400, "cursor.invalid");
    }
    for wrong in ["type=cats", "unread=1", "unread=yes", "limit=0", "limit=101", "sort=type", "type=like&type=post"] {
        ada.get(&format!("{LIST}?{wrong}")).await.is_problem(422, "request.invalid");
    }
}

#[tokio::test]
async fn lists_are_of_one_type_or_of_what_is_unread() {
    let app = App::new().await;
    let ada = told_of_much(&app, 2).await;
    let first = page(&ada, "type=like&limit=1").await;
    let path = format!("{LIST}/{}", id(&first["items"][0]));

    let marked = ada.patch(&path, json!({"is_read": true})).await.is(200).body();

    assert_eq!((&marked["is_read"], &marked["id"]), (&json!(true), &first["items"][0]["id"]));
    for (query, count) in
        [("type=like", 2), ("type=comment", 2), ("type=post", 0), ("unread=true", 3), ("unread=false", 1), ("", 4)]
    {
        let list = page(&ada, &format!("{query}&count=exact")).await;
        assert_eq!((ids(&list).len(), &list["total"]), (count, &json!(count)), "{query}");
        assert_eq!(list["unread_count"], 3, "{query}");
    }
    assert_eq!(ids(&page(&ada, "type=like&unread=true").await).len(), 1);
    ada.patch(&path, json!({})).await.is(200);
    assert_eq!(unread(&ada).await, 3);
    ada.patch(&path, json!({"is_read": false})).await.is(200);
    assert_eq!(unread(&ada).await, 4);
    ada.patch(&path, json!({"is_read": null})).await.is_problem(422, "request.invalid");
    ada.patch(&path, json!({"read": true})).await.is_problem(422, "request.invalid");
}

#[tokio::test]
async fn all_are_read_at_once_or_those_that_fit() {
    let app = App::new().await;
    let ada = told_of_much(&app, 3).await;
    let all = told(&ada).await;
    let (post, moment) = (&all[0]["post"]["id"], all[2]["happened_at"].clone());
    let read = async |filter: Value| {
        let answer = ada.post(&format!("{LIST}/read-all"), filter).await.is(200).body();
        assert_eq!(answer["unread_count"], unread(&ada).await);
        unread(&ada).await
    };

    assert_eq!(read(json!({"type": "mention"})).await, 6);
    assert_eq!(read(json!({"post_id": post})).await, 4, "the like and the comment");
    assert_eq!(read(json!({"type": "like"})).await, 2);
    assert_eq!(read(json!({"type": "comment", "until": "2026-01-01T00:00:00Z"})).await, 2);
    assert_eq!(read(json!({"until": moment})).await, 0);
    turn_on(&app.reader("late").await, "users/ada/follow").await;
    assert_eq!(read(json!({"until": moment})).await, 1, "what came since stays");
    assert_eq!(read(json!({})).await, 0);
    assert_eq!(read(json!({})).await, 0);
    assert_eq!(line(&told(&ada).await[0]), "follow late 1");
    ada.post(&format!("{LIST}/read-all"), json!({"kind": "like"})).await.is_problem(422, "request.invalid");
}
