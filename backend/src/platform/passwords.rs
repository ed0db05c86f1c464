//! Argon2id behind a bounded door.
//!
//! One hash takes 19 MiB and tens of milliseconds of a core by design. Half the cores hash at once, on threads of their
//! own that keep their memory; a short queue waits; whoever comes after that is told to come back (SECURITY section 1 and
//! A12). Text comes in already normalised (NFC) and length-checked by its value type.

mod threads;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};

use super::{
    crypto::random_bytes,
    work_queue::{WorkError, WorkQueue},
};
use threads::{HashThreads, Memory};

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

/// What was computed so far, for statistics. Doors that must not tell one name from another do the same work for both, and
/// only a count can show that they do: milliseconds prove nothing (SECURITY H1, H2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PasswordWork {
    /// Passwords hashed to be stored.
    pub hashes: u64,
    /// Passwords compared with a hash, those of people who do not exist included.
    pub verifications: u64,
}

/// Estimates at once, and how many more may wait: an estimate is a courtesy, sign-ins go first.
const METERS: (usize, usize) = (1, 16);
/// An estimate looks at so many characters: its work grows faster than the text, and the rest makes no password worse.
const MAX_MEASURED: usize = 64;

/// Hashes, checks and measures passwords. Clones share the doors.
#[derive(Clone)]
pub struct Passwords {
    threads: HashThreads,
    meters: WorkQueue,
    costs: Arc<Costs>,
}

struct Costs {
    argon2: Argon2<'static>,
    /// Checked for people who do not exist, so that their absence takes the same time.
    dummy: String,
    hashes: AtomicU64,
    verifications: AtomicU64,
}

impl Costs {
    /// Counts a comparison that was made.
    fn note(&self, compared: Option<bool>) {
        self.verifications.fetch_add(u64::from(compared.is_some()), Ordering::Relaxed);
    }
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
        let threads = HashThreads::new(max_concurrent, settings.max_waiting)
            .map_err(|error| PasswordError::Failed(error.to_string()))?;
        let meters = WorkQueue::new(METERS.0, METERS.1);
        let (hashes, verifications) = Default::default();
        let costs = Costs { dummy: dummy(settings), argon2, hashes, verifications };
        Ok(Self { threads, meters, costs: Arc::new(costs) })
    }

    /// What was computed since this was made, by all clones.
    pub fn work(&self) -> PasswordWork {
        let Costs { hashes, verifications, .. } = &*self.costs;
        PasswordWork { hashes: hashes.load(Ordering::Relaxed), verifications: verifications.load(Ordering::Relaxed) }
    }

    /// The PHC string (`$argon2id$v=19$...`) to store for `password`.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        let costs = Arc::clone(&self.costs);
        self.threads
            .run(move |memory| {
                let made = hash(&costs.argon2, &password, memory);
                costs.hashes.fetch_add(u64::from(made.is_ok()), Ordering::Relaxed);
                made
            })
            .await?
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
        Ok(self.threads.run(move |memory| verify(&costs, &password, stored.as_deref(), memory)).await?)
    }
}

fn hash(argon2: &Argon2<'_>, password: &str, memory: &mut Memory) -> Result<String, PasswordError> {
    let failed = |error: &dyn std::fmt::Display| PasswordError::Failed(error.to_string());
    let salt = random_bytes::<16>();
    let mut result = [0; Params::DEFAULT_OUTPUT_LEN];
    let blocks = memory.blocks(argon2.params().block_count());
    let blocks = blocks.ok_or_else(|| PasswordError::Failed("there is no memory for a hash".to_owned()))?;
    let done = argon2.hash_password_into_with_memory(password.as_bytes(), &salt, &mut result, blocks);
    done.map_err(|error| failed(&error))?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(argon2.params()).map_err(|error| failed(&error))?,
        salt: Some(Salt::new(&salt).map_err(|error| failed(&error))?),
        hash: Some(Output::new(&result).map_err(|error| failed(&error))?),
    };
    Ok(hash.to_string())
}

/// Whether `password` has this hash, at the costs that stand in it. Outputs are compared in constant time.
fn is_hash_of(password: &str, hash: &PasswordHash, memory: &mut Memory) -> Option<bool> {
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = hash.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
    let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
    let argon2 = Argon2::new(algorithm, version, Params::try_from(hash).ok()?);
    let blocks = memory.blocks(argon2.params().block_count())?;
    let mut found = [0; Output::MAX_LENGTH];
    let found = found.get_mut(..expected.len())?;
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, found, blocks).ok()?;
    Some(Output::new(found).ok()? == *expected)
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

fn verify(costs: &Costs, password: &str, stored: Option<&str>, memory: &mut Memory) -> Verdict {
    let Some(parsed) = stored.and_then(|stored| PasswordHash::new(stored).ok()) else {
        if let Ok(dummy) = PasswordHash::new(&costs.dummy) {
            // The answer is thrown away; the time it took is the point.
            costs.note(is_hash_of(password, &dummy, memory));
        }
        return Verdict { is_match: false, needs_rehash: false };
    };
    let found = is_hash_of(password, &parsed, memory);
    costs.note(found);
    let is_match = found.unwrap_or_default();
    let today = costs.argon2.params();
    memory.keep_at_most(today.block_count());
    let is_todays = parsed.algorithm == Algorithm::Argon2id.ident()
        && Params::try_from(&parsed).is_ok_and(|params| {
            (params.m_cost(), params.t_cost(), params.p_cost()) == (today.m_cost(), today.t_cost(), today.p_cost())
        });
    Verdict { is_match, needs_rehash: is_match && !is_todays }
}

#[cfg(test)]
mod tests;
