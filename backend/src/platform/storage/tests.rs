//! The store: names that cannot escape, files that are whole.

use super::*;

const HASH: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

fn name() -> FileName {
    FileName::new(HASH, (480, 320), "jpg").unwrap()
}

fn files_under(directory: &Path) -> usize {
    walkdir::WalkDir::new(directory)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .count()
}

#[tokio::test]
async fn a_file_is_stored_read_and_removed() {
    let directory = tempfile::tempdir().unwrap();
    let storage = Storage::open(directory.path()).await.unwrap();

    storage.put(&name(), Bytes::from_static(b"picture")).await.unwrap();

    assert_eq!(storage.read(&name()).await.unwrap(), Some(Bytes::from_static(b"picture")));
    assert_eq!(files_under(directory.path()), 1);
    assert!(storage.delete(&name()).await.unwrap());
    assert!(!storage.delete(&name()).await.unwrap());
    assert_eq!(storage.read(&name()).await.unwrap(), None);
}

#[tokio::test]
async fn storing_the_same_file_again_is_harmless() {
    let directory = tempfile::tempdir().unwrap();
    let storage = Storage::open(directory.path()).await.unwrap();

    for _ in 0..2 {
        storage.put(&name(), Bytes::from_static(b"picture")).await.unwrap();
    }

    assert_eq!(files_under(directory.path()), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_we_make_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let (made, shared) = (folder.path().join("data/media"), folder.path().join("shared"));
    fs::create_dir(&shared).unwrap();
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o750)).unwrap();

    for directory in [&made, &shared] {
        Storage::open(directory).await.unwrap();
    }

    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(made.parent().unwrap()), mode(&made), mode(&shared)), (0o700, 0o700, 0o750));
}

#[tokio::test]
async fn x13_what_a_dead_process_left_is_cleared_at_start() {
    let directory = tempfile::tempdir().unwrap();
    Storage::open(directory.path()).await.unwrap();
    let old = directory.path().join(TEMPORARY).join("old");
    fs::write(&old, "half").unwrap();
    let long_ago = SystemTime::now() - ABANDONED_AFTER * 2;
    File::options().write(true).open(&old).unwrap().set_modified(long_ago).unwrap();
    fs::write(directory.path().join(TEMPORARY).join("fresh"), "being written").unwrap();

    Storage::open(directory.path()).await.unwrap();

    assert!(!old.exists());
    assert_eq!(files_under(directory.path()), 1);
}

#[test]
fn l6_only_names_of_our_own_making_are_taken() {
    let good = name().to_string();
    assert_eq!(good.parse(), Ok(name()));

    let hash = HASH;
    for bad in [
        String::new(),
        "../../etc/passwd".into(),
        format!("../{good}"),
        format!("{good}/.."),
        format!("..%2f{good}"),
        format!("%2e%2e%5c{good}"),
        format!("{good}\0"),
        format!("{good}\n"),
        format!(" {good}"),
        format!("{hash}-480x320.svg"),
        format!("{hash}-480x320.JPG"),
        format!("{hash}-480x320.jpg.map"),
        format!("{hash}-480.jpg"),
        format!("{hash}-0x320.jpg"),
        format!("{hash}-480x0.jpg"),
        format!("{hash}-0480x320.jpg"),
        format!("{hash}-+480x320.jpg"),
        format!("{hash}-480x+320.jpg"),
        format!("{hash}-480x320x1.jpg"),
        format!("{hash}-100000x320.jpg"),
        format!("{hash}-480x99999999999999999999.jpg"),
        format!("{hash}.jpg"),
        format!("{}-480x320.jpg", HASH.to_uppercase()),
        format!("{}-480x320.jpg", &HASH[1..]),
        ".env".into(),
        "tmp".into(),
    ] {
        assert_eq!(bad.parse::<FileName>(), Err(InvalidFileName), "{bad:?}");
    }
}
