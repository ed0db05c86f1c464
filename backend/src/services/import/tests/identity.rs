//! Which file is which: names of folders, moves, and posts from before folders had names.

use super::*;

#[tokio::test]
async fn folders_with_files_of_one_name_make_posts_of_their_own() {
    let test = TestContext::new().await;
    let context = &test.context;
    let (blog_a, blog_b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(blog_a.path().join("hello.md"), "---\ntitle: Of A\n---\nText").unwrap();
    fs::write(blog_b.path().join("hello.md"), "---\ntitle: Of B\n---\nText").unwrap();

    let reports = [import(context, blog_a.path()).await, import(context, blog_b.path()).await];

    assert!(reports.iter().all(|report| outcomes(report) == [&Outcome::Imported]));
    assert_eq!(post(context, "hello").await.summary.title, "Of A");
    assert_eq!(post(context, "hello-2").await.summary.title, "Of B");
    let again = [import(context, blog_a.path()).await, import(context, blog_b.path()).await];
    assert!(again.iter().all(|report| outcomes(report) == [&Outcome::Unchanged]));
}

#[tokio::test]
async fn a_folder_that_moved_is_known_by_its_name() {
    let test = TestContext::new().await;
    let context = &test.context;
    let (before, after) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(before.path().join("hello.md"), "---\ntitle: One\n---\nText").unwrap();
    fs::write(after.path().join("hello.md"), "---\ntitle: Two\n---\nText").unwrap();
    let first = import_as(context, before.path(), "notes", &Options::default()).await;

    let moved = import_as(context, after.path(), "notes/", &Options::default()).await;

    assert_eq!([outcomes(&first), outcomes(&moved)], [[&Outcome::Imported], [&Outcome::Updated]]);
    assert_eq!(post(context, "hello").await.summary.title, "Two");
    for wrong in ["", " ", "a//b", "a\nb"] {
        assert!(Source::folder(after.path()).unwrap().named(wrong).is_err(), "{wrong:?}");
    }
}

#[tokio::test]
async fn posts_from_before_sources_had_names_are_found_or_left_alone() {
    let test = TestContext::new().await;
    let context = &test.context;
    let (own, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let write = |folder: &Path, name: &str, title: &str| {
        fs::write(folder.join(name), format!("---\ntitle: {title}\n---\nText")).unwrap();
    };
    write(own.path(), "same.md", "Same");
    write(own.path(), "changed.md", "One");
    import_as(context, own.path(), "early", &Options::default()).await;
    let forget = "UPDATE posts SET import_source = REPLACE(import_source, 'early//', '')";
    context.database.write(|tx| async move { tx.execute_sql(forget, vec![]).await }).await.unwrap();
    write(own.path(), "changed.md", "Two");
    write(other.path(), "same.md", "Other");

    let others = import(context, other.path()).await;
    let mine = import(context, own.path()).await;

    assert!(matches!(outcomes(&others)[..], [Outcome::Refused(reason)] if reason.contains("--adopt")), "{others:?}");
    assert!(matches!(outcomes(&mine)[..], [Outcome::Refused(_), Outcome::Unchanged]), "{mine:?}");
    assert_eq!(post(context, "same").await.summary.title, "Same");
    assert_eq!(post(context, "changed").await.summary.title, "One");
    let adopting = Options { adopts_unnamed: true, ..Options::default() };
    let source = Source::folder(own.path()).unwrap();
    let adopted = run(context, source, &adopting, &mut |_| {}).await.unwrap();
    assert_eq!(outcomes(&adopted), [&Outcome::Updated, &Outcome::Unchanged]);
    assert_eq!(post(context, "changed").await.summary.title, "Two");
    let named = import(context, other.path()).await;
    assert_eq!(outcomes(&named), [&Outcome::Imported]);
    assert_eq!(post(context, "same-2").await.summary.title, "Other");
}
