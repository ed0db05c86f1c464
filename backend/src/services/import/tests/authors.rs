//! Which account an author's name leads to.

use super::*;

async fn accounts(context: &Context) -> u64 {
    users::count(context.database.read(), "", None).await.unwrap()
}

#[tokio::test]
async fn one_name_in_any_spelling_is_one_account() {
    for (names, shown) in [
        (["Re\u{301}my Nfd", "R\u{e9}my Nfd", "Re\u{301}my Nfd"], "R\u{e9}my Nfd"),
        (["Foo\u{202e}Bar", "Foo\u{202e}Bar", "Foo\u{202e}Bar"], "foo-bar"),
        (["\u{30d2}\u{309a}", "\u{30d4}", "\u{30d2}\u{309a}"], "\u{30d4}"),
    ] {
        let test = TestContext::new().await;
        let folder = tempfile::tempdir().unwrap();
        for (number, name) in names.iter().enumerate() {
            fs::write(folder.path().join(format!("{number}.md")), format!("---\nauthor: {name}\n---\nText")).unwrap();
        }

        import(&test.context, folder.path()).await;

        assert_eq!(accounts(&test.context).await, 1, "{names:?}");
        let list = published(&test.context.database).await;
        assert_eq!(list.len(), 3);
        assert!(list.iter().all(|post| post.author.display_name == shown), "{list:?}");
    }
}

#[tokio::test]
async fn a_file_that_names_another_person_is_that_persons() {
    for (before, after) in [("Eric Smith", "Eric"), ("Eric 2", "Eric"), ("Eric", "Eric Smith")] {
        let test = TestContext::new().await;
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str| {
            fs::write(folder.path().join("a.md"), format!("---\nauthor: {name}\n---\nText")).unwrap();
        };
        write(before);
        import(&test.context, folder.path()).await;

        write(after);
        let report = import(&test.context, folder.path()).await;

        assert_eq!(outcomes(&report), [&Outcome::Updated]);
        assert_eq!(post(&test.context, "a").await.summary.author.display_name, after);
    }
}

#[tokio::test]
async fn a_post_stays_with_whoever_claimed_its_account_under_another_name() {
    let test = TestContext::new().await;
    let context = &test.context;
    let folder = tempfile::tempdir().unwrap();
    let write = |text: &str| fs::write(folder.path().join("a.md"), format!("---\nauthor: Eric\n---\n{text}")).unwrap();
    write("One");
    import(context, folder.path()).await;
    let claimed = "UPDATE users SET status = 'active', email_confirmed_at = created_at, display_name = 'Erica'";
    context.database.write(|tx| async move { tx.execute_sql(claimed, vec![]).await }).await.unwrap();

    write("Two");
    import(context, folder.path()).await;

    assert_eq!((accounts(context).await, post(context, "a").await.summary.author.username), (1, "eric".to_owned()));
}
