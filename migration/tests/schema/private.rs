//! What the first start makes is its owner's alone.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use broadsheet_migration::up;
use sea_orm_migration::sea_orm::{ConnectionTrait, Database};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).permissions().mode() & 0o777
}

#[tokio::test]
async fn a_new_database_is_its_owners_alone_with_all_beside_it() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("deep/data");
    let url = format!("sqlite://{}/new.db", folder.display());

    up(&url, None).await.unwrap();

    let open = Database::connect(&url).await.unwrap();
    open.execute_unprepared("CREATE TABLE more (id INTEGER)").await.unwrap();
    let mut seen: Vec<String> = Vec::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        assert_eq!(mode(&entry.path()), 0o600, "{}", entry.path().display());
        seen.push(entry.file_name().into_string().unwrap());
    }
    for name in ["new.db", "new.db-wal", "new.db-shm", "new.db.migrate-lock"] {
        assert!(seen.iter().any(|seen| seen == name), "{name} is not in {seen:?}");
    }
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(folder.parent().unwrap()), 0o700);
    open.close().await.unwrap();
}

#[tokio::test]
async fn what_is_there_keeps_its_mode() {
    let scratch = tempfile::tempdir().unwrap();
    let file = scratch.path().join("old.db");
    fs::write(&file, "").unwrap();
    fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o750)).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();

    up(&format!("sqlite://{}", file.display()), None).await.unwrap();

    assert_eq!((mode(scratch.path()), mode(&file)), (0o750, 0o640));
}
