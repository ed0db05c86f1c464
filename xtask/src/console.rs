//! What xtask says: plain lines, coloured on a terminal only.

use std::io::IsTerminal as _;
use std::time::Duration;

/// A step begins.
pub fn step(title: &str) {
    println!("\n{}", paint("1;34", &format!("== {title}")));
}

/// Something worth knowing: what is done and roughly how long it takes.
pub fn say(text: &str) {
    println!("{} {text}", paint("34", "--"));
}

/// Something the reader should look at, though work goes on.
pub fn warn(text: &str) {
    println!("{} {text}", paint("33", "!!"));
}

/// Why a verb ended without success.
pub fn error(error: &anyhow::Error) {
    eprintln!("{} {error:#}", paint("1;31", "error:"));
}

/// A command line about to run.
pub fn command(line: &str) {
    println!("{}", paint("2", &format!("$ {line}")));
}

/// A duration as people say it: `850 ms`, `12 s`, `3 min 05 s`.
pub fn duration(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        seconds @ 1..60 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

fn paint(code: &str, text: &str) -> String {
    if std::io::stdout().is_terminal() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}
