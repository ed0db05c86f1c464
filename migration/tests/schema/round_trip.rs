//! Up, down to empty, and up again.

use broadsheet_migration::{Migrator, Status, down, status, up};

use crate::scratch::databases;

fn names() -> Vec<String> {
    Migrator::steps().iter().map(|step| step.name.to_owned()).collect()
}

#[tokio::test]
async fn x19_down_to_empty_and_up_again_gives_the_same_schema() {
    for database in databases().await {
        let report = up(&database.url, None).await.unwrap();
        assert_eq!(report.steps, names());
        let first = database.schema().await;
        assert!(first.len() > 40, "{first:#?}");

        let report = down(&database.url, None).await.unwrap();
        assert_eq!(report.steps, names().into_iter().rev().collect::<Vec<_>>());
        assert_eq!(database.schema().await, Vec::<String>::new());

        up(&database.url, None).await.unwrap();
        assert_eq!(database.schema().await, first);
        assert!(status(&database.url).await.unwrap().is_current());
        database.drop_database().await;
    }
}

#[tokio::test]
async fn each_step_undoes_itself() {
    for database in databases().await {
        for _ in Migrator::steps() {
            let before = database.schema().await;
            up(&database.url, Some(1)).await.unwrap();
            down(&database.url, Some(1)).await.unwrap();

            assert_eq!(database.schema().await, before);

            up(&database.url, Some(1)).await.unwrap();
        }
        database.drop_database().await;
    }
}

#[tokio::test]
async fn status_of_a_missing_file_lists_every_step_and_creates_nothing() {
    let database = crate::scratch::Scratch::sqlite();

    let found = status(&database.url).await.unwrap();

    assert_eq!(found, Status { pending: names(), ..Status::default() });
    let path = database.url.strip_prefix("sqlite://").unwrap();
    assert!(!std::path::Path::new(path).exists());
}

#[tokio::test]
async fn built_in_roles_hold_the_permissions_of_the_contract() {
    for database in databases().await {
        up(&database.url, None).await.unwrap();

        let counts = database
            .texts(
                "SELECT roles.name || ' ' || count(*) FROM roles
                    JOIN role_permissions ON role_permissions.role_id = roles.id
                    GROUP BY roles.name, roles.position ORDER BY roles.position",
            )
            .await;

        assert_eq!(counts, ["reader 4", "author 7", "moderator 13", "admin 24"]);
        database.drop_database().await;
    }
}
