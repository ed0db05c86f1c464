//! Topics that end while the line stands.

use broadsheet_shared::{
    frames::{ClientFrame, ServerFrame},
    problem::Code,
};

use super::{TOPIC, world::World};
use crate::realtime::machine::{Input, Output};

/// How often a tab has asked for a topic.
fn asked(world: &World, tab: usize) -> usize {
    world.times(tab, |output| matches!(output, Output::Send(ClientFrame::Subscribe { .. })))
}

/// The server tells a tab no more, and something happens after that.
fn end(world: &mut World, tab: usize, code: Code) {
    world.tab_mut(tab).line = Some(Vec::new());
    world.say(tab, &ServerFrame::Unsubscribed { topic: TOPIC, code: Some(code) });
    world.happen();
}

#[test]
fn what_may_pass_is_asked_for_again_with_what_was_missed_and_a_missing_right_is_not() {
    let codes = [
        (Code::PostNotFound, true),
        (Code::ServiceUnavailable, true),
        (Code::PermissionDenied, false),
        (Code::TokenInvalid, false),
        (Code::TopicLimit, false),
    ];
    for (code, may_pass) in codes {
        let mut world = World::new();
        let (one, two) = (world.open(), world.open());
        world.happen();
        let before = asked(&world, one);

        end(&mut world, one, code);
        world.pass(4_000.0);
        assert_eq!(asked(&world, one), before, "{code:?}");
        world.pass(120_000.0);

        assert_eq!(asked(&world, one), before + usize::from(may_pass), "{code:?}");
        let told: &[u64] = if may_pass { &[1, 2] } else { &[1] };
        assert_eq!((&*world.tab(one).told, &*world.tab(two).told), (told, told), "{code:?}");
    }
}

#[test]
fn while_a_topic_stays_away_it_is_asked_for_less_and_less_often_and_when_somebody_looks() {
    let mut world = World::new();
    let tab = world.open();
    world.happen();
    for wait in [5_000.0, 10_000.0, 20_000.0, 40_000.0, 60_000.0, 60_000.0] {
        let before = asked(&world, tab);
        end(&mut world, tab, Code::PostNotFound);
        world.pass(wait - 1_000.0);
        assert_eq!(asked(&world, tab), before, "{wait}");
        world.pass(1_500.0);
        assert_eq!(asked(&world, tab), before + 1, "{wait}");
    }

    let before = asked(&world, tab);
    world.put(tab, Input::Seen(false));
    end(&mut world, tab, Code::PostNotFound);
    world.pass(3_600_000.0);
    assert_eq!(asked(&world, tab), before, "nobody looks");
    world.put(tab, Input::Seen(true));
    assert_eq!(asked(&world, tab), before + 1);

    let last = world.happened;
    assert_eq!(world.tab(tab).told, (1..=last).collect::<Vec<_>>());
}
