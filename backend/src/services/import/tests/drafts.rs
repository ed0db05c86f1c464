//! What a file says about being a draft, and what it may not leave open.

use super::*;
use crate::services::testing::texts;

/// The one file, written with this front matter and imported.
async fn imported(test: &TestContext, text: &str) -> (Outcome, Option<Post>) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.md"), text).unwrap();
    let mut report = import(&test.context, folder.path()).await;
    let (_, outcome) = report.files.remove(0);
    let found = match outcome {
        Outcome::Refused(_) => None,
        _ => posts::find_by_slug(test.context.database.read(), "a").await.unwrap(),
    };
    (outcome, found)
}

#[tokio::test]
async fn a_draft_is_a_draft_however_it_is_said() {
    for line in [
        "draft: yes",
        "draft: \"true\"",
        "Draft: true",
        "DRAFT: On",
        "draft: 1",
        "draft: TRUE",
        "published: no",
        "Published: \"FALSE\"",
        "published: off",
        "published: 0",
    ] {
        let test = TestContext::new().await;

        let (outcome, found) = imported(&test, &format!("---\ntitle: A\n{line}\n---\nText")).await;

        assert_eq!(outcome, Outcome::Imported, "{line}");
        assert_eq!(found.unwrap().summary.state, PostState::Draft, "{line}");
        assert!(published(&test.context.database).await.is_empty(), "{line}");
    }
}

#[tokio::test]
async fn what_is_no_draft_is_published() {
    for line in ["draft: no", "draft: \"False\"", "draft: off", "draft: 0", "published: yes", "published: 1"] {
        let test = TestContext::new().await;

        imported(&test, &format!("---\ntitle: A\n{line}\n---\nText")).await;

        assert_eq!(published(&test.context.database).await.len(), 1, "{line}");
    }
}

#[tokio::test]
async fn a_field_that_is_not_understood_refuses_the_file_by_name() {
    let test = TestContext::new().await;
    for (text, field) in [
        ("---\ntitle: A\ndraft: maybe\n---\nText", "draft"),
        ("---\ntitle: A\ndraft:\n---\nText", "draft"),
        ("---\ntitle: A\ndraft: [true]\n---\nText", "draft"),
        ("---\ntitle: A\npublished: 2020-01-02\n---\nText", "published"),
        ("+++\ntitle = \"A\"\ndraft = 2\n+++\nText", "draft"),
        ("---\ndate: {x: 1}\n---\nText", "date"),
        ("---\ntitle: [a, b]\n---\nText", "title"),
        ("---\ntitle: true\n---\nText", "title"),
        ("---\ntitle: A\ndescription: {x: 1}\n---\nText", "description"),
        ("---\ntitle: A\nauthors: [{name: Ada}]\n---\nText", "authors"),
        ("---\ntitle: A\ntags: {x: 1}\n---\nText", "tags"),
        ("---\ntitle: A\ntaxonomies: [x]\n---\nText", "taxonomies"),
        ("---\ntitle: A\nlanguage: [en]\n---\nText", "language"),
    ] {
        let (outcome, _) = imported(&test, text).await;

        let Outcome::Refused(reason) = outcome else { panic!("{text}: {outcome:?}") };
        assert!(reason.starts_with(&format!("{field}: ")), "{text}: {reason}");
    }
    assert!(published(&test.context.database).await.is_empty());
}

#[tokio::test]
async fn a_text_between_two_lines_stays() {
    for text in [
        "---\n\nNote: this was a long text\n\n---\n\nrest",
        "---\nNote: this was a long text\n---\n\nrest",
        "---\n# A heading\n---\n\nrest",
        "---\nJust words\n---\n\nrest",
    ] {
        let test = TestContext::new().await;

        let (outcome, found) = imported(&test, text).await;

        assert_eq!(outcome, Outcome::Imported, "{text}");
        assert_eq!(found.unwrap().body_markdown, text);
    }
}

#[tokio::test]
async fn a_block_that_may_be_either_is_refused() {
    let test = TestContext::new().await;

    let (outcome, _) = imported(&test, "---\n\ntitle: A\ndraft: true\n---\nText").await;

    assert!(matches!(&outcome, Outcome::Refused(reason) if reason.contains("empty line")), "{outcome:?}");
}

#[tokio::test]
async fn a_key_that_stands_there_twice_is_named() {
    let test = TestContext::new().await;
    for (text, key) in [
        ("---\ntitle: A\ndate: 2020-01-02\ndate: 2021-01-02\n---\nText", "date"),
        ("---\ntitle: A\nDraft: true\ndraft: false\n---\nText", "draft"),
        ("---\ntitle: A\nextra:\n  team: A\n  team: B\n---\nText", "team"),
        ("+++\ntitle = \"A\"\ntitle = \"B\"\n+++\nText", "title"),
        ("+++\ntitle = \"A\"\nDraft = true\ndraft = false\n+++\nText", "draft"),
    ] {
        let (outcome, _) = imported(&test, text).await;

        let Outcome::Refused(reason) = outcome else { panic!("{text}: {outcome:?}") };
        assert!(reason.contains(key) && reason.contains("twice"), "{text}: {reason}");
    }
}

#[tokio::test]
async fn b1_an_old_path_of_a_draft_leads_nowhere_and_that_of_a_post_to_it() {
    for (line, leads) in [("draft: yes", false), ("draft: no", true)] {
        let test = TestContext::new().await;

        imported(&test, &format!("---\ntitle: A\n{line}\naliases: [\"/old/a\"]\n---\nText")).await;

        let stored = "SELECT target FROM redirects WHERE path = '/old/a'";
        assert_eq!(texts(&test.context, stored).await, ["/posts/a"], "{line}");
        let found = redirects::find(test.context.database.read(), "/old/a").await.unwrap();
        assert_eq!(found.is_some(), leads, "{line}");
    }
}
