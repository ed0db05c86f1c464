//! What one opened editor holds: the fields, the stored version they grew from, and what is under way.

use broadsheet_shared::{
    id::{PostId, UserId},
    v2,
    value::{CanonicalUrl, Excerpt, LanguageTag, Slug, Title, ValueError},
};
use leptos::prelude::*;

use super::{copies::Found, saving::Making, uploads::UnderWay};
use crate::{
    api::{Api, key, use_api},
    components::editor::TextHandle,
    forms::{Field, Form},
    state::{
        document::Document,
        drafts::{Drafts, Place},
        leaving::{Leaving, use_leaving},
        location::{Navigator, use_navigator},
        toasts::{Toasts, use_toasts},
    },
};

/// What is under way with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    Nothing,
    Saving,
    Publishing,
    Unpublishing,
    Deleting,
}

/// The fields beside title and text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Details {
    pub excerpt: Field,
    pub slug: Field,
    pub category: Field,
    pub canonical_url: Field,
    pub language: Field,
    pub tag: Field,
    pub tags: RwSignal<Vec<String>>,
    pub cover: RwSignal<Option<v2::Image>>,
    pub comments_open: RwSignal<bool>,
}

/// One opened editor. Copy it into as many closures as needed.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub api: Api,
    pub toasts: Toasts,
    pub leaving: Leaving,
    pub navigator: Navigator,
    pub drafts: Drafts,
    pub title: Field,
    pub body: RwSignal<String>,
    pub text: TextHandle,
    pub details: Details,
    /// The stored version; the fields grew from it unless `grown_from` names another. `None` before the first save.
    pub stored: RwSignal<Option<v2::Post>>,
    pub work: RwSignal<Work>,
    /// Why the last save failed.
    pub failure: RwSignal<Option<String>>,
    /// Another version that was saved elsewhere.
    pub conflict: RwSignal<Option<v2::Post>>,
    pub is_comparing: RwSignal<bool>,
    /// The version that the text grew from, until it is compared with the newer one that is `stored`.
    pub grown_from: StoredValue<Option<u64>>,
    /// One's own version after the stored one was taken.
    pub set_aside: RwSignal<Option<Found>>,
    /// Texts that former editors have left on this device, and those that made room for them.
    pub left_behind: RwSignal<Vec<Found>>,
    /// False if this device refused to keep a copy.
    pub is_kept: RwSignal<bool>,
    /// The pictures that are on their way.
    pub under_way: RwSignal<UnderWay>,
    pub are_details_open: RwSignal<bool>,
    /// What was sent to make a post of the text, while it is not known what became of it.
    pub making: StoredValue<Option<Making>>,
    slot: StoredValue<String>,
}

impl Desk {
    /// An editor for `person` with what is stored, or with nothing.
    pub fn open(person: UserId, stored: Option<v2::Post>) -> Self {
        let document = stored.as_ref().map(Document::of).unwrap_or_default();
        let drafts = Drafts::of(person);
        let id = stored.as_ref().map(|post| post.summary.id);
        let found = drafts.left_behind::<Document>(id).into_iter();
        let (left_behind, idle): (Vec<_>, Vec<_>) = found
            .map(|(place, copy)| Found::of(drafts, place, copy))
            .partition(|found| found.copy.content != document && !found.copy.content.is_blank());
        idle.iter().for_each(|found| drafts.forget(&found.place));
        let desk = Self {
            api: use_api(),
            toasts: use_toasts(),
            leaving: use_leaving(),
            navigator: use_navigator(),
            drafts,
            title: Field::new("post-title", "/title", |text| Title::parse(text).map(drop)),
            body: RwSignal::new(document.body.clone()),
            text: TextHandle::new(),
            details: Details::new(),
            stored: RwSignal::new(stored),
            work: RwSignal::new(Work::Nothing),
            failure: RwSignal::new(None),
            conflict: RwSignal::new(None),
            is_comparing: RwSignal::new(false),
            grown_from: StoredValue::new(None),
            set_aside: RwSignal::new(None),
            left_behind: RwSignal::new(left_behind),
            is_kept: RwSignal::new(true),
            under_way: RwSignal::new(UnderWay::default()),
            are_details_open: RwSignal::new(false),
            making: StoredValue::new(None),
            slot: StoredValue::new(key::fresh()),
        };
        desk.fill(&document);
        desk
    }

    /// What is in the editor now. Tracked.
    pub fn document(&self) -> Document {
        let details = self.details;
        Document {
            title: self.title.text.get(),
            body: self.body.get(),
            excerpt: details.excerpt.text.get(),
            slug: details.slug.text.get(),
            category: details.category.text.get(),
            tags: details.tags.get(),
            cover: details.cover.get(),
            canonical_url: details.canonical_url.text.get(),
            language: details.language.text.get(),
            comments_open: details.comments_open.get(),
        }
    }

    /// What the server has. Tracked.
    pub fn base(&self) -> Document {
        self.stored.with(|stored| stored.as_ref().map(Document::of)).unwrap_or_default()
    }

    /// True if the editor holds what the server does not. Tracked.
    pub fn is_changed(&self) -> bool {
        let document = self.document();
        if self.stored.with(Option::is_none) { !document.is_blank() } else { document != self.base() }
    }

    /// Where the post stands. Tracked.
    pub fn state(&self) -> v2::PostState {
        self.stored.with(|stored| stored.as_ref().map_or(v2::PostState::Draft, |post| post.summary.state))
    }

    /// True if a text that was set aside is kept nowhere but on this page. Tracked.
    pub fn has_loose_text(&self) -> bool {
        let is_loose = |found: &Found| !found.is_kept;
        self.set_aside.with(|found| found.as_ref().is_some_and(is_loose))
            || self.left_behind.with(|found| found.iter().any(is_loose))
    }

    /// True once the editor has left the page: reading its signals then is a fault.
    pub fn is_gone(&self) -> bool {
        self.work.is_disposed()
    }

    /// The key under which this editor keeps its copy. Untracked.
    pub fn place(&self) -> Place {
        let id = self.stored.with_untracked(|stored| stored.as_ref().map(|post| post.summary.id));
        Place::Post { id, slot: self.slot() }
    }

    /// What tells this editor's text from others. Untracked.
    pub fn slot(&self) -> String {
        self.slot.get_value()
    }

    /// Another key from now on: the text that was in the editor stays in its place, with what was sent of it.
    pub fn move_on(&self) -> Option<Making> {
        self.slot.set_value(key::fresh());
        self.making.try_update_value(Option::take).flatten()
    }

    /// The version that the text grew from. Untracked.
    pub fn base_version(&self) -> Option<u64> {
        self.grown_from.get_value().or_else(|| self.target().map(|(_, version)| version))
    }

    /// Takes a stored version for the one that the text grows from.
    pub fn grow_from(&self, stored: v2::Post) {
        self.grown_from.set_value(None);
        self.stored.set(Some(stored));
    }

    /// True if the text in the editor grew from another version than the stored one, and says something else: the two wait
    /// for a decision from now on, for the server would take what is sent over the stored one.
    pub fn must_compare(&self, base_version: Option<u64>) -> bool {
        let stored = self.stored.get_untracked();
        let newer = stored.filter(|post| base_version != Some(post.version) && untrack(|| self.is_changed()));
        let is_newer = newer.is_some();
        if is_newer {
            self.grown_from.set_value(base_version);
            self.conflict.set(newer);
            self.is_comparing.set(true);
        }
        is_newer
    }

    /// The stored post's id and version. Untracked.
    pub fn target(&self) -> Option<(PostId, u64)> {
        self.stored.with_untracked(|stored| stored.as_ref().map(|post| (post.summary.id, post.version)))
    }

    /// Every field that can be refused, in the order of the screen.
    pub fn form(&self) -> Form {
        let Details { excerpt, slug, category, canonical_url, language, tag, .. } = self.details;
        Form::new([self.title, tag, category, excerpt, slug, canonical_url, language])
    }

    /// Puts a document into the editor; undo in the text brings the former text back.
    pub fn load(&self, document: &Document) {
        self.fill(document);
        self.text.replace_all(&document.body);
        self.body.set(document.body.clone());
    }

    /// Takes over the server's spelling of what was sent, where nothing was typed since.
    pub fn settle(&self, sent: &Document, post: v2::Post) {
        let now = self.document_untracked();
        let stored = Document::of(&post);
        let settle = |field: Field, sent: &str, now: &str, stored: &str| {
            if sent == now && now != stored {
                field.type_text(stored.to_owned());
            }
        };
        let details = self.details;
        settle(self.title, &sent.title, &now.title, &stored.title);
        settle(details.excerpt, &sent.excerpt, &now.excerpt, &stored.excerpt);
        settle(details.slug, &sent.slug, &now.slug, &stored.slug);
        settle(details.canonical_url, &sent.canonical_url, &now.canonical_url, &stored.canonical_url);
        settle(details.language, &sent.language, &now.language, &stored.language);
        if sent.tags == now.tags {
            details.tags.set(stored.tags);
        }
        if sent.cover == now.cover {
            details.cover.set(stored.cover);
        }
        self.grow_from(post);
    }

    /// [`Self::document`] without tracking.
    pub fn document_untracked(&self) -> Document {
        untrack(|| self.document())
    }

    fn fill(&self, document: &Document) {
        let details = self.details;
        self.title.text.set(document.title.clone());
        details.excerpt.text.set(document.excerpt.clone());
        details.slug.text.set(document.slug.clone());
        details.category.text.set(document.category.clone());
        details.tags.set(document.tags.clone());
        details.cover.set(document.cover.clone());
        details.canonical_url.text.set(document.canonical_url.clone());
        details.language.text.set(document.language.clone());
        details.comments_open.set(document.comments_open);
    }
}

impl Details {
    fn new() -> Self {
        Self {
            excerpt: Field::new("post-excerpt", "/excerpt", |text| Excerpt::parse(text).map(drop)),
            slug: Field::new("post-address", "/slug", |text| unless_empty(text, |text| Slug::parse(text).map(drop))),
            category: Field::free("post-category", "/category"),
            canonical_url: Field::new("post-canonical", "/canonical_url", |text| {
                unless_empty(text, |text| CanonicalUrl::parse(text).map(drop))
            }),
            language: Field::new("post-language", "/language", |text| {
                unless_empty(text, |text| LanguageTag::parse(text).map(drop))
            }),
            tag: Field::free("post-tags", "/tags"),
            tags: RwSignal::new(Vec::new()),
            cover: RwSignal::new(None),
            comments_open: RwSignal::new(true),
        }
    }
}

/// Empty text passes, for it means "none".
fn unless_empty(text: &str, check: impl Fn(&str) -> Result<(), ValueError>) -> Result<(), ValueError> {
    let text = text.trim();
    if text.is_empty() { Ok(()) } else { check(text) }
}
