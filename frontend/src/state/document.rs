//! A post as it stands in the editor: what is kept on the device, sent to the server, and compared with what it has.

use broadsheet_shared::v2;
use serde::{Deserialize, Serialize};

/// Everything about a post that its author writes. Empty text means "none".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Document {
    /// The title.
    pub title: String,
    /// The Markdown.
    pub body: String,
    /// The author's own excerpt.
    pub excerpt: String,
    /// The last part of the address; empty lets the server make it from the title.
    pub slug: String,
    /// Slug of the category.
    pub category: String,
    /// At most five.
    pub tags: Vec<String>,
    /// The picture above it.
    pub cover: Option<v2::Image>,
    /// Where it was first published.
    pub canonical_url: String,
    /// Language of the text.
    pub language: String,
    /// Whether new comments are taken.
    pub comments_open: bool,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            title: String::new(),
            body: String::new(),
            excerpt: String::new(),
            slug: String::new(),
            category: String::new(),
            tags: Vec::new(),
            cover: None,
            canonical_url: String::new(),
            language: String::new(),
            comments_open: true,
        }
    }
}

impl Document {
    /// What the server has.
    pub fn of(post: &v2::Post) -> Self {
        let summary = &post.summary;
        Self {
            title: summary.title.clone(),
            body: post.body.clone(),
            excerpt: if post.has_own_excerpt { summary.excerpt.clone() } else { String::new() },
            slug: summary.slug.clone(),
            category: summary.category.as_ref().map(|category| category.slug.clone()).unwrap_or_default(),
            tags: summary.tags.iter().map(|tag| tag.slug.clone()).collect(),
            cover: summary.cover.clone(),
            canonical_url: post.canonical_url.clone().unwrap_or_default(),
            language: summary.language.clone().unwrap_or_default(),
            comments_open: post.comments_open,
        }
    }

    /// True if nothing has been written that would be missed.
    pub fn is_blank(&self) -> bool {
        *self == Self { language: self.language.clone(), category: self.category.clone(), ..Self::default() }
    }

    /// The request that makes it.
    pub fn to_create(&self) -> v2::CreatePost {
        v2::CreatePost {
            title: self.title.clone(),
            body: self.body.clone(),
            slug: given(&self.slug),
            excerpt: given(&self.excerpt),
            cover_id: self.cover.as_ref().map(|cover| cover.id),
            category: given(&self.category),
            tags: self.tags.clone(),
            canonical_url: given(&self.canonical_url),
            language: given(&self.language),
            comments_open: (!self.comments_open).then_some(false),
        }
    }

    /// The request that makes this of `base`, naming only what differs.
    pub fn to_update(&self, base: &Self) -> v2::UpdatePost {
        let text = |mine: &str, theirs: &str| (mine != theirs).then(|| mine.to_owned());
        let nullable = |mine: &str, theirs: &str| (mine != theirs).then(|| given(mine));
        let cover = |document: &Self| document.cover.as_ref().map(|cover| cover.id);
        v2::UpdatePost {
            title: text(&self.title, &base.title),
            body: text(&self.body, &base.body),
            // An emptied address keeps the stored one: a post is never without.
            slug: text(&self.slug, &base.slug).filter(|slug| !slug.trim().is_empty()),
            excerpt: nullable(&self.excerpt, &base.excerpt),
            cover_id: (cover(self) != cover(base)).then(|| cover(self)),
            category: nullable(&self.category, &base.category),
            tags: (self.tags != base.tags).then(|| self.tags.clone()),
            canonical_url: nullable(&self.canonical_url, &base.canonical_url),
            language: nullable(&self.language, &base.language),
            comments_open: (self.comments_open != base.comments_open).then_some(self.comments_open),
        }
    }
}

/// `None` for text that is only white space.
fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_sent_and_emptied_fields_become_null() {
        let base =
            Document { title: "A".into(), excerpt: "Short".into(), tags: vec!["x".into()], ..Document::default() };
        let mine = Document { title: "B".into(), excerpt: " ".into(), comments_open: false, ..base.clone() };

        let patch = mine.to_update(&base);

        assert_eq!(
            serde_json::to_value(&patch).unwrap(),
            serde_json::json!({"title": "B", "excerpt": null, "comments_open": false})
        );
        assert_eq!(serde_json::to_value(base.to_update(&base)).unwrap(), serde_json::json!({}));
    }

    #[test]
    fn a_new_post_names_only_what_was_written() {
        let mine = Document { title: "A".into(), canonical_url: "  ".into(), ..Document::default() };

        let request = mine.to_create();

        assert_eq!((request.canonical_url, request.comments_open), (None, None));
        assert_eq!(request.title, "A");
        assert_eq!(Document { comments_open: false, ..mine }.to_create().comments_open, Some(false));
    }

    #[test]
    fn a_language_alone_is_nothing_that_would_be_missed() {
        assert!(Document { language: "de".into(), ..Document::default() }.is_blank());
        assert!(!Document { body: "x".into(), ..Document::default() }.is_blank());
    }

    #[test]
    fn a_copy_of_an_older_release_can_be_read() {
        let copy: Document = serde_json::from_str(r#"{"title": "A", "body": "B", "mood": "good"}"#).unwrap();

        assert!(copy.comments_open);
    }
}
