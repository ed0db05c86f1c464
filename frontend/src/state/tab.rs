//! What the tab and the screen reader say of the page: title, description, announcement. Head tags that the server
//! wrote are changed in place, never doubled; what only machines read goes with the page it was written for.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::{
    announcer::{Announcer, provide_announcer},
    location::use_navigator,
};
use crate::{
    head::Head,
    paths::{self, FeedForm},
    text::notifications as text,
};

/// Head tags for machines that load a page in full. Of another page they would say what is not true.
const OF_FIRST_PAGE: &str = concat!(
    r#"script[type="application/ld+json"], meta[property^="article:"], meta[property^="og:image"], "#,
    r#"meta[property^="profile:"], meta[property="og:type"], meta[property="og:locale"], meta[name^="twitter:"], "#,
    r#"link[rel="next"], link[rel="first"], link[data-page]"#,
);

/// The tab.
#[derive(Clone, Copy)]
pub struct Tab {
    announcer: Announcer,
    /// The title of the page that stands, and how many notifications are unread.
    title: StoredValue<(String, u64)>,
    site: StoredValue<v2::Site>,
    first_key: StoredValue<String>,
}

impl Tab {
    /// What was last announced.
    pub fn announcement(&self) -> Signal<String> {
        self.announcer.words()
    }

    /// Says something to screen readers, once they are done with what they say.
    pub fn announce(&self, words: String) {
        self.announcer.announce(words);
    }

    /// Tells screen readers of something that happened, among other things.
    pub fn tell(&self, words: String) {
        self.announcer.tell(words);
    }

    /// Says in the title how many notifications are unread, for those who look elsewhere.
    pub fn show_unread(&self, unread: u64) {
        self.title.update_value(|(_, former)| *former = unread);
        self.write_title();
    }

    fn write_title(&self) {
        self.title.with_value(|(title, unread)| {
            // Before the first page stands it has the title that the server gave it.
            if !title.is_empty() {
                document().set_title(&text::tab_title(title, *unread));
            }
        });
    }

    /// Describes the page that now stands.
    fn show(&self, head: &Head, key: &str) {
        let title = self.site.with_value(|site| head.full_title(site));
        self.title.update_value(|(former, _)| former.clone_from(&title));
        self.write_title();
        set_meta("name", "description", &head.description);
        set_meta("name", "robots", if head.is_listed() { "" } else { "noindex" });
        let canonical = self.site.with_value(|site| head.canonical_url(site)).unwrap_or_default();
        set_canonical(&canonical);
        set_meta("property", "og:url", &canonical);
        set_meta("property", "og:title", if head.title.is_empty() { &title } else { &head.title });
        set_meta("property", "og:description", &head.description);
        // The first page was announced by the browser when it loaded.
        if self.first_key.with_value(|first| first != key) {
            self.first_key.set_value(String::new());
            remove_all(OF_FIRST_PAGE);
            if let Some(path) = &head.feed {
                add_feeds(path, &title);
            }
            self.announce(title);
        }
    }
}

/// Makes it known to everything beneath.
pub fn provide_tab(site: StoredValue<v2::Site>) -> Tab {
    let first_key = use_navigator().location_untracked().key;
    let tab = Tab {
        announcer: provide_announcer(),
        title: StoredValue::new((String::new(), 0)),
        site,
        first_key: StoredValue::new(first_key),
    };
    provide_context(tab);
    tab
}

/// The page that is being made is described by `head`.
pub fn use_head(head: &Head) {
    let key = use_navigator().location_untracked().key;
    expect_context::<Tab>().show(head, &key);
}

fn set_meta(attribute: &str, name: &str, content: &str) {
    set_tag(&format!(r#"meta[{attribute}="{name}"]"#), "meta", (attribute, name), ("content", content));
}

fn remove_all(selector: &str) {
    while let Some(tag) = document().head().and_then(|head| head.query_selector(selector).ok().flatten()) {
        tag.remove();
    }
}

/// Names the feeds of a page for those who look for them in what the browser shows.
fn add_feeds(path: &str, title: &str) {
    let Some(head) = document().head() else { return };
    for form in FeedForm::ALL {
        let Ok(link) = document().create_element("link") else { return };
        let address = paths::feed(path, form);
        let attributes = [
            ("rel", "alternate"),
            ("type", form.media_type()),
            ("title", title),
            ("href", address.as_str()),
            ("data-page", ""),
        ];
        for (name, value) in attributes {
            let _ = link.set_attribute(name, value);
        }
        let _ = head.append_child(&link);
    }
}

fn set_canonical(url: &str) {
    set_tag(r#"link[rel="canonical"]"#, "link", ("rel", "canonical"), ("href", url));
}

/// Finds the tag or makes it, and gives it its value; empty takes it away.
fn set_tag(selector: &str, name: &str, identity: (&str, &str), value: (&str, &str)) {
    let Some(head) = document().head() else { return };
    let found = head.query_selector(selector).ok().flatten();
    if value.1.is_empty() {
        if let Some(tag) = found {
            tag.remove();
        }
        return;
    }
    let tag = found.or_else(|| {
        let tag = document().create_element(name).ok()?;
        tag.set_attribute(identity.0, identity.1).ok()?;
        head.append_child(&tag).ok()?;
        Some(tag)
    });
    if let Some(tag) = tag {
        let _ = tag.set_attribute(value.0, value.1);
    }
}
