//! Whole courses of things.

mod again;
mod world;

use std::collections::BTreeSet;

use broadsheet_shared::{
    frames::{ClientFrame, ServerFrame, Topic},
    id::PostId,
};

use self::world::World;
use super::{Input, Machine, Message, Output};
use crate::realtime::{
    Line,
    backoff::{LATER, LOST, NOT_ALLOWED, SWITCHED_OFF},
    way::Ways,
};

const TOPIC: Topic = Topic::Home;

#[test]
fn two_tabs_have_one_line_and_both_hear() {
    let mut world = World::new();
    let (one, two) = (world.open(), world.open());

    world.happen();
    world.happen();

    assert_eq!((&*world.tab(one).told, &*world.tab(two).told), (&[1, 2][..], &[1, 2][..]));
    assert!(world.tab(one).line.is_some() && world.tab(two).line.is_none());
    assert_eq!((world.tab(one).shown, world.tab(two).shown), (Line::Live, Line::Live));
}

#[test]
fn when_the_leader_goes_another_goes_on_where_it_was() {
    let mut world = World::new();
    let (one, two, three) = (world.open(), world.open(), world.open());
    world.happen();
    // Nobody hears this before the line is somebody else's.
    world.tab_mut(one).line = None;
    world.happen();

    world.close(one);
    world.happen();

    for place in [two, three] {
        assert_eq!(world.tab(place).told, [1, 2, 3]);
        assert_eq!(world.tab(place).resyncs, 0);
    }
    let asked =
        |output: &Output| *output == Output::Send(ClientFrame::Subscribe { topic: TOPIC.to_string(), after: Some(1) });
    assert_eq!(world.times(two, asked), 1);
}

#[test]
fn nothing_is_missed_or_told_twice_whatever_goes() {
    // A small generator of numbers: the same course in every run.
    let mut seed = 7_u64;
    let mut chance = move |of: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % of
    };
    for _ in 0..400 {
        let mut world = World::new();
        world.open();
        for _ in 0..60 {
            let place = usize::try_from(chance(world.tabs.len() as u64)).unwrap();
            match chance(12) {
                0 => _ = world.open(),
                1 if world.tabs.iter().flatten().count() > 1 => world.close(place),
                2 => world.cut(place, LOST),
                3 => world.is_up = !world.is_up,
                4 => world.pass(1_000.0),
                5 => world.put(place, Input::Seen(chance(2) == 0)),
                6 => _ = world.open_behind(Some(world.happened.saturating_sub(chance(4)))),
                7 => world.put(place, Input::Allowed(chance(2) == 0)),
                8 => world.is_silent = !world.is_silent,
                _ => world.happen(),
            }
        }
        (world.is_up, world.is_silent) = (true, false);
        for place in 0..world.tabs.len() {
            world.put(place, Input::Allowed(true));
            world.put(place, Input::Seen(true));
        }
        world.pass(120_000.0);
        world.happen();

        let last = world.happened;
        for tab in world.tabs.iter().flatten() {
            // A tab that knew nothing begins when its line came; from there on it has heard all, once and in order.
            let heard = tab.told.first().copied().expect("every tab hears the last one");
            let first = tab.after.map_or(heard, |after| after + 1);
            assert_eq!(tab.told, (first..=last).collect::<Vec<_>>());
        }
    }
}

#[test]
fn too_much_missed_is_said_once() {
    let mut world = World::new();
    let (one, two) = (world.open(), world.open());
    world.happen();
    world.kept = 2;
    world.is_up = false;
    world.cut(one, LOST);
    (0..9).for_each(|_| world.happen());
    world.is_up = true;

    world.pass(120_000.0);
    world.happen();

    for place in [one, two] {
        assert_eq!((world.tab(place).resyncs, &*world.tab(place).told), (1, &[1, 11][..]));
    }
}

#[test]
fn a_silent_line_is_asked_and_given_up() {
    let mut world = World::new();
    world.is_silent = true;
    let tab = world.open();
    let pings = |output: &Output| *output == Output::Send(ClientFrame::Ping {});

    world.pass(31_000.0);
    assert_eq!(world.times(tab, pings), 1);
    world.say(tab, &ServerFrame::Pong {});
    world.pass(20_000.0);
    assert_eq!(world.times(tab, pings), 1);
    world.pass(41_000.0);

    assert_eq!(world.times(tab, |output| *output == Output::Close), 1, "twice as long without a word");
    assert_eq!(world.times(tab, |output| *output == Output::OpenSocket), 2);
}

#[test]
fn hidden_tabs_are_quiet_and_begin_at_once_when_somebody_looks() {
    let mut world = World::new();
    let tab = world.open();
    world.put(tab, Input::Seen(false));
    world.is_up = false;
    world.cut(tab, LOST);
    let before = world.tab(tab).done.len();

    world.pass(3_600_000.0);
    assert_eq!(world.tab(tab).done.len(), before);
    world.is_up = true;
    world.put(tab, Input::Seen(true));

    assert_eq!(world.tab(tab).shown, Line::Live);
}

#[test]
fn a_leader_that_nobody_looks_at_works_for_one_that_somebody_does() {
    let mut world = World::new();
    let (hidden, seen) = (world.open(), world.open());
    world.put(hidden, Input::Seen(false));
    world.cut(hidden, LOST);

    world.pass(2_000.0);
    world.happen();

    assert_eq!(world.tab(seen).told, [1]);
}

#[test]
fn the_network_back_and_a_line_that_is_dead_is_found_out() {
    let mut world = World::new();
    let tab = world.open();
    world.pass(10_000.0);
    world.is_silent = true;
    world.put(tab, Input::Online);

    world.pass(5_500.0);

    assert_eq!(world.times(tab, |output| *output == Output::OpenSocket), 2);
}

#[test]
fn what_the_server_says_at_the_end_is_obeyed() {
    let opened = |output: &Output| *output == Output::OpenSocket;
    for (code, may_hurry, asks) in [(1001, true, 0), (NOT_ALLOWED, true, 1), (LATER, false, 0)] {
        let mut world = World::new();
        let tab = world.open();
        world.pass(20_000.0);
        world.cut(tab, code);
        assert_eq!(world.tab(tab).shown, Line::Away, "{code}");

        // Whoever is told to come later does not come sooner for being looked at.
        world.put(tab, Input::Seen(true));
        assert_eq!(world.times(tab, opened) == 2, may_hurry, "{code}");

        world.pass(20_000.0);
        assert_eq!(world.times(tab, opened), 2, "{code}");
        assert_eq!(world.times(tab, |output| *output == Output::AskSession), asks, "{code}");
    }
}

#[test]
fn where_live_updates_were_switched_off_nothing_is_away_and_nobody_presses_on() {
    let mut world = World::new();
    let (one, two) = (world.open(), world.open());
    let opened = |world: &World| world.times(one, |output| *output == Output::OpenSocket);
    world.is_up = false;
    world.cut(one, SWITCHED_OFF);

    world.put(one, Input::Seen(true));
    world.pass(290_000.0);
    assert_eq!(opened(&world), 1);
    world.pass(300_000.0);
    assert_eq!(opened(&world), 2, "it is tried again, and refused");
    for place in [one, two] {
        assert_eq!(world.tab(place).shown, Line::Off);
    }

    world.is_up = true;
    world.happen();
    world.pass(320_000.0);
    for place in [one, two] {
        assert_eq!((world.tab(place).shown, &*world.tab(place).told), (Line::Live, &[1][..]));
    }
}

#[test]
fn where_sockets_are_blocked_events_come_by_a_stream() {
    let mut world = World::new();
    world.is_up = false;
    let tab = world.open();
    let streams = |world: &World| -> Vec<_> {
        let done = &world.tab(tab).done;
        done.iter().filter(|output| matches!(output, Output::OpenStream(_))).cloned().collect()
    };

    world.pass(5_000.0);
    world.happen();
    assert_eq!(world.times(tab, |output| *output == Output::OpenSocket), 2);
    assert_eq!(streams(&world), [Output::OpenStream(vec![(TOPIC, None)])]);
    assert_eq!(world.tab(tab).told, [1]);
    world.pass(120_000.0);
    assert_eq!(streams(&world).len(), 1, "it says that it is there");

    world.put(tab, Input::Began(Topic::MyNotifications, None));
    world.pass(100.0);
    let both = Output::OpenStream(vec![(TOPIC, Some(1)), (Topic::MyNotifications, None)]);
    assert_eq!(streams(&world)[1..], [both], "another topic is another stream, and each goes on where it is");
}

#[test]
fn how_things_stand_is_told_to_whoever_comes_later_and_pages_are_heard() {
    let mut world = World::new();
    let one = world.open();
    let now = r#"{"frame":"now","topic":"home","type":"counts.changed","data":{"comment_count":40,"like_count":0}}"#;
    world.put(one, Input::Heard(now.to_owned()));

    let two = world.open();
    world.put(two, Input::Say("{}".to_owned()));

    assert_eq!((&*world.tab(one).told, &*world.tab(two).told), (&[40][..], &[40][..]));
    assert_eq!(world.times(one, |output| *output == Output::Pass("{}".to_owned())), 1);
}

#[test]
fn what_only_a_newer_program_knows_costs_nothing() {
    let mut world = World::new();
    let (one, two) = (world.open(), world.open());
    world.happen();

    let sung = r#"{"frame":"event","topic":"home","id":2,"type":"post.sung","data":{}}"#;
    for strange in [r#"{"frame":"song","topic":"home","id":9}"#, r#"{"frame":"now","topic":"home"}"#, sung] {
        world.put(one, Input::Heard(strange.to_owned()));
    }
    world.happened = 2;
    world.happen();

    for place in [one, two] {
        assert_eq!((&*world.tab(place).told, world.tab(place).resyncs), (&[1, 3][..], 0));
        assert_eq!(world.tab(place).shown, Line::Live);
    }
}

#[test]
fn a_leader_that_sleeps_loses_the_line() {
    let mut world = World::new();
    let (asleep, awake) = (world.open(), world.open());
    // What it is told does not reach it any more; the lock is still its own.
    world.tab_mut(asleep).has_joined = false;
    world.put(awake, Input::Seen(true));

    world.pass(5_000.0);
    world.happen();

    assert_eq!(world.times(awake, |output| *output == Output::Join { by_force: true }), 1);
    assert_eq!(world.tab(awake).told, [1]);
}

#[test]
fn a_line_that_nobody_wants_is_closed_after_a_moment() {
    let mut world = World::new();
    let tab = world.open();
    world.put(tab, Input::Ended(TOPIC));
    assert_eq!(world.tab(tab).shown, Line::Off);
    world.pass(1_000.0);
    assert!(world.tab(tab).line.is_some(), "the next page may want it");

    world.pass(10_000.0);
    assert!(world.tab(tab).line.is_none() && !world.tab(tab).has_joined);
    world.put(tab, Input::Began(TOPIC, None));
    world.happen();

    assert_eq!(world.tab(tab).told, [1]);
}

#[test]
fn turned_off_there_is_nothing_and_on_again_nothing_was_missed() {
    let mut world = World::new();
    let tab = world.open();
    world.put(tab, Input::Allowed(false));
    assert!(world.tab(tab).line.is_none() && !world.tab(tab).has_joined);
    assert_eq!(world.tab(tab).shown, Line::Off);
    world.happen();
    assert!(world.tab(tab).told.is_empty());

    world.put(tab, Input::Allowed(true));

    assert_eq!(world.tab(tab).told, [1]);
}

#[test]
fn many_topics_at_once_are_asked_for_slowly() {
    let mut world = World::new();
    let tab = world.open();
    let before = world.tab(tab).done.len();
    for number in 1..=30_u128 {
        let id = uuid_of(number);
        world.put(tab, Input::Began(format!("posts/{id}/comments").parse().unwrap(), None));
    }
    let sent =
        |world: &World| world.tab(tab).done[before..].iter().filter(|output| matches!(output, Output::Send(_))).count();

    assert!(sent(&world) <= 10);
    world.pass(1_000.0);
    assert!(sent(&world) <= 20);
    world.pass(3_000.0);

    assert_eq!(sent(&world), 30);
}

/// An id as the server writes them.
fn uuid_of(number: u128) -> String {
    let text = format!("{number:032x}");
    [&text[..8], &text[8..12], &text[12..16], &text[16..20], &text[20..]].join("-")
}

#[test]
fn a_tab_that_is_looked_at_is_told_however_many_others_are_open() {
    let welcome = ServerFrame::Welcome { version: 1, user_id: None, heartbeat_secs: 30 };
    let welcome = Input::Heard(serde_json::to_string(&welcome).unwrap());
    let mut inputs = vec![Input::Allowed(true), Input::Began(Topic::MyNotifications, None), Input::Granted, welcome];
    inputs.extend((0..30).map(|number| Input::Told(of_post(number, false))));
    inputs.push(Input::Told(of_post(99, true)));
    // What is said at once is spread over some seconds.
    inputs.extend((0..200).map(|_| Input::Tick));
    let mut machine = Machine::new("own".to_owned(), Ways::default(), true);
    let mut told = BTreeSet::new();

    for (number, input) in inputs.into_iter().enumerate() {
        for output in machine.step(input, 1e12 + 100.0 * number as f64, 0.5) {
            match output {
                Output::Send(ClientFrame::Subscribe { topic, .. }) => drop(told.insert(topic)),
                Output::Send(ClientFrame::Unsubscribe { topic }) => drop(told.remove(&topic)),
                _ => {}
            }
        }
        assert!(told.len() <= 50, "the server takes no more");
    }

    assert_eq!(told.len(), 50);
    let mut wanted = topics_of_post(99).map(|topic| topic.to_string()).to_vec();
    wanted.push(Topic::MyNotifications.to_string());
    assert!(wanted.iter().all(|topic| told.contains(topic)), "{told:?}");
}

/// What a tab with the page of a post wants.
fn of_post(number: u32, is_seen: bool) -> Message {
    let wishes = topics_of_post(number).map(|topic| (topic, None)).to_vec();
    Message::Want { tab: number.to_string(), wishes, is_seen }
}

fn topics_of_post(number: u32) -> [Topic; 3] {
    let post: PostId = format!("0190c9d2-7c1e-7a7b-8c11-{number:012x}").parse().unwrap();
    [Topic::Comments(post), Topic::Counts(post), Topic::Presence(post)]
}
