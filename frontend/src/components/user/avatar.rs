//! A person's picture, or the initials that stand for it.

use broadsheet_shared::v2;
use leptos::prelude::*;

/// Tints for initials; `styles/components.css` knows as many.
const TINTS: u32 = 6;

/// The picture, without words: the name stands beside it.
#[component]
pub fn Avatar(
    user: v2::UserRef,
    /// Twice the size, for a card.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    let size = if large { " avatar--large" } else { "" };
    match user.avatar {
        Some(image) => {
            let address = image.variants.first().map_or(image.url, |variant| variant.url.clone());
            view! {
                <img class=format!("avatar{size}") src=address alt="" width="40" height="40" loading="lazy" decoding="async" />
            }
            .into_any()
        }
        None => {
            let tint = tint(&user.username);
            view! {
                <span class=format!("avatar avatar--tint-{tint}{size}") aria-hidden="true">
                    {initials(&user.display_name)}
                </span>
            }
            .into_any()
        }
    }
}

/// The first letters of the first and the last word.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let last = words.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// One tint a name, for good.
fn tint(username: &str) -> u32 {
    username.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % TINTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_come_from_the_outer_words() {
        assert_eq!(initials("Ada King Lovelace"), "AL");
        assert_eq!(initials("émile"), "É");
        assert_eq!(initials("(bot)"), "B");
        assert_eq!(initials("  "), "");
    }
}
