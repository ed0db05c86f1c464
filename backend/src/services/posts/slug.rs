//! Which address a post gets.

use broadsheet_shared::{
    id::PostId,
    value::{Slug, Title},
};

use super::PostError;
use crate::repositories::{Executor, slugs};

/// So many attempts to store a post ask which number is free; whoever asks at the same time gets the same answer.
pub(super) const NUMBERED_ATTEMPTS: u8 = 2;

/// The last numbers of the two questions that are asked about a slug. Where so many posts are called alike, counting on
/// would only make the one writer wait.
const NUMBERS_ASKED: [u32; 2] = [16, 100];

/// The wanted slug if it is free, else one made from the title with a number behind it if need be.
pub(super) async fn choose(
    database: &impl Executor,
    id: PostId,
    wanted: Option<&Slug>,
    title: &Title,
) -> Result<String, PostError> {
    if let Some(wanted) = wanted {
        let taken = slugs::list_taken(database, std::slice::from_ref(wanted), id).await?;
        return if taken.is_empty() { Ok(wanted.as_str().to_owned()) } else { Err(PostError::SlugTaken) };
    }
    free(database, id, &suggested(id, title)).await
}

/// One made from the title with so large a number of the id behind it that nobody else takes it at the same time.
pub(super) fn unlike_any(id: PostId, title: &Title) -> Slug {
    with_number_of(id, &suggested(id, title))
}

fn with_number_of(id: PostId, base: &Slug) -> Slug {
    let (_, random) = id.0.as_u64_pair();
    base.numbered(100_000 + u32::try_from(random % 900_000).unwrap_or_default())
}

fn suggested(id: PostId, title: &Title) -> Slug {
    Slug::suggest(title.as_str()).unwrap_or_else(|| short(id))
}

/// The slug itself if it is free, else with the first number behind it that is, else with one that nobody counts to.
pub(super) async fn free(database: &impl Executor, id: PostId, base: &Slug) -> Result<String, PostError> {
    let mut first = 2;
    for last in NUMBERS_ASKED {
        let itself = (first == 2).then(|| base.clone());
        let candidates: Vec<Slug> =
            itself.into_iter().chain((first..=last).map(|number| base.numbered(number))).collect();
        let taken = slugs::list_taken(database, &candidates, id).await?;
        if let Some(free) = candidates.into_iter().find(|slug| !taken.iter().any(|taken| taken == slug.as_str())) {
            return Ok(free.into_string());
        }
        first = last + 1;
    }
    Ok(with_number_of(id, base).into_string())
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
