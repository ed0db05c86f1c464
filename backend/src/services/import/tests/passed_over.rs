//! Entries of a folder that are no file to import: named, and no hindrance.

use super::*;

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_folder_that_cannot_be_read_is_named_and_the_rest_goes_on() {
    let test = TestContext::new().await;
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), "Text").unwrap();
    fs::write(folder.path().join("z.md"), "Text").unwrap();
    // Not even root reads a folder whose path is longer than the system takes. Moves make one, of two that it takes.
    let deep = |name: &str| {
        let inner: PathBuf = [name].into_iter().chain(std::iter::repeat_n("0123456789", 200)).collect();
        fs::create_dir_all(folder.path().join(&inner)).unwrap();
        folder.path().join(inner)
    };
    let (first, _) = (deep("first"), deep("second"));
    fs::rename(folder.path().join("second"), first.join("second")).unwrap();

    let report = import(&test.context, folder.path()).await;

    let refused: Vec<_> = report.files.iter().filter(|(_, outcome)| matches!(outcome, Outcome::Refused(_))).collect();
    assert_eq!(refused.len(), 1, "{report:?}");
    assert!(refused[0].0.starts_with("first/0123456789/"), "{refused:?}");
    assert!(reason(&report, &refused[0].0).contains("cannot be read"), "{refused:?}");
    assert_eq!(published(&test.context.database).await.len(), 2);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_is_passed_over_is_named() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt, os::unix::fs::symlink};
    let test = TestContext::new().await;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &[u8]| folder.path().join(OsStr::from_bytes(name));
    fs::write(at(b"a.md"), "Text").unwrap();
    fs::write(at(b"caf\xe9.md"), "Text").unwrap();
    fs::create_dir(at(b"n\xe4chte")).unwrap();
    fs::write(at(b"n\xe4chte/b.md"), "Text").unwrap();
    fs::create_dir(at(b"real")).unwrap();
    symlink("a.md", at(b"link.md")).unwrap();
    symlink("nowhere", at(b"gone.MARKDOWN")).unwrap();
    symlink("real", at(b"folder")).unwrap();
    symlink(".", at(b"real/loop")).unwrap();
    // Neither a post nor a folder of them, and so nothing to speak of.
    symlink("a.md", at(b"picture.png")).unwrap();
    fs::write(at(b"b\xe4d.png"), "Text").unwrap();

    let report = import(&test.context, folder.path()).await;

    assert_eq!(published(&test.context.database).await.len(), 1);
    let link = "a symbolic link";
    for (file, why) in [
        ("caf\u{fffd}.md", "UTF-8"),
        ("n\u{fffd}chte/b.md", "UTF-8"),
        ("link.md", link),
        ("gone.MARKDOWN", link),
        ("folder", link),
        ("real/loop", link),
    ] {
        assert!(reason(&report, file).contains(why), "{report:?}");
    }
    assert_eq!(report.files.len(), 7, "{report:?}");
}
