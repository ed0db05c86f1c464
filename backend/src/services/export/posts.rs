//! Posts as Markdown with a TOML block above the text, named as Jekyll names them, so that this program's importer and
//! others read them back.

use std::collections::HashSet;

use broadsheet_shared::{
    id::{PostId, UserId},
    time::Timestamp,
    v2::PostState,
};
use serde::Serialize;

use super::{ExportError, PAGE, about::file_of};
use crate::{
    domain::post::Post,
    platform::{
        archive::{Archive, MAX_NAME_BYTES, Packing},
        storage::FileName,
    },
    repositories::{DatabaseError, Executor, media, pins, posts, slugs},
    services::Context,
};

/// What an importer takes for several people, or for a mark and no part of a name.
const NO_PART_OF_ONE_NAME: [&str; 5] = [", ", " and ", " & ", " on behalf of ", "@"];

/// The block above the text. Names are those that importers know; what is ours alone stands in `extra`.
#[derive(Debug, Serialize)]
struct FrontMatter {
    title: String,
    /// When it was published, or will be.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    slug: String,
    author: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cover: Option<String>,
    /// Where it stood before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<String>,
    #[serde(skip_serializing_if = "is_false")]
    draft: bool,
    extra: Extra,
}

#[derive(Debug, Serialize)]
struct Extra {
    id: String,
    state: PostState,
    created_at: String,
    updated_at: String,
    comments_open: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pinned_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed_reason: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
fn is_false(flag: &bool) -> bool {
    !flag
}

pub(super) async fn write(context: &Context, user: UserId, archive: &Archive) -> Result<(), ExportError> {
    let database = context.database.read();
    let mut after = None;
    loop {
        let page = posts::list_all_of(database, user, after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(*last);
        for id in page {
            let Some(post) = posts::find(database, id).await? else { continue };
            let former = slugs::list_former(database, id).await?;
            let pinned_at = pins::find(database, id).await?;
            let own = own_pictures(database, user, &post.body_markdown).await?;
            let (folder, name, at) = place(&post);
            archive.file(folder, &name, Packing::Deflated, at).await?;
            archive.write(text(post, pinned_at, former, &own)?).await?;
        }
    }
}

/// Folder, name and time of a post's file. Others see what is in `_posts`, or will.
fn place(post: &Post) -> (&'static str, String, Timestamp) {
    let folder = match post.summary.state {
        PostState::Published | PostState::Scheduled | PostState::Archived => "_posts",
        PostState::Draft | PostState::Removed | PostState::Deleted => "_drafts",
    };
    let at = date(post).unwrap_or(post.created_at);
    let (year, month, day) = at.date();
    // The day first: so no name is one that a system keeps for itself, and they stand in order.
    let day = format!("{year:04}-{month:02}-{day:02}");
    (folder, file_name(&day, &post.summary.slug, post.summary.id), post.summary.updated_at)
}

/// A slug is one post's alone, so its name is; where it has to be cut, the random end of the id keeps it so.
fn file_name(day: &str, slug: &str, id: PostId) -> String {
    let whole = format!("{day}-{slug}.md");
    if whole.len() <= MAX_NAME_BYTES {
        return whole;
    }
    let hex = id.0.simple().to_string();
    let end = format!("-{}.md", &hex[hex.len() - 12..]);
    let cut = slug.floor_char_boundary(MAX_NAME_BYTES - day.len() - 1 - end.len());
    format!("{day}-{}{end}", &slug[..cut])
}

fn date(post: &Post) -> Option<Timestamp> {
    match post.summary.state {
        PostState::Scheduled => post.scheduled_at,
        _ => post.summary.published_at,
    }
}

fn text(
    post: Post,
    pinned_at: Option<Timestamp>,
    former: Vec<String>,
    own: &HashSet<String>,
) -> Result<String, ExportError> {
    let date = date(&post);
    let summary = post.summary;
    // What stands in no list must not come into one by being brought elsewhere.
    let draft = !matches!(summary.state, PostState::Published | PostState::Scheduled);
    let front = FrontMatter {
        title: summary.title,
        date: date.map(|date| date.to_string()),
        slug: summary.slug,
        author: match NO_PART_OF_ONE_NAME.iter().any(|part| summary.author.display_name.contains(part)) {
            true => summary.author.username,
            false => summary.author.display_name,
        },
        description: Some(summary.excerpt).filter(|_| post.has_own_excerpt),
        category: summary.category.map(|category| category.name),
        tags: summary.tags.into_iter().map(|tag| tag.name).collect(),
        language: summary.language,
        canonical_url: post.canonical_url,
        cover: summary.cover.map(|image| format!("../{}", file_of(&image.url))),
        aliases: former.iter().map(|slug| format!("/posts/{slug}")).collect(),
        draft,
        extra: Extra {
            id: summary.id.to_string(),
            state: summary.state,
            created_at: post.created_at.to_string(),
            updated_at: summary.updated_at.to_string(),
            comments_open: post.comments_open,
            pinned_at: pinned_at.map(|at| at.to_string()),
            removed_reason: post.removed_reason,
        },
    };
    let body = beside(&post.body_markdown, own);
    Ok(format!("+++\n{}+++\n\n{}\n", toml::to_string(&front)?, body.trim_end_matches('\n')))
}

/// Where pictures of this site begin.
const MEDIA: &str = "/media/";

/// The file that a text names right behind [`MEDIA`].
fn file_at(rest: &str) -> Option<FileName> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let end = rest.find(|c: char| !is_part(c)).unwrap_or(rest.len());
    rest[..end].trim_end_matches('.').parse().ok()
}

/// Pictures that are asked about at once.
const HASHES: usize = 100;

/// Hashes of the person's own pictures that a text names: those of others are not in the archive. A text may name one
/// picture a thousand times; it is asked about once.
async fn own_pictures(database: &impl Executor, user: UserId, text: &str) -> Result<HashSet<String>, DatabaseError> {
    let named: Vec<String> = named_in(text).into_iter().collect();
    let mut own = HashSet::new();
    for part in named.chunks(HASHES) {
        let hashes: Vec<&str> = part.iter().map(String::as_str).collect();
        own.extend(media::list_own_hashes(database, user, &hashes).await?);
    }
    Ok(own)
}

/// Hashes of pictures that a text names, each once.
fn named_in(text: &str) -> HashSet<String> {
    let places = text.match_indices(MEDIA).filter_map(|(at, _)| file_at(&text[at + MEDIA.len()..]));
    places.map(|file| file.hash().to_owned()).collect()
}

/// The text with ways to the files in the place of addresses: whoever reads the folder sees the pictures, and an importer
/// takes them along. An address that names a host stays.
fn beside(text: &str, own: &HashSet<String>) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(MEDIA) {
        out.push_str(&rest[..at]);
        rest = &rest[at + MEDIA.len()..];
        let is_of_a_host = out.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/'));
        let is_own = !is_of_a_host && file_at(rest).is_some_and(|file| own.contains(file.hash()));
        out.push_str(if is_own { "../media/" } else { MEDIA });
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_cut_stay_apart() {
        let name = |slug: &str, number: u128| file_name("2026-01-01", slug, PostId(uuid::Uuid::from_u128(number)));
        let long = "é".repeat(150);

        assert_eq!(name("bread", 1), "2026-01-01-bread.md");
        let (one, other) = (name(&format!("{long}a{long}"), 1), name(&format!("{long}b{long}"), 2));
        assert_ne!(one, other);
        assert!(one.len() <= MAX_NAME_BYTES && one.ends_with("-000000000001.md"), "{one}");
        let fits = "x".repeat(MAX_NAME_BYTES - "2026-01-01-.md".len());
        assert_eq!(name(&fits, 1), format!("2026-01-01-{fits}.md"));
    }

    #[test]
    fn own_pictures_are_named_as_files_and_nothing_else_changes() {
        let (mine, other) = ("a".repeat(64), "b".repeat(64));
        let own = HashSet::from([mine.clone()]);
        let name = |hash: &str| format!("{hash}-8x4.png");
        let text = format!(
            "![x](/media/{0}) and <img src=\"/media/{0}\">, /media/{0}.\n![y](/media/{1}) https://a.example/media/{0} /media/x",
            name(&mine),
            name(&other)
        );

        let written = beside(&text, &own);

        assert_eq!(named_in(&text), HashSet::from([mine.clone(), other.clone()]), "each is asked about once");
        assert_eq!(written.matches("../media/").count(), 3, "{written}");
        assert_eq!(written.replace("../media/", "/media/"), text);
        assert!(written.contains(&format!("![y](/media/{}", name(&other))) && written.contains("example/media/a"));
    }
}
