//! Tests of the bus: in one process, and between two through a real Redis.

use std::time::{Duration, Instant};

use super::*;
use crate::platform::redis::test_server::TestRedis;

const EVENT: Event = Event::SettingsChanged;

fn signal() -> Arc<Signal> {
    Arc::new(Signal::Event { event: EVENT })
}

async fn linked(server: &TestRedis) -> Events {
    let redis = Redis::connect(server.settings()).await.unwrap();
    let events = Events::through_redis(&redis).unwrap();
    until_linked(&events).await;
    events
}

async fn until_linked(events: &Events) {
    let deadline = Instant::now() + Duration::from_secs(50);
    while events.is_linked() != Some(true) {
        assert!(Instant::now() < deadline, "the bus did not link");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The next delivery that is not a gap.
async fn next_signal(listener: &mut Listener) -> Delivery {
    let deadline = tokio::time::timeout(Duration::from_secs(20), async {
        loop {
            match listener.next().await.unwrap() {
                Delivery::Gap => {}
                delivery => return delivery,
            }
        }
    });
    deadline.await.expect("a signal arrives")
}

async fn next_gap(listener: &mut Listener) {
    let deadline = tokio::time::timeout(Duration::from_secs(50), async {
        while listener.next().await.unwrap() != Delivery::Gap {}
    });
    deadline.await.expect("a gap is announced");
}

#[tokio::test]
async fn listeners_in_the_process_hear_it() {
    let events = Events::in_process();
    let (mut one, mut other) = (events.listen(), events.listen());

    events.publish_event(EVENT);

    assert_eq!(one.next().await, Some(Delivery::Local(signal())));
    assert_eq!(other.next().await, Some(Delivery::Local(signal())));
}

#[tokio::test]
async fn slow_listener_is_told_of_the_gap() {
    let events = Events::in_process();
    let mut listener = events.listen();

    for _ in 0..=LISTENER_CAPACITY {
        events.publish_event(EVENT);
    }

    assert_eq!(listener.next().await, Some(Delivery::Gap));
    assert_eq!(listener.next().await, Some(Delivery::Local(signal())));
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn other_process_hears_it_once_and_the_sender_not_again() {
    let server = TestRedis::start();
    let (here, there) = (linked(&server).await, linked(&server).await);
    let (mut near, mut far) = (here.listen(), there.listen());

    here.publish_event(EVENT);
    there.publish_event(EVENT);

    assert_eq!(next_signal(&mut near).await, Delivery::Local(signal()));
    assert_eq!(next_signal(&mut near).await, Delivery::Remote(signal()));
    let mut heard = [next_signal(&mut far).await, next_signal(&mut far).await];
    heard.sort_by_key(|delivery| matches!(delivery, Delivery::Remote(_)));
    assert_eq!(heard, [Delivery::Local(signal()), Delivery::Remote(signal())]);
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn burst_of_a_thousand_arrives_whole() {
    let server = TestRedis::start();
    let (here, there) = (linked(&server).await, linked(&server).await);
    let mut far = there.listen();

    for _ in 0..1_000 {
        here.publish_event(EVENT);
    }

    for _ in 0..1_000 {
        assert_eq!(next_signal(&mut far).await, Delivery::Remote(signal()));
    }
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x3_listener_is_told_of_the_gap_after_redis_was_away() {
    let mut server = TestRedis::start();
    let (here, there) = (linked(&server).await, linked(&server).await);
    let mut far = there.listen();

    server.kill();
    here.publish_event(EVENT);
    server.run();

    next_gap(&mut far).await;
    until_linked(&there).await;
    while !matches!(tokio::time::timeout(Duration::from_millis(200), far.next()).await, Ok(Some(Delivery::Remote(_)))) {
        here.publish_event(EVENT);
    }
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn lost_subscription_alone_is_noticed_too() {
    let server = TestRedis::start();
    let there = linked(&server).await;
    let mut far = there.listen();

    server.command("CLIENT KILL TYPE pubsub");

    next_gap(&mut far).await;
}

#[tokio::test]
#[ignore = "needs redis-server"]
async fn x4_signal_lost_in_a_short_freeze_is_confessed() {
    let server = TestRedis::start();
    let (here, there) = (linked(&server).await, linked(&server).await);
    let mut far = there.listen();

    server.freeze();
    here.publish_event(EVENT);
    while !here.0.relay.as_ref().unwrap().state.has_lost() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    server.thaw();

    next_gap(&mut far).await;
}
