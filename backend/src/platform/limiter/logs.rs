//! The exact logs of this process. One lock for all of them: what is counted here writes to a database anyway.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Mutex, MutexGuard, PoisonError},
};

use broadsheet_shared::limit::Limit;

use super::{
    charge::{Allowance, Charge, Exceeded},
    log::{Log, judge, secs, window_ms},
};

/// Logs at once; beyond that those that ended go, then any.
const MAX_LOGS: usize = 100_000;

/// All logs.
#[derive(Default)]
pub struct Logs(Mutex<HashMap<Charge, Kept>>);

struct Kept {
    log: Log,
    limit: Limit,
}

impl Logs {
    /// Writes one down in each log, or in none if any is full.
    pub fn take(&self, asked: &[(Charge, Limit)], now: i64) -> Result<Vec<Allowance>, Exceeded> {
        let mut logs = self.lock();
        let mut looks = Vec::with_capacity(asked.len());
        for (charge, limit) in asked {
            let kept = kept(&mut logs, *charge, *limit, now);
            kept.log.forget(now, limit);
            looks.push(kept.log.look(now, limit));
        }
        let allowances = judge(asked, &looks)?;
        for (charge, limit) in asked {
            kept(&mut logs, *charge, *limit, now).log.add(now);
        }
        Ok(allowances)
    }

    /// What is left, with nothing written down.
    pub fn left(&self, charge: &Charge, limit: Limit, now: i64) -> Allowance {
        let mut log = self.lock().get(charge).map(|kept| kept.log.clone()).unwrap_or_default();
        log.forget(now, &limit);
        let look = log.look(now, &limit);
        let remaining = limit.quota.saturating_sub(look.used);
        Allowance { action: charge.action, per: charge.per, remaining, more_in_secs: secs(look.free_in_ms) }
    }

    /// Takes back what was written down at this time: another store refused.
    pub fn take_back(&self, asked: &[(Charge, Limit)], at: i64) {
        let mut logs = self.lock();
        for (charge, _) in asked {
            if let Some(kept) = logs.get_mut(charge) {
                kept.log.take_back(at);
            }
        }
    }

    /// Lets go of logs that are over.
    pub fn sweep(&self, now: i64) {
        sweep(&mut self.lock(), now);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Charge, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.lock().len()
    }
}

fn kept(logs: &mut HashMap<Charge, Kept>, charge: Charge, limit: Limit, now: i64) -> &mut Kept {
    if logs.len() >= MAX_LOGS && !logs.contains_key(&charge) {
        make_room(logs, now);
    }
    match logs.entry(charge) {
        Entry::Occupied(entry) => entry.into_mut(),
        Entry::Vacant(entry) => entry.insert(Kept { log: Log::default(), limit }),
    }
}

/// Sweeping all is dear, so what is over goes in one go, and where nothing is, a sixteenth goes.
fn make_room(logs: &mut HashMap<Charge, Kept>, now: i64) {
    sweep(logs, now);
    if logs.len() >= MAX_LOGS {
        let victims: Vec<_> = logs.keys().take(MAX_LOGS / 16).copied().collect();
        for charge in victims {
            logs.remove(&charge);
        }
    }
}

fn sweep(logs: &mut HashMap<Charge, Kept>, now: i64) {
    logs.retain(|_, kept| kept.log.last().is_some_and(|last| last > now - window_ms(&kept.limit)));
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::limit::{Action, Per};

    use super::*;

    const LIMIT: Limit = Limit { quota: 2, window_secs: 60, per: Per::Account };

    #[test]
    fn a_look_at_what_is_left_writes_nothing_down() {
        let (logs, charge) = (Logs::default(), Charge::device(Action::AuthLogin, 1));
        let left = |now| logs.left(&charge, LIMIT, now);
        let seen = |now| (left(now).remaining, left(now).more_in_secs);
        assert_eq!((seen(1_000), logs.len()), ((2, 60), 0));
        logs.take(&[(charge, LIMIT)], 1_000).unwrap();

        assert_eq!(seen(11_000), (1, 50));

        logs.take(&[(charge, LIMIT)], 11_000).unwrap();
        assert_eq!(seen(11_000), (0, 50));
        assert_eq!(seen(61_000), (1, 10));
    }

    #[test]
    fn logs_are_bounded_however_many_names_are_tried() {
        let logs = Logs::default();

        for number in 0..MAX_LOGS + 10 {
            let charge = Charge::device(Action::AuthLogin, number as u128);
            logs.take(&[(charge, LIMIT)], 1_000).unwrap();
        }

        assert!(logs.len() <= MAX_LOGS, "{}", logs.len());
        logs.sweep(100_000);
        assert_eq!(logs.len(), 0);
    }
}
