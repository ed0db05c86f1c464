//! From what services know to what version 1 says.

use broadsheet_shared::v1;

use crate::{
    domain::{
        comment::Comment,
        post::{Post, PostSummary},
    },
    services::accounts::RegistrationForm,
};

/// What a registration must bring along.
pub(super) fn registration_form(form: RegistrationForm) -> v1::RegistrationForm {
    let RegistrationForm { rules, form_token } = form;
    let terms = rules.terms;
    v1::RegistrationForm {
        mode: rules.mode.as_str().to_owned(),
        allowed_domains: rules.allowed_domains.iter().map(ToString::to_string).collect(),
        terms_version: terms.as_ref().map(|terms| terms.version.clone()),
        terms_url: terms.as_ref().and_then(|terms| terms.url.clone()),
        terms_text: terms.map(|terms| terms.text).unwrap_or_default(),
        form_token,
        min_fill_secs: rules.min_fill_secs,
        proof_of_work_bits: rules.proof_of_work_bits,
    }
}

/// A post in a list: without its text.
pub(super) fn summary(post: PostSummary) -> v1::Post {
    v1::Post {
        id: post.id,
        slug: post.slug,
        title: post.title,
        excerpt: post.excerpt,
        body: None,
        body_html: None,
        status: status(post.state.as_str()),
        author: v1::Author {
            id: post.author.id,
            username: post.author.username,
            display_name: post.author.display_name,
        },
        category: post.category.map(|category| category.slug),
        tags: post.tags.into_iter().map(|tag| tag.slug).collect(),
        cover_url: post.cover.map(|cover| cover.url),
        comment_count: post.comment_count,
        like_count: post.like_count,
        published_at: post.published_at,
        updated_at: post.updated_at,
    }
}

/// A post with its text.
pub(super) fn post(post: Post) -> v1::Post {
    v1::Post { body: Some(post.body_markdown), body_html: Some(post.body_html), ..summary(post.summary) }
}

fn status(state: &str) -> v1::PostStatus {
    match state {
        "published" => v1::PostStatus::Published,
        "scheduled" => v1::PostStatus::Scheduled,
        "archived" => v1::PostStatus::Archived,
        "removed" => v1::PostStatus::Removed,
        _ => v1::PostStatus::Draft,
    }
}

/// A comment; of one that was taken away only its place.
pub(super) fn comment(comment: Comment) -> v1::Comment {
    let is_visible = comment.is_visible();
    let updated_at = comment.updated_at();
    let author = v1::Author {
        id: comment.author.id,
        username: comment.author.username,
        display_name: comment.author.display_name,
    };
    v1::Comment {
        id: comment.id,
        post_id: comment.post_id,
        parent_id: comment.parent_id,
        author: is_visible.then_some(author),
        body: if is_visible { comment.body_markdown } else { String::new() },
        body_html: if is_visible { comment.body_html } else { String::new() },
        is_deleted: !is_visible,
        created_at: comment.created_at,
        updated_at,
    }
}
