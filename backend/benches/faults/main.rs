//! What the table of threats promises in time, and what no test may assert, measured at the program itself on a real
//! port: `slow_sockets` (F9), `mail_server` (X11), `hidden_posts` (H4).
//!
//! Run with `cargo bench -p broadsheet --bench faults`; words behind `--` choose among the three, and `--quick` takes a
//! few of everything, to see that all of it still works. Prints a table for PERFORMANCE.md. Ends with 1 where a promise is
//! broken.

mod finding;
mod hidden_posts;
mod line;
mod mail_server;
mod site;
mod slow_sockets;
#[allow(dead_code, reason = "it can be wrong in more ways than are measured")]
#[path = "../../tests/api/support/smtp.rs"]
mod smtp;

use std::{process::ExitCode, thread::available_parallelism};

use finding::Finding;

/// How much of everything.
#[derive(Debug, Clone, Copy)]
pub struct Effort {
    /// Slow sockets at once.
    pub sockets: usize,
    /// Seconds for which others read meanwhile.
    pub secs: u32,
    /// Registrations, and as many forgotten passwords, for each state of the mail server.
    pub registrations: u32,
    /// Questions for a hidden post, and as many for a missing one.
    pub questions: u32,
}

const WHOLE: Effort = Effort { sockets: 2_000, secs: 8, registrations: 600, questions: 1_000 };
const QUICK: Effort = Effort { sockets: 100, secs: 1, registrations: 10, questions: 50 };

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_quick = arguments.iter().any(|argument| argument == "--quick");
    let effort = if is_quick { QUICK } else { WHOLE };
    let wanted: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|word| *word == name);

    let mut findings = Vec::new();
    if is_wanted("slow_sockets") {
        findings.extend(slow_sockets::measure(effort).await);
    }
    if is_wanted("mail_server") {
        findings.extend(mail_server::measure(effort).await);
    }
    if is_wanted("hidden_posts") {
        findings.extend(hidden_posts::measure(effort).await);
    }
    tell(effort, &findings);
    // A few of everything say nothing of promises.
    if is_quick || findings.iter().all(|finding| finding.is_kept) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tell(effort: Effort, findings: &[Finding]) {
    let processors = available_parallelism().map_or(0, usize::from);
    let profile = if cfg!(debug_assertions) { "unoptimised, which says nothing" } else { "optimised" };
    println!(
        "\nServer and callers on one machine with {processors} processors ({}); the program in its production profile, \
         {profile}, on SQLite.\nF9: {} sockets, others read for {} s. X11: {} registrations and as many forgotten passwords \
         in each state.\nH4: {} questions each.\n",
        std::env::consts::OS,
        effort.sockets,
        effort.secs,
        effort.registrations,
        effort.questions,
    );
    println!("{}", finding::HEAD);
    for finding in findings {
        println!("{finding}");
    }
}
