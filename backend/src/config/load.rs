//! Reads the file, then the environment over it, and collects every mistake before saying anything.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use super::{
    Api, Auth, Cache, Cards, Channel, Config, Database, Importer, Limits, Logging, Mail, Media, Mistake, Mistakes,
    Notifications, Profile, Redis, Registration, Secret, Secrets, Server, Setting, Site, Worker, secrets,
    section::Section, value::instead_of,
};

mod names;
mod sources;

pub use sources::Sources;
use sources::{Given, gather};

/// One line of `config check`: a value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// Its place in the file.
    pub key: &'static str,
    /// The value as it may be shown.
    pub value: String,
    /// `default`, the file, or the variable.
    pub origin: String,
}

/// Reads and checks everything, or tells everything that is wrong.
pub fn load(sources: &Sources) -> Result<(Config, Vec<Effective>), Mistakes> {
    load_with(sources, secrets::development_key)
}

/// The same for what changes nothing: a developer's machine that has no secret yet gets none for keeps.
pub fn look(sources: &Sources) -> Result<(Config, Vec<Effective>), Mistakes> {
    load_with(sources, secrets::passing_key)
}

/// Where the secret of a developer's machine comes from.
type OwnKey = fn(&Path) -> io::Result<Secret>;

fn load_with(sources: &Sources, own_key: OwnKey) -> Result<(Config, Vec<Effective>), Mistakes> {
    let mut mistakes = Vec::new();
    let given = gather(sources, &mut mistakes);
    let profile = profile(sources, &given, &mut mistakes);
    let mut reader = Reader { profile, given: &given, mistakes, effective: Vec::new(), refused: BTreeSet::new() };
    let mut config = read(profile, &mut reader);
    own_address(&mut config, &mut reader);
    own_secret(&mut config, sources, &mut reader, own_key);
    check(&config, &mut reader);
    let Reader { mistakes, mut effective, .. } = reader;
    if !mistakes.is_empty() {
        return Err(Mistakes(mistakes));
    }
    effective.insert(0, Effective { key: "profile", value: profile.to_string(), origin: origin(&given, "profile") });
    Ok((config, effective))
}

/// The defaults of the testing profile, from which tests change what they need.
pub fn testing() -> Config {
    let given = BTreeMap::new();
    let profile = Profile::Testing;
    let mut reader =
        Reader { profile, given: &given, mistakes: Vec::new(), effective: Vec::new(), refused: BTreeSet::new() };
    read(profile, &mut reader)
}

fn profile(sources: &Sources, given: &BTreeMap<String, Given>, mistakes: &mut Vec<Mistake>) -> Profile {
    let Some(value) = given.get("profile") else { return sources.default_profile };
    let found = Profile::ALL.into_iter().find(|profile| profile.as_str() == value.text);
    found.unwrap_or_else(|| {
        mistakes.push(Mistake {
            place: value.place("profile"),
            problem: "must be one of development, testing, production".to_owned(),
            example: "BROADSHEET_PROFILE=production".to_owned(),
        });
        sources.default_profile
    })
}

fn read(profile: Profile, reader: &mut Reader<'_>) -> Config {
    Config {
        profile,
        server: Server::read(reader),
        site: Site::read(reader),
        database: Database::read(reader),
        redis: Redis::read(reader),
        cache: Cache::read(reader),
        secrets: Secrets::read(reader),
        auth: Auth::read(reader),
        registration: Registration::read(reader),
        limits: Limits::read(reader),
        api: Api::read(reader),
        mail: Mail::read(reader),
        notifications: Notifications::read(reader),
        media: Media::read(reader),
        cards: Cards::read(reader),
        logging: Logging::read(reader),
        importer: Importer::read(reader),
        channel: Channel::read(reader),
        worker: Worker::read(reader),
    }
}

/// Where nobody says what people type, it is this machine with the server's port.
fn own_address(config: &mut Config, reader: &mut Reader<'_>) {
    if reader.given.contains_key("site.base_address") || config.server.port == 0 {
        return;
    }
    // Refused only by addresses without a host.
    let _ = config.site.base_address.set_port(Some(config.server.port));
    for line in reader.effective.iter_mut().filter(|line| line.key == "site.base_address") {
        line.value = config.site.base_address.show();
    }
}

/// A developer's machine makes its own secret; anywhere else a missing one is a mistake.
fn own_secret(config: &mut Config, sources: &Sources, reader: &mut Reader<'_>, own_key: OwnKey) {
    if config.profile != Profile::Development || !config.secrets.key.expose().is_empty() {
        return;
    }
    let file = sources.data_folder.join("secret");
    match own_key(&file) {
        Ok(key) => {
            config.secrets.key = key;
            for line in reader.effective.iter_mut().filter(|line| line.key == "secrets.key") {
                line.value = config.secrets.key.show();
                line.origin = file.display().to_string();
            }
        }
        Err(error) => {
            let file = file.display();
            reader.refuse(
                "secrets.key",
                &if error.kind() == io::ErrorKind::InvalidData {
                    format!(
                        "is not set, and {file} holds none that will do: remove it, and the next start makes another"
                    )
                } else {
                    format!("is not set, and {file} cannot be written: {error}")
                },
            );
        }
    }
}

fn check(config: &Config, reader: &mut Reader<'_>) {
    config.server.check(reader);
    config.site.check(config.profile, reader);
    config.database.check(config.profile, reader);
    config.redis.check(config.profile, reader);
    config.cache.check(reader);
    config.secrets.check(config.profile, reader);
    config.auth.check(config.profile, reader);
    config.registration.check(reader);
    config.limits.check(reader);
    config.api.check(reader);
    config.channel.check(reader);
    config.mail.check(config.profile, reader);
    config.notifications.check(reader);
    config.media.check(reader);
    config.cards.check(reader);
    config.logging.check(reader);
    config.importer.check(reader);
    config.worker.check(reader);
}

fn origin(given: &BTreeMap<String, Given>, key: &str) -> String {
    given.get(key).map_or_else(|| "default".to_owned(), |given| given.origin.clone())
}

/// Hands out values and remembers what was wrong.
#[derive(Debug)]
pub struct Reader<'a> {
    profile: Profile,
    given: &'a BTreeMap<String, Given>,
    mistakes: Vec<Mistake>,
    effective: Vec<Effective>,
    refused: BTreeSet<String>,
}

impl Reader<'_> {
    /// The value of a field: as given, else the default; a mistake gives the default, so that reading goes on.
    pub(super) fn take<T: Setting>(&mut self, key: &'static str, example: &str, default: impl Fn(Profile) -> T) -> T {
        let value = match self.given.get(key) {
            Some(given) => T::read(&given.text).unwrap_or_else(|problem| {
                let is_said = T::IS_SECRET || T::NAMES_PARTS;
                let problem = if is_said { problem } else { instead_of(problem, &given.text) };
                self.add(key, problem, example);
                default(self.profile)
            }),
            None => default(self.profile),
        };
        self.effective.push(Effective { key, value: value.show(), origin: origin(self.given, key) });
        value
    }

    /// Tells another value than the one that was given: what it adds up to.
    pub(super) fn show(&mut self, key: &str, value: String) {
        for line in self.effective.iter_mut().filter(|line| line.key == key) {
            line.value.clone_from(&value);
        }
    }

    /// Records that a value that could be read is wrong all the same.
    pub(super) fn refuse(&mut self, key: &str, problem: &str) {
        let example = Config::fields().into_iter().find(|field| field.key == key).map_or("", |field| field.example);
        self.add(key, problem.to_owned(), example);
    }

    /// Records a number that is out of range.
    pub(super) fn range(&mut self, key: &str, number: u64, least: u64, most: u64) {
        if !(least..=most).contains(&number) {
            self.refuse(key, &format!("must be from {least} to {most}, not {number}"));
        }
    }

    /// One mistake a field: what follows from the first is noise.
    fn add(&mut self, key: &str, problem: String, example: &str) {
        if !self.refused.insert(key.to_owned()) {
            return;
        }
        let variable = format!("BROADSHEET_{}", key.to_uppercase().replace('.', "__"));
        let given = self.given.get(key);
        let place = given.map_or_else(|| variable.clone(), |given| given.place(key));
        let example = match given {
            Some(given) if !given.is_variable => format!("{key} = {}", in_toml(example)),
            _ => format!("{variable}={}", in_a_shell(example)),
        };
        self.mistakes.push(Mistake { place, problem, example });
    }
}

fn in_a_shell(example: &str) -> String {
    if example.contains(' ') { format!("\"{example}\"") } else { example.to_owned() }
}

fn in_toml(example: &str) -> String {
    let is_bare = example.parse::<i64>().is_ok() || example.parse::<bool>().is_ok();
    if is_bare { example.to_owned() } else { format!("\"{example}\"") }
}

/// The file that is read when none is named.
pub const DEFAULT_FILE: &str = "broadsheet.toml";

fn read_file(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))
}

/// The file to read, and whether it was asked for by name.
fn file_of(sources: &Sources) -> Option<(PathBuf, bool)> {
    match &sources.file {
        Some(path) => Some((path.clone(), true)),
        None => sources.look_for_default.then(|| (PathBuf::from(DEFAULT_FILE), false)),
    }
}
