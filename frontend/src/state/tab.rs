//! What the tab and the screen reader say of the page: title, description, announcement. Head tags that the server
//! wrote are changed in place, never doubled; what only machines read goes with the page it was written for.

use broadsheet_shared::v2;
use leptos::prelude::*;

use super::location::use_navigator;
use crate::head::Head;

/// Head tags for machines that load a page in full. Of another page they would say what is not true.
const OF_FIRST_PAGE: &str = concat!(
    r#"script[type="application/ld+json"], meta[property^="article:"], meta[property^="og:image"], "#,
    r#"meta[property^="profile:"], meta[property="og:type"], meta[property="og:locale"], meta[name^="twitter:"], "#,
    r#"link[rel="next"], link[rel="first"], link[data-page]"#,
);

/// The tab.
#[derive(Clone, Copy)]
pub struct Tab {
    announcement: RwSignal<String>,
    site: StoredValue<v2::Site>,
    first_key: StoredValue<String>,
}

impl Tab {
    /// What was last announced.
    pub fn announcement(&self) -> Signal<String> {
        self.announcement.into()
    }

    /// Says something to screen readers, once they are done with what they say.
    pub fn announce(&self, words: String) {
        self.announcement.set(words);
    }

    /// Describes the page that now stands.
    fn show(&self, head: &Head, key: &str) {
        let title = self.site.with_value(|site| head.full_title(site));
        document().set_title(&title);
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
            self.announce(title);
        }
    }
}

/// Makes it known to everything beneath.
pub fn provide_tab(site: StoredValue<v2::Site>) -> Tab {
    let first_key = use_navigator().location_untracked().key;
    let tab = Tab { announcement: RwSignal::new(String::new()), site, first_key: StoredValue::new(first_key) };
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
