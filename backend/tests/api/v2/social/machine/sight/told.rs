//! What people are told of without asking for it: their notifications, and live events as whoever comes back reads them.

use std::collections::HashSet;

use broadsheet::{
    domain::{notification::NotificationFilter, page::Part, stream::Stream},
    services::{
        channel::{self, What},
        notifications, shields,
    },
};
use broadsheet_shared::{
    frames::Event,
    id::PostId,
    v2::{CommentState, NotificationType},
};

use super::{Model, Set, Site, Viewer, person};

impl Model {
    /// Who and what a person is told of, and that no row is without anybody. Rows come and go with more than the model
    /// knows of, so it is asked only whether all that is seen may be.
    pub(super) async fn notifications(&self, site: &Site, viewer: &Viewer<'_>) -> Vec<(String, Set, Set)> {
        let Some(number) = viewer.number else { return Vec::new() };
        let all = Part { after: None, limit: 100, counts: true };
        let filter = NotificationFilter::default();
        let told = notifications::own(site.app.context(), viewer.actor, filter, &all).await.unwrap();
        let items = &told.page.items;
        assert_eq!(told.page.total, Some(items.len() as u64), "notifications of {number}");
        let unread = items.iter().filter(|one| !one.is_read).count();
        assert_eq!(told.unread, unread as u64, "unread notifications of {number}");
        let (mut people, mut posts, mut said) = (Set::new(), Set::new(), Set::new());
        for one in items {
            let is_by_nobody = one.actors.is_empty() || one.actor_count == 0;
            assert!(!is_by_nobody || one.kind == NotificationType::Moderation, "{number} is told of nobody: {one:?}");
            people.extend(one.actors.iter().map(|card| person(&card.username)));
            posts.extend(one.post.iter().map(|post| number_of_post(site, post.id)));
            // What was done with one's own comment is told though it cannot be read.
            let comment = one.comment.iter().filter(|_| one.kind != NotificationType::Moderation);
            said.extend(comment.filter_map(|comment| site.number_of(comment.id)));
        }
        let may_be_told = self.people(Some(number), people.iter().copied());
        let there = posts.iter().copied().filter(|post| self.is_published[*post]).collect();
        let stands = said.iter().copied().filter(|which| self.stands(*which)).collect();
        vec![
            ("people in notifications".to_owned(), people, may_be_told),
            ("posts in notifications".to_owned(), posts, there),
            ("comments in notifications".to_owned(), said, stands),
        ]
    }

    /// Posts that are announced, comments whose words are told, and comments whose likes are.
    pub(super) async fn events(&self, site: &Site, viewer: &Viewer<'_>) -> Vec<(String, Set, Set)> {
        let announced = heard(site, viewer, Stream::Home).await.unwrap();
        let announced = announced.iter().filter_map(|event| match event {
            Event::PostPublished(post) => Some(number_of_post(site, post.id)),
            _ => None,
        });
        let mut lists = vec![("live posts".to_owned(), announced.collect(), self.posts(viewer.number))];
        for (number, post) in site.posts.iter().enumerate() {
            let Some(events) = heard(site, viewer, Stream::Comments(*post)).await else {
                assert!(!self.is_published[number], "live comments beneath {number} for {:?}", viewer.number);
                continue;
            };
            let (mut words, mut likes) = (Set::new(), Set::new());
            for event in events {
                match event {
                    Event::CommentCreated(comment) | Event::CommentEdited(comment) | Event::CommentShown(comment) => {
                        let is_told = comment.state == CommentState::Visible;
                        words.extend(site.number_of(comment.id).filter(|_| is_told));
                    }
                    Event::CommentLiked(liked) => likes.extend(site.number_of(liked.id)),
                    _ => {}
                }
            }
            let is_told = self.stands(number) && !self.is_hidden(viewer.number, 1 - number);
            let expected: Set = is_told.then_some(number).into_iter().collect();
            let liked = likes.intersection(&expected).copied().collect();
            lists.push((format!("live words beneath {number}"), words, expected));
            lists.push((format!("live likes beneath {number}"), likes, liked));
        }
        lists
    }
}

/// All that was ever told of a stream, as the channel tells it to this viewer; `None` if they may not hear of it.
async fn heard(site: &Site, viewer: &Viewer<'_>, stream: Stream) -> Option<Vec<Event>> {
    let context = site.app.context();
    channel::rule_of(context, stream).await.unwrap().admit(viewer.actor).ok()?;
    let viewers: HashSet<_> = shields::guarded(viewer.actor, stream).into_iter().collect();
    let (mut heard, mut after) = (Vec::new(), 0);
    loop {
        let part = channel::read(context, stream, after).await.unwrap();
        assert!(part.is_whole, "{stream}: nothing was forgotten yet");
        let hidden = channel::hidden(context, &viewers, &part.events).await.unwrap();
        let Some(last) = part.events.last() else { return Some(heard) };
        after = last.id;
        for told in part.events {
            let is_hidden = viewers.iter().any(|viewer| told.is_hidden_from(*viewer, &hidden));
            if let (What::Event(event), false) = (told.what, is_hidden) {
                heard.push(event);
            }
        }
    }
}

fn number_of_post(site: &Site, id: PostId) -> usize {
    site.posts.iter().position(|post| *post == id).expect("a post of the site")
}
