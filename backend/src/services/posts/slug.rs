//! Which address a post gets.

use broadsheet_shared::{
    id::PostId,
    value::{Slug, Title},
};

use super::PostError;
use crate::repositories::{Executor, slugs};

/// The wanted slug if it is free, else one made from the title with a number behind it if need be.
pub(super) async fn choose(
    database: &impl Executor,
    id: PostId,
    wanted: Option<&Slug>,
    title: &Title,
) -> Result<String, PostError> {
    if let Some(wanted) = wanted {
        let taken = slugs::list_taken(database, wanted.as_str(), id).await?;
        let is_taken = taken.iter().any(|slug| slug == wanted.as_str());
        return if is_taken { Err(PostError::SlugTaken) } else { Ok(wanted.as_str().to_owned()) };
    }
    free(database, id, suggested(id, title)).await
}

/// One made from the title with so large a number of the id behind it that nobody else takes it at the same time.
pub(super) fn unlike_any(id: PostId, title: &Title) -> Slug {
    let (_, random) = id.0.as_u64_pair();
    suggested(id, title).numbered(100_000 + u32::try_from(random % 900_000).unwrap_or_default())
}

fn suggested(id: PostId, title: &Title) -> Slug {
    Slug::suggest(title.as_str()).unwrap_or_else(|| short(id))
}

/// The slug itself if it is free, else with the first number behind it that is.
pub(super) async fn free(database: &impl Executor, id: PostId, base: Slug) -> Result<String, PostError> {
    let taken = slugs::list_taken(database, base.as_str(), id).await?;
    let free = std::iter::once(base.clone()).chain((2..).map(|number| base.numbered(number)));
    // One more candidate than there are taken slugs, so one of them is free.
    let free = free.take(taken.len() + 1).find(|slug| !taken.iter().any(|taken| taken == slug.as_str()));
    Ok(free.unwrap_or(base).into_string())
}

/// True if the slug is one that [`choose`] makes from this title, so that a draft's address may follow a new title.
pub(super) fn is_made_from(slug: &str, title: &str) -> bool {
    let Some(base) = Slug::suggest(title) else { return true };
    match slug.strip_prefix(base.as_str()) {
        Some("") => true,
        Some(rest) => rest.strip_prefix('-').is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())),
        None => false,
    }
}

/// For titles of which nothing can stand in an address: the random end of the id.
pub(super) fn short(id: PostId) -> Slug {
    let digits = id.0.simple().to_string();
    Slug::parse(&format!("post-{}", &digits[20..])).expect("twelve hexadecimal digits behind a word are a slug")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_slugs_of_the_title_follow_it() {
        assert!(is_made_from("hello-world", "Hello world"));
        assert!(is_made_from("hello-world-12", "Hello world"));
        assert!(!is_made_from("hello-world-again", "Hello world"));
        assert!(!is_made_from("my-own", "Hello world"));
    }

    #[test]
    fn a_slug_like_no_other_still_follows_its_title() {
        let title = Title::parse("Hello world").unwrap();
        let (one, other) = (PostId(uuid::Uuid::from_u128(7)), PostId(uuid::Uuid::from_u128(8)));

        let slug = unlike_any(one, &title);

        assert_eq!(slug.as_str(), "hello-world-100007");
        assert_ne!(slug, unlike_any(other, &title));
        assert!(is_made_from(slug.as_str(), title.as_str()));
    }

    #[test]
    fn a_title_of_signs_still_gets_an_address() {
        assert_eq!(short(PostId(uuid::Uuid::from_u128(0xabc))).as_str(), "post-000000000abc");
    }
}
