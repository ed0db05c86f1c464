//! Answers as the document shows them, and what is sent for them.

use broadsheet_shared::{
    id::{CommentId, PostId, UserId},
    time::Timestamp,
    v1,
};
use uuid::Uuid;

use crate::{http::registration, services::accounts::Registered};

mod requests;

pub(in crate::http) use requests::requests;

const ADA: UserId = UserId(Uuid::from_u128(0x0190_c9d2_7c1e_7a7b_8c11_1b2a_3c4d_5e6f));
/// 2026-03-05T10:00:00Z
const MORNING: Timestamp = Timestamp::from_millis(1_772_704_800_000);

pub(super) fn registered() -> v1::Registered {
    v1::Registered { message: registration::message(Registered::Admitted, true).to_owned() }
}

pub(super) fn registration_form() -> v1::RegistrationForm {
    v1::RegistrationForm {
        mode: "open".to_owned(),
        allowed_domains: Vec::new(),
        terms_version: Some("5f2b8c1d9e0a7463".to_owned()),
        terms_url: Some("https://blog.example.org/posts/terms".to_owned()),
        terms_text: String::new(),
        form_token: "AAABnL9xQAB7pQf0Zt3c0aQx2m8v9k1Yw5H7bN4eR6g".to_owned(),
        min_fill_secs: 2,
        proof_of_work_bits: 0,
    }
}

pub(super) fn me() -> v1::Me {
    v1::Me {
        id: ADA,
        username: "ada".to_owned(),
        display_name: "Ada Lovelace".to_owned(),
        email: Some("ada@example.org".to_owned()),
        bio: "I write about *engines*.".to_owned(),
        roles: vec!["author".to_owned()],
        created_at: MORNING,
    }
}

pub(super) fn grant() -> v1::Grant {
    v1::Grant {
        token: "bs_v1_c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3I".to_owned(),
        token_type: "Bearer".to_owned(),
        expires_at: MORNING.plus_secs(30 * 24 * 3_600),
        user: me(),
    }
}

pub(super) fn user() -> v1::User {
    v1::User {
        id: ADA,
        username: "ada".to_owned(),
        display_name: "Ada Lovelace".to_owned(),
        bio: "I write about *engines*.".to_owned(),
        website: Some("https://ada.example.org".to_owned()),
        avatar_url: None,
        post_count: 12,
        follower_count: 56,
        following_count: 7,
        created_at: MORNING,
    }
}

fn author() -> v1::Author {
    v1::Author { id: ADA, username: "ada".to_owned(), display_name: "Ada Lovelace".to_owned() }
}

pub(super) fn post() -> v1::Post {
    v1::Post {
        id: PostId(Uuid::from_u128(0x0190_c9d2_8a00_7d3c_9f00_0a1b_2c3d_4e5f)),
        slug: "notes-on-the-engine".to_owned(),
        title: "Notes on the engine".to_owned(),
        excerpt: "A first line.".to_owned(),
        body: Some("A first *line*.\n".to_owned()),
        body_html: Some("<p>A first <em>line</em>.</p>\n".to_owned()),
        status: v1::PostStatus::Published,
        author: author(),
        category: Some("craft".to_owned()),
        tags: vec!["engines".to_owned()],
        cover_url: None,
        comment_count: 2,
        like_count: 5,
        published_at: Some(MORNING),
        updated_at: MORNING,
    }
}

pub(super) fn posts() -> v1::Posts {
    let post = v1::Post { body: None, body_html: None, ..post() };
    v1::Posts { posts: vec![post], pagination: v1::Pagination::new(1, 20, 1) }
}

pub(super) fn liked(liked: bool) -> v1::Liked {
    v1::Liked { liked, like_count: 5 }
}

pub(super) fn followed(following: bool) -> v1::Followed {
    v1::Followed { following, follower_count: 56 }
}

pub(super) fn comment() -> v1::Comment {
    v1::Comment {
        id: CommentId(Uuid::from_u128(0x0190_c9d2_9b00_7d3c_9f00_7777_8888_9999)),
        post_id: post().id,
        parent_id: None,
        author: Some(author()),
        body: "Well *said*.".to_owned(),
        body_html: "<p>Well <em>said</em>.</p>\n".to_owned(),
        is_deleted: false,
        created_at: MORNING,
        updated_at: MORNING,
    }
}

pub(super) fn comments() -> v1::Comments {
    v1::Comments { comments: vec![comment()], pagination: v1::Pagination::new(1, 20, 1) }
}

pub(super) fn categories() -> v1::Categories {
    let category = v1::Category {
        slug: "craft".to_owned(),
        name: "Craft".to_owned(),
        description: "Things made by hand.".to_owned(),
        post_count: 12,
    };
    v1::Categories { categories: vec![category] }
}

pub(super) fn tags() -> v1::Tags {
    let tag = v1::Tag { name: "engines".to_owned(), post_count: 3 };
    v1::Tags { tags: vec![tag], pagination: v1::Pagination::new(1, 20, 1) }
}
