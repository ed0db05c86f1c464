//! What a process costs, as Linux tells it in `/proc`: processor time and memory.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// Kernels count processor time in hundredths of a second for everyone who reads `/proc`.
const TICK: Duration = Duration::from_millis(10);

/// A process, alone or with its children.
#[derive(Debug, Clone, Copy)]
pub struct Watched {
    process: u32,
    with_children: bool,
}

impl Watched {
    /// One process with its threads.
    pub fn alone(process: u32) -> Self {
        Self { process, with_children: false }
    }

    /// A process that has a child for each connection, as PostgreSQL does.
    pub fn with_children(process: u32) -> Self {
        Self { process, with_children: true }
    }

    /// Its number.
    pub fn process(self) -> u32 {
        self.process
    }

    /// Processor time since the start, of user and kernel.
    pub fn processor_time(self) -> Result<Duration> {
        let own = || Stat::read(self.process).context("the process that is measured is gone");
        let ticks = if self.with_children { with_children(own, || children(self.process))? } else { own()?.ticks };
        Ok(TICK * u32::try_from(ticks)?)
    }

    /// Memory that is really there now, in MB.
    pub fn resident_mb(self) -> Result<f64> {
        status(self.process, "VmRSS:")
    }

    /// The most there ever was, in MB.
    pub fn peak_mb(self) -> Result<f64> {
        status(self.process, "VmHWM:")
    }
}

/// Ticks of a process and its children. Those that ended are counted by their parent; one that ends between two looks
/// would be counted twice or not at all, so that the looks are repeated.
fn with_children(own: impl Fn() -> Result<Stat>, children: impl Fn() -> Result<Vec<Stat>>) -> Result<u64> {
    let mut before = own()?;
    loop {
        let living = children()?.iter().map(|child| child.ticks).sum::<u64>();
        let after = own()?;
        if after.ticks_of_ended_children == before.ticks_of_ended_children {
            return Ok(after.ticks + after.ticks_of_ended_children + living);
        }
        before = after;
    }
}

#[derive(Clone, Copy)]
struct Stat {
    parent: u32,
    ticks: u64,
    ticks_of_ended_children: u64,
}

impl Stat {
    /// proc(5): the name in parentheses may hold anything, what follows are words.
    fn read(process: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        let words: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
        let number = |place: usize| words.get(place)?.parse::<u64>().ok();
        Some(Self {
            parent: words.get(1)?.parse().ok()?,
            ticks: number(11)? + number(12)?,
            ticks_of_ended_children: number(13)? + number(14)?,
        })
    }
}

fn children(parent: u32) -> Result<Vec<Stat>> {
    let processes = fs::read_dir("/proc")?.flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    Ok(numbers.filter_map(Stat::read).filter(|stat| stat.parent == parent).collect())
}

fn status(process: u32, name: &str) -> Result<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)).context("the kernel tells no memory")?;
    let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kibibytes * 1024.0 / 1e6)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn a_child_that_ends_between_two_looks_is_counted_once() {
        let looks = Cell::new(0);
        let stat = |ticks, ticks_of_ended_children| Stat { parent: 1, ticks, ticks_of_ended_children };
        // Ten ticks of a child stand with it at first, and with its parent from the second look on.
        let own = || {
            looks.set(looks.get() + 1);
            Ok(stat(5, if looks.get() == 1 { 0 } else { 10 }))
        };
        let children = || Ok(if looks.get() == 1 { Vec::new() } else { vec![stat(3, 0)] });

        assert_eq!(with_children(own, children).unwrap(), 18);
        assert_eq!(looks.get(), 3);
    }
}
