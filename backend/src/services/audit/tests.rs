//! The log only grows, and goes with its deed; what identifies people goes away.

use super::*;
use crate::{
    domain::{session::Device, user::role},
    services::{
        accounts::{self, NewAccount},
        testing::{TestContext, texts},
    },
};

async fn ada(context: &Context) -> UserId {
    let form = broadsheet_shared::v2::Register {
        username: "ada".into(),
        email: "ada@example.org".into(),
        password: "correct horse battery".into(),
        display_name: String::new(),
        ..Default::default()
    };
    let account = NewAccount { registration: form.parse().unwrap(), role: role::AUTHOR.into(), is_confirmed: true };
    accounts::create(context, &Actor::System, account).await.unwrap()
}

fn device() -> Device {
    Device::new("curl/8", "192.0.2.7")
}

#[tokio::test]
async fn a_deed_that_fails_leaves_no_line() {
    let test = TestContext::new().await;
    let context = &test.context;

    let failed: Result<(), DatabaseError> = context
        .database
        .write(|tx| async move {
            record(context, &tx, Entry::new(Action::SignedIn).at(&device())).await?;
            Err(DatabaseError::UnknownEngine)
        })
        .await;

    assert!(failed.is_err());
    assert!(texts(context, "SELECT action FROM audit_log").await.is_empty());
    assert!(texts(context, "SELECT address FROM audit_origins").await.is_empty());
}

#[tokio::test]
async fn nobody_changes_or_deletes_a_line() {
    let test = TestContext::new().await;
    let context = &test.context;
    note(context, Entry::new(Action::SignedIn)).await.unwrap();

    let of_both = ["UPDATE audit_log SET action = 'nothing'", "DELETE FROM audit_log"];
    let of_one: &[&str] = match context.database.engine() {
        // The id, and the number that the engine itself gives a row.
        repositories::Engine::Sqlite => &[
            "INSERT OR REPLACE INTO audit_log (id, created_at, action, details)
                SELECT id, created_at, 'nothing', details FROM audit_log",
            "REPLACE INTO audit_log (rowid, id, created_at, action, details)
                SELECT rowid, x'00', created_at, 'nothing', details FROM audit_log",
        ],
        repositories::Engine::Postgres => &["TRUNCATE audit_log CASCADE", "TRUNCATE users CASCADE"],
    };
    for sql in of_both.iter().chain(of_one) {
        let sql: &str = sql;
        let tried: Result<u64, DatabaseError> =
            context.database.write(|tx| async move { tx.execute_sql(sql, vec![]).await }).await;
        let said = tried.expect_err(sql);
        assert!(format!("{said:?}").contains("the audit log only grows"), "{sql}: {said:?}");
    }

    assert_eq!(texts(context, "SELECT action FROM audit_log").await, ["session.signed_in"]);
}

#[tokio::test]
async fn addresses_go_after_ninety_days_and_when_an_account_is_erased() {
    let test = TestContext::new().await;
    let context = &test.context;
    let ada = ada(context).await;
    let signed_in = || Entry::new(Action::SignedIn).by_person(ada).at(&device());
    let failed = || Entry::new(Action::SignInFailed).of(ada).at(&device());
    let addresses = async || texts(context, "SELECT address FROM audit_origins").await.len();
    note(context, signed_in()).await.unwrap();
    context.clock.advance_secs(ORIGINS_KEPT_SECS);
    note(context, failed()).await.unwrap();

    assert_eq!(purge_origins(context).await.unwrap(), 0);
    context.clock.advance_secs(1);
    assert_eq!(purge_origins(context).await.unwrap(), 1);
    assert_eq!(addresses().await, 1);
    note(context, signed_in()).await.unwrap();
    context.database.write(|tx| async move { repositories::audit::delete_origins_of(&tx, ada).await }).await.unwrap();

    assert_eq!(addresses().await, 0);
    let lines = texts(context, "SELECT action FROM audit_log WHERE action LIKE 'session.%'").await;
    assert_eq!(lines.len(), 3, "the lines stay");
}
