//! What is measured, and in which order: starting, reading what lies ready, reading from the database, writing.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::Pace;
use super::bare::Bare;
use super::figures::{Comparison, Figures, median};
use super::load::{self, Costs, Requests, Run};
use super::programs::Tools;
use super::setup::Ground;
use super::subject::{Cache, Subject};
use super::usage::Watched;
use crate::console;
use crate::workspace::Workspace;

/// Starts that are timed.
const STARTS: usize = 5;
/// How long the server is left alone before its memory is looked at.
const REST: Duration = Duration::from_secs(3);
/// Posts that reads of single posts and comments go to.
const SAMPLE: usize = 100;
const PAGE: u32 = 20;
/// Comments of a part.
const TALK: u32 = 50;
const DEEP_PAGE: u32 = 1_000;
/// People who write at the same time.
const WRITERS: usize = 16;

/// Everything about one setup.
pub struct Measured {
    /// From the start of the process to the first answer of `/readyz`, in milliseconds.
    pub start_ms: f64,
    /// Memory after the start, after the load of all warm cases, and the most there was, in MB.
    pub idle_mb: f64,
    pub loaded_mb: f64,
    pub peak_mb: f64,
    /// Answers that lie ready, beside a handler that does nothing but send them.
    pub warm: Vec<Comparison>,
    /// The cache off, beside a handler with its one query.
    pub cold: Vec<Comparison>,
    /// Page 1 and a deep one of the list by cursor, the cache off.
    pub first_page: Figures,
    pub deep_page: Figures,
    /// Number of the deep page.
    pub deep: u32,
    /// One reader alone: the feed of whom a thousand people fill, and a part of a long talk; the cache off.
    pub feed: Comparison,
    pub talk: Comparison,
    pub writes: Vec<Comparison>,
}

/// One place where cases run.
struct Bench<'a> {
    workspace: &'a Workspace,
    tools: &'a Tools,
    ground: &'a Ground,
    pace: Pace,
}

/// Who answers: its address and its process.
#[derive(Clone, Copy)]
struct Side<'a> {
    base: &'a str,
    process: Watched,
}

/// Measures everything about a ground.
pub fn measure(workspace: &Workspace, tools: &Tools, ground: &Ground, pace: Pace) -> Result<Measured> {
    let bench = Bench { workspace, tools, ground, pace };
    let starts = (0..STARTS).map(|_| Ok(bench.start(Cache::On)?.start.as_secs_f64() * 1e3));
    let start_ms = median(starts.collect::<Result<_>>()?);

    let subject = bench.start(Cache::On)?;
    thread::sleep(REST);
    let idle_mb = subject.watched().resident_mb()?;
    let warm = bench.warm(&subject)?;
    let (loaded_mb, peak_mb) = (subject.watched().resident_mb()?, subject.watched().peak_mb()?);
    drop(subject);

    let subject = bench.start(Cache::Off)?;
    let cold = bench.cold(&subject)?;
    let (deep, cursor) = deep_cursor(&subject)?;
    let list = |query: &str| format!("/api/v2/posts?limit={PAGE}{query}");
    let first_page = bench.ours("page 1", &subject, &Requests::One(list("")))?;
    let deep_page = bench.ours("a deep page", &subject, &Requests::One(list(&format!("&after={cursor}"))))?;
    let (feed, talk) = bench.alone(&subject)?;
    drop(subject);

    let writes = bench.writes(&bench.start(Cache::On)?)?;
    Ok(Measured { start_ms, idle_mb, loaded_mb, peak_mb, warm, cold, first_page, deep_page, deep, feed, talk, writes })
}

impl Bench<'_> {
    fn start(&self, cache: Cache) -> Result<Subject> {
        Subject::start(self.workspace, self.ground, cache)
    }

    fn warm(&self, subject: &Subject) -> Result<Vec<Comparison>> {
        let sample = sample(subject)?;
        let words = sample.words.first().context("a title has words")?;
        let cases = [
            ("list of 20 posts (API)", "/api/v2/posts".to_owned()),
            ("one post (API)", format!("/api/v2/posts/{}", sample.slugs[0])),
            ("home page (HTML)", "/".to_owned()),
            ("post page (HTML)", format!("/posts/{}", sample.slugs[0])),
            ("search (API), the same words", format!("/api/v2/search?q={words}")),
        ];
        let answers: Vec<_> = cases.iter().map(|(_, path)| subject.client.answer(path)).collect::<Result<_>>()?;
        let bare = Bare::answers(self.workspace, self.tools, &answers)?;
        let compare = |((name, path), answer): (&(&str, String), &super::client::Answer)| {
            let name = format!("{name}, {:.1} kB", answer.body.len() as f64 / 1e3);
            let bare = Side { base: &bare.base, process: bare.watched() };
            let requests = Requests::One(path.clone());
            self.compare(&name, Some((bare, &requests)), side(subject), &requests)
        };
        cases.iter().zip(&answers).map(compare).collect()
    }

    fn cold(&self, subject: &Subject) -> Result<Vec<Comparison>> {
        let sample = sample(subject)?;
        let query = Bare::query(self.workspace, self.tools, &self.ground.data.url)?;
        let bare = Side { base: &query.base, process: query.watched() };
        let turns = |prefix: &str, names: &[String]| {
            Requests::Turns(names.iter().map(|name| format!("{prefix}{name}")).collect())
        };
        let (list, bare_list) = (Requests::One("/api/v2/posts".to_owned()), Requests::One("/list".to_owned()));
        let (posts, bare_posts) = (turns("/api/v2/posts/", &sample.slugs), turns("/posts/", &sample.slugs));
        let (pages, home) = (turns("/posts/", &sample.slugs), Requests::One("/".to_owned()));
        let search = turns("/api/v2/search?q=", &sample.words);
        let cases = [
            ("list of 20 posts (API)", Some(&bare_list), &list),
            ("one post (API), 100 in turn", Some(&bare_posts), &posts),
            ("home page (HTML)", None, &home),
            ("post page (HTML), 100 in turn", None, &pages),
            ("search (API), 100 questions in turn", None, &search),
        ];
        let compare = |(name, barely, ours): (&str, Option<&Requests>, &Requests)| {
            self.compare(name, barely.map(|requests| (bare, requests)), side(subject), ours)
        };
        cases.into_iter().map(compare).collect()
    }

    fn writes(&self, subject: &Subject) -> Result<Vec<Comparison>> {
        let sample = sample(subject)?;
        let data = &self.ground.data;
        let tokens: Vec<_> = data
            .people
            .iter()
            .take(WRITERS)
            .map(|name| subject.client.sign_in(name, &data.password))
            .collect::<Result<_>>()?;
        let article = "An opening of some words.\n\n## A heading\n\nA text with *stress*, `code` and a [link](https://example.org).\n\n```rust\nfn main() {}\n```\n";
        let draft = json!({ "title": "Written while measuring {n}", "body": article, "tags": ["topic-1", "topic-2"] });
        let remark = json!({ "body": "A remark with *stress*, number {n}." });
        let posts = Requests::Posts {
            paths: vec!["/api/v2/posts".to_owned()],
            body: draft.to_string(),
            tokens: tokens.clone(),
        };
        let beneath = sample.slugs.iter().map(|slug| format!("/api/v2/posts/{slug}/comments"));
        let comments = Requests::Posts { paths: beneath.collect(), body: remark.to_string(), tokens };
        [("write a post (draft)", posts), ("write a comment", comments)]
            .into_iter()
            .map(|(name, requests)| self.compare(name, None, side(subject), &requests))
            .collect()
    }

    /// What one person waits for who reads alone.
    fn alone(&self, subject: &Subject) -> Result<(Comparison, Comparison)> {
        let data = &self.ground.data;
        let token = subject.client.sign_in(&data.reader, &data.password)?;
        let feed = Requests::Alone { path: format!("/api/v2/me/feed?limit={PAGE}"), token: Some(token) };
        let talk = format!("/api/v2/posts/{}/comments?limit={TALK}", data.busiest);
        let comments = subject.client.json(&format!("{talk}&count=exact"))?["total"].as_u64().unwrap_or_default();
        let talk = Requests::Alone { path: talk, token: None };
        let feed = self.compare("feed of one who follows 1,000 people", None, side(subject), &feed)?;
        let name = format!("first {TALK} of {comments} threads beneath one post");
        Ok((feed, self.compare(&name, None, side(subject), &talk)?))
    }

    fn ours(&self, name: &str, subject: &Subject, requests: &Requests) -> Result<Figures> {
        Ok(self.compare(name, None, side(subject), requests)?.ours)
    }

    /// Both sides in turns, after a second of each that does not count.
    fn compare(
        &self,
        name: &str,
        bare: Option<(Side<'_>, &Requests)>,
        ours: Side<'_>,
        requests: &Requests,
    ) -> Result<Comparison> {
        let mut runs: (Vec<Run>, Vec<Run>) = (Vec::new(), Vec::new());
        for round in 0..=self.pace.runs {
            let seconds = if round == 0 { 1 } else { self.pace.seconds };
            let run = |side: Side<'_>, requests: &Requests| {
                let costs = Costs { server: side.process, database: self.ground.database() };
                load::run(self.workspace, self.tools, side.base, requests, costs, seconds)
                    .with_context(|| format!("measure: {name}"))
            };
            let barely = bare.map(|(side, requests)| run(side, requests)).transpose()?;
            let our = run(ours, requests)?;
            if round > 0 {
                runs.0.push(our);
                runs.1.extend(barely);
            }
        }
        let bare = (!runs.1.is_empty()).then(|| Figures::of(&runs.1));
        let comparison = Comparison { name: name.to_owned(), ours: Figures::of(&runs.0), bare };
        let Figures { requests_per_second, processor_us, .. } = comparison.ours;
        let share = comparison.share().map(|share| format!(", {:.0} % of the bare handler's", share * 100.0));
        let share = share.unwrap_or_default();
        console::say(&format!("{name}: {requests_per_second:.0} requests/s{share}, {processor_us:.0} us each"));
        Ok(comparison)
    }
}

fn side(subject: &Subject) -> Side<'_> {
    Side { base: &subject.base, process: subject.watched() }
}

/// Posts to read, and questions to ask: two neighbouring words of each title.
struct Sample {
    slugs: Vec<String>,
    words: Vec<String>,
}

fn sample(subject: &Subject) -> Result<Sample> {
    let list = subject.client.json(&format!("/api/v2/posts?limit={SAMPLE}"))?;
    let items = list["items"].as_array().context("a list has items")?;
    let text = |item: &Value, field: &str| item[field].as_str().unwrap_or_default().to_owned();
    let slugs: Vec<_> = items.iter().map(|item| text(item, "slug")).collect();
    let question = |item: &Value| {
        let title = text(item, "title").to_lowercase();
        title.split(' ').filter(|word| word.len() > 4).take(2).collect::<Vec<_>>().join("+")
    };
    let words: Vec<_> = items.iter().map(question).filter(|question| !question.is_empty()).collect();
    anyhow::ensure!(!slugs.is_empty() && !words.is_empty(), "the database holds no posts");
    Ok(Sample { slugs, words })
}

/// The cursor of page 1,000, or of the last page but one of a small database. A cursor names the last row before it, so
/// the way there may be walked in longer steps.
fn deep_cursor(subject: &Subject) -> Result<(u32, String)> {
    let total = subject.client.json("/api/v2/posts?limit=1&count=exact")?["total"].as_u64().unwrap_or_default();
    let pages = u32::try_from(total)? / PAGE;
    let deep = DEEP_PAGE.min(pages.saturating_sub(1)).max(2);
    let mut left = (deep - 1) * PAGE;
    let mut after = String::new();
    while left > 0 {
        let step = left.min(100);
        let list = subject.client.json(&format!("/api/v2/posts?limit={step}{after}"))?;
        let next = list["next"].as_str().context("the list ended on the way to a deep page")?;
        after = format!("&after={next}");
        left -= step;
    }
    Ok((deep, after.trim_start_matches("&after=").to_owned()))
}
