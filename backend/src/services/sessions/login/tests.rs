//! A sign-in under way while another password is chosen: what was compared before counts only while it still holds.

use broadsheet_shared::{v2, value::Password};

use super::*;
use crate::{
    domain::{actor::Actor, factor::CeremonyPurpose, user::role},
    platform::passwords::{PasswordSettings, Passwords},
    repositories::ceremonies::CeremonyKey,
    services::{
        accounts::{self, NewAccount},
        context::Parts,
        testing::{TestContext, texts},
    },
};

const OLD: &str = "correct horse battery";
const NEW: &str = "a better horse battery";

async fn site() -> TestContext {
    let test = TestContext::new().await;
    let (username, email) = ("ada".to_owned(), "ada@example.org".to_owned());
    let registration = v2::Register { username, email, password: OLD.to_owned(), ..v2::Register::default() };
    let registration = registration.parse().expect("a good registration");
    let account = NewAccount { registration, role: role::AUTHOR.to_owned(), is_confirmed: true };
    accounts::create(&test.context, &Actor::System, account).await.unwrap();
    test
}

fn credentials(password: &str) -> Credentials {
    Credentials { login: "ada".to_owned(), password: password.to_owned() }
}

fn arrival() -> Arrival<'static> {
    Arrival { device: Device::default(), previous: None, step: None }
}

/// Another password is chosen, by a way that needs no mail.
async fn choose(context: &Context, password: &str) {
    let password = Password::parse(password).unwrap();
    accounts::set_password(context, &Actor::System, "ada", &password).await.unwrap();
}

/// The same site with costs of its own.
fn dearer(context: &Context) -> Context {
    let mut parts = Parts::clone(context);
    parts.passwords = Passwords::new(&PasswordSettings { iterations: 2, ..PasswordSettings::weak() }).unwrap();
    Context::new(parts)
}

#[tokio::test]
async fn a6_a_sign_in_under_way_does_not_survive_another_password() {
    let test = site().await;
    let context = &test.context;
    let (user, hash) = verify(context, credentials(OLD), &Device::default()).await.unwrap();

    choose(context, NEW).await;

    let opened = open_browser(context, user, &arrival(), Proven::Password(&hash)).await;
    assert!(matches!(opened, Err(SessionError::Credentials)), "{opened:?}");
    assert!(texts(context, "SELECT user_agent FROM sessions").await.is_empty());
    // Nor does one that is asked for a second factor only then: what it begins is bound to the former password.
    let begun = challenge(context, user, &hash, &arrival()).await.unwrap();
    let (token, browser) = (begun.token.hash().into(), begun.step.hash().into());
    let key = CeremonyKey { token, purpose: CeremonyPurpose::SecondFactor, browser };
    let ceremony = repositories::ceremonies::find(context.database.read(), &key, context.clock.now()).await.unwrap();
    let (_, present) = verify(context, credentials(NEW), &Device::default()).await.unwrap();
    assert!(!ceremony.unwrap().is_bound_to(Some(&present)));
    open_browser(context, user, &arrival(), Proven::Password(&present)).await.unwrap();
}

#[tokio::test]
async fn a6_raised_costs_do_not_bring_a_former_password_back() {
    let test = site().await;
    let dearer = dearer(&test.context);
    let former = texts(&dearer, "SELECT password_hash FROM users WHERE username = 'ada'").await.remove(0);
    let user = repositories::users::find_credentials(dearer.database.read(), "ada").await.unwrap().unwrap().id;
    choose(&test.context, NEW).await;
    let chosen = texts(&dearer, "SELECT password_hash FROM users WHERE username = 'ada'").await;

    // Its comparison was done before, its second hash is done only now.
    let renewed = renew(&dearer, user, &former, OLD.to_owned()).await;

    assert!(matches!(renewed, Err(SessionError::Credentials)), "{renewed:?}");
    assert_eq!(texts(&dearer, "SELECT password_hash FROM users WHERE username = 'ada'").await, chosen);
    let (_, fresh) = verify(&dearer, credentials(NEW), &Device::default()).await.unwrap();
    assert_eq!(texts(&dearer, "SELECT password_hash FROM users WHERE username = 'ada'").await, [fresh.as_str()]);
    assert_ne!(chosen, [fresh], "the costs were taken over");
}

#[tokio::test]
async fn two_sign_ins_that_take_raised_costs_over_at_once_both_succeed() {
    let test = site().await;
    let dearer = dearer(&test.context);
    let former = texts(&dearer, "SELECT password_hash FROM users WHERE username = 'ada'").await.remove(0);
    let user = repositories::users::find_credentials(dearer.database.read(), "ada").await.unwrap().unwrap().id;

    // Both compared with the same hash; the second finds that of the first.
    let first = renew(&dearer, user, &former, OLD.to_owned()).await.unwrap();
    let second = renew(&dearer, user, &former, OLD.to_owned()).await.unwrap();

    assert_eq!(first, second);
    open_browser(&dearer, user, &arrival(), Proven::Password(&second.1)).await.unwrap();
}
