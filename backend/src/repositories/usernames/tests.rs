//! Names as the database keeps them.

use broadsheet_migration::Migrator;
use broadsheet_shared::{id::UserId, value::Username};

use super::*;
use crate::repositories::{
    Database, DatabaseSettings,
    testing::{NOON, TestDatabase, insert_user},
    users,
};

async fn claimed(database: &Database, name: &str, owner: Option<UserId>) -> Result<(), DatabaseError> {
    let name = &Username::parse(name).unwrap();
    database.write(|transaction| async move { claim(&transaction, name, owner).await }).await
}

async fn renamed(database: &Database, user: UserId, former: &str, name: &str) {
    let name = &Username::parse(name).unwrap();
    let outcome: Result<(), DatabaseError> = database
        .write(|transaction| async move {
            claim(&transaction, name, Some(user)).await?;
            replace(&transaction, user, former, name, NOON).await
        })
        .await;
    outcome.unwrap();
}

#[tokio::test]
async fn a_former_name_and_its_likes_stay_their_owners() {
    let test = TestDatabase::new().await;
    let database = &test.database;
    let ada = insert_user(database, "adaba").await;
    renamed(database, ada, "adaba", "bob").await;
    renamed(database, ada, "bob", "lovelace").await;

    assert!(claimed(database, "BOB", None).await.unwrap_err().is_taken("users.username_canonical"));
    assert!(claimed(database, "b0b", None).await.unwrap_err().is_taken("users.username_skeleton"));
    assert!(claimed(database, "love1ace", None).await.unwrap_err().is_taken("users.username_skeleton"));
    assert!(claimed(database, "bob", Some(ada)).await.is_ok());
    assert_eq!(find_former_owner(database.read(), "bob").await.unwrap(), Some(ada));

    renamed(database, ada, "lovelace", "bob").await;

    assert_eq!(find_former_owner(database.read(), "bob").await.unwrap(), None);
    assert_eq!(find_former_owner(database.read(), "lovelace").await.unwrap(), Some(ada));
    assert_eq!(users::find(database.read(), ada).await.unwrap().unwrap().card.username, "bob");
}

#[tokio::test]
async fn another_case_of_letters_is_the_same_name() {
    let test = TestDatabase::new().await;
    let ada = insert_user(&test.database, "ada").await;

    renamed(&test.database, ada, "ada", "Ada").await;

    assert_eq!(find_last_change(test.database.read(), ada).await.unwrap(), None);
    assert_eq!(users::find_by_username(test.database.read(), "ada").await.unwrap().unwrap().card.username, "Ada");
}

/// The database after the steps before 0019, with names in it; then what the step made of them.
#[tokio::test]
async fn the_step_gives_present_names_the_skeletons_that_new_ones_get() {
    let test = TestDatabase::new().await;
    let database = &test.database;
    let names = ["ada", "Mia_I", "b0b", "bob", "ex-1mm0", "Il1"];
    for name in names {
        insert_user(database, name).await;
    }
    let steps = Migrator::steps();
    let place = steps.iter().position(|step| step.name == "0019_identity").unwrap();
    broadsheet_migration::down(&test.url, u32::try_from(steps.len() - place).ok()).await.unwrap();

    broadsheet_migration::up(&test.url, None).await.unwrap();

    let database = Database::connect(&DatabaseSettings::new(&test.url)).await.unwrap();
    let sql = "SELECT username, username_skeleton FROM users WHERE username_skeleton IS NOT NULL ORDER BY id";
    let stored: Vec<(String, String)> = database.read().rows(sql, vec![]).await.unwrap();
    let expected: Vec<_> = names
        .into_iter()
        .filter(|name| *name != "bob")
        .map(|name| (name.to_owned(), Username::parse(name).unwrap().skeleton()))
        .collect();
    assert_eq!(stored, expected);
    database.close().await.unwrap();
}
