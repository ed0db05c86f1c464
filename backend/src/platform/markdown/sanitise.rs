//! The sanitiser: the exact list of what rendered text may hold (C2, C3, C9). Nothing else reaches a page.
//!
//! The lists below are a promise with a snapshot test. Never on them: `svg`, `math`, `style`, `iframe`, `title`, style attributes,
//! free-form classes.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ammonia::{Builder, UrlRelative};

use super::languages::LANGUAGES;
use super::{highlight, links};

/// Read out beside whether a task is ticked.
const TASK_LABEL: &str = "Task";
pub(super) const LINK_REL: &str = "ugc nofollow noopener";
pub(super) const SCHEMES: [&str; 3] = ["http", "https", "mailto"];
const GENERIC_ATTRIBUTES: [&str; 3] = ["dir", "lang", "title"];

/// Tags of every text, with their attributes.
const TALK: &[(&str, &[&str])] = &[
    ("a", &["href"]),
    ("abbr", &[]),
    ("b", &[]),
    ("blockquote", &[]),
    ("br", &[]),
    ("cite", &[]),
    ("code", &[]),
    ("dd", &[]),
    ("del", &[]),
    ("details", &["open"]),
    ("dfn", &[]),
    ("div", &["role", "tabindex"]),
    ("dl", &[]),
    ("dt", &[]),
    ("em", &[]),
    ("hr", &[]),
    ("i", &[]),
    ("input", &["checked", "disabled", "type"]),
    ("ins", &[]),
    ("kbd", &[]),
    ("li", &[]),
    ("mark", &[]),
    ("ol", &["start"]),
    ("p", &[]),
    ("pre", &["data-language", "tabindex"]),
    ("q", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("small", &[]),
    ("span", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["align", "colspan", "rowspan"]),
    ("tfoot", &[]),
    ("th", &["align", "colspan", "rowspan"]),
    ("thead", &[]),
    ("tr", &[]),
    ("u", &[]),
    ("ul", &[]),
    ("var", &[]),
    ("wbr", &[]),
];

/// What posts may use beyond that.
const POST: &[(&str, &[&str])] = &[
    ("a", &["aria-label", "aria-labelledby", "href", "id"]),
    ("caption", &[]),
    ("div", &["id", "role", "tabindex"]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("h2", &["id"]),
    ("h3", &["id"]),
    ("h4", &["id"]),
    ("h5", &["id"]),
    ("h6", &["id"]),
    ("img", &["alt", "decoding", "height", "loading", "src", "width"]),
    ("li", &["id"]),
    ("section", &[]),
    ("span", &["id"]),
];

/// Tag to its listed classes; `span` takes the highlighter's as well.
const CLASSES: &[(&str, &[&str])] = &[
    ("a", &["footnote-backref", "heading-anchor", "mention"]),
    ("div", &["table-scroll"]),
    ("input", &["task-list-item-checkbox"]),
    ("li", &["task-list-item"]),
    ("ol", &["contains-task-list"]),
    ("section", &["footnotes"]),
    ("span", &["link-host"]),
    ("sup", &["footnote-ref"]),
    ("ul", &["contains-task-list"]),
];

/// Every tag that a text may have.
pub(super) fn all_tags() -> HashSet<&'static str> {
    TALK.iter().chain(POST).map(|(tag, _)| *tag).collect()
}

/// One built list.
pub(super) struct Sanitiser {
    builder: Builder<'static>,
}

impl Sanitiser {
    pub(super) fn for_posts() -> Self {
        let mut tags: HashMap<_, _> = TALK.iter().copied().collect();
        tags.extend(POST.iter().copied());
        Self::build(&tags, |_, _, _| true)
    }

    /// Talk has no ids, so a fragment in it would lead to those of the post around it, as to its footnotes.
    pub(super) fn for_talk() -> Self {
        Self::build(&TALK.iter().copied().collect(), |_, attribute, value| {
            attribute != "href" || !value.trim_start().starts_with('#')
        })
    }

    pub(super) fn clean(&self, html: &str) -> String {
        self.builder.clean(html).to_string()
    }

    /// The lists as the sanitiser itself has them, for the snapshot that guards them.
    #[cfg(test)]
    pub(super) fn describe(&self) -> String {
        use std::collections::{BTreeMap, BTreeSet};

        let tags: BTreeSet<_> = self.builder.clone_tags().into_iter().collect();
        let attributes = self.builder.clone_tag_attributes();
        let classes = self.builder.clone_allowed_classes();
        let set: BTreeMap<_, BTreeMap<_, _>> = self
            .builder
            .clone_set_tag_attribute_values()
            .into_iter()
            .map(|(tag, set)| (tag, set.into_iter().collect()))
            .collect();
        let sorted =
            |values: Option<&HashSet<&'static str>>| values.into_iter().flatten().copied().collect::<BTreeSet<_>>();

        let mut text = String::new();
        for tag in &tags {
            text += &format!("  {tag} {:?} classes {:?}\n", sorted(attributes.get(tag)), sorted(classes.get(tag)));
        }
        text += &format!(
            "  everywhere {:?}\n",
            self.builder.clone_generic_attributes().into_iter().collect::<BTreeSet<_>>()
        );
        text += &format!("  always set {set:?}\n");
        text += &format!("  schemes {:?}\n", self.builder.clone_url_schemes().into_iter().collect::<BTreeSet<_>>());
        text += &format!("  rel {:?}\n", self.builder.get_link_rel());
        text
    }

    fn build(tags: &HashMap<&'static str, &'static [&'static str]>, takes: fn(&str, &str, &str) -> bool) -> Self {
        let mut builder = Builder::empty();
        builder
            .tags(tags.keys().copied().collect())
            .tag_attributes(tags.iter().map(|(tag, attributes)| (*tag, attributes.iter().copied().collect())).collect())
            .generic_attributes(GENERIC_ATTRIBUTES.into())
            .clean_content_tags(["script", "style"].into())
            .allowed_classes(classes(tags))
            .set_tag_attribute_value("input", "type", "checkbox")
            .set_tag_attribute_value("input", "disabled", "")
            .set_tag_attribute_value("input", "aria-label", TASK_LABEL)
            .url_schemes(SCHEMES.into())
            .url_relative(UrlRelative::PassThrough)
            .link_rel(Some(LINK_REL))
            .strip_comments(true)
            .attribute_filter(move |tag, attribute, value| {
                (is_fit(tag, attribute, value) && takes(tag, attribute, value)).then_some(Cow::Borrowed(value))
            });
        Self { builder }
    }
}

fn classes(tags: &HashMap<&'static str, &'static [&'static str]>) -> HashMap<&'static str, HashSet<&'static str>> {
    let mut classes: HashMap<&str, HashSet<&str>> = CLASSES
        .iter()
        .filter(|(tag, _)| tags.contains_key(tag))
        .map(|(tag, classes)| (*tag, classes.iter().copied().collect()))
        .collect();
    classes.entry("span").or_default().extend(highlight::CLASSES);
    classes
}

/// Whether an allowed attribute's value is one that our own writer gives, or harmless.
fn is_fit(tag: &str, attribute: &str, value: &str) -> bool {
    let is_number_to = |limit: u32| value.parse::<u32>().is_ok_and(|number| number <= limit);
    match (tag, attribute) {
        ("img", "src") => links::is_own_image(value),
        ("img", "loading") => value == "lazy",
        ("img", "decoding") => value == "async",
        ("img", "width" | "height") => is_number_to(links::MAX_IMAGE_SIDE),
        ("td" | "th", "colspan" | "rowspan") => is_number_to(100),
        ("td" | "th", "align") => matches!(value, "left" | "right" | "center"),
        ("ol", "start") => value.len() <= 10 && is_number_to(999_999_999),
        ("pre", "data-language") => LANGUAGES.iter().any(|language| language.label == value),
        (_, "id" | "aria-labelledby") => links::ID_PREFIXES.iter().any(|prefix| value.starts_with(prefix)),
        ("input", "aria-label") => value == TASK_LABEL,
        (_, "aria-label") => value.starts_with("Back to reference "),
        (_, "role") => value == "group",
        (_, "tabindex") => value == "0",
        (_, "dir") => matches!(value, "ltr" | "rtl" | "auto"),
        (_, "lang") => value.len() <= 35 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'),
        _ => true,
    }
}
