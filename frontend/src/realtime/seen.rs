//! What this tab's pages want to hear of, and how far each topic has been told here: nothing is told twice, and nothing
//! behind a gap.

use broadsheet_shared::frames::Topic;

use super::{Told, frame::Said};

/// A topic, and the last event of it that was told; `None` for a topic that begins now.
pub(super) type Wish = (Topic, Option<u64>);

/// How far a topic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It begins with the next event that is told.
    New,
    /// All up to this event was told.
    At(u64),
    /// The same; but what comes now is further, or may be, so that something between is missing. It is on its way: the line
    /// is told of every tab's place.
    Behind(u64),
}

/// The topics of this tab.
#[derive(Debug, Default)]
pub(super) struct Seen(Vec<(Topic, Place)>);

impl Seen {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn has(&self, topic: Topic) -> bool {
        self.0.iter().any(|(own, _)| *own == topic)
    }

    pub fn topics(&self) -> Vec<Topic> {
        self.0.iter().map(|(topic, _)| *topic).collect()
    }

    /// Begins a topic behind an event that is known, or now; one that has begun goes on. A line that is there already may be
    /// further than that event.
    pub fn begin(&mut self, topic: Topic, after: Option<u64>) {
        if !self.has(topic) {
            self.0.push((topic, after.map_or(Place::New, Place::Behind)));
        }
    }

    pub fn end(&mut self, topic: Topic) {
        self.0.retain(|(own, _)| *own != topic);
    }

    /// This tab was away: the line may be further than it is, and tells what is new before it hears of that.
    pub fn fall_behind(&mut self) {
        for (_, place) in &mut self.0 {
            if let Place::At(id) = *place {
                *place = Place::Behind(id);
            }
        }
    }

    /// Somebody else is there: what is one person's begins anew.
    pub fn forget_personal(&mut self) {
        for (topic, place) in &mut self.0 {
            if *topic == Topic::MyNotifications {
                *place = Place::New;
            }
        }
    }

    pub fn wishes(&self) -> Vec<Wish> {
        let wish = |(topic, place): &(Topic, Place)| match place {
            Place::New => (*topic, None),
            Place::At(id) | Place::Behind(id) => (*topic, Some(*id)),
        };
        self.0.iter().map(wish).collect()
    }

    /// Takes what is said of a topic; gives what the pages are told.
    pub fn hear(&mut self, topic: Topic, said: Said) -> Option<Told> {
        let (_, place) = self.0.iter_mut().find(|(own, _)| *own == topic)?;
        let (next, told) = match (*place, said) {
            (Place::New, Said::From(id) | Said::Resync(id)) => (Place::At(id), None),
            (Place::At(seen) | Place::Behind(seen), Said::From(id)) if id <= seen => (Place::At(seen), None),
            (Place::At(seen), Said::From(_)) => (Place::Behind(seen), None),
            (Place::At(seen), Said::Event(id, event)) if id > seen => (Place::At(id), event.map(Told::Event)),
            // Another tab was behind; this one is not.
            (Place::At(seen), Said::Resync(id)) if id == seen => (Place::At(id), None),
            (Place::At(_) | Place::Behind(_), Said::Resync(id)) => (Place::At(id), Some(Told::Resync)),
            (place, Said::Now(event)) => (place, event.map(Told::Event)),
            (place, _) => (place, None),
        };
        *place = next;
        told
    }
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::frames::{Event, PostCounts};

    use super::*;

    const TOPIC: Topic = Topic::Home;

    fn event(number: u64) -> Event {
        Event::CountsChanged(PostCounts { comment_count: number, like_count: 0 })
    }

    /// A tab that has been told all up to `id`.
    fn at(id: u64) -> Seen {
        let mut seen = Seen::default();
        seen.begin(TOPIC, None);
        assert_eq!(seen.hear(TOPIC, Said::From(id)), None);
        seen
    }

    fn tell(seen: &mut Seen, id: u64) -> Option<Told> {
        seen.hear(TOPIC, Said::Event(id, Some(event(id))))
    }

    #[test]
    fn an_event_is_told_once() {
        let mut seen = at(3);

        assert_eq!(tell(&mut seen, 3), None);
        assert_eq!(tell(&mut seen, 4), Some(Told::Event(event(4))));
        assert_eq!(tell(&mut seen, 4), None);
        // Numbers are passed over where there was nothing to tell.
        assert_eq!(tell(&mut seen, 7), Some(Told::Event(event(7))));
        assert_eq!(seen.hear(TOPIC, Said::Event(8, None)), None);
        assert_eq!(seen.wishes(), [(TOPIC, Some(8))]);
    }

    #[test]
    fn a_topic_begins_with_the_line() {
        let mut seen = Seen::default();
        seen.begin(TOPIC, None);

        assert_eq!(tell(&mut seen, 3), None, "nobody knows yet where it begins");
        assert_eq!(seen.wishes(), [(TOPIC, None)]);
        assert_eq!(seen.hear(TOPIC, Said::From(3)), None);
        assert_eq!(tell(&mut seen, 4), Some(Told::Event(event(4))));
        assert_eq!(seen.hear(Topic::MyNotifications, Said::Event(1, Some(event(1)))), None, "nobody listens");
    }

    #[test]
    fn nothing_is_told_behind_a_gap_until_it_is_filled() {
        let mut seen = at(3);

        // Another tab's line began later than this tab is.
        seen.hear(TOPIC, Said::From(5));
        assert_eq!(tell(&mut seen, 6), None);
        assert_eq!(seen.wishes(), [(TOPIC, Some(3))]);
        seen.hear(TOPIC, Said::From(3));
        let told: Vec<_> = (4..=6).filter_map(|id| tell(&mut seen, id)).collect();

        assert_eq!(told, [4, 5, 6].map(|id| Told::Event(event(id))));
    }

    #[test]
    fn a_page_that_knows_something_is_told_what_came_since() {
        let mut seen = Seen::default();
        seen.begin(TOPIC, Some(3));

        // The line is another tab's, and further.
        seen.hear(TOPIC, Said::From(5));
        assert_eq!(tell(&mut seen, 6), None);
        assert_eq!(seen.wishes(), [(TOPIC, Some(3))]);
        seen.hear(TOPIC, Said::From(3));
        let told: Vec<_> = (4..=6).filter_map(|id| tell(&mut seen, id)).collect();
        assert_eq!(told, [4, 5, 6].map(|id| Told::Event(event(id))));

        let mut ahead = Seen::default();
        ahead.begin(TOPIC, Some(8));
        ahead.hear(TOPIC, Said::From(6));
        assert_eq!((tell(&mut ahead, 8), tell(&mut ahead, 9)), (None, Some(Told::Event(event(9)))));
    }

    #[test]
    fn a_tab_that_was_away_waits_for_what_it_has_missed() {
        let mut seen = at(3);
        seen.fall_behind();

        assert_eq!(tell(&mut seen, 6), None, "the line does not know yet that 4 and 5 are missing here");
        assert_eq!(seen.wishes(), [(TOPIC, Some(3))]);
        seen.hear(TOPIC, Said::From(3));
        let told: Vec<_> = (4..=6).filter_map(|id| tell(&mut seen, id)).collect();

        assert_eq!(told, [4, 5, 6].map(|id| Told::Event(event(id))));
    }

    #[test]
    fn a_line_that_goes_back_for_another_tab_repeats_nothing() {
        let mut seen = at(5);

        seen.hear(TOPIC, Said::From(2));

        assert!((3..=5).all(|id| tell(&mut seen, id).is_none()));
        assert_eq!(tell(&mut seen, 6), Some(Told::Event(event(6))));
    }

    #[test]
    fn what_cannot_be_told_any_more_is_said_to_whoever_has_missed_it() {
        let (mut behind, mut level, mut ahead) = (at(3), at(9), at(12));

        assert_eq!(behind.hear(TOPIC, Said::Resync(9)), Some(Told::Resync));
        assert_eq!(level.hear(TOPIC, Said::Resync(9)), None);
        // The numbers begin anew, as after a restored backup.
        assert_eq!(ahead.hear(TOPIC, Said::Resync(9)), Some(Told::Resync));

        for seen in [&mut behind, &mut level, &mut ahead] {
            assert_eq!(tell(seen, 10), Some(Told::Event(event(10))));
        }
    }

    #[test]
    fn how_things_stand_is_told_whatever_was_before() {
        let (mut new, mut behind) = (Seen::default(), at(3));
        new.begin(TOPIC, None);
        behind.hear(TOPIC, Said::From(5));

        for seen in [&mut new, &mut behind] {
            assert_eq!(seen.hear(TOPIC, Said::Now(Some(event(1)))), Some(Told::Event(event(1))));
            assert_eq!(seen.hear(TOPIC, Said::Now(None)), None);
        }
    }

    #[test]
    fn the_next_person_begins_anew_with_what_is_theirs() {
        let mut seen = at(3);
        seen.begin(Topic::MyNotifications, None);
        seen.hear(Topic::MyNotifications, Said::From(8));

        seen.forget_personal();

        assert_eq!(seen.wishes(), [(TOPIC, Some(3)), (Topic::MyNotifications, None)]);
    }
}
