//! Tests of the cache in one process. Those with a real Redis are next door.

mod loading;
mod with_redis;

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use tokio::sync::{Notify, oneshot};
use uuid::Uuid;

use super::{redis_tier::Ticket, *};
use crate::platform::events::Signal;

/// An in-process cache of the usual size.
fn cache() -> Cache {
    Cache::new(&CacheSettings::default(), None, Events::in_process())
}

fn text(body: &str) -> Entry {
    Entry::new("text/plain", body.to_owned())
}

fn key(name: &str) -> Key {
    Key::new(Family::Posts, &["test", name])
}

/// Asks for `key` with a loader that answers `body` from `tags` and never fails.
async fn ask(cache: &Cache, key: Key, body: &str, tags: &[Tag]) -> String {
    let loaded = Loaded::new(text(body), tags.iter().copied());
    let ready = cache.ready(key, || async { Ok::<_, String>(loaded) }).await.unwrap();
    String::from_utf8(ready.body.to_vec()).unwrap()
}

/// Polls until `is_so`, ten times as long as anything here promises.
async fn eventually(what: &str, is_so: impl AsyncFnMut() -> bool) {
    within(Duration::from_secs(50), what, is_so).await;
}

/// The same for an entry that is to be gone before its lifetime is over, which is thirty seconds.
async fn soon(what: &str, is_so: impl AsyncFnMut() -> bool) {
    within(Duration::from_secs(5), what, is_so).await;
}

async fn within(limit: Duration, what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + limit;
    while !is_so().await {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn statistics(cache: &Cache) -> FamilyStatistics {
    cache.statistics()[Family::Posts.index()]
}

#[tokio::test]
async fn second_reader_is_answered_from_memory() {
    let cache = cache();

    assert_eq!(ask(&cache, key("a"), "first", &[]).await, "first");
    assert_eq!(ask(&cache, key("a"), "second", &[]).await, "first");
    assert_eq!(ask(&cache, key("b"), "other", &[]).await, "other");

    let statistics = statistics(&cache);
    assert_eq!((statistics.hits, statistics.misses, statistics.loads), (1, 2, 2));
}

#[tokio::test]
async fn a_cache_that_is_off_keeps_nothing() {
    let settings = CacheSettings { is_enabled: false, ..CacheSettings::default() };
    let cache = Cache::new(&settings, None, Events::in_process());

    assert_eq!(ask(&cache, key("a"), "first", &[]).await, "first");
    assert_eq!(ask(&cache, key("a"), "second", &[]).await, "second");
    assert!(cache.get(key("a")).is_none());
}

#[tokio::test]
async fn drop_removes_exactly_the_entries_with_its_tags() {
    let cache = cache();
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    ask(&cache, key("one"), "old", &[Tag::post(one)]).await;
    ask(&cache, key("list"), "old", &[Tag::Posts, Tag::post(one), Tag::post(other)]).await;
    ask(&cache, key("other"), "old", &[Tag::post(other)]).await;

    cache.drop_tags(&[Tag::post(one)]).await;

    assert_eq!(ask(&cache, key("one"), "new", &[]).await, "new");
    assert_eq!(ask(&cache, key("list"), "new", &[]).await, "new");
    assert_eq!(ask(&cache, key("other"), "new", &[]).await, "old");
    assert_eq!(statistics(&cache).dropped, 2);
}

#[tokio::test]
async fn drop_works_before_its_future_is_awaited() {
    let cache = cache();
    ask(&cache, key("a"), "old", &[Tag::Posts]).await;

    drop(cache.drop_tags(&[Tag::Posts]));

    assert_eq!(ask(&cache, key("a"), "new", &[]).await, "new");
}

#[tokio::test]
async fn family_and_whole_can_be_dropped() {
    let cache = cache();
    let list = Key::new(Family::Lists, &["latest"]);
    ask(&cache, key("a"), "old", &[]).await;
    ask(&cache, list, "old", &[]).await;

    cache.drop_family(Family::Posts).await;
    assert_eq!(ask(&cache, key("a"), "new", &[]).await, "new");
    assert_eq!(ask(&cache, list, "new", &[]).await, "old");

    cache.drop_all().await;
    assert_eq!(ask(&cache, key("a"), "newer", &[]).await, "newer");
    assert_eq!(ask(&cache, list, "newer", &[]).await, "newer");
}

#[tokio::test]
async fn j6_five_hundred_requests_on_a_cold_key_load_once() {
    let cache = cache();
    let loads = Arc::new(AtomicUsize::new(0));
    let gate = Arc::new(Notify::new());

    let requests: Vec<_> = (0..500)
        .map(|_| {
            let (cache, loads, gate) = (cache.clone(), loads.clone(), gate.clone());
            tokio::spawn(async move {
                let load = || async move {
                    loads.fetch_add(1, Ordering::SeqCst);
                    gate.notified().await;
                    Ok::<_, String>(Loaded::new(text("body"), []))
                };
                cache.ready(key("cold"), load).await.unwrap().body.clone()
            })
        })
        .collect();
    eventually("everyone to wait", async || statistics(&cache).misses == 500).await;
    gate.notify_one();

    for request in requests {
        assert_eq!(request.await.unwrap(), "body");
    }
    assert_eq!(loads.load(Ordering::SeqCst), 1);
    assert_eq!(cache.0.core.flights.count(), 0);
}

#[tokio::test]
async fn j3_errors_reach_everyone_who_waits_and_are_not_kept() {
    let cache = cache();
    let (fail, failing) = oneshot::channel::<()>();
    let first = tokio::spawn({
        let cache = cache.clone();
        async move {
            let load = || async move {
                let _ = failing.await;
                Err(String::from("database is away"))
            };
            cache.ready(key("a"), load).await.map(|_| ())
        }
    });
    eventually("the load to begin", async || statistics(&cache).loads == 1).await;
    let second = tokio::spawn({
        let cache = cache.clone();
        async move { cache.ready(key("a"), || async { Err(String::from("second loader ran")) }).await.map(|_| ()) }
    });
    eventually("the second to wait", async || statistics(&cache).misses == 2).await;
    fail.send(()).unwrap();

    assert_eq!(first.await.unwrap(), Err("database is away".into()));
    assert_eq!(second.await.unwrap(), Err("database is away".into()));
    assert_eq!(ask(&cache, key("a"), "well again", &[]).await, "well again");
    assert_eq!(statistics(&cache).failed_loads, 1);
}

#[tokio::test]
async fn j3_answers_of_status_400_and_above_are_not_kept() {
    let cache = cache();
    let gone = Loaded::new(text("gone").with_status(410), []);

    let answer = cache.ready(key("a"), || async { Ok::<_, String>(gone) }).await.unwrap();

    assert_eq!(answer.status, 410);
    assert!(cache.get(key("a")).is_none());
}

#[tokio::test]
async fn j5_load_overtaken_by_a_drop_of_its_tag_is_not_kept() {
    let cache = cache();
    let id = Uuid::now_v7();
    let (release, held) = oneshot::channel::<()>();
    let reader = tokio::spawn({
        let cache = cache.clone();
        async move {
            let load = || async move {
                let _ = held.await;
                Ok::<_, String>(Loaded::new(text("old"), [Tag::post(id)]))
            };
            cache.ready(key("a"), load).await.unwrap().body.clone()
        }
    });
    eventually("the load to begin", async || statistics(&cache).loads == 1).await;

    cache.drop_tags(&[Tag::post(id)]).await;
    let after_the_drop = ask(&cache, key("a"), "new", &[Tag::post(id)]).await;
    release.send(()).unwrap();

    assert_eq!(after_the_drop, "new");
    assert_eq!(reader.await.unwrap(), "old");
    assert_eq!(ask(&cache, key("a"), "newest", &[]).await, "new");
    assert_eq!(statistics(&cache).overtaken, 1);
}

#[tokio::test]
async fn load_survives_a_drop_of_another_tag() {
    let cache = cache();
    let (release, held) = oneshot::channel::<()>();
    let reader = tokio::spawn({
        let cache = cache.clone();
        async move {
            let load = || async move {
                let _ = held.await;
                Ok::<_, String>(Loaded::new(text("body"), [Tag::Site]))
            };
            cache.ready(key("a"), load).await.unwrap().body.clone()
        }
    });
    eventually("the load to begin", async || statistics(&cache).loads == 1).await;

    cache.drop_tags(&[Tag::Posts]).await;
    release.send(()).unwrap();

    assert_eq!(reader.await.unwrap(), "body");
    assert!(cache.get(key("a")).is_some());
}

#[tokio::test]
async fn load_goes_on_when_its_caller_leaves() {
    let cache = cache();
    let (release, held) = oneshot::channel::<()>();
    let caller = tokio::spawn({
        let cache = cache.clone();
        async move {
            let load = || async move {
                let _ = held.await;
                Ok::<_, String>(Loaded::new(text("body"), []))
            };
            cache.ready(key("a"), load).await.map(|_| ())
        }
    });
    eventually("the load to begin", async || statistics(&cache).loads == 1).await;

    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    release.send(()).unwrap();

    eventually("the answer to be kept", async || cache.get(key("a")).is_some()).await;
}

#[tokio::test]
async fn panic_of_a_loader_stays_with_the_one_who_brought_it() {
    let cache = cache();
    let (release, held) = oneshot::channel::<()>();
    let first = tokio::spawn({
        let cache = cache.clone();
        async move {
            let load = || async move {
                let _ = held.await;
                panic!("loader broke");
                #[expect(unreachable_code, reason = "gives the loader its type")]
                Ok::<_, String>(Loaded::new(text(""), []))
            };
            cache.ready(key("a"), load).await.map(|_| ())
        }
    });
    eventually("the load to begin", async || statistics(&cache).loads == 1).await;
    let second = tokio::spawn({
        let cache = cache.clone();
        async move { ask(&cache, key("a"), "second", &[]).await }
    });
    eventually("the second to wait", async || statistics(&cache).misses == 2).await;
    release.send(()).unwrap();

    assert!(first.await.unwrap_err().is_panic());
    assert_eq!(second.await.unwrap(), "second");
}

#[tokio::test]
async fn room_is_bounded_and_the_index_does_not_outgrow_it() {
    let settings = CacheSettings { in_process_max_bytes: 1024 * 1024, ..CacheSettings::default() };
    let cache = Cache::new(&settings, None, Events::in_process());

    for number in 0..2_000 {
        let tags = [Tag::Posts, Tag::post(Uuid::now_v7())];
        ask(&cache, key(&number.to_string()), &"x".repeat(4_000), &tags).await;
    }
    cache.0.core.in_process.sweep();

    let statistics = statistics(&cache);
    assert!(statistics.bytes <= statistics.max_bytes && statistics.max_bytes < 300_000, "{statistics:?}");
    assert!(statistics.entries > 10);
    let indexed = cache.0.core.in_process.indexed_tags() as u64;
    assert!(indexed <= statistics.entries + 2, "{indexed} tags for {} entries", statistics.entries);
}

#[tokio::test]
async fn caller_with_another_kind_of_error_loads_for_itself() {
    let cache = cache();
    let (release, held) = oneshot::channel::<()>();
    let first = tokio::spawn({
        let cache = cache.clone();
        async move {
            let load = || async move {
                let _ = held.await;
                Err(String::from("text"))
            };
            cache.ready(key("a"), load).await.map(|_| ())
        }
    });
    eventually("the load to begin", async || statistics(&cache).loads == 1).await;
    let second = tokio::spawn({
        let cache = cache.clone();
        async move { cache.ready(key("a"), || async { Err(42_u8) }).await.map(|_| ()) }
    });
    eventually("the second to wait", async || statistics(&cache).misses == 2).await;
    release.send(()).unwrap();

    assert_eq!(first.await.unwrap(), Err("text".into()));
    assert_eq!(second.await.unwrap(), Err(42));
}
