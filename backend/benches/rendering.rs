//! What rendering costs: code by language at its cap, coloured as far as its budget goes, honest prose, and what is typed to hurt (SECURITY C8).
//!
//! Run with `cargo bench -p broadsheet --bench rendering`. Prints milliseconds of processor time of this thread, the
//! median of several runs; the promise is 50 on a quiet machine.

use std::{hint::black_box, time::Duration};

use broadsheet::platform::markdown::{MAX_SOURCE_BYTES, Markdown, Profile};

/// One block of code a language.
const CODE: &str = include_str!("rendering/code.md");

const RUNS: usize = 7;

fn main() {
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let mut slowest = (Duration::ZERO, String::new());
    for (name, source) in sources() {
        if only.as_ref().is_some_and(|only| !name.contains(only)) {
            continue;
        }
        // A language is loaded when it is first met, as in a server that has just started.
        let markdown = Markdown::new();
        let cold = measure(&markdown, &source);
        let mut runs: Vec<_> = (0..RUNS).map(|_| measure(&markdown, &source)).collect();
        runs.sort_unstable();
        let warm = runs[RUNS / 2];
        println!("{name:<28}{:>8} bytes{:>9.1} ms cold{:>9.1} ms warm", source.len(), millis(cold), millis(warm));
        slowest = slowest.max((warm, name));
    }
    println!("slowest: {} with {:.1} ms", slowest.1, millis(slowest.0));
}

fn sources() -> Vec<(String, String)> {
    let mut sources = Vec::new();
    for block in CODE.split("```\n").map(str::trim).filter(|block| !block.is_empty()) {
        let Some((fence, code)) = block.split_once('\n') else { continue };
        let language = fence.trim_start_matches('`');
        let times = 49_500 / (code.len() + 1);
        sources
            .push((format!("code {language}"), format!("```{language}\n{}```\n", format!("{code}\n").repeat(times))));
    }
    let whole = |piece: &str| piece.repeat(MAX_SOURCE_BYTES / piece.len());
    let prose = "Some *honest* prose with a [link](https://example.org/a?b=c&d=e), `code`, and **weight** in it.\n\n";
    for (name, source) in [
        ("prose", whole(prose)),
        ("prose without breaks", whole("words and words & words ").replace('&', "and")),
        ("quotes", format!("{}a", "> ".repeat(98)).repeat(900)),
        ("brackets", whole("[")),
        ("link openings", whole("[a](")),
        ("emphasis", whole("*a **b ")),
        ("footnotes", format!("[^a]: x\n\n{}", "[^a] ".repeat(1_000))),
        (
            "wide table",
            format!("{}|\n{}|\n{}", "|a".repeat(100), "|-".repeat(100), format!("{}|\n", "|a".repeat(100)).repeat(60)),
        ),
        ("list", "- a\n".repeat(9_000)),
        ("raw tags", "<b>x</b> ".repeat(2_400)),
    ] {
        sources.push((name.to_owned(), source));
    }
    sources
}

fn measure(markdown: &Markdown, source: &str) -> Duration {
    let started = processor_time();
    let _ = black_box(markdown.render(black_box(source), Profile::Post));
    processor_time().saturating_sub(started)
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

#[cfg(not(unix))]
fn processor_time() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}
