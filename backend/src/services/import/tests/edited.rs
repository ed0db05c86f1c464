//! Posts that somebody edited on the site after the import (SECURITY K3): a newer file does not write over them unasked.

use broadsheet_shared::{input::PostPatch, permission::Permission, value::Title};

use super::*;
use crate::{
    domain::{
        actor::{Actor, Person},
        precondition::Precondition,
    },
    platform::markdown::Profile,
    services::posts::{ImportedPost, Placement, archive, publish, revise, store_imported, unpublish},
};

/// A folder with one file of this title.
fn file_of(title: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, title);
    folder
}

fn write(folder: &tempfile::TempDir, title: &str) {
    fs::write(folder.path().join("a.md"), format!("---\ntitle: {title}\ndate: 2020-01-02\n---\nText")).unwrap();
}

/// The author of the post, who has claimed the account.
fn author(post: &Post) -> Actor {
    let author = &post.summary.author;
    let permissions = Permission::ALL.iter().copied().collect();
    Actor::Person(Person::new(author.id, author.username.clone(), permissions, true))
}

/// Changes the post as its author does.
async fn edit(context: &Context, patch: PostPatch) -> Post {
    let before = post(context, "a").await;
    revise(context, &author(&before), before.summary.id, &Precondition::Any, &patch).await.unwrap()
}

fn title(text: &str) -> PostPatch {
    PostPatch { title: Some(Title::parse(text).unwrap()), ..PostPatch::default() }
}

async fn overwrite(context: &Context, folder: &tempfile::TempDir, is_dry_run: bool) -> Report {
    let options = Options { overwrites: true, is_dry_run, ..Options::default() };
    run(context, Source::folder(folder.path()).unwrap(), &options, &mut |_| {}).await.unwrap()
}

#[tokio::test]
async fn k3_an_edit_on_the_site_outlives_a_newer_file_until_somebody_says_otherwise() {
    let test = TestContext::new().await;
    let context = &test.context;
    let folder = file_of("One");
    import(context, folder.path()).await;
    let edited = edit(context, title("Of the site")).await;

    let same = import(context, folder.path()).await;
    write(&folder, "Two");
    let options = Options { is_dry_run: true, ..Options::default() };
    let asked = run(context, Source::folder(folder.path()).unwrap(), &options, &mut |_| {}).await.unwrap();
    let newer = import(context, folder.path()).await;

    assert_eq!(outcomes(&same), [&Outcome::Unchanged]);
    for report in [&asked, &newer] {
        let why = reason(report, "a.md");
        assert!(why.contains("edited on the site") && why.contains("--overwrite"), "{why}");
    }
    assert_eq!(post(context, "a").await, edited);

    assert_eq!(outcomes(&overwrite(context, &folder, true).await), [&Outcome::Updated]);
    assert_eq!(post(context, "a").await, edited);
    assert_eq!(outcomes(&overwrite(context, &folder, false).await), [&Outcome::Updated]);
    assert_eq!(post(context, "a").await.summary.title, "Two");
    assert_eq!(outcomes(&overwrite(context, &folder, false).await), [&Outcome::Unchanged]);
    write(&folder, "Three");
    assert_eq!(outcomes(&import(context, folder.path()).await), [&Outcome::Updated]);
}

#[tokio::test]
async fn k3_an_edit_between_look_and_storing_is_seen() {
    let test = TestContext::new().await;
    let context = &test.context;
    let folder = file_of("One");
    import(context, folder.path()).await;
    let edited = edit(context, title("Of the site")).await;
    let record = posts::find_record(context.database.read(), edited.summary.id).await.unwrap().unwrap();
    let newer = &ImportedPost {
        source: record.import_source.unwrap(),
        hash: "another".to_owned(),
        title: "Two".to_owned(),
        body: "Text".to_owned(),
        rendered: context.markdown.render("Text", Profile::Post).unwrap(),
        slug: None,
        excerpt: None,
        tags: Vec::new(),
        date: None,
        is_draft: false,
        language: None,
        canonical_url: None,
        overwrites: false,
    };
    let placement = &Placement { author: record.author_id, category: None, cover: None };

    let tried = context.database.write(|tx| async move { store_imported(context, &tx, newer, placement).await }).await;

    assert!(matches!(tried, Err(PostError::Stale(_))), "{tried:?}");
    assert_eq!(post(context, "a").await, edited);
}

#[tokio::test]
async fn what_is_no_edit_of_the_text_stops_no_newer_file() {
    let test = TestContext::new().await;
    let context = &test.context;
    let folder = file_of("One");
    import(context, folder.path()).await;
    let first = post(context, "a").await;
    let (id, author) = (first.summary.id, author(&first));

    archive(context, &author, id, &Precondition::Any).await.unwrap();
    publish(context, &author, id, &Precondition::Any, None).await.unwrap();
    let closed = edit(context, PostPatch { comments_open: Some(false), ..PostPatch::default() }).await;
    write(&folder, "Two");
    let newer = import(context, folder.path()).await;

    assert!(closed.summary.edit_version > first.summary.edit_version);
    assert_eq!(outcomes(&newer), [&Outcome::Updated]);
    let last = post(context, "a").await;
    assert_eq!((last.summary.title.as_str(), last.comments_open), ("Two", false));

    edit(context, title("Of the site")).await;
    archive(context, &author, id, &Precondition::Any).await.unwrap();
    write(&folder, "Three");
    assert!(reason(&import(context, folder.path()).await, "a.md").contains("edited on the site"));
}

#[tokio::test]
async fn k3_a_post_that_was_taken_back_on_the_site_is_not_published_again_by_its_file() {
    let test = TestContext::new().await;
    let context = &test.context;
    let folder = file_of("One");
    import(context, folder.path()).await;
    let first = post(context, "a").await;

    unpublish(context, &author(&first), first.summary.id, &Precondition::Any).await.unwrap();
    write(&folder, "Two");
    let report = import(context, folder.path()).await;

    assert!(reason(&report, "a.md").contains("edited on the site"));
    assert_eq!(post(context, "a").await.summary.state, PostState::Draft);
}

/// As steps of the schema find it that was made by an earlier version.
async fn forget_versions(context: &Context) {
    let sql = "UPDATE posts SET import_version = NULL";
    context.database.write(|tx| async move { tx.execute_sql(sql, vec![]).await }).await.unwrap();
}

#[tokio::test]
async fn a_post_from_before_versions_were_kept_counts_as_edited_unless_it_is_as_new() {
    let test = TestContext::new().await;
    let context = &test.context;
    let folder = file_of("One");
    import(context, folder.path()).await;

    forget_versions(context).await;
    write(&folder, "Two");
    assert_eq!(outcomes(&import(context, folder.path()).await), [&Outcome::Updated]);
    forget_versions(context).await;
    write(&folder, "Three");
    assert!(reason(&import(context, folder.path()).await, "a.md").contains("--overwrite"));
    assert_eq!(post(context, "a").await.summary.title, "Two");
    assert_eq!(outcomes(&overwrite(context, &folder, false).await), [&Outcome::Updated]);
}
