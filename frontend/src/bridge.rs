//! How the page's program and the one for what is live meet. They share the document and nothing else: each says what the
//! other is to know by an event on it, as text, and what is said has been heard when [`say`] returns.
//!
//! The page leaves places ([`TALK`], [`BELL`]) which the program for what is live fills once it is there. That one comes
//! later, or not at all: until it says [`FromLive::Here`] nobody hears the page, which then says all of it again.

mod beside;

use broadsheet_shared::id::{PostId, UserId};
use leptos::prelude::document;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{CustomEvent, CustomEventInit};

pub use self::beside::{Beside, provide_beside, use_beside};
use crate::{
    components::comment::Intake,
    paths::CommentPart,
    realtime::{Ask, Line, Passed},
    state::{session::Said, toasts::Tone},
};

/// The place for the comments beneath a post, by its selector.
pub const TALK: &str = "[data-live=talk]";
/// The place for the bell.
pub const BELL: &str = "[data-live=bell]";

/// Asks `boot.js` for the program for what is live, if it is not there yet: what it is for is wanted now.
const WANTED: &str = "broadsheet:wanted";

/// What is said under one name.
pub trait Saying: Serialize + DeserializeOwned + 'static {
    /// The name of the event.
    const NAME: &'static str;
}

/// What the page's program says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromPage {
    /// Who is signed in, as far as the page knows.
    Session(Box<Said>),
    /// Whether live updates are wanted in this browser.
    LiveUpdates(bool),
    /// There are places that were not there before.
    Places,
}

/// What a page wants that shows what is live. Only the programs with such pages say it, and hear [`PageNews`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PageWish {
    /// A post stands on the page, or none does.
    Post(Option<Box<PostThere>>),
    /// What the page wants to hear of.
    Channel(Ask),
}

/// What the program for what is live says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FromLive {
    /// It is there from now on.
    Here,
    /// Words for screen readers.
    Announce(String),
    /// Words for everybody.
    Message(Tone, String),
    /// So many notifications are unread.
    Unread(u64),
    /// The address of what stands on the page now.
    Address(String),
    /// The page is to be loaded anew, unless something typed would be lost by it.
    Reload,
}

/// What the program for what is live says to pages that show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum PageNews {
    /// How the line is.
    Line(Line),
    /// What happened, for the listener of the page with this number.
    Told(u32, Passed),
    /// A post has so many comments.
    CommentCount(PostId, u64),
    /// So many like a post.
    LikeCount(PostId, u64),
}

/// What has to be known of a post to show its comments.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostThere {
    /// The post.
    pub id: PostId,
    /// Its name in the address of the page, which may be a former one, or its id.
    pub asked_slug: String,
    /// Its name.
    pub slug: String,
    /// Who wrote it.
    pub author: UserId,
    /// How many comments it has.
    pub comment_count: u64,
    /// Whether it takes more.
    pub intake: Intake,
    /// Which of them are asked for.
    pub part: CommentPart,
    /// The entry of the browser's history that the page stands in.
    pub key: String,
    /// The document came with this page.
    pub is_first: bool,
}

impl Saying for FromPage {
    const NAME: &'static str = "broadsheet:page";
}

impl Saying for FromLive {
    const NAME: &'static str = "broadsheet:live";
}

impl Saying for PageWish {
    const NAME: &'static str = "broadsheet:wish";
}

impl Saying for PageNews {
    const NAME: &'static str = "broadsheet:news";
}

/// Says something to the other program.
pub fn say<T: Saying>(said: &T) {
    if let Ok(text) = serde_json::to_string(said) {
        dispatch(T::NAME, &text);
    }
}

/// Hears what the other program says, for as long as the document lives.
pub fn hear<T: Saying>(heard: impl Fn(T) + 'static) {
    let heard = Closure::<dyn Fn(CustomEvent)>::new(move |event: CustomEvent| {
        let text = event.detail().as_string().unwrap_or_default();
        if let Ok(said) = serde_json::from_str(&text) {
            heard(said);
        }
    });
    let _ = document().add_event_listener_with_callback(T::NAME, heard.as_ref().unchecked_ref());
    heard.forget();
}

/// Has the program for what is live loaded now, if that has not been done.
pub fn want_live() {
    dispatch(WANTED, "");
}

fn dispatch(name: &str, text: &str) {
    let options = CustomEventInit::new();
    options.set_detail(&JsValue::from_str(text));
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &options) {
        let _ = document().dispatch_event(&event);
    }
}

#[cfg(test)]
mod tests {
    use broadsheet_shared::{frames::Topic, v2};

    use super::*;

    fn is_understood<T: Saying + PartialEq + std::fmt::Debug>(said: &T) {
        let text = serde_json::to_string(said).unwrap();
        assert_eq!(serde_json::from_str::<T>(&text).unwrap(), *said, "{text}");
    }

    fn post() -> PostThere {
        let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
        PostThere {
            id: id.parse().unwrap(),
            asked_slug: "a-former-name".to_owned(),
            slug: "a-name".to_owned(),
            author: id.parse().unwrap(),
            comment_count: 3,
            intake: Intake::Open,
            part: CommentPart::Answers { to: id.parse().unwrap(), after: Some("c".to_owned()) },
            key: "1f".to_owned(),
            is_first: true,
        }
    }

    #[test]
    fn each_program_understands_what_the_other_says() {
        let me: v2::Me = serde_json::from_value(serde_json::json!({
            "id": "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f", "username": "ada", "display_name": "Ada", "avatar": null,
            "email": null, "is_email_confirmed": true, "bio": "", "permissions": [], "roles": [],
            "created_at": "2026-01-01T00:00:00Z"
        }))
        .unwrap();
        for said in [Said::Unknown, Said::Anonymous, Said::Ended(me)] {
            is_understood(&FromPage::Session(Box::new(said)));
        }
        is_understood(&PageWish::Post(Some(Box::new(post()))));
        is_understood(&PageWish::Post(None));
        is_understood(&PageWish::Channel(Ask::Listen(1, Topic::Home, Some(7))));
        is_understood(&FromPage::LiveUpdates(false));
        is_understood(&FromPage::Places);

        is_understood(&FromLive::Here);
        is_understood(&PageNews::Line(Line::Away));
        is_understood(&PageNews::Told(1, Passed::Resync));
        is_understood(&FromLive::Message(Tone::Error, "No.".to_owned()));
        is_understood(&PageNews::CommentCount(post().id, 4));
        is_understood(&FromLive::Address("/posts/a-name?sort=top".to_owned()));
    }
}
