//! A post, and what hangs on it.

use broadsheet_shared::{
    id::{CategoryId, CommentId, MediaId, PostId, TagId},
    problem::Code,
    time::Timestamp,
    v2,
};
use uuid::Uuid;

use super::user_ref;

/// 2026-03-05T10:00:00Z
pub(super) const MORNING: Timestamp = Timestamp::from_millis(1_772_704_800_000);
pub(super) const REASON: &str = "It copies a text whose author did not agree.";
const HTML: &str = "<p>A first <em>line</em>.</p>\n";

pub(in crate::http::v2) fn post_summary() -> v2::PostSummary {
    v2::PostSummary {
        id: PostId(Uuid::from_u128(0x0190_c9d2_8a00_7d3c_9f00_0a1b_2c3d_4e5f)),
        slug: "notes-on-the-engine".to_owned(),
        title: "Notes on the engine".to_owned(),
        excerpt: "A first line.".to_owned(),
        cover: None,
        author: user_ref(),
        category: Some(v2::CategoryRef { slug: "craft".to_owned(), name: "Craft".to_owned() }),
        tags: vec![v2::TagRef { slug: "engines".to_owned(), name: "engines".to_owned() }],
        state: v2::PostState::Published,
        language: None,
        word_count: 3,
        reading_minutes: 1,
        comment_count: 2,
        like_count: 5,
        published_at: Some(MORNING),
        updated_at: MORNING,
    }
}

pub(in crate::http::v2) fn post() -> v2::Post {
    v2::Post {
        summary: post_summary(),
        body: "A first *line*.\n".to_owned(),
        body_html: HTML.to_owned(),
        table_of_contents: Vec::new(),
        has_own_excerpt: false,
        canonical_url: None,
        comments_open: true,
        version: 1,
        created_at: MORNING,
        scheduled_at: None,
        removed_reason: None,
        viewer: None,
    }
}

pub(in crate::http::v2) fn removed_post() -> v2::Post {
    let summary = v2::PostSummary { state: v2::PostState::Removed, ..post_summary() };
    v2::Post { summary, version: 2, removed_reason: Some(REASON.to_owned()), ..post() }
}

pub(in crate::http::v2) fn own_post() -> v2::OwnPost {
    let summary = v2::PostSummary { state: v2::PostState::Scheduled, published_at: None, ..post_summary() };
    v2::OwnPost { summary, scheduled_at: Some(MORNING.plus_secs(86_400)), removed_reason: None, pinned: false }
}

pub(in crate::http::v2) fn rendered() -> v2::Rendered {
    v2::Rendered { html: HTML.to_owned(), table_of_contents: Vec::new(), word_count: 3, reading_minutes: 1 }
}

pub(in crate::http::v2) fn comment() -> v2::Comment {
    v2::Comment {
        id: CommentId(Uuid::from_u128(0x0190_c9d2_9b00_7d3c_9f00_7777_8888_9999)),
        post_id: post_summary().id,
        parent_id: None,
        depth: 0,
        author: Some(user_ref()),
        body: "A first *line*.".to_owned(),
        body_html: HTML.to_owned(),
        state: v2::CommentState::Visible,
        reply_count: 0,
        like_count: 1,
        version: 1,
        created_at: MORNING,
        edited_at: None,
        is_held: false,
        viewer: None,
    }
}

/// What stands there, in the refusal of a stale change.
pub(in crate::http) fn current(code: Code) -> Option<v2::Current> {
    match code {
        Code::PostStale => Some(v2::Current::Post(Box::new(v2::Post { version: 4, ..post() }))),
        Code::CommentStale => {
            let comment = v2::Comment { version: 2, edited_at: Some(MORNING), ..comment() };
            Some(v2::Current::Comment(Box::new(v2::CommentVersion { comment })))
        }
        _ => None,
    }
}

pub(in crate::http::v2) fn search_results() -> v2::SearchResults {
    let segment = |text: &str, is_match| v2::Segment { text: text.to_owned(), is_match };
    let hit = v2::SearchHit::Post {
        post: Box::new(post_summary()),
        title: vec![segment("Notes on the ", false), segment("engine", true)],
        snippet: vec![segment("A first line.", false)],
    };
    v2::SearchResults { items: vec![hit], next: None, total: None }
}

pub(in crate::http::v2) fn media() -> v2::Media {
    let url = format!("/media/{}-960x540.jpg", "5e".repeat(32));
    let variants = vec![v2::ImageVariant { url: url.clone(), width: 960, height: 540 }];
    let id = MediaId(Uuid::from_u128(0x0190_c9d2_9c00_7d3c_9f00_aaaa_bbbb_cccc));
    v2::Media {
        markdown: format!("![The engine]({url})"),
        image: v2::Image { id, url, width: 960, height: 540, alt: "The engine".to_owned(), variants },
        byte_size: 84_213,
        created_at: MORNING,
    }
}

pub(in crate::http::v2) fn category() -> v2::Category {
    v2::Category {
        id: CategoryId(Uuid::from_u128(0x0190_c9d2_8a00_7d3c_9f00_1111_2222_3333)),
        slug: "craft".to_owned(),
        name: "Craft".to_owned(),
        description: "Things made by hand.".to_owned(),
        position: 1,
        post_count: 12,
    }
}

pub(in crate::http::v2) fn tag() -> v2::Tag {
    v2::Tag {
        id: TagId(Uuid::from_u128(0x0190_c9d2_8a00_7d3c_9f00_4444_5555_6666)),
        slug: "engines".to_owned(),
        name: "engines".to_owned(),
        post_count: 3,
        follower_count: 8,
        viewer: None,
    }
}
