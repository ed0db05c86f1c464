//! Argon2id behind a bounded door.
//!
//! One hash takes 19 MiB and tens of milliseconds of a core by design. Half the cores hash at once, on blocking
//! threads; a short queue waits; whoever comes after that is told to come back (SECURITY section 1 and A12). Text comes
//! in already normalised (NFC) and length-checked by its value type.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::{
    crypto::random_bytes,
    work_queue::{WorkError, WorkQueue},
};

/// Cost of one hash and how many may run or wait.
#[derive(Debug, Clone)]
pub struct PasswordSettings {
    /// Memory of one hash.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub iterations: u32,
    /// Lanes within one hash.
    pub parallelism: u32,
    /// Hashes at once; `None` means half the cores, at least one.
    pub max_concurrent: Option<usize>,
    /// How many more may wait for their turn.
    pub max_waiting: usize,
}

impl Default for PasswordSettings {
    /// OWASP's second choice for Argon2id: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, iterations: 2, parallelism: 1, max_concurrent: None, max_waiting: 64 }
    }
}

impl PasswordSettings {
    /// As cheap as Argon2 allows, for tests only.
    pub fn weak() -> Self {
        Self { memory_kib: 8, iterations: 1, ..Self::default() }
    }
}

/// Why no hash was computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// The queue is full: answer 503 and say when to come back.
    #[error("too many passwords are being checked at once")]
    Busy,
    /// The settings ask for something Argon2 refuses.
    #[error("Argon2 refuses these parameters: {0}")]
    Parameters(String),
    /// Hashing failed, as when memory runs out.
    #[error("hashing a password failed: {0}")]
    Failed(String),
}

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The password is the right one.
    pub is_match: bool,
    /// It is, and was hashed with other costs than today's: store a fresh hash while the text is at hand.
    pub needs_rehash: bool,
}

/// Estimates at once, and how many more may wait: an estimate is a courtesy, sign-ins go first.
const METERS: (usize, usize) = (1, 16);
/// An estimate looks at so many characters: its work grows faster than the text, and the rest makes no password worse.
const MAX_MEASURED: usize = 64;

/// Hashes, checks and measures passwords. Clones share the doors.
#[derive(Clone)]
pub struct Passwords {
    queue: WorkQueue,
    meters: WorkQueue,
    costs: Arc<Costs>,
}

struct Costs {
    argon2: Argon2<'static>,
    /// Checked for people who do not exist, so that their absence takes the same time.
    dummy: String,
}

impl From<WorkError> for PasswordError {
    fn from(error: WorkError) -> Self {
        match error {
            WorkError::Full => Self::Busy,
            WorkError::Failed(reason) => Self::Failed(reason),
        }
    }
}

impl Passwords {
    /// Fails only where the parameters are outside what Argon2 allows.
    pub fn new(settings: &PasswordSettings) -> Result<Self, PasswordError> {
        let params = Params::new(settings.memory_kib, settings.iterations, settings.parallelism, None)
            .map_err(|error| PasswordError::Parameters(error.to_string()))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let max_concurrent = settings.max_concurrent.unwrap_or_else(WorkQueue::half_the_cores);
        let queue = WorkQueue::new(max_concurrent, settings.max_waiting);
        let meters = WorkQueue::new(METERS.0, METERS.1);
        Ok(Self { queue, meters, costs: Arc::new(Costs { dummy: dummy(settings), argon2 }) })
    }

    /// The PHC string (`$argon2id$v=19$...`) to store for `password`.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let costs = Arc::clone(&self.costs);
        self.queue.run(move || hash(&costs.argon2, &password)).await?
    }

    /// How hard a password is to guess for somebody who knows these words about its owner: 0 (at once) to 4.
    pub async fn measure(&self, password: &str, words: Vec<String>) -> Result<u8, PasswordError> {
        let cut = |text: &str| text.chars().take(MAX_MEASURED).collect::<String>();
        let (password, words) = (cut(password), words.iter().map(|word| cut(word)).collect::<Vec<_>>());
        Ok(self.meters.run(move || measure(&password, &words)).await?)
    }

    /// Checks `password` against what is stored. Pass `None` for an unknown user or one without a password: the same
    /// work is done and the answer is no.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<Verdict, PasswordError> {
        let costs = Arc::clone(&self.costs);
        Ok(self.queue.run(move || verify(&costs, &password, stored.as_deref())).await?)
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, PasswordError> {
    let hash = argon2.hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| PasswordError::Failed(error.to_string()))
}

fn measure(password: &str, words: &[String]) -> u8 {
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    zxcvbn::zxcvbn(password, &words).score().into()
}

/// A well-formed hash of today's costs that no password is known for: salt and result are random.
fn dummy(settings: &PasswordSettings) -> String {
    let PasswordSettings { memory_kib, iterations, parallelism, .. } = settings;
    let salt = STANDARD_NO_PAD.encode(random_bytes::<16>());
    let result = STANDARD_NO_PAD.encode(random_bytes::<32>());
    format!("$argon2id$v=19$m={memory_kib},t={iterations},p={parallelism}${salt}${result}")
}

fn verify(costs: &Costs, password: &str, stored: Option<&str>) -> Verdict {
    let Some(parsed) = stored.and_then(|stored| PasswordHash::new(stored).ok()) else {
        if let Ok(dummy) = PasswordHash::new(&costs.dummy) {
            // The answer is thrown away; the time it took is the point.
            let _ = costs.argon2.verify_password(password.as_bytes(), &dummy);
        }
        return Verdict { is_match: false, needs_rehash: false };
    };
    let is_match = costs.argon2.verify_password(password.as_bytes(), &parsed).is_ok();
    let today = costs.argon2.params();
    let is_todays = parsed.algorithm == Algorithm::Argon2id.ident()
        && Params::try_from(&parsed).is_ok_and(|params| {
            (params.m_cost(), params.t_cost(), params.p_cost()) == (today.m_cost(), today.t_cost(), today.p_cost())
        });
    Verdict { is_match, needs_rehash: is_match && !is_todays }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weak() -> Passwords {
        Passwords::new(&PasswordSettings::weak()).unwrap()
    }

    #[tokio::test]
    async fn right_password_matches_and_wrong_or_missing_does_not() {
        let passwords = weak();
        let stored = passwords.hash("correct horse".into()).await.unwrap();

        let right = passwords.verify("correct horse".into(), Some(stored.clone())).await.unwrap();
        let wrong = passwords.verify("correct hors".into(), Some(stored)).await.unwrap();
        let nobody = passwords.verify("correct horse".into(), None).await.unwrap();
        let damaged = passwords.verify("correct horse".into(), Some("not a hash".into())).await.unwrap();

        assert_eq!(right, Verdict { is_match: true, needs_rehash: false });
        assert!(!wrong.is_match && !nobody.is_match && !damaged.is_match);
    }

    #[test]
    fn dummy_is_a_hash_of_the_same_costs() {
        let passwords = weak();
        let dummy = PasswordHash::new(&passwords.costs.dummy).unwrap();

        let params = Params::try_from(&dummy).unwrap();

        assert_eq!(params.m_cost(), passwords.costs.argon2.params().m_cost());
        assert!(passwords.costs.argon2.verify_password(b"", &dummy).is_err());
    }

    #[tokio::test]
    async fn hash_of_other_costs_asks_for_a_fresh_one() {
        let old = weak().hash("correct horse".into()).await.unwrap();
        let today = Passwords::new(&PasswordSettings { iterations: 2, ..PasswordSettings::weak() }).unwrap();

        let verdict = today.verify("correct horse".into(), Some(old.clone())).await.unwrap();
        let wrong = today.verify("wrong horse".into(), Some(old)).await.unwrap();

        assert_eq!(verdict, Verdict { is_match: true, needs_rehash: true });
        assert!(!wrong.needs_rehash);
    }

    #[tokio::test]
    async fn a12_long_passwords_are_not_cut() {
        let passwords = weak();
        let stored = passwords.hash("x".repeat(128)).await.unwrap();

        let shorter = passwords.verify("x".repeat(127), Some(stored)).await.unwrap();

        assert!(!shorter.is_match);
    }

    #[tokio::test]
    async fn a12_full_queue_says_busy_and_empties_again() {
        let settings = PasswordSettings { max_concurrent: Some(1), max_waiting: 2, ..PasswordSettings::weak() };
        let passwords = Passwords::new(&settings).unwrap();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let held = tokio::spawn({
            let queue = passwords.queue.clone();
            async move { queue.run(move || released.recv()).await }
        });
        let waiting: Vec<_> = (0..2)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.hash("correct horse".into()).await })
            })
            .collect();
        while passwords.queue.inside() < 3 {
            tokio::task::yield_now().await;
        }
        assert_eq!(passwords.hash("one too many".into()).await, Err(PasswordError::Busy));
        drop(release);
        assert!(held.await.unwrap().is_ok());

        for task in waiting {
            assert!(task.await.unwrap().is_ok());
        }
        assert!(passwords.hash("after the rush".into()).await.is_ok());
    }

    #[tokio::test]
    async fn a_password_is_measured_against_what_is_known_of_its_owner() {
        let passwords = weak();
        let measured = async |text: &str, words: &[&str]| {
            let words = words.iter().map(|word| (*word).to_owned()).collect();
            passwords.measure(text, words).await.unwrap()
        };

        assert_eq!(measured("", &[]).await, 0);
        assert_eq!(measured("password", &[]).await, 0);
        assert_eq!(measured("nine-lanterns-by-the-quay", &[]).await, 4);
        assert!(measured("zorblax-quintvar", &["zorblax", "quintvar"]).await < measured("zorblax-quintvar", &[]).await);
    }

    #[tokio::test]
    async fn a12_an_estimate_of_the_longest_text_is_no_burden() {
        let passwords = weak();
        let begun = std::time::Instant::now();

        for text in ["p@ssw0rd".repeat(200_000), "aA1!".repeat(40), "1".repeat(1 << 20), "\u{1F600}".repeat(4_000)] {
            passwords.measure(&text, vec![text.clone(), "ada".to_owned()]).await.unwrap();
        }

        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
    }

    #[tokio::test]
    async fn a12_estimates_wait_at_a_door_of_their_own() {
        let passwords = weak();
        let (release, released) = std::sync::mpsc::channel::<()>();
        let held = tokio::spawn({
            let meters = passwords.meters.clone();
            async move { meters.run(move || released.recv()).await }
        });
        let waiting: Vec<_> = (0..METERS.1)
            .map(|_| {
                let passwords = passwords.clone();
                tokio::spawn(async move { passwords.measure("correct horse", vec![]).await })
            })
            .collect();
        while passwords.meters.inside() < METERS.0 + METERS.1 {
            tokio::task::yield_now().await;
        }

        assert_eq!(passwords.measure("one too many", vec![]).await, Err(PasswordError::Busy));
        assert!(passwords.hash("sign-ins go on".into()).await.is_ok());
        drop(release);

        assert!(held.await.unwrap().is_ok());
        for task in waiting {
            assert!(task.await.unwrap().is_ok());
        }
    }

    #[test]
    fn production_costs_are_those_promised() {
        let settings = PasswordSettings::default();

        assert_eq!((settings.memory_kib, settings.iterations, settings.parallelism), (19 * 1024, 2, 1));
        assert_eq!(settings.max_waiting, 64);
    }
}
