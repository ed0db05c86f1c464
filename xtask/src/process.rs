//! Running other programs: each in its own process group, none left behind.
//!
//! Ctrl-C and a polite kill stop the groups that run; the calls waiting for them then fail, and the guards up the stack
//! stop servers and remove their folders. So there is one way out, whatever the reason.

use std::io::{BufRead as _, BufReader, Read};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::console;

/// How long a program may take to end by itself before it is killed.
const GRACE: Duration = Duration::from_secs(10);

/// The process groups that run now.
#[derive(Clone, Default)]
pub struct Children {
    groups: Arc<Mutex<Vec<u32>>>,
    interrupted: Arc<AtomicBool>,
}

impl Children {
    /// A register that ends its groups when this program is interrupted.
    pub fn watched() -> Result<Self> {
        let children = Self::default();
        let register = children.clone();
        let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("watch for Ctrl-C")?;
        thread::spawn(move || {
            for _ in signals.forever() {
                if register.interrupted.swap(true, Ordering::SeqCst) {
                    // Asked twice: no more manners.
                    register.signal_all("KILL");
                    std::process::exit(130);
                }
                register.signal_all("TERM");
            }
        });
        Ok(children)
    }

    /// Whether someone asked us to stop.
    pub fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::SeqCst)
    }

    /// Runs a command to its end, its output shown; anything but success is an error.
    pub fn run(&self, command: &mut Command) -> Result<()> {
        console::command(&line(command));
        let mut running = self.spawn(command)?;
        let status = running.wait()?;
        if !status.success() {
            bail!("`{}` ended with {status}", line(command));
        }
        Ok(())
    }

    /// Runs a command to its end, shows its output and hands each line of it to `read`.
    pub fn stream(&self, command: &mut Command, mut read: impl FnMut(&str)) -> Result<ExitStatus> {
        console::command(&line(command));
        self.read(command, |text| {
            println!("{text}");
            read(text);
        })
    }

    /// Runs a command to its end and hands each line of its output to `read`, unseen.
    pub fn read(&self, command: &mut Command, read: impl FnMut(&str)) -> Result<ExitStatus> {
        let mut running = self.spawn(command.stdout(Stdio::piped()))?;
        if let Some(output) = running.child.stdout.take() {
            each_line(output, read)?;
        }
        running.wait()
    }

    /// Starts a command and leaves it running until the guard is dropped.
    pub fn spawn(&self, command: &mut Command) -> Result<Running> {
        if self.is_interrupted() {
            bail!("interrupted");
        }
        let child = command.process_group(0).spawn().with_context(|| format!("start `{}`", line(command)))?;
        self.with(|groups| groups.push(child.id()));
        Ok(Running { child, children: self.clone(), is_done: false })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Vec<u32>) -> T) -> T {
        work(&mut self.groups.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn signal_all(&self, name: &str) {
        for group in self.with(|groups| groups.clone()) {
            signal(group, name);
        }
    }
}

/// A program that runs; dropping it ends its whole group.
pub struct Running {
    child: Child,
    children: Children,
    is_done: bool,
}

impl Running {
    /// Waits for the end.
    pub fn wait(&mut self) -> Result<ExitStatus> {
        let status = self.child.wait()?;
        self.finished();
        Ok(status)
    }

    /// The status if it has ended already.
    pub fn try_wait(&mut self) -> Result<Option<ExitStatus>> {
        let status = self.child.try_wait()?;
        if status.is_some() {
            self.finished();
        }
        Ok(status)
    }

    /// Number of the process, which is its group's too.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends the group a signal and goes on.
    pub fn ask(&self, name: &str) {
        signal(self.child.id(), name);
    }

    /// Asks the group to end with a signal, and kills it when it has not after a while.
    pub fn stop(&mut self, name: &str) {
        if self.is_done {
            return;
        }
        signal(self.child.id(), name);
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            if !matches!(self.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(20));
        }
        signal(self.child.id(), "KILL");
        let _ = self.wait();
    }

    fn finished(&mut self) {
        self.is_done = true;
        let id = self.child.id();
        self.children.with(|groups| groups.retain(|group| *group != id));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop("TERM");
    }
}

/// Sends a signal to a process group; one that has ended already is no error.
pub fn signal(group: u32, name: &str) {
    let group = format!("-{group}");
    let _ = Command::new("kill").args(["-s", name, "--", &group]).stderr(Stdio::null()).status();
}

fn each_line(output: impl Read, mut read: impl FnMut(&str)) -> Result<()> {
    let mut reader = BufReader::new(output);
    let mut bytes = Vec::new();
    while reader.read_until(b'\n', &mut bytes)? > 0 {
        read(String::from_utf8_lossy(&bytes).trim_end_matches(['\n', '\r']));
        bytes.clear();
    }
    Ok(())
}

/// A command as one would type it.
pub fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    /// Whether a process group has anybody in it.
    fn is_there(group: u32) -> bool {
        let mut command = Command::new("kill");
        command.args(["-s", "0", "--", &format!("-{group}")]).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    }

    fn fail_beside(_running: Running) {
        panic!("as a check may");
    }

    #[test]
    fn a_program_ends_with_its_guard_in_a_panic_too() {
        let children = Children::default();
        let running = children.spawn(Command::new("sleep").arg("600")).unwrap();
        let group = running.id();
        assert!(is_there(group));

        let outcome = catch_unwind(AssertUnwindSafe(|| fail_beside(running)));

        assert!(outcome.is_err() && !is_there(group));
        assert!(children.with(|groups| groups.is_empty()), "and is forgotten");
    }
}
