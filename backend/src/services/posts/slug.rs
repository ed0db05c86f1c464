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
        let is_taken = slugs::list_taken(database, wanted.as_str()).await?.iter().any(|slug| slug == wanted.as_str());
        return if is_taken { Err(PostError::SlugTaken) } else { Ok(wanted.as_str().to_owned()) };
    }
    free(database, Slug::suggest(title.as_str()).unwrap_or_else(|| short(id))).await
}

/// The slug itself if it is free, else with the first number behind it that is.
pub(super) async fn free(database: &impl Executor, base: Slug) -> Result<String, PostError> {
    let taken = slugs::list_taken(database, base.as_str()).await?;
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
    fn a_title_of_signs_still_gets_an_address() {
        assert_eq!(short(PostId(uuid::Uuid::from_u128(0xabc))).as_str(), "post-000000000abc");
    }
}
