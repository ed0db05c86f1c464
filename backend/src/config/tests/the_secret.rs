//! The one secret: which are good enough, and how a developer's machine comes to its own.

use std::{collections::HashSet, sync::Barrier, thread};

use sha2::{Digest, Sha256};

use super::*;
use crate::config::secrets::{development_key, weakness};

#[test]
fn a_random_secret_is_never_too_simple() {
    // Hashes of numbers stand for random bytes, so that every run tries the same ones. Of 32 hexadecimal digits, one secret
    // in sixty has fewer than twelve different ones.
    let keys = (0_u32..20_000).map(|number| {
        let bytes = Sha256::digest(number.to_be_bytes());
        bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>()
    });
    let distinct = |key: &str| key.chars().collect::<HashSet<_>>().len();
    let mut fewest = 16;
    for key in keys {
        assert_eq!(weakness(&key), None, "{key}");
        fewest = fewest.min(distinct(&key));
    }
    assert!(fewest < 12, "these were not unlucky enough to tell anything");
}

#[test]
fn a_typed_secret_is_too_simple() {
    for key in [
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "12345671234567123456712345671234567",
        "abcdefghabcdefghabcdefghabcdefghabcdefgh",
        "0123456789abcdef0123456789abcdef",
        "correcthorsebatterycorrecthorsebattery",
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "98765432109876543210zyxwvutsrqponm",
        "aabbccddeeffgghhiijjkkllmmnnooppqqrr",
    ] {
        assert_eq!(weakness(key), Some("is too simple: at least 32 random characters"), "{key}");
    }
}

#[test]
fn first_starts_at_once_agree_on_one_secret() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("data/secret");
        let start = Barrier::new(8);

        let keys: HashSet<String> = thread::scope(|scope| {
            let starts = (0..8).map(|_| {
                scope.spawn(|| {
                    start.wait();
                    development_key(&file).unwrap().expose().to_owned()
                })
            });
            starts.collect::<Vec<_>>().into_iter().map(|start| start.join().unwrap()).collect()
        });

        assert_eq!(keys.len(), 1);
        assert!(keys.contains(&fs::read_to_string(&file).unwrap()));
        assert_eq!(fs::read_dir(folder.path().join("data")).unwrap().count(), 1, "something was left behind");
    }
}

#[test]
fn who_only_looks_leaves_no_secret_and_takes_one_that_is_there() {
    let (_folder, sources) = sources(Profile::Development, &[]);

    let (passing, _) = look(&sources).unwrap();

    assert!(!sources.data_folder.exists());
    assert_eq!(weakness(passing.secrets.key.expose()), None);
    let (kept, _) = load(&sources).unwrap();
    let (seen, _) = look(&sources).unwrap();
    assert_eq!(seen.secrets.key.expose(), kept.secrets.key.expose());
}

#[test]
fn a_file_that_holds_no_secret_is_told_and_stays() {
    let (_folder, sources) = sources(Profile::Development, &[]);
    fs::create_dir(&sources.data_folder).unwrap();
    let file = sources.data_folder.join("secret");
    fs::write(&file, "half of a sec").unwrap();

    let said = load(&sources).unwrap_err().to_string();

    assert!(said.contains(&format!("{} holds none that will do: remove it", file.display())), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "half of a sec");
}

#[cfg(unix)]
#[test]
fn the_folder_of_the_secret_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, sources) = sources(Profile::Development, &[]);

    load(&sources).unwrap();

    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&sources.data_folder), 0o700);
    assert_eq!(mode(&sources.data_folder.join("secret")), 0o600);
}
