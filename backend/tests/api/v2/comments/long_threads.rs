//! Threads with more answers than stand beneath a comment: nothing of them is out of reach.

use broadsheet_shared::v2;
use serde_json::{Value, json};

use crate::support::{App, Caller};

/// Answers beneath one comment of a page.
const SHOWN: usize = 100;

impl Caller {
    async fn answer(&self, slug: &str, to: &Value, body: &str) -> Value {
        let answer = json!({ "body": body, "parent_id": to["id"] });
        self.post(&format!("/api/v2/posts/{slug}/comments"), answer).await.is(201).body()
    }

    async fn part(&self, query: &str) -> v2::List<v2::Comment> {
        let answer = self.get(&format!("/api/v2/posts/talk/comments?{query}")).await.is(200);
        serde_json::from_str(&answer.text()).unwrap()
    }
}

fn bodies(list: &v2::List<v2::Comment>, depth: u32) -> Vec<&str> {
    list.items.iter().filter(|comment| comment.depth == depth).map(|comment| comment.body.as_str()).collect()
}

#[tokio::test]
async fn a_long_thread_takes_nothing_from_its_neighbours() {
    let app = App::new().await;
    let (ada, bo) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let long = bo.comment("talk", "long").await;
    app.wait_secs(1);
    let short = bo.comment("talk", "short").await;
    app.wait_secs(1);
    for number in 0..SHOWN + 5 {
        ada.answer("talk", &long, &format!("long {number}")).await;
    }
    app.wait_secs(1);
    ada.answer("talk", &short, "short 0").await;

    let page = app.anonymous().part("limit=20").await;

    let answers = bodies(&page, 1);
    assert_eq!(answers.len(), SHOWN + 1);
    assert_eq!(answers.last(), Some(&"short 0"));
}

#[tokio::test]
async fn every_answer_of_a_wide_thread_can_be_read_without_a_script() {
    let app = App::new().await;
    let (ada, bo) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let top = bo.comment("talk", "top").await;
    for number in 0..SHOWN + 3 {
        ada.answer("talk", &top, &format!("answer {number}.")).await;
        app.wait_secs(1);
    }
    let anyone = app.anonymous();

    let mut page = anyone.get("/posts/talk").await.is(200).text();
    assert!(page.contains("Show all 103 answers"));
    assert!(!page.contains("answer 102."));
    let mut address = format!("/posts/talk?answers={}", top["id"].as_str().unwrap());
    assert!(page.contains(&format!(r#"href="{address}#comments""#)));
    let mut found = 0;
    loop {
        page = anyone.get(&address).await.is(200).text();
        found += (0..SHOWN + 3).filter(|number| page.contains(&format!("answer {number}."))).count();
        let begin = format!("/posts/talk?answers={}&amp;after=", top["id"].as_str().unwrap());
        let Some((_, next)) = page.split_once(&begin) else { break };
        let cursor = next.split(['"', '#']).next().unwrap();
        address = format!("{}{cursor}", begin.replace("&amp;", "&"));
    }
    assert_eq!(found, SHOWN + 3);
    assert!(page.contains("All comments"));
}

#[tokio::test]
async fn a_chain_goes_on_beneath_its_hundredth_answer() {
    let app = App::new().await;
    let (ada, bo) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let top = bo.comment("talk", "top").await;
    let mut last = top.clone();
    let mut ends = Vec::new();
    for number in 1..=SHOWN + 4 {
        last = ada.answer("talk", &last, &format!("level {number}.")).await;
        app.wait_secs(1);
        ends.push(last["id"].as_str().unwrap().to_owned());
    }
    let anyone = app.anonymous();

    let page = anyone.get("/posts/talk").await.is(200).text();
    let deepest_shown = &ends[SHOWN - 1];
    assert!(page.contains(&format!("/posts/talk?answers={deepest_shown}#comments")));
    let rest = anyone.get(&format!("/posts/talk?answers={deepest_shown}")).await.is(200).text();
    assert!(rest.contains("level 104."));
    let one = anyone.get(&format!("/posts/talk?comment={}", ends[1])).await.is(200).text();
    assert!(one.contains("level 2.") && one.contains("level 3."));

    let beneath = anyone.part(&format!("parent_id={}", ends[SHOWN - 1])).await;
    assert_eq!(beneath.items.len(), 4);
    assert_eq!(beneath.items[0].body, "level 101.");
}

#[tokio::test]
async fn answers_beneath_an_answer_are_its_own_and_not_its_neighbours() {
    let app = App::new().await;
    let (ada, bo) = (app.author("ada").await, app.reader("bob").await);
    ada.publish("Talk").await;
    let top = bo.comment("talk", "top").await;
    let (left, right) = (ada.answer("talk", &top, "left").await, ada.answer("talk", &top, "right").await);
    for number in 0..SHOWN + 2 {
        bo.answer("talk", &left, &format!("left {number}")).await;
    }
    app.wait_secs(1);
    let seed = bo.answer("talk", &right, "right 0").await;
    app.wait_secs(1);
    ada.answer("talk", &seed, "right 1").await;

    let beneath = app.anonymous().part(&format!("parent_id={}", right["id"].as_str().unwrap())).await;
    let siblings = app.anonymous().part(&format!("parent_id={}", top["id"].as_str().unwrap())).await;

    assert_eq!(beneath.items.iter().map(|one| one.body.as_str()).collect::<Vec<_>>(), ["right 0", "right 1"]);
    assert_eq!(bodies(&siblings, 1), ["left", "right"]);
    assert!(bodies(&siblings, 2).contains(&"right 0"));
}

#[tokio::test]
async fn answers_to_what_is_not_there_lead_to_the_post() {
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Talk").await;
    ada.publish("Other").await;
    let elsewhere = ada.comment("other", "elsewhere").await;

    for id in ["0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f", elsewhere["id"].as_str().unwrap()] {
        let moved = app.anonymous().get(&format!("/posts/talk?answers={id}")).await.is(308);
        assert_eq!(moved.header("location"), "/posts/talk");
    }
    app.anonymous().get("/posts/talk?answers=nonsense").await.is(200);
}
