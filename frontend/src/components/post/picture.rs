//! An image in the width that fits.

use broadsheet_shared::v2;
use leptos::prelude::*;

/// An upload with all its widths; the browser picks one.
#[component]
pub fn Picture(
    image: v2::Image,
    /// How wide it stands on the page, in the words of the `sizes` attribute.
    sizes: &'static str,
    /// True for the picture that a reader sees first.
    #[prop(optional)]
    first: bool,
    /// True where the words beside it say enough.
    #[prop(optional)]
    decorative: bool,
) -> impl IntoView {
    let sources: Vec<_> = image.variants.iter().map(|variant| format!("{} {}w", variant.url, variant.width)).collect();
    let alt = if decorative { String::new() } else { image.alt };
    view! {
        <img
            src=image.url
            srcset=(!sources.is_empty()).then(|| sources.join(", "))
            sizes=(!sources.is_empty()).then_some(sizes)
            width=image.width.to_string()
            height=image.height.to_string()
            alt=alt
            loading=if first { "eager" } else { "lazy" }
            fetchpriority=first.then_some("high")
            decoding="async"
        />
    }
}
