//! Files that would stop the others.

use super::*;

#[tokio::test]
async fn a_block_made_to_take_for_ever_is_refused_at_once() {
    let test = TestContext::new().await;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("flow.md", format!("---\ntitle: {}\n---\nText", "[".repeat(100_000)));
    write("hidden.md", format!("---\ntitle: {}\n---\nText", "[ \"]\", ".repeat(8_000)));
    write("maps.md", format!("---\ntitle: {}\n---\nText", "{a: ".repeat(10_000)));
    write("blocks.md", format!("---\ntitle: A\ntags:\n  {}x\n---\nText", "- ".repeat(20_000)));
    write("bundle/index.md", format!("---\npath: {}\n---\nText", "[".repeat(60_000)));
    write("dotted.md", format!("+++\na{} = 1\n+++\nText", ".a".repeat(30_000)));
    write("long.md", format!("---\ntitle: A\ndescription: {}\n---\nText", "x".repeat(70_000)));
    write("line.md", format!("+++\ntitle = {}\n+++\nText", "x".repeat(50_000)));
    write("good.md", "---\ntitle: A [link](x) {of} sorts\n---\nText".to_owned());

    let report = import(&test.context, folder.path()).await;

    assert_eq!(report.count(|outcome| matches!(outcome, Outcome::Refused(_))), 8, "{report:?}");
    assert_eq!(published(&test.context.database).await.len(), 1);
    for (file, outcome) in &report.files {
        if let Outcome::Refused(reason) = outcome {
            assert!(reason.chars().count() <= 200 && !reason.contains('\n'), "{file}: {reason}");
            assert!(reason.contains("front matter"), "{file}: {reason}");
        }
    }
    for file in ["flow.md", "long.md"] {
        assert!(reason(&report, file).contains("64 KiB"), "{report:?}");
    }
}
