//! Which language the words of people are in: a post's own, else the site's.
//!
//! The frame's words are ours and English whatever the site writes in, so `<html lang>` is `en`, and each text of people
//! says its own language: a screen reader then speaks both as they are (WCAG 3.1.1 and 3.1.2), and hyphens fall where
//! they should. Search engines take a page's language from its text and from `inLanguage`, which names the post's.

use leptos::prelude::*;

use crate::text;

/// The language of the site's texts; `None` where it is that of our own words.
#[derive(Clone)]
struct SiteLanguage(Option<String>);

/// Makes it known to everything beneath.
pub fn provide_site_language(tag: &str) {
    let differs = !tag.eq_ignore_ascii_case(text::LANGUAGE) && !tag.is_empty();
    provide_context(SiteLanguage(differs.then(|| tag.to_owned())));
}

/// The value of `lang` for a post's text, whose author may have named its language.
pub fn language_of(own: Option<String>) -> Option<String> {
    own.or_else(site_language)
}

/// The value of `lang` for any other text of people on this site. A component that is shown alone has none.
pub fn site_language() -> Option<String> {
    use_context::<SiteLanguage>().and_then(|language| language.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_in_its_own_language_or_the_sites() {
        Owner::new().with(|| {
            assert_eq!(site_language(), None);

            provide_site_language("de");

            assert_eq!(language_of(None).as_deref(), Some("de"));
            assert_eq!(language_of(Some("fr".to_owned())).as_deref(), Some("fr"));
        });
    }

    #[test]
    fn what_is_in_the_language_of_our_words_needs_no_mark() {
        Owner::new().with(|| {
            provide_site_language("en");

            assert_eq!(site_language(), None);
        });
    }
}
