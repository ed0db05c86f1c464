//! Hashes, checks and estimates, with costs that only tests have.

use super::*;

fn weak() -> Passwords {
    Passwords::new(&PasswordSettings::weak()).unwrap()
}

#[tokio::test]
async fn right_password_matches_and_wrong_or_missing_does_not() {
    let passwords = weak();
    let stored = passwords.hash("correct horse".into()).await.unwrap();

    let right = passwords.verify("correct horse".into(), Some(stored.clone())).await.unwrap();
    let wrong = passwords.verify("correct hors".into(), Some(stored)).await.unwrap();
    let nobody = passwords.verify("correct horse".into(), None).await.unwrap();
    let damaged = passwords.verify("correct horse".into(), Some("not a hash".into())).await.unwrap();

    assert_eq!(right, Verdict { is_match: true, needs_rehash: false });
    assert!(!wrong.is_match && !nobody.is_match && !damaged.is_match);
}

#[tokio::test]
async fn h1_work_is_counted_when_it_is_done_for_nobody_as_well() {
    let passwords = weak();
    let stored = passwords.clone().hash("correct horse".into()).await.unwrap();
    assert_eq!(passwords.work(), PasswordWork { hashes: 1, verifications: 0 });

    for (number, stored) in [(1, Some(stored)), (2, None), (3, Some("not a hash".into()))] {
        passwords.verify("correct horse".into(), stored).await.unwrap();
        assert_eq!(passwords.work(), PasswordWork { hashes: 1, verifications: number });
    }
}

#[test]
fn dummy_is_a_hash_of_the_same_costs() {
    let passwords = weak();
    let dummy = PasswordHash::new(&passwords.costs.dummy).unwrap();

    let params = Params::try_from(&dummy).unwrap();

    assert_eq!(params.m_cost(), passwords.costs.argon2.params().m_cost());
    assert_eq!(is_hash_of("", &dummy, &mut Memory::default()), Some(false));
}

#[tokio::test]
async fn hash_of_other_costs_asks_for_a_fresh_one() {
    let old = weak().hash("correct horse".into()).await.unwrap();
    let today = Passwords::new(&PasswordSettings { iterations: 2, ..PasswordSettings::weak() }).unwrap();

    let verdict = today.verify("correct horse".into(), Some(old.clone())).await.unwrap();
    let wrong = today.verify("wrong horse".into(), Some(old)).await.unwrap();

    assert_eq!(verdict, Verdict { is_match: true, needs_rehash: true });
    assert!(!wrong.needs_rehash);
}

#[tokio::test]
async fn a12_long_passwords_are_not_cut() {
    let passwords = weak();
    let stored = passwords.hash("x".repeat(128)).await.unwrap();

    let shorter = passwords.verify("x".repeat(127), Some(stored)).await.unwrap();

    assert!(!shorter.is_match);
}

#[tokio::test]
async fn a12_full_queue_says_busy_and_empties_again() {
    let settings = PasswordSettings { max_concurrent: Some(1), max_waiting: 2, ..PasswordSettings::weak() };
    let passwords = Passwords::new(&settings).unwrap();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let held = tokio::spawn({
        let threads = passwords.threads.clone();
        async move { threads.run(move |_| released.recv()).await }
    });
    let waiting: Vec<_> = (0..2)
        .map(|_| {
            let passwords = passwords.clone();
            tokio::spawn(async move { passwords.hash("correct horse".into()).await })
        })
        .collect();
    while passwords.threads.inside() < 3 {
        tokio::task::yield_now().await;
    }
    assert_eq!(passwords.hash("one too many".into()).await, Err(PasswordError::Busy));
    drop(release);
    assert!(held.await.unwrap().is_ok());

    for task in waiting {
        assert!(task.await.unwrap().is_ok());
    }
    assert!(passwords.hash("after the rush".into()).await.is_ok());
}

#[tokio::test]
async fn a_password_is_measured_against_what_is_known_of_its_owner() {
    let passwords = weak();
    let measured = async |text: &str, words: &[&str]| {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        passwords.measure(text, words).await.unwrap()
    };

    assert_eq!(measured("", &[]).await, 0);
    assert_eq!(measured("password", &[]).await, 0);
    assert_eq!(measured("nine-lanterns-by-the-quay", &[]).await, 4);
    assert!(measured("zorblax-quintvar", &["zorblax", "quintvar"]).await < measured("zorblax-quintvar", &[]).await);
}

#[tokio::test]
async fn a12_an_estimate_of_the_longest_text_is_no_burden() {
    let passwords = weak();
    let begun = std::time::Instant::now();

    for text in ["p@ssw0rd".repeat(200_000), "aA1!".repeat(40), "1".repeat(1 << 20), "\u{1F600}".repeat(4_000)] {
        passwords.measure(&text, vec![text.clone(), "ada".to_owned()]).await.unwrap();
    }

    assert!(begun.elapsed() < std::time::Duration::from_secs(20), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a12_estimates_wait_at_a_door_of_their_own() {
    let passwords = weak();
    let (release, released) = std::sync::mpsc::channel::<()>();
    let held = tokio::spawn({
        let meters = passwords.meters.clone();
        async move { meters.run(move || released.recv()).await }
    });
    let waiting: Vec<_> = (0..METERS.1)
        .map(|_| {
            let passwords = passwords.clone();
            tokio::spawn(async move { passwords.measure("correct horse", vec![]).await })
        })
        .collect();
    while passwords.meters.inside() < METERS.0 + METERS.1 {
        tokio::task::yield_now().await;
    }

    assert_eq!(passwords.measure("one too many", vec![]).await, Err(PasswordError::Busy));
    assert!(passwords.hash("sign-ins go on".into()).await.is_ok());
    drop(release);

    assert!(held.await.unwrap().is_ok());
    for task in waiting {
        assert!(task.await.unwrap().is_ok());
    }
}

#[test]
fn production_costs_are_those_promised() {
    let settings = PasswordSettings::default();

    assert_eq!((settings.memory_kib, settings.iterations, settings.parallelism), (19 * 1024, 2, 1));
    assert_eq!(settings.max_waiting, 64);
}

#[tokio::test]
async fn what_other_programs_hash_is_checked_and_the_other_way_round() {
    use argon2::{PasswordHasher, PasswordVerifier};
    let passwords = weak();
    let foreign = passwords.costs.argon2.hash_password(b"correct horse").unwrap().to_string();

    let ours = passwords.hash("correct horse".into()).await.unwrap();

    assert_eq!(
        passwords.verify("correct horse".into(), Some(foreign)).await,
        Ok(Verdict { is_match: true, needs_rehash: false })
    );
    assert!(passwords.costs.argon2.verify_password(b"correct horse", ours.as_str()).is_ok());
    assert!(passwords.costs.argon2.verify_password(b"correct hors", ours.as_str()).is_err());
}

#[tokio::test]
async fn a12_hashes_run_on_their_own_threads_and_keep_their_memory() {
    let settings = PasswordSettings { max_concurrent: Some(2), ..PasswordSettings::weak() };
    let passwords = Passwords::new(&settings).unwrap();
    let blocks = passwords.costs.argon2.params().block_count();
    let stored = passwords.hash("correct horse".into()).await.unwrap();

    let seen = futures_util::future::join_all((0..40).map(|_| {
        let (passwords, stored) = (passwords.clone(), stored.clone());
        async move {
            let costs = Arc::clone(&passwords.costs);
            let work = move |memory: &mut Memory| {
                assert!(verify(&costs, "correct horse", Some(&stored), memory).is_match);
                (std::thread::current().name().unwrap().to_owned(), memory.blocks(blocks).unwrap().as_ptr() as usize)
            };
            passwords.threads.run(work).await.unwrap()
        }
    }))
    .await;

    let kinds: std::collections::HashSet<_> = seen.into_iter().collect();
    assert!(kinds.len() <= 2, "each thread has one piece of memory: {kinds:?}");
    assert!(kinds.iter().all(|(name, _)| name.starts_with("passwords-")), "{kinds:?}");
}

#[tokio::test]
async fn a12_a_hash_of_higher_costs_leaves_no_more_memory_behind() {
    let dear = Passwords::new(&PasswordSettings { memory_kib: 64, ..PasswordSettings::weak() }).unwrap();
    let stored = dear.hash("correct horse".into()).await.unwrap();
    let cheap = weak();
    let mut memory = Memory::default();

    assert!(verify(&cheap.costs, "correct horse", Some(&stored), &mut memory).is_match);

    assert!(memory.is_empty());
    assert!(!verify(&cheap.costs, "another", None, &mut memory).is_match);
    assert!(!memory.is_empty());
}

#[tokio::test]
async fn a12_a_broken_hash_fails_alone() {
    let passwords = Passwords::new(&PasswordSettings { max_concurrent: Some(1), ..PasswordSettings::weak() }).unwrap();

    let broken = passwords.threads.run(|_| assert_eq!(1, 2, "on purpose")).await;

    assert!(matches!(broken, Err(WorkError::Failed(_))));
    assert!(passwords.hash("the next".into()).await.is_ok());
}
