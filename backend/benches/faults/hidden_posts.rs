//! H4: a stranger asks for drafts of others and for posts that are not there, in turns. All get the same 404; the clock
//! should say no more than the answer does.

use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use super::{
    Effort,
    finding::{Finding, quantile},
    line::{Line, Question},
    site::Site,
};

const DRAFTS: u32 = 20;
/// Less than what the way through a network varies by.
const MAX_DIFFERENCE: Duration = Duration::from_micros(100);

/// Three lines: one for each door that takes a post's address.
pub async fn measure(effort: Effort) -> Vec<Finding> {
    let site = Site::start(&[]).await;
    let token = site.sign_in(1).await;
    for number in 0..DRAFTS {
        let body = json!({"title": format!("Secret plan {number:02}"), "body": "Nobody may know."});
        let question = Question { token: &token, ..Question::post("/api/v2/posts", number, &body) };
        assert_eq!(site.ask(question).await.0, 201, "a draft");
    }
    let mut findings = Vec::new();
    for path in ["/api/v2/posts/{}", "/api/v2/posts/{}/comments", "/posts/{}"] {
        let mut line = Line::open(site.port).await.expect("a server that listens");
        let (mut hidden, mut missing) = (Vec::new(), Vec::new());
        for number in 0..effort.questions {
            // Each name is as long as its neighbour; neither is always the first.
            let names = [(&mut hidden, "secret"), (&mut missing, "absent")];
            let turns = if number % 2 == 0 { [0, 1] } else { [1, 0] };
            let mut names = names.map(Some);
            for turn in turns {
                let (times, name) = names[turn].take().expect("each once");
                let path = path.replace("{}", &format!("{name}-plan-{:02}", number % DRAFTS));
                let begun = Instant::now();
                let (status, _) = line.ask(Question::get(&path, number)).await.expect("an answer");
                times.push(begun.elapsed());
                assert_eq!(status, 404, "{path}");
            }
        }
        let (otherwise, then) = (quantile(&missing, 50), quantile(&hidden, 50));
        let is_kept = otherwise.abs_diff(then) <= MAX_DIFFERENCE;
        let what = format!("`GET {}` of a draft, and of what is missing", path.replace("{}", "{post}"));
        findings.push(Finding { row: "H4", what, figure: "median", otherwise, then, wanted: "0.1 ms apart", is_kept });
    }
    findings
}
