//! What a warm hit costs: making the key, finding the entry, holding it. The public path does this once a request.
//!
//! Run with `cargo bench -p broadsheet --bench cache`. Prints nanoseconds a call, the median of several runs.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use broadsheet::platform::{
    cache::{Cache, CacheSettings, Entry, Family, Key, Loaded, Tag},
    events::Events,
};
use uuid::Uuid;

const RUNS: usize = 9;
const CALLS: u32 = 200_000;
const ENTRIES: usize = 2_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime can be made");
    runtime.block_on(async {
        let cache = Cache::new(&CacheSettings::default(), None, Events::in_process());
        let slugs: Vec<String> = (0..ENTRIES).map(|number| format!("a-post-of-middling-length-{number}")).collect();
        for slug in &slugs {
            warm(&cache, slug).await;
        }
        let slug = |call: u32| &slugs[call as usize % ENTRIES];
        report("key alone", |call| {
            black_box(key(slug(call)));
        });
        let known: Vec<Key> = slugs.iter().map(|slug| key(slug)).collect();
        report("get with a key at hand", |call| {
            black_box(cache.get(known[call as usize % ENTRIES]));
        });
        report("key and get", |call| {
            black_box(cache.get(key(slug(call))));
        });
        ready(&cache, &slugs).await;
        together(&cache, &known).await;
    });
}

fn key(slug: &str) -> Key {
    Key::new(Family::Posts, &["v2", "by-slug", slug])
}

async fn warm(cache: &Cache, slug: &str) {
    let entry = Entry::new("application/json", "x".repeat(3_000));
    let tags = [Tag::post(Uuid::now_v7()), Tag::user(Uuid::now_v7())];
    let loaded = Loaded::new(entry, tags);
    cache.ready(key(slug), || async { Ok::<_, String>(loaded) }).await.expect("the loader does not fail");
}

/// The same through `ready`, as handlers do.
async fn ready(cache: &Cache, slugs: &[String]) {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let started = Instant::now();
        for call in 0..CALLS {
            let key = key(&slugs[call as usize % ENTRIES]);
            let ready = cache.ready(key, || async { Err::<Loaded, _>("it is warm") }).await;
            black_box(ready.expect("it is warm"));
        }
        runs.push(started.elapsed());
    }
    print("key and ready", runs);
}

/// Two tasks at once on the same keys: what counters and tables cost when cores share them.
async fn together(cache: &Cache, keys: &[Key]) {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        let started = Instant::now();
        let tasks = [0, 1].map(|_| {
            let (cache, keys) = (cache.clone(), keys.to_vec());
            tokio::spawn(async move {
                for call in 0..CALLS {
                    black_box(cache.get(keys[call as usize % ENTRIES]));
                }
            })
        });
        for task in tasks {
            task.await.expect("nothing panics");
        }
        runs.push(started.elapsed());
    }
    print("get, two tasks at once", runs);
}

fn report(name: &str, mut call: impl FnMut(u32)) {
    let runs = (0..RUNS).map(|_| {
        let started = Instant::now();
        (0..CALLS).for_each(&mut call);
        started.elapsed()
    });
    print(name, runs.collect());
}

fn print(name: &str, mut runs: Vec<Duration>) {
    runs.sort_unstable();
    println!("{name:<24}{:>8} ns", runs[RUNS / 2].as_nanos() / u128::from(CALLS));
}
