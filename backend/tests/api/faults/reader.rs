//! The program when whoever reads its output has left, as `head` does: nothing panics, the work is done, the code tells.

use std::{fs, io::pipe, path::Path, process::Stdio};

use tokio::process::Command;

/// The program with the database of this folder.
fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_broadsheet"));
    command
        .args(arguments)
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("BROADSHEET_PROFILE", "testing")
        .env("BROADSHEET_DATABASE__URL", format!("sqlite://{}", folder.join("broadsheet.db").display()))
        .env("BROADSHEET_MEDIA__FOLDER", folder.join("media"))
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

/// A pipe that nobody reads from.
fn abandoned() -> Stdio {
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    writer.into()
}

#[tokio::test]
async fn an_import_goes_on_and_keeps_its_code_when_its_reader_has_left() {
    let folder = tempfile::tempdir().unwrap();
    let posts = folder.path().join("posts");
    fs::create_dir(&posts).unwrap();
    for number in 0..5 {
        fs::write(posts.join(format!("{number}.md")), "Text").unwrap();
    }
    fs::write(posts.join("9.md"), "---\ndate: soon\n---\nText").unwrap();

    let heard = program(folder.path(), &["import", "markdown", "posts"]).stdout(abandoned()).output().await.unwrap();
    let unheard = program(folder.path(), &["import", "markdown", "posts"])
        .stdout(abandoned())
        .stderr(abandoned())
        .status()
        .await
        .unwrap();

    let said = String::from_utf8_lossy(&heard.stderr);
    assert_eq!((heard.status.code(), unheard.code()), (Some(3), Some(3)), "{said}");
    assert!(said.contains("1 of 6 files were refused") && !said.contains("panicked"), "{said}");
    let again = program(folder.path(), &["import", "markdown", "posts", "--dry-run"]).output().await.unwrap();
    let told = String::from_utf8_lossy(&again.stdout);
    assert!(told.contains("0 imported, 0 updated, 5 skipped (unchanged), 1 refused"), "{told}");
}

#[tokio::test]
async fn every_verb_that_prints_ends_well_when_its_reader_has_left() {
    let folder = tempfile::tempdir().unwrap();

    for arguments in [
        &["migrate", "up"][..],
        &["migrate", "status"],
        &["migrate", "down"],
        &["config", "check"],
        &["config", "reference"],
        &["openapi", "v1"],
    ] {
        let output = program(folder.path(), arguments).stdout(abandoned()).output().await.unwrap();

        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.contains("panicked"), "{arguments:?}: {said}");
    }
}
