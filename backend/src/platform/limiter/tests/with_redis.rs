//! The limiter with a real Redis behind it, which is killed, frozen and emptied. Two limiters play two processes.

use super::*;
use crate::platform::redis::{Health, RedisSettings, test_server::TestRedis};

const QUOTA: usize = 20;

/// Twenty comments, twenty reads, in a window that no test outlives.
fn twenty() -> LimiterSettings {
    settings(&[(Action::CommentsWrite, "20/1h per user"), (Action::ApiRead, "20/1h per address")])
}

struct Process {
    limiter: Limiter,
    redis: Redis,
}

impl Process {
    async fn start(settings: RedisSettings) -> Self {
        let redis = Redis::connect(settings).await.unwrap();
        let limiter = Limiter::new(&twenty(), Some(redis.clone()), &Clock::System);
        Self { limiter, redis }
    }

    /// How many of so many comments at once pass.
    async fn comments(&self, times: usize) -> usize {
        let user = broadsheet_shared::id::UserId(uuid::Uuid::from_u128(7));
        let tasks = (0..times).map(|_| {
            let limiter = self.limiter.clone();
            tokio::spawn(async move { limiter.take(&[Charge::user(Action::CommentsWrite, user)]).await.is_ok() })
        });
        passed(tasks.collect()).await
    }

    /// How many of so many reads pass.
    fn reads(&self, times: usize) -> usize {
        let charge = Charge::address(Action::ApiRead, address(1));
        (0..times).filter(|_| self.limiter.count(charge).unwrap().is_ok()).count()
    }
}

async fn passed(tasks: Vec<JoinHandle<bool>>) -> usize {
    let mut passed = 0;
    for task in tasks {
        passed += usize::from(task.await.unwrap());
    }
    passed
}

async fn eventually(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so().await {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn connected(server: &TestRedis) -> Redis {
    let redis = Redis::connect(server.settings()).await.unwrap();
    eventually("Redis to be in use", async || redis.is_up()).await;
    redis
}

/// Two processes that know of each other.
async fn two(settings: RedisSettings) -> (Process, Process) {
    let (one, other) = (Process::start(settings.clone()).await, Process::start(settings).await);
    eventually("both to be counted", async || one.limiter.processes() == 2 && other.limiter.processes() == 2).await;
    (one, other)
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn f1_vectors_hold_in_redis() {
    let server = TestRedis::start();
    let redis = connected(&server).await;
    for (row, steps) in VECTORS {
        for step in *steps {
            let asked = asked(step.logs, row);
            let names: Vec<_> = asked.iter().map(|(charge, _)| format!("{row}{}", charge.per.as_str())).collect();
            let limits = asked.iter().map(|(_, limit)| *limit);
            let seen = redis_logs::take(&redis, &names, limits, Some(1_700_000_000_000 + step.at)).await.unwrap();
            let verdict = judge(&asked, &seen.looks);
            assert_eq!(verdict.is_ok(), seen.is_taken);
            check(row, step, verdict);
        }
    }
}

#[test]
#[ignore = "needs redis-server"]
fn f1_random_requests_are_counted_in_redis_as_they_are_here() {
    let server = TestRedis::start();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let redis = runtime.block_on(connected(&server));
    let number = std::sync::atomic::AtomicU32::new(0);
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(64));
    let outcome = runner.run(&requests(), |requests| {
        let case = number.fetch_add(1, Ordering::Relaxed);
        let (mut model, mut now) = (Model::default(), 1_700_000_000_000);
        for (pause, which) in requests {
            now += pause;
            let names: Vec<_> = which.iter().map(|log| format!("{case}:{log}")).collect();
            let limits = which.iter().map(|log| LIMITS[*log]);
            let seen = runtime.block_on(redis_logs::take(&redis, &names, limits, Some(now))).unwrap();
            prop_assert_eq!(seen.is_taken, model.passes(now, which));
        }
        Ok(())
    });
    outcome.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs redis-server"]
async fn f3_two_hundred_at_once_over_two_processes_pass_exactly_the_quota() {
    let server = TestRedis::start();
    let (one, other) = two(server.settings()).await;

    let (first, second) = tokio::join!(one.comments(100), other.comments(100));

    assert_eq!(first + second, QUOTA);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[ignore = "needs redis-server"]
async fn x6_without_redis_each_process_has_its_part() {
    let mut server = TestRedis::start();
    let (one, other) = two(server.strict_settings()).await;

    server.kill();
    let is_lost = |process: &Process| *process.redis.health().borrow() == Health::Down;
    eventually("Redis to be given up", async || is_lost(&one) && is_lost(&other)).await;
    let (first, second) = tokio::join!(one.comments(100), other.comments(100));
    assert_eq!((first, second), (QUOTA / 2, QUOTA / 2));
    assert_eq!((one.reads(100), other.reads(100)), (QUOTA / 2, QUOTA / 2));

    server.run();
    eventually("Redis to be back", async || one.redis.is_up() && other.redis.is_up()).await;
    eventually("what was read meanwhile to be known", async || one.reads(1) == 0 && other.reads(1) == 0).await;
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x6_a_process_that_never_met_redis_takes_no_more_than_its_part() {
    let server = TestRedis::stopped();
    let redis = Redis::connect(server.strict_settings()).await.unwrap();
    let mut settings = twenty();
    settings.limits.set_processes(2);
    let one = Process { limiter: Limiter::new(&settings, Some(redis.clone()), &Clock::System), redis };

    assert_eq!(one.comments(100).await, QUOTA / 2);
    assert_eq!(one.reads(100), QUOTA / 2);
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x4_a_frozen_redis_costs_one_wait() {
    let server = TestRedis::start();
    let (one, _other) = two(server.strict_settings()).await;

    server.freeze();
    let begun = Instant::now();
    for _ in 0..200 {
        one.comments(1).await;
    }

    // The promise is one wait of a tenth of a second; two hundred would be twenty.
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    server.thaw();
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x5_an_emptied_redis_forgives_a_process_nothing() {
    let server = TestRedis::start();
    let one = Process::start(server.settings()).await;
    eventually("Redis to be in use", async || one.redis.is_up()).await;
    assert_eq!(one.comments(QUOTA).await, QUOTA);

    assert_eq!(server.command("FLUSHALL"), "+OK");

    assert_eq!(one.comments(QUOTA).await, 0);
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x5_a_full_redis_leaves_each_process_its_part() {
    let server = TestRedis::start();
    let (one, other) = two(server.settings()).await;

    server.command("CONFIG SET maxmemory-policy noeviction");
    server.command("CONFIG SET maxmemory 1");

    assert_eq!(one.comments(100).await + other.comments(100).await, QUOTA);
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn reads_of_one_process_are_known_to_the_other() {
    let server = TestRedis::start();
    let (one, other) = two(server.settings()).await;

    let mut passed = 0;
    eventually("both to have used up what there is", async || {
        let more = one.reads(5) + other.reads(5);
        passed += more;
        more == 0 && passed >= QUOTA
    })
    .await;

    // What one reads before it has heard of the other is its part at most.
    assert!(passed <= QUOTA + QUOTA / 2, "{passed}");
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn what_redis_holds_is_taken_back_there_too() {
    let server = TestRedis::start();
    let (one, other) = two(server.settings()).await;
    let charge = [Charge::user(Action::CommentsWrite, broadsheet_shared::id::UserId(uuid::Uuid::from_u128(7)))];

    for _ in 0..3 * QUOTA {
        let taken = one.limiter.take(&charge).await.unwrap();
        one.limiter.take_back(&taken).await;
    }

    assert_eq!(other.comments(2 * QUOTA).await, QUOTA);
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn nothing_in_redis_outlives_its_window() {
    let server = TestRedis::start();
    let (one, _other) = two(server.settings()).await;
    one.comments(3).await;
    one.reads(3);
    eventually("reads to be told", async || server.command("DBSIZE") == ":3").await;

    let keys: Vec<String> = {
        use fred::interfaces::LuaInterface;
        let script = "local names = redis.call('KEYS', '*') local mortal = {}
            for _, name in ipairs(names) do if redis.call('PTTL', name) < 0 then mortal[#mortal + 1] = name end end
            return mortal";
        one.redis.client().eval(script, Vec::<String>::new(), Vec::<String>::new()).await.unwrap()
    };

    assert!(keys.is_empty(), "without an end: {keys:?}");
}
