//! One form as it is being filled in. It belongs to the page, not to the place where it stands: threads are made anew when
//! they change, and a form in them then goes on where it was, with what is being sent.

use broadsheet_shared::{
    time::Timestamp,
    v2::{self, CommentState},
    value::CommentBody,
};
use leptos::{ev, prelude::*};

use super::Conversation;
use crate::{
    forms::Field,
    state::{
        drafts::{Drafts, LocalCopy, Place},
        leaving::use_leaving,
    },
    text::talk as text,
};

/// A copy is kept so long after a key. The promise is one second.
const DELAY_MS: u32 = 400;

/// One form. Copy it into as many closures as needed.
#[derive(Clone, Copy)]
pub(super) struct Sheet {
    pub field: Field,
    pub is_busy: RwSignal<bool>,
    /// Why it was not taken.
    pub failure: RwSignal<Option<String>>,
    /// False if this device refused to keep what is typed.
    pub is_kept: RwSignal<bool>,
    /// Since when this device keeps what the form began with, if that was typed before.
    pub kept_since: RwSignal<Option<Timestamp>>,
    /// What was sent last without the server having said that it has it, and the key it was sent under.
    pub sent: StoredValue<Option<(v2::CreateComment, String)>>,
    /// The version of the comment that a change names; `None` for a new comment.
    pub version: StoredValue<Option<u64>>,
    kept: StoredValue<Kept>,
    /// The stored text: what differs from it is worth keeping.
    stored: StoredValue<String>,
    /// The version that the text grew from.
    base: StoredValue<Option<u64>>,
    /// What this form has last had kept on the device; the stored text if nothing.
    written: StoredValue<String>,
}

/// Where a form's copy is kept, and among whose: they stay their writer's, whoever comes after.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub drafts: Option<Drafts>,
    pub place: Place,
}

impl Sheet {
    /// A form that begins with `stored`.
    fn new(id: &'static str, kept: Kept, stored: &str, version: Option<u64>) -> Self {
        let field = Field::new(id, "/body", |text| CommentBody::parse(text).map(drop));
        field.text.set(stored.to_owned());
        Self {
            field,
            is_busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            is_kept: RwSignal::new(true),
            kept_since: RwSignal::new(None),
            sent: StoredValue::new(None),
            version: StoredValue::new(version),
            kept: StoredValue::new(kept),
            stored: StoredValue::new(stored.to_owned()),
            base: StoredValue::new(version),
            written: StoredValue::new(stored.to_owned()),
        }
    }

    /// Takes what was typed here before. What grew from another version than the stored one is shown beside that: the
    /// server would not notice.
    fn take_copy(self, copy: LocalCopy<String>) {
        self.base.set_value(copy.base_version);
        self.kept_since.set(Some(copy.saved_at));
        self.written.set_value(copy.content.clone());
        self.field.text.set(copy.content);
        let is_of_another = self.version.with_value(|version| version.is_some() && *version != copy.base_version);
        if is_of_another && !self.is_untouched() {
            self.failure.set(Some(text::stale(&self.stored.get_value())));
        }
    }

    /// Where its copy is kept.
    pub fn kept(self) -> Kept {
        self.kept.get_value()
    }

    /// Takes what was typed away, here and on this device.
    pub fn discard(self) {
        self.field.clear();
        self.begin_with(&self.stored.get_value(), self.version.get_value());
    }

    /// The comment stands there in another version. A form in which nothing was typed takes it; otherwise it is told.
    /// While a change is being sent the answer says it.
    pub fn meet(self, comment: &v2::Comment) {
        let is_known = self.version.get_value().is_some_and(|known| known >= comment.version);
        if is_known || comment.state != CommentState::Visible || self.is_busy.get_untracked() {
            return;
        }
        self.version.set_value(Some(comment.version));
        if self.is_untouched() {
            self.begin_with(&comment.body, Some(comment.version));
        } else {
            self.stored.set_value(comment.body.clone());
            self.failure.set(Some(text::stale(&comment.body)));
        }
    }

    /// The server has `sent`, and keeps `stored`. True if nothing was typed meanwhile: the form is as new then.
    pub fn settle(self, sent: &str, stored: &str, version: Option<u64>) -> bool {
        self.version.set_value(version);
        // The same words once more are another comment from here on.
        self.sent.set_value(None);
        let is_as_sent = self.field.text.with_untracked(|text| text == sent);
        if is_as_sent {
            self.field.clear();
            self.begin_with(stored, version);
        } else {
            self.stored.set_value(stored.to_owned());
            self.base.set_value(version);
            // The copy of what was sent is gone.
            if self.written.with_value(|written| written == sent) {
                self.written.set_value(stored.to_owned());
            }
        }
        is_as_sent
    }

    /// Begins anew, with nothing of its own on this device.
    fn begin_with(self, stored: &str, version: Option<u64>) {
        if let Kept { drafts: Some(drafts), place } = self.kept() {
            self.forget_own(drafts, &place);
        }
        self.written.set_value(stored.to_owned());
        self.stored.set_value(stored.to_owned());
        self.base.set_value(version);
        self.field.text.set(stored.to_owned());
        self.failure.set(None);
        self.kept_since.set(None);
    }

    fn is_untouched(self) -> bool {
        self.stored.with_value(|stored| self.field.text.with_untracked(|text| text == stored))
    }

    /// Writes the copy now, or takes it away if there is nothing to keep. A form in which nothing was typed since leaves the
    /// copy alone: it may be another tab's.
    fn write(self) {
        let kept = self.kept.try_get_value();
        let (Some(Kept { drafts: Some(drafts), place }), Some(typed)) = (kept, self.field.text.try_get_untracked())
        else {
            return;
        };
        let is_written = self.written.with_value(|written| *written == typed);
        let is_kept = is_written || self.tell_device(drafts, &place, typed);
        if self.is_kept.get_untracked() != is_kept {
            self.is_kept.set(is_kept);
        }
    }

    /// Has the device keep what was typed, or nothing. False if it refused.
    fn tell_device(self, drafts: Drafts, place: &Place, typed: String) -> bool {
        if typed.trim().is_empty() || self.is_untouched() {
            self.forget_own(drafts, place);
        } else {
            let saved_at = Timestamp::from_millis(js_sys::Date::now() as i64);
            let copy = LocalCopy { saved_at, base_version: self.base.get_value(), content: typed.clone() };
            // What was there before is there still, and is this form's to forget.
            if drafts.keep(place, &copy).is_err() {
                return false;
            }
        }
        self.written.set_value(typed);
        true
    }

    /// Takes the copy away that this form had kept, and no other: it may be another tab's by now.
    fn forget_own(self, drafts: Drafts, place: &Place) {
        self.written.with_value(|written| drafts.forget_text(place, written));
    }

    /// Keeps what is typed on this device: soon after a key, and when the page goes.
    fn keep(self) {
        let timer = StoredValue::new_local(None::<gloo_timers::callback::Timeout>);
        Effect::new(move |former: Option<()>| {
            self.field.text.track();
            if former.is_none() || timer.with_value(Option::is_some) {
                return;
            }
            let write = move || {
                timer.try_set_value(None);
                self.write();
            };
            timer.set_value(Some(gloo_timers::callback::Timeout::new(DELAY_MS, write)));
        });
        use_leaving().keep_with(move || {
            self.write();
            self.is_kept.get_untracked()
        });
        // A phone that puts the page away may never bring it back.
        let hidden = window_event_listener(ev::Custom::<web_sys::Event>::new("pagehide"), move |_| {
            self.write();
        });
        on_cleanup(move || {
            hidden.remove();
            self.write();
        });
    }
}

impl Conversation {
    /// The form of a place: the one that was begun there, or a new one with what was typed there before.
    pub(super) fn sheet(self, id: &'static str, place: &Place, stored: &str, version: Option<u64>) -> Sheet {
        let drafts = self.drafts.get_untracked();
        let begun = self.sheets.with_value(|sheets| {
            sheets.iter().find(|(whose, own, _)| *whose == drafts && own == place).map(|(.., sheet)| *sheet)
        });
        if let Some(sheet) = begun {
            return sheet;
        }
        let sheet = self.owner.with_value(|owner| {
            owner.with(|| {
                let sheet = Sheet::new(id, Kept { drafts, place: place.clone() }, stored, version);
                if let Some(copy) = drafts.and_then(|drafts| drafts.find(place)) {
                    sheet.take_copy(copy);
                }
                sheet.keep();
                sheet
            })
        });
        self.sheets.update_value(|sheets| sheets.push((drafts, place.clone(), sheet)));
        sheet
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comment(body: &str, version: u64) -> v2::Comment {
        let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
        serde_json::from_value(serde_json::json!({
            "id": id, "post_id": id, "parent_id": null, "depth": 0, "author": null, "body": body, "body_html": "",
            "state": "visible", "reply_count": 0, "like_count": 0, "version": version,
            "created_at": "2026-01-01T00:00:00Z", "edited_at": null
        }))
        .unwrap()
    }

    fn sheet(stored: &str, version: Option<u64>) -> Sheet {
        let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f".parse().unwrap();
        Sheet::new("comment", Kept { drafts: None, place: Place::CommentEdit(id) }, stored, version)
    }

    fn text_of(sheet: Sheet) -> String {
        sheet.field.text.get_untracked()
    }

    #[test]
    fn what_was_typed_while_a_comment_was_sent_stays() {
        Owner::new().with(|| {
            let sheet = sheet("", None);
            sheet.field.type_text("Hello".into());
            assert!(sheet.settle("Hello", "", None));
            assert_eq!(text_of(sheet), "");

            sheet.field.type_text("Hello again, and more".into());

            assert!(!sheet.settle("Hello again", "", None));
            assert_eq!(text_of(sheet), "Hello again, and more");
        });
    }

    #[test]
    fn what_the_server_has_is_neither_kept_nor_sent_again() {
        Owner::new().with(|| {
            let sheet = sheet("", None);
            let thanks = v2::CreateComment { body: "Thanks!".into(), parent_id: None };
            let send = |typed: &str| {
                sheet.field.type_text(typed.into());
                sheet.written.set_value("Thanks!".into());
                sheet.sent.set_value(Some((thanks.clone(), "a key".into())));
                sheet.settle("Thanks!", "", None);
            };

            for typed in ["Thanks!", "Thanks! And more"] {
                send(typed);

                assert_eq!(sheet.written.get_value(), "", "no copy is there to be taken away");
                assert_eq!(sheet.sent.get_value(), None, "the same words are another comment");
            }
        });
    }

    #[test]
    fn a_copy_of_an_older_version_is_shown_beside_the_stored_one() {
        Owner::new().with(|| {
            let copy = |base_version| LocalCopy {
                saved_at: Timestamp::from_millis(0),
                base_version: Some(base_version),
                content: "Mine".to_owned(),
            };
            let (fresh, old) = (sheet("Theirs", Some(2)), sheet("Theirs", Some(2)));
            fresh.take_copy(copy(2));
            old.take_copy(copy(1));

            assert_eq!((text_of(fresh), fresh.failure.get_untracked()), ("Mine".into(), None));
            assert!(fresh.kept_since.get_untracked().is_some(), "it is told that this was kept");
            assert_eq!(text_of(old), "Mine");
            assert!(old.failure.get_untracked().unwrap().ends_with("Theirs"));
            assert_eq!(old.base.get_value(), Some(1));
        });
    }

    #[test]
    fn a_newer_version_is_taken_unless_something_was_typed() {
        Owner::new().with(|| {
            let sheet = sheet("One", Some(1));
            sheet.meet(&comment("Two", 2));
            assert_eq!((text_of(sheet), sheet.failure.get_untracked()), ("Two".into(), None));

            sheet.field.type_text("Two and a half".into());
            sheet.meet(&comment("Three", 3));
            assert_eq!(text_of(sheet), "Two and a half");
            assert!(sheet.failure.get_untracked().unwrap().ends_with("Three"));

            sheet.failure.set(None);
            sheet.meet(&comment("Two", 2));
            assert_eq!((sheet.version.get_value(), sheet.failure.get_untracked()), (Some(3), None));

            sheet.is_busy.set(true);
            sheet.meet(&comment("Two and a half", 4));
            assert_eq!(sheet.failure.get_untracked(), None, "it is the change that is being sent");
        });
    }
}
