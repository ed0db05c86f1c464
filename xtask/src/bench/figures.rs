//! From several runs to one figure: the median of each number on its own.

use super::load::Run;

/// What the runs of one case come to.
#[derive(Debug, Clone, Copy)]
pub struct Figures {
    pub requests_per_second: f64,
    pub processor_us: f64,
    pub database_us: Option<f64>,
    pub median_ms: f64,
    pub p95_ms: f64,
    pub p99_ms: f64,
}

impl Figures {
    pub fn of(runs: &[Run]) -> Self {
        let over = |number: fn(&Run) -> f64| median(runs.iter().map(number).collect());
        let database: Vec<f64> = runs.iter().filter_map(|run| run.database_us).collect();
        Self {
            requests_per_second: over(|run| run.requests_per_second),
            processor_us: over(|run| run.processor_us),
            database_us: (!database.is_empty()).then(|| median(database)),
            median_ms: over(|run| run.median_ms),
            p95_ms: over(|run| run.p95_ms),
            p99_ms: over(|run| run.p99_ms),
        }
    }
}

/// One case, and the bare handler's side of it.
#[derive(Debug, Clone)]
pub struct Comparison {
    pub name: String,
    pub ours: Figures,
    pub bare: Option<Figures>,
}

impl Comparison {
    /// Our requests per second as a share of the bare handler's.
    pub fn share(&self) -> Option<f64> {
        self.bare.map(|bare| self.ours.requests_per_second / bare.requests_per_second)
    }

    /// Our processor time as a multiple of the bare handler's.
    pub fn multiple(&self) -> Option<f64> {
        self.bare.map(|bare| self.ours.processor_us / bare.processor_us)
    }
}

/// The middle one; of an even number, the upper of the two.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn median_is_not_moved_by_one_bad_run() {
        assert_eq!(median(vec![3.0, 1.0, 1_000.0, 2.0, 2.5]), 2.5);
        assert_eq!(median(vec![2.0, 1.0]), 2.0);
        assert!(median(Vec::new()).is_nan());
    }
}
