//! Choosing a password while another way to choose one is gone before it.

use std::sync::Arc;

use broadsheet_shared::{
    input::{Credentials, EmailChange},
    v2,
    value::EmailAddress,
};

use super::*;
use crate::{
    domain::user::role,
    services::{
        accounts::{self, NewAccount},
        sessions::{self, Arrival, Door, SignIn},
        testing::{TestContext, texts},
    },
};

const OLD: &str = "correct horse battery";
const NEW: &str = "a better horse battery";

/// A site with Ada, signed in.
async fn site() -> (TestContext, Actor) {
    let test = TestContext::new().await;
    let (username, email) = ("ada".to_owned(), "ada@example.org".to_owned());
    let registration = v2::Register { username, email, password: OLD.to_owned(), ..v2::Register::default() };
    let registration = registration.parse().expect("a good registration");
    let account = NewAccount { registration, role: role::AUTHOR.to_owned(), is_confirmed: true };
    accounts::create(&test.context, &Actor::System, account).await.unwrap();
    let credentials = Credentials { login: "ada".to_owned(), password: OLD.to_owned() };
    let arrival = Arrival { device: Device::default(), previous: None, step: None };
    let SignIn::Granted(grant) = sessions::login(&test.context, credentials, arrival).await.unwrap() else {
        panic!("there is no second factor")
    };
    let device = Arc::new(Device::default());
    let person = sessions::authenticate(&test.context, &grant.access_token, Door::V2, device).await.unwrap();
    (test, Actor::Person(person))
}

fn presented(password: &str) -> PresentedPassword {
    PresentedPassword::parse(password).unwrap()
}

async fn hash_of_ada(context: &Context) -> Vec<String> {
    texts(context, "SELECT password_hash FROM users WHERE username = 'ada'").await
}

#[tokio::test]
async fn a6_a_change_whose_proof_came_before_a_reset_undoes_nothing() {
    let (test, ada) = site().await;
    let context = &test.context;
    let proof = prove(context, &ada, presented(OLD)).await.unwrap();
    let fresh = context.passwords.hash("the choice of a thief".to_owned()).await.unwrap();

    set_password(context, &Actor::System, "ada", &Password::parse(NEW).unwrap()).await.unwrap();
    let chosen = hash_of_ada(context).await;
    let late = put_in_place(context, &ada, &proof, &fresh).await;

    assert!(matches!(late, Err(AccountError::Proof(ProofError::Overtaken))), "{late:?}");
    assert_eq!(hash_of_ada(context).await, chosen);
}

#[tokio::test]
async fn a6_of_two_changes_at_once_the_second_knows_the_password_no_more() {
    let (test, ada) = site().await;
    let context = &test.context;
    let (first, second) =
        (prove(context, &ada, presented(OLD)).await.unwrap(), prove(context, &ada, presented(OLD)).await.unwrap());

    let hash = context.passwords.hash(NEW.to_owned()).await.unwrap();
    put_in_place(context, &ada, &first, &hash).await.unwrap();
    let late = put_in_place(context, &ada, &second, "another").await;

    // The session that acts lives on; the proof does not.
    assert!(matches!(late, Err(AccountError::WrongPassword)), "{late:?}");
    assert_eq!(hash_of_ada(context).await, [hash]);
}

#[tokio::test]
async fn a6_a_session_that_was_ended_meanwhile_does_nothing_more() {
    let (test, ada) = site().await;
    let context = &test.context;
    let ended = "UPDATE sessions SET revoked_at = 1, revoked_reason = 'revoked'";
    let write = context.database.write(|tx| async move { tx.execute_sql(ended, vec![]).await });
    let written: Result<u64, crate::repositories::DatabaseError> = write.await;
    written.unwrap();

    let email = EmailAddress::parse("thief@example.org").unwrap();
    let moved = accounts::change_email(context, &ada, EmailChange { email, current_password: presented(OLD) }).await;

    assert!(matches!(moved, Err(AccountError::Proof(ProofError::Overtaken))), "{moved:?}");
    assert!(texts(context, "SELECT new_email FROM email_changes").await.is_empty());
}
