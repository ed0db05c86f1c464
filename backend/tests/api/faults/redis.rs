//! Redis slow, refusing, cut off: the API goes on without it.

use std::time::{Duration, Instant};

use broadsheet::platform::{
    cache::{Cache, CacheSettings},
    events::Events,
    redis::{Redis, RedisSettings},
};
use serde_json::json;

use crate::support::{Adjusted, App, Chaos, Line, Listener, Socket, eventually, servers};

/// A process whose Redis is at the end of this line, with the time limits of production.
async fn behind(app: &App, chaos: &Chaos, server: &str) -> Adjusted {
    let namespace = format!("line:{}", chaos.address().port());
    let settings = RedisSettings { namespace, ..RedisSettings::new(chaos.through(server)) };
    let redis = Redis::connect(settings).await.expect("an address");
    let events = Events::through_redis(&redis).expect("a bus");
    let other = app.adjusted(|parts| {
        parts.cache = Cache::new(&CacheSettings::default(), Some(redis.clone()), events.clone());
        (parts.redis, parts.events) = (Some(redis), events);
    });
    let cache = &other.context().cache;
    eventually("Redis to be in use", async || cache.is_redis_in_use() == Some(true)).await;
    other
}

#[tokio::test]
#[ignore = "needs Redis"]
async fn x3_x4_a_slow_or_lost_redis_costs_one_wait_and_no_answer() {
    let server = servers::redis();
    let app = App::new().await;
    let ada = app.author("ada").await;
    ada.publish("Warm").await;
    let chaos = Chaos::to(&servers::place(&server, 6379)).await;
    let other = behind(&app, &chaos, &server).await;
    let ada = other.caller(&ada);

    for (line, title) in
        [(Line::Late(Duration::from_millis(500)), "late"), (Line::Silent, "silent"), (Line::Cut, "cut")]
    {
        chaos.set(line);
        let begun = Instant::now();
        for limit in 1..=20 {
            other.anonymous().get(&format!("/api/v2/posts?limit={limit}&sort=oldest&tag=engines")).await.is(200);
        }
        ada.post("/api/v2/posts", json!({"title": title, "body": "x"})).await.is(201);
        // Twenty waits of half a second would be ten; the promise is one of a tenth.
        assert!(begun.elapsed() < Duration::from_secs(5), "{line:?}: {:?}", begun.elapsed());
        let cache = &other.context().cache;
        eventually("Redis to be given up", async || cache.is_redis_in_use() == Some(false)).await;

        chaos.set(Line::Open);
        eventually(&format!("Redis to be in use again after {line:?}"), async || cache.is_redis_in_use() == Some(true))
            .await;
        other.anonymous().get("/api/v2/posts/warm").await.is(200);
        ada.get("/api/v2/me").await.is(200);
    }
}

/// A stranger at a post, on one of two servers.
async fn at(server: &Socket, topic: &str) -> Listener {
    let mut listener = Listener::stranger(server).await;
    listener.subscribe(topic, None).await;
    listener
}

async fn hears_of(listener: &mut Listener, readers: u64) {
    while listener.hear_a("now").await["data"]["readers"] != readers {}
}

#[tokio::test]
#[ignore = "needs Redis"]
async fn x3_x21_who_is_at_a_post_is_counted_over_all_processes_while_redis_is_away() {
    let server = servers::redis();
    let app = App::new().await;
    let id = app.author("ada").await.publish("Talk").await["id"].as_str().unwrap().to_owned();
    let topic = format!("posts/{id}/presence");
    let chaos = Chaos::to(&servers::place(&server, 6379)).await;
    let (one, other) = (behind(&app, &chaos, &server).await, behind(&app, &chaos, &server).await);
    let (here, there) = (Socket::serve(one.router()), Socket::serve(other.router()));

    for line in [Line::Silent, Line::Cut] {
        chaos.set(line);
        let (mut first, mut second) = (at(&here, &topic).await, at(&there, &topic).await);
        hears_of(&mut first, 2).await;
        hears_of(&mut second, 2).await;

        drop(second);
        hears_of(&mut first, 1).await;
        assert!(first.says_pong_first().await, "{line:?}");
    }
}
