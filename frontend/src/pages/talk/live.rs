//! A post's page that changes while it is read: comments come, change and go, numbers tick. The page never moves under
//! the reader.
//!
//! What the channel tells is collected for a moment and then taken into the threads at once ([`news`](super::threads::news));
//! [`steady`] sees to it that what is in sight stays where it is.

mod asking;
mod missed;
mod presence;
mod said;
mod seeking;
mod steady;

use std::sync::Arc;

use broadsheet_shared::{
    frames::{Event, PostCounts, Topic},
    id::{CommentId, PostId},
    permission::Permission,
    v2::{self, CommentState},
};
use gloo_timers::callback::Timeout;
use leptos::{ev, prelude::*, task::spawn_local};

pub(super) use self::presence::Replying;
use self::{asking::Asked, said::Said, seeking::Sought, steady::Steady};
use super::threads::{
    Talk,
    news::{News, Reader, Threads, Unheard},
};
use crate::{
    api::{
        Api, addresses,
        again::{Again, use_again},
        use_api,
    },
    bridge::{self, FromLive, PageNews, PostThere},
    components::comment::{Arrivals, Comments, Fold},
    pages::switches::Switches,
    paths::ThreadOrder,
    realtime::{Told, listen_from, once_live},
    state::{
        page_data::PageData,
        session::{Session, use_session},
        viewing::{Answer, read_list_for_viewer},
    },
    text::talk as text,
};

/// What happens within so long is shown at once.
const COLLECT_MS: u32 = 120;

/// The page's ear. Copy it into as many closures as needed.
#[derive(Clone, Copy)]
pub(super) struct Live {
    api: Api,
    session: Session,
    talk: Talk,
    switches: Switches,
    post: PostId,
    slug: StoredValue<String>,
    /// What was told and is not shown yet.
    told: StoredValue<Vec<News>>,
    said: StoredValue<Said>,
    sought: StoredValue<Sought>,
    asked: StoredValue<Asked>,
    is_rereading: StoredValue<bool>,
    /// How often the numbers were told of.
    counted: StoredValue<u32>,
    again: Again,
    timers: StoredValue<Timers, LocalStorage>,
}

/// What is arranged for later; it is called off when the page goes.
#[derive(Default)]
struct Timers {
    show: Option<Timeout>,
    speak: Option<Timeout>,
    reread: Option<Timeout>,
}

impl Live {
    /// Hears of a post as long as its page stands.
    pub fn hear(post: &PostThere, talk: Talk, switches: Switches) -> Self {
        let live = Self {
            api: use_api(),
            session: use_session(),
            talk,
            switches,
            post: post.id,
            slug: StoredValue::new(post.slug.clone()),
            told: StoredValue::new(Vec::new()),
            said: StoredValue::new(Said::default()),
            sought: StoredValue::new(Sought::default()),
            asked: StoredValue::new(Asked::default()),
            is_rereading: StoredValue::new(false),
            counted: StoredValue::new(0),
            again: use_again(),
            timers: StoredValue::new_local(Timers::default()),
        };
        let page_data: PageData = expect_context();
        let told_of = |topic: Topic| page_data.find::<u64>(&topic.to_string());
        let (comments, counts) = (Topic::Comments(live.post), Topic::Counts(live.post));
        let is_known = told_of(comments).is_some();
        listen_from(comments, told_of(comments), move |told| match told {
            Told::Event(event) => live.take(event),
            Told::Resync => live.reread_soon(),
        });
        listen_from(counts, told_of(counts), move |told| match told {
            Told::Event(Event::CountsChanged(counts)) => live.count(*counts),
            Told::Event(_) => {}
            Told::Resync => live.reread_soon(),
        });
        if !is_known {
            // What the page shows may be of long ago, or of just before it was heard of.
            once_live(move || live.reread_soon());
        }
        // What was told while a part was on its way.
        Effect::new(move |_: Option<()>| {
            if !talk.is_coming() {
                live.show_soon();
            }
        });
        live.let_go_out_of_sight();
        live.read_for_reader();
        live
    }

    /// Who else is here, and the way to what waits.
    pub fn news(self) -> AnyView {
        let is_seen = |held: &&Arc<v2::Comment>| held.state == CommentState::Visible;
        let count = Signal::derive(move || self.talk.held.with(|held| held.iter().filter(is_seen).count()));
        let who = presence::who_is_here(self.post);
        let here = move || {
            let who = Some(who.get()).filter(|who| !who.is_empty())?;
            Some(view! { <p class="comments__presence" dir="auto">{who}</p> })
        };
        view! {
            {here}
            <Arrivals count=count on_show=move |()| self.reveal() />
        }
        .into_any()
    }

    /// How much of a comment is shown.
    pub fn fold(self, id: CommentId) -> Fold {
        let folded = self.talk.folded;
        let is_closed = Memo::new(move |_| folded.with(|folded| folded.contains(&id)));
        let open = Callback::new(move |()| {
            steady::unfold(id);
            folded.update(|folded| folded.retain(|one| *one != id));
        });
        Fold { is_closed: is_closed.into(), open }
    }

    /// An own comment has been sent, or was not: what was told meanwhile may have been that one.
    pub fn posted(self) {
        self.talk.posting.try_update_value(|posting| *posting = posting.saturating_sub(1));
        self.show_soon();
    }

    fn take(self, event: &Event) {
        let news = match event {
            // Its answers are told of too.
            Event::CommentCreated(comment) | Event::CommentShown(comment) => News::unseen(comment, 0),
            Event::CommentEdited(comment) | Event::CommentDeleted(comment) | Event::CommentHidden(comment) => {
                News::Changed(Arc::new((**comment).clone()))
            }
            Event::CommentLiked(likes) => return self.switches.hear_comment_likes(likes.id, likes.like_count),
            _ => return,
        };
        self.told.try_update_value(|told| told.push(news));
        self.show_soon();
    }

    fn count(self, counts: PostCounts) {
        self.counted.try_update_value(|counted| *counted = counted.wrapping_add(1));
        self.talk.count.try_set(counts.comment_count);
        bridge::say(&PageNews::LikeCount(self.post, counts.like_count));
    }

    fn show_soon(self) {
        self.timers.try_update_value(|timers| {
            timers.show.get_or_insert_with(|| Timeout::new(COLLECT_MS, move || self.show_told()));
        });
    }

    /// Shows what was told, but for one's own comments while they are being sent: the answer brings them.
    fn show_told(self) {
        self.timers.try_update_value(|timers| timers.show = None);
        if self.is_reading() {
            return;
        }
        let is_posting = self.talk.posting.get_value() > 0;
        let me = untrack(|| self.session.person()).map(|me| me.user.id);
        let is_awaited = |news: &News| {
            let author = news.comment().author.as_ref().map(|author| author.id);
            is_posting && author.is_some() && author == me && matches!(news, News::Came(_))
        };
        let told = self.told.try_update_value(std::mem::take).unwrap_or_default();
        let (awaited, told) = told.into_iter().partition(is_awaited);
        self.told.set_value(awaited);
        self.bring(told, None);
    }

    /// Takes news into the threads and shows them; after they were read once more, with where they go on now.
    fn bring(self, told: Vec<News>, next: Option<Option<String>>) {
        let Some(mut threads) = self.talk.threads() else { return };
        let part = self.talk.part.get_untracked();
        if next.is_some() && part.order() == ThreadOrder::Oldest {
            // All that was read stands before what was not.
            threads.list.next = None;
        }
        // The server says no more to somebody whose session has ended than to a stranger.
        let person = untrack(|| self.session.me());
        let me = person.as_ref().map(|me| me.user.id);
        let is_staff = untrack(|| self.session.may(Permission::CommentsModerate));
        let sees_held = move |author: &v2::UserRef| is_staff || me == Some(author.id);
        let unheard = match person {
            Some(me) if !is_staff && me.hides.is_empty() => Unheard::Perhaps,
            Some(_) if !is_staff => Unheard::Somebody,
            _ => Unheard::Nobody,
        };
        let reader = Reader { part: &part, is_out_of_sight: &steady::is_out_of_sight, sees_held: &sees_held, unheard };
        for news in told {
            if news.comment().state == CommentState::Visible {
                self.switches.learn_comment(news.comment());
            }
            threads.take(news, &reader);
        }
        if let Some(next) = next {
            threads.list.next = next;
        }
        for (id, version) in std::mem::take(&mut threads.asked_for) {
            self.ask_for(id, version);
        }
        for answer in std::mem::take(&mut threads.homeless) {
            self.seek(answer);
        }
        self.say(threads.came);
        self.show(threads);
    }

    /// Shows the threads, with everything in sight where it was.
    fn show(self, threads: Threads) {
        if threads.changed.is_empty() {
            return self.talk.show(threads);
        }
        let steady = Steady::before(&threads.changed);
        let changed = threads.changed.clone();
        self.talk.show(threads);
        spawn_local(async move {
            // The page takes the change in before anything is drawn.
            leptos::task::tick().await;
            let folded = steady.after();
            self.talk.folded.try_update(|all| {
                all.retain(|id| !changed.contains(id));
                all.extend(folded);
            });
        });
    }

    /// Puts what waits among the threads and goes there.
    fn reveal(self) {
        let Some(mut threads) = self.talk.threads() else { return };
        let first = threads.reveal(&self.talk.part.get_untracked());
        self.talk.show(threads);
        spawn_local(async move {
            leptos::task::tick().await;
            if let Some(first) = first {
                steady::go_to(first);
            }
        });
    }

    /// Tells a screen reader that comments have come, now and then.
    fn say(self, count: u64) {
        let now = js_sys::Date::now();
        let delay = self.said.try_update_value(|said| said.hear(count, now)).flatten();
        let Some(delay) = delay else { return };
        let speak = move || {
            let count = self.said.try_update_value(|said| said.speak(js_sys::Date::now())).unwrap_or_default();
            if count > 0 {
                bridge::say(&FromLive::Announce(text::new_comments(count)));
            }
        };
        self.timers.try_update_value(|timers| timers.speak = Some(Timeout::new(delay as u32, speak)));
    }

    /// What the page came with is the same for everybody: of somebody who is hidden from the one who is there only the place
    /// remains, they read what waits to be looked at of their own, and they like some of it.
    fn read_for_reader(self) {
        // Of what is gone nothing is there for anybody.
        let is_gone = |comment: &Arc<v2::Comment>| comment.state == CommentState::Deleted;
        if self.talk.comments.with_untracked(|list| list.items.iter().all(is_gone)) {
            return;
        }
        let address = addresses::comments(&self.slug.get_value(), &self.talk.part.get_untracked());
        read_list_for_viewer(address, move |Answer { content, as_of }: Answer<Comments>, _| {
            content.items.iter().for_each(|comment| self.switches.at(as_of).learn_comment(comment));
            self.bring(content.items.into_iter().map(News::Changed).collect(), None);
        });
    }

    /// What was kept at its height before the reader's eyes need not be once it is out of sight.
    fn let_go_out_of_sight(self) {
        let release = move |is_everything: bool| {
            let released = steady::release_unseen(is_everything);
            if !released.is_empty() {
                self.talk.folded.try_update(|folded| folded.retain(|id| !released.contains(id)));
            }
        };
        let scroll = window_event_listener(ev::scroll, move |_| release(false));
        // Lines break elsewhere at another width: a height of before means nothing.
        let resize = window_event_listener(ev::resize, move |_| release(true));
        on_cleanup(move || {
            scroll.remove();
            resize.remove();
        });
        // In another order it is another page.
        Effect::new(move |former: Option<()>| {
            self.talk.part.track();
            if former.is_some() {
                release(true);
            }
        });
    }
}
