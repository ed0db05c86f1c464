//! The cache with a real Redis behind it, which is killed, frozen, filled and restarted. Two caches play two processes.

use super::*;
use crate::platform::redis::{RedisSettings, test_server::TestRedis};

/// One process: its own connections, bus and cache.
pub(super) struct Process {
    pub(super) cache: Cache,
    events: Events,
}

impl Process {
    async fn start(server: &TestRedis) -> Self {
        Self::start_with(server.settings()).await
    }

    pub(super) async fn start_with(settings: RedisSettings) -> Self {
        let redis = Redis::connect(settings).await.unwrap();
        let events = Events::through_redis(&redis).unwrap();
        Self { cache: Cache::new(&CacheSettings::default(), Some(redis), events.clone()), events }
    }

    /// Hears nothing of the others: what it gets right, it gets right by Redis alone.
    async fn start_without_bus(server: &TestRedis) -> Self {
        let redis = Redis::connect(server.settings()).await.unwrap();
        let events = Events::in_process();
        let process = Self { cache: Cache::new(&CacheSettings::default(), Some(redis), events.clone()), events };
        process.until_in_use().await;
        process
    }

    pub(super) async fn until_in_use(&self) {
        let is_linked = || self.events.is_linked() != Some(false);
        eventually("Redis to be in use", async || self.cache.is_redis_in_use() == Some(true) && is_linked()).await;
    }

    async fn until_given_up(&self) {
        eventually("Redis to be given up", async || self.cache.is_redis_in_use() == Some(false)).await;
    }

    fn tier(&self) -> &RedisTier {
        self.cache.0.core.redis.as_ref().unwrap()
    }

    /// Asks, and waits until the answer has reached Redis.
    pub(super) async fn ask_and_store(&self, name: &str, body: &str, tags: &[Tag]) {
        assert_eq!(ask(&self.cache, key(name), body, tags).await, body);
        eventually("the answer to be stored", async || match self.tier().read(key(name)).await {
            Found::Entry { .. } => true,
            Found::Nothing(ticket) => {
                // A busy machine may have missed its time the first time.
                self.tier().store(key(name), &kept(body, tags), ticket).await;
                false
            }
            Found::Unusable => false,
        })
        .await;
    }

    /// What Redis itself holds under `key`, or a ticket to store something there.
    async fn find(&self, key: Key) -> Result<Bytes, Ticket> {
        let deadline = Instant::now() + Duration::from_secs(50);
        loop {
            match self.tier().read(key).await {
                Found::Entry { entry, .. } => return Ok(entry.body),
                Found::Nothing(ticket) => return Err(ticket),
                Found::Unusable => tokio::time::sleep(Duration::from_millis(10)).await,
            }
            assert!(Instant::now() < deadline, "Redis cannot be used");
        }
    }

    async fn ticket(&self, key: Key) -> Ticket {
        self.find(key).await.expect_err("there is no entry yet")
    }

    pub(super) async fn in_redis(&self, key: Key) -> Option<Bytes> {
        self.find(key).await.ok()
    }
}

async fn two(server: &TestRedis) -> (Process, Process) {
    two_with(server.settings()).await
}

async fn two_with(settings: RedisSettings) -> (Process, Process) {
    let (one, other) = (Process::start_with(settings.clone()).await, Process::start_with(settings).await);
    one.until_in_use().await;
    other.until_in_use().await;
    (one, other)
}

fn kept(body: &str, tags: &[Tag]) -> Kept {
    Kept::new(text(body), tags, Instant::now(), 0)
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn what_one_process_loaded_the_other_finds_in_redis() {
    let server = TestRedis::start();
    let (one, other) = two(&server).await;
    let loaded = text(&"body ".repeat(1_000));
    let wanted = loaded.clone();
    let loaded = Loaded::new(loaded, [Tag::Posts]);

    one.cache.ready(key("a"), || async { Ok::<_, String>(loaded) }).await.unwrap();
    eventually("the answer to be stored", async || one.in_redis(key("a")).await.is_some()).await;
    let found = other.cache.ready(key("a"), || async { Err(String::from("loaded again")) }).await.unwrap();

    assert_eq!(*found, wanted);
    assert_eq!((statistics(&other.cache).redis_hits, statistics(&other.cache).loads), (1, 0));
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn j5_copy_from_redis_keeps_only_what_is_left_of_its_life() {
    let server = TestRedis::start();
    let (one, other) = two(&server).await;
    one.ask_and_store("a", "old", &[Tag::Posts]).await;
    let name = format!("broadsheet:cache:entry:posts:{}", key("a").hash_text());
    assert_eq!(server.command(&format!("PEXPIRE {name} 900")), ":1");

    assert_eq!(ask(&other.cache, key("a"), "new", &[]).await, "old");

    soon("the copy to expire", async || other.cache.get(key("a")).is_none()).await;
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn j5_drop_reaches_redis_and_the_other_process() {
    let server = TestRedis::start();
    let (one, other) = two(&server).await;
    let id = Uuid::now_v7();
    one.ask_and_store("a", "old", &[Tag::post(id)]).await;
    one.ask_and_store("b", "stays", &[Tag::Posts]).await;
    assert_eq!(ask(&other.cache, key("a"), "unused", &[]).await, "old");
    assert_eq!(ask(&other.cache, key("b"), "unused", &[]).await, "stays");

    one.cache.drop_tags(&[Tag::post(id)]).await;

    assert_eq!(one.in_redis(key("a")).await, None);
    soon("the other to drop it", async || other.cache.get(key("a")).is_none()).await;
    assert_eq!(ask(&other.cache, key("a"), "new", &[Tag::post(id)]).await, "new");
    assert_eq!(ask(&other.cache, key("b"), "unused", &[]).await, "stays");
    assert_eq!(one.in_redis(key("b")).await.unwrap(), "stays");
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn j5_tag_of_a_newer_version_drops_everything() {
    let server = TestRedis::start();
    let (one, other) = two(&server).await;
    ask(&other.cache, key("a"), "old", &[Tag::Posts]).await;

    let tags = Some(vec!["later:thing".to_owned()]);
    one.events.publish(Signal::CacheDropped { tags, is_dropped_in_redis: true });

    soon("everything to be dropped", async || other.cache.get(key("a")).is_none()).await;
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn j5_load_that_a_drop_elsewhere_overtook_is_not_stored() {
    let server = TestRedis::start();
    let one = Process::start_without_bus(&server).await;
    let other = Process::start_without_bus(&server).await;
    let (tag, bystander) = (Tag::post(Uuid::now_v7()), Tag::post(Uuid::now_v7()));

    let ticket = one.ticket(key("a")).await;
    let unrelated = one.ticket(key("b")).await;
    other.cache.drop_tags(&[tag]).await;
    one.tier().store(key("a"), &kept("old", &[Tag::Posts, tag]), ticket).await;
    one.tier().store(key("b"), &kept("fine", &[Tag::Posts, bystander]), unrelated).await;

    assert_eq!(other.in_redis(key("a")).await, None);
    assert_eq!(other.in_redis(key("b")).await.unwrap(), "fine");
    let ticket = one.ticket(key("a")).await;
    one.tier().store(key("a"), &kept("new", &[Tag::Posts, tag]), ticket).await;
    assert_eq!(other.in_redis(key("a")).await.unwrap(), "new");
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x3_redis_killed_and_back() {
    let mut server = TestRedis::start();
    let (one, _other) = two(&server).await;
    one.ask_and_store("a", "old", &[Tag::Posts]).await;

    server.kill();
    assert_eq!(ask(&one.cache, key("a"), "unused", &[]).await, "old");
    assert_eq!(ask(&one.cache, key("b"), "from the loader", &[]).await, "from the loader");
    one.until_given_up().await;
    one.cache.drop_tags(&[Tag::Posts]).await;
    assert_eq!(ask(&one.cache, key("a"), "new", &[]).await, "new");

    server.run();
    one.until_in_use().await;
    one.ask_and_store("c", "stored again", &[]).await;
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x3_start_without_redis_and_use_it_when_it_comes() {
    let mut server = TestRedis::stopped();

    let one = Process::start(&server).await;
    assert_eq!(one.cache.is_redis_in_use(), Some(false));
    assert_eq!(ask(&one.cache, key("a"), "from the loader", &[]).await, "from the loader");

    server.run();
    one.until_in_use().await;
    one.ask_and_store("b", "stored", &[]).await;
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x4_frozen_redis_holds_up_one_request_and_no_more() {
    let server = TestRedis::start();
    let (one, _other) = two_with(server.strict_settings()).await;

    server.freeze();
    let started = Instant::now();
    assert_eq!(ask(&one.cache, key("a"), "first", &[]).await, "first");
    // The promise is 100 ms.
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
    one.until_given_up().await;
    let started = Instant::now();
    for number in 0..100 {
        ask(&one.cache, key(&number.to_string()), "body", &[]).await;
    }
    // A hundred waits would take ten seconds.
    assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());

    server.thaw();
    one.until_in_use().await;
    one.ask_and_store("b", "stored", &[]).await;
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x4_drop_during_a_freeze_does_not_come_back() {
    let server = TestRedis::start();
    let (one, other) = two_with(server.strict_settings()).await;
    one.ask_and_store("a", "old", &[Tag::Posts]).await;
    assert_eq!(ask(&other.cache, key("a"), "unused", &[]).await, "old");

    server.freeze();
    one.cache.drop_tags(&[Tag::Posts]).await;
    assert_eq!(ask(&one.cache, key("a"), "new", &[Tag::Posts]).await, "new");
    server.thaw();

    one.until_in_use().await;
    assert_ne!(one.in_redis(key("a")).await.as_deref(), Some(&b"old"[..]));
    eventually("the other to hear of it", async || ask(&other.cache, key("a"), "new", &[Tag::Posts]).await == "new")
        .await;
    assert_ne!(ask(&one.cache, key("a"), "newer", &[Tag::Posts]).await, "old");
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x4_long_freeze_reconnects_and_forgets() {
    let server = TestRedis::start();
    let (one, other) = two_with(server.strict_settings()).await;
    one.ask_and_store("a", "old", &[Tag::Posts]).await;

    server.freeze();
    eventually("the bus to be lost", async || {
        one.events.is_linked() == Some(false) && other.events.is_linked() == Some(false)
    })
    .await;
    one.cache.drop_tags(&[Tag::Posts]).await;
    server.thaw();

    other.until_in_use().await;
    assert_eq!(ask(&other.cache, key("a"), "new", &[Tag::Posts]).await, "new");
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x5_emptied_redis_means_loading_again() {
    let server = TestRedis::start();
    let one = Process::start_without_bus(&server).await;
    let other = Process::start_without_bus(&server).await;
    let tag = Tag::post(Uuid::now_v7());
    one.ask_and_store("a", "old", &[tag]).await;
    let from_before = one.ticket(key("b")).await;

    assert_eq!(server.command("FLUSHALL"), "+OK");
    other.cache.drop_tags(&[tag]).await;
    one.tier().store(key("b"), &kept("old", &[tag]), from_before).await;

    assert_eq!(other.in_redis(key("a")).await, None);
    assert_eq!(other.in_redis(key("b")).await, None);
    other.ask_and_store("a", "new", &[tag]).await;
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x5_evicted_mark_is_a_miss() {
    let server = TestRedis::start();
    let (one, _other) = two(&server).await;
    one.ask_and_store("a", "old", &[Tag::Posts, Tag::Site]).await;

    assert_eq!(server.command("DEL broadsheet:cache:tag:posts"), ":1");

    assert_eq!(one.in_redis(key("a")).await, None);
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x5_evicted_state_is_a_miss_for_everything() {
    let server = TestRedis::start();
    let (one, _other) = two(&server).await;
    one.ask_and_store("a", "old", &[Tag::Posts]).await;

    assert_eq!(server.command("DEL broadsheet:cache:state"), ":1");

    assert_eq!(one.in_redis(key("a")).await, None);
    one.ask_and_store("b", "stored", &[Tag::Posts]).await;
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x5_full_redis_refuses_and_nothing_stale_is_served() {
    let server = TestRedis::start();
    let (one, other) = two(&server).await;
    one.ask_and_store("a", "old", &[Tag::Posts]).await;
    assert_eq!(ask(&other.cache, key("a"), "unused", &[]).await, "old");

    server.command("CONFIG SET maxmemory-policy noeviction");
    server.command("CONFIG SET maxmemory 1");
    assert_eq!(ask(&one.cache, key("b"), "from the loader", &[]).await, "from the loader");
    one.cache.drop_tags(&[Tag::Posts]).await;
    assert_eq!(ask(&one.cache, key("a"), "new", &[Tag::Posts]).await, "new");
    soon("the other to drop it", async || other.cache.get(key("a")).is_none()).await;
    assert_eq!(ask(&other.cache, key("a"), "new", &[Tag::Posts]).await, "new");

    server.command("CONFIG SET maxmemory 0");
    one.until_in_use().await;
    one.ask_and_store("c", "stored again", &[Tag::Posts]).await;
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x5_read_only_redis_is_not_believed_after_a_drop() {
    let server = TestRedis::start();
    let (one, other) = two(&server).await;
    one.ask_and_store("a", "old", &[Tag::Posts]).await;

    server.command("REPLICAOF 127.0.0.1 1");
    assert_eq!(ask(&one.cache, key("b"), "from the loader", &[]).await, "from the loader");
    one.cache.drop_tags(&[Tag::Posts]).await;
    assert_eq!(ask(&one.cache, key("a"), "new", &[Tag::Posts]).await, "new");
    other.until_given_up().await;
    assert_eq!(ask(&other.cache, key("a"), "new", &[Tag::Posts]).await, "new");

    server.command("REPLICAOF NO ONE");
    one.until_in_use().await;
    other.until_in_use().await;
    one.ask_and_store("c", "stored again", &[Tag::Posts]).await;
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x5_foreign_bytes_under_our_key_are_a_miss() {
    let server = TestRedis::start();
    let (one, _other) = two(&server).await;
    one.ask_and_store("a", "old", &[Tag::Posts]).await;
    let name = format!("broadsheet:cache:entry:posts:{}", key("a").hash_text());

    assert_eq!(server.command(&format!("HSET {name} value nonsense")), ":0");
    assert_eq!(one.in_redis(key("a")).await, None);

    assert_eq!(server.command(&format!("SET {name} nonsense")), "+OK");
    let other = Process::start(&server).await;
    assert_eq!(ask(&other.cache, key("a"), "from the loader", &[]).await, "from the loader");
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn cut_connections_are_made_again() {
    let server = TestRedis::start();
    let (one, _other) = two(&server).await;

    server.command("CLIENT KILL TYPE normal SKIPME yes");

    assert_eq!(ask(&one.cache, key("a"), "from the loader", &[]).await, "from the loader");
    one.until_in_use().await;
    one.ask_and_store("b", "stored", &[]).await;
}
