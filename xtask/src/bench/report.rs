//! Figures as Markdown, and their place in `backend/docs/PERFORMANCE.md`: between two marks, all written by this verb.

mod sockets;

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context as _, Result};

use super::Outcome;
use super::cases::Measured;
use super::conditions::Conditions;
use super::figures::{Comparison, Figures};
use crate::console;
use crate::workspace::Workspace;

const FILE: &str = "backend/docs/PERFORMANCE.md";
const BEGIN: &str = "<!-- measured: what stands here is written by `cargo xtask bench` -->";
const END: &str = "<!-- end of what was measured -->";

const MOST_DATABASE_P99_MS: f64 = 20.0;
const MOST_IDLE_MB: f64 = 80.0;
const MOST_START_MS: f64 = 1_000.0;
const LEAST_WARM_SHARE: f64 = 0.5;
const MOST_COLD_MULTIPLE: f64 = 1.5;
const MOST_DEEP_MULTIPLE: f64 = 1.5;
const MOST_FEED_P95_MS: f64 = 30.0;
const MOST_TALK_P95_MS: f64 = 150.0;

/// Puts the text between the marks of the document.
pub fn write(workspace: &Workspace, text: &str) -> Result<()> {
    let path = workspace.root.join(FILE);
    let document = fs::read_to_string(&path).with_context(|| format!("read {FILE}"))?;
    fs::write(&path, placed(&document, text).with_context(|| format!("{FILE} has no marks"))?)?;
    console::say(&format!("written into {FILE}"));
    Ok(())
}

fn placed(document: &str, text: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{}\n\n{END}{after}", text.trim()))
}

/// Conditions, what was wanted, and a table for each part of each setup.
pub fn render(conditions: &Conditions, outcomes: &[Outcome]) -> String {
    let mut text = String::from("### Conditions\n\n| | |\n|---|---|\n");
    for (name, value) in conditions {
        let _ = writeln!(text, "| {name} | {value} |");
    }
    text.push_str("\n### Wanted and measured\n\n| wanted | setup | measured | |\n|---|---|---|---|\n");
    for outcome in outcomes {
        verdicts(&mut text, outcome);
    }
    for Outcome { setup, measured, channel } in outcomes {
        let _ = writeln!(text, "\n### {}", setup.title());
        tables(&mut text, measured);
        sockets::words(&mut text, channel);
    }
    text
}

fn verdicts(text: &mut String, Outcome { setup, measured, channel }: &Outcome) {
    let mut line = |wanted: &str, measured: String, is_met: bool| {
        let met = if is_met { "met" } else { "**missed**" };
        let _ = writeln!(text, "| {wanted} | {} | {measured} | {met} |", setup.title());
    };
    for case in measured.warm.iter().take(2) {
        if let Some(share) = case.share() {
            let measured = format!("{}: {:.0} %", case.name, share * 100.0);
            line("warm: at least 50 % of the bare handler's requests per second", measured, share >= LEAST_WARM_SHARE);
        }
    }
    for case in measured.cold.iter().take(2) {
        if let Some(multiple) = case.multiple() {
            let measured = format!("{}: {multiple:.2} times", case.name);
            let wanted = "cold: at most 1.5 times the processor time of a bare handler with its query";
            line(wanted, measured, multiple <= MOST_COLD_MULTIPLE);
        }
    }
    if let Some(list) = measured.cold.first() {
        let p99 = list.ours.p99_ms;
        line("list from the database: p99 under 20 ms", format!("{p99:.1} ms"), p99 < MOST_DATABASE_P99_MS);
    }
    let multiple = measured.first_page.requests_per_second / measured.deep_page.requests_per_second;
    let wanted = format!("page {} by cursor: at most 1.5 times page 1", measured.deep);
    line(&wanted, format!("{multiple:.2} times"), multiple <= MOST_DEEP_MULTIPLE);
    for (wanted, case, most) in [
        ("feed of 1,000 people among 100,000 posts: p95 under 30 ms", &measured.feed, MOST_FEED_P95_MS),
        ("first 50 comments of a post with 5,000: p95 under 150 ms", &measured.talk, MOST_TALK_P95_MS),
    ] {
        let p95 = case.ours.p95_ms;
        line(wanted, format!("{p95:.1} ms"), p95 < most);
    }
    line("idle memory under 80 MB", format!("{:.0} MB", measured.idle_mb), measured.idle_mb < MOST_IDLE_MB);
    sockets::verdicts(&mut line, channel);
    line("start under 1 s", format!("{:.0} ms", measured.start_ms), measured.start_ms < MOST_START_MS);
}

fn tables(text: &mut String, measured: &Measured) {
    let Measured { start_ms, idle_mb, loaded_mb, peak_mb, deep, .. } = measured;
    let _ = writeln!(
        text,
        "\nStart with the database present: {start_ms:.0} ms. Memory: {idle_mb:.0} MB idle, {loaded_mb:.0} MB after \
         the load of the warm cases, {peak_mb:.0} MB at most."
    );
    let _ = writeln!(text, "\nWarm, beside a handler that sends the same bytes and fields:\n");
    table(text, &measured.warm);
    let _ = writeln!(text, "\nCold (the cache off), beside a handler with its one query:\n");
    let page = |name: String, ours: Figures| Comparison { name, ours, bare: None };
    let mut cold = measured.cold.clone();
    cold.push(page("page 1 of the list by cursor".to_owned(), measured.first_page));
    cold.push(page(format!("page {deep} of the list by cursor"), measured.deep_page));
    table(text, &cold);
    let _ = writeln!(text, "\nOne reader alone, the cache off:\n");
    table(text, &[measured.feed.clone(), measured.talk.clone()]);
    let _ = writeln!(text, "\nWriting, 16 people at once:\n");
    table(text, &measured.writes);
}

fn table(text: &mut String, cases: &[Comparison]) {
    text.push_str(
        "| case | requests/s | µs | database µs | p50 ms | p95 ms | p99 ms | bare requests/s | bare µs | share |\n",
    );
    text.push_str("|---|---|---|---|---|---|---|---|---|---|\n");
    for case in cases {
        let Figures { requests_per_second, processor_us, database_us, median_ms, p95_ms, p99_ms } = case.ours;
        let optional = |number: Option<f64>| number.map(|number| format!("{number:.0}")).unwrap_or_default();
        let _ = writeln!(
            text,
            "| {} | {requests_per_second:.0} | {processor_us:.0} | {} | {median_ms:.2} | {p95_ms:.1} | {p99_ms:.1} | {} | {} | {} |",
            case.name,
            optional(database_us),
            optional(case.bare.map(|bare| bare.requests_per_second)),
            optional(case.bare.map(|bare| bare.processor_us)),
            case.share().map(|share| format!("{:.0} %", share * 100.0)).unwrap_or_default(),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_replaced_and_words_around_them_stay() {
        let document = format!("# Words\n\n{BEGIN}\n\nold\n\n{END}\n\nMore words\n");

        let written = placed(&document, "new\n").unwrap();

        assert_eq!(written, format!("# Words\n\n{BEGIN}\n\nnew\n\n{END}\n\nMore words\n"));
        assert_eq!(placed(&written, "new").unwrap(), written);
        assert!(placed("no marks", "new").is_none());
    }
}
