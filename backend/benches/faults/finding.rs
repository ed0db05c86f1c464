//! Two figures, what is promised of them, and the line of the table that tells it.

use std::{fmt, time::Duration};

/// Below this a p99 is the machine's own noise, and a part of it promises nothing.
const LEAST_P99: Duration = Duration::from_millis(5);

/// The head of the table.
pub const HEAD: &str = "| row | what | figure | otherwise | then | wanted | kept |\n|---|---|---|---|---|---|---|";

/// One line of the table.
#[derive(Debug)]
pub struct Finding {
    /// The row of THREATS.md.
    pub row: &'static str,
    /// What happens, and to whom.
    pub what: String,
    /// What of the times is compared.
    pub figure: &'static str,
    /// The figure without the fault.
    pub otherwise: Duration,
    /// The figure with it.
    pub then: Duration,
    /// The promise.
    pub wanted: &'static str,
    /// Whether it holds.
    pub is_kept: bool,
}

impl Finding {
    /// A p99 that may be so many times what it is otherwise.
    pub fn of_p99(
        row: &'static str,
        what: String,
        [otherwise, then]: [&[Duration]; 2],
        wanted: &'static str,
        times: f64,
    ) -> Self {
        let (otherwise, then) = (quantile(otherwise, 99), quantile(then, 99));
        let is_kept = then.as_secs_f64() <= otherwise.max(LEAST_P99).as_secs_f64() * times;
        Self { row, what, figure: "p99", otherwise, then, wanted, is_kept }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { row, what, figure, otherwise, then, wanted, is_kept } = self;
        let is_kept = if *is_kept { "yes" } else { "**no**" };
        let [otherwise, then] = [otherwise, then].map(|time| format!("{:.2} ms", time.as_secs_f64() * 1_000.0));
        write!(f, "| {row} | {what} | {figure} | {otherwise} | {then} | {wanted} | {is_kept} |")
    }
}

/// The time that so many of a hundred stay below.
pub fn quantile(times: &[Duration], percent: usize) -> Duration {
    let mut times = times.to_vec();
    times.sort_unstable();
    times[(times.len() * percent / 100).min(times.len() - 1)]
}
